//! Closing an account: asked for with a proof, kept by whoever signs in again before its time, and carried out once by a nightly job.
//!
//! What is left is settled by rule: money is paid back first, or given up in so many words; points expire. What somebody still has to
//! decide about, such as a refund under way, stands in the way, and the member reads what. Afterwards the books go on under the member's
//! number alone, which leads to nobody, and the phone number is free to join again.

mod begin;
mod carry_out;
mod erase;
mod obstacle;
mod office;

use huika_domain::{Act, Fen, MemberId, Millis, Points};

use crate::{
    StoreError, Tx,
    ledger::Wallet,
    member::{Shown, require},
    params,
};

pub use begin::{ClosingAskedSms, ClosingError};
use begin::{begin, status_of};
pub use carry_out::{close_due, due_closings};
pub(crate) use erase::erase;
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
