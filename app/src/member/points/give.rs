//! Giving points to another member, with the PIN: what is given cannot be taken back.

use huika_domain::{Act, ErrorCode, Phone, Points};
use huika_store::points::{
    PointsCursor,
    gift::{Gift, GiveError, give, left_to_give, taker_of},
    points_page,
};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, failed, form_key, go, refuse, refuse_with},
    i18n::Lang,
    member::{
        proof::{Brought, Ways, refuse_unproved},
        session::{form_member, require_member},
    },
    show::{Frame, Leave, page},
    ui::{Field, Notice, PageError, PinField, Tone, fact, icon as draw, key_field},
};

const PAGE: &str = "/points/give";

pub fn giving() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (left, found, ways) = member
            .read(|tx, session| {
                let left = left_to_give(tx, session.member)?;
                let found = points_page(tx, session.member, PointsCursor::START)?;
                Ok((left, found, Ways::read(tx, session, Act::GivePoints)?))
            })
            .await?;
        let (t, found) = (member.lang(), found.ok_or(Leave::NotFound)?);
        let content = match left {
            None => view! { <Notice tone=Tone::Plain icon=draw::GIFT><p>{t.text("points-give-off")}</p></Notice> }
                .into_any(),
            Some(_) if !ways.pin => view! {
                <Notice tone=Tone::Warn icon=draw::SHIELD><p>{t.text("points-give-needs-pin")}</p></Notice>
                <a class="button wide" href="/me/pin">{t.text("pin-set-title")}</a>
            }
            .into_any(),
            Some(left) => form(t, found.usable, left),
        };
        Ok(view! {
            <Frame title=t.text("points-give-title").to_owned() back="/points">
                {PageError::notice(PageError::of_request())}
                <p class="quiet-text">{t.text("points-give-text")}</p>
                {content}
            </Frame>
        }
        .into_any())
    })
}

fn form(t: Lang, usable: Points, left: Points) -> AnyView {
    let typed = Typed::into_form("give_points");
    view! {
        <section class="panel">
            <dl class="facts">
                {fact(t.text("points-usable"), usable.display())}
                {fact(t.text("points-give-left"), left.display())}
            </dl>
        </section>
        <form class="form" method="post" action="/do/give_points">
            {key_field(&typed)}
            <Field
                name="phone"
                label=t.text("points-give-to")
                kind="tel"
                inputmode="tel"
                autocomplete="off"
                maxlength="64"
                value=typed.value("phone")
                before="+86"
            />
            <Field
                name="amount"
                label=t.text("points-give-how-many")
                inputmode="numeric"
                autocomplete="off"
                maxlength="12"
                value=typed.value("amount")
            />
            <Field name="note" label=t.text("points-give-word") autocomplete="off" maxlength="100" value=typed.value("note") />
            <PinField name="pin" label=t.text("pin") />
            <button class="button wide">{t.text("points-give-go")}</button>
        </form>
    }
    .into_any()
}

#[server(prefix = "/do", endpoint = "give_points")]
pub async fn give_away(
    #[server(default)] phone: String,
    #[server(default)] amount: String,
    #[server(default)] note: String,
    #[server(default)] pin: String,
) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let points = match Points::parse(&amount) {
        Ok(points) => points,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let brought = match Brought::pin(&member, &pin).await {
        Ok(brought) => brought,
        Err(code) => return refuse(PAGE, code),
    };
    let key = form_key();
    let given = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        // Looked up after the PIN was counted, so that nobody asks for numbers without it.
        let taker = taker_of(tx, &phone)?.ok_or(GiveError::NoTaker)?;
        let gift = Gift {
            giver: session.member,
            taker,
            points,
            message: note.trim().to_owned(),
            shown,
            key: key.clone(),
        };
        give(tx, &gift).map(Ok)
    });
    match given.await {
        Ok(Ok(_)) => go("/points?done=given"),
        Ok(Err(unproved)) => refuse_unproved(&member, PAGE, &unproved),
        Err(GiveError::Store(error)) => failed(PAGE, &error),
        Err(GiveError::NotProved(error)) => refuse(PAGE, error.code()),
        Err(GiveError::Short(_)) => refuse_with(PAGE, ErrorCode::PointsShort.as_str(), &[]),
        Err(error) => refuse(PAGE, error.code()),
    }
}
