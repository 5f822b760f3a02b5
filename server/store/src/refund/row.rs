//! A refund as its row says, locked for who decides about it.

use crate::{Tx, params, refund::paid::RefundTopUpError};
use huika_domain::{Fen, MemberId, OperatorId, Reason, StoreId};

pub(super) struct Refund {
    pub(super) top_up: String,
    pub(super) member: MemberId,
    pub(super) hold: String,
    pub(super) channel: String,
    pub(super) kind: String,
    pub(super) amount: Fen,
    pub(super) bonus: Fen,
    pub(super) status: String,
    pub(super) way: String,
    /// Why it waits for a person.
    pub(super) why: String,
    /// Whose store's it is; none for the shop's.
    pub(super) store: Option<StoreId>,
    /// Who asked for it; none when the member did.
    pub(super) asked_by: Option<OperatorId>,
    /// The second person, when there was one.
    pub(super) approved_by: Option<OperatorId>,
}

impl Refund {
    /// Whether the amount is still set aside.
    pub(super) fn waits(&self) -> bool {
        matches!(self.status.as_str(), "open" | "counter")
    }
}

pub(super) fn find(tx: &mut Tx<'_>, number: &str) -> Result<Refund, RefundTopUpError> {
    let found = tx.one(
        "SELECT t.number, h.number, r.channel, r.kind, r.amount_fen, r.bonus_fen, r.status, r.way, r.store_id, \
         r.member_id, r.why, r.operator_id, r.approved_by FROM refund r \
         JOIN top_up t ON t.id = r.top_up_id JOIN hold h ON h.id = r.hold_id WHERE r.number = ?1",
        params![number],
        |row| {
            Ok(Refund {
                top_up: row.get(0)?,
                hold: row.get(1)?,
                channel: row.get(2)?,
                kind: row.get(3)?,
                amount: row.get(4)?,
                bonus: row.get(5)?,
                status: row.get(6)?,
                way: row.get(7)?,
                store: row.get(8)?,
                member: row.get(9)?,
                why: row.get(10)?,
                asked_by: row.get(11)?,
                approved_by: row.get(12)?,
            })
        },
    )?;
    found.ok_or(RefundTopUpError::NoRefund)
}

/// Why a refund waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundWhy {
    /// Staff asked for more than one person alone pays back; a second one approves it first.
    Review,
    /// The payment is older than the gateway's limit.
    TooLate,
    /// The payer's account cannot take it.
    Abnormal,
    /// The gateway has not said for days what became of it.
    NoAnswer,
}

impl RefundWhy {
    const ALL: [Self; 4] = [Self::Review, Self::TooLate, Self::Abnormal, Self::NoAnswer];

    /// The word in the column, also the key of its words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::TooLate => "too-late",
            Self::Abnormal => "abnormal",
            Self::NoAnswer => "no-answer",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }
}

/// What an operator decided about a refund that no gateway pays.
#[derive(Debug, Clone)]
pub struct ByHand {
    /// Which refund.
    pub number: String,
    /// Who.
    pub operator: OperatorId,
    /// Why, or where the money went.
    pub reason: Reason,
}
