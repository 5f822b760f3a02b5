//! An authenticator app: its secret is shown once, as a QR code and as text, and counts when a code of it was typed.

use huika_domain::ErrorCode;
use huika_store::{
    StoreError, once,
    staff::{
        ConfirmTotp, base32, begin_totp, confirm_totp, make_recovery_codes, remove_totp, staff_security, waiting_totp,
    },
};
use leptos::prelude::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{codes, finish, next_field, next_of_query, password_field, with_password};
use crate::{
    context::{Done, ReturnPath, Typed, go, refuse, refuse_with},
    show::page,
    staff::{Area, Desk, Staff, form_own, require_own},
    symbol::qr_of_any_size,
    ui::{CodeField, Notice, PageError, Tone, icon as draw, key_field},
};

const PAGE: &str = "/counter/security/app";

/// What authenticator apps read from the QR code.
fn address(staff: &Staff, secret: &str) -> String {
    let plain = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (shop, name) = (plain(&staff.portal.face().name), plain(&staff.session.name));
    format!("otpauth://totp/{shop}:{name}?secret={secret}&issuer={shop}&algorithm=SHA1&digits=6&period=30")
}

pub fn app() -> impl IntoView {
    let next = next_of_query();
    page(async move {
        let staff = require_own().await?;
        let operator = staff.session.operator;
        let (own, secret) = staff
            .read(move |tx| Ok::<_, StoreError>((staff_security(tx, operator)?, waiting_totp(tx, operator)?)))
            .await?;
        let t = staff.lang();
        let content = if let Some(secret) = secret {
            show(&staff, &base32(&secret), next.as_ref())
        } else {
            let (form, button, class) = if own.totp {
                ("remove_totp", t.text("app-remove"), "button bad wide")
            } else {
                ("start_totp", t.text("app-start"), "button wide")
            };
            let set = own.totp.then(|| {
                view! { <Notice tone=Tone::Good icon=draw::CHECK><p>{t.text("app-is-set")}</p></Notice> }
            });
            view! {
                {set}
                <form class="panel form" method="post" action=format!("/do/{form}")>
                    {key_field(&Typed::into_form(form))}
                    {next_field(next.as_ref())}
                    {password_field(t, "password")}
                    <button class=class>{button}</button>
                </form>
            }
            .into_any()
        };
        Ok(view! {
            <Desk title=t.text("app-title").to_owned() staff=staff.session.clone() area=Area::Own class="slip-of-paper">
                <header class="head">
                    <h1>{t.text("app-title")}</h1>
                    <a class="link" href=ReturnPath::added_to(next.as_ref(), "/counter/security")>{t.text("security-back")}</a>
                </header>
                <p class="quiet-text">{t.text("app-what-for")}</p>
                {PageError::notice(PageError::of_request())}
                {content}
            </Desk>
        }
        .into_any())
    })
}

/// The secret, for as long as it waits for its first code.
fn show(staff: &Staff, secret: &str, next: Option<&ReturnPath>) -> AnyView {
    let t = staff.lang();
    let symbol = qr_of_any_size(&address(staff, secret)).unwrap_or_default();
    let fours: Vec<_> = secret
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    view! {
        <section class="panel enrol">
            <p>{t.text("app-scan")}</p>
            <svg class="qr" viewBox=symbol.view_box() role="img" aria-label=t.text("app-qr")><path d=symbol.path.clone() /></svg>
            <p class="fine">{t.text("app-or-type")}</p>
            <p class="secret" aria-label=t.text("app-secret")>{fours.join(" ")}</p>
        </section>
        <form class="panel form" method="post" action="/do/confirm_totp">
            {key_field(&Typed::into_form("confirm_totp"))}
            {next_field(next)}
            <CodeField label=t.text("app-code") />
            <button class="button wide">{t.text("app-confirm")}</button>
        </form>
    }
    .into_any()
}

#[server(prefix = "/do", endpoint = "start_totp")]
pub async fn start_totp(#[server(default)] password: String, #[server(default)] next: String) -> Done {
    let page = ReturnPath::added_to(ReturnPath::staff(&next).as_ref(), PAGE);
    let staff = match form_own(&page).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let sent = staff.sent("start-totp");
    let begun = with_password(&staff, sent, password, |tx, operator| Ok(begin_totp(tx, operator)?)).await;
    finish(&page, begun, &page)
}

#[server(prefix = "/do", endpoint = "confirm_totp")]
pub async fn take_first_code(#[server(default)] code: String, #[server(default)] next: String) -> Done {
    let next = ReturnPath::staff(&next);
    let page = ReturnPath::added_to(next.as_ref(), PAGE);
    let staff = match form_own(&page).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let operator = staff.session.operator;
    let code: String = code.chars().take(500).collect();
    let sent = staff.sent("confirm-totp");
    let done = |(confirmed, _): &(ConfirmTotp, Vec<String>)| *confirmed == ConfirmTotp::Done;
    let confirmed = staff.write(move |tx| {
        once(tx, &sent, done, |tx| {
            let confirmed = confirm_totp(tx, operator, &code)?;
            let none_left = staff_security(tx, operator)?.recovery_codes == 0;
            let codes = if confirmed == ConfirmTotp::Done && none_left {
                make_recovery_codes(tx, operator)?
            } else {
                Vec::new()
            };
            Ok::<_, StoreError>((confirmed, codes))
        })
    });
    match confirmed.await {
        Ok((ConfirmTotp::Done, made)) if made.is_empty() => {
            go(&ReturnPath::added_to(next.as_ref(), "/counter/security?done=app"))
        }
        Ok((ConfirmTotp::Done, made)) => codes::show_once(&staff, &made, next.as_ref()),
        Ok((ConfirmTotp::Wrong { tries_left }, _)) => refuse_with(
            &page,
            ErrorCode::SecondWrong.as_str(),
            &[("tries", tries_left.to_string())],
        ),
        Ok((ConfirmTotp::Over, _)) => refuse(&page, ErrorCode::AppOver.as_str()),
        Err(error) => {
            tracing::error!(%error, "an authenticator app could not be confirmed");
            refuse(&page, error.code())
        }
    }
}

#[server(prefix = "/do", endpoint = "remove_totp")]
pub async fn take_app_away(#[server(default)] password: String) -> Done {
    let staff = match form_own(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let sent = staff.sent("remove-totp");
    let removed = with_password(&staff, sent, password, |tx, operator| Ok(remove_totp(tx, operator)?)).await;
    finish(PAGE, removed, "/counter/security?done=app-removed")
}
