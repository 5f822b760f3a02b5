//! The member's card: lost, found, frozen, unfrozen, replaced by the member, each in force with the click.

use huika_domain::Act;
use huika_store::{
    SentForm, Tx,
    card::{
        By, CardAction, CardError, CardReceipt, CardState, FeeFrom, Replace, Stopped, card_state, change_card,
        replace_card,
    },
    member::MemberSession,
    once,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::receipt as card_receipt;
use crate::{
    context::{self, Done, Typed, form_key, go, refuse, refuse_with},
    i18n::Lang,
    member::{
        home::lines,
        proof::{Brought, ProvedForm, Wanted, Ways, refuse_unproved},
        session::{Member, form_member, require_member},
    },
    show::{Frame, Leave, page, times::instant_text},
    ui::{Notice, PinField, Problem, Tone, big_money, drawn_key, fact, icon, icon as draw, icon::Icon, key_field},
};

const PAGE: &str = "/card";

/// What can be asked for, as it stands in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Change(CardAction),
    Replace,
}

impl Wish {
    const ALL: [Self; 5] = [
        Self::Change(CardAction::Lose),
        Self::Change(CardAction::Freeze),
        Self::Change(CardAction::Unfreeze),
        Self::Change(CardAction::Find),
        Self::Replace,
    ];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Change(action) => action.as_str(),
            Self::Replace => "replaced",
        }
    }

    /// What can be asked for while a card is in this state.
    pub fn of_status(status: &str) -> Vec<Self> {
        let actions: &[CardAction] = match status {
            "active" => &[CardAction::Freeze, CardAction::Lose],
            "frozen" => &[CardAction::Unfreeze, CardAction::Lose],
            "lost" => &[CardAction::Find],
            _ => return Vec::new(),
        };
        let changes = actions.iter().map(|action| Self::Change(*action));
        changes.chain([Self::Replace]).collect()
    }

    /// What it is when the member does it by themself.
    fn act(self) -> Act {
        match self {
            Self::Change(action) => action.act(),
            Self::Replace => Act::ReplaceCard,
        }
    }

    pub fn name(self, t: Lang) -> &'static str {
        match self {
            Self::Change(CardAction::Lose) => t.text("card-lose"),
            Self::Change(CardAction::Find) => t.text("card-find"),
            Self::Change(CardAction::Freeze) => t.text("card-freeze"),
            Self::Change(CardAction::Unfreeze) => t.text("card-unfreeze"),
            Self::Replace => t.text("card-replace"),
        }
    }

    /// What it does, in a sentence.
    pub fn effect(self, t: Lang) -> &'static str {
        match self {
            Self::Change(CardAction::Lose) => t.text("card-lose-text"),
            Self::Change(CardAction::Find) => t.text("card-find-text"),
            Self::Change(CardAction::Freeze) => t.text("card-freeze-text"),
            Self::Change(CardAction::Unfreeze) => t.text("card-unfreeze-text"),
            Self::Replace => t.text("card-replace-text"),
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Change(CardAction::Lose) => draw::ALERT,
            Self::Change(CardAction::Find | CardAction::Unfreeze) => draw::CHECK,
            Self::Change(CardAction::Freeze) => draw::SHIELD,
            Self::Replace => draw::REFRESH,
        }
    }
}

/// How a state reads, and how it looks.
pub fn status_words(t: Lang, status: &str) -> (&'static str, &'static str, &'static str) {
    match status {
        "active" => ("good", t.text("card-active"), t.text("card-active-text")),
        "frozen" => ("warn", t.text("card-frozen"), t.text("card-frozen-text")),
        "lost" => ("bad", t.text("card-lost"), t.text("card-lost-text")),
        _ => ("bad", t.text("card-closed"), t.text("card-closed-text")),
    }
}

/// A card that cannot be used, in a word.
pub fn stopped_words(t: Lang, stopped: Stopped) -> &'static str {
    status_words(t, stopped.as_str()).1
}

/// What brings a card back that cannot be used.
const fn what_helps(stopped: Stopped) -> Option<Wish> {
    match stopped {
        Stopped::Frozen => Some(Wish::Change(CardAction::Unfreeze)),
        Stopped::Lost => Some(Wish::Change(CardAction::Find)),
        Stopped::Closed => None,
    }
}

/// What a card that cannot be used says, and one button to what helps.
pub fn stopped_notice(t: Lang, stopped: Stopped) -> impl IntoView {
    let (tone, title, text) = match stopped {
        Stopped::Frozen => (Tone::Warn, t.text("card-frozen"), t.text("card-frozen-banner")),
        Stopped::Lost => (Tone::Bad, t.text("card-lost"), t.text("card-lost-banner")),
        Stopped::Closed => (Tone::Bad, t.text("card-closed"), t.text("card-closed-text")),
    };
    let button = what_helps(stopped).map(|wish| {
        view! { <a class="button wide" href=format!("/card/{}", wish.as_str())>{wish.name(t)}</a> }
    });
    view! {
        <section class="stopped" role="status">
            <Notice tone icon=draw::LOCK><p><strong>{title}</strong><br />{text}</p></Notice>
            {button}
        </section>
    }
}

/// The card without its colour: it cannot be used.
fn grey_card(t: Lang, state: &CardState, stopped: Stopped) -> impl IntoView + use<> {
    view! {
        <section class="card off" aria-label=t.text("home-card")>
            {lines()}
            <header>
                <p class="number">{state.card.number.masked()}</p>
                <span class="tier">{stopped_words(t, stopped)}</span>
            </header>
            <div class="sum">
                <span class="label">{t.text("balance")}</span>
                {big_money(state.balance)}
            </div>
        </section>
    }
}

/// What happened, as the receipts and the list of events say it.
pub fn event_words(t: Lang, kind: &str) -> &'static str {
    match kind {
        "lost" => t.text("card-was-lost"),
        "found" => t.text("card-was-found"),
        "frozen" => t.text("card-was-frozen"),
        "unfrozen" => t.text("card-was-unfrozen"),
        _ => t.text("card-was-replaced"),
    }
}

async fn state_of(member: &Member) -> Result<CardState, Leave> {
    let state = member.read(|tx, session| card_state(tx, session.member)).await?;
    state.ok_or(Leave::NotFound)
}

pub fn card() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let state = state_of(&member).await?;
        let t = member.lang();
        let (tone, title, text) = status_words(t, &state.card.status);
        // What helps stands on its button already.
        let on_the_button = member.session.stopped.and_then(what_helps);
        let wishes: Vec<_> = Wish::of_status(&state.card.status)
            .into_iter()
            .filter(|wish| Some(*wish) != on_the_button)
            .map(|wish| {
                view! {
                    <li>
                        <a class="row line" href=format!("/card/{}", wish.as_str())>
                            {icon(wish.icon())}<span class="what">{wish.name(t)}</span>{draw::go()}
                        </a>
                    </li>
                }
            })
            .collect();
        let face = match member.session.stopped {
            Some(stopped) => view! { {grey_card(t, &state, stopped)} {stopped_notice(t, stopped)} }.into_any(),
            None => view! {
                <section class=format!("outcome {tone}")>
                    {icon(draw::CHECK)}
                    <h2>{title}</h2>
                    <p>{state.card.number.masked()}</p>
                    <p>{text}</p>
                </section>
            }
            .into_any(),
        };
        Ok(view! {
            <Frame title=t.text("card-title").to_owned() back="/me">
                {Problem::notice(Problem::of_request())}
                {face}
                <section class="panel"><ul class="rows">{wishes}</ul></section>
                {events(&member, &state)}
            </Frame>
        }
        .into_any())
    })
}

fn events(member: &Member, state: &CardState) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let rows: Vec<_> = state
        .events
        .iter()
        .map(|event| {
            let place = if event.store.is_empty() {
                t.text("card-on-phone").to_owned()
            } else {
                event.store.clone()
            };
            view! {
                <li class="row">
                    <span class="what">{event_words(t, &event.kind)}</span>
                    <small class="end">{place}</small>
                    <small class="all">{instant_text(portal, t, event.at)}</small>
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel">
                <header><h2>{t.text("card-events")}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
    })
}

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
        if !Wish::of_status(&state.card.status).contains(&wish) {
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
                {Problem::notice(Problem::of_request())}
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
    if receipt.kind == "lost" {
        // This session has ended with all others.
        context::expired_cookie(&member.portal, &context::session_cookie(&member.portal));
        context::forget_storage();
    }
    go(&format!(
        "/card/receipt/{}",
        card_receipt::seal(&member.portal, receipt)
    ))
}

/// Says why nothing was done to a card.
pub fn refuse_card(page: &str, error: &CardError) -> Done {
    match error {
        CardError::WrongStatus { .. } => refuse(page, "card-status"),
        CardError::FeeAboveBalance { fee } => refuse_with(page, "fee-above-balance", &[("amount", fee.display())]),
        CardError::NoIdentification => refuse(page, "no-identification"),
        CardError::NotProved(error) => refuse(page, error.code()),
        CardError::NotAllowed => refuse(page, "not-allowed"),
        CardError::KeyReused(_) => refuse(page, "key-reused"),
        CardError::Store(error) => context::failed(page, error),
    }
}
