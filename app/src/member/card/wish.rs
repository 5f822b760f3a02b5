//! Asking for something to be done to the card: what it means, the button, and the answer.

use huika_store::{
    SentForm, Tx,
    card::{
        By, CardAction, CardError, CardEventKind, CardReceipt, FeeFrom, Replace, card_state, change_card, replace_card,
    },
    member::MemberSession,
    once,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    context::{self, Done, Typed, form_key, go, refuse},
    i18n::Lang,
    member::{
        proof::{Brought, ProvedForm, Wanted, Ways, refuse_unproved},
        session::{Member, form_member, require_member},
    },
    show::{
        Frame, Leave,
        card::{Wish, refuse_card},
        card_receipt, page,
    },
    ui::{Notice, PageError, PinField, Tone, drawn_key, fact, icon as draw, key_field},
};

const PAGE: &str = "/card";

/// `/card/:wish`: what it means, and the button.
pub fn wish() -> impl IntoView {
    let word = use_params_map()
        .with_untracked(|params| params.get("wish"))
        .unwrap_or_default();
    page(async move {
        let member = require_member().await?;
        let wish = Wish::parse(&word).ok_or(Leave::NotFound)?;
        let (state, ways) = member
            .read(move |tx, session| Ok((card_state(tx, session.member)?, Ways::read(tx, session, wish.act())?)))
            .await?;
        let state = state.ok_or(Leave::NotFound)?;
        let t = member.lang();
        // Somebody else was faster, or went back in the browser.
        if !Wish::of_status(state.card.status).contains(&wish) {
            return Err(Leave::to(PAGE));
        }
        let facts = (wish == Wish::Replace).then(|| {
            view! {
                <section class="panel">
                    <dl class="facts">
                        {fact(t.text("card-number-now"), state.card.number.masked())}
                        {fact(t.text("card-fee"), state.fee.display())}
                        {fact(t.text("balance"), state.balance.display())}
                    </dl>
                </section>
            }
        });
        let form = form(&member, wish, ways);
        Ok(view! {
            <Frame title=wish.name(t).to_owned() back="/card">
                {PageError::notice(PageError::of_request())}
                <p>{wish.effect(t)}</p>
                {facts}
                {form}
            </Frame>
        }
        .into_any())
    })
}

fn form(member: &Member, wish: Wish, ways: Ways) -> AnyView {
    let t = member.lang();
    let key = drawn_key(&Typed::into_form("new_card"));
    let form = match wish {
        Wish::Replace => ProvedForm {
            wanted: Wanted::NewCard,
            action: "/do/new_card",
            fields: vec![("key", key)],
            tick: None,
            button: wish.name(t).to_owned(),
            class: "button wide",
            in_sight: false,
            note: None,
        }
        .show(t, ways),
        Wish::Change(action) => change_form(t, wish, action, ways),
    };
    view! {
        {form}
        <a class="button quiet wide" href="/card">{t.text("sale-cancel")}</a>
    }
    .into_any()
}

fn change_form(t: Lang, wish: Wish, action: CardAction, ways: Ways) -> AnyView {
    if !ways.plain && !ways.pin {
        return view! { <Notice tone=Tone::Warn icon=draw::SHOP><p>{t.text("card-at-the-counter")}</p></Notice> }
            .into_any();
    }
    let pin = ways
        .pin
        .then(|| view! { <PinField name="pin" label=t.text("pin") autofocus=true /> });
    let button = if action.opens() {
        "button wide"
    } else {
        "button bad wide"
    };
    view! {
        <form class="form" method="post" action="/do/change_card">
            {key_field(&Typed::into_form("change_card"))}
            <input type="hidden" name="wish" value=wish.as_str() />
            {pin}
            <button class=button>{wish.name(t)}</button>
        </form>
    }
    .into_any()
}

#[server(prefix = "/do", endpoint = "change_card")]
pub async fn change_own_card(#[server(default)] wish: String, #[server(default)] pin: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Some(Wish::Change(action)) = Wish::parse(&wish) else {
        return go(PAGE);
    };
    let page = format!("/card/{}", action.as_str());
    let brought = match Brought::pin(&member, &pin).await {
        Ok(brought) => brought,
        Err(code) => return refuse(&page, code),
    };
    let sent = member.sent("change-card");
    carry_out(&member, &page, sent, brought, move |tx, session, by| {
        change_card(tx, session.member, action, by)
    })
    .await
}

#[server(prefix = "/do", endpoint = "new_card")]
pub async fn replace_own_card(#[server(default)] pin: String, #[server(default)] signed: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let page = Wanted::NewCard.page();
    let brought = match Brought::pin_or_passkey(&member, Wanted::NewCard, &pin, signed).await {
        Ok(brought) => brought,
        Err(code) => return refuse(&page, code),
    };
    let key = form_key();
    let sent = member.sent("new-card");
    carry_out(&member, &page, sent, brought, move |tx, session, by| {
        let request = Replace {
            by: by.clone(),
            fee_from: FeeFrom::Balance,
            keep: Some(session.device),
            key: key.clone(),
        };
        replace_card(tx, session.member, &request)
    })
    .await
}

async fn carry_out(
    member: &Member,
    page: &str,
    sent: SentForm,
    brought: Brought,
    act: impl Fn(&mut Tx<'_>, &MemberSession, &By) -> Result<CardReceipt, CardError> + Send + 'static,
) -> Done {
    let done = member.write(move |tx, session| {
        once(tx, &sent, Result::is_ok, |tx| {
            let by = match brought.count(tx, session)? {
                Ok(shown) => By::Member(shown),
                Err(unproved) => return Ok(Err(unproved)),
            };
            act(tx, session, &by).map(Ok)
        })
    });
    match done.await {
        Ok(Ok(receipt)) => done_with(member, &receipt),
        Ok(Err(unproved)) => refuse_unproved(member, page, &unproved),
        Err(error) => refuse_card(page, &error),
    }
}

fn done_with(member: &Member, receipt: &CardReceipt) -> Done {
    if receipt.kind == CardEventKind::Lost {
        // This session has ended with all others.
        context::expired_cookie(&member.portal, &context::session_cookie(&member.portal));
        context::forget_storage();
    }
    go(&format!(
        "/card/receipt/{}",
        card_receipt::seal(&member.portal, receipt)
    ))
}
