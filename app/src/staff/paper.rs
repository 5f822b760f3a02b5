//! Printing a slip at the till's own printer, where the rules name one; a till without one prints by its browser.

use huika_domain::ErrorCode;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Staff;
use crate::{
    context::{Done, PaperSlip, go, refuse},
    i18n::Lang,
};

/// The form that prints. Another slip of the same says that it is one.
pub fn printer_form(staff: &Staff, action: &'static str, number: &str) -> impl IntoView + use<> {
    let t = staff.lang();
    let printed = use_query_map().with_untracked(|query| query.get("done")).as_deref() == Some("printed");
    let number = number.to_owned();
    let rules = staff.portal.store.rules_of(staff.session.store);
    rules.printers.of_till(&staff.session.till).map(|_| {
        let words = t.text(if printed { "paper-again" } else { "paper-print" });
        view! {
            <form method="post" action=action>
                <input type="hidden" name="number" value=number />
                <input type="hidden" name="again" value=if printed { "1" } else { "" } />
                <button class="button quiet wide">{words}</button>
            </form>
        }
    })
}

/// What kind of slip it is, where it was made, and whether it is another one of the same.
pub fn slip_title(t: Lang, store: &str, kind: &str, again: bool) -> String {
    let title = [store, kind].join(" · ");
    if again {
        format!("{title}（{}）", t.text("paper-again"))
    } else {
        title
    }
}

/// Sends it to the till's printer, and leads back to the page.
pub async fn print_at_till(staff: &Staff, page: &str, slip: &PaperSlip) -> Done {
    let rules = staff.portal.store.rules_of(staff.session.store);
    let Some(printer) = rules.printers.of_till(&staff.session.till) else {
        return refuse(page, ErrorCode::PrinterUnreachable.as_str());
    };
    match staff.portal.printing.print(printer, slip).await {
        Ok(()) => go(&format!("{page}?done=printed")),
        Err(problem) => refuse(page, problem.code()),
    }
}
