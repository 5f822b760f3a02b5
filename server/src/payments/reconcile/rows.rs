//! The lines of a bill in the words of the report and of the store.

use huika_domain::{BusinessDay, Fen, ShopZone};
use huika_pay::{BillFact, BillRow, DisputeState, FundsDifference, RefundState};
use huika_store::reconciliation::{BillLine, Billed, BilledRefund, Mismatch, MismatchKind, Period, Report};

use crate::payments::news;

/// A day of China's calendar, by which all of these gateways make their bills.
pub(super) fn china(day: BusinessDay) -> Period {
    let zone = ShopZone::parse("Asia/Shanghai").expect("the zone is known");
    Period {
        from: zone.start_of(day),
        until: zone.start_of(day.succ()),
    }
}

pub(super) fn add_up(report: &mut Report, rows: &[BillRow]) {
    let plus = |sum: Fen, more: Fen| Fen::new(sum.get().saturating_add(more.get()));
    for row in rows {
        match &row.fact {
            BillFact::Paid { amount } => report.paid = plus(report.paid, *amount),
            BillFact::Disputed {
                state: DisputeState::Withdrawn,
                ..
            } => {}
            // What a dispute took went back to the payer as well.
            BillFact::Refunded { amount, .. } | BillFact::Disputed { amount, .. } => {
                report.refunded = plus(report.refunded, *amount);
            }
        }
        report.fees = plus(report.fees, row.fee);
    }
}

/// Our number of what the row is about, and how much that was.
pub(super) fn named(row: &BillRow) -> (&str, Fen) {
    match &row.fact {
        BillFact::Paid { amount } => (&row.number, *amount),
        BillFact::Refunded {
            refund_number, amount, ..
        } => (refund_number, *amount),
        BillFact::Disputed { dispute, amount, .. } => (dispute, *amount),
    }
}

pub(super) fn line(row: &BillRow) -> BillLine {
    let (_, amount) = named(row);
    BillLine {
        number: row.number.clone(),
        transaction: row.transaction.clone(),
        at: row.at,
        amount,
        what: match &row.fact {
            BillFact::Paid { .. } => Billed::Paid,
            BillFact::Refunded {
                refund_number, state, ..
            } => Billed::Refunded {
                refund_number: refund_number.clone(),
                state: match state {
                    RefundState::Done { .. } => BilledRefund::Done,
                    RefundState::Unknown | RefundState::Processing => BilledRefund::Processing,
                    RefundState::Closed => BilledRefund::Failed,
                    RefundState::Abnormal => BilledRefund::Abnormal,
                },
            },
            BillFact::Disputed { dispute, state, .. } => Billed::Disputed {
                dispute: dispute.clone(),
                state: news::dispute_state(*state),
            },
        },
    }
}

/// Another merchant or app than the one that our orders are made for.
pub(super) fn of_another(row: BillRow) -> Mismatch {
    let (number, amount) = named(&row);
    Mismatch {
        kind: MismatchKind::TheirsOnly,
        number: number.to_owned(),
        theirs_fen: Some(amount),
        ours_fen: None,
        ours: String::new(),
        theirs: format!("of {} {}", row.merchant, row.app),
        at: Some(row.at),
        transaction: row.transaction,
    }
}

/// Money that the gateway's own two bills do not tell alike: what the trade bill says stands as ours, what the account booked as theirs.
pub(super) fn not_booked(one: FundsDifference) -> Mismatch {
    let FundsDifference {
        number,
        transaction,
        at,
        billed,
        booked,
    } = one;
    Mismatch {
        kind: MismatchKind::FundsDiffer,
        number,
        transaction,
        ours_fen: billed,
        theirs_fen: booked,
        ours: if billed.is_some() {
            "billed".to_owned()
        } else {
            String::new()
        },
        theirs: if booked.is_some() {
            "booked".to_owned()
        } else {
            String::new()
        },
        at: Some(at),
    }
}
