//! The member's card: lost, found, frozen, unfrozen, replaced by the member, each in force with the click.

use huika_store::{
    cards::{
        By, CardAction, CardError, CardReceipt, CardState, FeeFrom, Replace, Stopped, card_state, change_card,
        replace_card,
    },
    identity::PinCheck,
    once,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    card_receipt,
    entry::fact,
    home::lines,
    pin_check::{TypedPin, refuse_pin},
    session::{Member, form_member, require_member},
};
use crate::{
    context::{self, Done, Typed, form_key, go, refuse, refuse_with},
    i18n::Lang,
    ui::{
        Frame, Leave, Notice, PinField, Problem, Tone, big_money, icon, icon as draw, icon::Icon, key_field, page,
        when::instant_text,
    },
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

/// What a card that cannot be used says, and one button to what helps.
pub fn stopped_notice(t: Lang, stopped: Stopped) -> impl IntoView {
    let (tone, title, text) = match stopped {
        Stopped::Frozen => (Tone::Warn, t.text("card-frozen"), t.text("card-frozen-banner")),
        Stopped::Lost => (Tone::Bad, t.text("card-lost"), t.text("card-lost-banner")),
        Stopped::Closed => (Tone::Bad, t.text("card-closed"), t.text("card-closed-text")),
    };
    let helps = match stopped {
        Stopped::Frozen => Some(Wish::Change(CardAction::Unfreeze)),
        Stopped::Lost => Some(Wish::Change(CardAction::Find)),
        Stopped::Closed => None,
    };
    let button = helps.map(|wish| {
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
        let wishes: Vec<_> = Wish::of_status(&state.card.status)
            .into_iter()
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
        let state = state_of(&member).await?;
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
        let form = if needs_pin(wish, &state) && !state.has_pin {
            view! { <Notice tone=Tone::Warn icon=draw::SHOP><p>{t.text("card-at-the-counter")}</p></Notice> }.into_any()
        } else {
            form(t, wish, state.has_pin && needs_pin(wish, &state)).into_any()
        };
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

/// What makes a card usable again, or costs something, needs the PIN. After a loss report nothing goes without it: whoever holds
/// the phone may be the one who found it.
fn needs_pin(wish: Wish, state: &CardState) -> bool {
    match wish {
        Wish::Change(action) => action == CardAction::Find || (action.opens() && state.has_pin),
        Wish::Replace => state.has_pin || state.card.status == "lost",
    }
}

fn form(t: Lang, wish: Wish, with_pin: bool) -> impl IntoView {
    let pin = with_pin.then(|| view! { <PinField name="pin" label=t.text("pin") autofocus=true /> });
    let (action, button) = match wish {
        Wish::Replace => ("/do/new_card", "button wide"),
        Wish::Change(action) if action.opens() => ("/do/change_card", "button wide"),
        Wish::Change(_) => ("/do/change_card", "button bad wide"),
    };
    let typed = Typed::into_form(action.trim_start_matches("/do/"));
    view! {
        <form class="form" method="post" action=action>
            {key_field(&typed)}
            <input type="hidden" name="wish" value=wish.as_str() />
            {pin}
            <button class=button>{wish.name(t)}</button>
            <a class="button quiet wide" href="/card">{t.text("sale-cancel")}</a>
        </form>
    }
}

#[server(prefix = "/do", endpoint = "change_card")]
pub async fn change_own_card(#[server(default)] wish: String, #[server(default)] pin: String) -> Done {
    carry_out(&wish, &pin).await
}

#[server(prefix = "/do", endpoint = "new_card")]
pub async fn replace_own_card(#[server(default)] pin: String) -> Done {
    carry_out("replaced", &pin).await
}

async fn carry_out(wish: &str, pin: &str) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Some(wish) = Wish::parse(wish) else {
        return go(PAGE);
    };
    let page = format!("/card/{}", wish.as_str());
    let Ok(state) = state_of(&member).await else {
        return refuse(&page, "busy");
    };
    let typed = if needs_pin(wish, &state) {
        match TypedPin::compare(&member, pin).await {
            Ok(typed) => Some(typed),
            Err(code) => return refuse(&page, code),
        }
    } else {
        None
    };
    let key = form_key();
    let sent = member.sent("change-card", &key, &[wish.as_str(), pin]);
    let done = member.write(move |tx, session| {
        once(tx, &sent, Result::is_ok, |tx| {
            let check = typed.as_ref().map_or(Ok(PinCheck::Right), |typed| typed.check(tx))?;
            if check != PinCheck::Right {
                return Ok(Err(check));
            }
            let receipt = match wish {
                Wish::Change(action) => change_card(tx, session.member, action, &By::Member)?,
                Wish::Replace => {
                    let request = Replace {
                        by: By::Member,
                        fee_from: FeeFrom::Balance,
                        keep: Some(session.device),
                        key: key.clone(),
                    };
                    replace_card(tx, session.member, &request)?
                }
            };
            Ok::<_, CardError>(Ok(receipt))
        })
    });
    match done.await {
        Ok(Ok(receipt)) => done_with(&member, &receipt),
        Ok(Err(check)) => refuse_pin(&member, &page, check),
        Err(error) => refuse_card(&page, &error),
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
        CardError::NotAllowed => refuse(page, "not-allowed"),
        CardError::KeyReused(_) => refuse(page, "key-reused"),
        CardError::Store(error) => super::pin::failed(page, error),
    }
}
