//! The frame of counter and office.

use huika_store::staff::StaffSession;
use leptos::prelude::*;

use super::{scanner::scanner, session::SECURITY};
use crate::{
    context::{portal, visit},
    show::Title,
    ui::{icon, icon as draw, line_down},
};

/// The areas that the bar leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    Till,
    /// Selling goods and amounts.
    Sell,
    /// The drawer.
    Shift,
    /// Orders of the mall that are handed out.
    PickUp,
    Cards,
    Books,
    /// What waits for a second person.
    Approvals,
    /// One's own sign-in.
    Own,
}

/// A page before one is let in: the shop's sign, and one thing to do.
#[component]
pub fn Gate(title: String, children: Children) -> impl IntoView {
    let shop = portal().face().name.clone();
    view! {
        <Title text=title.clone() />
        <div class="desk">
            <header class="desk-bar"><a class="brand" href="/counter">{icon(draw::SIGN)}{shop}</a></header>
            <main id="main" class="narrow">{scanner(visit().lang, false)}<h1>{title}</h1>{children()}</main>
        </div>
    }
}

/// A page of counter or office: a bar with place and person, then the work.
#[component]
pub fn Desk(
    title: String,
    staff: StaffSession,
    area: Area,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    let t = visit().lang;
    let shop = portal().face().name.clone();
    let mut places = Vec::new();
    let collector = staff.role.sells().then(|| scanner(t, true));
    if staff.role.sells() {
        places.push((Area::Till, "/counter", t.text("counter-tab-scan")));
        places.push((Area::Sell, "/counter/sell", t.text("counter-tab-sell")));
        places.push((Area::PickUp, "/counter/pick-up", t.text("counter-tab-pick-up")));
    }
    if staff.role.stands_at_a_drawer() {
        places.push((Area::Shift, "/counter/shift", t.text("counter-tab-shift")));
    }
    if staff.role.serves_cards() {
        places.push((Area::Cards, "/counter/cards", t.text("counter-tab-cards")));
    }
    if staff.role.sees_office() {
        places.push((Area::Books, "/office", t.text("counter-tab-office")));
    }
    if staff.role.approves() || staff.role.sells() || staff.role.refunds() {
        places.push((Area::Approvals, "/counter/approvals", t.text("counter-tab-approvals")));
    }
    places.push((Area::Own, SECURITY, t.text("counter-tab-own")));
    let links = places.into_iter().map(|(place, path, name)| {
        view! { <a href=path aria-current=(place == area).then_some("page")>{name}</a> }
    });
    view! {
        <Title text=title />
        <div class="desk">
            <header class="desk-bar">
                <a class="skip" href="#main">{t.text("skip")}</a>
                <a class="brand" href="/counter">{icon(draw::SIGN)}{shop}</a>
                <nav aria-label=t.text("counter-nav")>{links.collect_view()}</nav>
                <div class="who">
                    <p class="where"><strong>{staff.store_name}</strong><small>{staff.name}" · "{staff.till}</small></p>
                    <form method="post" action="/do/staff_sign_out">
                        <button class="button quiet small">{t.text("counter-sign-out")}</button>
                    </form>
                </div>
            </header>
            <main id="main" class=class>
                <p id="line-down" class="notice warn" hidden>{t.text("line-down")}</p>
                {collector}
                {children()}
            </main>
            {line_down()}
        </div>
    }
}
