//! Printing a slip at the till's own printer, where the rules name one; a till without one prints by its browser.

use huika_domain::ErrorCode;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Staff;
use crate::{
    context::{Done, PaperSlip, go, refuse},
    i18n::Lang,
    show::paper::address_code,
};

/// The form that prints. Another slip of the same says that it is one.
pub fn printer_form(staff: &Staff, action: &'static str, number: &str) -> impl IntoView + use<> {
    printer_form_of(staff, action, vec![("number", number.to_owned())])
}

/// The same of a slip that is known by more than a number.
pub fn printer_form_of(staff: &Staff, action: &'static str, of: Vec<(&'static str, String)>) -> impl IntoView + use<> {
    let t = staff.lang();
    let printed = use_query_map().with_untracked(|query| query.get("done")).as_deref() == Some("printed");
    let of: Vec<_> = of
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect();
    let rules = staff.portal.store.rules_of(staff.session.store);
    rules.printers.of_till(&staff.session.till).map(|_| {
        let words = t.text(if printed { "paper-again" } else { "paper-print" });
        view! {
            <form method="post" action=action>
                {of}
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
        Ok(()) => {
            let joined = if page.contains('?') { '&' } else { '?' };
            go(&format!("{page}{joined}done=printed"))
        }
        Err(problem) => refuse(page, problem.code()),
    }
}

/// A slip on the page as its printer writes it, and as the browser prints it on a roll.
pub fn paper_slip(slip: &PaperSlip) -> impl IntoView + use<> {
    let rows: Vec<_> = slip
        .rows
        .iter()
        .map(|(words, value)| view! { <div><dt>{words.clone()}</dt><dd>{value.clone()}</dd></div> })
        .collect();
    // What stands below the code says what it is; without a code all of it are lines of their own.
    let label = slip.foot.first().cloned().unwrap_or_default();
    let below = slip.foot.iter().skip(usize::from(slip.code.is_some()));
    let foot: Vec<_> = below.map(|line| view! { <p>{line.clone()}</p> }).collect();
    view! {
        <section class="panel paper-slip" aria-label=slip.title.clone()>
            <header>
                <h2>{slip.heading.clone()}</h2>
                <p>{slip.title.clone()}</p>
            </header>
            <dl class="facts">{rows}</dl>
            {slip.code.as_ref().map(|code| address_code(code, label))}
            {foot}
        </section>
    }
}
