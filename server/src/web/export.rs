//! Lists and reports as files, spreadsheets and CSV; and the gateways' bills as they came.

mod about;
mod csv;
mod file;
mod large;
mod own_data;
mod sink;
mod xlsx;

use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, Method, StatusCode, header};
use huika_app::context::{read_cookie, staff_cookie};
use huika_app::i18n::Lang;
use huika_domain::OperatorId;
use huika_store::{
    StoreError, Tx,
    reconciliation::bill_file,
    report::{Format, named},
    staff::{Role, staff_session},
};

use super::AppState;

pub use about::About;
pub use file::{Wanted, filters_of, write_rows};
pub use large::fetch;
pub use own_data::own_data;
pub use sink::{Sink, SinkError, Tally, sink};

/// What a member of staff may have of the office.
enum Found<T> {
    /// It.
    It(T),
    /// There is none.
    Nothing,
    /// Whoever asks must sign in first.
    Stranger,
}

/// Middleware in front of the pages: the files of a report stand at its page's address with an ending, which the router cannot tell apart.
pub async fn by_address(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let report = named_file(request.uri().path()).filter(|_| request.method() == Method::GET);
    let Some((name, format)) = report else {
        return next.run(request).await;
    };
    let query = request.uri().query().unwrap_or_default();
    match named(name) {
        Some(report) => file::small(&state, request.headers(), report, format, query).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The report and the format that `/office/reports/NAME.xlsx` names.
fn named_file(path: &str) -> Option<(&str, Format)> {
    let (name, ending) = path.strip_prefix("/office/reports/")?.rsplit_once('.')?;
    Some((name, Format::parse(ending)?))
}

/// `GET /office/export/refunds?…`, where the file stood before.
pub async fn refunds(RawQuery(query): RawQuery) -> Redirect {
    moved("refunds", query)
}

/// `GET /office/export/reconciliation?…`, where the file stood before.
pub async fn reconciliation(RawQuery(query): RawQuery) -> Redirect {
    moved("findings", query)
}

fn moved(report: &str, query: Option<String>) -> Redirect {
    // What an address holds may stand in a header; an empty filter is none.
    let query = query.unwrap_or_default();
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.ends_with('=')).collect();
    let mark = if kept.iter().all(|pair| pair.is_empty()) {
        ""
    } else {
        "?"
    };
    Redirect::permanent(&format!("/office/reports/{report}.csv{mark}{}", kept.join("&")))
}

/// `GET /office/export/bill/{id}`: a bill as the gateway sent it.
pub async fn bill(State(state): State<AppState>, Path(id): Path<i64>, headers: HeaderMap) -> Response {
    match for_the_office(&state, &headers, Role::sees_shop, move |tx, _| bill_file(tx, id)).await {
        Ok(Found::It(kept)) => {
            let end = if kept.content.starts_with(b"PK") { "zip" } else { "gz" };
            let name = format!("{}-{}-{}.{end}", kept.channel, kept.kind, kept.day);
            attached("application/octet-stream", &name, kept.content.into())
        }
        other => no_file(other),
    }
}

async fn for_the_office<T: Send + 'static>(
    state: &AppState,
    headers: &HeaderMap,
    allowed: fn(Role) -> bool,
    read: impl Fn(&mut Tx<'_>, OperatorId) -> Result<Option<T>, StoreError> + Send + 'static,
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

const fn kind_of(format: Format) -> &'static str {
    match format {
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Csv => "text/csv; charset=utf-8",
    }
}

fn attached(kind: &'static str, name: &str, content: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, content).into_response()
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

/// A cookie of a request; empty for none.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> String {
    let all = headers.get_all(header::COOKIE).iter();
    let mut texts = all.filter_map(|value| value.to_str().ok());
    texts
        .find_map(|text| read_cookie(text, name))
        .unwrap_or_default()
        .to_owned()
}

/// The language of whoever asks, as the pages have it.
fn language(headers: &HeaderMap) -> Lang {
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Lang::parse(&cookie(headers, "lang"))
        .or_else(|| accepted.and_then(Lang::from_accept_language))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Format, named_file};

    #[test]
    fn a_file_stands_at_the_address_of_its_page_with_an_ending() {
        assert_eq!(named_file("/office/reports/sales.xlsx"), Some(("sales", Format::Xlsx)));
        assert_eq!(
            named_file("/office/reports/top-ups.csv"),
            Some(("top-ups", Format::Csv))
        );
        for other in [
            "/office/reports/sales",
            "/office/reports/sales.pdf",
            "/office/reports",
            "/sales.csv",
        ] {
            assert_eq!(named_file(other), None, "{other}");
        }
    }
}
