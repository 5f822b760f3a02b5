//! Amounts that are set aside by request and released or taken later, each once under its key.

use huika_domain::{CardStatus, EntryId, Fen, MemberId, Points, plan_points, plan_spend};
use serde::Serialize;

use crate::{
    Tx,
    db::idempotency,
    ledger::{
        Account, Draft, EntryKind, Explanation, Wallet,
        amount::{sum, sum_points},
        hold::{Found, HoldStatus, close, empty_held, hold, lock},
        money_lots, point_lots,
    },
    params,
    top_up::release_open,
};

pub use crate::ledger::hold::{Held, HoldError};

/// What is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aside {
    /// Stored value, in the order in which it would be spent.
    Money(Fen),
    /// Points, likewise.
    Points(Points),
}

/// Something under way for which an amount has to stay there.
#[derive(Debug, Clone, Serialize)]
pub struct SetAside {
    /// Whose.
    pub member: MemberId,
    /// How much.
    pub amount: Aside,
    /// What for, in words.
    pub purpose: String,
    /// The request's key.
    #[serde(skip)]
    pub key: String,
}

/// Where an amount goes that is taken for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenFor<'t> {
    /// Points for an item.
    Redemption,
    /// Money that was paid out through this channel.
    PaidOut(&'t str),
}

/// Sets an amount aside.
pub fn set_aside(tx: &mut Tx<'_>, request: &SetAside) -> Result<Held, HoldError> {
    let wallet = Wallet::lock(tx, request.member)?.ok_or(HoldError::NotActive)?;
    let scope = format!("hold:{}", request.member);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        let status: CardStatus = tx.value("SELECT status FROM member WHERE id = ?1", params![request.member])?;
        if !status.is_active() {
            return Err(HoldError::NotActive);
        }
        let now = tx.now();
        let (money, points) = match request.amount {
            Aside::Money(amount) if amount.is_positive() => (
                plan_spend(&money_lots(tx, request.member)?, amount, amount, now)?,
                vec![],
            ),
            Aside::Points(points) if points.is_positive() => {
                (vec![], plan_points(&point_lots(tx, request.member)?, points, now)?)
            }
            _ => return Err(HoldError::NotPositive),
        };
        let (held, _) = hold(tx, wallet, &request.purpose, None, &money, &points)?;
        Ok(held)
    })
}

/// Gives what was set aside back to the lots that it came from. Done twice, the first entry is answered.
pub fn release(tx: &mut Tx<'_>, number: &str) -> Result<EntryId, HoldError> {
    match lock(tx, number)? {
        Found::Open(open) => Ok(release_open(tx, &open)?),
        Found::Closed {
            status: HoldStatus::Released,
            entry,
        } => Ok(entry),
        Found::Closed { .. } => Err(HoldError::Closed),
    }
}

/// Takes what was set aside for good. Done twice, the first entry is answered.
pub fn take(tx: &mut Tx<'_>, number: &str, taken_for: TakenFor<'_>) -> Result<EntryId, HoldError> {
    let open = match lock(tx, number)? {
        Found::Open(open) => open,
        Found::Closed {
            status: HoldStatus::Taken,
            entry,
        } => return Ok(entry),
        Found::Closed { .. } => return Err(HoldError::Closed),
    };
    let mut draft = Draft::new(open.wallet);
    empty_held(&mut draft, &open.held)?;
    let principal = sum(open.held.money.iter().map(|draw| draw.principal))?;
    let bonus = sum(open.held.money.iter().map(|draw| draw.bonus))?;
    let points = sum_points(open.held.points.iter().map(|draw| draw.points))?;
    let (kind, channel) = match taken_for {
        TakenFor::Redemption => (EntryKind::Redemption, "mall"),
        TakenFor::PaidOut(channel) => (EntryKind::Refund, channel),
    };
    draft.shop_money(Account::Clearing, channel, principal);
    draft.shop_money(Account::Breakage, "bonus", bonus);
    draft.shop_points(Account::PointsCost, channel, points);
    let explanation = Explanation::Hold {
        purpose: open.purpose.clone(),
    };
    let reference = format!("taken:{number}");
    Ok(close(tx, &open, draft, kind, &reference, &explanation, HoldStatus::Taken)?.entry)
}
