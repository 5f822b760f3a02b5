//! What code and session alone may take from the card in a day, in money and in points; above it the member is asked.

use huika_domain::{Act, ErrorCode, Fen, SpendLimit};
use huika_store::member::{self, ActError, set_no_pin_limit};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, failed, go, refuse, refuse_with},
    member::{
        proof::{Brought, Ways, refuse_unproved},
        session::{form_member, require_member},
    },
    show::{Frame, Leave, page},
    ui::{AmountField, Notice, PageError, PinField, Tone, done, icon as draw},
};

const PAGE: &str = "/me/limit";

pub fn limit() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (home, ways) = member
            .read(|tx, session| {
                let home = member::home(tx, session.member)?;
                Ok((home, Ways::read(tx, session, Act::ChangeLimit)?))
            })
            .await?;
        let home = home.ok_or(Leave::NotFound)?;
        let t = member.lang();
        let range = t.with("limit-range", &[("most", SpendLimit::MOST.display().into())]);
        let form = if ways.pin {
            view! {
                <form class="form" method="post" action="/do/set_limit">
                    <AmountField
                        name="amount"
                        label=t.text("limit-amount")
                        hint=range
                        value=Typed::into_form("set_limit").or("amount", home.no_pin_limit.yuan())
                    />
                    <PinField name="pin" label=t.text("pin") />
                    <button class="button wide">{t.text("limit-save")}</button>
                </form>
            }
            .into_any()
        } else {
            view! {
                <Notice tone=Tone::Warn icon=draw::SHIELD><p>{t.text("limit-needs-pin")}</p></Notice>
                <a class="button wide" href="/me/pin">{t.text("pin-set-title")}</a>
            }
            .into_any()
        };
        Ok(view! {
            <Frame title=t.text("limit-title").to_owned() back="/me">
                {done(&[("saved", t.text("limit-saved"))])}
                {PageError::notice(PageError::of_request())}
                <p class="quiet-text">{t.text("limit-what-for")}</p>
                <section class="panel">
                    <dl class="facts">
                        <div><dt>{t.text("limit-now")}</dt><dd>{home.no_pin_limit.display()}</dd></div>
                        <div><dt>{t.text("limit-left")}</dt><dd>{home.no_pin_left.display()}</dd></div>
                    </dl>
                </section>
                {form}
            </Frame>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "set_limit")]
pub async fn save_limit(#[server(default)] amount: String, #[server(default)] pin: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let amount = match Fen::parse_yuan(&amount) {
        Ok(amount) => amount,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let Ok(limit) = SpendLimit::new(amount) else {
        return refuse_with(
            PAGE,
            ErrorCode::LimitAbove.as_str(),
            &[("amount", SpendLimit::MOST.display())],
        );
    };
    let brought = match Brought::pin(&member, &pin).await {
        Ok(brought) => brought,
        Err(code) => return refuse(PAGE, code),
    };
    let saved = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        set_no_pin_limit(tx, session.member, limit, &shown).map(Ok)
    });
    match saved.await {
        Ok(Ok(())) => go("/me/limit?done=saved"),
        Ok(Err(unproved)) => refuse_unproved(&member, PAGE, &unproved),
        Err(ActError::NotProved(error)) => refuse(PAGE, error.code()),
        Err(ActError::Store(error)) => failed(PAGE, &error),
    }
}
