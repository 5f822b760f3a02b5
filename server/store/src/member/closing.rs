//! Closing an account: asked for with a proof, kept by whoever signs in again before its time, and carried out once by a nightly job.
//!
//! What is left is settled by rule: money is paid back first, or given up in so many words; points expire. What somebody still has to
//! decide about, such as a refund under way, stands in the way, and the member reads what. Afterwards the books go on under the member's
//! number alone, which leads to nobody, and the phone number is free to join again.

mod carry_out;
mod erase;
mod obstacle;
mod office;

use huika_domain::{Act, CardStatus, ErrorCode, Fen, MemberId, Millis, Points};

use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::outbox,
    ledger::Wallet,
    member::{NotProved, Shown, account_kept::ClosingState, end_devices, require},
    params,
};

pub use carry_out::{close_due, due_closings};
pub use obstacle::Obstacle;
pub use office::{OfficeClosing, close_in_office, closes_at, keep_in_office};

/// What stands on the page before somebody asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeClosing {
    /// Principal and bonus on the card.
    pub balance: Fen,
    /// Of which paid in.
    pub principal: Fen,
    /// Points, which expire.
    pub points: Points,
    /// Items of the mall that wait to be collected, which are cancelled.
    pub orders: i64,
    /// What has to be settled first.
    pub obstacles: Vec<Obstacle>,
}

/// A member asks for the account to be closed.
#[derive(Debug, Clone)]
pub struct AskClosing {
    /// Who.
    pub member: MemberId,
    /// What they have shown.
    pub shown: Shown,
    /// The money that they give up in so many words; `None` when they gave up none.
    pub gives_up: Option<Fen>,
}

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

/// What a member reads before they ask; `None` when there is no such member.
pub fn before_closing(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<BeforeClosing>, StoreError> {
    let Some(wallet) = Wallet::read(tx, member)? else {
        return Ok(None);
    };
    Ok(Some(BeforeClosing {
        balance: wallet.balance(),
        principal: wallet.principal,
        points: wallet.points,
        orders: tx.value(
            "SELECT COUNT(*) FROM redemption WHERE member_id = ?1 AND status = 'ready'",
            params![member],
        )?,
        obstacles: obstacle::of_member(tx, &wallet)?,
    }))
}

/// Begins it: every session ends, and the card is frozen until the account is closed or kept. Answers when it will be closed.
pub fn ask_closing(tx: &mut Tx<'_>, request: &AskClosing) -> Result<Millis, ClosingError> {
    let member = request.member;
    let wallet = Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Decode("a member without a wallet".into()))?;
    let status = status_of(tx, member)?;
    require(tx, member, Act::CloseAccount, &request.shown)?;
    begin(tx, &wallet, status, request.gives_up)
}

/// How the card of a member stands. Whoever signs in at this moment locks the same row.
fn status_of(tx: &mut Tx<'_>, member: MemberId) -> Result<CardStatus, StoreError> {
    let status = tx.lock("SELECT status FROM member WHERE id = ?1", params![member], |row| {
        row.get::<CardStatus>("status")
    })?;
    status.ok_or_else(|| StoreError::Decode("there is no such member".into()))
}

/// Begins it for the member whose wallet and row are locked, whoever asked for it.
fn begin(tx: &mut Tx<'_>, wallet: &Wallet, status: CardStatus, gives_up: Option<Fen>) -> Result<Millis, ClosingError> {
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
