//! `/counter/pick-up`: an order of the mall is found by the code that the member shows, and handed out once.

use huika_domain::{ErrorCode, PersonName, PickUpCode};
use huika_store::mall::{
    Cancel, CancelError, HandOut, OrderStatus, PickUp, cancel, hand_out, pick_up as pick_up_of, pick_ups,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{Done, Typed, form_key, go, refuse},
    i18n::Lang,
    show::{Leave, page, times::moment_text},
    staff::{Area, Desk, Staff, form_staff, home_of, require_staff},
    ui::{Confirm, Empty, PageError, Tone, done, fact, icon as draw, key_field},
};

const PAGE: &str = "/counter/pick-up";

/// The field, and the orders of `?code=`.
pub fn show() -> impl IntoView {
    let typed = use_query_map()
        .with_untracked(|query| query.get("code"))
        .filter(|text| !text.trim().is_empty());
    page(async move {
        let staff = require_staff().await?;
        if !staff.session.role.sells() {
            return Err(Leave::to(home_of(staff.session.role)));
        }
        let t = staff.lang();
        let code = typed.as_deref().map(PickUpCode::parse);
        let found = match &code {
            Some(Ok(code)) => {
                let (place, code) = (staff.place(), code.clone());
                staff.read(move |tx| pick_ups(tx, &place, &code)).await?
            }
            _ => Vec::new(),
        };
        let problem = match &code {
            Some(Err(_)) => Some(PageError::new(t, ErrorCode::PickUpUnknown.as_str(), &[])),
            _ => PageError::of_request(),
        };
        let none = matches!(&code, Some(Ok(_))) && found.is_empty();
        let none = none.then(|| {
            view! {
                <section class="panel">
                    <Empty icon=draw::TICKET title=t.text("pick-up-none") text=t.text("pick-up-none-text") />
                </section>
            }
        });
        let orders: Vec<_> = found.iter().map(|order| one(&staff, order)).collect();
        let waits = found.iter().any(|order| order.status == OrderStatus::Ready);
        Ok(view! {
            <Desk title=t.text("pick-up-title").to_owned() staff=staff.session.clone() area=Area::PickUp>
                {done(&[("handed", t.text("pick-up-was-handed")), ("back", t.text("pick-up-was-taken-back"))])}
                {PageError::notice(problem)}
                <form class="scan-box" method="get" action=PAGE autocomplete="off">
                    <h1><label for="code">{t.text("pick-up-title")}</label></h1>
                    <div class="line">
                        <input
                            id="code"
                            name="code"
                            inputmode="text"
                            autocomplete="off"
                            spellcheck="false"
                            maxlength="40"
                            required
                            autofocus=!waits
                            value=typed.unwrap_or_default()
                            aria-describedby="code-hint"
                        />
                        <button class="button">{t.text("pick-up-find")}</button>
                    </div>
                    <p class="hint" id="code-hint">{t.text("pick-up-hint")}</p>
                </form>
                {none}
                {orders}
            </Desk>
        }
        .into_any())
    })
}

fn one(staff: &Staff, order: &PickUp) -> impl IntoView + use<> {
    let t = staff.lang();
    let who = PersonName::masked(&order.name).unwrap_or_default();
    let phone = order
        .phone
        .as_ref()
        .map(huika_domain::MemberPhone::masked)
        .unwrap_or_default();
    let tone = if order.status == OrderStatus::Ready {
        Tone::Good
    } else {
        Tone::Plain
    };
    let state = t.find(&format!("order-{}", order.status), &[]).unwrap_or_default();
    let handed = order.collected_at.map(|at| {
        let when = moment_text(&staff.portal, t, at);
        let where_by = format!("{when} · {} · {}", order.collected_in, order.collected_by);
        fact(t.text("order-collected-at"), where_by)
    });
    let acts = match order.status {
        OrderStatus::Ready => hand_form(t, order).into_any(),
        OrderStatus::Collected if staff.session.role.approves() => back_form(t, order).into_any(),
        OrderStatus::Collected | OrderStatus::Cancelled => ().into_any(),
    };
    view! {
        <section class="panel" aria-label=order.number.clone()>
            <header><h2>{order.item_name.clone()}</h2><span class=tone.badge()>{state}</span></header>
            <dl class="facts">
                {fact(t.text("sale-member"), format!("{who} {phone}").trim().to_owned())}
                {fact(t.text("order-number"), order.number.clone())}
                {fact(t.text("order-at"), moment_text(&staff.portal, t, order.at))}
                {fact(t.text("order-points"), order.points.display())}
                {handed}
            </dl>
            {acts}
        </section>
    }
}

fn hand_form(t: Lang, order: &PickUp) -> impl IntoView + use<> {
    let typed = Typed::into_one_of("hand_out", "order", &order.number);
    view! {
        <form class="ways-on" method="post" action="/do/hand_out">
            {key_field(&typed)}
            <input type="hidden" name="order" value=order.number.clone() />
            <input type="hidden" name="pick_up" value=order.code.clone() />
            <button class="button" autofocus>{t.text("pick-up-hand-out")}" "<kbd>{t.text("sale-enter")}</kbd></button>
        </form>
        {cancel_form(t, order, false)}
    }
}

fn back_form(t: Lang, order: &PickUp) -> impl IntoView + use<> {
    cancel_form(t, order, true)
}

/// An order that waits is cancelled, one that was handed out is taken back: the points return to where they came from in either case.
fn cancel_form(t: Lang, order: &PickUp, handed_out: bool) -> impl IntoView + use<> {
    let typed = Typed::into_one_of("take_order_back", "order", &order.number);
    let words = if handed_out {
        t.text("pick-up-take-back")
    } else {
        t.text("pick-up-cancel")
    };
    let points = [("points", order.points.display().into())];
    let question = t.with("pick-up-back-sure", &points);
    let (number, code) = (order.number.clone(), order.code.clone());
    view! {
        <Confirm words=words.to_owned() question=question>
            <form class="form" method="post" action="/do/take_order_back">
                {key_field(&typed)}
                <input type="hidden" name="order" value=number />
                <input type="hidden" name="pick_up" value=code />
                <input type="hidden" name="handed_out" value=handed_out.then_some("yes") />
                <button class="button certain">{words}</button>
            </form>
        </Confirm>
    }
}

fn refused(page: &str, error: &CancelError) -> Done {
    if let CancelError::Store(error) = error {
        tracing::error!(%error, "an order of the mall could not be changed");
    }
    refuse(page, error.code())
}

/// The page that shows the order again.
fn page_of(code: &str) -> String {
    PickUpCode::parse(code).map_or_else(|_| PAGE.to_owned(), |code| format!("{PAGE}?code={code}"))
}

#[server(prefix = "/do", endpoint = "hand_out")]
pub async fn hand(#[server(default)] order: String, #[server(default)] pick_up: String) -> Done {
    let page = page_of(&pick_up);
    let staff = match form_staff(&page).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let request = HandOut {
        number: order,
        code: pick_up,
        place: staff.place(),
        key: form_key(),
    };
    match staff.write(move |tx| hand_out(tx, &request)).await {
        Ok(_) => go(&format!("{page}&done=handed")),
        Err(error) => refused(&page, &error),
    }
}

#[server(prefix = "/do", endpoint = "take_order_back")]
pub async fn take_back(
    #[server(default)] order: String,
    #[server(default)] pick_up: String,
    #[server(default)] handed_out: String,
) -> Done {
    let page = page_of(&pick_up);
    let staff = match form_staff(&page).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (place, number) = (staff.place(), order.clone());
    let found = staff.read(move |tx| pick_up_of(tx, &place, &number)).await;
    let member = match found {
        Ok(Some(found)) if found.code == pick_up => found.member,
        Ok(_) => return refuse(&page, ErrorCode::NoOrder.as_str()),
        Err(error) => return refused(&page, &error.into()),
    };
    let request = Cancel {
        member,
        number: order,
        operator: Some(staff.session.operator),
        handed_out: handed_out == "yes",
        key: form_key(),
    };
    match staff.write(move |tx| cancel(tx, &request)).await {
        Ok(_) => go(&format!("{page}&done=back")),
        Err(error) => refused(&page, &error),
    }
}
