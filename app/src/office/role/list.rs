//! All roles: where each works, what it may, and how many people have it.

use huika_store::staff::{Role, RoleRow, roles};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::words;
use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{page, role_name, role_text},
    ui::{Column, Sheet, done, pager},
};

pub const PAGE: &str = "/office/roles";
/// Roles on a page.
const A_PAGE: usize = 50;

/// `/office/roles`.
pub fn list() -> impl IntoView {
    let after = use_query_map().with_untracked(|query| query.get("after").and_then(|text| text.parse::<i64>().ok()));
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let mut rows = desk
            .read(move |tx| roles(tx, after.unwrap_or_default(), A_PAGE as i64 + 1))
            .await?;
        let t = desk.lang();
        let more = rows.len() > A_PAGE;
        rows.truncate(A_PAGE);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|(last, _)| (t.text("page-next"), format!("{PAGE}?after={}", last.id)));
        let first = after.map(|_| (t.text("page-first"), PAGE.to_owned()));
        let new = desk.session.role.edits_roles().then(|| {
            view! { <a class="btn go" href="/office/roles/new">{t.text("role-new")}</a> }
        });
        let lines: Vec<_> = rows.iter().map(|(role, people)| line(t, role, *people)).collect();
        let columns = ["staff-role", "role-post", "role-rights", "role-people"];
        let columns = columns.map(|key| Column::words(t.text(key))).to_vec();
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("roles-title").to_owned()
                lead=t.text("roles-lead").to_owned()
                acts=new.into_any()
            >
                {done(&[("ended", t.text("role-was-ended"))])}
                <Sheet label=t.text("roles-title").to_owned() columns>{lines}</Sheet>
                {pager(t.text("roles-title").to_owned(), first, next)}
            </Office>
        }
        .into_any())
    })
}

/// The address of a role's page.
pub fn page_of(code: &str) -> String {
    format!("{PAGE}/{code}")
}

fn line(t: Lang, role: &RoleRow, people: i64) -> impl IntoView + use<> {
    let may: Vec<_> = role
        .rights
        .all()
        .iter()
        .map(|right| words::capability(t, right.capability))
        .collect();
    let text = role_text(t, role);
    let said = if text.is_empty() {
        may.join(t.text("list-comma"))
    } else {
        text
    };
    view! {
        <tr>
            <td><a class="link" href=page_of(role.code.as_str())>{role_name(t, &role.title)}</a></td>
            <td>{words::post(t, role.post)}</td>
            <td>{said}</td>
            <td>{people.to_string()}</td>
        </tr>
    }
}
