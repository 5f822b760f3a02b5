//! What can be topped up, for whom, and how much the card still takes: all of it before anybody pays.

use huika_domain::{
    Balance, CapRule, CardTypeId, Fen, MemberId, Occasion, TopUpMenu, cap_room, settings::StoredValueRule,
};

use crate::{
    StoreError, Tx,
    ledger::{Wallet, amount::sum},
    member::{CardFace, card_face},
    params,
    payment::paid_before,
    settings::RuleMark,
};

/// The top-up page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUpPage {
    /// Whose account it is.
    pub card: CardFace,
    /// Packages, bonus table and bounds.
    pub menu: TopUpMenu,
    /// What is on the card.
    pub balance: Fen,
    /// What it may hold.
    pub cap: CapRule,
    /// What still fits, with its bonus where the cap counts it, also when every order that is open is paid.
    pub room: Fen,
    /// What orders that are open would bring, as far as it counts.
    pub open: Fen,
    /// The largest amount that can be topped up now: within the menu's bounds, and so that its bonus fits as well.
    pub most: Fen,
    /// Now, and whether it would be the member's first top-up: what the menu's prices hang on.
    pub occasion: Occasion,
}

/// Reads the page; `None` when there is no such member.
pub fn top_up_page(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<TopUpPage>, StoreError> {
    let (Some(card), Some(wallet)) = (card_face(tx, member)?, Wallet::read(tx, member)?) else {
        return Ok(None);
    };
    let (menu, rule) = terms(tx, member)?;
    let cap = rule.cap();
    let ordered = ordered(tx, member)?;
    let room = cap_room(plus(holding(&wallet), ordered), cap);
    let open = sum([
        ordered.principal,
        if cap.counts_bonus { ordered.bonus } else { Fen::ZERO },
    ])?;
    let occasion = occasion(tx, member)?;
    Ok(Some(TopUpPage {
        card,
        most: menu.most_that_fits(room, cap.counts_bonus, occasion),
        menu,
        balance: wallet.balance(),
        cap,
        room,
        open,
        occasion,
    }))
}

/// What the prices of this member hang on.
pub(crate) fn occasion(tx: &mut Tx<'_>, member: MemberId) -> Result<Occasion, StoreError> {
    Ok(Occasion {
        at: tx.now(),
        first: !paid_before(tx, member)?,
    })
}

/// What counts against the cap: also what is set aside, because it may come back.
pub(crate) fn holding(wallet: &Wallet) -> Balance {
    let sum = |a: Fen, b: Fen| Fen::new(a.get().saturating_add(b.get()));
    Balance {
        principal: sum(wallet.principal, wallet.held_principal),
        bonus: sum(wallet.bonus, wallet.held_bonus),
    }
}

/// What the member's open orders would bring. Each of them may still be paid.
pub(crate) fn ordered(tx: &mut Tx<'_>, member: MemberId) -> Result<Balance, StoreError> {
    let found = tx.one(
        "SELECT CAST(COALESCE(SUM(principal_fen), 0) AS BIGINT) AS principal, CAST(COALESCE(SUM(bonus_fen), 0) AS BIGINT) AS bonus FROM top_up \
         WHERE member_id = ?1 AND status = 'open'",
        params![member],
        |row| {
            Ok(Balance {
                principal: row.get("principal")?,
                bonus: row.get("bonus")?,
            })
        },
    )?;
    found.ok_or_else(|| StoreError::Decode("expected one row and found none".into()))
}

/// Two balances together; a sum that would not fit is the largest amount, and a full card.
pub(crate) fn plus(a: Balance, b: Balance) -> Balance {
    let plus = |a: Fen, b: Fen| Fen::new(a.get().saturating_add(b.get()));
    Balance {
        principal: plus(a.principal, b.principal),
        bonus: plus(a.bonus, b.bonus),
    }
}

/// Menu and rule of the card that a new member gets.
pub fn usual_terms(tx: &mut Tx<'_>) -> Result<(TopUpMenu, StoredValueRule), StoreError> {
    let (card_type, menu): (_, String) = tx
        .one(
            "SELECT id, top_up_rule FROM card_type ORDER BY id LIMIT 1",
            params![],
            |row| Ok((row.get("id")?, row.get("top_up_rule")?)),
        )?
        .ok_or_else(|| StoreError::Decode("the shop has no card type".into()))?;
    Ok((read_menu(&menu)?, tx.stored_value(card_type)))
}

/// Menu and rule of the member's card type.
pub(crate) fn terms(tx: &mut Tx<'_>, member: MemberId) -> Result<(TopUpMenu, StoredValueRule), StoreError> {
    let (card_type, menu) = card_type_of(tx, member)?;
    Ok((read_menu(&menu)?, tx.stored_value(card_type)))
}

/// The rule of the member's card type as it was at `mark`: what was ordered then is credited so. Without a mark, as it is.
pub(crate) fn stored_value_as_of(
    tx: &mut Tx<'_>,
    member: MemberId,
    mark: Option<RuleMark>,
) -> Result<StoredValueRule, StoreError> {
    let (card_type, _) = card_type_of(tx, member)?;
    Ok(match mark {
        Some(mark) => tx.rules_as_of(mark)?.of_card_type(card_type).clone(),
        None => tx.stored_value(card_type),
    })
}

fn card_type_of(tx: &mut Tx<'_>, member: MemberId) -> Result<(CardTypeId, String), StoreError> {
    tx.one(
        "SELECT t.id, t.top_up_rule FROM card c JOIN card_type t ON t.id = c.card_type_id \
         WHERE c.member_id = ?1 AND c.status = 'active' ORDER BY c.id LIMIT 1",
        params![member],
        |row| Ok((row.get("id")?, row.get("top_up_rule")?)),
    )?
    .ok_or_else(|| StoreError::Decode("the member has no card".into()))
}

fn read_menu(text: &str) -> Result<TopUpMenu, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Decode(e.to_string()))
}
