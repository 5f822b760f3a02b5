//! What a new member gets: once, when the membership is their own, by the path that they came by. Who was entered at a counter gets it when
//! they claim the membership, so that nobody is entered for the sake of it.

use huika_domain::MemberId;

use crate::{
    StoreError, Tx,
    card::current_card,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, LotOfCard, NewMoneyLot, NewPointLot, Wallet,
        amount::{minus, minus_points},
    },
    params,
    tier::point_expiry,
};

/// Gives what the rule says for the member's path; nothing where it says nothing.
pub(super) fn welcome(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    let source: String = tx.value("SELECT source FROM member WHERE id = ?1", params![member])?;
    let rules = tx.rules();
    let Some(benefit) = rules.joining.benefit_of(&source) else {
        return Ok(());
    };
    let wallet = Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Decode("a member without a wallet".into()))?;
    let mut draft = Draft::new(wallet);
    let rule = format!("joining: {source}");
    if benefit.bonus_fen.is_positive() {
        let card_type = current_card(tx, member)?.card_type;
        let terms = tx.rules_of_card_type(card_type).stored_value.clone();
        draft.grant_money(NewMoneyLot {
            principal: huika_domain::Fen::ZERO,
            bonus: benefit.bonus_fen,
            order: terms.spend_order(),
            bonus_expires_at: terms.bonus_days.map(|days| tx.now().plus_days(days)),
            rule: rule.clone(),
            of_card: LotOfCard {
                card_type: Some(card_type),
                use_rank: terms.use_rank,
            },
        })?;
        draft.shop_money(Account::BonusCost, "joining", minus(benefit.bonus_fen)?);
    }
    if benefit.points.is_positive() {
        draft.grant_points(NewPointLot {
            points: benefit.points,
            available_from: tx.now(),
            expires_at: point_expiry(tx),
            rule,
        })?;
        draft.shop_points(Account::PointsCost, "joining", minus_points(benefit.points)?);
    }
    let header = Header {
        kind: EntryKind::Grant,
        reference: &format!("joining:{member}"),
        store: None,
        operator: None,
        reverses: None,
        explanation: &Explanation::Welcome { source },
    };
    draft.post(tx, &header)?;
    Ok(())
}
