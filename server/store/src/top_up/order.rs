//! Orders, as pages and the poller see them.

use huika_domain::{EntryId, Fen, MemberId, Millis, Points, TopUpId};

use super::{ClosedWhy, close_order};
use crate::{
    Row, StoreError, Tx,
    db::secret::{Secret, Ticket},
    params,
};

huika_domain::text_enum! {
    /// How far an order is.
    pub enum TopUpStatus {
        /// Waiting for the payment.
        Open = "open",
        /// Paid and credited.
        Paid = "paid",
        /// Paid after its end, and credited all the same.
        PaidLate = "paid-late",
        /// Given up unpaid.
        Closed = "closed",
        /// Something about the payment does not fit; people look at it.
        Quarantined = "quarantined",
    }
}

crate::db::text_columns!(TopUpStatus);

impl TopUpStatus {
    /// Whether the money is on the card.
    #[must_use]
    pub fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::PaidLate)
    }
}

/// A top-up order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUpOrder {
    /// Which.
    pub id: TopUpId,
    /// Our number at the gateway.
    pub number: String,
    /// What the database knows the page by on which anybody may see its status; its address holds a [`TopUpOrder::ticket`].
    name: String,
    /// Whose.
    pub member: MemberId,
    /// Where it is paid.
    pub channel: String,
    /// How.
    pub method: String,
    /// To pay.
    pub principal: Fen,
    /// On top.
    pub bonus: Fen,
    /// Points on top.
    pub points: Points,
    /// How far it is.
    pub status: TopUpStatus,
    /// Since when it exists.
    pub opened_at: Millis,
    /// Until when it may be paid.
    pub expires_at: Millis,
    /// When it was paid.
    pub paid_at: Option<Millis>,
    /// How often the gateway was asked.
    pub polls: i64,
    /// Where the browser goes to pay, once the gateway has said it.
    pub pay: Option<PayTarget>,
    /// Our merchant number at the gateway.
    pub merchant: String,
    /// Our application there.
    pub app: String,
    /// Its entry in the books, once it was paid.
    pub entry: Option<EntryId>,
    /// Why it ended unpaid.
    pub closed_why: Option<ClosedWhy>,
    /// Whether it was paid and waits for a person, so that nothing of it can be used.
    pub held: bool,
}

huika_domain::text_enum! {
    /// Where a browser goes on to pay.
    pub enum PayTargetKind {
        /// To an address.
        Redirect = "redirect",
        /// To a code that a phone scans.
        Qr = "qr",
        /// To WeChat's own window, with parameters for it.
        JsApi = "jsapi",
    }
}

crate::db::text_columns!(PayTargetKind);

/// What the gateway answered to the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayTarget {
    /// Which of the three.
    pub kind: PayTargetKind,
    /// An address, the content of a QR code, or parameters as JSON.
    pub target: String,
    /// Until when it holds.
    pub until: Millis,
}

impl TopUpOrder {
    /// What the address of the page holds on which anybody may see the order's status.
    #[must_use]
    pub fn ticket(&self, secret: &Secret) -> String {
        secret.ticket(Ticket::Payment, &self.name)
    }
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, number, token, member_id, channel, method, principal_fen, bonus_fen, status, opened_at, expires_at, ",
            "paid_at, polls, pay_kind, pay_target, pay_until, merchant, app, points, entry_id, closed_why, ",
            "(SELECT COUNT(*) FROM held_top_up h WHERE h.top_up_id = top_up.id AND h.decided_at IS NULL) AS held FROM top_up ",
            $tail
        )
    };
}

fn order(row: &Row<'_>) -> Result<TopUpOrder, StoreError> {
    let kind: Option<PayTargetKind> = row.get("pay_kind")?;
    let (target, until) = (row.get("pay_target")?, row.get("pay_until")?);
    Ok(TopUpOrder {
        id: row.get("id")?,
        number: row.get("number")?,
        name: row.get("token")?,
        member: row.get("member_id")?,
        channel: row.get("channel")?,
        method: row.get("method")?,
        principal: row.get("principal_fen")?,
        bonus: row.get("bonus_fen")?,
        status: row.get("status")?,
        opened_at: row.get("opened_at")?,
        expires_at: row.get("expires_at")?,
        paid_at: row.get("paid_at")?,
        polls: row.get("polls")?,
        pay: kind.map(|kind| PayTarget { kind, target, until }),
        merchant: row.get("merchant")?,
        app: row.get("app")?,
        points: row.get("points")?,
        entry: row.get("entry_id")?,
        closed_why: row.get("closed_why")?,
        held: row.get::<i64>("held")? > 0,
    })
}

/// The order with our number. Pages check whose it is.
pub fn order_by_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<TopUpOrder>, StoreError> {
    tx.one(select!("WHERE number = ?1"), params![number], order)
}

/// The order of a public status page, by the ticket in its address.
pub fn order_by_ticket(tx: &mut Tx<'_>, ticket: &str) -> Result<Option<TopUpOrder>, StoreError> {
    tx.one(
        select!("WHERE token = ?1"),
        params![tx.context().secret.name_in(Ticket::Payment, ticket)],
        order,
    )
}

/// The member's orders before `before`, newest first, and from which to go on when there are more.
pub fn orders_of(
    tx: &mut Tx<'_>,
    member: MemberId,
    before: Option<TopUpId>,
) -> Result<(Vec<TopUpOrder>, Option<TopUpId>), StoreError> {
    let before = before.map_or(i64::MAX, TopUpId::get);
    // One more than is shown says whether there is another page.
    let mut found = tx.all(
        select!("WHERE member_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT 21"),
        params![member, before],
        order,
    )?;
    let more = found.len() > ORDERS_A_PAGE;
    found.truncate(ORDERS_A_PAGE);
    let older = found.last().filter(|_| more).map(|last| last.id);
    Ok((found, older))
}

const ORDERS_A_PAGE: usize = 20;

/// Keeps what the gateway answered, so that a second visit goes to the same place.
pub fn payment_started(tx: &mut Tx<'_>, number: &str, pay: &PayTarget) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE top_up SET pay_kind = ?2, pay_target = ?3, pay_until = ?4 WHERE number = ?1 AND status = 'open'",
        params![number, pay.kind, pay.target, pay.until],
    )?;
    Ok(())
}

/// No order waits for longer than this to be asked about. One that would was written by a clock that was ahead.
const LONGEST_WAIT_SECS: i64 = 3600;

/// Whether [`due_orders`] would answer any: a look that writes nothing.
pub fn orders_are_due(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let found = tx.one(
        "SELECT id FROM top_up WHERE poll_at <= ?1 OR poll_at > ?2 LIMIT 1",
        params![tx.now(), tx.now().plus_secs(LONGEST_WAIT_SECS)],
        |row| row.get::<TopUpId>("id"),
    )?;
    Ok(found.is_some())
}

/// Orders whose gateway should be asked now, the longest waiting first. Each is pushed back by `lease_secs`, so that no
/// other server asks at the same time. Call in a write.
pub fn due_orders(tx: &mut Tx<'_>, limit: i64, lease_secs: i64) -> Result<Vec<TopUpOrder>, StoreError> {
    let now = tx.now();
    let ids = tx.all(
        "UPDATE top_up SET poll_at = ?2, polls = polls + 1 WHERE (poll_at <= ?1 OR poll_at > ?4) AND id IN \
         (SELECT id FROM top_up WHERE poll_at <= ?1 OR poll_at > ?4 ORDER BY poll_at LIMIT ?3) RETURNING id",
        params![now, now.plus_secs(lease_secs), limit, now.plus_secs(LONGEST_WAIT_SECS)],
        |row| row.get::<TopUpId>("id"),
    )?;
    let mut orders = Vec::with_capacity(ids.len());
    for id in ids {
        orders.extend(tx.one(select!("WHERE id = ?1"), params![id], order)?);
    }
    Ok(orders)
}

/// How long after its grace an order is asked about whose gateway does not answer. Nobody can pay it any more by then, and the day's bill
/// tells what was paid.
const ASKED_FOR_SECS: i64 = 30 * 24 * 3600;

/// When to ask next about an order that is not paid: less and less often, and not at all after expiry and grace, once the gateway has
/// `answered` that it was not paid. As long as it says nothing, nobody knows that.
pub fn poll_later(tx: &mut Tx<'_>, order: &TopUpOrder, answered: bool) -> Result<(), StoreError> {
    const WAITS_SECS: [i64; 6] = [10, 30, 60, 180, 300, 600];
    let step = usize::try_from(order.polls).unwrap_or(0).min(WAITS_SECS.len() - 1);
    let (now, grace) = (tx.now(), tx.rules().top_up.grace_secs);
    let next = now.plus_secs(WAITS_SECS[step]);
    let over = order.expires_at.plus_secs(grace);
    if now > over && (answered || now > over.plus_secs(ASKED_FOR_SECS)) {
        close_order(tx, &order.number, ClosedWhy::Expired)?;
        tx.exec("UPDATE top_up SET poll_at = NULL WHERE id = ?1", params![order.id])?;
    } else {
        // Also of one that the member cancelled while the gateway could not close it, and of one in quarantine, of which the gateway
        // may yet say what fits. Whatever ended otherwise has no time.
        tx.exec(
            "UPDATE top_up SET poll_at = ?2 WHERE id = ?1 AND poll_at IS NOT NULL \
             AND status IN ('open', 'closed', 'quarantined')",
            params![order.id, next],
        )?;
    }
    Ok(())
}
