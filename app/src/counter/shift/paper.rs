//! The slips: X of the shift that is open, Z of one that is closed, as it was printed first.

use huika_domain::{ErrorCode, Fen, ShiftId};
use huika_store::{
    StoreError,
    shift::{Slip, open_shift_at, shift as read_shift, slip_of, x_slip},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::desk::PAGE as DESK;
use crate::{
    context::{Done, PaperSlip, refuse},
    show::{Leave, channel::tender_name, page, times::moment_text},
    staff::{
        Area, Desk, Staff, form_staff, home_of,
        paper::{paper_slip, print_at_till, printer_form_of, slip_title},
        require_staff,
        slip::slip_view,
    },
    ui::{PageError, done, print_slip},
};

/// `/counter/shift/x`: how it stands, without any effect. Whoever will count the drawer is not told what should be in it.
pub fn x() -> impl IntoView {
    page(async {
        let staff = require_staff().await?;
        if !staff.session.role.stands_at_a_drawer() {
            return Err(Leave::to(home_of(staff.session.role)));
        }
        let place = staff.place();
        let found = staff
            .read(move |tx| {
                let open = open_shift_at(tx, place.store, &place.till)?;
                open.map(|open| x_slip(tx, &open)).transpose()
            })
            .await?;
        let slip = found.ok_or_else(|| Leave::to(DESK))?;
        let blind = !staff.session.role.closes_days();
        Ok(sheet(&staff, &slip, blind))
    })
}

/// `/counter/shift/z/{shift}`: the slip of a closed shift of this store.
pub fn z() -> impl IntoView {
    let wanted = use_params_map()
        .with_untracked(|params| params.get("shift"))
        .and_then(|id| ShiftId::parse(&id).ok());
    page(async move {
        let staff = require_staff().await?;
        let store = staff.session.store;
        let found = staff
            .read(move |tx| {
                let Some(id) = wanted else {
                    return Ok::<_, StoreError>(None);
                };
                let here = read_shift(tx, id)?.is_some_and(|shift| shift.store == store);
                Ok(if here { slip_of(tx, id)? } else { None })
            })
            .await?;
        let slip = found.ok_or(Leave::NotFound)?;
        Ok(sheet(&staff, &slip, false))
    })
}

#[server(prefix = "/do", endpoint = "print_shift")]
pub async fn print_shift(#[server(default)] shift: String, #[server(default)] again: String) -> Done {
    let staff = match form_staff(DESK).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = ShiftId::parse(&shift) else {
        return refuse(DESK, ErrorCode::NoShift.as_str());
    };
    let page = format!("/counter/shift/z/{id}");
    let store = staff.session.store;
    let found = staff.read(move |tx| {
        let here = read_shift(tx, id)?.is_some_and(|shift| shift.store == store);
        if here {
            slip_of(tx, id)
        } else {
            Ok::<_, StoreError>(None)
        }
    });
    match found.await {
        Ok(Some(slip)) => print_at_till(&staff, &page, &on_paper(&staff, &slip, again == "1")).await,
        Ok(None) => refuse(DESK, ErrorCode::NoShift.as_str()),
        Err(error) => {
            tracing::error!(%error, "the slip of a shift could not be read");
            refuse(&page, error.code())
        }
    }
}

/// What both sign who hand a drawer over and take it.
fn on_paper(staff: &Staff, slip: &Slip, again: bool) -> PaperSlip {
    let t = staff.lang();
    let row = |words: &'static str, value: String| (t.text(words).to_owned(), value);
    let mut rows = vec![
        row("shift-till", slip.till.clone()),
        row("shift-person", slip.person.clone()),
        row("shift-day", slip.day.to_string()),
        row("shift-since", moment_text(&staff.portal, t, slip.opened_at)),
        row("shift-until", moment_text(&staff.portal, t, slip.at)),
    ];
    let not_counted = || t.text("shift-not-counted").to_owned();
    rows.push(row("shift-float", slip.float.map_or_else(not_counted, Fen::display)));
    for one in &slip.tenders {
        let name = tender_name(t, &one.tender);
        let of = |words: &'static str| format!("{name} {}", t.text(words));
        rows.push((of("shift-expected"), one.expected.display()));
        rows.push((of("shift-counted"), one.counted.map_or_else(not_counted, Fen::display)));
        if let Some(difference) = one.difference().filter(|difference| !difference.is_zero()) {
            rows.push((of("shift-difference"), difference.signed()));
        }
    }
    if !slip.receiver.is_empty() {
        rows.push(row("shift-receiver", slip.receiver.clone()));
    }
    if !slip.reason.is_empty() {
        rows.push(row("entry-reason", slip.reason.clone()));
    }
    let kind = format!("{} Z {}", t.text("paper-handover"), slip.number);
    PaperSlip {
        heading: staff.portal.face().name.clone(),
        title: slip_title(t, &slip.store_name, &kind, again),
        rows,
        code: None,
        foot: vec![
            t.text("paper-sign-gives").to_owned(),
            t.text("paper-sign-takes").to_owned(),
        ],
    }
}

fn sheet(staff: &Staff, slip: &Slip, blind: bool) -> AnyView {
    let session = staff.session.clone();
    // Only a shift that is closed was handed over.
    let paper = (slip.number > 0).then(|| {
        view! {
            {print_slip(staff.lang())}
            {printer_form_of(staff, "/do/print_shift", vec![("shift", slip.shift.to_string())])}
            {paper_slip(&on_paper(staff, slip, false))}
        }
    });
    let (t, slip) = (staff.lang(), slip_view(staff, slip, blind));
    view! {
        <Desk title=t.text("shift-slip").to_owned() staff=session area=Area::Shift class="slip-of-paper">
            {done(&[("closed", t.text("shift-was-closed")), ("handed", t.text("shift-was-handed")), ("printed", t.text("paper-printed"))])}
            {PageError::notice(PageError::of_request())}
            {slip}
            {paper}
            <a class="button quiet" href=DESK>{t.text("shift-back")}</a>
        </Desk>
    }
    .into_any()
}
