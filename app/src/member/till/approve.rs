//! A till asks for more than the code alone may spend: the member sees the whole bill and says yes with the PIN or a passkey, or no.

use huika_domain::{ErrorCode, QuoteError};
use huika_store::{
    StoreError,
    member::{PinCheck, QuestionPurpose, Shown, pin_account},
    sale::{PriceExplained, SellError},
    till::{Answer, Approval, ApprovalError, ApprovalStatus, DecidedBy, asked_price, decide, last_approval},
};
use leptos::prelude::*;

use crate::{
    context::{Done, Waiting, failed, go, refuse, refuse_with, refused_address},
    i18n::Lang,
    member::{
        card::face::instead_of_form,
        own_keys::{belongs_to, keys_of},
        pin_check::{TypedPin, refuse_pin},
        session::{Member, form_member, require_member, signed_in},
    },
    passkey::Asking,
    show::{Frame, approval::big_leaves, page, price::price_explained, times::instant_text},
    ui::{
        Empty, Notice, PageError, PasskeyForm, PinField, Tone, count_down, fact, icon, icon as draw, icon::Icon,
        passkey_script, passkeys_possible,
    },
};

const PAGE: &str = "/approve";

/// How often a page without a script asks whether the till has finished.
const REFRESH_SECS: &str = "5";

pub fn approve() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let has_passkey = passkeys_possible() && !keys_of(&member).await?.is_empty();
        let (last, has_pin) = member
            .read(|tx, session| {
                let has_pin = pin_account(tx, session.member)?.is_some();
                Ok((last_approval(tx, session.member)?, has_pin))
            })
            .await?;
        let t = member.lang();
        let waiting = match expect_context() {
            Waiting::Member { asked, .. } => asked,
            Waiting::Stranger => None,
        };
        let price = match waiting.clone() {
            Some(asked) => member.read(move |tx, _| asked_price(tx, &asked)).await?,
            None => None,
        };
        let known = waiting.as_ref().map(|asked| asked.token.clone()).unwrap_or_default();
        let content = match (waiting, last) {
            (Some(asked), _) => question(&member, &asked, price.as_ref(), (has_pin, has_passkey)).into_any(),
            (None, Some(last)) => outcome(t, &last).into_any(),
            (None, None) => view! {
                <Empty icon=draw::SHIELD title=t.text("approve-nothing-title") text=t.text("approve-nothing-text")>
                    <a class="button quiet" href="/">{t.text("to-home")}</a>
                </Empty>
            }
            .into_any(),
        };
        Ok(view! {
            <Frame title=t.text("approve-title").to_owned() back="/" asking=known>
                {PageError::notice(PageError::of_request())}
                {content}
            </Frame>
        }
        .into_any())
    })
}

/// The bill that is asked about, and what pays it from the card.
fn bill(t: Lang, asked: &Approval) -> impl IntoView + use<> {
    let points = (!asked.points.is_zero()).then(|| {
        let figures = [
            ("points", asked.points.display().into()),
            ("amount", asked.points_value.display().into()),
        ];
        fact(t.text("approve-points"), t.with("approve-points-worth", &figures))
    });
    view! {
        <section class="panel">
            <dl class="facts">
                {fact(t.text("approve-bill"), asked.gross.display())}
                {fact(t.text("approve-from-card"), asked.amount.display())}
                {points}
            </dl>
        </section>
    }
}

fn question(
    member: &Member,
    asked: &Approval,
    price: Option<&PriceExplained>,
    (has_pin, has_passkey): (bool, bool),
) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let place = t.with(
        "approve-place",
        &[
            ("store", asked.store.clone().into()),
            ("till", asked.till.clone().into()),
        ],
    );
    let until = t.with(
        "approve-until",
        &[("when", instant_text(portal, t, asked.expires_at).into())],
    );
    let left = asked.expires_at.secs_since(portal.now()).max(0);
    let words = t.with("approve-left", &[("count", "{n}".into())]);
    let yes = if let Some(instead) = instead_of_form(member) {
        instead
    } else if has_pin {
        view! {
            <form class="form" method="post" action="/do/decide">
                <input type="hidden" name="token" value=asked.token.clone() />
                <input type="hidden" name="answer" value="yes" />
                <PinField name="pin" label=t.text("pin") autofocus=!has_passkey />
                <button class="button wide">{t.text("approve-yes")}</button>
            </form>
        }
        .into_any()
    } else {
        view! {
            <Notice tone=Tone::Warn icon=draw::SHIELD><p>{t.text("approve-needs-pin")}</p></Notice>
            <a class="button wide" href="/me/pin">{t.text("pin-set-title")}</a>
        }
        .into_any()
    };
    let explained = price.and_then(|price| price_explained(portal, t, price));
    let token = asked.token.clone();
    let can_say_yes = has_passkey && member.session.stopped.is_none();
    let by_passkey = can_say_yes.then(move || {
        view! {
            <PasskeyForm action="/do/approve_with_passkey" ask="/do/ask_passkey_approval" page=PAGE>
                <input type="hidden" name="token" value=token />
                <button class="button wide">{icon(draw::KEY)}{t.text("approve-with-passkey")}</button>
            </PasskeyForm>
            {passkey_script()}
        }
    });
    view! {
        <section class="panel ask">
            <p>{place}</p>
            {big_leaves(t, asked.amount, asked.points)}
            <p class="quiet-text">{until}</p>
            <p class="left" data-left=left.to_string() data-words=words></p>
        </section>
        {bill(t, asked)}
        {explained}
        {by_passkey}
        {yes}
        <form method="post" action="/do/decide">
            <input type="hidden" name="token" value=asked.token.clone() />
            <input type="hidden" name="answer" value="no" />
            <button class="button bad wide">{t.text("approve-no")}</button>
        </form>
        <p class="fine">{t.text("approve-advice")}</p>
        <p class="center"><a class="link" href="/me/pin/forgotten">{t.text("pin-forgotten")}</a></p>
        {count_down()}
    }
}

fn outcome(t: Lang, last: &Approval) -> impl IntoView + use<> {
    let (by_till, changed) = (
        last.decided_by == Some(DecidedBy::Till),
        last.decided_by == Some(DecidedBy::Changed),
    );
    let (tone, sign, title, text): (_, Icon, _, _) = match last.status {
        ApprovalStatus::Used => ("good", draw::CHECK, t.text("approve-used"), t.text("approve-used-text")),
        ApprovalStatus::Approved => (
            "good",
            draw::CHECK,
            t.text("approve-approved"),
            t.text("approve-approved-text"),
        ),
        ApprovalStatus::Refused if changed => (
            "warn",
            draw::RETURN,
            t.text("approve-changed"),
            t.text("approve-changed-text"),
        ),
        ApprovalStatus::Refused if by_till => (
            "warn",
            draw::RETURN,
            t.text("approve-withdrawn"),
            t.text("approve-nothing-spent"),
        ),
        ApprovalStatus::Refused => (
            "bad",
            draw::CROSS,
            t.text("approve-refused"),
            t.text("approve-refused-text"),
        ),
        ApprovalStatus::Waiting | ApprovalStatus::Expired => (
            "warn",
            draw::CLOCK,
            t.text("approve-expired"),
            t.text("approve-expired-text"),
        ),
    };
    let refresh = (last.status == ApprovalStatus::Approved)
        .then(|| view! { <noscript><meta http-equiv="refresh" content=REFRESH_SECS /></noscript> });
    let more = match last.status {
        ApprovalStatus::Used | ApprovalStatus::Approved => ("/statement", t.text("home-all")),
        ApprovalStatus::Refused if !by_till && !changed => ("/card", t.text("approve-not-mine")),
        _ => ("/code", t.text("home-show-code")),
    };
    view! {
        {refresh}
        <section class=format!("outcome {tone}")>
            {icon(sign)}
            <h2>{title}</h2>
            {big_leaves(t, last.amount, last.points)}
            <p>{last.store.clone()}</p>
            <p>{text}</p>
        </section>
        <a class="button wide" href=more.0>{more.1}</a>
        <a class="button quiet wide" href="/">{t.text("to-home")}</a>
    }
}

#[server(prefix = "/do", endpoint = "decide")]
pub async fn answer_till(
    #[server(default)] token: String,
    #[server(default)] answer: String,
    #[server(default)] pin: String,
) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let decided = if answer == "yes" {
        let typed = match TypedPin::compare(&member, &pin).await {
            Ok(typed) => typed,
            Err(code) => return refuse(PAGE, code),
        };
        let decided = member.write(move |tx, session| {
            let mut shown = Shown::by_session(tx, session);
            let check = typed.add_to(tx, &mut shown)?;
            if check == PinCheck::Right {
                decide(tx, session.member, &token, Answer::Yes(&shown))?;
            }
            Ok::<_, ApprovalError>(check)
        });
        decided.await
    } else {
        let decided = member.write(move |tx, session| decide(tx, session.member, &token, Answer::No));
        decided.await.map(|_| PinCheck::Right)
    };
    match decided {
        Ok(PinCheck::Right) => go(PAGE),
        Ok(check) => refuse_pin(&member, PAGE, check),
        Err(error) => not_decided(&error),
    }
}

fn not_decided(error: &ApprovalError) -> Done {
    match error {
        // A second click finds what the first one did.
        ApprovalError::TooLate => go(PAGE),
        ApprovalError::Unknown => refuse(PAGE, ErrorCode::ApprovalUnknown.as_str()),
        ApprovalError::NotProved(error) => refuse(PAGE, error.code()),
        ApprovalError::Sale(error) => not_sold(error),
        ApprovalError::Store(error) => failed(PAGE, error),
    }
}

/// The question for a passkey hangs on the till's question: a yes to one is none to another.
fn asking<'a>(member: &'a Member, token: &str) -> Asking<'a> {
    Asking {
        portal: &member.portal,
        visit: &member.visit,
        purpose: QuestionPurpose::Approve,
        subject: format!("{}/{token}", member.session.member),
    }
}

#[server(prefix = "/do", endpoint = "ask_passkey_approval")]
pub async fn ask_passkey_approval(#[server(default)] token: String) -> Result<String, ServerFnError> {
    let found = signed_in().await.map_err(|_| ServerFnError::new("busy"))?;
    let member = found.ok_or_else(|| ServerFnError::new("signed-out"))?;
    let asked = match keys_of(&member).await {
        Ok(keys) if keys.is_empty() => Err(ErrorCode::PasskeyUnknown.as_str()),
        Ok(keys) => asking(&member, &token).for_known(&keys).await,
        Err(error) => Err(error.code()),
    };
    Ok(asked.unwrap_or_else(|code| refused_address(PAGE, code, &[])))
}

/// Why a yes by passkey did not count.
enum NotApproved {
    Till(ApprovalError),
    /// The passkey was removed meanwhile, or somebody else used it with the same count.
    KeyGone,
}

impl From<StoreError> for NotApproved {
    fn from(error: StoreError) -> Self {
        Self::Till(error.into())
    }
}

#[server(prefix = "/do", endpoint = "approve_with_passkey")]
pub async fn approve_with_passkey(#[server(default)] token: String, #[server(default)] signed: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let own = belongs_to(member.session.member);
    let used = match asking(&member, &token).key_use(signed, own).await {
        Ok(used) => used,
        Err(code) => return refuse(PAGE, code),
    };
    let decided = member.write(move |tx, session| {
        let mut shown = Shown::by_session(tx, session);
        if !shown.add_passkey(tx, &used)? {
            return Err(NotApproved::KeyGone);
        }
        decide(tx, session.member, &token, Answer::Yes(&shown)).map_err(NotApproved::Till)?;
        Ok(())
    });
    match decided.await {
        Ok(()) => go(PAGE),
        Err(NotApproved::KeyGone) => refuse(PAGE, ErrorCode::PasskeyUnknown.as_str()),
        Err(NotApproved::Till(error)) => not_decided(&error),
    }
}

fn not_sold(error: &SellError) -> Done {
    match error {
        SellError::Quote(QuoteError::Short(short)) => refuse_with(
            PAGE,
            ErrorCode::BalanceShort.as_str(),
            &[("amount", short.missing().display())],
        ),
        SellError::NotActive => refuse(PAGE, ErrorCode::NotActive.as_str()),
        SellError::Store(error) => failed(PAGE, error),
        _ => refuse(PAGE, ErrorCode::ApprovalOver.as_str()),
    }
}
