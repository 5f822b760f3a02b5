//! Joining and signing in are one flow: a phone number, then the code that was sent to it. Whether the number is known is not said.

use huika_domain::{OneTimeCode, Phone};
use huika_store::identity::{CodeRequest, CodeRequestError, Purpose, SignIn, SignInOutcome, request_code, sign_in};
use leptos::prelude::*;

use super::{home::lines, passkeys::sign_in_form, session::signed_in};
use crate::{
    context::{self, Done, from_hex, go, portal, refuse, refuse_with, to_hex, visit},
    ui::{CodeField, Field, Frame, Leave, Problem, icon, icon as draw, page},
};

/// The wording that a member who ticks the box agrees to.
const CONSENT_VERSION: &str = "2026-11";

pub fn join() -> impl IntoView {
    page(async {
        if signed_in().await?.is_some() {
            return Err(Leave::to("/"));
        }
        let (portal, t) = (portal(), visit().lang);
        let shop = portal.shop.name.clone();
        let gifts = [
            (draw::SCAN, t.text("join-gift-code")),
            (draw::STAR, t.text("join-gift-points")),
            (draw::BOOKS, t.text("join-gift-truth")),
        ];
        let gifts = gifts.map(|(sign, text)| view! { <li>{icon(sign)}<span>{text}</span></li> });
        let gifts = Vec::from(gifts);
        // What is wrong with a passkey is not wrong with the number.
        let (passkey, problem) = match Problem::of_request() {
            Some(problem) if problem.code.starts_with("passkey-") => (Some(problem), None),
            problem => (None, problem),
        };
        Ok(view! {
            <Frame title=t.text("join-title").to_owned() wide=true>
                <div class="two">
                    <div>
                        <section class="join-card" aria-hidden="true">{lines()}<b>{shop.clone()}</b>{icon(draw::SIGN)}</section>
                        <div class="welcome">
                            <h1>{t.text("join-heading")}</h1>
                            <p>{t.with("join-lead", &[("shop", shop.into())])}</p>
                        </div>
                        {Problem::notice(passkey)}
                        <form class="form" method="post" action="/do/send_code">
                            <Field
                                name="phone"
                                label=t.text("join-phone")
                                hint=t.text("join-phone-hint").to_owned()
                                problem=problem
                                kind="tel"
                                inputmode="tel"
                                autocomplete="tel-national"
                                maxlength="24"
                                before="+86"
                            />
                            <button class="button wide">{t.text("join-send")}</button>
                            <p class="fine">{t.text("join-terms")}</p>
                        </form>
                        {sign_in_form()}
                    </div>
                    <ul class="gifts panel">{gifts}</ul>
                </div>
            </Frame>
        }
        .into_any())
    })
}

pub fn join_code() -> impl IntoView {
    page(async {
        let phone = challenged_phone().ok_or_else(|| Leave::to("/join"))?;
        let t = visit().lang;
        Ok(view! {
            <Frame title=t.text("join-code-title").to_owned() back="/join">
                <form class="form" method="post" action="/do/enter_code">
                    <p>{t.with("join-code-sent", &[("phone", phone.masked().into())])}</p>
                    <CodeField label=t.text("join-code") problem=Problem::of_request() autofocus=true />
                    <label class="tick">
                        <input type="checkbox" name="consent" value="yes" />
                        <span>{t.text("join-consent")}</span>
                    </label>
                    <button class="button wide">{t.text("join-enter")}</button>
                </form>
                <form class="stack center" method="post" action="/do/send_code_again">
                    <button class="button bare">{t.text("join-again")}</button>
                    <a class="link" href="/join">{t.text("join-other")}</a>
                </form>
            </Frame>
        }
        .into_any())
    })
}

/// The phone that a code was sent to, out of the sealed cookie: an address must not carry it.
fn challenged_phone() -> Option<Phone> {
    let sealed = from_hex(visit().challenge.as_deref()?)?;
    let opened = portal().store.context().secret.open("join-phone", &sealed).ok()?;
    Phone::parse(std::str::from_utf8(&opened).ok()?).ok()
}

async fn send_to(phone: &Phone) -> Result<(), &'static str> {
    let (portal, request) = (
        portal(),
        CodeRequest {
            phone: phone.clone(),
            purpose: Purpose::SignIn,
            address: visit().ip,
        },
    );
    portal
        .store
        .write(move |tx| request_code(tx, &request))
        .await
        .map(drop)
        .map_err(|error| match error {
            CodeRequestError::TooSoon { .. } => "too-soon",
            CodeRequestError::TooMany => "too-many",
            CodeRequestError::SwitchedOff => "switched-off",
            CodeRequestError::Store(error) => {
                tracing::error!(%error, "a code could not be sent");
                error.code()
            }
        })
}

#[server(prefix = "/do", endpoint = "send_code")]
pub async fn send_code(#[server(default)] phone: String) -> Done {
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone,
        Err(error) => return refuse("/join", error.code()),
    };
    let sent = send_to(&phone).await;
    if let Err(code) = sent
        && code != "too-soon"
    {
        return refuse("/join", code);
    }
    let portal = portal();
    let sealed = portal
        .store
        .context()
        .secret
        .seal("join-phone", phone.as_str().as_bytes());
    context::set_cookie(&portal, &context::challenge_cookie(&portal), &to_hex(&sealed), 15 * 60);
    // A code that was sent a moment ago is still good: the next page is the one to go on with.
    sent.map_or_else(|code| refuse("/join/code", code), |()| go("/join/code"))
}

#[server(prefix = "/do", endpoint = "send_code_again")]
pub async fn send_code_again() -> Done {
    let Some(phone) = challenged_phone() else {
        return go("/join");
    };
    send_to(&phone)
        .await
        .map_or_else(|code| refuse("/join/code", code), |()| go("/join/code"))
}

#[server(prefix = "/do", endpoint = "enter_code")]
pub async fn enter_code(#[server(default)] code: String, #[server(default)] consent: Option<String>) -> Done {
    let (portal, visit) = (portal(), visit());
    let Some(phone) = challenged_phone() else {
        return refuse("/join", "no-code");
    };
    let Ok(code) = OneTimeCode::parse(&code) else {
        return refuse("/join/code", "code-shape");
    };
    let request = SignIn {
        phone,
        code,
        place: visit.place(),
        user_agent: visit.user_agent,
        language: visit.lang.tag().to_owned(),
        source: "portal".to_owned(),
        consent_version: consent.is_some().then(|| CONSENT_VERSION.to_owned()),
    };
    match portal.store.write(move |tx| sign_in(tx, &request)).await {
        Ok(SignInOutcome::Done(signed_in)) => {
            context::set_cookie(
                &portal,
                &context::session_cookie(&portal),
                &signed_in.token,
                context::SESSION_SECS,
            );
            context::expired_cookie(&portal, &context::challenge_cookie(&portal));
            go("/")
        }
        Ok(SignInOutcome::Wrong { tries_left }) => {
            refuse_with("/join/code", "wrong-code", &[("tries", tries_left.to_string())])
        }
        Ok(SignInOutcome::NoCode) => refuse("/join/code", "no-code"),
        Err(error) => {
            tracing::error!(%error, "a code could not be checked");
            refuse("/join/code", error.code())
        }
    }
}
