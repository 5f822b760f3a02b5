//! The top-up that is to be paid back, and why nothing is.

use huika_domain::{EntryId, ErrorCode, Fen, MemberId, Millis, RefundError, TopUpId};

use crate::{StoreError, Tx, db::idempotency::KeyReused, params};

/// Why nothing is refunded.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RefundTopUpError {
    /// There is no such top-up, or it was not paid.
    #[error("there is no such paid top-up")]
    NoTopUp,
    /// No shift is open at this counter, and the shop's rule asks for one.
    #[error("no shift is open at this till")]
    NoShift,
    /// There is no such refund.
    #[error("there is no such refund")]
    NoRefund,
    /// One is under way already.
    #[error("a refund of this top-up is under way")]
    UnderWay,
    /// The card may not be used by its owner now; the counter can help.
    #[error("the card is not in use")]
    NotActive,
    /// Only a person at the counter may do this, and only with a refund that waits there.
    #[error("this refund does not wait at the counter")]
    NotAtCounter,
    /// This operator pays nothing back to a member who is at home there.
    #[error("this operator may not do that")]
    NotAllowed,
    /// It is the operator's own member account.
    #[error("nobody pays their own account back")]
    OwnAccount,
    /// Whoever asked for it, or approved it, cannot be the second person.
    #[error("a second person is needed")]
    SamePerson,
    /// It is more than one person alone pays back, and nobody has approved it.
    #[error("so much needs the approval of a second person")]
    NeedsSecond,
    /// Nobody has to approve it.
    #[error("this refund does not wait for an approval")]
    NotWaiting,
    /// It ended the other way before.
    #[error("this refund has ended")]
    Ended,
    /// Nothing is left.
    #[error(transparent)]
    Quote(#[from] RefundError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) struct TopUp {
    pub(super) id: TopUpId,
    pub(super) member: MemberId,
    pub(super) channel: String,
    pub(super) transaction: String,
    pub(super) principal: Fen,
    pub(super) paid_at: Millis,
    pub(super) entry: EntryId,
}

pub(super) fn top_up(tx: &mut Tx<'_>, number: &str) -> Result<TopUp, RefundTopUpError> {
    let found = tx.one(
        "SELECT id, member_id, channel, transaction_id, principal_fen, paid_at, entry_id FROM top_up \
         WHERE number = ?1 AND entry_id IS NOT NULL",
        params![number],
        |row| {
            Ok(TopUp {
                id: row.get("id")?,
                member: row.get("member_id")?,
                channel: row.get("channel")?,
                transaction: row.get::<Option<String>>("transaction_id")?.unwrap_or_default(),
                principal: row.get("principal_fen")?,
                paid_at: row.get("paid_at")?,
                entry: row.get("entry_id")?,
            })
        },
    )?;
    found.ok_or(RefundTopUpError::NoTopUp)
}

impl RefundTopUpError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTopUp => ErrorCode::NoTopUp.as_str(),
            Self::NoShift => ErrorCode::NoShift.as_str(),
            Self::NoRefund => ErrorCode::NoRefund.as_str(),
            Self::UnderWay => ErrorCode::RefundUnderWay.as_str(),
            Self::NotActive => ErrorCode::NotActive.as_str(),
            Self::NotAtCounter => ErrorCode::RefundNotAtCounter.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::OwnAccount => ErrorCode::OwnAccount.as_str(),
            Self::SamePerson => ErrorCode::SamePerson.as_str(),
            Self::NeedsSecond => ErrorCode::RefundNeedsSecond.as_str(),
            Self::NotWaiting => ErrorCode::RefundNotWaiting.as_str(),
            Self::Ended => ErrorCode::RefundEnded.as_str(),
            Self::Quote(error) => error.code(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
