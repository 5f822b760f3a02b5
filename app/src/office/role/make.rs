//! A role that the shop makes: what it is called, how far its post reaches, and its rights.

use std::collections::BTreeMap;

use huika_domain::{ErrorCode, Reach, Reason, Rights, RoleName};
use huika_store::staff::{NewRole, Role, make_role, own_rights};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    fields::{read_rights, right_fields},
    list::page_of,
    words,
};
use crate::{
    context::{Done, Typed, go, refuse},
    office::{
        form::{manage, sender},
        frame::{Office, Scoped, enter},
    },
    show::page,
    staff::security::password_field,
    ui::{Crumb, Field, PageError, chip_choice, key_field},
};

const PAGE: &str = "/office/roles/new";

fn page_for(post: Reach) -> String {
    format!("{PAGE}?post={post}")
}

/// `/office/roles/new`, for one kind of post as `?post=`.
pub fn new_role() -> impl IntoView {
    let wanted = use_query_map().with_untracked(|query| query.get("post").unwrap_or_default());
    page(async move {
        let desk = enter(Role::edits_roles, Scoped::No).await?;
        let viewer = desk.session.operator;
        let own = desk.read(move |tx| own_rights(tx, viewer)).await?;
        let t = desk.lang();
        let post = Reach::parse(&wanted).unwrap_or(Reach::Own);
        let typed = Typed::into_one_of("make_role", "post", post.as_str());
        let chips: Vec<_> = Reach::ALL
            .into_iter()
            .map(|one| chip_choice(words::post(t, one), page_for(one), one == post))
            .collect();
        let crumb = Crumb {
            path: super::list::PAGE.to_owned(),
            words: t.text("roles-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("role-new").to_owned()
                lead=t.text("role-new-lead").to_owned()
                crumb=crumb
            >
                {PageError::notice(PageError::of_request())}
                <nav class="filters" aria-label=t.text("role-post")>{chips}</nav>
                <form class="card form" method="post" action="/do/make_role">
                    {key_field(&typed)}
                    <input type="hidden" name="post" value=post.as_str() />
                    <Field
                        name="name"
                        label=t.text("role-name")
                        maxlength="100"
                        autocomplete="off"
                        value=typed.value("name")
                    />
                    {right_fields(t, &typed, post, &Rights::default(), &own)}
                    <Field
                        name="reason"
                        label=t.text("entry-reason")
                        maxlength="200"
                        autocomplete="off"
                        value=typed.value("reason")
                    />
                    {password_field(t, "password")}
                    <button class="button">{t.text("role-make")}</button>
                </form>
            </Office>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "make_role")]
pub async fn make(
    #[server(default)] post: String,
    #[server(default)] name: String,
    #[server(default)] right: BTreeMap<String, String>,
    #[server(default)] reason: String,
    #[server(default)] password: String,
) -> Done {
    let staff = match sender(PAGE, Role::edits_roles).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Some(post) = Reach::parse(&post) else {
        return refuse(PAGE, ErrorCode::RoleRights.as_str());
    };
    let page = page_for(post);
    let Some(name) = RoleName::parse(&name) else {
        return refuse(&page, ErrorCode::RoleName.as_str());
    };
    let rights = match read_rights(post, &right) {
        Ok(rights) => rights,
        Err(code) => return refuse(&page, code.as_str()),
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let new = NewRole {
        name,
        post,
        rights,
        reason,
    };
    let made = manage(&staff, "make-role", password, move |tx, by| {
        make_role(tx, by, &new).map(|code| code.as_str().to_owned())
    });
    match made.await {
        Ok(code) => go(&format!("{}?done=made", page_of(&code))),
        Err(code) => refuse(&page, &code),
    }
}
