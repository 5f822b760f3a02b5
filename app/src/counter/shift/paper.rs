//! The slips: X of the shift that is open, Z of one that is closed, as it was printed first.

use huika_domain::ShiftId;
use huika_store::{
    StoreError,
    shift::{Slip, open_shift_at, shift, slip_of, x_slip},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::desk::PAGE as DESK;
use crate::{
    show::{Leave, page},
    staff::{Area, Desk, Staff, home_of, require_staff, slip::slip_view},
    ui::done,
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
                let here = shift(tx, id)?.is_some_and(|shift| shift.store == store);
                Ok(if here { slip_of(tx, id)? } else { None })
            })
            .await?;
        let slip = found.ok_or(Leave::NotFound)?;
        Ok(sheet(&staff, &slip, false))
    })
}

fn sheet(staff: &Staff, slip: &Slip, blind: bool) -> AnyView {
    let session = staff.session.clone();
    let (t, slip) = (staff.lang(), slip_view(staff, slip, blind));
    view! {
        <Desk title=t.text("shift-slip").to_owned() staff=session area=Area::Shift class="slip-of-paper">
            {done(&[("closed", t.text("shift-was-closed")), ("handed", t.text("shift-was-handed"))])}
            {slip}
            <a class="button quiet" href=DESK>{t.text("shift-back")}</a>
        </Desk>
    }
    .into_any()
}
