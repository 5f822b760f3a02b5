//! The beginning of a closing, whoever asks for it, and why there is none.

use huika_domain::{CardStatus, ErrorCode, Fen, MemberId, Millis};
use serde::{Deserialize, Serialize};

use super::obstacle::{self, Obstacle};
use crate::{
    StoreError, Tx,
    db::outbox,
    ledger::Wallet,
    member::{NotProved, account_kept::ClosingState, end_devices},
    params,
};

/// Why it was not begun.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ClosingError {
    /// Something has to be settled first.
    #[error("{} stands in the way", .0.as_str())]
    Obstacle(Obstacle),
    /// There is money on the card, and nobody has given it up.
    #[error("there is money on the card")]
    Balance,
    /// The card holds something else than what was given up.
    #[error("the balance has changed")]
    Changed,
    /// It was begun before.
    #[error("the account is being closed already")]
    Already,
    /// Nobody has asked for it, or it is done.
    #[error("the account is not being closed")]
    NotWaiting,
    /// There is no such member, or none any more.
    #[error("there is no such member")]
    NoMember,
    /// This operator does not look after members who are at home there.
    #[error("this operator may not do that")]
    NotAllowed,
    /// It is the operator's own member account.
    #[error("nobody closes their own account in the office")]
    OwnAccount,
    /// No document was named.
    #[error("identification is required")]
    NoIdentification,
    /// It needs more than was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

crate::member::of_act_error!(ClosingError);

impl ClosingError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Obstacle(obstacle) => obstacle.code().as_str(),
            Self::Balance => ErrorCode::CloseBalance.as_str(),
            Self::Changed => ErrorCode::CloseChanged.as_str(),
            Self::Already => ErrorCode::ClosingAlready.as_str(),
            Self::NotWaiting => ErrorCode::ClosingNone.as_str(),
            Self::NoMember => ErrorCode::NoMember.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::OwnAccount => ErrorCode::OwnAccount.as_str(),
            Self::NoIdentification => ErrorCode::NoIdentification.as_str(),
            Self::NotProved(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// The outbox's message to a member who asked, so that its owner hears of it when it was not them.
#[derive(Clone, Serialize, Deserialize)]
pub struct ClosingAskedSms {
    /// The member's number, E.164.
    pub phone: String,
    /// The day of its end.
    pub day: String,
}

impl ClosingAskedSms {
    /// The outbox's word for it.
    pub const KIND: &'static str = "closing-asked-sms";
}

/// How long it is worth telling.
const NOTICE_LIVES_SECS: i64 = 24 * 3600;

/// How the card of a member stands. Whoever signs in at this moment locks the same row.
pub(super) fn status_of(tx: &mut Tx<'_>, member: MemberId) -> Result<CardStatus, StoreError> {
    let status = tx.lock("SELECT status FROM member WHERE id = ?1", params![member], |row| {
        row.get::<CardStatus>("status")
    })?;
    status.ok_or_else(|| StoreError::Decode("there is no such member".into()))
}

/// Begins it for the member whose wallet and row are locked, whoever asked for it.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    wallet: &Wallet,
    status: CardStatus,
    gives_up: Option<Fen>,
) -> Result<Millis, ClosingError> {
    let member = wallet.member;
    if is_waiting(tx, member)? {
        return Err(ClosingError::Already);
    }
    if let Some(obstacle) = obstacle::of_member(tx, wallet)?.first() {
        return Err(ClosingError::Obstacle(*obstacle));
    }
    let rule = tx.rules().privacy;
    let given_up = match gives_up.filter(|_| rule.may_give_up) {
        _ if wallet.balance().is_zero() => Fen::ZERO,
        None => return Err(ClosingError::Balance),
        Some(amount) if amount == wallet.balance() => amount,
        Some(_) => return Err(ClosingError::Changed),
    };
    let now = tx.now();
    let due_at = now.plus_days(rule.closing_days);
    tx.exec(
        "INSERT INTO closing (member_id, state, asked_at, due_at, given_up_fen, status_before) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![member, ClosingState::Waiting, now, due_at, given_up, status],
    )?;
    if status == CardStatus::Active {
        tx.exec(
            "UPDATE member SET status = ?2 WHERE id = ?1",
            params![member, CardStatus::Frozen],
        )?;
    }
    end_devices(tx, member, None, "closing")?;
    let notice = ClosingAskedSms {
        phone: tx.value("SELECT phone FROM member WHERE id = ?1", params![member])?,
        day: tx.context().zone.business_day(due_at).to_string(),
    };
    outbox::put(tx, ClosingAskedSms::KIND, &notice, now.plus_secs(NOTICE_LIVES_SECS))?;
    tx.exec(
        "UPDATE till_session SET ended_at = ?2 WHERE member_id = ?1 AND ended_at IS NULL",
        params![member, now],
    )?;
    Ok(due_at)
}

fn is_waiting(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    let waiting: i64 = tx.value(
        "SELECT COUNT(*) FROM closing WHERE member_id = ?1 AND state = 'waiting'",
        params![member],
    )?;
    Ok(waiting > 0)
}
