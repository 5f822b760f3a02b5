//! Tills of our own: a code for a browser, made and shown once; tills named and ended. The keys of other makers' tills are the tab beside it.

use huika_domain::{ErrorCode, Millis, StoreId};
use huika_store::{
    StoreError, once,
    staff::{Role, open_stores},
    till::{TillDevice, TillDeviceError, TillName, end_till, make_till, rename_till, tills_seen},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    of_tills::{PageOf, store_field},
    rename_or_end::{EndForm, NameForm, rename_or_end},
};
use crate::{
    context::{Done, Portal, Typed, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Desk, Office, Scoped, enter},
    },
    show::{page, times::moment_text},
    staff::{
        PAIR,
        shown_once::{just_made, show_once},
    },
    ui::{
        Column, Empty, Field, Notice, PageError, Sheet, TabLink, Tone, done, icon as draw, key_field, pager, tabs, tag,
    },
};

const PAGE: &str = "/office/tills";
const A_PAGE: usize = 50;
/// What is shown once here.
const WHAT: &str = "till-code";

/// The two kinds of tills.
pub fn till_tabs(t: Lang, here: &str) -> impl IntoView + use<> {
    let link = |path: &str, key: &'static str| TabLink {
        path: path.to_owned(),
        words: t.text(key),
        count: None,
    };
    let links = vec![link(PAGE, "tills-tab-devices"), link("/office/keys", "tills-tab-keys")];
    tabs(t.text("tills-title").to_owned(), links, here)
}

/// `/office/tills`, of the chosen store or of all; the forms of one as `?till=`.
pub fn tills() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let number = move |name: &str| query.get(name).and_then(|text| text.parse::<i64>().ok());
    let (wanted, before) = (number("till"), number("before").filter(|before| *before > 0));
    page(async move {
        let desk = enter(Role::sees_office, Scoped::Yes).await?;
        let (viewer, store) = (desk.session.operator, desk.around.scope.store);
        let (mut rows, open) = desk
            .read(move |tx| {
                Ok::<_, StoreError>((
                    tills_seen(tx, viewer, store, before, A_PAGE as i64 + 1)?,
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
            .find(|till| Some(till.id) == wanted && till.ended_at.is_none())
            .filter(|_| keeps);
        let form = match one {
            Some(till) => forms_of(t, till).into_any(),
            None if keeps => new_form(&desk, &open).into_any(),
            None => ().into_any(),
        };
        let made = just_made(&desk.staff, WHAT).map(|code| shown(&desk.portal, t, code));
        Ok(view! {
            <Office around=desk.around.clone() title=t.text("tills-title").to_owned() lead=t.text("tills-lead").to_owned()>
                {till_tabs(t, PAGE)}
                {done(&[("named", t.text("till-was-named")), ("ended", t.text("till-was-ended"))])}
                {PageError::notice(PageError::of_request())}
                {made}
                {form}
                {table(&desk.portal, t, &rows, keeps)}
                {pager(t.text("tills-title").to_owned(), newest, older)}
            </Office>
        }
        .into_any())
    })
}

/// The code itself, this once, and where it is typed.
fn shown(portal: &Portal, t: Lang, code: String) -> impl IntoView + use<> {
    let address = format!("{}{PAIR}", portal.public_url);
    view! {
        <Notice tone=Tone::Warn icon=draw::KEY><p>{t.text("till-code-once")}</p></Notice>
        <section class="card">
            <div class="field">
                <label for="made-code">{t.text("till-code")}</label>
                <input id="made-code" class="link-to-copy" readonly value=code aria-describedby="made-code-hint" />
                <p class="hint" id="made-code-hint">{t.with("till-code-where", &[("address", address.into())])}</p>
            </div>
        </section>
    }
}

fn new_form(desk: &Desk, open: &[(StoreId, String)]) -> impl IntoView + use<> {
    let t = desk.lang();
    let typed = Typed::into_form("make_till");
    let store = store_field(desk, &typed, open);
    view! {
        <form class="card form" method="post" action="/do/make_till">
            <h2>{t.text("till-new")}</h2>
            {key_field(&typed)}
            {store}
            <Field
                name="name"
                label=t.text("till-device-name")
                hint=t.text("till-device-name-hint").to_owned()
                maxlength="60"
                autocomplete="off"
                value=typed.value("name")
            />
            <button class="button">{t.text("till-make")}</button>
        </form>
    }
}

fn forms_of(t: Lang, till: &TillDevice) -> impl IntoView + use<> {
    let rename = NameForm {
        form: "rename_till",
        label: t.text("till-device-name"),
        name: till.name.clone(),
        max: "60",
        words: t.text("till-rename"),
    };
    let end = EndForm {
        form: "end_till",
        text: t.text("till-end-text"),
        words: t.text("till-end"),
        question: t.text("till-end-sure"),
    };
    rename_or_end("till_id", till.id.to_string(), rename, end)
}

fn state(t: Lang, now: Millis, till: &TillDevice) -> AnyView {
    let (tone, key) = if till.ended_at.is_some() {
        (Tone::Plain, "till-ended-state")
    } else if till.paired_at.is_some() {
        (Tone::Good, "till-paired-state")
    } else if till.code_until > now {
        (Tone::Warn, "till-waits")
    } else {
        (Tone::Bad, "till-code-over")
    };
    tag(tone, t.text(key).to_owned()).into_any()
}

fn table(portal: &Portal, t: Lang, rows: &[TillDevice], keeps: bool) -> impl IntoView + use<> {
    if rows.is_empty() {
        return view! { <Empty icon=draw::KEY title=t.text("tills-none") text=t.text("tills-none-text") /> }.into_any();
    }
    let now = portal.now();
    let lines: Vec<_> = rows
        .iter()
        .map(|till| {
            let name = if keeps && till.ended_at.is_none() {
                view! { <a class="link" href=format!("{PAGE}?till={}", till.id)>{till.name.clone()}</a> }.into_any()
            } else {
                till.name.clone().into_any()
            };
            let used = till
                .last_used_at
                .map_or_else(|| t.text("key-unused").to_owned(), |at| moment_text(portal, t, at));
            view! {
                <tr>
                    <td>{name}</td>
                    <td>{till.store_name.clone()}</td>
                    <td>{state(t, now, till)}</td>
                    <td>{used}</td>
                    <td>{moment_text(portal, t, till.made_at)}</td>
                </tr>
            }
        })
        .collect();
    let columns = [
        "till-device-name",
        "store-name",
        "store-state",
        "till-used-at",
        "till-made-at",
    ];
    let columns = columns.map(|key| Column::words(t.text(key))).to_vec();
    view! { <Sheet label=t.text("tills-title").to_owned() columns>{lines}</Sheet> }.into_any()
}

fn refusal(error: &TillDeviceError) -> &'static str {
    match error {
        TillDeviceError::Store(fault) => code_of(fault, error.code()),
        _ => error.code(),
    }
}

#[server(prefix = "/do", endpoint = "make_till")]
pub async fn make(#[server(default)] store: String, #[server(default)] name: String) -> Done {
    let staff = match sender(PAGE, Role::keeps_tills).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(name) = TillName::parse(&name) else {
        return refuse(PAGE, ErrorCode::TillName.as_str());
    };
    let Ok(store) = StoreId::parse(&store) else {
        return refuse(PAGE, ErrorCode::NotAllowed.as_str());
    };
    let (by, sent) = (staff.session.operator, staff.sent("make-till"));
    let made = staff.write(move |tx| once(tx, &sent, |_: &String| true, |tx| make_till(tx, by, store, &name)));
    match made.await {
        Ok(code) => show_once(&staff, WHAT, &code, PAGE),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}

const THIS: PageOf<TillDeviceError> = PageOf {
    path: PAGE,
    one: "till",
    none: ErrorCode::NoTill,
    refusal,
};

#[server(prefix = "/do", endpoint = "rename_till")]
pub async fn rename(#[server(default)] till_id: String, #[server(default)] name: String) -> Done {
    let name = match THIS.name_of(&till_id, &name).await {
        Ok(name) => name,
        Err(answer) => return answer,
    };
    THIS.changed(&till_id, "named", move |tx, by, till| rename_till(tx, by, till, &name))
        .await
}

#[server(prefix = "/do", endpoint = "end_till")]
pub async fn end(#[server(default)] till_id: String) -> Done {
    THIS.changed(&till_id, "ended", end_till).await
}
