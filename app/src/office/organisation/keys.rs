//! The keys of other makers' tills: made and shown once, named, ended.

use huika_domain::{ErrorCode, StoreId};
use huika_store::{
    StoreError, once,
    staff::{Role, open_stores},
    till::{TillKey, TillKeyError, TillName, grant_till_key, rename_till_key, revoke_till_key, till_keys_seen},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    of_tills::{PageOf, store_field},
    rename_or_end::{EndForm, NameForm, rename_or_end},
    tills::till_tabs,
};
use crate::{
    context::{Done, Portal, Typed, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Desk, Office, Scoped, enter},
    },
    show::{page, times::moment_text},
    staff::shown_once::{just_made, show_once},
    ui::{Column, Empty, Field, Notice, PageError, Sheet, Tone, done, icon as draw, key_field, pager, tag},
};

const PAGE: &str = "/office/keys";
const A_PAGE: usize = 50;
/// What is shown once here.
const WHAT: &str = "till-key";

/// `/office/keys`, of the chosen store or of all; the forms of one as `?key=`.
pub fn keys() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let number = move |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (wanted, before) = (number("key"), number("before").filter(|before| *before > 0));
    page(async move {
        let desk = enter(Role::sees_office, Scoped::Yes).await?;
        let (viewer, store) = (desk.session.operator, desk.around.scope.store);
        let (mut rows, open) = desk
            .read(move |tx| {
                Ok::<_, StoreError>((
                    till_keys_seen(tx, viewer, store, before, A_PAGE as i64 + 1)?,
                    open_stores(tx)?,
                ))
            })
            .await?;
        let t = desk.lang();
        let more = rows.len() > A_PAGE;
        rows.truncate(A_PAGE);
        let older = rows
            .last()
            .filter(|_| more)
            .map(|last| (t.text("page-next"), format!("{PAGE}?before={}", last.id)));
        let newest = before.map(|_| (t.text("page-first"), PAGE.to_owned()));
        let keeps = desk.session.role.keeps_tills();
        let one = rows
            .iter()
            .find(|key| Some(key.id) == wanted && key.ended_at.is_none())
            .filter(|_| keeps);
        let form = match one {
            Some(key) => forms_of(t, key).into_any(),
            None if keeps => new_form(&desk, &open).into_any(),
            None => ().into_any(),
        };
        let made = just_made(&desk.staff, WHAT).map(|key| shown(t, key));
        Ok(view! {
            <Office around=desk.around.clone() title=t.text("keys-title").to_owned() lead=t.text("keys-lead").to_owned()>
                {till_tabs(t, PAGE)}
                {done(&[("named", t.text("key-was-named")), ("ended", t.text("key-was-ended"))])}
                {PageError::notice(PageError::of_request())}
                {made}
                {form}
                {table(&desk.portal, t, &rows, keeps)}
                {pager(t.text("keys-title").to_owned(), newest, older)}
            </Office>
        }
        .into_any())
    })
}

/// The key itself, this once.
fn shown(t: Lang, key: String) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warn icon=draw::KEY><p>{t.text("key-once")}</p></Notice>
        <section class="card">
            <div class="field">
                <label for="made-key">{t.text("key-itself")}</label>
                <input id="made-key" class="link-to-copy" readonly value=key />
            </div>
        </section>
    }
}

fn new_form(desk: &Desk, open: &[(StoreId, String)]) -> impl IntoView + use<> {
    let t = desk.lang();
    let typed = Typed::into_form("make_key");
    let store = store_field(desk, &typed, open);
    view! {
        <form class="card form" method="post" action="/do/make_key">
            <h2>{t.text("key-new")}</h2>
            {key_field(&typed)}
            {store}
            <Field
                name="till"
                label=t.text("key-till")
                hint=t.text("key-till-hint").to_owned()
                maxlength="60"
                autocomplete="off"
                value=typed.value("till")
            />
            <Field
                name="name"
                label=t.text("key-name")
                hint=t.text("key-name-hint").to_owned()
                maxlength="60"
                autocomplete="off"
                value=typed.value("name")
            />
            <button class="button">{t.text("key-make")}</button>
        </form>
    }
}

fn forms_of(t: Lang, key: &TillKey) -> impl IntoView + use<> {
    let rename = NameForm {
        form: "name_key",
        label: t.text("key-name"),
        name: key.name.clone(),
        max: "60",
        words: t.text("key-rename"),
    };
    let end = EndForm {
        form: "end_key",
        text: t.text("key-end-text"),
        words: t.text("key-end"),
        question: t.text("key-end-sure"),
    };
    rename_or_end("key_id", key.id.to_string(), rename, end)
}

fn table(portal: &Portal, t: Lang, rows: &[TillKey], keeps: bool) -> impl IntoView + use<> {
    if rows.is_empty() {
        return view! { <Empty icon=draw::KEY title=t.text("keys-none") text=t.text("keys-none-text") /> }.into_any();
    }
    let lines: Vec<_> = rows
        .iter()
        .map(|key| {
            let name = if keeps && key.ended_at.is_none() {
                view! { <a class="link" href=format!("{PAGE}?key={}", key.id)>{key.name.clone()}</a> }.into_any()
            } else {
                key.name.clone().into_any()
            };
            let used = key
                .last_used_at
                .map_or_else(|| t.text("key-unused").to_owned(), |at| moment_text(portal, t, at));
            let state = match key.ended_at {
                Some(at) => {
                    let words = t.with("key-ended-at", &[("when", moment_text(portal, t, at).into())]);
                    tag(Tone::Plain, words).into_any()
                }
                None => tag(Tone::Good, t.text("key-in-use").to_owned()).into_any(),
            };
            view! {
                <tr>
                    <td>{name}</td>
                    <td>{format!("{}…", key.hint)}</td>
                    <td>{key.store_name.clone()}</td>
                    <td>{key.till.clone()}</td>
                    <td>{state}</td>
                    <td>{used}</td>
                    <td>{moment_text(portal, t, key.created_at)}</td>
                </tr>
            }
        })
        .collect();
    let columns = [
        "key-name",
        "key-begins",
        "store-name",
        "key-till",
        "store-state",
        "key-used-at",
        "key-made-at",
    ];
    let columns = columns.map(|key| Column::words(t.text(key))).to_vec();
    view! { <Sheet label=t.text("keys-title").to_owned() columns>{lines}</Sheet> }.into_any()
}

fn refusal(error: &TillKeyError) -> &'static str {
    match error {
        TillKeyError::Store(fault) => code_of(fault, error.code()),
        _ => error.code(),
    }
}

#[server(prefix = "/do", endpoint = "make_key")]
pub async fn make(
    #[server(default)] store: String,
    #[server(default)] till: String,
    #[server(default)] name: String,
) -> Done {
    let staff = match sender(PAGE, Role::keeps_tills).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Ok(name), Ok(till)) = (TillName::parse(&name), TillName::parse(&till)) else {
        return refuse(PAGE, ErrorCode::TillName.as_str());
    };
    let Ok(store) = StoreId::parse(&store) else {
        return refuse(PAGE, ErrorCode::NotAllowed.as_str());
    };
    let (by, sent) = (staff.session.operator, staff.sent("make-key"));
    let made = staff.write(move |tx| {
        once(
            tx,
            &sent,
            |_: &String| true,
            |tx| grant_till_key(tx, by, &name, store, &till),
        )
    });
    match made.await {
        Ok(key) => show_once(&staff, WHAT, &key, PAGE),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}

const THIS: PageOf<TillKeyError> = PageOf {
    path: PAGE,
    one: "key",
    none: ErrorCode::NoKey,
    refusal,
};

#[server(prefix = "/do", endpoint = "name_key")]
pub async fn rename(#[server(default)] key_id: String, #[server(default)] name: String) -> Done {
    let name = match THIS.name_of(&key_id, &name).await {
        Ok(name) => name,
        Err(answer) => return answer,
    };
    THIS.changed(&key_id, "named", move |tx, by, key| rename_till_key(tx, by, key, &name))
        .await
}

#[server(prefix = "/do", endpoint = "end_key")]
pub async fn end(#[server(default)] key_id: String) -> Done {
    THIS.changed(&key_id, "ended", revoke_till_key).await
}
