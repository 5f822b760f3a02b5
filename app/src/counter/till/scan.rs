//! Waiting for the next member: one field, always in focus, that takes what a scanner types.

use huika_domain::{ErrorCode, PickUpCode};
use huika_store::till::{ScanOutcome, ScanRefusal, recent_sales, scan as open_scan};
use leptos::prelude::*;

use crate::{
    context::{Done, go, refuse, refuse_with},
    show::{
        Leave, page,
        times::{moment_text, time_of_day},
    },
    staff::{Area, Desk, Staff, form_staff, home_of, require_staff},
    ui::{Empty, PageError, Table, icon as draw},
};

/// Sales listed below the field.
const RECENT: i64 = 8;

pub fn scan() -> impl IntoView {
    page(async {
        let staff = require_staff().await?;
        if !staff.session.role.sells() {
            return Err(Leave::to(home_of(staff.session.role)));
        }
        let t = staff.lang();
        let store = staff.session.store;
        let recent = staff.read(move |tx| recent_sales(tx, store, RECENT)).await?;
        let rows: Vec<_> = recent
            .iter()
            .map(|sale| {
                view! {
                    <tr>
                        <td>
                            <a class="link" href=format!("/counter/receipt/{}", sale.receipt_number)>
                                {time_of_day(&staff.portal, sale.at)}
                            </a>
                        </td>
                        <td>{sale.gross.display()}</td>
                    </tr>
                }
            })
            .collect();
        let recent = if rows.is_empty() {
            view! {
                <section class="panel">
                    <Empty icon=draw::RECEIPT title=t.text("scan-recent-none-title") text=t.text("scan-recent-none-text") />
                </section>
            }
            .into_any()
        } else {
            view! {
                <Table label=t.text("scan-recent") columns=vec![t.text("entry-when"), t.text("sale-amount")] caption=true>{rows}</Table>
            }
            .into_any()
        };
        Ok(view! {
            <Desk title=t.text("scan-title").to_owned() staff=staff.session.clone() area=Area::Till>
                <form class="scan-box" method="post" action="/do/scan" autocomplete="off">
                    <h1><label for="scanned">{t.text("scan-title")}</label></h1>
                    {PageError::notice(PageError::of_request())}
                    <div class="line">
                        <input
                            id="scanned"
                            name="scanned"
                            inputmode="numeric"
                            autocomplete="off"
                            spellcheck="false"
                            maxlength="200"
                            required
                            autofocus
                            aria-describedby="scan-hint"
                        />
                        <button class="button">{t.text("scan-go")}</button>
                    </div>
                    <p class="hint" id="scan-hint">{t.text("scan-hint")}</p>
                </form>
                {recent}
            </Desk>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "scan")]
pub async fn take_scan(#[server(default)] scanned: String) -> Done {
    const PAGE: &str = "/counter";
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sells() {
        return go(home_of(staff.session.role));
    }
    // A code of the mall says so by its mark; eight digits that nobody knows otherwise may be one that was read out.
    if PickUpCode::is_marked(&scanned) || is_read_out(&scanned) {
        return go(&pick_up_of(&scanned));
    }
    let place = staff.place();
    match staff.write(move |tx| open_scan(tx, &scanned, &place)).await {
        Ok(ScanOutcome::Opened(opened)) => go(&format!("/counter/sale/{}", opened.token)),
        Ok(ScanOutcome::Refused(refusal)) => refused(&staff, PAGE, &refusal),
        Err(error) => {
            let error: huika_store::StoreError = error;
            tracing::error!(%error, "a scan could not be checked");
            refuse(PAGE, error.code())
        }
    }
}

/// Eight digits alone: no member's code, card or phone has so few.
fn is_read_out(scanned: &str) -> bool {
    huika_domain::Scanned::parse(scanned).is_err() && PickUpCode::parse(scanned).is_ok()
}

fn pick_up_of(scanned: &str) -> String {
    PickUpCode::parse(scanned).map_or_else(
        |_| "/counter/pick-up".to_owned(),
        |code| format!("/counter/pick-up?code={code}"),
    )
}

/// Says why nothing was opened.
pub fn refused(staff: &Staff, page: &str, refusal: &ScanRefusal) -> Done {
    match refusal {
        ScanRefusal::Malformed => refuse(page, ErrorCode::CodeMalformed.as_str()),
        ScanRefusal::Unknown => refuse(page, ErrorCode::CodeUnknown.as_str()),
        ScanRefusal::Wrong => refuse(page, ErrorCode::CodeWrong.as_str()),
        ScanRefusal::OutOfTime => refuse(page, ErrorCode::CodeTooOld.as_str()),
        ScanRefusal::Used { at, store, .. } => {
            let when = moment_text(&staff.portal, staff.lang(), *at);
            refuse_with(
                page,
                ErrorCode::CodeUsed.as_str(),
                &[("when", when), ("store", store.clone())],
            )
        }
        ScanRefusal::Locked { .. } => refuse(page, ErrorCode::CodeLocked.as_str()),
        ScanRefusal::NotActive { stopped } => refuse(page, &format!("not-active-{}", stopped.status())),
        ScanRefusal::CardExpired => refuse(page, ErrorCode::CardExpired.as_str()),
        ScanRefusal::NotAllowed => refuse(page, ErrorCode::NotAllowed.as_str()),
    }
}
