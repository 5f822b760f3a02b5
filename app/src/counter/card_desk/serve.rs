//! The card desk: a member stands here without a phone, shows a document, and the cashier reports the card lost, opens it again or
//! gives out another one. What was shown is written down with each.

use huika_domain::{ErrorCode, PersonName};
use huika_store::{
    StoreError,
    card::{
        By, CardAction, CardError, CardReceipt, CardState, FeeFrom, Replace, by_proxy, card_state, cards_of,
        change_card, givable, replace_card,
    },
    member::{birthday, documents},
    once,
    top_up::colleagues,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    birthday::form as birthday_form,
    document::{form as document_form, just_shown},
    served::{PAGE, form_server, open, require_server},
    sessions::form as sessions_form,
    several::cards,
};
use crate::{
    context::{Done, Typed, form_key, go, refuse},
    i18n::Lang,
    show::{
        Leave,
        card::{Wish, event_words, refuse_card, status_words},
        card_receipt, page,
        times::instant_text,
    },
    staff::{Area, Desk, Staff, document_field, is_document, proxy_document_field},
    ui::{Field, PageError, done, fact, key_field},
};

pub fn serve() -> impl IntoView {
    let who = use_params_map()
        .with_untracked(|params| params.get("who"))
        .unwrap_or_default();
    page(async move {
        let staff = require_server().await?;
        let member = open(&staff, &who).ok_or(Leave::NotFound)?;
        let place = staff.place();
        let read = staff.read(move |tx| {
            Ok::<_, StoreError>((
                card_state(tx, member)?,
                birthday(tx, member)?,
                cards_of(tx, member)?,
                givable(tx, &place)?,
                documents(tx, member)?,
                colleagues(tx, place.store)?,
            ))
        });
        let (state, born, own, kinds, documents, people) = read.await?;
        let state = state.ok_or(Leave::NotFound)?;
        let t = staff.lang();
        let forms: Vec<_> = Wish::of_status(state.card.status)
            .into_iter()
            .map(|wish| form(t, &who, wish, &state))
            .collect();
        Ok(view! {
            <Desk title=t.text("cards-title").to_owned() staff=staff.session.clone() area=Area::Cards>
                {done(&[
                    ("entered", t.text("new-member-done")),
                    ("known", t.text("new-member-known")),
                    ("birthday", t.text("birthday-saved")),
                    ("sessions", t.text("sessions-ended")),
                    ("shown", t.text("card-was-shown")),
                    ("kind", t.text("card-kind-was-changed")),
                    ("renewed", t.text("card-was-renewed")),
                    ("back", t.text("card-was-taken-back")),
                    ("given", t.text("card-was-given")),
                ])}
                {PageError::notice(PageError::of_request())}
                {just_shown(&staff, member)}
                <div class="sale">
                    {holder(&staff, &who, &state)}
                    <div class="stack">{cards(&staff, &who, &own, (kinds.as_slice(), people.as_slice()))}{forms}{sessions_form(t, &who)}{birthday_form(t, &who, born.birthday)}
                        {document_form(t, &who, &documents)}</div>
                </div>
            </Desk>
        }
        .into_any())
    })
}

fn holder(staff: &Staff, who: &str, state: &CardState) -> impl IntoView + use<> {
    let t = staff.lang();
    let (tone, status, _) = status_words(t, state.card.status);
    // Whoever has given no name is named by the number already.
    let phone = (!state.card.name.is_empty()).then(|| fact(t.text("join-phone"), state.card.phone.masked()));
    let last = state
        .events
        .first()
        .map(|event| fact(event_words(t, event.kind), instant_text(&staff.portal, t, event.at)));
    view! {
        <section class="panel who" aria-label=t.text("sale-member")>
            <div class="name">
                <h1>{PersonName::masked(&state.card.name).unwrap_or_else(|| state.card.phone.masked())}</h1>
                <span class=format!("badge {tone}")>{status}</span>
            </div>
            <dl class="facts">
                {phone}
                {fact(t.text("me-card"), state.card.number.masked())}
                {fact(t.text("balance"), state.balance.display())}
                {last}
            </dl>
            <a class="button quiet small" href=format!("{PAGE}/{who}/application")>{t.text("paper-application")}</a>
            <a class="button quiet small" href=PAGE>{t.text("sale-other-member")}</a>
        </section>
    }
}

fn form(t: Lang, who: &str, wish: Wish, state: &CardState) -> impl IntoView + use<> {
    let typed = Typed::into_one_of("serve_card", "wish", wish.as_str());
    let fee = (wish == Wish::Replace).then(|| {
        let enough = state.balance >= state.fee;
        let from_balance = enough && typed.picked("fee", "balance", true);
        view! {
            <fieldset class="ticks">
                <legend>{t.with("cards-fee", &[("amount", state.fee.display().into())])}</legend>
                <label class="tick">
                    <input type="radio" name="fee" value="balance" checked=from_balance disabled=!enough />
                    <span>{t.text("cards-fee-balance")}</span>
                </label>
                <label class="tick">
                    <input type="radio" name="fee" value="cash" checked=!from_balance />
                    <span>{t.text("cards-fee-cash")}</span>
                </label>
            </fieldset>
        }
    });
    let proxy = (wish == LOSE).then(|| proxy_fields(t, &typed));
    view! {
        <form class="panel form" method="post" action="/do/serve_card">
            <h2>{wish.name(t)}</h2>
            <p class="quiet-text">{wish.effect(t)}</p>
            {key_field(&typed)}
            <input type="hidden" name="who" value=who.to_owned() />
            <input type="hidden" name="wish" value=wish.as_str() />
            {document_field(t, wish.as_str(), &typed)}
            {proxy}
            {fee}
            <button class="button quiet wide">{wish.name(t)}</button>
        </form>
    }
}

const LOSE: Wish = Wish::Change(CardAction::Lose);

/// Somebody else reports the loss: with the member's document and their own.
fn proxy_fields(t: Lang, typed: &Typed) -> impl IntoView + use<> {
    let open = ["proxy", "proxy_document"]
        .iter()
        .any(|name| typed.value(name).is_some_and(|value| !value.is_empty()));
    view! {
        <details class="steps" open=open>
            <summary>{t.text("cards-proxy")}</summary>
            <Field
                name="proxy"
                label=t.text("cards-proxy-name")
                autocomplete="off"
                maxlength="40"
                value=typed.value("proxy")
                required=false
            />
            {proxy_document_field(t, typed)}
        </details>
    }
}

/// What was shown: the member's document, and of a proxy theirs beside it. Half of a proxy is refused.
fn shown(wish: Wish, document: String, proxy: &str, proxy_document: &str) -> Result<String, &'static str> {
    if !is_document(&document) {
        return Err(ErrorCode::NoIdentification.as_str());
    }
    if wish != LOSE || (proxy.trim().is_empty() && proxy_document.is_empty()) {
        return Ok(document);
    }
    let name = PersonName::parse_optional(proxy).map_err(huika_domain::PersonNameError::code)?;
    match name {
        Some(name) if is_document(proxy_document) => Ok(by_proxy(&document, &name, proxy_document)),
        _ => Err(ErrorCode::ProxyHalf.as_str()),
    }
}

#[server(prefix = "/do", endpoint = "serve_card")]
pub async fn serve_card(
    #[server(default)] who: String,
    #[server(default)] wish: String,
    #[server(default)] document: String,
    #[server(default)] fee: String,
    #[server(default)] proxy: String,
    #[server(default)] proxy_document: String,
) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Some(member), Some(wish)) = (open(&staff, &who), Wish::parse(&wish)) else {
        return refuse(PAGE, ErrorCode::SessionOver.as_str());
    };
    let page = format!("{PAGE}/{who}");
    let identification = match shown(wish, document, &proxy, &proxy_document) {
        Ok(identification) => identification,
        Err(code) => return refuse(&page, code),
    };
    let by = By::Counter {
        place: staff.place(),
        identification,
    };
    let key = form_key();
    let served_now = match wish {
        Wish::Change(action) => {
            let sent = staff.sent("serve-card");
            let done = staff.write(move |tx| once(tx, &sent, |_| true, |tx| change_card(tx, member, action, &by)));
            done.await
        }
        Wish::Replace => {
            let request = Replace {
                by,
                fee_from: if fee == "cash" { FeeFrom::Cash } else { FeeFrom::Balance },
                keep: None,
                key,
            };
            staff.write(move |tx| replace_card(tx, member, &request)).await
        }
    };
    match served_now {
        Ok(receipt) => served(&staff, &receipt),
        Err(CardError::Store(error)) => busy(&page, &error),
        Err(error) => refuse_card(&page, &error),
    }
}

fn served(staff: &Staff, receipt: &CardReceipt) -> Done {
    go(&format!(
        "{PAGE}/receipt/{}",
        card_receipt::seal(&staff.portal, receipt)
    ))
}

fn busy(page: &str, error: &StoreError) -> Done {
    tracing::error!(%error, "a card could not be changed");
    refuse(page, ErrorCode::Busy.as_str())
}
