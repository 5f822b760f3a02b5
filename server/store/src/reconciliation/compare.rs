//! The comparison. The bill is in memory, a line each; ours is read row by row, so that a day of any size fits.

use std::collections::HashMap;

use huika_domain::{Fen, Millis, TopUpId};

use crate::{
    Progress, StoreError, Tx, params,
    payment::ReversalState,
    reconciliation::{Finding, FindingKind},
    refund::{RefundStatus, RefundWay},
    top_up::TopUpStatus,
};

/// A line of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillLine {
    /// Our number of the order. As text: other programs may use the same account.
    pub number: String,
    /// The gateway's number of the payment.
    pub transaction: String,
    /// When, by the gateway's clock.
    pub at: Millis,
    /// How much came or went.
    pub amount: Fen,
    /// What happened.
    pub what: Billed,
}

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Billed {
    /// Money came.
    Paid,
    /// Money went back, or was to.
    Refunded {
        /// Our number of the refund, or what the gateway's console gave it.
        refund_number: String,
        /// How far it came.
        state: BilledRefund,
    },
    /// The payer's bank took money back, or gave it home.
    Disputed {
        /// The gateway's number of the dispute.
        dispute: String,
        /// How far it is.
        state: ReversalState,
    },
}

/// How a refund stands on the bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BilledRefund {
    /// The money went back.
    Done,
    /// It is on its way.
    Processing,
    /// It will not happen.
    Failed,
    /// The payer's account cannot take it.
    Abnormal,
}

impl BilledRefund {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Processing => "processing",
            Self::Failed => "failed",
            Self::Abnormal => "abnormal",
        }
    }
}

/// The day of a bill, by the gateway's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first instant.
    pub from: Millis,
    /// The first instant after it.
    pub until: Millis,
}

impl Period {
    fn holds(self, at: Millis) -> bool {
        at >= self.from && at < self.until
    }
}

/// What came of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Lines of the bill that agree with ours.
    pub matched: i64,
    /// Where the two disagree.
    pub findings: Vec<Finding>,
    /// Places in the bill of payments for orders of ours that are not paid: they have to be brought into the books.
    pub unpaid: Vec<usize>,
    /// Places in the bill of refunds of ours that are still under way: likewise.
    pub unsettled: Vec<usize>,
    /// Places in the bill of what the gateway took back of our orders without a refund of ours, as far as nobody had heard of it: likewise.
    pub reversed: Vec<usize>,
}

/// Compares a day's bill of `channel` with ours. What happened a day before or after counts as that day's, because the two clocks
/// are not one.
pub fn compare(
    tx: &mut Tx<'_>,
    channel: &str,
    day: Period,
    lines: &[BillLine],
    progress: &Progress,
) -> Result<Comparison, StoreError> {
    progress.begin("comparing the bill", "lines", lines.len() as u64);
    let mut found = Comparison::default();
    let mut paid: HashMap<&str, usize> = HashMap::with_capacity(lines.len());
    let mut refunded: HashMap<&str, usize> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        let twice = match &line.what {
            Billed::Paid => paid.insert(&line.number, place),
            Billed::Refunded { refund_number, .. } => refunded.insert(refund_number, place),
            // Taken back and given home are two lines of one dispute.
            Billed::Disputed { .. } => None,
        };
        // The same number twice on one bill: the first one is nobody's.
        if let Some(first) = twice {
            found.findings.push(theirs_only(&lines[first]));
        }
    }
    payments(tx, channel, day, lines, paid, &mut found, progress)?;
    refunds(tx, channel, day, lines, refunded, &mut found, progress)?;
    for (place, line) in lines.iter().enumerate() {
        if let Billed::Disputed { dispute, state } = &line.what {
            reversal(tx, channel, line, place, dispute, *state, &mut found)?;
            progress.advance(1);
        }
    }
    Ok(found)
}

/// What the gateway took without a refund of ours: known since it was told, or new, or of nobody here.
fn reversal(
    tx: &mut Tx<'_>,
    channel: &str,
    line: &BillLine,
    place: usize,
    reference: &str,
    state: ReversalState,
    found: &mut Comparison,
) -> Result<(), StoreError> {
    let known: Option<String> = tx.one(
        "SELECT status FROM payment_reversal WHERE channel = ?1 AND reference = ?2",
        params![channel, reference],
        |row| row.get("status"),
    )?;
    if let Some(known) = known {
        if known == state.as_str() {
            found.matched += 1;
        } else {
            found.reversed.push(place);
            found.findings.push(theirs_only(line));
        }
        return Ok(());
    }
    let by_number: Option<TopUpId> = tx.one(
        "SELECT id FROM top_up WHERE number = ?1 AND channel = ?2",
        params![line.number, channel],
        |row| row.get("id"),
    )?;
    let ours = match by_number {
        Some(ours) => Some(ours),
        None => tx.one(
            "SELECT id FROM top_up WHERE channel = ?1 AND transaction_id = ?2",
            params![channel, line.transaction],
            |row| row.get("id"),
        )?,
    };
    if ours.is_some() {
        found.reversed.push(place);
    }
    found.findings.push(theirs_only(line));
    Ok(())
}

fn payments(
    tx: &mut Tx<'_>,
    channel: &str,
    day: Period,
    lines: &[BillLine],
    mut paid: HashMap<&str, usize>,
    found: &mut Comparison,
    progress: &Progress,
) -> Result<(), StoreError> {
    tx.each(
        "SELECT number, principal_fen, transaction_id, paid_at FROM top_up \
         WHERE channel = ?1 AND paid_at >= ?2 AND paid_at < ?3",
        params![channel, day.from.plus_days(-1), day.until.plus_days(1)],
        |row| {
            let (number, amount, at): (String, Fen, Millis) =
                (row.get("number")?, row.get("principal_fen")?, row.get("paid_at")?);
            let transaction = row.get::<Option<String>>("transaction_id")?.unwrap_or_default();
            match paid.remove(number.as_str()) {
                Some(place) => {
                    progress.advance(1);
                    let line = &lines[place];
                    if line.amount == amount && line.transaction == transaction {
                        found.matched += 1;
                    } else {
                        let kind = if line.amount == amount {
                            FindingKind::StateDiffers
                        } else {
                            FindingKind::AmountDiffers
                        };
                        let ours = format!("paid {transaction}");
                        found.findings.push(both(kind, line, amount, &ours));
                    }
                }
                None if day.holds(at) => found.findings.push(ours_only(number, transaction, amount, "paid", at)),
                None => {}
            }
            Ok(())
        },
    )?;
    let mut left: Vec<usize> = paid.into_values().collect();
    left.sort_unstable();
    for place in left {
        unknown_payment(tx, channel, &lines[place], place, found)?;
        progress.advance(1);
    }
    Ok(())
}

/// A payment that is none of ours of these days: of an order that is not paid, of another day, or of nobody.
fn unknown_payment(
    tx: &mut Tx<'_>,
    channel: &str,
    line: &BillLine,
    place: usize,
    found: &mut Comparison,
) -> Result<(), StoreError> {
    let ours = tx.one(
        "SELECT principal_fen, status, channel FROM top_up WHERE number = ?1",
        params![line.number],
        |row| {
            Ok((
                row.get::<Fen>("principal_fen")?,
                row.get::<TopUpStatus>("status")?,
                row.get::<String>("channel")?,
            ))
        },
    )?;
    let Some((amount, status, ours_channel)) = ours else {
        found.findings.push(theirs_only(line));
        return Ok(());
    };
    if ours_channel != channel {
        let ours = format!("{status} through {ours_channel}");
        found
            .findings
            .push(both(FindingKind::StateDiffers, line, amount, &ours));
    } else if amount == line.amount {
        if !status.is_paid() {
            found.unpaid.push(place);
        }
        found
            .findings
            .push(both(FindingKind::StateDiffers, line, amount, status.as_str()));
    } else {
        found
            .findings
            .push(both(FindingKind::AmountDiffers, line, amount, status.as_str()));
    }
    Ok(())
}

fn refunds(
    tx: &mut Tx<'_>,
    channel: &str,
    day: Period,
    lines: &[BillLine],
    mut refunded: HashMap<&str, usize>,
    found: &mut Comparison,
    progress: &Progress,
) -> Result<(), StoreError> {
    let mut ours = Vec::new();
    tx.each(
        "SELECT r.number, r.amount_fen, r.transaction_id, r.settled_at FROM refund r \
         WHERE r.channel = ?1 AND r.status = 'paid' AND r.way = 'gateway' AND r.settled_at >= ?2 AND r.settled_at < ?3",
        params![channel, day.from, day.until],
        |row| {
            let number: String = row.get("number")?;
            if !refunded.contains_key(number.as_str()) {
                let transaction = row.get::<Option<String>>("transaction_id")?.unwrap_or_default();
                ours.push(ours_only(
                    number,
                    transaction,
                    row.get("amount_fen")?,
                    "refunded",
                    row.get("settled_at")?,
                ));
            }
            Ok(())
        },
    )?;
    found.findings.append(&mut ours);
    let mut places: Vec<usize> = refunded.drain().map(|(_, place)| place).collect();
    places.sort_unstable();
    for place in places {
        refund(tx, channel, &lines[place], place, found)?;
        progress.advance(1);
    }
    Ok(())
}

fn refund(
    tx: &mut Tx<'_>,
    channel: &str,
    line: &BillLine,
    place: usize,
    found: &mut Comparison,
) -> Result<(), StoreError> {
    let Billed::Refunded { refund_number, state } = &line.what else {
        return Ok(());
    };
    let ours = tx.one(
        "SELECT r.amount_fen, r.status, r.way, r.channel, t.number FROM refund r JOIN top_up t ON t.id = r.top_up_id \
         WHERE r.number = ?1",
        params![refund_number],
        |row| {
            let whose: (String, String) = (row.get("channel")?, row.get("number")?);
            Ok((
                row.get::<Fen>("amount_fen")?,
                row.get::<RefundStatus>("status")?,
                row.get::<RefundWay>("way")?,
                whose,
            ))
        },
    )?;
    let Some((amount, status, way, (ours_channel, order))) = ours else {
        let state = match state {
            BilledRefund::Done => ReversalState::Done,
            BilledRefund::Processing | BilledRefund::Abnormal => ReversalState::Open,
            BilledRefund::Failed => ReversalState::Withdrawn,
        };
        return reversal(tx, channel, line, place, refund_number, state, found);
    };
    if ours_channel != channel || order != line.number {
        let ours = format!("{status} of {order} through {ours_channel}");
        found
            .findings
            .push(both(FindingKind::StateDiffers, line, amount, &ours));
        return Ok(());
    }
    if amount != line.amount {
        found
            .findings
            .push(both(FindingKind::AmountDiffers, line, amount, status.as_str()));
        return Ok(());
    }
    let agree = match state {
        BilledRefund::Done => status == RefundStatus::Paid && way == RefundWay::Gateway,
        // The bill is older than what we know.
        BilledRefund::Processing => true,
        BilledRefund::Failed => matches!(status, RefundStatus::Failed | RefundStatus::Open),
        BilledRefund::Abnormal => status == RefundStatus::Counter || way == RefundWay::Bank,
    };
    if agree {
        found.matched += 1;
        return Ok(());
    }
    if *state == BilledRefund::Done && status.is_under_way() {
        found.unsettled.push(place);
    }
    let ours = if way == RefundWay::Bank {
        format!("{status} by bank")
    } else {
        status.to_string()
    };
    found
        .findings
        .push(both(FindingKind::StateDiffers, line, amount, &ours));
    Ok(())
}

fn number_of(line: &BillLine) -> &str {
    match &line.what {
        Billed::Paid => &line.number,
        Billed::Refunded { refund_number, .. } => refund_number,
        Billed::Disputed { dispute, .. } => dispute,
    }
}

fn state_of(line: &BillLine) -> String {
    match &line.what {
        Billed::Paid => format!("paid {}", line.transaction),
        Billed::Refunded { state, .. } => format!("refund {}", state.as_str()),
        Billed::Disputed { state, .. } => format!("dispute {}", state.as_str()),
    }
}

fn theirs_only(line: &BillLine) -> Finding {
    Finding {
        kind: FindingKind::TheirsOnly,
        number: number_of(line).to_owned(),
        transaction: line.transaction.clone(),
        ours_fen: None,
        theirs_fen: Some(line.amount),
        ours: String::new(),
        theirs: state_of(line),
        at: Some(line.at),
    }
}

fn both(kind: FindingKind, line: &BillLine, amount: Fen, ours: &str) -> Finding {
    Finding {
        kind,
        ours_fen: Some(amount),
        ours: ours.to_owned(),
        ..theirs_only(line)
    }
}

fn ours_only(number: String, transaction: String, amount: Fen, state: &str, at: Millis) -> Finding {
    Finding {
        kind: FindingKind::OursOnly,
        number,
        transaction,
        ours_fen: Some(amount),
        theirs_fen: None,
        ours: state.to_owned(),
        theirs: String::new(),
        at: Some(at),
    }
}
