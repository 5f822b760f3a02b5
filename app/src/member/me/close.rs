//! Closing the account: what is left, what has to be settled first, what happens until then and after it, and the button.

use huika_domain::{Act, Fen};
use huika_store::member::{AskClosing, BeforeClosing, ClosingError, Obstacle, ask_closing, before_closing};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, failed, go, refuse},
    i18n::Lang,
    member::{
        proof::{Brought, ProvedForm, Tick, Wanted, Ways, refuse_unproved},
        session::{Member, form_member, require_member},
    },
    show::{Frame, Leave, page},
    ui::{Notice, PageError, Tone, done, drawn_key, fact, icon as draw},
};

const PAGE: &str = "/me/close";

pub fn show() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (before, ways) = member
            .read(|tx, session| {
                let before = before_closing(tx, session.member)?;
                Ok((before, Ways::read(tx, session, Act::CloseAccount)?))
            })
            .await?;
        let before = before.ok_or(Leave::NotFound)?;
        let t = member.lang();
        let days = member.portal.store.rules().privacy.closing_days;
        Ok(view! {
            <Frame title=t.text("close-title").to_owned() back="/me">
                {done(&[("kept", t.text("close-kept"))])}
                {PageError::notice(PageError::of_request())}
                <section class="panel">
                    <dl class="facts">
                        {fact(t.text("balance"), before.balance.display())}
                        {fact(t.text("account-points"), before.points.display())}
                    </dl>
                </section>
                <p>{t.with("close-when", &[("count", days.into())])}</p>
                <p>{t.text("close-what-goes")}</p>
                <p>{t.text("close-what-stays")}</p>
                {orders(t, before.orders)}
                {body(&member, &before, ways)}
            </Frame>
        }
        .into_any())
    })
}

fn orders(t: Lang, orders: i64) -> impl IntoView {
    (orders > 0).then(|| view! { <p>{t.with("close-orders", &[("count", orders.into())])}</p> })
}

/// What has to be settled first, or the form.
fn body(member: &Member, before: &BeforeClosing, ways: Ways) -> AnyView {
    let t = member.lang();
    if !before.obstacles.is_empty() {
        return obstacles(t, &before.obstacles).into_any();
    }
    let may_give_up = member.portal.store.rules().privacy.may_give_up;
    let has_money = before.balance.is_positive();
    let refund = has_money.then(|| {
        let words = t.with("close-refund-first", &[("amount", before.balance.display().into())]);
        view! {
            <Notice tone=Tone::Warn icon=draw::COIN><p>{words}</p></Notice>
            <a class="button quiet wide" href="/top-ups">{t.text("close-to-refunds")}</a>
        }
    });
    if has_money && !may_give_up {
        return refund.into_any();
    }
    let typed = Typed::into_form("close_account");
    let value = before.balance.get().to_string();
    let tick = has_money.then(|| Tick {
        name: "gives_up",
        ticked: typed.picked("gives_up", &value, false),
        value,
        label: t.with("close-give-up", &[("amount", before.balance.display().into())]),
    });
    let form = ProvedForm {
        wanted: Wanted::Close,
        action: "/do/close_account",
        fields: vec![("key", drawn_key(&typed))],
        tick,
        button: t.text("close-ask").to_owned(),
        class: "button bad wide",
        in_sight: false,
        note: Some(t.text("close-proof").to_owned()),
    };
    view! { {refund}{form.show(t, ways)} }.into_any()
}

fn obstacles(t: Lang, obstacles: &[Obstacle]) -> impl IntoView + use<> {
    let rows: Vec<_> = obstacles
        .iter()
        .map(|obstacle| {
            let (key, href) = match obstacle {
                Obstacle::TopUpOpen => ("error-close-top-up-open", "/top-ups"),
                Obstacle::RefundOpen => ("error-close-refund-open", "/top-ups"),
                Obstacle::Held => ("error-close-held", "/statement"),
            };
            view! { <p><a href=href>{t.find(key, &[]).unwrap_or_default()}</a></p> }
        })
        .collect();
    view! { <Notice tone=Tone::Warn icon=draw::CLOCK><div>{rows}</div></Notice> }
}

#[server(prefix = "/do", endpoint = "close_account")]
pub async fn close_account(
    #[server(default)] gives_up: Option<String>,
    #[server(default)] pin: String,
    #[server(default)] signed: String,
) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let brought = match Brought::pin_or_passkey(&member, Wanted::Close, &pin, signed).await {
        Ok(brought) => brought,
        Err(code) => return refuse(PAGE, code),
    };
    // What stood beside the box: another balance by now is another question.
    let gives_up = gives_up.and_then(|fen| fen.parse::<i64>().ok()).map(Fen::new);
    let asked = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        let request = AskClosing {
            member: session.member,
            shown,
            gives_up,
        };
        ask_closing(tx, &request).map(Ok)
    });
    match asked.await {
        Ok(Ok(_)) => go("/signed-out"),
        Ok(Err(unproved)) => refuse_unproved(&member, PAGE, &unproved),
        Err(ClosingError::Store(error)) => failed(PAGE, &error),
        Err(error) => refuse(PAGE, error.code()),
    }
}
