//! A refund as its row says, locked for who decides about it.

use crate::{Tx, params, refund::paid::RefundTopUpError};
use huika_domain::{Fen, MemberId, OperatorId, Reason, RefundKind, StoreId};

pub(super) struct Refund {
    pub(super) top_up: String,
    pub(super) member: MemberId,
    pub(super) hold: String,
    pub(super) channel: String,
    pub(super) kind: RefundKind,
    pub(super) amount: Fen,
    pub(super) bonus: Fen,
    pub(super) status: RefundStatus,
    pub(super) way: RefundWay,
    /// Why it waits for a person.
    pub(super) why: Option<RefundWhy>,
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
        self.status.is_under_way()
    }
}

pub(super) fn find(tx: &mut Tx<'_>, number: &str) -> Result<Refund, RefundTopUpError> {
    let found = tx.one(
        "SELECT t.number AS top_up, h.number AS hold, r.channel, r.kind, r.amount_fen, r.bonus_fen, r.status, r.way, r.store_id, \
         r.member_id, r.why, r.operator_id, r.approved_by FROM refund r \
         JOIN top_up t ON t.id = r.top_up_id JOIN hold h ON h.id = r.hold_id WHERE r.number = ?1",
        params![number],
        |row| {
            Ok(Refund {
                top_up: row.get("top_up")?,
                hold: row.get("hold")?,
                channel: row.get("channel")?,
                kind: row.get("kind")?,
                amount: row.get("amount_fen")?,
                bonus: row.get("bonus_fen")?,
                status: row.get("status")?,
                way: row.get("way")?,
                store: row.get("store_id")?,
                member: row.get("member_id")?,
                why: row.get("why")?,
                asked_by: row.get("operator_id")?,
                approved_by: row.get("approved_by")?,
            })
        },
    )?;
    found.ok_or(RefundTopUpError::NoRefund)
}

huika_domain::text_enum! {
    /// How far a refund is.
    pub enum RefundStatus {
        /// The gateway works on it.
        Open = "open",
        /// It waits for a person at the counter.
        Counter = "counter",
        /// The money went back.
        Paid = "paid",
        /// It will not be paid; the amount is on the card again.
        Failed = "failed",
    }
}

crate::db::text_columns!(RefundStatus);

impl RefundStatus {
    /// Whether the amount is still set aside.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Open | Self::Counter)
    }
}

huika_domain::text_enum! {
    /// By which way a refund pays.
    pub enum RefundWay {
        /// The gateway pays it.
        Gateway = "gateway",
        /// A person transferred it.
        Bank = "bank",
        /// It was handed out at a counter, as it had come in.
        Counter = "counter",
    }
}

crate::db::text_columns!(RefundWay);

huika_domain::text_enum! {
    /// Why a refund waits for a person.
    pub enum RefundWhy {
        /// Staff asked for more than one person alone pays back; a second one approves it first.
        Review = "review",
        /// The payment is older than the gateway's limit.
        TooLate = "too-late",
        /// The payer's account cannot take it.
        Abnormal = "abnormal",
        /// The gateway has not said for days what became of it.
        NoAnswer = "no-answer",
        /// It came in at a counter, and goes back there.
        ByHand = "by-hand",
    }
}

crate::db::text_columns!(RefundWhy);

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
