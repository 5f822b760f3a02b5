//! Money back from a top-up: what is to be paid is set aside, the gateway is asked, and with its word the amount is taken
//! or comes back to its lot. A bonus of the lot ends with it, and so do the points that the top-up gave.

mod hear;
mod open;
mod review;
mod settle;
mod told;
mod view;

use huika_domain::{
    EntryId, Fen, LotId, MemberId, Millis, MoneyLot, RefundError, RefundQuote, SpendOrder, TopUpId, refund_quote,
};

pub use crate::refund::hear::{NoticedState, RefundHeard, RefundNotice, apply_refund_notice};
pub use crate::refund::open::{AskedBy, GATEWAY_REFUND, GatewayRefund, OpenRefund, OpenedRefund, open_refund};
pub use crate::refund::review::approve_refund;
pub(crate) use crate::refund::settle::take_points_of;
pub use crate::refund::settle::{
    ByHand, RefundNews, RefundWhy, give_refund_up, give_up_asking, pay_refund_by_bank, refund_to_counter, settle_refund,
};
pub use crate::refund::told::{RefundOpenedSms, ToldRefund, refund_told};
pub use crate::refund::view::{
    RefundPage, RefundRow, RefundStatus, RefundView, refund_by_number, refund_page, refund_page_for, refunds_of,
    refunds_under,
};

use crate::{StoreError, Tx, db::idempotency::KeyReused, params};

/// Why nothing is refunded.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RefundTopUpError {
    /// There is no such top-up, or it was not paid.
    #[error("there is no such paid top-up")]
    NoTopUp,
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

struct TopUp {
    id: TopUpId,
    member: MemberId,
    channel: String,
    transaction: String,
    principal: Fen,
    paid_at: Millis,
    entry: EntryId,
}

fn top_up(tx: &mut Tx<'_>, number: &str) -> Result<TopUp, RefundTopUpError> {
    let found = tx.one(
        "SELECT id, member_id, channel, transaction_id, principal_fen, paid_at, entry_id FROM top_up \
         WHERE number = ?1 AND entry_id IS NOT NULL",
        params![number],
        |row| {
            Ok(TopUp {
                id: row.get(0)?,
                member: row.get(1)?,
                channel: row.get(2)?,
                transaction: row.get::<Option<String>>(3)?.unwrap_or_default(),
                principal: row.get(4)?,
                paid_at: row.get(5)?,
                entry: row.get(6)?,
            })
        },
    )?;
    found.ok_or(RefundTopUpError::NoTopUp)
}

/// What a refund of this top-up would pay now, with its arithmetic.
pub fn quote(tx: &mut Tx<'_>, top_up_number: &str) -> Result<RefundQuote, RefundTopUpError> {
    let top_up = top_up(tx, top_up_number)?;
    quote_of(tx, &top_up).map(|(quote, _)| quote)
}

fn quote_of(tx: &mut Tx<'_>, top_up: &TopUp) -> Result<(RefundQuote, LotId), RefundTopUpError> {
    let lot = tx
        .one(
            "SELECT id, principal_granted, bonus_granted, principal_left, bonus_left, spend_order, bonus_expires_at, \
             created_at FROM money_lot WHERE entry_id = ?1",
            params![top_up.entry],
            |row| {
                Ok(MoneyLot {
                    id: row.get(0)?,
                    principal_granted: row.get(1)?,
                    bonus_granted: row.get(2)?,
                    principal_left: row.get(3)?,
                    bonus_left: row.get(4)?,
                    order: SpendOrder::parse(&row.get::<String>(5)?).map_err(|e| StoreError::Decode(e.to_string()))?,
                    bonus_expires_at: row.get(6)?,
                    created_at: row.get(7)?,
                })
            },
        )?
        .ok_or(RefundTopUpError::NoTopUp)?;
    let quote = refund_quote(&lot, top_up.paid_at, tx.now(), tx.context().rules.refund)?;
    let owed = crate::refund::settle::points_owed(tx, top_up, quote.amount)?;
    Ok((quote.with_points_taken(owed.points, owed.arithmetic), lot.id))
}

impl RefundTopUpError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTopUp => "no-top-up",
            Self::NoRefund => "no-refund",
            Self::UnderWay => "refund-under-way",
            Self::NotActive => "not-active",
            Self::NotAtCounter => "refund-not-at-counter",
            Self::NotAllowed => "not-allowed",
            Self::OwnAccount => "own-account",
            Self::SamePerson => "same-person",
            Self::NeedsSecond => "refund-needs-second",
            Self::NotWaiting => "refund-not-waiting",
            Self::Ended => "refund-ended",
            Self::Quote(error) => error.code(),
            Self::KeyReused(_) => "key-reused",
            Self::Store(error) => error.code(),
        }
    }
}
