//! What has to be settled before an account can be closed: whatever is still under way with money.

use huika_domain::{ErrorCode, MemberId};

use crate::{StoreError, Tx, ledger::Wallet, params};

huika_domain::text_enum! {
    /// What stands in the way.
    pub enum Obstacle {
        /// An order to top up that may still be paid.
        TopUpOpen = "top-up-open",
        /// A refund that is under way.
        RefundOpen = "refund-open",
        /// An amount that is set aside until a person has decided.
        Held = "held",
    }
}

impl Obstacle {
    /// What a refusal for it is called.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::TopUpOpen => ErrorCode::CloseTopUpOpen,
            Self::RefundOpen => ErrorCode::CloseRefundOpen,
            Self::Held => ErrorCode::CloseHeld,
        }
    }
}

const TOP_UPS: &str = "SELECT COUNT(*) FROM top_up WHERE member_id = ?1 AND status = 'open'";
const REFUNDS: &str = "SELECT COUNT(*) FROM top_up t JOIN refund r ON r.top_up_id = t.id \
    WHERE t.member_id = ?1 AND r.status IN ('open', 'counter')";
const HELD: &str = "SELECT COUNT(*) FROM held_top_up WHERE member_id = ?1 AND decided_at IS NULL";

/// All that stands in the way for the member whose wallet this is.
pub(super) fn of_member(tx: &mut Tx<'_>, wallet: &Wallet) -> Result<Vec<Obstacle>, StoreError> {
    let mut found = Vec::new();
    let mut any = |tx: &mut Tx<'_>, text: &str, obstacle: Obstacle, member: MemberId| -> Result<bool, StoreError> {
        let there = tx.value::<i64>(text, params![member])? > 0;
        if there {
            found.push(obstacle);
        }
        Ok(there)
    };
    any(tx, TOP_UPS, Obstacle::TopUpOpen, wallet.member)?;
    let refunds = any(tx, REFUNDS, Obstacle::RefundOpen, wallet.member)?;
    let held = any(tx, HELD, Obstacle::Held, wallet.member)?;
    let set_aside = !wallet.held_principal.is_zero() || !wallet.held_bonus.is_zero() || !wallet.held_points.is_zero();
    // What is set aside for a refund is said by the refund.
    if set_aside && !refunds && !held {
        found.push(Obstacle::Held);
    }
    Ok(found)
}
