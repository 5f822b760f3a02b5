//! The end of an order that nobody paid. A payment that arrives all the same is still credited.

use crate::{StoreError, Tx, params};

huika_domain::text_enum! {
    /// Why an order ended unpaid.
    pub enum ClosedWhy {
        /// The member gave it up.
        Cancelled = "cancelled",
        /// Its time was over.
        Expired = "expired",
        /// The gateway ended it.
        Gateway = "gateway",
    }
}

crate::db::text_columns!(ClosedWhy);

/// The member gave an open order up, and the gateway cannot say that nobody pays it any more: it is asked on.
pub fn give_order_up(tx: &mut Tx<'_>, number: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE top_up SET status = 'closed', closed_why = ?2 WHERE number = ?1 AND status = 'open'",
        params![number, ClosedWhy::Cancelled],
    )?;
    Ok(())
}

/// Nothing more is expected of an open order. Paid and closed ones are left alone.
pub fn close_order(tx: &mut Tx<'_>, number: &str, why: ClosedWhy) -> Result<(), StoreError> {
    let closed = tx.one(
        "UPDATE top_up SET status = 'closed', closed_why = ?2, poll_at = NULL WHERE number = ?1 AND status = 'open' \
         RETURNING member_id",
        params![number, why],
        |row| row.get("member_id"),
    )?;
    if let Some(member) = closed {
        tx.announce(member);
    }
    Ok(())
}
