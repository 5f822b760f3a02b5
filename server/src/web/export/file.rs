//! Small files, made while the browser waits: in one transaction, so that the rows, their number and their sums are of one moment.

use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use huika_app::context::{pairs_of, staff_cookie};
use huika_app::office::report::at_once::AT_ONCE_ROWS;
use huika_domain::BusinessDay;
use huika_store::books::last_proof;
use huika_store::db::turns;
use huika_store::report::{Asked, Cell, Filters, Format, Report, choices, count, note_exported, open_file, rows_after};
use huika_store::staff::{StaffSession, staff_session};
use huika_store::{Store, StoreError, Tx};

use super::about::About;
use super::sink::{SinkError, Tally, sink};
use super::{Found, attached, cookie, kind_of, language, no_file};
use crate::web::AppState;

/// A file that is asked for.
pub struct Wanted {
    pub report: &'static Report,
    pub format: Format,
    pub filters: Filters,
}

/// The filters that a query holds.
pub fn filters_of(report: &Report, today: BusinessDay, query: &str) -> Filters {
    let pairs = pairs_of(query);
    Filters::parse(report, today, |name| {
        pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    })
}

/// What came of the wish for a file.
enum Made {
    File {
        name: String,
        content: Vec<u8>,
    },
    /// It has more rows than are written while somebody waits.
    TooLarge,
}

/// Writes the rows of a report into a sink, all or those up to a limit after a key, and adds them up.
pub fn write_rows(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    after: Option<&[i64]>,
    limit: i64,
    tally: &mut Tally,
    mut row: impl FnMut(&[Cell]) -> Result<(), SinkError>,
) -> Result<Option<Vec<i64>>, StoreError> {
    rows_after(tx, asked, after, limit, |cells| {
        tally.add(cells);
        row(cells).map_err(SinkError::into_store)
    })
}

/// `GET /office/reports/NAME.xlsx` or `.csv`.
pub(super) async fn small(
    state: &AppState,
    headers: &HeaderMap,
    report: &'static Report,
    format: Format,
    query: &str,
) -> Response {
    let today = state.portal.shop.zone.business_day(state.store.now());
    let filters = filters_of(report, today, query);
    let canonical = filters.query();
    let wanted = Wanted {
        report,
        format,
        filters,
    };
    let token = cookie(headers, &staff_cookie(&state.portal));
    let (store, shop, lang) = (state.store.clone(), state.portal.face().name.clone(), language(headers));
    let made = turns::exporting(move || make(&store, &wanted, &token, &shop, lang)).await;
    match made.and_then(|made| made) {
        Ok(Found::It((Made::File { name, content }, operator, rows))) => {
            let text = canonical.clone();
            let noted = state
                .store
                .write(move |tx: &mut Tx<'_>| note_exported(tx, operator, report.name, format, &text, rows));
            // Nothing leaves the books without a line that says so.
            if let Err(error) = noted.await {
                return no_file::<()>(Err(error));
            }
            attached(kind_of(format), &name, content.into())
        }
        Ok(Found::It((Made::TooLarge, ..))) => {
            let joint = if canonical.is_empty() { "" } else { "&" };
            let page = format!("/office/reports/{}?{canonical}{joint}error=export-large", report.name);
            Redirect::to(&page).into_response()
        }
        Ok(Found::Nothing) => no_file::<()>(Ok(Found::Nothing)),
        Ok(Found::Stranger) => no_file::<()>(Ok(Found::Stranger)),
        Err(error) => no_file::<()>(Err(error)),
    }
}

type Answer = Found<(Made, huika_domain::OperatorId, i64)>;

fn make(
    store: &Store,
    wanted: &Wanted,
    token: &str,
    shop: &str,
    lang: huika_app::i18n::Lang,
) -> Result<Answer, StoreError> {
    let report = wanted.report;
    store.scan(|tx: &mut Tx<'_>| {
        let Some(staff) = staff_session(tx, token)?.filter(StaffSession::may_work) else {
            return Ok(Found::Stranger);
        };
        let Some(seen) = open_file(tx, staff.operator, report)? else {
            return Ok(Found::Stranger);
        };
        // A file of a filter that was not understood would hold other rows than were meant.
        if !wanted.filters.wrong.is_empty() {
            return Ok(Found::Nothing);
        }
        let asked = Asked {
            report,
            filters: &wanted.filters,
            seen,
        };
        if count(tx, &asked, AT_ONCE_ROWS + 1)? > AT_ONCE_ROWS {
            return Ok(Found::It((Made::TooLarge, staff.operator, 0)));
        }
        let about = About {
            report,
            filters: wanted.filters.clone(),
            lang,
            zone: tx.context().zone,
            shop: shop.to_owned(),
            by: format!("{} ({})", staff.name, staff.login),
            at: tx.now(),
            choices: choices(tx, staff.operator, report)?,
            proof: last_proof(tx)?,
        };
        let name = format!("{}.{}", about.file_name(), wanted.format.as_str());
        let mut content = Vec::new();
        let mut tally = Tally::of(&about.columns());
        let mut file = sink(wanted.format, about, Box::new(&mut content)).map_err(SinkError::into_store)?;
        write_rows(tx, &asked, None, AT_ONCE_ROWS, &mut tally, |cells| file.row(cells))?;
        file.finish(&tally).map_err(SinkError::into_store)?;
        Ok(Found::It((Made::File { name, content }, staff.operator, tally.rows)))
    })
}
