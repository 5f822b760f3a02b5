//! Where selling begins, and the sales that were set aside.

use huika_store::parked::{ParkedSale, cart_of_till, parked_sales};
use leptos::prelude::*;

use crate::{
    context::Typed,
    show::{Leave, page, times::time_of_day},
    staff::{Area, Desk, Staff, home_of, require_staff},
    ui::{Empty, PageError, done, icon as draw, key_field},
};

/// `/counter/sell`: the sale that is open at this till, or the field that begins one.
pub fn begin() -> impl IntoView {
    page(async {
        let staff = require_staff().await?;
        if !staff.session.role.sells() {
            return Err(Leave::to(home_of(staff.session.role)));
        }
        let place = staff.place();
        let problem = PageError::of_request();
        let open = staff.read(move |tx| cart_of_till(tx, &place)).await?;
        if let (Some(open), None) = (&open, &problem) {
            return Err(Leave::To(format!("/counter/sell/{}", open.token)));
        }
        let t = staff.lang();
        let waiting = list(&staff).await?;
        let on = open.map(|open| {
            view! { <a class="button quiet" href=format!("/counter/sell/{}", open.token)>{t.text("sell-go-on")}</a> }
        });
        Ok(view! {
            <Desk title=t.text("sell-title").to_owned() staff=staff.session.clone() area=Area::Sell>
                {done(&[("parked", t.text("sell-was-parked")), ("void", t.text("sell-was-void"))])}
                {PageError::notice(problem)}
                <form class="scan-box" method="post" action="/do/cart_add" autocomplete="off" data-scan-here>
                    {key_field(&Typed::into_form("cart_add"))}
                    <h1><label for="scanned">{t.text("sell-scan")}</label></h1>
                    <div class="line">
                        <input
                            id="scanned"
                            name="scanned"
                            autocomplete="off"
                            spellcheck="false"
                            maxlength="200"
                            autofocus
                            aria-describedby="sell-hint"
                        />
                        <button class="button">{t.text("sell-add")}</button>
                    </div>
                    <p class="hint" id="sell-hint">{t.text("sell-hint")}</p>
                </form>
                {on}
                {waiting}
            </Desk>
        }
        .into_any())
    })
}

/// `/counter/sell/parked`.
pub fn parked() -> impl IntoView {
    page(async {
        let staff = require_staff().await?;
        let t = staff.lang();
        let waiting = list(&staff).await?;
        Ok(view! {
            <Desk title=t.text("sell-parked").to_owned() staff=staff.session.clone() area=Area::Sell>
                <h1>{t.text("sell-parked")}</h1>
                {PageError::notice(PageError::of_request())}
                {waiting}
            </Desk>
        }
        .into_any())
    })
}

async fn list(staff: &Staff) -> Result<AnyView, Leave> {
    let t = staff.lang();
    let place = staff.place();
    let parked: Vec<ParkedSale> = staff.read(move |tx| parked_sales(tx, &place)).await?;
    if parked.is_empty() {
        return Ok(view! {
            <section class="panel">
                <Empty icon=draw::RECEIPT title=t.text("sell-parked-none") text=t.text("sell-parked-none-text") />
            </section>
        }
        .into_any());
    }
    let rows: Vec<_> = parked
        .iter()
        .map(|one| {
            let lines = t.with(
                "sell-lines",
                &[("count", i64::try_from(one.lines).unwrap_or(i64::MAX).into())],
            );
            let who = if one.who.is_empty() {
                t.text("sell-nobody").to_owned()
            } else {
                one.who.clone()
            };
            view! {
                <li class="row">
                    <span class="what">{who}</span>
                    <small>{format!("{lines} · {} · {}", one.till, time_of_day(&staff.portal, one.at))}</small>
                    <form method="post" action="/do/cart_end">
                        <input type="hidden" name="cart" value=one.token.clone() />
                        <button class="button quiet small" name="how" value="resume">{t.text("sell-resume")}</button>
                        <button class="button bare small" name="how" value="void">{t.text("sell-void")}</button>
                    </form>
                </li>
            }
        })
        .collect();
    Ok(
        view! { <section class="panel" aria-label=t.text("sell-parked")><ul class="rows">{rows}</ul></section> }
            .into_any(),
    )
}
