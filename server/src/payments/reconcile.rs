//! A day's bill, from the gateway to the report: downloaded and checked by the channel, compared by the store, and what only the bill
//! knows brought into the books by the same function that every other news goes through.

mod rows;

use huika_domain::{BusinessDay, Fen};
use huika_pay::{
    BillFact, BillFile, BillKind, BillRow, Channel, ChannelId, DayBill, DisputeResult, GatewayState, PaidTrade,
    PayError, PaymentResult, RefundResult, TradeNumber,
};
use huika_store::{
    Progress, StoreError, Tx,
    reconciliation::{
        BillLine, Comparison, KeptBillFile, Mismatch, MismatchKind, NewBillFile, Report, bill_file, compare,
        keep_bill_file, keep_report, kept_bill_files,
    },
};

use self::rows::{add_up, china, line, named, not_booked, of_another};
use super::Gateways;
use crate::metrics;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// The settings do not name this gateway.
    #[error("the settings have no [pay.{0}]")]
    NotConfigured(ChannelId),
    /// Nothing was kept of this day.
    #[error("no bill of {0} is kept")]
    NothingKept(BusinessDay),
    /// The bill could not be had or understood.
    #[error("the bill: {0}")]
    Bill(#[from] PayError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where a bill comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillSource {
    /// The gateway, which keeps a day for months; what it sends is kept here.
    Gateway,
    /// What was kept here when the gateway was asked.
    Kept,
}

/// What is paid so close to midnight may stand on the neighbouring day's bill.
const EDGE_SECS: i64 = 3600;

impl Gateways {
    /// The gateways that the settings name.
    pub fn configured(&self) -> impl Iterator<Item = ChannelId> + '_ {
        self.channels.keys().copied()
    }

    /// Holds the bill of a day of China's calendar against ours, keeps the report, and alarms when something differs.
    pub async fn reconcile(&self, id: ChannelId, day: BusinessDay) -> Result<Report, ReconcileError> {
        self.reconcile_from(BillSource::Gateway, id, day, &Progress::default())
            .await
    }

    /// The same with a bill from wherever it is, telling how far it is.
    pub async fn reconcile_from(
        &self,
        source: BillSource,
        id: ChannelId,
        day: BusinessDay,
        progress: &Progress,
    ) -> Result<Report, ReconcileError> {
        let channel = self.channel(id).ok_or(ReconcileError::NotConfigured(id))?;
        let begun = self.store.now();
        let bill = self.bill_of(source, channel.as_ref(), day).await?;
        let report = self.compared(source, channel.as_ref(), day, bill, progress).await?;
        let report = Report {
            took_ms: self.store.now().get() - begun.get(),
            ..report
        };
        let kept = report.clone();
        self.store.write(move |tx: &mut Tx<'_>| keep_report(tx, &kept)).await?;
        let (differences, waiting) = (report.differences(), report.waiting());
        metrics::observe_reconciliation(id.as_str(), differences);
        if differences > 0 {
            tracing::error!(channel = %id, day = %day, differences, "a gateway's bill and our orders differ; somebody has to look at it");
        } else {
            tracing::info!(channel = %id, day = %day, matched = report.matched, waiting, "a gateway's bill and our orders agree");
        }
        Ok(report)
    }

    async fn bill_of(
        &self,
        source: BillSource,
        channel: &dyn Channel,
        day: BusinessDay,
    ) -> Result<DayBill, ReconcileError> {
        let files = match source {
            BillSource::Gateway => {
                let files = channel.fetch_bill(day).await?;
                self.keep(channel.id(), day, &files).await?;
                files
            }
            BillSource::Kept => self.kept(channel.id(), day).await?,
        };
        Ok(channel.read_bill(&files)?)
    }

    /// Kept before it is read, so that a bill which cannot be understood is there to be looked at.
    async fn keep(&self, id: ChannelId, day: BusinessDay, files: &[BillFile]) -> Result<(), StoreError> {
        for file in files {
            let file = NewBillFile {
                channel: id.as_str().to_owned(),
                day,
                kind: file.kind.as_str().to_owned(),
                digest: file.digest.clone(),
                content: file.content.clone(),
            };
            self.store
                .write(move |tx: &mut Tx<'_>| keep_bill_file(tx, &file))
                .await?;
        }
        Ok(())
    }

    /// The newest kept file of each kind.
    async fn kept(&self, id: ChannelId, day: BusinessDay) -> Result<Vec<BillFile>, ReconcileError> {
        let files = self.store.read(move |tx: &mut Tx<'_>| {
            let mut files: Vec<NewBillFile> = Vec::new();
            for KeptBillFile { id, kind, .. } in kept_bill_files(tx, id.as_str(), day)? {
                if !files.iter().any(|newer| newer.kind == kind) {
                    files.extend(bill_file(tx, id)?);
                }
            }
            Ok::<_, StoreError>(files)
        });
        let files: Vec<BillFile> = files
            .await?
            .into_iter()
            .filter_map(|file| {
                Some(BillFile {
                    kind: BillKind::parse(&file.kind)?,
                    digest: file.digest,
                    content: file.content,
                })
            })
            .collect();
        if files.is_empty() {
            return Err(ReconcileError::NothingKept(day));
        }
        Ok(files)
    }

    async fn compared(
        &self,
        source: BillSource,
        channel: &dyn Channel,
        day: BusinessDay,
        bill: DayBill,
        progress: &Progress,
    ) -> Result<Report, ReconcileError> {
        let id = channel.id();
        let mut report = Report {
            channel: id.as_str().to_owned(),
            day,
            at: self.store.now(),
            digest: bill.digest,
            lines: i64::try_from(bill.rows.len()).unwrap_or(i64::MAX),
            matched: 0,
            paid: Fen::ZERO,
            refunded: Fen::ZERO,
            fees: Fen::ZERO,
            took_ms: 0,
            mismatches: Vec::new(),
        };
        add_up(&mut report, &bill.rows);
        let (foreign, rows): (Vec<BillRow>, Vec<BillRow>) = bill
            .rows
            .into_iter()
            .partition(|row| row.merchant != channel.merchant() || row.app != channel.app());
        report.mismatches.extend(foreign.into_iter().map(of_another));
        let lines: Vec<BillLine> = rows.iter().map(line).collect();
        let (store, period, watched) = (self.store.clone(), china(day), progress.clone());
        let found = tokio::task::spawn_blocking(move || {
            let name = id.as_str();
            store
                .scan(|tx| compare(tx, name, period, &lines, &watched))
                .map(|found: Comparison| (found, lines.len()))
        });
        let (found, _) = found
            .await
            .map_err(|e| StoreError::Internal(format!("the comparison ended early: {e}")))??;
        let new = found.reversed.len() + found.unpaid.len() + found.unsettled.len();
        progress.begin("bringing it into the books", "lines", new as u64);
        // First what went back: a payment that is credited after it is then held at once.
        for place in &found.reversed {
            self.bring_reversal(channel, &rows[*place]).await;
            progress.advance(1);
        }
        for place in &found.unpaid {
            self.bring_payment(channel, &rows[*place]).await;
            progress.advance(1);
        }
        for place in &found.unsettled {
            self.bring_refund(channel, &rows[*place]).await;
            progress.advance(1);
        }
        report.matched = found.matched;
        report.mismatches.extend(found.mismatches);
        report.mismatches.extend(bill.unbooked.into_iter().map(not_booked));
        self.look_at_neighbours(source, channel, day, &mut report).await;
        Ok(report)
    }

    /// A payment that only the bill knows goes the way of all news.
    async fn bring_payment(&self, channel: &dyn Channel, row: &BillRow) {
        let (BillFact::Paid { amount }, Ok(number)) = (&row.fact, TradeNumber::parse(&row.number)) else {
            return;
        };
        self.apply(PaymentResult {
            channel: channel.id(),
            merchant: row.merchant.clone(),
            app: row.app.clone(),
            number,
            state: GatewayState::Paid(PaidTrade {
                transaction: row.transaction.clone(),
                amount: *amount,
                currency: row.currency,
                paid_at: row.at,
            }),
        })
        .await;
    }

    /// A refund that only the bill knows to be done, or that is none of ours.
    async fn bring_refund(&self, channel: &dyn Channel, row: &BillRow) {
        let BillFact::Refunded {
            refund_number,
            amount,
            state,
        } = &row.fact
        else {
            return;
        };
        self.apply_refund(RefundResult {
            channel: channel.id(),
            merchant: row.merchant.clone(),
            number: row.number.clone(),
            transaction: row.transaction.clone(),
            refund_number: refund_number.clone(),
            gateway_id: None,
            amount: *amount,
            currency: row.currency,
            state: *state,
        })
        .await;
    }

    /// What the gateway took back without a refund of ours.
    async fn bring_reversal(&self, channel: &dyn Channel, row: &BillRow) {
        let BillFact::Disputed { dispute, amount, state } = &row.fact else {
            return self.bring_refund(channel, row).await;
        };
        self.apply_dispute(DisputeResult {
            channel: channel.id(),
            merchant: row.merchant.clone(),
            transaction: row.transaction.clone(),
            dispute: dispute.clone(),
            amount: *amount,
            currency: row.currency,
            state: *state,
        })
        .await;
    }

    /// One day of slack: what is ours and not on this bill may stand on the bill of the day before or after, whose clocks turn the day
    /// over at another moment. While there is no next bill yet, what was paid just before midnight waits for it.
    async fn look_at_neighbours(
        &self,
        source: BillSource,
        channel: &dyn Channel,
        day: BusinessDay,
        report: &mut Report,
    ) {
        let is_ours = |mismatch: &Mismatch| mismatch.kind == MismatchKind::OursOnly;
        if !report.mismatches.iter().any(is_ours) {
            return;
        }
        let mut next_is_there = false;
        for neighbour in [day.pred(), day.succ()] {
            let bill = match self.bill_of(source, channel, neighbour).await {
                Ok(bill) => bill,
                Err(error) => {
                    tracing::info!(channel = %channel.id(), day = %neighbour, %error, "the neighbouring bill is not there");
                    continue;
                }
            };
            next_is_there |= neighbour > day;
            let before = report.mismatches.len();
            report.mismatches.retain(|mismatch| {
                !(is_ours(mismatch)
                    && bill.rows.iter().any(|row| {
                        let (number, amount) = named(row);
                        number == mismatch.number && Some(amount) == mismatch.ours_fen
                    }))
            });
            report.matched += i64::try_from(before - report.mismatches.len()).unwrap_or(0);
        }
        if !next_is_there {
            let edge = china(day).until.plus_secs(-EDGE_SECS);
            for mismatch in &mut report.mismatches {
                if is_ours(mismatch) && mismatch.at.is_some_and(|at| at >= edge) {
                    mismatch.kind = MismatchKind::Waiting;
                }
            }
        }
    }
}
