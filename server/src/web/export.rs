//! Tables of the office as files: CSV, which spreadsheets open as it is; and the gateways' bills as they came.

mod csv;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};
use huika_app::context::staff_cookie;
use huika_domain::{BusinessDay, Millis, OperatorId, RefundKind};
use huika_store::{
    StoreError, Tx,
    reconciliation::{Finding, FindingKind, bill_file, report},
    refund::{RefundRow, RefundStatus, refunds_under},
    staff::{Role, staff_session},
};
use serde::Deserialize;

use self::csv::{Cell, Csv};
use super::AppState;

/// More findings than a report keeps.
const ROWS_LIMIT: i64 = 10_000;
/// More refunds than a shop has in years.
const REFUNDS_LIMIT: i64 = 50_000;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Wanted {
    channel: String,
    day: String,
    kind: String,
    state: String,
}

/// What a member of staff may have of the office.
enum Found<T> {
    /// It.
    It(T),
    /// There is none.
    Nothing,
    /// Whoever asks must sign in first.
    Stranger,
}

/// `GET /office/export/reconciliation?channel=&day=&kind=`.
pub async fn reconciliation(
    State(state): State<AppState>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let channel = wanted.channel;
    let safe = channel.bytes().all(|byte| byte.is_ascii_lowercase());
    let (Ok(day), true) = (BusinessDay::parse(&wanted.day), safe) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = FindingKind::parse(&wanted.kind);
    let name = format!("reconciliation-{channel}-{day}.csv");
    let found = for_the_office(&state, &headers, Role::sees_shop, move |tx, _| {
        report(tx, &channel, day, kind, ROWS_LIMIT).map(Some)
    });
    match found.await {
        Ok(Found::It(findings)) => file("text/csv; charset=utf-8", &name, findings_csv(&findings)),
        other => no_file(other),
    }
}

/// `GET /office/export/refunds?state=`.
pub async fn refunds(State(state): State<AppState>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let status = RefundStatus::parse(&wanted.state);
    let found = for_the_office(&state, &headers, Role::sees_office, move |tx, viewer| {
        refunds_under(tx, viewer, status, None, REFUNDS_LIMIT).map(Some)
    });
    match found.await {
        Ok(Found::It(rows)) => {
            let at = |at: Millis| {
                let local = state.portal.shop.zone.local(at);
                format!(
                    "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
                    local.year, local.month, local.day, local.hour, local.minute, local.second
                )
            };
            file("text/csv; charset=utf-8", "refunds.csv", refunds_csv(&rows, at))
        }
        other => no_file(other),
    }
}

/// `GET /office/export/bill/{id}`: a bill as the gateway sent it.
pub async fn bill(State(state): State<AppState>, Path(id): Path<i64>, headers: HeaderMap) -> Response {
    match for_the_office(&state, &headers, Role::sees_shop, move |tx, _| bill_file(tx, id)).await {
        Ok(Found::It(kept)) => {
            let end = if kept.content.starts_with(b"PK") { "zip" } else { "gz" };
            let name = format!("{}-{}-{}.{end}", kept.channel, kept.kind, kept.day);
            file("application/octet-stream", &name, kept.content)
        }
        other => no_file(other),
    }
}

async fn for_the_office<T: Send + 'static>(
    state: &AppState,
    headers: &HeaderMap,
    allowed: fn(Role) -> bool,
    read: impl FnOnce(&mut Tx<'_>, OperatorId) -> Result<Option<T>, StoreError> + Send + 'static,
) -> Result<Found<T>, StoreError> {
    let token = cookie(headers, &staff_cookie(&state.portal));
    let read = state.store.read(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
        let staff = staff_session(tx, &token)?.filter(|staff| staff.may_work() && allowed(staff.role));
        let Some(staff) = staff else {
            return Ok(Found::Stranger);
        };
        Ok(read(tx, staff.operator)?.map_or(Found::Nothing, Found::It))
    });
    read.await
}

fn file(kind: &'static str, name: &str, content: impl Into<axum::body::Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, content.into()).into_response()
}

fn no_file<T>(found: Result<Found<T>, StoreError>) -> Response {
    match found {
        Ok(Found::Stranger) => Redirect::to("/counter/sign-in").into_response(),
        Ok(_) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "an export could not be made");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> String {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}

fn findings_csv(findings: &[Finding]) -> String {
    let mut csv = Csv::with_columns(&[
        "kind",
        "number",
        "transaction",
        "ours_yuan",
        "theirs_yuan",
        "ours",
        "theirs",
    ]);
    for finding in findings {
        csv.push(&[
            Cell::Text(finding.kind.as_str()),
            Cell::Text(&finding.number),
            Cell::Text(&finding.transaction),
            Cell::Yuan(finding.ours_fen),
            Cell::Yuan(finding.theirs_fen),
            Cell::Text(&finding.ours),
            Cell::Text(&finding.theirs),
        ]);
    }
    csv.into_text()
}

/// One line a refund, the newest first; phones masked, because a file is passed on.
fn refunds_csv(rows: &[RefundRow], time: impl Fn(Millis) -> String) -> String {
    let mut csv = Csv::with_columns(&[
        "number",
        "top_up",
        "phone",
        "channel",
        "way",
        "state",
        "kind",
        "amount_yuan",
        "bonus_yuan",
        "points",
        "why",
        "reason",
        "asked_by",
        "opened_at",
        "settled_at",
    ]);
    for RefundRow { refund, phone, .. } in rows {
        csv.push(&[
            Cell::Text(&refund.number),
            Cell::Text(&refund.top_up),
            Cell::Text(&phone.masked()),
            Cell::Text(&refund.channel),
            Cell::Text(if refund.by_bank { "bank" } else { "gateway" }),
            Cell::Text(refund.status.as_str()),
            Cell::Text(match refund.kind {
                RefundKind::InFull => "in-full",
                RefundKind::PrincipalLeft => "principal-left",
            }),
            Cell::Yuan(Some(refund.amount)),
            Cell::Yuan(Some(refund.bonus)),
            Cell::Whole(refund.points.get()),
            Cell::Text(refund.why.map_or("", |why| why.as_str())),
            Cell::Text(&refund.reason),
            Cell::Text(if refund.by_member { "member" } else { "shop" }),
            Cell::Text(&time(refund.opened_at)),
            Cell::Text(&refund.settled_at.map(&time).unwrap_or_default()),
        ]);
    }
    csv.into_text()
}
