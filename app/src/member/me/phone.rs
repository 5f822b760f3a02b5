//! Moving to another phone number: the PIN says that it is the member, a code to the new number that the number is theirs.

use huika_domain::{Act, CardStatus, ErrorCode, OneTimeCode, Phone};
use huika_store::member::{ActError, PhoneChange, Purpose, card_face, change_phone, require};
use leptos::prelude::*;

use super::pin::refuse_code;
use crate::{
    context::{self, Done, Typed, failed, from_hex, go, refuse, to_hex},
    member::{
        card::face::instead_of_form,
        code_request::{send_code, typed_code},
        proof::{Brought, Ways, refuse_unproved},
        session::{Member, form_member, require_member},
    },
    show::{Frame, Leave, page},
    ui::{CodeField, Field, Notice, PageError, PinField, Tone, icon as draw, key_field},
};

const PAGE: &str = "/me/phone";
const CODE_PAGE: &str = "/me/phone/code";
const SEAL: &str = "next-phone";
/// How long what was shown is good for.
const PROVED_SECS: i64 = 15 * 60;

pub fn phone() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (card, ways) = member
            .read(|tx, session| {
                let card = card_face(tx, session.member)?;
                Ok((card, Ways::read(tx, session, Act::MovePhone)?))
            })
            .await?;
        let card = card.ok_or(Leave::NotFound)?;
        let t = member.lang();
        let form = if let Some(instead) = instead_of_form(&member) {
            instead
        } else if ways.pin {
            view! {
                <form class="form" method="post" action="/do/send_phone_code">
                    {key_field(&Typed::into_form("send_phone_code"))}
                    <Field
                        name="phone"
                        label=t.text("phone-new")
                        hint=t.text("phone-new-hint").to_owned()
                        kind="tel"
                        inputmode="tel"
                        autocomplete="tel-national"
                        maxlength="64"
                        value=Typed::into_form("send_phone_code").value("phone")
                        before="+86"
                    />
                    <PinField name="pin" label=t.text("pin") />
                    <button class="button wide">{t.text("join-send")}</button>
                </form>
            }
            .into_any()
        } else {
            view! {
                <Notice tone=Tone::Warn icon=draw::SHIELD><p>{t.text("phone-needs-pin")}</p></Notice>
                <a class="button wide" href="/me/pin">{t.text("pin-set-title")}</a>
            }
            .into_any()
        };
        Ok(view! {
            <Frame title=t.text("phone-title").to_owned() back="/me">
                {PageError::notice(PageError::of_request())}
                <p>{t.with("phone-now", &[("phone", card.phone.masked().into())])}</p>
                <p class="quiet-text">{t.text("phone-what-happens")}</p>
                {form}
            </Frame>
        }
        .into_any())
    })
}

pub fn phone_code() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let phone = next_phone(&member).ok_or_else(|| Leave::to(PAGE))?;
        let t = member.lang();
        Ok(view! {
            <Frame title=t.text("phone-title").to_owned() back="/me/phone">
                <form class="form" method="post" action="/do/change_phone">
                    <p>{t.with("join-code-sent", &[("phone", phone.masked().into())])}</p>
                    <CodeField label=t.text("join-code") problem=PageError::of_request() autofocus=true />
                    <button class="button wide">{t.text("phone-change")}</button>
                </form>
                <p class="center"><a class="link" href="/me/phone">{t.text("join-other")}</a></p>
            </Frame>
        }
        .into_any())
    })
}

/// The number for which enough was shown, out of the sealed cookie.
fn next_phone(member: &Member) -> Option<Phone> {
    let sealed = from_hex(member.visit.challenge.as_deref()?)?;
    let opened = member.portal.store.context().secret.open(SEAL, &sealed).ok()?;
    let text = String::from_utf8(opened).ok()?;
    let mut lines = text.lines();
    let (owner, until) = (lines.next()?.parse::<i64>().ok()?, lines.next()?.parse::<i64>().ok()?);
    let fresh = owner == member.session.member.get() && until > member.portal.now().get();
    fresh.then(|| Phone::parse(lines.next()?).ok()).flatten()
}

#[server(prefix = "/do", endpoint = "send_phone_code")]
pub async fn send_phone_code(#[server(default)] phone: String, #[server(default)] pin: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let brought = match Brought::pin(&member, &pin).await {
        Ok(brought) => brought,
        Err(code) => return refuse(PAGE, code),
    };
    let checked = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        require(tx, session.member, Act::MovePhone, &shown)?;
        let status = card_face(tx, session.member)?.map(|card| card.status);
        Ok::<_, ActError>(Ok(status))
    });
    match checked.await {
        Ok(Ok(status)) if !status.is_some_and(CardStatus::is_active) => {
            return refuse(PAGE, ErrorCode::NotActive.as_str());
        }
        Ok(Ok(_)) => {}
        Ok(Err(unproved)) => return refuse_unproved(&member, PAGE, &unproved),
        Err(ActError::NotProved(error)) => return refuse(PAGE, error.code()),
        Err(ActError::Store(error)) => return failed(PAGE, &error),
    }
    if let Err(code) = send_code(&member.portal, &member.visit, &phone, Purpose::Phone).await {
        return refuse(PAGE, code);
    }
    let until = member.portal.now().plus_secs(PROVED_SECS).get();
    let text = format!("{}\n{until}\n{}", member.session.member, phone.as_str());
    let sealed = member.portal.store.context().secret.seal(SEAL, text.as_bytes());
    let cookie = context::challenge_cookie(&member.portal);
    context::set_cookie(&member.portal, &cookie, &to_hex(&sealed), PROVED_SECS);
    go(CODE_PAGE)
}

#[server(prefix = "/do", endpoint = "change_phone")]
pub async fn take_phone(#[server(default)] code: String) -> Done {
    let member = match form_member(CODE_PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Some(phone) = next_phone(&member) else {
        return refuse(PAGE, ErrorCode::NoCode.as_str());
    };
    let Ok(code) = OneTimeCode::parse(&code) else {
        return refuse(CODE_PAGE, ErrorCode::CodeShape.as_str());
    };
    let code = typed_code(&member.visit, code);
    let changed = member.write(move |tx, session| change_phone(tx, session.member, session.device, &phone, &code));
    match changed.await {
        Ok(PhoneChange::Done) => {
            context::expired_cookie(&member.portal, &context::challenge_cookie(&member.portal));
            go("/me?done=phone")
        }
        Ok(PhoneChange::Taken) => refuse(PAGE, ErrorCode::PhoneTaken.as_str()),
        Ok(PhoneChange::Refused(check)) => refuse_code(&member, CODE_PAGE, check),
        Err(error) => failed(CODE_PAGE, &error),
    }
}
