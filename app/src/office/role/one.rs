//! One role: what it may, who changed that and why, and changing it.

use huika_domain::{Rights, RoleCode};
use huika_store::{
    StoreError,
    staff::{Role, RoleChange, RoleRow, RoleTitle, own_rights, role_history, role_of_code},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    fields::right_fields,
    list::{PAGE, page_of},
    words,
};
use crate::{
    context::Typed,
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{Leave, page, role_name, role_text, times::moment_text},
    staff::{Staff, security::password_field},
    ui::{Confirm, Crumb, Field, PageError, TabLink, Tone, done, fact, key_field, tabs, tag},
};

/// Changes on a page.
const A_PAGE: usize = 20;

/// `/office/roles/:role`, with one of its forms as `?form=`, and older changes as `?before=`.
pub fn one_role() -> impl IntoView {
    let code = use_params_map().with_untracked(|params| params.get("role").unwrap_or_default());
    let query = use_query_map().with_untracked(Clone::clone);
    let form = query.get("form").unwrap_or_default();
    let before = query.get("before").and_then(|text| text.parse::<i64>().ok());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let code = RoleCode::parse(&code).ok_or(Leave::NotFound)?;
        let viewer = desk.session.operator;
        let found = desk
            .read(move |tx| {
                let Some(role) = role_of_code(tx, &code)? else {
                    return Ok(None);
                };
                let history = role_history(tx, role.id, before.unwrap_or_default(), A_PAGE as i64 + 1)?;
                Ok::<_, StoreError>(Some((role, history, own_rights(tx, viewer)?)))
            })
            .await?;
        let (role, history, own) = found.ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let edits = desk.session.role.edits_roles() && role.ended_at.is_none();
        let path = page_of(role.code.as_str());
        let content = match form.as_str() {
            "change" if edits => change_form(t, &role, &own),
            "end" if edits => end_form(t, &role),
            _ => view! {
                {facts(t, &role)}
                {past(&desk.staff, &role, history, before.is_some())}
            }
            .into_any(),
        };
        let here = if edits && ["change", "end"].contains(&form.as_str()) {
            format!("{path}?form={form}")
        } else {
            path.clone()
        };
        let ways = edits.then(|| {
            let link = |path: String, key: &'static str| TabLink {
                path,
                words: t.text(key),
                count: None,
            };
            let links = vec![
                link(path.clone(), "role-about"),
                link(format!("{path}?form=change"), "role-change"),
                link(format!("{path}?form=end"), "role-end"),
            ];
            tabs(t.text("staff-forms").to_owned(), links, &here)
        });
        let state = role
            .ended_at
            .map(|_| tag(Tone::Plain, t.text("role-ended").to_owned()).into_any());
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("roles-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=role_name(t, &role.title)
                lead=role_text(t, &role)
                crumb=crumb
                tags=state.into_any()
            >
                {done(&[("made", t.text("role-was-made")), ("changed", t.text("role-was-changed"))])}
                {PageError::notice(PageError::of_request())}
                {ways}
                {content}
            </Office>
        }
        .into_any())
    })
}

fn facts(t: Lang, role: &RoleRow) -> impl IntoView + use<> {
    let rights: Vec<_> = role
        .rights
        .all()
        .iter()
        .map(|right| view! { <li>{words::right(t, right)}</li> })
        .collect();
    view! {
        <section class="card">
            <dl class="facts">{fact(t.text("role-post"), words::post(t, role.post))}</dl>
            <h2>{t.text("role-rights")}</h2>
            <ul class="bullets">{rights}</ul>
        </section>
    }
}

/// What was changed, newest first.
fn past(staff: &Staff, role: &RoleRow, mut history: Vec<RoleChange>, older: bool) -> impl IntoView + use<> {
    let t = staff.lang();
    let more = history.len() > A_PAGE;
    history.truncate(A_PAGE);
    let next = history.last().filter(|_| more).map(|last| {
        let path = format!("{}?before={}", page_of(role.code.as_str()), last.id);
        view! { <a class="button quiet small" href=path>{t.text("rules-older")}</a> }
    });
    let none =
        (history.is_empty() && !older).then(|| view! { <p class="quiet-text">{t.text("role-history-none")}</p> });
    let rows: Vec<_> = history.iter().map(|change| changed(staff, change)).collect();
    view! {
        <section class="panel" aria-label=t.text("rules-history")>
            <header><h2>{t.text("rules-history")}</h2></header>
            {none}
            <ul class="rows decided">{rows}</ul>
            <nav class="pager" aria-label=t.text("rules-history")>{next}</nav>
        </section>
    }
}

fn changed(staff: &Staff, change: &RoleChange) -> impl IntoView + use<> {
    let t = staff.lang();
    let made = [
        ("who", change.by.clone().into()),
        ("when", moment_text(&staff.portal, t, change.at).into()),
    ];
    let (was, is) = &change.name;
    let named = (was != is && !is.is_empty())
        .then(|| view! { <li>{t.with("role-name-is", &[("name", is.clone().into())])}</li> });
    let (before, after) = &change.rights;
    let rights: Vec<_> = words::differences(t, before, after)
        .into_iter()
        .map(|words| view! { <li>{words}</li> })
        .collect();
    view! {
        <li>
            <p><strong>{t.with("rules-history-by", &made)}</strong></p>
            <p>{change.reason.clone()}</p>
            <ul class="sentences">{named}{rights}</ul>
        </li>
    }
}

fn change_form(t: Lang, role: &RoleRow, own: &Rights) -> AnyView {
    let typed = Typed::into_form("change_rights");
    let standard = RoleTitle {
        code: role.code.clone(),
        name: String::new(),
    };
    let hint = t.with("role-name-hint", &[("name", role_name(t, &standard).into())]);
    let is_standard = RoleCode::BUILT_IN.contains(&role.code);
    let hint = is_standard.then_some(hint);
    let code = role.code.as_str().to_owned();
    view! {
        <form class="card form" method="post" action="/do/change_rights">
            <p class="quiet-text">{t.text("role-change-text")}</p>
            {key_field(&typed)}
            <input type="hidden" name="role" value=code />
            <Field
                name="name"
                label=t.text("role-name")
                hint=hint
                maxlength="100"
                autocomplete="off"
                required=!is_standard
                value=typed.or("name", role.title.name.clone())
            />
            {right_fields(t, &typed, role.post, &role.rights, own)}
            <Field
                name="reason"
                label=t.text("entry-reason")
                maxlength="200"
                autocomplete="off"
                value=typed.value("reason")
            />
            {password_field(t, "password")}
            <button class="button">{t.text("role-save")}</button>
        </form>
    }
    .into_any()
}

fn end_form(t: Lang, role: &RoleRow) -> AnyView {
    let typed = Typed::into_form("end_role");
    let (open, code) = (typed.is_there(), role.code.as_str().to_owned());
    view! {
        <section class="card">
            <p class="quiet-text">{t.text("role-end-text")}</p>
            <Confirm words=t.text("role-end").to_owned() question=t.text("role-end-sure").to_owned() open=open>
                <form class="form" method="post" action="/do/end_role">
                    {key_field(&typed)}
                    <input type="hidden" name="role" value=code />
                    <Field name="reason" label=t.text("entry-reason") maxlength="200" value=typed.value("reason") />
                    {password_field(t, "password")}
                    <button class="button certain">{t.text("role-end")}</button>
                </form>
            </Confirm>
        </section>
    }
    .into_any()
}
