//! The payment PIN: set, changed with the old one, or reset by a code when it was forgotten.

use huika_domain::{Act, ErrorCode, OneTimeCode};
use huika_store::{
    member::{
        CodeCheck, PinAccount, PinCheck, PinError, Purpose, Shown, card_face, change_pin, next_code_at, pin_account,
        reset_pin, set_first_pin,
    },
    once,
    till::waiting_approval,
};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, failed, go, refuse, refuse_with},
    i18n::Lang,
    member::{
        code_request::{send_code, typed_code},
        pin_check::{TypedPin, new_pin, refuse_pin},
        proof::Ways,
        session::{Member, form_member, require_member},
    },
    show::{Frame, Leave, code_wait, page, times::moment_text},
    ui::{CodeField, Notice, PageError, PinField, Tone, done, icon as draw, key_field},
};

const PAGE: &str = "/me/pin";
const FORGOTTEN: &str = "/me/pin/forgotten";

pub fn pin() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (account, first) = member
            .read(|tx, session| {
                let account = pin_account(tx, session.member)?;
                Ok((account, Ways::read(tx, session, Act::FirstPinAtOnce)?))
            })
            .await?;
        // Whoever has not just signed in by a code sets it by one.
        if account.is_none() && !first.plain {
            return Err(Leave::to(FORGOTTEN));
        }
        let t = member.lang();
        let form = match &account {
            None => first_form(t).into_any(),
            Some(_) => change_form(t).into_any(),
        };
        let title = if account.is_some() {
            t.text("pin-change-title")
        } else {
            t.text("pin-set-title")
        };
        Ok(view! {
            <Frame title=title.to_owned() back="/me">
                {done(&[("set", t.text("pin-done-set")), ("changed", t.text("pin-done-changed")), ("reset", t.text("pin-done-reset"))])}
                {account.map(|account| state(&member, &account))}
                {PageError::notice(PageError::of_request())}
                <p class="quiet-text">{t.text("pin-what-for")}</p>
                {form}
            </Frame>
        }
        .into_any())
    })
}

/// Why the PIN cannot be used at the moment, and until when.
fn state(member: &Member, account: &PinAccount) -> impl IntoView + use<> {
    let (t, now) = (member.lang(), member.portal.now());
    let until = |at| [("when", moment_text(&member.portal, t, at).into())];
    let text = if account.locked_until > now {
        Some(t.with("pin-is-locked", &until(account.locked_until)))
    } else if account.usable_from > now {
        Some(t.with("pin-is-cooling", &until(account.usable_from)))
    } else {
        None
    };
    text.map(|text| view! { <Notice tone=Tone::Warn icon=draw::CLOCK><p>{text}</p></Notice> })
}

fn first_form(t: Lang) -> impl IntoView {
    view! {
        <form class="form" method="post" action="/do/set_pin">
            {key_field(&Typed::into_form("set_pin"))}
            <PinField name="pin" label=t.text("pin-new") fresh=true hint=t.text("pin-hint") autofocus=true />
            <PinField name="again" label=t.text("pin-again") fresh=true />
            <button class="button wide">{t.text("pin-set")}</button>
        </form>
    }
}

fn change_form(t: Lang) -> impl IntoView {
    view! {
        <form class="form" method="post" action="/do/change_pin">
            {key_field(&Typed::into_form("change_pin"))}
            <PinField name="old" label=t.text("pin-old") />
            <PinField name="pin" label=t.text("pin-new") fresh=true hint=t.text("pin-hint") />
            <PinField name="again" label=t.text("pin-again") fresh=true />
            <button class="button wide">{t.text("pin-change")}</button>
        </form>
        <p class="center"><a class="link" href=FORGOTTEN>{t.text("pin-forgotten")}</a></p>
    }
}

pub fn forgotten() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (phone, account, next_at) = member
            .read(|tx, session| {
                let Some(card) = card_face(tx, session.member)? else {
                    return Ok(None);
                };
                let account = pin_account(tx, session.member)?;
                let next_at = next_code_at(tx, &card.phone)?;
                Ok(Some((card.phone.masked(), account, next_at)))
            })
            .await?
            .ok_or(Leave::NotFound)?;
        let cooling_secs = member.portal.store.rules().sign_in.pin_cooling_secs;
        let t = member.lang();
        let hours = [("count", (cooling_secs / 3600).into())];
        let (title, rests, button, back) = match account {
            Some(_) => (
                t.text("pin-forgotten-title"),
                t.with("pin-rests", &hours),
                t.text("pin-reset"),
                PAGE,
            ),
            None => (
                t.text("pin-set-title"),
                t.with("pin-first-rests", &hours),
                t.text("pin-set"),
                "/me",
            ),
        };
        Ok(view! {
            <Frame title=title.to_owned() back=back>
                {done(&[("sent", t.text("code-on-its-way"))])}
                {PageError::notice(PageError::of_request())}
                <Notice tone=Tone::Warn icon=draw::CLOCK><p>{rests}</p></Notice>
                <form class="stack" method="post" action="/do/send_pin_code">
                    {key_field(&Typed::into_form("send_pin_code"))}
                    <p>{t.with("pin-code-to", &[("phone", phone.into())])}</p>
                    <button class="button quiet wide">{t.text("join-send")}</button>
                    {code_wait(&member.portal, t, next_at)}
                </form>
                <form class="form" method="post" action="/do/reset_pin">
                    {key_field(&Typed::into_form("reset_pin"))}
                    <CodeField label=t.text("join-code") />
                    <PinField name="pin" label=t.text("pin-new") fresh=true hint=t.text("pin-hint") />
                    <PinField name="again" label=t.text("pin-again") fresh=true />
                    <button class="button wide">{button}</button>
                </form>
            </Frame>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "set_pin")]
pub async fn set_own_first_pin(#[server(default)] pin: String, #[server(default)] again: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let sent = member.sent("set-pin");
    let pin = match new_pin(&member, &pin, &again).await {
        Ok(pin) => pin,
        Err(code) => return refuse(PAGE, code),
    };
    let set = member.write(move |tx, session| {
        once(
            tx,
            &sent,
            |_| true,
            |tx| {
                set_first_pin(tx, session.member, &pin, &Shown::by_session(tx, session))?;
                Ok::<_, PinError>(waiting_approval(tx, session.member)?.is_some())
            },
        )
    });
    match set.await {
        // Somebody waits at a till for this.
        Ok(true) => go("/approve"),
        Ok(false) => go("/me/pin?done=set"),
        // The sign-in is no longer fresh: the way by a code stands there.
        Err(PinError::NotProved(error)) => refuse(FORGOTTEN, error.code()),
        Err(error) => refused(PAGE, &error),
    }
}

#[server(prefix = "/do", endpoint = "change_pin")]
pub async fn change_own_pin(
    #[server(default)] old: String,
    #[server(default)] pin: String,
    #[server(default)] again: String,
) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let sent = member.sent("change-pin");
    let pin = match new_pin(&member, &pin, &again).await {
        Ok(pin) => pin,
        Err(code) => return refuse(PAGE, code),
    };
    let typed = match TypedPin::compare(&member, &old).await {
        Ok(typed) => typed,
        Err(code) => return refuse(PAGE, code),
    };
    let changed = member.write(move |tx, session| {
        once(
            tx,
            &sent,
            |check| *check == PinCheck::Right,
            |tx| {
                let check = typed.check(tx)?;
                if check == PinCheck::Right {
                    change_pin(tx, session.member, &pin, &typed.account)?;
                }
                Ok::<_, PinError>(check)
            },
        )
    });
    match changed.await {
        Ok(PinCheck::Right) => go("/me/pin?done=changed"),
        Ok(check) => refuse_pin(&member, PAGE, check),
        Err(error) => refused(PAGE, &error),
    }
}

#[server(prefix = "/do", endpoint = "send_pin_code")]
pub async fn send_pin_code() -> Done {
    let member = match form_member(FORGOTTEN).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let card = member.read(|tx, session| card_face(tx, session.member)).await;
    let Ok(Some(card)) = card else {
        return refuse(FORGOTTEN, ErrorCode::Busy.as_str());
    };
    match send_code(&member.portal, &member.visit, &card.phone, Purpose::Pin).await {
        Ok(()) => go("/me/pin/forgotten?done=sent"),
        Err(code) => refuse(FORGOTTEN, code),
    }
}

#[server(prefix = "/do", endpoint = "reset_pin")]
pub async fn reset_forgotten_pin(
    #[server(default)] code: String,
    #[server(default)] pin: String,
    #[server(default)] again: String,
) -> Done {
    let member = match form_member(FORGOTTEN).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let sent = member.sent("reset-pin");
    let Ok(code) = OneTimeCode::parse(&code) else {
        return refuse(FORGOTTEN, ErrorCode::CodeShape.as_str());
    };
    let pin = match new_pin(&member, &pin, &again).await {
        Ok(pin) => pin,
        Err(code) => return refuse(FORGOTTEN, code),
    };
    let code = typed_code(&member.visit, code);
    let reset = member.write(move |tx, session| {
        once(
            tx,
            &sent,
            |check| *check == CodeCheck::Right,
            |tx| reset_pin(tx, session.member, &code, &pin),
        )
    });
    match reset.await {
        Ok(CodeCheck::Right) => go("/me/pin?done=reset"),
        Ok(check) => refuse_code(&member, FORGOTTEN, check),
        Err(error) => refused(FORGOTTEN, &error),
    }
}

/// Says why a one-time code was not accepted.
pub fn refuse_code(member: &Member, page: &str, check: CodeCheck) -> Done {
    match check {
        CodeCheck::Wait { until } => {
            let when = moment_text(&member.portal, member.lang(), until);
            refuse_with(page, ErrorCode::CodeWait.as_str(), &[("when", when)])
        }
        CodeCheck::Wrong { tries_left } => refuse_with(
            page,
            ErrorCode::WrongCode.as_str(),
            &[("tries", tries_left.to_string())],
        ),
        CodeCheck::NoCode | CodeCheck::Right => refuse(page, ErrorCode::NoCode.as_str()),
    }
}

fn refused(page: &str, error: &PinError) -> Done {
    if let PinError::Store(error) = error {
        return failed(page, error);
    }
    refuse(page, error.code())
}
