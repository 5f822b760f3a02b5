//! Recovery codes: shown once, right after they were made.

use huika_store::staff::{make_recovery_codes, staff_security};
use leptos::prelude::*;

use super::{next_of_query, password_field, with_password};
use crate::{
    context::{Done, ReturnPath, Typed, refuse},
    show::page,
    staff::{Area, Desk, Staff, form_own, require_own, shown_once},
    ui::{Notice, PageError, Tone, icon as draw, key_field},
};

const PAGE: &str = "/counter/security/codes";
const WHAT: &str = "recovery-codes";

/// Leads to the page that shows these codes, this once, and on from there to what somebody wanted before.
pub fn show_once(staff: &Staff, codes: &[String], next: Option<&ReturnPath>) -> Done {
    let page = ReturnPath::added_to(next, PAGE);
    shown_once::show_once(staff, WHAT, &codes.join("\n"), &page)
}

pub fn codes() -> impl IntoView {
    let next = next_of_query();
    page(async move {
        let staff = require_own().await?;
        let operator = staff.session.operator;
        let own = staff.read(move |tx| staff_security(tx, operator)).await?;
        let t = staff.lang();
        let made = shown_once::just_made(&staff, WHAT).unwrap_or_default();
        let content = if made.is_empty() {
            let left = t.with("codes-left", &[("count", own.recovery_codes.into())]);
            view! {
                <p>{left}</p>
                <form class="panel form" method="post" action="/do/new_recovery_codes">
                    {key_field(&Typed::into_form("new_recovery_codes"))}
                    {password_field(t, "password")}
                    <button class="button wide">{t.text("codes-new")}</button>
                </form>
            }
            .into_any()
        } else {
            let onward = next.as_ref().map_or("/counter/security", ReturnPath::as_str).to_owned();
            let rows: Vec<_> = made
                .lines()
                .map(str::to_owned)
                .map(|code| view! { <li>{code}</li> })
                .collect();
            view! {
                <Notice tone=Tone::Warn icon=draw::ALERT><p>{t.text("codes-once")}</p></Notice>
                <section class="panel"><ul class="secrets">{rows}</ul></section>
                <a class="button wide" href=onward>{t.text("codes-kept")}</a>
            }
            .into_any()
        };
        Ok(view! {
            <Desk title=t.text("codes-title").to_owned() staff=staff.session.clone() area=Area::Own class="slip-of-paper">
                <header class="head">
                    <h1>{t.text("codes-title")}</h1>
                    <a class="link" href="/counter/security">{t.text("security-back")}</a>
                </header>
                <p class="quiet-text">{t.text("codes-what-for")}</p>
                {PageError::notice(PageError::of_request())}
                {content}
            </Desk>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "new_recovery_codes")]
pub async fn new_recovery_codes(#[server(default)] password: String) -> Done {
    let staff = match form_own(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let sent = staff.sent("recovery-codes");
    let made = with_password(&staff, sent, password, |tx, operator| {
        Ok(make_recovery_codes(tx, operator)?)
    });
    let made = made.await;
    match made {
        Ok(codes) => show_once(&staff, &codes, None),
        Err(code) => refuse(PAGE, code),
    }
}
