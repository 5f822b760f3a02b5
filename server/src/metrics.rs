//! Counters and latencies for Prometheus. Labels are route templates, methods and statuses: never a value from a request.

use std::sync::OnceLock;
use std::time::Duration;

use http::Method;
use huika_domain::Millis;
use huika_store::{
    StoreFigures,
    payment::{Applied, Reversed},
    refund::RefundHeard,
};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::version::{CHANGED, COMMIT, VERSION};

const REQUESTS: &str = "huika_http_requests_total";
const LATENCY: &str = "huika_http_request_duration_seconds";

/// Upper bounds in seconds; the budgets of a page (10 ms) and of a limited redemption (1 s) are among them.
const LATENCY_BOUNDS: [f64; 12] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0,
];

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// The recorder of this process, made at the first call.
pub fn handle() -> &'static PrometheusHandle {
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full(LATENCY.to_owned()), &LATENCY_BOUNDS)
            .expect("the bounds are not empty")
            .build_recorder();
        let handle = recorder.handle();
        // Nobody else in this program sets a recorder, so it cannot be taken.
        drop(metrics::set_global_recorder(recorder));
        describe_gauge!(
            "huika_build_info",
            "Always 1; its labels say the version, the commit, and whether the sources were other than the commit's"
        );
        gauge!("huika_build_info", "version" => VERSION, "commit" => COMMIT, "changed" => CHANGED).set(1.0);
        describe_counter!(REQUESTS, "Requests answered, by route, method and status");
        describe_histogram!(LATENCY, Unit::Seconds, "Time to the first byte of an answer");
        describe_gauge!("huika_store_queue_jobs", "Writes that wait for the next commit");
        describe_counter!("huika_store_commits_total", "Durable commits");
        describe_counter!("huika_store_changes_total", "Changes committed; several share a commit");
        describe_counter!(
            "huika_store_refused_total",
            "Changes refused because the queue was full"
        );
        describe_counter!("huika_store_retries_total", "Transactions run again after a conflict");
        describe_gauge!(
            "huika_reconciliation_differences",
            "Differences between a gateway's last bill and our orders, by channel"
        );
        describe_counter!(
            "huika_payments_total",
            "What came of the gateways' words about payments, by channel and outcome"
        );
        describe_counter!(
            "huika_refunds_heard_total",
            "What came of the gateways' words about refunds and disputes, by channel and outcome"
        );
        describe_counter!(
            "huika_notifications_total",
            "Notifications of the gateways, by channel and by what they were about or why they were not taken"
        );
        describe_gauge!(
            "huika_held_top_ups",
            "Top-ups that are held until a person in the office decides"
        );
        describe_gauge!(
            "huika_payment_alarms",
            "Payments that wait for a look by a person in the office"
        );
        describe_gauge!(
            "huika_watched_sales",
            "Large sales that a till says were paid outside of the card, and that wait for a look by a person"
        );
        describe_counter!("huika_jobs_total", "Runs of background jobs, by job and outcome");
        describe_gauge!(
            "huika_job_last_success_timestamp_seconds",
            Unit::Seconds,
            "When a background job last ended well, by job"
        );
        describe_gauge!("huika_connections", "Connections of clients and proxies");
        describe_counter!(
            "huika_connections_ended_total",
            "Connections that the server ended or refused, by reason: headers or idle (too slow), reading (its client reads no answer), \
             crowded (another one needed the place), full (no place)"
        );
        describe_gauge!(
            "huika_clock_ahead_seconds",
            Unit::Seconds,
            "How far this server's clock is ahead of the database's, on PostgreSQL"
        );
        describe_gauge!(
            "huika_clock_in_doubt",
            "1 while this server does not know what time it is, and leaves the night's work"
        );
        describe_counter!(
            "huika_store_set_aside_total",
            "Changes that went to wait for a row that somebody else held"
        );
        describe_counter!(
            "huika_store_dropped_total",
            "Changes that were not begun because nobody waited for them any more"
        );
        describe_gauge!("huika_ready", "1 while this server can do its work, as `/readyz` says");
        describe_counter!("huika_log_lines_lost_total", "Log lines that could not be written");
        handle
    })
}

/// A client may invent methods: those that nobody knows are one.
pub fn method_label(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ];
    KNOWN.into_iter().find(|known| method == known).unwrap_or("other")
}

/// Notes one answered request.
pub fn observe_request(route: &str, method: &'static str, status: u16, took: Duration) {
    let route = route.to_owned();
    counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => status.to_string()).increment(1);
    histogram!(LATENCY, "route" => route, "method" => method).record(took.as_secs_f64());
}

/// Shows how the store stands at this moment.
pub fn observe_store(figures: StoreFigures) {
    gauge!("huika_store_queue_jobs").set(u32::try_from(figures.waiting).unwrap_or(u32::MAX));
    counter!("huika_store_commits_total").absolute(figures.commits);
    counter!("huika_store_changes_total").absolute(figures.changes);
    counter!("huika_store_refused_total").absolute(figures.busy);
    counter!("huika_store_retries_total").absolute(figures.retries);
    counter!("huika_store_set_aside_total").absolute(figures.set_aside);
    counter!("huika_store_dropped_total").absolute(figures.dropped);
}

/// Shows how this server's clock and the database's differ, and whether the time is in doubt.
pub fn observe_clock(ahead_millis: Option<i64>, in_doubt: bool) {
    if let Some(ahead) = ahead_millis {
        gauge!("huika_clock_ahead_seconds").set(ahead as f64 / 1000.0);
    }
    gauge!("huika_clock_in_doubt").set(if in_doubt { 1.0 } else { 0.0 });
}

/// Shows whether this server can do its work.
pub fn observe_ready(ready: bool) {
    gauge!("huika_ready").set(if ready { 1.0 } else { 0.0 });
}

/// Notes one run of a background job.
pub fn observe_job(job: &'static str, outcome: &'static str) {
    counter!("huika_jobs_total", "job" => job, "outcome" => outcome).increment(1);
}

/// Notes that a background job ended well.
pub fn observe_job_success(job: &'static str, at: Millis) {
    gauge!("huika_job_last_success_timestamp_seconds", "job" => job).set(at.get() as f64 / 1000.0);
}

/// Shows how many connections there are.
pub fn observe_connections(open: usize) {
    gauge!("huika_connections").set(u32::try_from(open).unwrap_or(u32::MAX));
}

/// Notes that a connection was ended by us, or refused.
pub fn observe_turned_away(reason: &'static str) {
    counter!("huika_connections_ended_total", "reason" => reason).increment(1);
}

/// Shows how many log lines could not be written.
pub fn observe_log(lines_lost: u64) {
    counter!("huika_log_lines_lost_total").absolute(lines_lost);
}

/// Shows how the last bill of a gateway and our orders agree.
pub fn observe_reconciliation(channel: &'static str, differences: i64) {
    let differences = u32::try_from(differences).unwrap_or(u32::MAX);
    gauge!("huika_reconciliation_differences", "channel" => channel).set(differences);
}

/// Notes what came of a gateway's word about a payment; nothing when the database did not take it.
pub fn observe_payment(channel: &'static str, applied: Option<Applied>) {
    let outcome = match applied {
        Some(Applied::Credited) => "credited",
        Some(Applied::Held) => "held",
        Some(Applied::Already) => "already",
        Some(Applied::Waiting) => "waiting",
        Some(Applied::Closed) => "closed",
        Some(Applied::Quarantined) => "quarantined",
        Some(Applied::Unknown) => "unknown",
        None => "not-taken",
    };
    counter!("huika_payments_total", "channel" => channel, "outcome" => outcome).increment(1);
}

/// Notes what came of a gateway's word about a refund or a dispute; nothing when the database did not take it.
pub fn observe_refund(channel: &'static str, heard: Option<RefundHeard>) {
    let outcome = match heard {
        Some(RefundHeard::Settled) => "settled",
        Some(RefundHeard::AtCounter) => "at-counter",
        Some(RefundHeard::Waiting) => "waiting",
        Some(RefundHeard::Mismatch | RefundHeard::NotOurs(Reversed::Quarantined)) => "mismatch",
        Some(RefundHeard::NotOurs(Reversed::Held)) => "held",
        Some(RefundHeard::NotOurs(Reversed::Known)) => "known",
        Some(RefundHeard::NotOurs(Reversed::OtherPayment | Reversed::Unknown)) => "not-ours",
        None => "not-taken",
    };
    counter!("huika_refunds_heard_total", "channel" => channel, "outcome" => outcome).increment(1);
}

/// Notes one notification of a gateway.
pub fn observe_notification(channel: &'static str, outcome: &'static str) {
    counter!("huika_notifications_total", "channel" => channel, "outcome" => outcome).increment(1);
}

/// Shows how many payments wait for a person, and how many top-ups are held until one decides.
pub fn observe_alarms(open: i64, held: i64) {
    gauge!("huika_payment_alarms").set(u32::try_from(open).unwrap_or(u32::MAX));
    gauge!("huika_held_top_ups").set(u32::try_from(held).unwrap_or(u32::MAX));
}

/// Shows how many large sales of tills wait for a person.
pub fn observe_watched_sales(open: i64) {
    gauge!("huika_watched_sales").set(u32::try_from(open).unwrap_or(u32::MAX));
}
