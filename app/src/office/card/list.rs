//! The kinds of card, those in use first.

use huika_domain::{CardGiver, CardKind};
use huika_store::{
    card::{CardTypeRow, card_types as all_card_types},
    staff::Role,
};
use leptos::prelude::*;

use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{card_kind_name, page},
    ui::{Column, PageError, Sheet, Tone, done, tag},
};

pub const PAGE: &str = "/office/card-types";

/// `/office/card-types`.
pub fn card_types() -> impl IntoView {
    page(async {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let rows = desk.read(all_card_types).await?;
        let t = desk.lang();
        let new = desk.session.role.runs_shop().then(|| {
            view! { <a class="btn go" href=format!("{PAGE}/new")>{t.text("card-type-new")}</a> }
        });
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("card-types-title").to_owned()
                lead=t.text("card-types-lead").to_owned()
                acts=view! { {new} }.into_any()
            >
                {done(&[("made", t.text("card-type-was-made"))])}
                {PageError::notice(PageError::of_request())}
                {table(t, &rows)}
            </Office>
        }
        .into_any())
    })
}

/// What a kind is for, in a word.
pub fn kind_words(t: Lang, kind: CardKind) -> &'static str {
    match kind {
        CardKind::StoredValue => t.text("card-kind-stored-value"),
        CardKind::Points => t.text("card-kind-points"),
    }
}

/// Who gives a kind out.
pub fn giver_words(t: Lang, giver: CardGiver) -> &'static str {
    match giver {
        CardGiver::Desk => t.text("card-giver-desk"),
        CardGiver::Lead => t.text("card-giver-lead"),
    }
}

/// Whether a kind is given out, and to everybody who joins.
pub fn state_tags(t: Lang, row: &CardTypeRow) -> AnyView {
    let joining = row
        .on_joining
        .then(|| tag(Tone::Plain, t.text("card-type-joining").to_owned()));
    let state = if row.ended_at.is_some() {
        tag(Tone::Warn, t.text("card-type-ended").to_owned()).into_any()
    } else {
        tag(Tone::Good, t.text("card-type-in-use").to_owned()).into_any()
    };
    view! { {state}{joining} }.into_any()
}

fn table(t: Lang, rows: &[CardTypeRow]) -> impl IntoView + use<> {
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let name = card_kind_name(t, &row.name, &row.english);
            view! {
                <tr>
                    <td>
                        <a class="link" href=format!("{PAGE}/{}", row.id)>{name}</a>
                    </td>
                    <td>{row.code.clone()}</td>
                    <td>{kind_words(t, row.kind)}</td>
                    <td>{giver_words(t, row.giver)}</td>
                    <td>{state_tags(t, row)}</td>
                </tr>
            }
        })
        .collect();
    let columns = [
        "card-type-name",
        "store-short",
        "card-type-kind",
        "card-type-giver",
        "store-state",
    ]
    .map(|key| Column::words(t.text(key)));
    view! { <Sheet label=t.text("card-types-title").to_owned() columns=columns.to_vec()>{lines}</Sheet> }
}
