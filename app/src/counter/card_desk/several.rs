//! The cards of who is served: which one is meant, one of another kind, renewed, taken back, and a further one.

use huika_domain::{CardId, CardTypeId, ErrorCode, MemberId, OperatorId};
use huika_store::{
    StoreError, Tx,
    card::{
        By, CardError, FeeFrom, Givable, GiveCard, OwnCard, change_kind, choose_card, give_card, renew_card,
        take_card_back,
    },
    once,
};
use leptos::prelude::*;

use super::served::{PAGE, form_server, open};
use crate::{
    context::{Done, Portal, Typed, form_key, go, refuse},
    i18n::Lang,
    show::{card::refuse_card, card_kind_name, times::day},
    staff::{Staff, document_field, is_document},
    ui::key_field,
};

/// The member's cards, and a further one.
pub fn cards(
    staff: &Staff,
    who: &str,
    own: &[OwnCard],
    (givable, people): (&[Givable], &[(OperatorId, String)]),
) -> impl IntoView + use<> {
    let (portal, t) = (&staff.portal, staff.lang());
    let several = own.len() > 1;
    let each: Vec<_> = own
        .iter()
        .map(|card| one(portal, t, who, card, several, givable))
        .collect();
    view! {
        <section class="panel">
            <h2>{t.text("cards-of-member")}</h2>
            {several.then(|| view! { <p class="quiet-text">{t.text("cards-which")}</p> })}
            <ul class="rows">{each}</ul>
        </section>
        {(!givable.is_empty()).then(|| give_form(staff, who, givable, people))}
    }
}

fn kind_options(t: Lang, givable: &[Givable], chosen: &str, with_fee: bool) -> Vec<AnyView> {
    givable
        .iter()
        .map(|one| {
            let id = one.id.to_string();
            let name = card_kind_name(t, &one.name, &one.english);
            let words = if with_fee && one.fee.is_positive() {
                t.with(
                    "cards-kind-and-fee",
                    &[("name", name.into()), ("amount", one.fee.display().into())],
                )
            } else {
                name
            };
            view! { <option value=id.clone() selected=id == chosen>{words}</option> }.into_any()
        })
        .collect()
}

fn one(
    portal: &Portal,
    t: Lang,
    who: &str,
    card: &OwnCard,
    several: bool,
    givable: &[Givable],
) -> impl IntoView + use<> {
    let id = card.id.to_string();
    let typed = Typed::into_one_of("serve_one_card", "card", &id);
    let name = card_kind_name(t, &card.name, &card.english);
    let until = card
        .expires_at
        .map(|at| t.with("card-until", &[("day", day(portal, t, at).into())]));
    let shown = (several && card.shown).then(|| view! { <span class="badge good">{t.text("card-shown")}</span> });
    let button = |act: &'static str, words: &'static str| {
        view! { <button class="button quiet small" name="act" value=act>{t.text(words)}</button> }
    };
    let choose = (several && !card.shown).then(|| button("show", "card-choose"));
    let renew = card.expires_at.is_some().then(|| button("renew", "card-renew"));
    let back = several.then(|| button("back", "card-take-back"));
    let chosen = typed.or("card_type", card.card_type.to_string());
    let field = format!("kind-of-{id}");
    let change = (!givable.is_empty()).then(|| {
        view! {
            <div class="field">
                <label for=field.clone()>{t.text("card-type-kind-of")}</label>
                <select id=field name="card_type">{kind_options(t, givable, &chosen, false)}</select>
            </div>
            {button("kind", "card-change-kind")}
        }
    });
    view! {
        <li>
            <p class="line"><strong>{name}</strong><span>{card.number.masked()}</span>{shown}</p>
            {until.map(|until| view! { <small class="all">{until}</small> })}
            <details open=typed.is_there()>
                <summary>{t.text("card-acts")}</summary>
                <form class="form" method="post" action="/do/serve_one_card">
                    {key_field(&typed)}
                    <input type="hidden" name="who" value=who.to_owned() />
                    <input type="hidden" name="card" value=id.clone() />
                    {document_field(t, &format!("card-{id}"), &typed)}
                    {change}
                    <p class="line">{choose}{renew}{back}</p>
                </form>
            </details>
        </li>
    }
}

fn give_form(staff: &Staff, who: &str, givable: &[Givable], people: &[(OperatorId, String)]) -> impl IntoView + use<> {
    let (t, me) = (staff.lang(), staff.session.operator);
    let typed = Typed::into_form("give_card");
    let chosen = typed.value("card_type").unwrap_or_default();
    let from_cash = typed.picked("fee", "cash", false);
    let sellers: Vec<_> = people
        .iter()
        .map(|(id, name)| {
            let picked = typed.picked("sold_by", &id.to_string(), *id == me);
            view! { <option value=id.to_string() selected=picked>{name.clone()}</option> }
        })
        .collect();
    view! {
        <form class="panel form" method="post" action="/do/give_card">
            <h2>{t.text("card-give")}</h2>
            <p class="quiet-text">{t.text("card-give-text")}</p>
            {key_field(&typed)}
            <input type="hidden" name="who" value=who.to_owned() />
            <div class="field">
                <label for="give-kind">{t.text("card-types-title")}</label>
                <select id="give-kind" name="card_type">{kind_options(t, givable, &chosen, true)}</select>
            </div>
            {document_field(t, "give", &typed)}
            <fieldset class="ticks">
                <legend>{t.text("card-give-fee")}</legend>
                <label class="tick">
                    <input type="radio" name="fee" value="balance" checked=!from_cash />
                    <span>{t.text("cards-fee-balance")}</span>
                </label>
                <label class="tick">
                    <input type="radio" name="fee" value="cash" checked=from_cash />
                    <span>{t.text("cards-fee-cash")}</span>
                </label>
            </fieldset>
            <label class="field">
                <span>{t.text("counter-top-up-sold-by")}</span>
                <select name="sold_by">{sellers}</select>
            </label>
            <label class="check">
                <input type="checkbox" name="invoiced" value="1" checked=typed.picked("invoiced", "1", false) />
                <span>{t.text("counter-top-up-invoiced")}</span>
            </label>
            <button class="button quiet wide">{t.text("card-give")}</button>
        </form>
    }
}

/// What is done with one of the cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Show,
    Kind(CardTypeId),
    Renew,
    Back,
}

impl Act {
    fn parse(act: &str, card_type: &str) -> Option<Self> {
        match act {
            "show" => Some(Self::Show),
            "kind" => CardTypeId::parse(card_type).ok().map(Self::Kind),
            "renew" => Some(Self::Renew),
            "back" => Some(Self::Back),
            _ => None,
        }
    }

    fn carry_out(self, tx: &mut Tx<'_>, member: MemberId, card: CardId, by: &By) -> Result<(), CardError> {
        match self {
            Self::Show => choose_card(tx, member, card),
            Self::Kind(kind) => change_kind(tx, member, card, kind, by),
            Self::Renew => renew_card(tx, member, card, by),
            Self::Back => take_card_back(tx, member, card, by),
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Show => "shown",
            Self::Kind(_) => "kind",
            Self::Renew => "renewed",
            Self::Back => "back",
        }
    }
}

#[server(prefix = "/do", endpoint = "serve_one_card")]
pub async fn serve_one_card(
    #[server(default)] who: String,
    #[server(default)] card: String,
    #[server(default)] card_type: String,
    #[server(default)] document: String,
    #[server(default)] act: String,
) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Some(member) = open(&staff, &who) else {
        return refuse(PAGE, ErrorCode::SessionOver.as_str());
    };
    let page = format!("{PAGE}/{who}");
    let (Ok(card), Some(act)) = (CardId::parse(&card), Act::parse(&act, &card_type)) else {
        return refuse(&page, ErrorCode::NoCard.as_str());
    };
    if !is_document(&document) {
        return refuse(&page, ErrorCode::NoIdentification.as_str());
    }
    let by = By::Counter {
        place: staff.place(),
        identification: document,
    };
    let sent = staff.sent("serve-one-card");
    let done = staff.write(move |tx| once(tx, &sent, |()| true, |tx| act.carry_out(tx, member, card, &by)));
    match done.await {
        Ok(()) => go(&format!("{page}?done={}", act.done())),
        Err(CardError::Store(error)) => busy(&page, &error),
        Err(error) => refuse_card(&page, &error),
    }
}

#[server(prefix = "/do", endpoint = "give_card")]
pub async fn give(
    #[server(default)] who: String,
    #[server(default)] card_type: String,
    #[server(default)] document: String,
    #[server(default)] fee: String,
    #[server(default)] sold_by: String,
    #[server(default)] invoiced: String,
) -> Done {
    let staff = match form_server().await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Some(member) = open(&staff, &who) else {
        return refuse(PAGE, ErrorCode::SessionOver.as_str());
    };
    let page = format!("{PAGE}/{who}");
    let Ok(card_type) = CardTypeId::parse(&card_type) else {
        return refuse(&page, ErrorCode::NoCardType.as_str());
    };
    if !is_document(&document) {
        return refuse(&page, ErrorCode::NoIdentification.as_str());
    }
    let request = GiveCard {
        card_type,
        by: By::Counter {
            place: staff.place(),
            identification: document,
        },
        fee_from: if fee == "cash" { FeeFrom::Cash } else { FeeFrom::Balance },
        sold_by: sold_by.parse().ok().map(OperatorId::new),
        invoiced: invoiced == "1",
        key: form_key(),
    };
    match staff.write(move |tx| give_card(tx, member, &request)).await {
        Ok(_) => go(&format!("{page}?done=given")),
        Err(CardError::Store(error)) => busy(&page, &error),
        Err(error) => refuse_card(&page, &error),
    }
}

fn busy(page: &str, error: &StoreError) -> Done {
    tracing::error!(%error, "a card could not be changed");
    refuse(page, ErrorCode::Busy.as_str())
}
