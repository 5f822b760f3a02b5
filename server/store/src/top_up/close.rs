//! The end of an order that nobody paid. A payment that arrives all the same is still credited.

use crate::{StoreError, Tx, params};

/// Why an order ended unpaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClosedWhy {
    /// The member gave it up.
    Cancelled,
    /// Its time was over.
    Expired,
    /// The gateway ended it.
    Gateway,
}

impl ClosedWhy {
    const ALL: [Self; 3] = [Self::Cancelled, Self::Expired, Self::Gateway];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Gateway => "gateway",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }
}

/// The member gave an open order up, and the gateway cannot say that nobody pays it any more: it is asked on.
pub fn give_order_up(tx: &mut Tx<'_>, number: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE top_up SET status = 'closed', closed_why = ?2 WHERE number = ?1 AND status = 'open'",
        params![number, ClosedWhy::Cancelled.as_str()],
    )?;
    Ok(())
}

/// Nothing more is expected of an open order. Paid and closed ones are left alone.
pub fn close_order(tx: &mut Tx<'_>, number: &str, why: ClosedWhy) -> Result<(), StoreError> {
    let closed = tx.one(
        "UPDATE top_up SET status = 'closed', closed_why = ?2, poll_at = NULL WHERE number = ?1 AND status = 'open' \
         RETURNING member_id",
        params![number, why.as_str()],
        |row| row.get(0),
    )?;
    if let Some(member) = closed {
        tx.announce(member);
    }
    Ok(())
}
