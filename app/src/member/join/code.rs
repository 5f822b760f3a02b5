//! The second page of joining and signing in: the code that was sent, and what is agreed to.

use std::time::Duration;

use huika_domain::{ErrorCode, OneTimeCode, PersonName, settings::Asked};
use huika_store::member::{Joining, SignIn, SignInOutcome, next_code_at, sign_in};
use leptos::prelude::*;

use super::challenge::{Challenge, send_to};
use crate::{
    context::{self, Done, Typed, go, portal, refuse, refuse_with, visit},
    member::{
        code_request::typed_code,
        known_phone::{known_here, remember},
        me::consents::{consent_boxes, ticked},
    },
    show::{Frame, Leave, TypedBirthday, birthday_fields, code_wait, guardian_field, page, times::moment_text},
    ui::{CodeField, PageError, done, key_field},
};

/// A right code is answered so long after it came. Making a member takes longer than finding one, and nobody who measures is to learn
/// which of the two it was.
const ANSWER_AFTER: Duration = Duration::from_millis(25);

const GUARDIAN: &str = ErrorCode::GuardianNeeded.as_str();

pub fn join_code() -> impl IntoView {
    page(async {
        let Challenge { phone, .. } = Challenge::of_visit().ok_or_else(|| Leave::to("/join"))?;
        let (portal, t) = (portal(), visit().lang);
        let of = phone.clone();
        let next_at = portal.store.read(move |tx| next_code_at(tx, &of)).await?;
        let (above, at_code) = match PageError::of_request() {
            Some(problem) if problem.code.starts_with("birthday-") || problem.code == GUARDIAN => (Some(problem), None),
            other => (None, other),
        };
        let typed = Typed::into_form("enter_code");
        let rules = portal.store.rules();
        let birthday_typed = ["year", "month", "day"].iter().any(|part| {
            typed
                .value(&format!("birth[{part}]"))
                .is_some_and(|text| !text.is_empty())
        });
        Ok(view! {
            <Frame title=t.text("join-code-title").to_owned() back="/join">
                {done(&[("sent", t.text("code-on-its-way"))])}
                <form class="form" method="post" action="/do/enter_code">
                    <p>{t.with("join-code-sent", &[("phone", phone.masked().into())])}</p>
                    {PageError::notice(above)}
                    <CodeField label=t.text("join-code") problem=at_code autofocus=true />
                    {Asked::of(&rules.profile.birthday).is_asked().then(|| view! {
                        <details class="fold" open=birthday_typed>
                            <summary>{t.text("join-birthday")}</summary>
                            <p class="fine">{t.text("birthday-what-for")}</p>
                            {birthday_fields(t, None, &typed, false)}
                            {guardian_field(t, &rules, None, &typed)}
                        </details>
                    })}
                    {consent_boxes(&portal, t, &typed)}
                    <button class="button wide">{t.text("join-enter")}</button>
                </form>
                <form class="stack center" method="post" action="/do/send_code_again">
                    {key_field(&Typed::into_form("send_code_again"))}
                    <button class="button bare">{t.text("join-again")}</button>
                    {code_wait(&portal, t, next_at)}
                    <a class="link" href="/join">{t.text("join-other")}</a>
                </form>
            </Frame>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "send_code_again")]
pub async fn send_code_again() -> Done {
    let Some(challenge) = Challenge::of_visit() else {
        return go("/join");
    };
    send_to(&challenge.phone)
        .await
        .map_or_else(|code| refuse("/join/code", code), |()| go("/join/code?done=sent"))
}

#[server(prefix = "/do", endpoint = "enter_code")]
pub async fn enter_code(
    #[server(default)] code: String,
    #[server(default)] consents: Vec<String>,
    #[server(default)] guardian: String,
    #[server(default)] birth: TypedBirthday,
) -> Done {
    let answer_at = tokio::time::Instant::now() + ANSWER_AFTER;
    let (portal, visit) = (portal(), visit());
    let Some(Challenge { phone, way }) = Challenge::of_visit() else {
        return refuse("/join", ErrorCode::NoCode.as_str());
    };
    let Ok(code) = OneTimeCode::parse(&code) else {
        return refuse("/join/code", ErrorCode::CodeShape.as_str());
    };
    // Before the code is used up: whoever mistypes a day needs no second message.
    let birthday = match birth.read(portal.shop.zone.business_day(portal.now())) {
        Ok(birthday) => birthday,
        Err(code) => return refuse("/join/code", code),
    };
    let guardian = match PersonName::parse_optional(&guardian) {
        Ok(guardian) => guardian,
        Err(error) => return refuse("/join/code", error.code()),
    };
    let end = way.end().to_owned();
    let knew = known_here(&portal, &visit);
    let request = SignIn {
        phone,
        code: typed_code(&visit, code),
        place: visit.place(),
        user_agent: visit.user_agent.clone(),
        language: visit.lang.tag().to_owned(),
        joining: Joining {
            source: way.source.unwrap_or_default(),
            referral: way.by,
            knew: knew.clone(),
            birthday,
            consents: ticked(&consents),
            guardian,
        },
    };
    match portal.store.write(move |tx| sign_in(tx, &request)).await {
        Ok(SignInOutcome::Done(signed_in)) => {
            context::set_cookie(
                &portal,
                &context::session_cookie(&portal),
                &signed_in.token,
                context::session_secs(&portal),
            );
            remember(&portal, knew, signed_in.member);
            context::expired_cookie(&portal, &context::challenge_cookie(&portal));
            context::expired_cookie(&portal, &context::code_cookie(&portal));
            tokio::time::sleep_until(answer_at).await;
            go(if signed_in.kept { "/me/close?done=kept" } else { &end })
        }
        Ok(SignInOutcome::Wrong { tries_left }) => refuse_with(
            "/join/code",
            ErrorCode::WrongCode.as_str(),
            &[("tries", tries_left.to_string())],
        ),
        Ok(SignInOutcome::GuardianNeeded) => refuse("/join/code", GUARDIAN),
        Ok(SignInOutcome::NoCode) => refuse("/join/code", ErrorCode::NoCode.as_str()),
        Ok(SignInOutcome::Wait { until }) => {
            let when = moment_text(&portal, visit.lang, until);
            refuse_with("/join/code", ErrorCode::CodeWait.as_str(), &[("when", when)])
        }
        Err(error) => {
            tracing::error!(%error, "a code could not be checked");
            refuse("/join/code", error.code())
        }
    }
}
