//! What was done, on paper.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::served::{PAGE, require_server};
use crate::{
    show::{Leave, card::event_words, card_receipt, page},
    staff::{Area, Desk},
    ui::{icon, icon as draw},
};

pub fn receipt() -> impl IntoView {
    let sealed = use_params_map()
        .with_untracked(|params| params.get("sealed"))
        .unwrap_or_default();
    page(async move {
        let staff = require_server().await?;
        let slip = card_receipt::open(&staff.portal, &sealed).ok_or(Leave::NotFound)?;
        let t = staff.lang();
        Ok(view! {
            <Desk title=t.text("card-receipt-title").to_owned() staff=staff.session.clone() area=Area::Cards class="slip-of-paper">
                <section class="till done">
                    {icon(draw::CHECK)}
                    <h1>{event_words(t, slip.kind)}</h1>
                    <p class="quiet-text">{card_receipt::meaning(t, slip.kind)}</p>
                    <a class="button wide" href=PAGE autofocus>{t.text("receipt-next")}" "<kbd>{t.text("sale-enter")}</kbd></a>
                </section>
                <section class="panel">{card_receipt::facts(&staff.portal, t, &slip)}</section>
            </Desk>
        }
        .into_any())
    })
}
