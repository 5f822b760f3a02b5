//! Tables of the office as files: CSV with a byte order mark, which spreadsheets open as it is.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};
use huika_app::context::staff_cookie;
use huika_domain::{BusinessDay, Fen};
use huika_store::identity::staff_session;
use huika_store::reconcile::{Finding, FindingKind, report};
use huika_store::{StoreError, Tx};
use serde::Deserialize;

use super::AppState;

/// More findings than a report keeps.
const ROWS_LIMIT: i64 = 10_000;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Wanted {
    channel: String,
    day: String,
    kind: String,
}

/// `GET /office/export/reconciliation?channel=&day=&kind=`.
pub async fn reconciliation(
    State(state): State<AppState>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let Ok(day) = BusinessDay::parse(&wanted.day) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let name = staff_cookie(&state.portal);
    let token = cookie(&headers, &name);
    let (channel, kind) = (wanted.channel, FindingKind::parse(&wanted.kind));
    let file = format!("reconciliation-{channel}-{day}.csv");
    let safe = channel.bytes().all(|byte| byte.is_ascii_lowercase());
    let read = state.store.read(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
        let staff = staff_session(tx, &token)?;
        if !staff.is_some_and(|staff| staff.role.sees_office()) {
            return Ok(None);
        }
        report(tx, &channel, day, kind, ROWS_LIMIT).map(Some)
    });
    match read.await {
        Ok(Some(findings)) if safe => (
            [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ],
            csv(&findings),
        )
            .into_response(),
        Ok(Some(_)) => StatusCode::NOT_FOUND.into_response(),
        Ok(None) => Redirect::to("/counter/sign-in").into_response(),
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

fn csv(findings: &[Finding]) -> String {
    let amount = |fen: Option<Fen>| fen.map(Fen::yuan).unwrap_or_default();
    let mut text = "\u{FEFF}kind,number,transaction,ours_yuan,theirs_yuan,ours,theirs\r\n".to_owned();
    for finding in findings {
        let (ours, theirs) = (amount(finding.ours_fen), amount(finding.theirs_fen));
        let cells = [
            finding.kind.as_str(),
            &finding.number,
            &finding.transaction,
            &ours,
            &theirs,
            &finding.ours,
            &finding.theirs,
        ];
        text.push_str(&cells.map(cell).join(","));
        text.push_str("\r\n");
    }
    text
}

/// Quoted where it must be; what a spreadsheet would take for a formula is told to be text.
fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_becomes_a_formula_or_breaks_its_line() {
        assert_eq!(cell("T2026"), "T2026");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
    }
}
