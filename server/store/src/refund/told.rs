//! The member hears of every refund that staff began: by a message, and on the phone.

use huika_domain::{Fen, MemberId, Millis};
use serde::{Deserialize, Serialize};

use crate::{StoreError, Tx, db::outbox, params};

/// The outbox's message to a member whose top-up staff pay back.
#[derive(Clone, Serialize, Deserialize)]
pub struct RefundOpenedSms {
    /// The member's number, E.164.
    pub phone: String,
    /// How much, in yuan.
    pub amount: String,
}

impl RefundOpenedSms {
    /// The outbox's word for it.
    pub const KIND: &'static str = "refund-opened-sms";
}

/// How long it is worth telling.
const NOTICE_LIVES_SECS: i64 = 24 * 3600;

/// Tells the member by message, and their open pages.
pub(super) fn tell(tx: &mut Tx<'_>, member: MemberId, amount: Fen) -> Result<(), StoreError> {
    let phone = tx.value("SELECT phone FROM member WHERE id = ?1", params![member])?;
    let notice = RefundOpenedSms {
        phone,
        amount: amount.yuan(),
    };
    tx.announce(member);
    outbox::put(
        tx,
        RefundOpenedSms::KIND,
        &notice,
        tx.now().plus_secs(NOTICE_LIVES_SECS),
    )
}

/// A refund that staff began, as the member's first page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRefund {
    /// The top-up that it pays back.
    pub top_up: String,
    /// How much.
    pub amount: Fen,
    /// Since when.
    pub opened_at: Millis,
}

/// The newest refund that staff began of this member's top-ups, for as long as that is news.
pub fn refund_told(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<ToldRefund>, StoreError> {
    let newest = tx.one(
        "SELECT t.number, r.amount_fen, r.opened_at FROM refund r JOIN top_up t ON t.id = r.top_up_id \
         WHERE r.member_id = ?1 AND r.operator_id IS NOT NULL ORDER BY r.id DESC LIMIT 1",
        params![member],
        |row| {
            Ok(ToldRefund {
                top_up: row.get("number")?,
                amount: row.get("amount_fen")?,
                opened_at: row.get("opened_at")?,
            })
        },
    )?;
    let since = tx.now().plus_days(-tx.rules().refunds.shown_days);
    Ok(newest.filter(|refund| refund.opened_at > since))
}
