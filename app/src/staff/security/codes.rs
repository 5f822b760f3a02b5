//! Recovery codes: shown once, right after they were made. Between form and page they travel in a sealed cookie and never in an
//! address.

use huika_store::staff::{make_recovery_codes, staff_security};
use leptos::prelude::*;

use super::{next_of_query, password_field, with_password};
use crate::{
    context::{self, Done, ReturnPath, Typed, from_hex, go, refuse, to_hex},
    show::page,
    staff::{Area, Desk, Staff, form_own, require_own},
    ui::{Notice, Problem, Tone, icon as draw, key_field},
};

const PAGE: &str = "/counter/security/codes";
const SEAL: &str = "recovery-codes";

/// Leads to the page that shows these codes, this once, and on from there to what somebody wanted before.
pub fn show_once(staff: &Staff, codes: &[String], next: Option<&ReturnPath>) -> Done {
    let text = format!("{}\n{}", staff.session.operator, codes.join("\n"));
    let sealed = staff.portal.store.context().secret.seal(SEAL, text.as_bytes());
    let cookie = context::staff_step_cookie(&staff.portal);
    context::set_cookie(&staff.portal, &cookie, &to_hex(&sealed), 60);
    go(&ReturnPath::added_to(next, PAGE))
}

/// The codes that were just made, out of the sealed cookie, which ends with this.
fn just_made(staff: &Staff) -> Vec<String> {
    let opened = || {
        let sealed = from_hex(staff.visit.staff_step.as_deref()?)?;
        let opened = staff.portal.store.context().secret.open(SEAL, &sealed).ok()?;
        let text = String::from_utf8(opened).ok()?;
        let (operator, codes) = text.split_once('\n')?;
        (operator == staff.session.operator.to_string()).then(|| codes.lines().map(str::to_owned).collect())
    };
    let codes: Vec<String> = opened().unwrap_or_default();
    if !codes.is_empty() {
        context::expired_cookie(&staff.portal, &context::staff_step_cookie(&staff.portal));
    }
    codes
}

pub fn codes() -> impl IntoView {
    let next = next_of_query();
    page(async move {
        let staff = require_own().await?;
        let operator = staff.session.operator;
        let own = staff.portal.store.read(move |tx| staff_security(tx, operator)).await?;
        let t = staff.lang();
        let made = just_made(&staff);
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
            let rows: Vec<_> = made.into_iter().map(|code| view! { <li>{code}</li> }).collect();
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
                {Problem::notice(Problem::of_request())}
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
