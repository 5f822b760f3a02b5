//! `/office/days`: how far each store is with closing its days, and who is behind.

use huika_store::{
    day_close::{StoreDay, store_days},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    office::frame::{Desk, Office, Scoped, enter},
    show::page,
    ui::{Column, Empty, Sheet, Tone, icon as draw, tag},
};

const PAGE: &str = "/office/days";

/// Stores on a page.
const STORES: i64 = 50;

pub fn days() -> impl IntoView {
    let after = use_query_map()
        .with_untracked(|query| query.get("after"))
        .and_then(|after| after.parse::<i64>().ok())
        .unwrap_or_default();
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let viewer = desk.session.operator;
        let mut found = desk.read(move |tx| store_days(tx, viewer, after, STORES + 1)).await?;
        let more = found.len() > 50;
        found.truncate(50);
        let t = desk.lang();
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| format!("{PAGE}?after={}", last.store));
        let content = if found.is_empty() {
            view! { <section class="card"><Empty icon=draw::RECEIPT title=t.text("days-none") text=t.text("days-none-text") /></section> }
                .into_any()
        } else {
            sheet(&desk, &found, next).into_any()
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("days-title").to_owned()
                lead=t.text("days-lead").to_owned()
            >
                {content}
            </Office>
        }
        .into_any())
    })
}

fn sheet(desk: &Desk, stores: &[StoreDay], next: Option<String>) -> impl IntoView + use<> {
    let t = desk.lang();
    let rows: Vec<_> = stores
        .iter()
        .map(|store| {
            let closed = store.closed.map_or_else(|| "—".to_owned(), |day| day.to_string());
            let day = store.waits.unwrap_or(store.today);
            let address = format!("{PAGE}/{}/{day}", store.store);
            let state = if store.is_behind() {
                tag(Tone::Bad, t.text("days-behind").to_owned()).into_any()
            } else {
                tag(Tone::Good, t.text("days-in-time").to_owned()).into_any()
            };
            view! {
                <tr>
                    <th scope="row"><a class="link" href=address>{store.name.clone()}</a></th>
                    <td>{state}</td>
                    <td>{closed}</td>
                    <td>{day.to_string()}</td>
                    <td class="n">{store.open_shifts}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("days-store")),
        Column::words(t.text("days-state")),
        Column::words(t.text("days-closed")),
        Column::words(t.text("days-next")),
        Column::figures(t.text("days-open-shifts")),
    ];
    let foot = next.map(|next| view! { <a class="btn" href=next>{t.text("days-more")}</a> }.into_any());
    match foot {
        Some(foot) => view! { <Sheet label=t.text("days-title") columns foot=foot>{rows}</Sheet> }.into_any(),
        None => view! { <Sheet label=t.text("days-title") columns>{rows}</Sheet> }.into_any(),
    }
}
