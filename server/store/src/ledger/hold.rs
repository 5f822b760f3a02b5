//! Amounts set aside: out of the lots, so that nobody can spend them twice, and on the member's held accounts until they
//! come back to the same lots or are taken for good.

use huika_domain::{
    EntryId, Fen, MemberId, MoneyDraw, OperatorId, PointDraw, PointShortage, Points, Shortage, plan_points, plan_spend,
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{
        idempotency::{self, KeyReused, Seen},
        number,
    },
    ledger::{
        Account, Composition, Draft, EntryKind, Explanation, Header, Posted, Wallet,
        amount::{minus, minus_points, sum, sum_points},
        composition,
        give_back::{give_back_money, give_back_points},
        lots::{draw_money, draw_points, money_lots, point_lots},
    },
    params,
    top_up::hold_again,
};

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

/// An amount that is set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its number.
    pub number: String,
    /// Its entry.
    pub entry: EntryId,
}

/// Why nothing was set aside or closed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HoldError {
    /// There is no such member, or the card is not in use.
    #[error("the card is not in use")]
    NotActive,
    /// There is no such hold.
    #[error("there is no such hold")]
    NoHold,
    /// It was closed the other way.
    #[error("this hold was closed before")]
    Closed,
    /// Nothing, or less than nothing.
    #[error("an amount above zero is needed")]
    NotPositive,
    /// Not enough money.
    #[error(transparent)]
    ShortOfMoney(#[from] Shortage),
    /// Not enough points.
    #[error(transparent)]
    ShortOfPoints(#[from] PointShortage),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
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
    match idempotency::seen(tx, &scope, &request.key, request)? {
        Seen::Before(held) => return Ok(held),
        Seen::Other => return Err(KeyReused.into()),
        Seen::New => {}
    }
    let status: String = tx.value("SELECT status FROM member WHERE id = ?1", params![request.member])?;
    if status != "active" {
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
    idempotency::keep(tx, &scope, &request.key, request, &held)?;
    Ok(held)
}

/// Moves planned amounts from their lots to the held accounts. Answers the hold and its row's number.
pub(crate) fn hold(
    tx: &mut Tx<'_>,
    wallet: Wallet,
    purpose: &str,
    operator: Option<OperatorId>,
    money: &[MoneyDraw],
    points: &[PointDraw],
) -> Result<(Held, i64), StoreError> {
    let member = wallet.member;
    let number = number::fresh(tx, 'H');
    let mut draft = Draft::new(wallet);
    draw_money(tx, &mut draft, money)?;
    draw_points(tx, &mut draft, points)?;
    for draw in money {
        draft.money(Account::HeldPrincipal, draw.lot, draw.principal)?;
        draft.money(Account::HeldBonus, draw.lot, draw.bonus)?;
    }
    for draw in points {
        draft.points(Account::HeldPoints, Some(draw.lot.into()), draw.points)?;
    }
    let header = Header {
        kind: EntryKind::Hold,
        reference: &format!("hold:{number}"),
        store: None,
        operator,
        reverses: None,
        explanation: &Explanation::Hold {
            purpose: purpose.to_owned(),
        },
    };
    let posted = draft.post(tx, &header)?;
    let id = tx.insert(
        "INSERT INTO hold (number, member_id, purpose, status, entry_id, at) VALUES (?1, ?2, ?3, 'open', ?4, ?5)",
        params![number, member, purpose, posted.entry, tx.now()],
        |id| id,
    )?;
    let entry = posted.entry;
    Ok((Held { number, entry }, id))
}

/// An open hold, its member's wallet locked.
pub(crate) struct OpenHold {
    pub wallet: Wallet,
    pub number: String,
    pub purpose: String,
    pub entry: EntryId,
    pub held: Composition,
    /// Who closes it, when staff do.
    pub by: Option<OperatorId>,
}

enum Found {
    Open(Box<OpenHold>),
    Closed { status: String, entry: EntryId },
}

fn lock(tx: &mut Tx<'_>, number: &str) -> Result<Found, HoldError> {
    let member = tx
        .one("SELECT member_id FROM hold WHERE number = ?1", params![number], |row| {
            row.get(0)
        })?
        .ok_or(HoldError::NoHold)?;
    let wallet = Wallet::lock(tx, member)?.ok_or(HoldError::NoHold)?;
    let (status, entry, closed, purpose) = tx
        .one(
            "SELECT status, entry_id, closed_entry_id, purpose FROM hold WHERE number = ?1",
            params![number],
            |row| {
                Ok((
                    row.get::<String>(0)?,
                    row.get::<EntryId>(1)?,
                    row.get::<Option<EntryId>>(2)?,
                    row.get::<String>(3)?,
                ))
            },
        )?
        .ok_or(HoldError::NoHold)?;
    if let Some(entry) = closed {
        return Ok(Found::Closed { status, entry });
    }
    Ok(Found::Open(Box::new(OpenHold {
        wallet,
        number: number.to_owned(),
        purpose,
        entry,
        held: composition(tx, entry)?,
        by: None,
    })))
}

/// The open hold with this number, its member's wallet locked.
pub(crate) fn lock_open(tx: &mut Tx<'_>, number: &str) -> Result<OpenHold, HoldError> {
    match lock(tx, number)? {
        Found::Open(open) => Ok(*open),
        Found::Closed { .. } => Err(HoldError::Closed),
    }
}

/// Gives what was set aside back to the lots that it came from. Done twice, the first entry is answered.
pub fn release(tx: &mut Tx<'_>, number: &str) -> Result<EntryId, HoldError> {
    match lock(tx, number)? {
        Found::Open(open) => Ok(release_open(tx, &open)?),
        Found::Closed { status, entry } if status == "released" => Ok(entry),
        Found::Closed { .. } => Err(HoldError::Closed),
    }
}

pub(crate) fn release_open(tx: &mut Tx<'_>, open: &OpenHold) -> Result<EntryId, StoreError> {
    let mut draft = Draft::new(open.wallet);
    empty_held(&mut draft, &open.held)?;
    give_back_money(tx, &mut draft, &open.held.money)?;
    give_back_points(tx, &mut draft, &open.held.points)?;
    let explanation = Explanation::Hold {
        purpose: open.purpose.clone(),
    };
    let reference = format!("release:{}", open.number);
    let posted = close(
        tx,
        open,
        draft,
        EntryKind::Release,
        &reference,
        &explanation,
        "released",
    )?;
    // What came back to a top-up that a person has yet to decide about is no more to be spent than the rest of it.
    hold_again(tx, posted.wallet)?;
    Ok(posted.entry)
}

/// Takes what was set aside for good. Done twice, the first entry is answered.
pub fn take(tx: &mut Tx<'_>, number: &str, taken_for: TakenFor<'_>) -> Result<EntryId, HoldError> {
    let open = match lock(tx, number)? {
        Found::Open(open) => open,
        Found::Closed { status, entry } if status == "taken" => return Ok(entry),
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
    Ok(close(tx, &open, draft, kind, &reference, &explanation, "taken")?.entry)
}

/// Takes everything off the held accounts. The other side is the caller's.
pub(crate) fn empty_held(draft: &mut Draft, held: &Composition) -> Result<(), StoreError> {
    for draw in &held.money {
        draft.money(Account::HeldPrincipal, draw.lot, minus(draw.principal)?)?;
        draft.money(Account::HeldBonus, draw.lot, minus(draw.bonus)?)?;
    }
    for draw in &held.points {
        draft.points(Account::HeldPoints, Some(draw.lot.into()), minus_points(draw.points)?)?;
    }
    Ok(())
}

/// Posts the closing entry and marks the hold.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    open: &OpenHold,
    draft: Draft,
    kind: EntryKind,
    reference: &str,
    explanation: &Explanation,
    status: &str,
) -> Result<Posted, StoreError> {
    let header = Header {
        kind,
        reference,
        store: None,
        operator: open.by,
        reverses: Some(open.entry),
        explanation,
    };
    let posted = draft.post(tx, &header)?;
    tx.exec(
        "UPDATE hold SET status = ?2, closed_entry_id = ?3, closed_at = ?4 WHERE number = ?1",
        params![open.number, status, posted.entry, tx.now()],
    )?;
    Ok(posted)
}

impl HoldError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotActive => "not-active",
            Self::NoHold => "no-hold",
            Self::Closed => "hold-closed",
            Self::NotPositive => "amount-too-small",
            Self::ShortOfMoney(_) => "balance-short",
            Self::ShortOfPoints(_) => "points-short",
            Self::KeyReused(_) => "key-reused",
            Self::Store(error) => error.code(),
        }
    }
}
