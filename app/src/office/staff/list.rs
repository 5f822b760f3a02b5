//! The operators: which stores each of them sees, and a new second step for who has lost their phone.

use huika_domain::{OperatorId, Phone, Reason, StoreId};
use huika_store::{
    StoreError, Tx,
    staff::{
        ManageError, OperatorRow, Role, StaffError, assign_stores, operators, reset_second_step, set_own_account,
        stores,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::page,
    staff::{
        Staff, form_staff,
        security::{password_field, with_password},
    },
    ui::{Field, Problem, Table, Tone, done, fact, key_field},
};

const PAGE: &str = "/office/staff";

type Stores = Vec<(StoreId, String)>;

/// `/office/staff`, with one of the operators as `?who=`.
pub fn staff() -> impl IntoView {
    let wanted = use_query_map().with_untracked(|query| query.get("who"));
    page(async move {
        let staff = enter(Role::sees_shop, Scoped::No).await?;
        let (rows, stores) = staff
            .portal
            .store
            .read(|tx| Ok::<_, StoreError>((operators(tx)?, stores(tx)?)))
            .await?;
        let t = staff.lang();
        let wanted = wanted.and_then(|id| OperatorId::parse(&id).ok());
        let one = rows.iter().find(|row| Some(row.id) == wanted);
        let one = one.map(|row| one_operator(&staff, row, &stores));
        Ok(view! {
            <Office around=staff.around.clone() title=t.text("staff-title").to_owned()>
                {done(&[("stores", t.text("staff-stores-done")), ("reset", t.text("staff-reset-done")), ("own-account", t.text("staff-own-account-done"))])}
                {Problem::notice(Problem::of_request())}
                {one}
                {table(t, &rows, &stores)}
            </Office>
        }
        .into_any())
    })
}

fn role_name(t: Lang, role: Role) -> &'static str {
    match role {
        Role::Cashier => t.text("role-cashier"),
        Role::Manager => t.text("role-manager"),
        Role::Region => t.text("role-region"),
        Role::Headquarters => t.text("role-headquarters"),
        Role::Auditor => t.text("role-auditor"),
    }
}

/// The names of what an operator sees.
fn sees(t: Lang, row: &OperatorRow, stores: &Stores) -> String {
    if row.role.sees_shop() {
        return t.text("staff-whole-shop").to_owned();
    }
    let names: Vec<&str> = stores
        .iter()
        .filter(|(id, _)| row.stores.contains(id))
        .map(|(_, name)| name.as_str())
        .collect();
    if names.is_empty() {
        t.text("staff-no-store").to_owned()
    } else {
        names.join(t.text("list-comma"))
    }
}

fn second_step(t: Lang, row: &OperatorRow) -> impl IntoView + use<> {
    let (tone, words) = if row.totp || row.passkeys > 0 {
        (Tone::Good, t.text("security-on"))
    } else {
        (Tone::Plain, t.text("security-off"))
    };
    view! { <span class=tone.badge()>{words}</span> }
}

fn table(t: Lang, rows: &[OperatorRow], stores: &Stores) -> impl IntoView + use<> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <td><a class="link" href=format!("{PAGE}?who={}", row.id)>{row.name.clone()}</a></td>
                    <td>{row.login.clone()}</td>
                    <td>{role_name(t, row.role)}</td>
                    <td>{sees(t, row, stores)}</td>
                    <td>{second_step(t, row)}</td>
                </tr>
            }
        })
        .collect();
    let columns = [
        "staff-name",
        "counter-login",
        "staff-role",
        "staff-stores",
        "security-second",
    ];
    let columns = columns.map(|key| t.text(key)).to_vec();
    view! { <Table label=t.text("staff-title") columns words=true>{rows}</Table> }
}

/// One operator, and what headquarters may do about them.
fn one_operator(staff: &Staff, row: &OperatorRow, stores: &Stores) -> impl IntoView + use<> {
    let t = staff.lang();
    let runs = staff.session.role.runs_shop();
    let assign = (runs && !row.role.sees_shop()).then(|| assign_form(t, row, stores));
    let protected = row.totp || row.passkeys > 0;
    let reset = (runs && protected && row.id != staff.session.operator).then(|| reset_form(t, row));
    let may_say = runs && (row.id != staff.session.operator || row.own_account.is_none());
    let own_account = may_say.then(|| own_account_form(t, row));
    let own_phone = row
        .own_account
        .as_ref()
        .map_or_else(|| t.text("staff-own-account-none").to_owned(), Phone::masked);
    view! {
        <section class="panel" aria-label=row.name.clone()>
            <header><h2>{row.name.clone()}</h2></header>
            <dl class="facts">
                {fact(t.text("counter-login"), row.login.clone())}
                {fact(t.text("staff-role"), role_name(t, row.role).to_owned())}
                {fact(t.text("staff-stores"), sees(t, row, stores))}
                {fact(t.text("staff-own-account"), own_phone)}
            </dl>
        </section>
        {assign}
        {own_account}
        {reset}
    }
}

/// One store for a cashier or a manager, any number for a region.
fn assign_form(t: Lang, row: &OperatorRow, stores: &Stores) -> impl IntoView + use<> {
    let kind = if row.role == Role::Region { "checkbox" } else { "radio" };
    let typed = Typed::into_form("assign_stores");
    let choices: Vec<_> = stores
        .iter()
        .map(|(id, name)| {
            let checked = typed.picked("stores[]", &id.to_string(), row.stores.contains(id));
            view! {
                <label class="tick">
                    <input type=kind name="stores[]" value=id.to_string() checked=checked />
                    <span>{name.clone()}</span>
                </label>
            }
        })
        .collect();
    view! {
        <form class="panel form" method="post" action="/do/assign_stores">
            <h2>{t.text("staff-assign")}</h2>
            <p class="quiet-text">{t.text("staff-assign-text")}</p>
            <input type="hidden" name="operator" value=row.id.to_string() />
            <fieldset class="ticks"><legend>{t.text("staff-stores")}</legend>{choices}</fieldset>
            <button class="button">{t.text("staff-assign-save")}</button>
        </form>
    }
}

/// Which member account is theirs: they neither serve, correct, refund nor approve it.
fn own_account_form(t: Lang, row: &OperatorRow) -> impl IntoView + use<> {
    view! {
        <form class="panel form" method="post" action="/do/set_own_account">
            <h2>{t.text("staff-own-account")}</h2>
            <p class="quiet-text">{t.text("staff-own-account-text")}</p>
            <input type="hidden" name="operator" value=row.id.to_string() />
            <Field
                name="phone"
                label=t.text("join-phone")
                hint=t.text("staff-own-account-hint").to_owned()
                inputmode="tel"
                maxlength="40"
                autocomplete="off"
                value=Typed::into_form("set_own_account").value("phone")
                required=false
            />
            <button class="button quiet">{t.text("staff-own-account-save")}</button>
        </form>
    }
}

fn reset_form(t: Lang, row: &OperatorRow) -> impl IntoView + use<> {
    view! {
        <form class="panel form" method="post" action="/do/reset_second_step">
            <h2>{t.text("staff-reset")}</h2>
            <p class="quiet-text">{t.text("staff-reset-text")}</p>
            <input type="hidden" name="operator" value=row.id.to_string() />
            {key_field(&Typed::into_form("reset_second_step"))}
            <Field
                name="reason"
                label=t.text("entry-reason")
                hint=t.text("staff-reset-hint").to_owned()
                maxlength="200"
                value=Typed::into_form("reset_second_step").value("reason")
            />
            {password_field(t, "password")}
            <button class="button quiet">{t.text("staff-reset")}</button>
        </form>
    }
}

/// Where a form came from, when it names somebody.
fn page_of(operator: &str) -> (Option<OperatorId>, String) {
    match OperatorId::parse(operator) {
        Ok(id) => (Some(id), format!("{PAGE}?who={id}")),
        Err(_) => (None, PAGE.to_owned()),
    }
}

fn answered(page: &str, made: Result<(), ManageError>, done: &str) -> Done {
    match made {
        Ok(()) => go(&format!("{page}&done={done}")),
        Err(error) => refuse(page, code_of(&error)),
    }
}

fn code_of(error: &ManageError) -> &'static str {
    if let ManageError::Store(error) = error {
        tracing::error!(%error, "an operator could not be changed");
    }
    error.code()
}

#[server(prefix = "/do", endpoint = "assign_stores")]
pub async fn assign(#[server(default)] operator: String, #[server(default)] stores: Vec<String>) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.runs_shop() {
        return refuse("/office", "not-allowed");
    }
    let (Some(about), page) = page_of(&operator) else {
        return refuse(PAGE, "no-operator");
    };
    let chosen: Result<Vec<StoreId>, _> = stores.iter().map(|id| StoreId::parse(id)).collect();
    let Ok(chosen) = chosen else {
        return refuse(&page, "stores-do-not-fit");
    };
    let by = staff.session.operator;
    let assigned = staff
        .portal
        .store
        .write(move |tx| assign_stores(tx, by, about, &chosen));
    answered(&page, assigned.await, "stores")
}

#[server(prefix = "/do", endpoint = "set_own_account")]
pub async fn own_account(#[server(default)] operator: String, #[server(default)] phone: String) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.runs_shop() {
        return refuse("/office", "not-allowed");
    }
    let (Some(about), page) = page_of(&operator) else {
        return refuse(PAGE, "no-operator");
    };
    let phone = match phone.trim() {
        "" => None,
        typed => match Phone::parse(typed) {
            Ok(phone) => Some(phone),
            Err(_) => return refuse(&page, "phone-invalid"),
        },
    };
    let by = staff.session.operator;
    let set = staff
        .portal
        .store
        .write(move |tx| set_own_account(tx, by, about, phone.as_ref()));
    answered(&page, set.await, "own-account")
}

#[server(prefix = "/do", endpoint = "reset_second_step")]
pub async fn reset(
    #[server(default)] operator: String,
    #[server(default)] reason: String,
    #[server(default)] password: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.runs_shop() {
        return refuse("/office", "not-allowed");
    }
    let (Some(about), page) = page_of(&operator) else {
        return refuse(PAGE, "no-operator");
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, "reason-length");
    };
    let sent = staff.sent("reset-second-step");
    let reset = with_password(&staff, sent, password, move |tx: &mut Tx<'_>, by| {
        match reset_second_step(tx, by, about, &reason) {
            Err(ManageError::Store(error)) => Err(StaffError::Store(error)),
            // What was refused is said by its code.
            made => Ok(made.map_err(|error| code_of(&error).to_owned())),
        }
    });
    match reset.await {
        Ok(Ok(())) => answered(&page, Ok(()), "reset"),
        Ok(Err(code)) => refuse(&page, &code),
        Err(code) => refuse(&page, code),
    }
}
