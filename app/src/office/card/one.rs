//! One kind of card: how it looks, who gives it out, how many there are, and the rules of its own.

use huika_domain::{
    CardTypeId, StoreId,
    settings::{AREAS, Area, Dimension, Scope},
};
use huika_store::{
    StoreError, Tx,
    card::{CardTypeRow, card_type, cards_of_type, stores_of_type},
    picture::PictureOf,
    settings::{AreaView, area_view},
    staff::{Role, open_stores},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    fields::Filled,
    list::{PAGE as LIST, giver_words, kind_words, state_tags},
};
use crate::{
    context::{Portal, Typed},
    i18n::Lang,
    office::{
        frame::{Office, Scoped, enter},
        picture::picture_forms,
    },
    show::{
        Leave,
        card_face::{Face, face},
        card_kind_name, page,
        sentence::{read_words, said_of},
        times::moment_text,
    },
    ui::{Confirm, Crumb, Editor, PageError, TabLink, done, fact, key_field, tabs},
};

/// The address of a kind's page, with one of its forms.
pub fn page_of(id: CardTypeId, form: &str) -> String {
    if form.is_empty() {
        format!("{LIST}/{id}")
    } else {
        format!("{LIST}/{id}?form={form}")
    }
}

/// What the page shows of a kind.
struct Shown {
    row: CardTypeRow,
    stores: Vec<(StoreId, String)>,
    all_stores: Vec<(StoreId, String)>,
    cards: i64,
    rules: Vec<(&'static Area, AreaView)>,
}

fn read(tx: &mut Tx<'_>, viewer: huika_domain::OperatorId, id: CardTypeId) -> Result<Option<Shown>, StoreError> {
    let Some(row) = card_type(tx, id)? else {
        return Ok(None);
    };
    let mut rules = Vec::new();
    for area in AREAS.iter().filter(|area| area.dimension == Dimension::CardType) {
        if let Some(view) = area_view(tx, viewer, area, Scope::CardType(id), None, 1)? {
            rules.push((area, view));
        }
    }
    Ok(Some(Shown {
        row,
        stores: stores_of_type(tx, id)?,
        all_stores: open_stores(tx)?,
        cards: cards_of_type(tx, id)?,
        rules,
    }))
}

/// `/office/card-types/:card_type`, with one of its forms as `?form=`.
pub fn one_card_type() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("card_type").unwrap_or_default());
    let form = use_query_map().with_untracked(|query| query.get("form").unwrap_or_default());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let id = CardTypeId::parse(&id).map_err(|_| Leave::NotFound)?;
        let viewer = desk.session.operator;
        let shown = desk
            .read(move |tx| read(tx, viewer, id))
            .await?
            .ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let runs = desk.session.role.runs_shop();
        let ways = runs.then(|| ways(t, id, &form));
        let content = match form.as_str() {
            "change" if runs => change_form(&desk.portal, t, &shown),
            "picture" if runs => {
                let row = &shown.row;
                picture_forms(t, PictureOf::CardType(row.id), &row.picture, &row.name).into_any()
            }
            "use" if runs => use_form(t, &shown.row),
            _ => about(&desk.portal, t, &shown),
        };
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("card-types-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=card_kind_name(t, &shown.row.name, &shown.row.english)
                crumb=crumb
                tags=state_tags(t, &shown.row)
            >
                {done(&[
                    ("made", t.text("card-type-was-made")),
                    ("changed", t.text("card-type-was-changed")),
                    ("ended", t.text("card-type-was-ended")),
                    ("reopened", t.text("card-type-was-reopened")),
                    ("joining", t.text("card-type-was-joining")),
                    ("picture", t.text("picture-was-changed")),
                ])}
                {PageError::notice(PageError::of_request())}
                {ways}
                {content}
            </Office>
        }
        .into_any())
    })
}

/// What headquarters can do with it, a form each.
fn ways(t: Lang, id: CardTypeId, form: &str) -> impl IntoView + use<> {
    let links = [
        ("", "store-about"),
        ("change", "card-type-change"),
        ("picture", "picture-title"),
        ("use", "card-type-use"),
    ];
    let links = links.map(|(form, words)| TabLink {
        path: page_of(id, form),
        words: t.text(words),
        count: None,
    });
    tabs(t.text("card-type-forms").to_owned(), links.to_vec(), &page_of(id, form))
}

/// Up to so many cards are counted.
const COUNTED: i64 = 10_000;

fn about(portal: &Portal, t: Lang, shown: &Shown) -> AnyView {
    let row = &shown.row;
    let example = Face {
        key: row.id.to_string(),
        name: card_kind_name(t, &row.name, &row.english),
        line: kind_words(t, row.kind).to_owned(),
        number: "6800 •••• •••• 0000".to_owned(),
        shop: portal.face().name.clone(),
        colour: row.colour.clone(),
        picture: row.picture.clone(),
    };
    let stores = if shown.stores.is_empty() {
        t.text("card-type-all-stores").to_owned()
    } else {
        let names: Vec<&str> = shown.stores.iter().map(|(_, name)| name.as_str()).collect();
        names.join(t.text("card-type-between"))
    };
    let cards = if shown.cards > COUNTED {
        t.with("card-type-many", &[("count", COUNTED.into())])
    } else {
        shown.cards.to_string()
    };
    let made = row
        .made_at
        .map(|at| fact(t.text("card-type-made-at"), moment_text(portal, t, at)));
    let ended = row
        .ended_at
        .map(|at| fact(t.text("card-type-ended-at"), moment_text(portal, t, at)));
    let rules: Vec<_> = shown
        .rules
        .iter()
        .map(|(area, view)| rules(t, area, row.id, view))
        .collect();
    view! {
        <div class="two">
            <div>{face(&example)}</div>
            <div>
                <section class="card">
                    <dl class="facts">
                        {fact(t.text("store-short"), row.code.clone())}
                        {fact(t.text("card-type-kind"), kind_words(t, row.kind).to_owned())}
                        {fact(t.text("card-type-giver"), giver_words(t, row.giver).to_owned())}
                        {fact(t.text("card-type-stores"), stores)}
                        {fact(t.text("card-type-cards"), cards)}
                        {made}
                        {ended}
                    </dl>
                </section>
            </div>
        </div>
        {rules}
    }
    .into_any()
}

/// What holds for the kind in one area, and the way to change it.
fn rules(t: Lang, area: &'static Area, id: CardTypeId, view: &AreaView) -> impl IntoView + use<> {
    let scope = Scope::CardType(id);
    let sentences: Vec<_> = area
        .sentences
        .iter()
        .flat_map(|sentence| {
            said_of(sentence, &view.body)
                .into_iter()
                .map(move |(_, of)| (sentence, of))
        })
        .map(|(sentence, of)| view! { <li>{read_words(t, area, sentence, of)}</li> })
        .collect();
    let whose = if view.own.contains(&scope) {
        t.text("card-type-own-rule")
    } else {
        t.text("card-type-chain-rule")
    };
    let link = format!("/office/rules/{}?scope={}", area.name, scope.to_text());
    let words = if view.may_change {
        t.text("card-type-rule-change")
    } else {
        t.text("card-type-rule-see")
    };
    let name = t.with(&format!("rules-{}", area.name), &[]);
    view! {
        <section class="panel">
            <header><h2>{name}</h2><a class="btn" href=link>{words}</a></header>
            <p class="fine">{whose}</p>
            <ul class="sentences">{sentences}</ul>
        </section>
    }
}

fn change_form(portal: &Portal, t: Lang, shown: &Shown) -> AnyView {
    let stores: Vec<StoreId> = shown.stores.iter().map(|(id, _)| *id).collect();
    let filled = Filled::of("change_card_type", Some(shown.row.clone()), stores);
    let page = page_of(shown.row.id, "");
    let side = filled.side(portal, t);
    let (key, fields) = (key_field(filled.typed()), filled.fields(t, &shown.all_stores));
    let (id, target) = (shown.row.id.to_string(), page.clone());
    view! {
        <Editor id="card-type" preview=page label=t.text("card-type-preview") side=side>
            <form class="column" method="post" action="/do/change_card_type">
                <div class="card form">
                    {key}
                    <input type="hidden" name="form" value="change" />
                    <input type="hidden" name="card_type" value=id />
                    {fields}
                </div>
                <div class="save-bar">
                    <span class="end">
                        <button class="btn refresh" formmethod="get" formaction=target formnovalidate>
                            {t.text("card-type-refresh")}
                        </button>
                        <button class="btn go">{t.text("store-save")}</button>
                    </span>
                </div>
            </form>
        </Editor>
    }
    .into_any()
}

/// Whether it is given out, and to everybody who joins.
fn use_form(t: Lang, row: &CardTypeRow) -> AnyView {
    let id = row.id.to_string();
    if row.ended_at.is_some() {
        return view! {
            <form class="card form" method="post" action="/do/reopen_card_type">
                <p class="quiet-text">{t.text("card-type-reopen-text")}</p>
                {key_field(&Typed::into_form("reopen_card_type"))}
                <input type="hidden" name="card_type" value=id />
                <button class="button">{t.text("card-type-reopen")}</button>
            </form>
        }
        .into_any();
    }
    if row.on_joining {
        return view! { <section class="card"><p class="quiet-text">{t.text("card-type-joining-text")}</p></section> }
            .into_any();
    }
    let again = id.clone();
    view! {
        <form class="card form" method="post" action="/do/set_joining_card_type">
            <p class="quiet-text">{t.text("card-type-set-joining-text")}</p>
            {key_field(&Typed::into_form("set_joining_card_type"))}
            <input type="hidden" name="card_type" value=id />
            <button class="button quiet">{t.text("card-type-set-joining")}</button>
        </form>
        <section class="card">
            <p class="quiet-text">{t.text("card-type-end-text")}</p>
            <Confirm
                words=t.text("card-type-end").to_owned()
                question=t.text("card-type-end-sure").to_owned()
                open=Typed::into_form("end_card_type").is_there()
            >
                <form class="form" method="post" action="/do/end_card_type">
                    {key_field(&Typed::into_form("end_card_type"))}
                    <input type="hidden" name="card_type" value=again />
                    <button class="button certain">{t.text("card-type-end")}</button>
                </form>
            </Confirm>
        </section>
    }
    .into_any()
}
