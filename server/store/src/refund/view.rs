//! Refunds as pages see them.

use huika_domain::{EntryId, Fen, MemberId, Millis, OperatorId, Points, RefundKind, RefundQuote, ReviewRule};

use crate::{
    Row, StoreError, Tx, params,
    refund::{RefundStatus, RefundTopUpError, RefundWay, RefundWhy, quote},
    staff::{Role, home_store, may, sees_store},
    top_up::{TopUpOrder, order_by_number},
};

/// One refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundView {
    /// Its number, also at the gateway.
    pub number: String,
    /// The top-up that it pays back.
    pub top_up: String,
    /// Whose.
    pub member: MemberId,
    /// Through which channel the top-up was paid.
    pub channel: String,
    /// How far it is.
    pub status: RefundStatus,
    /// Which of the two rules held.
    pub kind: RefundKind,
    /// What goes back.
    pub amount: Fen,
    /// Bonus that ends with it.
    pub bonus: Fen,
    /// Points of the top-up that were taken back.
    pub points: Points,
    /// Why no gateway pays it.
    pub why: Option<RefundWhy>,
    /// Whether it was paid by bank transfer.
    pub by_bank: bool,
    /// What the operator wrote.
    pub reason: String,
    /// Whether the member asked, and not the shop.
    pub by_member: bool,
    /// Who of the shop asked.
    pub asked_by: Option<OperatorId>,
    /// Who was the second person.
    pub approved_by: Option<OperatorId>,
    /// When it was asked for.
    pub opened_at: Millis,
    /// When it ended.
    pub settled_at: Option<Millis>,
    /// The entry that ended it.
    pub entry: Option<EntryId>,
}

impl RefundView {
    /// Whether a second person has to approve it before anybody pays it.
    #[must_use]
    pub fn waits_for_approval(&self, rule: ReviewRule) -> bool {
        let nobody_yet = self.asked_by.is_none() && self.approved_by.is_none();
        let in_review = self.why == Some(RefundWhy::Review);
        self.status == RefundStatus::Counter && (in_review || (nobody_yet && rule.money_needs_second(self.amount)))
    }

    /// Whether this operator may say that it was paid by bank: above the review limit somebody else stands on it.
    #[must_use]
    pub fn may_be_paid_by(&self, operator: OperatorId, rule: ReviewRule) -> bool {
        let second = [self.asked_by, self.approved_by]
            .into_iter()
            .flatten()
            .any(|other| other != operator);
        !self.waits_for_approval(rule) && (second || !rule.money_needs_second(self.amount))
    }
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT r.number, t.number AS top_up, r.member_id, r.channel, r.status, r.kind, r.amount_fen, r.bonus_fen, r.points, r.why, ",
            "r.way, r.reason, r.operator_id, r.opened_at, r.settled_at, h.closed_entry_id, r.id, m.phone, r.approved_by FROM refund r ",
            "JOIN top_up t ON t.id = r.top_up_id JOIN hold h ON h.id = r.hold_id JOIN member m ON m.id = r.member_id ",
            $tail
        )
    };
}

fn view(row: &Row<'_>) -> Result<RefundView, StoreError> {
    Ok(RefundView {
        number: row.get("number")?,
        top_up: row.get("top_up")?,
        member: row.get("member_id")?,
        channel: row.get("channel")?,
        status: row.get("status")?,
        kind: row.get("kind")?,
        amount: row.get("amount_fen")?,
        bonus: row.get("bonus_fen")?,
        points: row.get("points")?,
        why: row.get("why")?,
        by_bank: row.get::<RefundWay>("way")? == RefundWay::Bank,
        reason: row.get("reason")?,
        by_member: row.get::<Option<i64>>("operator_id")?.is_none(),
        asked_by: row.get("operator_id")?,
        approved_by: row.get("approved_by")?,
        opened_at: row.get("opened_at")?,
        settled_at: row.get("settled_at")?,
        entry: row.get("closed_entry_id")?,
    })
}

/// The refunds of one top-up, newest first.
pub fn refunds_of(tx: &mut Tx<'_>, top_up: &str) -> Result<Vec<RefundView>, StoreError> {
    tx.all(
        select!("WHERE t.number = ?1 ORDER BY r.id DESC LIMIT 20"),
        params![top_up],
        view,
    )
}

/// Whether the operator `?2` may see the refund: who sees the whole shop sees every one, others those of their stores.
macro_rules! in_sight {
    () => {
        sees_store!("?2", "r.store_id")
    };
}

/// The refund with this number, when this operator may see it.
pub fn refund_by_number(tx: &mut Tx<'_>, viewer: OperatorId, number: &str) -> Result<Option<RefundView>, StoreError> {
    let text = concat!(select!("WHERE r.number = ?1 AND "), in_sight!());
    tx.one(text, params![number, viewer], view)
}

/// What the page of one top-up's refund shows.
#[derive(Debug, Clone)]
pub struct RefundPage {
    /// The top-up.
    pub order: TopUpOrder,
    /// What a refund would pay now, or why nothing.
    pub quote: Result<RefundQuote, RefundTopUpError>,
    /// The refunds there were, newest first.
    pub refunds: Vec<RefundView>,
}

/// [`refund_page`] of the office: `None` also when the top-up is none that this operator could pay back or look at.
pub fn refund_page_for(tx: &mut Tx<'_>, viewer: OperatorId, top_up: &str) -> Result<Option<RefundPage>, StoreError> {
    let Some(page) = refund_page(tx, top_up)? else {
        return Ok(None);
    };
    let store = home_store(tx, page.order.member)?;
    let seen = may(tx, viewer, Role::sees_office, store.into())?;
    Ok(seen.then_some(page))
}

/// Reads the page; `None` when there is no such top-up. Pages check whose it is.
pub fn refund_page(tx: &mut Tx<'_>, top_up: &str) -> Result<Option<RefundPage>, StoreError> {
    let Some(order) = order_by_number(tx, top_up)? else {
        return Ok(None);
    };
    let quote = match quote(tx, top_up) {
        Err(RefundTopUpError::Store(error)) => return Err(error),
        other => other,
    };
    let refunds = refunds_of(tx, top_up)?;
    Ok(Some(RefundPage { order, quote, refunds }))
}
