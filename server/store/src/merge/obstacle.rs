//! What has to be settled before two accounts become one. All of it ends by itself or by a person within days, and would otherwise arrive at
//! an account that is no more.

use huika_domain::{ErrorCode, MemberId};

use crate::{StoreError, Tx, ledger::Wallet, params};

huika_domain::text_enum! {
    /// What stands in the way.
    pub enum MergeObstacle {
        /// An order to top up that may still be paid.
        TopUpOpen = "top-up-open",
        /// A refund that is under way.
        RefundOpen = "refund-open",
        /// An amount that is set aside until a person has decided.
        Held = "held",
        /// A correction that waits for a second person.
        CorrectionWaits = "correction-waits",
        /// A bill or a payment that is being made at a till.
        AtTill = "at-till",
        /// The account is being closed.
        Closing = "closing",
    }
}

impl MergeObstacle {
    /// What a refusal for it is called.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::TopUpOpen => ErrorCode::MergeTopUpOpen,
            Self::RefundOpen => ErrorCode::MergeRefundOpen,
            Self::Held => ErrorCode::MergeHeld,
            Self::CorrectionWaits => ErrorCode::MergeCorrectionWaits,
            Self::AtTill => ErrorCode::MergeAtTill,
            Self::Closing => ErrorCode::MergeClosing,
        }
    }
}

const TOP_UPS: &str = "SELECT COUNT(*) FROM top_up WHERE member_id = ?1 AND status = 'open'";
const REFUNDS: &str = "SELECT COUNT(*) FROM top_up t JOIN refund r ON r.top_up_id = t.id \
    WHERE t.member_id = ?1 AND r.status IN ('open', 'counter')";
const CORRECTIONS: &str = "SELECT COUNT(*) FROM adjustment WHERE member_id = ?1 AND status = 'waiting'";
const PAYMENTS: &str =
    "SELECT COUNT(*) FROM pay_code WHERE member_id = ?1 AND state IN ('asked', 'waiting', 'reversing')";
const QUESTIONS: &str = "SELECT COUNT(*) FROM approval WHERE member_id = ?1 AND status = 'waiting' AND expires_at > ?2";
const CLOSINGS: &str = "SELECT COUNT(*) FROM closing WHERE member_id = ?1 AND state = 'waiting'";

/// All that stands in the way for the member whose wallet this is.
pub(super) fn of_member(tx: &mut Tx<'_>, wallet: &Wallet) -> Result<Vec<MergeObstacle>, StoreError> {
    let member = wallet.member;
    let mut found = Vec::new();
    for (text, obstacle) in [
        (TOP_UPS, MergeObstacle::TopUpOpen),
        (REFUNDS, MergeObstacle::RefundOpen),
        (CORRECTIONS, MergeObstacle::CorrectionWaits),
        (PAYMENTS, MergeObstacle::AtTill),
        (CLOSINGS, MergeObstacle::Closing),
    ] {
        if there(tx, text, member)? {
            found.push(obstacle);
        }
    }
    let asked: i64 = tx.value(QUESTIONS, params![member, tx.now()])?;
    if asked > 0 && !found.contains(&MergeObstacle::AtTill) {
        found.push(MergeObstacle::AtTill);
    }
    let set_aside = !wallet.held_principal.is_zero() || !wallet.held_bonus.is_zero() || !wallet.held_points.is_zero();
    // What is set aside for a refund is said by the refund.
    if set_aside && !found.contains(&MergeObstacle::RefundOpen) {
        found.push(MergeObstacle::Held);
    }
    Ok(found)
}

fn there(tx: &mut Tx<'_>, text: &str, member: MemberId) -> Result<bool, StoreError> {
    Ok(tx.value::<i64>(text, params![member])? > 0)
}
