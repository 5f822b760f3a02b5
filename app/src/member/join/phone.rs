//! Joining and signing in are one flow: a phone number, then the code that was sent to it. Whether the number is known is not said.

use std::time::Duration;

use huika_domain::{EarnRule, JoinSource, OneTimeCode, Phone, ReferralCode};
use huika_store::member::{Joining, Purpose, SignIn, SignInOutcome, invites, next_code_at, sign_in};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{self, Done, ReturnPath, Typed, Visit, from_hex, go, portal, refuse, refuse_with, to_hex, visit},
    i18n::Lang,
    member::{
        code_request::{self, typed_code},
        home::lines,
        me::{offers::CONSENT_VERSION, passkeys::sign_in_form},
        session::signed_in,
    },
    show::{Frame, Leave, TypedBirthday, birthday_fields, code_wait, page, times::moment_text},
    ui::{CodeField, Field, Notice, Problem, Tone, done, icon, icon as draw, key_field, language_switch},
};

/// A right code is answered so long after it came. Making a member takes longer than finding one, and nobody who measures is to learn
/// which of the two it was.
const ANSWER_AFTER: Duration = Duration::from_millis(25);

/// What WeChat writes into the `from` of every link that is shared in it: how it was shared, which is no path of the shop's.
const WECHATS_OWN: [&str; 6] = [
    "singlemessage",
    "groupmessage",
    "timeline",
    "favorites",
    "multiplemessage",
    "myshare",
];

/// How somebody found the way here, and where they wanted to go: `/join?from=poster-7&by=7K3M9Q2T&next=%2Fmall%2F1`. What cannot be
/// read is as if it were not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Way {
    source: Option<JoinSource>,
    by: Option<ReferralCode>,
    next: Option<ReturnPath>,
}

impl Way {
    fn read(from: &str, by: &str, next: &str) -> Self {
        Self {
            source: source_among([from]),
            by: ReferralCode::parse(by).ok(),
            next: ReturnPath::member(next),
        }
    }

    /// Of somebody who opened a page of members, such as a poster's link to an item, before they signed in.
    fn to_page(visit: &Visit) -> Self {
        let pairs: Vec<(&str, &str)> = visit.query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let values = |name: &'static str| pairs.iter().filter(move |pair| pair.0 == name).map(|pair| pair.1);
        Self {
            source: source_among(values("from")),
            by: values("by").find_map(|text| ReferralCode::parse(text).ok()),
            next: ReturnPath::of_visit(visit, ReturnPath::member),
        }
    }

    fn source(&self) -> &str {
        self.source.as_ref().map_or("", JoinSource::as_str)
    }

    fn by(&self) -> &str {
        self.by.as_ref().map_or("", ReferralCode::as_str)
    }

    fn next(&self) -> &str {
        self.next.as_ref().map_or("", ReturnPath::as_str)
    }

    /// The first page again, with the way in its address.
    fn page(&self) -> String {
        let page = match (self.source(), self.by()) {
            ("", "") => "/join".to_owned(),
            (source, by) => format!("/join?from={source}&by={by}"),
        };
        ReturnPath::added_to(self.next.as_ref(), &page)
    }

    /// Where it ends.
    fn end(&self) -> &str {
        if self.next().is_empty() { "/" } else { self.next() }
    }
}

/// The first that names a path of the shop's: WeChat adds its own to a link that has one already.
fn source_among<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<JoinSource> {
    let mut sources = values.into_iter().filter_map(|text| JoinSource::parse(text).ok());
    sources.find(|source| !WECHATS_OWN.contains(&source.as_str()))
}

/// The first page of joining and signing in, for whoever asked for another page first: it leads back there.
pub fn first_page_of(visit: &Visit) -> String {
    Way::to_page(visit).page()
}

pub fn join() -> impl IntoView {
    let way = use_query_map().with_untracked(|query| {
        let word = |name| query.get_str(name).unwrap_or_default();
        let sources = query.get_all("from").unwrap_or_default();
        Way {
            source: source_among(sources.iter().map(String::as_str)),
            ..Way::read("", word("by"), word("next"))
        }
    });
    page(async move {
        if signed_in().await?.is_some() {
            return Err(Leave::to(way.end()));
        }
        let (portal, t) = (portal(), visit().lang);
        let shop = portal.shop.name.clone();
        let gifts = [
            (draw::SCAN, t.text("join-gift-code").to_owned()),
            (draw::STAR, points_words(t, portal.store.context().rules.points)),
            (draw::BOOKS, t.text("join-gift-truth").to_owned()),
        ];
        let gifts = gifts.map(|(sign, text)| view! { <li>{icon(sign)}<span>{text}</span></li> });
        let gifts = Vec::from(gifts);
        // What is wrong with a passkey is not wrong with the number.
        let (passkey, problem) = match Problem::of_request() {
            Some(problem) if problem.code.starts_with("passkey-") => (Some(problem), None),
            problem => (None, problem),
        };
        let invited = match way.by.clone() {
            Some(code) => Some(portal.store.read(move |tx| invites(tx, &code)).await?),
            None => None,
        };
        let invited = invited.map(|known| {
            let (tone, sign, words) = if known {
                (Tone::Good, draw::GIFT, t.text("join-invited"))
            } else {
                (Tone::Warn, draw::ALERT, t.text("join-invited-unknown"))
            };
            view! { <Notice tone=tone icon=sign><p>{words}</p></Notice> }
        });
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
                            {invited}
                            <input type="hidden" name="from" value=way.source().to_owned() />
                            <input type="hidden" name="by" value=way.by().to_owned() />
                            <input type="hidden" name="next" value=way.next().to_owned() />
                            {key_field(&Typed::into_form("send_code"))}
                            <Field
                                name="phone"
                                label=t.text("join-phone")
                                hint=t.text("join-phone-hint").to_owned()
                                problem=problem
                                kind="tel"
                                inputmode="tel"
                                autocomplete="tel-national"
                                maxlength="64"
                                value=Typed::into_form("send_code").value("phone")
                                before="+86"
                            />
                            <button class="button wide">{t.text("join-send")}</button>
                            <p class="fine">
                                {t.text("join-terms")}" "
                                <a href="/terms">{t.text("terms-title")}</a>" · "
                                <a href="/privacy">{t.text("privacy-title")}</a>
                            </p>
                        </form>
                        {sign_in_form(way.next.as_ref())}
                        {language_switch(t, way.page())}
                    </div>
                    <ul class="gifts panel">{gifts}</ul>
                </div>
            </Frame>
        }
        .into_any())
    })
}

/// What a purchase earns, from the rule itself. Bonus money earns nothing (`EarnRule::earned`), and whoever joins is told so.
fn points_words(t: Lang, rule: EarnRule) -> String {
    let spent = rule.per.yuan();
    let spent = spent.strip_suffix(".00").unwrap_or(&spent);
    let said = [("spent", spent.into()), ("points", rule.points.get().into())];
    t.with("join-gift-points", &said)
}

pub fn join_code() -> impl IntoView {
    page(async {
        let Challenge { phone, .. } = Challenge::of_visit().ok_or_else(|| Leave::to("/join"))?;
        let (portal, t) = (portal(), visit().lang);
        let of = phone.clone();
        let next_at = portal.store.read(move |tx| next_code_at(tx, &of)).await?;
        let (above, at_code) = match Problem::of_request() {
            Some(problem) if problem.code.starts_with("birthday-") => (Some(problem), None),
            other => (None, other),
        };
        let typed = Typed::into_form("enter_code");
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
                    {Problem::notice(above)}
                    <CodeField label=t.text("join-code") problem=at_code autofocus=true />
                    <details class="fold" open=birthday_typed>
                        <summary>{t.text("join-birthday")}</summary>
                        <p class="fine">{t.text("birthday-what-for")}</p>
                        {birthday_fields(t, None, &typed, false)}
                    </details>
                    <label class="tick">
                        <input type="checkbox" name="consent" value="yes" checked=typed.picked("consent", "yes", false) />
                        <span>{t.text("join-consent")}</span>
                    </label>
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

/// The phone that a code was sent to and the way that led here. It travels in a sealed cookie: an address must not carry it.
struct Challenge {
    phone: Phone,
    way: Way,
}

impl Challenge {
    const SEAL: &'static str = "join-phone";
    const LIVES_SECS: i64 = 15 * 60;

    fn of_visit() -> Option<Self> {
        let sealed = from_hex(visit().challenge.as_deref()?)?;
        let opened = portal().store.context().secret.open(Self::SEAL, &sealed).ok()?;
        let text = String::from_utf8(opened).ok()?;
        let mut lines = text.split('\n');
        let phone = Phone::parse(lines.next()?).ok()?;
        let mut word = || lines.next().unwrap_or_default();
        let way = Way::read(word(), word(), word());
        Some(Self { phone, way })
    }

    fn keep(&self) {
        let portal = portal();
        let words = [self.phone.as_str(), self.way.source(), self.way.by(), self.way.next()];
        let text = words.join("\n");
        let sealed = portal.store.context().secret.seal(Self::SEAL, text.as_bytes());
        context::set_cookie(
            &portal,
            &context::challenge_cookie(&portal),
            &to_hex(&sealed),
            Self::LIVES_SECS,
        );
    }
}

async fn send_to(phone: &Phone) -> Result<(), &'static str> {
    code_request::send_code(&portal(), &visit(), phone, Purpose::SignIn).await
}

#[server(prefix = "/do", endpoint = "send_code")]
pub async fn send_code(
    #[server(default)] phone: String,
    #[server(default)] from: String,
    #[server(default)] by: String,
    #[server(default)] next: String,
) -> Done {
    let way = Way::read(&from, &by, &next);
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone,
        Err(error) => return refuse(&way.page(), error.code()),
    };
    let sent = send_to(&phone).await;
    if let Err(code) = sent
        && code != "too-soon"
    {
        return refuse(&way.page(), code);
    }
    Challenge { phone, way }.keep();
    // A code that was sent to this browser a moment ago is still good: the next page is the one to go on with. Another browser reads there
    // how long to wait; whether the number is a member's changes nothing.
    sent.map_or_else(|code| refuse("/join/code", code), |()| go("/join/code"))
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
    #[server(default)] consent: Option<String>,
    #[server(default)] birth: TypedBirthday,
) -> Done {
    let answer_at = tokio::time::Instant::now() + ANSWER_AFTER;
    let (portal, visit) = (portal(), visit());
    let Some(Challenge { phone, way }) = Challenge::of_visit() else {
        return refuse("/join", "no-code");
    };
    let Ok(code) = OneTimeCode::parse(&code) else {
        return refuse("/join/code", "code-shape");
    };
    // Before the code is used up: whoever mistypes a day needs no second message.
    let birthday = match birth.read(portal.shop.zone.business_day(portal.now())) {
        Ok(birthday) => birthday,
        Err(code) => return refuse("/join/code", code),
    };
    let end = way.end().to_owned();
    let request = SignIn {
        phone,
        code: typed_code(&visit, code),
        place: visit.place(),
        user_agent: visit.user_agent.clone(),
        language: visit.lang.tag().to_owned(),
        joining: Joining {
            source: way.source.unwrap_or_default(),
            referral: way.by,
            birthday,
            consent_version: consent.is_some().then(|| CONSENT_VERSION.to_owned()),
        },
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
            context::expired_cookie(&portal, &context::code_cookie(&portal));
            tokio::time::sleep_until(answer_at).await;
            go(&end)
        }
        Ok(SignInOutcome::Wrong { tries_left }) => {
            refuse_with("/join/code", "wrong-code", &[("tries", tries_left.to_string())])
        }
        Ok(SignInOutcome::NoCode) => refuse("/join/code", "no-code"),
        Ok(SignInOutcome::Wait { until }) => {
            let when = moment_text(&portal, visit.lang, until);
            refuse_with("/join/code", "code-wait", &[("when", when)])
        }
        Err(error) => {
            tracing::error!(%error, "a code could not be checked");
            refuse("/join/code", error.code())
        }
    }
}
