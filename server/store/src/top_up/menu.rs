//! What can be topped up, for whom, and how much the card still takes: all of it before anybody pays.

use std::sync::Arc;

use huika_domain::{
    Balance, CapRule, CardTypeId, ErrorCode, Fen, MemberId, Millis, Occasion, TopUpMenu, cap_room,
    settings::{Rules, StoredValueRule},
};

use crate::{
    Row, StoreError, Tx,
    card::{CurrentCard, current_card, joining_type},
    ledger::{Wallet, amount::sum},
    member::{CardFace, age, card_face},
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
    /// Why this card cannot be topped up at all.
    pub refused: Option<NoTopUp>,
}

/// Why a card cannot be topped up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTopUp {
    /// Its kind holds no money.
    HoldsNone,
    /// It holds no more.
    Over,
}

impl NoTopUp {
    /// A stable code for addresses and words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::HoldsNone => ErrorCode::CardNoMoney.as_str(),
            Self::Over => ErrorCode::CardOver.as_str(),
        }
    }
}

/// Whether the card cannot be topped up at all.
pub(crate) fn refused(card: &CurrentCard, now: Millis) -> Option<NoTopUp> {
    if !card.kind.takes_top_ups() {
        Some(NoTopUp::HoldsNone)
    } else if card.is_over(now) {
        Some(NoTopUp::Over)
    } else {
        None
    }
}

/// Reads the page; `None` when there is no such member.
pub fn top_up_page(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<TopUpPage>, StoreError> {
    let (Some(card), Some(wallet)) = (card_face(tx, member)?, Wallet::read(tx, member)?) else {
        return Ok(None);
    };
    let (current, menu, rules) = terms(tx, member)?;
    let cap = cap_of(tx, member, &rules.stored_value)?;
    let ordered = ordered(tx, member, current.card_type)?;
    let room = cap_room(plus(holding(tx, &wallet, current.card_type)?, ordered), cap);
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
        refused: refused(&current, tx.now()),
    }))
}

/// What the prices of this member hang on.
pub(crate) fn occasion(tx: &mut Tx<'_>, member: MemberId) -> Result<Occasion, StoreError> {
    Ok(Occasion {
        at: tx.now(),
        first: !paid_before(tx, member)?,
    })
}

/// What counts against the cap of a kind of card: what was put on cards of this kind or on none, and what is set aside, because it may
/// come back.
pub(crate) fn holding(tx: &mut Tx<'_>, wallet: &Wallet, card_type: CardTypeId) -> Result<Balance, StoreError> {
    let on_cards = tx.one(
        "SELECT CAST(COALESCE(SUM(principal_left), 0) AS BIGINT) AS principal, CAST(COALESCE(SUM(bonus_left), 0) AS BIGINT) AS bonus \
         FROM money_lot WHERE member_id = ?1 AND emptied = 0 AND (card_type_id = ?2 OR card_type_id IS NULL)",
        params![wallet.member, card_type],
        balance_of,
    )?;
    let held = Balance {
        principal: wallet.held_principal,
        bonus: wallet.held_bonus,
    };
    Ok(plus(one_row(on_cards)?, held))
}

/// What the member's open orders for a kind of card would bring. Each of them may still be paid.
pub(crate) fn ordered(tx: &mut Tx<'_>, member: MemberId, card_type: CardTypeId) -> Result<Balance, StoreError> {
    let found = tx.one(
        "SELECT CAST(COALESCE(SUM(principal_fen), 0) AS BIGINT) AS principal, CAST(COALESCE(SUM(bonus_fen), 0) AS BIGINT) AS bonus FROM top_up \
         WHERE member_id = ?1 AND status = 'open' AND (card_type_id = ?2 OR card_type_id IS NULL)",
        params![member, card_type],
        balance_of,
    )?;
    one_row(found)
}

fn balance_of(row: &Row<'_>) -> Result<Balance, StoreError> {
    Ok(Balance {
        principal: row.get("principal")?,
        bonus: row.get("bonus")?,
    })
}

fn one_row(found: Option<Balance>) -> Result<Balance, StoreError> {
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

/// Menu and rules of the card that a new member gets.
pub fn usual_terms(tx: &mut Tx<'_>) -> Result<(TopUpMenu, Arc<Rules>), StoreError> {
    let card_type = joining_type(tx)?;
    let rules = tx.rules_of_card_type(card_type);
    Ok((rules.packages.menu(tx.context().zone), rules))
}

/// The card that the member tops up, what it offers, and the rules of its kind.
pub(crate) fn terms(tx: &mut Tx<'_>, member: MemberId) -> Result<(CurrentCard, TopUpMenu, Arc<Rules>), StoreError> {
    let card = current_card(tx, member)?;
    let rules = tx.rules_of_card_type(card.card_type);
    Ok((card, rules.packages.menu(tx.context().zone), rules))
}

/// What the member's card may hold: less for those who are not of age.
pub(crate) fn cap_of(tx: &mut Tx<'_>, member: MemberId, rule: &StoredValueRule) -> Result<CapRule, StoreError> {
    let age = age(tx, member)?;
    Ok(tx.rules().minors.cap(age, rule.cap()))
}

/// The rules of a kind of card as they were at `mark`: what was ordered then is credited so. Without a mark, as they are.
pub(crate) fn stored_value_as_of(
    tx: &mut Tx<'_>,
    card_type: CardTypeId,
    mark: Option<RuleMark>,
) -> Result<StoredValueRule, StoreError> {
    let rules = match mark {
        Some(mark) => Arc::clone(tx.rules_as_of(mark)?.of_card_type(card_type)),
        None => tx.rules_of_card_type(card_type),
    };
    Ok(rules.stored_value.clone())
}
