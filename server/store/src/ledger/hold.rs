//! Amounts set aside: out of the lots, so that nobody can spend them twice, and on the member's held accounts until they
//! come back to the same lots or are taken for good.

use huika_domain::{EntryId, ErrorCode, MoneyDraw, OperatorId, PointDraw, PointShortage, Shortage, StoreId};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{idempotency::KeyReused, number},
    ledger::{
        Account, Composition, Draft, EntryKind, Explanation, Header, Posted, Wallet,
        amount::{minus, minus_points},
        composition,
        lots::{draw_money, draw_points},
    },
    params,
};

/// An amount that is set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its number.
    pub number: String,
    /// Its entry.
    pub entry: EntryId,
}

huika_domain::text_enum! {
    /// How an amount that was set aside stands.
    pub enum HoldStatus {
        /// It is still set aside.
        Open = "open",
        /// It is on the card again.
        Released = "released",
        /// It is gone for what it was set aside for.
        Taken = "taken",
    }
}

crate::db::text_columns!(HoldStatus);

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
    /// Whose figures its end belongs to; none for no store's.
    pub store: Option<StoreId>,
}

pub(crate) enum Found {
    Open(Box<OpenHold>),
    Closed { status: HoldStatus, entry: EntryId },
}

pub(crate) fn lock(tx: &mut Tx<'_>, number: &str) -> Result<Found, HoldError> {
    let member = tx
        .one("SELECT member_id FROM hold WHERE number = ?1", params![number], |row| {
            row.get("member_id")
        })?
        .ok_or(HoldError::NoHold)?;
    let wallet = Wallet::lock(tx, member)?.ok_or(HoldError::NoHold)?;
    let (status, entry, closed, purpose) = tx
        .one(
            "SELECT status, entry_id, closed_entry_id, purpose FROM hold WHERE number = ?1",
            params![number],
            |row| {
                Ok((
                    row.get::<HoldStatus>("status")?,
                    row.get::<EntryId>("entry_id")?,
                    row.get::<Option<EntryId>>("closed_entry_id")?,
                    row.get::<String>("purpose")?,
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
        store: None,
    })))
}

/// The open hold with this number, its member's wallet locked.
pub(crate) fn lock_open(tx: &mut Tx<'_>, number: &str) -> Result<OpenHold, HoldError> {
    match lock(tx, number)? {
        Found::Open(open) => Ok(*open),
        Found::Closed { .. } => Err(HoldError::Closed),
    }
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
    status: HoldStatus,
) -> Result<Posted, StoreError> {
    let header = Header {
        kind,
        reference,
        store: open.store,
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
            Self::NotActive => ErrorCode::NotActive.as_str(),
            Self::NoHold => ErrorCode::NoHold.as_str(),
            Self::Closed => ErrorCode::HoldClosed.as_str(),
            Self::NotPositive => ErrorCode::AmountTooSmall.as_str(),
            Self::ShortOfMoney(_) => ErrorCode::BalanceShort.as_str(),
            Self::ShortOfPoints(_) => ErrorCode::PointsShort.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
