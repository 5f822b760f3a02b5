//! `/office/grants`: what was given to many at once.

use huika_store::{report::named, staff::Role};
use leptos::prelude::*;

use crate::{
    office::{
        frame::{Office, Scoped, enter},
        report::listed,
    },
    show::{Leave, page},
    ui::{PageError, done},
};

pub(super) const PAGE: &str = "/office/grants";

pub fn grants() -> impl IntoView {
    page(async move {
        let desk = enter(Role::sees_grants, Scoped::No).await?;
        let t = desk.lang();
        // Who gives without seeing what belongs to no store sees each of their own by its address.
        let list = if desk.session.role.sees_shop() {
            Some(listed(&desk.staff, named("grants").ok_or(Leave::NotFound)?, PAGE).await?)
        } else {
            None
        };
        let new = desk
            .session
            .role
            .grants()
            .then(|| view! { <a class="btn go" href="/office/grants/new">{t.text("grant-new")}</a> });
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("grants-title").to_owned()
                lead=t.text("grants-lead").to_owned()
                acts=new.into_any()
            >
                {done(&[("dropped", t.text("grant-was-dropped"))])}
                {PageError::notice(PageError::of_request())}
                {list}
            </Office>
        }
        .into_any())
    })
}
