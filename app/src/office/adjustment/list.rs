//! `/office/corrections`: what was corrected by hand. What waits for a second person is decided where everything is that waits for one.

use huika_store::{report::named, staff::Role};
use leptos::prelude::*;

use crate::{
    office::{
        frame::{Office, Scoped, enter},
        report::listed,
    },
    show::{Leave, page},
};

const PAGE: &str = "/office/corrections";

pub fn corrections() -> impl IntoView {
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let t = desk.lang();
        let list = listed(&desk.staff, named("corrections").ok_or(Leave::NotFound)?, PAGE).await?;
        let acts = view! { <a class="btn" href="/counter/approvals">{t.text("sign-offs-title")}</a> };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("corrections-title").to_owned()
                lead=t.text("corrections-lead").to_owned()
                acts=acts.into_any()
            >
                {list}
            </Office>
        }
        .into_any())
    })
}
