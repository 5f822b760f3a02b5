//! `huika reconcile`: a day's bills now, and not when the job comes to it.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use huika_domain::{BusinessDay, Clock, Fen, ShopZone};
use huika_pay::ChannelId;
use huika_store::reconciliation::{Mismatch, Report};
use serde_json::{Value, json};

use super::Failure;
use super::output::say;
use super::progress::Shown;
use crate::{
    clock::SystemClock,
    config::Config,
    logging,
    payments::{BillSource, Gateways},
    web::open_store_as_it_is,
};

pub fn run(
    config: &Config,
    day: Option<&str>,
    channel: Option<&str>,
    source: BillSource,
    as_json: bool,
    every: Option<Duration>,
) -> Result<ExitCode, Failure> {
    let _log = logging::start(&config.log)?;
    let clock = Arc::new(SystemClock);
    let day = match day {
        Some(text) => BusinessDay::parse(text).map_err(|e| format!("--day {text}: {e}"))?,
        None => ShopZone::parse("Asia/Shanghai")?.business_day(clock.now()).pred(),
    };
    let only = match channel {
        Some(name) => Some(ChannelId::parse(name).ok_or_else(|| format!("there is no gateway {name}"))?),
        None => None,
    };
    let store = open_store_as_it_is(config, clock.clone())?;
    let gateways = Gateways::open(config, store, clock)?;
    let wanted: Vec<ChannelId> = match only {
        Some(one) => vec![one],
        None => gateways.configured().collect(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let mut agree = true;
    for channel in wanted {
        let (shown, progress) = Shown::of("huika reconcile", every);
        let report = runtime.block_on(gateways.reconcile_from(source, channel, day, &progress))?;
        drop(shown);
        agree &= report.differences() == 0;
        if as_json {
            say(&format!("{}\n", in_json(&report)))?;
        } else {
            say(&in_words(&report))?;
        }
    }
    Ok(if agree { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn in_words(report: &Report) -> String {
    let mut lines = vec![format!(
        "{} {}: {} lines, {} matched, {} differences, {} waiting for the next bill",
        report.channel,
        report.day,
        report.lines,
        report.matched,
        report.differences(),
        report.waiting()
    )];
    lines.extend(report.mismatches.iter().map(|mismatch| {
        let amount = |fen: Option<Fen>| fen.map_or_else(|| "-".to_owned(), Fen::yuan);
        let Mismatch {
            kind,
            number,
            ours_fen,
            theirs_fen,
            ours,
            theirs,
            ..
        } = mismatch;
        format!(
            "  {}: {number}: ours {} {ours}, theirs {} {theirs}",
            kind.as_str(),
            amount(*ours_fen),
            amount(*theirs_fen)
        )
    }));
    lines.join("\n") + "\n"
}

fn in_json(report: &Report) -> Value {
    let mismatches: Vec<Value> = report
        .mismatches
        .iter()
        .map(|mismatch| {
            json!({
                "kind": mismatch.kind.as_str(),
                "number": mismatch.number,
                "transaction": mismatch.transaction,
                "ours_fen": mismatch.ours_fen.map(Fen::get),
                "theirs_fen": mismatch.theirs_fen.map(Fen::get),
                "ours": mismatch.ours,
                "theirs": mismatch.theirs,
            })
        })
        .collect();
    json!({
        "channel": report.channel,
        "day": report.day.to_string(),
        "digest": report.digest,
        "lines": report.lines,
        "matched": report.matched,
        "differences": report.differences(),
        "waiting": report.waiting(),
        "paid_fen": report.paid.get(),
        "refunded_fen": report.refunded.get(),
        "fees_fen": report.fees.get(),
        "took_ms": report.took_ms,
        "findings": mismatches,
    })
}
