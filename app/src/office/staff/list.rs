//! The operators whom somebody sees: those of their stores, or all.

use huika_domain::OperatorId;
use huika_store::{
    StoreError,
    staff::{OperatorRow, Role, operators, stores},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{page, role_name},
    ui::{Column, Empty, Filter, PageError, Sheet, Tone, filters, icon as draw, pager, tag},
};

pub const PAGE: &str = "/office/staff";
/// Operators on a page.
const A_PAGE: usize = 100;

type Stores = Vec<(huika_domain::StoreId, String)>;

/// `/office/staff`: who works here, or who has left as `?show=left`.
pub fn staff() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let (show, after) = (text("show"), OperatorId::parse(&text("after")).ok());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let (viewer, left) = (desk.session.operator, show == "left");
        let (mut rows, stores) = desk
            .read(move |tx| Ok::<_, StoreError>((operators(tx, viewer, left, after, A_PAGE as i64 + 1)?, stores(tx)?)))
            .await?;
        let t = desk.lang();
        let more = rows.len() > A_PAGE;
        rows.truncate(A_PAGE);
        let filter = Filter {
            path: PAGE,
            name: "show",
            chosen: show,
        };
        let start = if left {
            format!("{PAGE}?show=left")
        } else {
            PAGE.to_owned()
        };
        let next = rows.last().filter(|_| more).map(|last| {
            let joint = if left { '&' } else { '?' };
            (t.text("page-next"), format!("{start}{joint}after={}", last.id))
        });
        let first = after.map(|_| (t.text("page-first"), start.clone()));
        let new = desk.session.role.appoints_any().then(|| {
            view! { <a class="btn go" href="/office/staff/new">{t.text("staff-new")}</a> }
        });
        let shown = filters(
            t,
            &filter,
            t.text("staff-here"),
            &[("left", t.text("staff-left").to_owned())],
        );
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("staff-title").to_owned()
                lead=t.text("staff-lead").to_owned()
                acts=new.into_any()
            >
                {PageError::notice(PageError::of_request())}
                {shown}
                {table(t, &rows, &stores)}
                {pager(t.text("staff-title").to_owned(), first, next)}
            </Office>
        }
        .into_any())
    })
}

/// The names of what an operator sees.
fn sees(t: Lang, row: &OperatorRow, stores: &Stores) -> String {
    if row.role.role().sees_chain() {
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
    if row.totp || row.passkeys > 0 {
        tag(Tone::Good, t.text("security-on").to_owned())
    } else {
        tag(Tone::Plain, t.text("security-off").to_owned())
    }
}

fn table(t: Lang, rows: &[OperatorRow], stores: &Stores) -> impl IntoView + use<> {
    if rows.is_empty() {
        return view! { <Empty icon=draw::USER title=t.text("staff-none") text=t.text("staff-none-text") /> }
            .into_any();
    }
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let waits = (!row.has_password && row.ended_at.is_none())
                .then(|| tag(Tone::Warn, t.text("staff-invited").to_owned()));
            view! {
                <tr>
                    <td><a class="link" href=format!("{PAGE}/{}", row.id)>{row.name.clone()}</a>" "{waits}</td>
                    <td>{row.login.clone()}</td>
                    <td>{role_name(t, &row.role.title)}</td>
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
    let columns = columns.map(|key| Column::words(t.text(key))).to_vec();
    view! { <Sheet label=t.text("staff-title").to_owned() columns>{lines}</Sheet> }.into_any()
}
