//! The fields of a kind of card, and what was typed into them: into a form that was refused, or into one whose preview is asked for.

use std::collections::BTreeSet;

use huika_domain::{CardColour, CardGiver, CardKind, CardTypeEnglish, CardTypeName, DetailError, ErrorCode, StoreId};
use huika_store::card::{CardTypeDetails, CardTypeError, CardTypeRow};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::list::{giver_words, kind_words};
use crate::{
    context::{Portal, Typed},
    i18n::Lang,
    office::form::code_of,
    show::card_face::{Face, face},
    ui::Field,
};

/// What the fields hold, wherever that comes from.
pub struct Filled {
    typed: Typed,
    query: ParamsMap,
    row: Option<CardTypeRow>,
    stores: Vec<StoreId>,
}

impl Filled {
    /// What was typed into `form`, else what a preview asks about, else what the kind says.
    pub fn of(form: &str, row: Option<CardTypeRow>, stores: Vec<StoreId>) -> Self {
        Self {
            typed: Typed::into_form(form),
            query: use_query_map().with_untracked(Clone::clone),
            row,
            stores,
        }
    }

    /// What the form's key is drawn with.
    pub const fn typed(&self) -> &Typed {
        &self.typed
    }

    pub fn value(&self, name: &str) -> String {
        let kept = || match (name, &self.row) {
            ("name", Some(row)) => row.name.clone(),
            ("english", Some(row)) => row.english.clone(),
            ("kind", Some(row)) => row.kind.to_string(),
            ("colour", Some(row)) => row.colour.clone(),
            ("giver", Some(row)) => row.giver.to_string(),
            ("colour", None) => CardColour::default().as_str().to_owned(),
            _ => String::new(),
        };
        let asked = || self.query.get(name);
        self.typed.value(name).or_else(asked).unwrap_or_else(kept)
    }

    fn has(&self, store: StoreId) -> bool {
        let asked = self.query.get_all("stores[]");
        let kept = match asked {
            Some(asked) => asked.iter().any(|id| *id == store.to_string()),
            // A preview without a box that is ticked names no store at all.
            None => self.query.get("name").is_none() && self.stores.contains(&store),
        };
        self.typed.picked("stores[]", &store.to_string(), kept)
    }

    /// The card as it would look.
    pub fn side(&self, portal: &Portal, t: Lang) -> AnyView {
        let kind = CardKind::parse(&self.value("kind")).unwrap_or(CardKind::StoredValue);
        let named = |name: &str, empty: &'static str| {
            let typed = self.value(name);
            if typed.trim().is_empty() {
                t.text(empty).to_owned()
            } else {
                typed
            }
        };
        let english = self.value("english");
        let name = if t == Lang::En && !english.trim().is_empty() {
            english
        } else {
            named("name", "card-type-unnamed")
        };
        let shown = Face {
            key: "preview".to_owned(),
            name,
            line: kind_words(t, kind).to_owned(),
            number: "6800 •••• •••• 0000".to_owned(),
            shop: portal.face().name.clone(),
            colour: self.value("colour"),
            picture: self.row.as_ref().map(|row| row.picture.clone()).unwrap_or_default(),
        };
        view! { {face(&shown)}<p class="fine">{t.text("card-type-contrast")}</p> }.into_any()
    }

    /// The fields that both forms have.
    pub fn fields(&self, t: Lang, stores: &[(StoreId, String)]) -> impl IntoView + use<> {
        let kinds = CardKind::ALL.map(|kind| (kind.as_str(), kind_words(t, kind)));
        let givers = CardGiver::ALL.map(|giver| (giver.as_str(), giver_words(t, giver)));
        let boxes: Vec<_> = stores
            .iter()
            .map(|(id, name)| {
                let checked = self.has(*id);
                view! {
                    <label class="tick">
                        <input type="checkbox" name="stores[]" value=id.to_string() checked=checked />
                        <span>{name.clone()}</span>
                    </label>
                }
            })
            .collect();
        view! {
            <Field
                name="name"
                label=t.text("card-type-name")
                maxlength="60"
                autocomplete="off"
                value=self.value("name")
            />
            <Field
                name="english"
                label=t.text("card-type-english")
                hint=t.text("card-type-english-hint").to_owned()
                maxlength="100"
                autocomplete="off"
                required=false
                value=self.value("english")
            />
            {select("kind", t.text("card-type-kind"), kinds.to_vec(), &self.value("kind"))}
            <Field name="colour" label=t.text("card-type-colour") kind="color" value=self.value("colour") />
            {select("giver", t.text("card-type-giver"), givers.to_vec(), &self.value("giver"))}
            <fieldset class="ticks">
                <legend>{t.text("card-type-stores")}</legend>
                <p class="hint">{t.text("card-type-stores-hint")}</p>
                {boxes}
            </fieldset>
        }
    }
}

fn select(
    name: &'static str,
    label: &'static str,
    choices: Vec<(&'static str, &'static str)>,
    chosen: &str,
) -> impl IntoView + use<> {
    let options: Vec<_> = choices
        .into_iter()
        .map(|(word, words)| view! { <option value=word selected=word == chosen>{words}</option> })
        .collect();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>{options}</select>
        </div>
    }
}

/// What a form sends.
pub struct Sent {
    pub name: String,
    pub english: String,
    pub kind: String,
    pub colour: String,
    pub giver: String,
    pub stores: Vec<String>,
}

/// What was typed, or the code of what does not fit.
pub fn read_details(sent: &Sent) -> Result<CardTypeDetails, &'static str> {
    let unknown = || ErrorCode::RuleChoice.as_str();
    let stores: Result<BTreeSet<StoreId>, _> = sent.stores.iter().map(|id| StoreId::parse(id)).collect();
    Ok(CardTypeDetails {
        name: CardTypeName::parse(&sent.name).map_err(DetailError::code)?,
        english: CardTypeEnglish::parse(&sent.english).map_err(DetailError::code)?,
        kind: CardKind::parse(&sent.kind).ok_or_else(unknown)?,
        colour: CardColour::parse(&sent.colour).map_err(DetailError::code)?,
        giver: CardGiver::parse(&sent.giver).ok_or_else(unknown)?,
        stores: stores.map_err(|_| ErrorCode::NoStore.as_str())?,
    })
}

/// The code by which a page says why nothing was changed.
pub fn refusal(error: &CardTypeError) -> &'static str {
    match error {
        CardTypeError::Store(fault) => code_of(fault, error.code()),
        _ => error.code(),
    }
}
