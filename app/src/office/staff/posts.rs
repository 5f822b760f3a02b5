//! The posts that somebody has besides their own: for some days or without an end.
#![expect(
    clippy::too_many_arguments,
    reason = "a server function has one argument for each field of its form"
)]

use huika_domain::{BusinessDay, ErrorCode, OperatorId, Reason};
use huika_store::staff::{FurtherPost, NewFurtherPost, OperatorRow, Role, RoleRow, end_post, give_post};
use leptos::prelude::*;

use super::{
    address::form_page,
    change::{about, answer_refused, carry_out},
    make::{Places, password_of, place_fields, read_post},
};
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{form::manage, organisation::list::day_text},
    show::{role_name, role_text},
    ui::{Tone, key_field, tag},
};

/// The form's word in the address.
pub const POSTS: &str = "posts";

/// What they have, each with the way to end it, and a form for each role that may be given.
pub(super) fn posts_form(
    t: Lang,
    row: &OperatorRow,
    posts: &[FurtherPost],
    roles: &[RoleRow],
    places: &Places,
    today: BusinessDay,
) -> AnyView {
    let had: Vec<_> = posts.iter().map(|post| one(t, row.id, post)).collect();
    let had = if had.is_empty() {
        view! { <p class="quiet-text">{t.text("staff-posts-none")}</p> }.into_any()
    } else {
        had.into_any()
    };
    let forms: Vec<_> = roles.iter().map(|role| form(t, row, role, places, today)).collect();
    view! {
        <section class="card"><h2>{t.text("staff-posts")}</h2><p class="quiet-text">{t.text("staff-posts-text")}</p>{had}</section>
        {forms}
    }
    .into_any()
}

fn one(t: Lang, operator: OperatorId, post: &FurtherPost) -> impl IntoView + use<> {
    let place = if post.places.is_empty() {
        t.text("staff-whole-chain").to_owned()
    } else {
        post.places.join(t.text("list-comma"))
    };
    let from = day_text(post.from);
    let days = match post.until {
        Some(until) => t.with(
            "staff-post-days",
            &[("from", from.into()), ("until", day_text(until).into())],
        ),
        None => t.with("staff-post-open", &[("from", from.into())]),
    };
    let (tone, state) = if post.in_force {
        (Tone::Good, "staff-post-now")
    } else {
        (Tone::Plain, "staff-post-later")
    };
    view! {
        <form class="acts" method="post" action="/do/end_post">
            <input type="hidden" name="operator" value=operator.to_string() />
            <input type="hidden" name="post" value=post.id.to_string() />
            <span><b>{role_name(t, &post.title)}</b>" · "{place}" · "{days}" · "{post.reason.clone()}</span>
            {tag(tone, t.text(state).to_owned())}
            <button class="btn">{t.text("staff-post-end")}</button>
        </form>
    }
}

fn form(t: Lang, row: &OperatorRow, role: &RoleRow, places: &Places, today: BusinessDay) -> impl IntoView + use<> {
    let code = role.code.as_str().to_owned();
    let typed = Typed::into_one_of("give_post", "role", &code);
    let password = password_of(t, &code);
    view! {
        <details class="card" name="role" open=typed.is_there()>
            <summary><b>{role_name(t, &role.title)}</b><small class="quiet-text">{role_text(t, role)}</small></summary>
            <form class="form" method="post" action="/do/give_post">
                {key_field(&typed)}
                <input type="hidden" name="operator" value=row.id.to_string() />
                <input type="hidden" name="role" value=code />
                {place_fields(t, &typed, role, places, &[], &[])}
                {of_form(t.text("staff-post-from"), "from", "date", true, typed.or("from", day_text(today)), None)}
                {of_form(
                    t.text("staff-post-until"),
                    "until",
                    "date",
                    false,
                    typed.value("until").unwrap_or_default(),
                    Some(t.text("staff-post-until-hint")),
                )}
                {of_form(t.text("entry-reason"), "reason", "text", true, typed.value("reason").unwrap_or_default(), None)}
                {password}
                <button class="button">{t.text("staff-post-give")}</button>
            </form>
        </details>
    }
}

/// A field inside of its label: each of the page's forms has one of this name.
fn of_form(
    label: &'static str,
    name: &'static str,
    kind: &'static str,
    required: bool,
    value: String,
    hint: Option<&'static str>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input name=name type=kind maxlength="200" autocomplete="off" required=required value=value />
            {hint.map(|hint| view! { <small class="hint">{hint}</small> })}
        </label>
    }
}

#[server(prefix = "/do", endpoint = "give_post")]
pub async fn give(
    #[server(default)] operator: String,
    #[server(default)] role: String,
    #[server(default)] stores: Vec<String>,
    #[server(default)] regions: Vec<String>,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] reason: String,
    #[server(default)] password: String,
) -> Done {
    let (staff, operator) = match about(&operator, Role::appoints_any).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = form_page(operator, POSTS);
    let Some(post) = read_post(&role, &stores, &regions) else {
        return refuse(&page, ErrorCode::StoresDoNotFit.as_str());
    };
    let day = |text: &str| BusinessDay::parse(text.trim());
    let until = match until.trim() {
        "" => Ok(None),
        text => day(text).map(Some),
    };
    let (Ok(from), Ok(until)) = (day(&from), until) else {
        return refuse(&page, ErrorCode::DayInvalid.as_str());
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let new = NewFurtherPost {
        post,
        from,
        until,
        reason,
    };
    let given = manage(&staff, "give-post", password, move |tx, by| {
        give_post(tx, by, operator, &new)
    });
    match given.await {
        Ok(()) => go(&format!("{}?done=post-given", form_page(operator, ""))),
        Err(code) => answer_refused(operator, POSTS, &code),
    }
}

#[server(prefix = "/do", endpoint = "end_post")]
pub async fn end(#[server(default)] operator: String, #[server(default)] post: String) -> Done {
    let (staff, operator) = match about(&operator, Role::appoints_any).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let post = post.parse().unwrap_or_default();
    let by = staff.session.operator;
    carry_out(&staff, operator, POSTS, "post-ended", move |tx| {
        end_post(tx, by, operator, post)
    })
    .await
}
