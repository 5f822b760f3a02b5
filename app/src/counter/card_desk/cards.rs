//! The card desk: a member stands here without a phone, shows a document, and the cashier reports the card lost, opens it again or
//! gives out another one. What was shown is written down with each.

use huika_domain::{MemberId, PersonName, StoreId};
use huika_store::{
    StoreError,
    card::{
        By, CardError, CardReceipt, CardState, FeeFrom, Replace, card_state, change_card, find_card_holder,
        replace_card,
    },
    member::birthday,
    once,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{birthday::form as birthday_form, sessions::form as sessions_form};
use crate::{
    context::{Done, Typed, form_key, from_hex, go, refuse, to_hex},
    i18n::Lang,
    member::card::{
        own::{Wish, event_words, refuse_card, status_words},
        receipt as card_receipt,
    },
    show::{Leave, page, times::instant_text},
    staff::{Area, Desk, Staff, form_staff, require_staff},
    ui::{Problem, done, fact, icon, icon as draw, key_field},
};

pub(super) const PAGE: &str = "/counter/cards";
const SEAL: &str = "card-desk";
/// How long a member who was looked up can be served.
const SERVED_SECS: i64 = 15 * 60;

/// Documents that a person can show; kept by these words.
const DOCUMENTS: [&str; 4] = ["id-card", "passport", "driving-licence", "residence-permit"];

fn document_name(t: Lang, document: &str) -> &'static str {
    match document {
        "id-card" => t.text("document-id-card"),
        "passport" => t.text("document-passport"),
        "driving-licence" => t.text("document-driving-licence"),
        _ => t.text("document-residence-permit"),
    }
}

/// The cashier of a card desk, or the way out for those who do not serve there.
pub(super) async fn require_server() -> Result<Staff, Leave> {
    let staff = require_staff().await?;
    if staff.session.role.serves_cards() {
        Ok(staff)
    } else {
        Err(Leave::to("/office"))
    }
}

pub fn find() -> impl IntoView {
    page(async {
        let staff = require_server().await?;
        let t = staff.lang();
        Ok(view! {
            <Desk title=t.text("cards-title").to_owned() staff=staff.session.clone() area=Area::Cards>
                <form class="scan-box" method="post" action="/do/find_card" autocomplete="off">
                    <h1><label for="typed">{t.text("cards-find")}</label></h1>
                    {Problem::notice(Problem::of_request())}
                    <div class="line">
                        <input
                            id="typed"
                            name="typed"
                            data-scan="cards"
                            inputmode="numeric"
                            autocomplete="off"
                            spellcheck="false"
                            maxlength="200"
                            value=Typed::into_form("find_card").value("typed")
                            required
                            autofocus
                            aria-describedby="typed-hint"
                        />
                        <button class="button">{t.text("scan-go")}</button>
                    </div>
                    <p class="hint" id="typed-hint">{t.text("cards-find-hint")}</p>
                </form>
                <p class="center"><a class="button quiet small" href="/counter/new-member">{t.text("new-member-title")}</a></p>
            </Desk>
        }
        .into_any())
    })
}

/// Who is served, as it stands in the address: sealed, for this store and a quarter of an hour.
pub(super) fn seal(staff: &Staff, member: MemberId) -> String {
    let until = staff.portal.now().plus_secs(SERVED_SECS).get();
    let text = format!("{member}\n{}\n{until}", staff.session.store);
    to_hex(&staff.portal.store.context().secret.seal(SEAL, text.as_bytes()))
}

pub(super) fn open(staff: &Staff, who: &str) -> Option<MemberId> {
    let opened = staff.portal.store.context().secret.open(SEAL, &from_hex(who)?).ok()?;
    let text = String::from_utf8(opened).ok()?;
    let mut lines = text.lines();
    let member = MemberId::parse(lines.next()?).ok()?;
    let store = StoreId::parse(lines.next()?).ok()?;
    let until: i64 = lines.next()?.parse().ok()?;
    (store == staff.session.store && until > staff.portal.now().get()).then_some(member)
}

pub fn serve() -> impl IntoView {
    let who = use_params_map()
        .with_untracked(|params| params.get("who"))
        .unwrap_or_default();
    page(async move {
        let staff = require_server().await?;
        let member = open(&staff, &who).ok_or(Leave::NotFound)?;
        let read = staff
            .portal
            .store
            .read(move |tx| Ok::<_, StoreError>((card_state(tx, member)?, birthday(tx, member)?)));
        let (state, born) = read.await?;
        let state = state.ok_or(Leave::NotFound)?;
        let t = staff.lang();
        let forms: Vec<_> = Wish::of_status(&state.card.status)
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
                ])}
                {Problem::notice(Problem::of_request())}
                <div class="sale">
                    {holder(&staff, &state)}
                    <div class="stack">{forms}{sessions_form(t, &who)}{birthday_form(t, &who, born.birthday)}</div>
                </div>
            </Desk>
        }
        .into_any())
    })
}

fn holder(staff: &Staff, state: &CardState) -> impl IntoView + use<> {
    let t = staff.lang();
    let (tone, status, _) = status_words(t, &state.card.status);
    // Whoever has given no name is named by the number already.
    let phone = (!state.card.name.is_empty()).then(|| fact(t.text("join-phone"), state.card.phone.masked()));
    let last = state
        .events
        .first()
        .map(|event| fact(event_words(t, &event.kind), instant_text(&staff.portal, t, event.at)));
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
    view! {
        <form class="panel form" method="post" action="/do/serve_card">
            <h2>{wish.name(t)}</h2>
            <p class="quiet-text">{wish.effect(t)}</p>
            {key_field(&typed)}
            <input type="hidden" name="who" value=who.to_owned() />
            <input type="hidden" name="wish" value=wish.as_str() />
            {document_field(t, wish.as_str(), &typed)}
            {fee}
            <button class="button quiet wide">{wish.name(t)}</button>
        </form>
    }
}

/// What the member showed; `of` tells several such fields on one page apart.
pub(super) fn document_field(t: Lang, of: &str, typed: &Typed) -> impl IntoView + use<> {
    let id = format!("document-{of}");
    let documents: Vec<_> = DOCUMENTS
        .into_iter()
        .map(|document| {
            let selected = typed.picked("document", document, false);
            view! { <option value=document selected=selected>{document_name(t, document)}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{t.text("cards-document")}</label>
            <select id=id name="document" required>
                <option value="">{t.text("cards-document-choose")}</option>
                {documents}
            </select>
        </div>
    }
}

/// Whether it is one of those that are written down.
pub(super) fn is_document(word: &str) -> bool {
    DOCUMENTS.contains(&word)
}

pub fn receipt() -> impl IntoView {
    let sealed = use_params_map()
        .with_untracked(|params| params.get("sealed"))
        .unwrap_or_default();
    page(async move {
        let staff = require_server().await?;
        let slip = card_receipt::open(&staff.portal, &sealed).ok_or(Leave::NotFound)?;
        let t = staff.lang();
        Ok(view! {
            <Desk title=t.text("card-receipt-title").to_owned() staff=staff.session.clone() area=Area::Cards class="slip-of-paper">
                <section class="till done">
                    {icon(draw::CHECK)}
                    <h1>{event_words(t, &slip.kind)}</h1>
                    <p class="quiet-text">{card_receipt::meaning(t, &slip.kind)}</p>
                    <a class="button wide" href=PAGE autofocus>{t.text("receipt-next")}" "<kbd>{t.text("sale-enter")}</kbd></a>
                </section>
                <section class="panel">{card_receipt::facts(&staff.portal, t, &slip)}</section>
            </Desk>
        }
        .into_any())
    })
}

/// The cashier who sent a form of the card desk, or the answer to give instead.
pub(super) async fn form_server() -> Result<Staff, Done> {
    let staff = form_staff(PAGE).await?;
    if staff.session.role.serves_cards() {
        Ok(staff)
    } else {
        Err(refuse("/office", "not-your-role"))
    }
}

#[server(prefix = "/do", endpoint = "find_card")]
pub async fn find_card(#[server(default)] typed: String) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    match staff.portal.store.read(move |tx| find_card_holder(tx, &typed)).await {
        Ok(Some(member)) => go(&format!("{PAGE}/{}", seal(&staff, member))),
        Ok(None) => refuse(PAGE, "no-card-holder"),
        Err(error) => {
            tracing::error!(%error, "a card could not be looked up");
            refuse(PAGE, "busy")
        }
    }
}

#[server(prefix = "/do", endpoint = "serve_card")]
pub async fn serve_card(
    #[server(default)] who: String,
    #[server(default)] wish: String,
    #[server(default)] document: String,
    #[server(default)] fee: String,
) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Some(member), Some(wish)) = (open(&staff, &who), Wish::parse(&wish)) else {
        return refuse(PAGE, "session-over");
    };
    let page = format!("{PAGE}/{who}");
    if !is_document(&document) {
        return refuse(&page, "no-identification");
    }
    let by = By::Counter {
        place: staff.place(),
        identification: document,
    };
    let key = form_key();
    let served_now = match wish {
        Wish::Change(action) => {
            let sent = staff.sent("serve-card");
            let done = staff
                .portal
                .store
                .write(move |tx| once(tx, &sent, |_| true, |tx| change_card(tx, member, action, &by)));
            done.await
        }
        Wish::Replace => {
            let request = Replace {
                by,
                fee_from: if fee == "cash" { FeeFrom::Cash } else { FeeFrom::Balance },
                keep: None,
                key,
            };
            staff
                .portal
                .store
                .write(move |tx| replace_card(tx, member, &request))
                .await
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
    refuse(page, "busy")
}
