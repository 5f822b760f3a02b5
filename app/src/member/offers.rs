//! What is on for the member: campaigns that concern them, what they do, when and where.

use huika_store::{
    StoreError,
    campaign::{MembersCampaign, book_of, campaigns_for},
};
use leptos::prelude::*;

use super::session::require_member;
use crate::{
    show::{
        Frame, Tab,
        campaign::{does_words, kind_words, what_words, when_words},
        page,
    },
    ui::{Empty, icon as draw},
};

/// `/offers`.
pub fn offers() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (found, book) = member
            .read(|tx, session| {
                let found = campaigns_for(tx, session.member)?;
                let terms: Vec<_> = found.iter().map(|one| &one.terms).collect();
                let book = book_of(tx, &terms)?;
                Ok::<_, StoreError>((found, book))
            })
            .await?;
        let t = member.lang();
        let one = |found: &MembersCampaign| {
            let terms = &found.terms;
            let stores = if found.stores.is_empty() {
                t.text("campaign-all-stores").to_owned()
            } else {
                found.stores.join(t.text("campaign-list"))
            };
            let left = found
                .left
                .map(|left| view! { <p>{t.with("offers-left", &[("count", i64::from(left).into())])}</p> });
            view! {
                <section class="panel">
                    <header><h2>{terms.name.clone()}</h2><small>{kind_words(t, terms.kind.name())}</small></header>
                    <p>{does_words(t, &terms.kind, &book)}</p>
                    <p>{t.with("offers-goods", &[("goods", what_words(t, terms, &book).into())])}</p>
                    <p>{t.with("offers-when", &[("when", when_words(t, &terms.window).into())])}</p>
                    <p>{t.with("offers-where", &[("stores", stores.into())])}</p>
                    {left}
                </section>
            }
        };
        let list: Vec<_> = found.iter().map(one).collect();
        let content = if list.is_empty() {
            view! { <Empty icon=draw::GIFT title=t.text("offers-none") text=t.text("offers-none-text") /> }.into_any()
        } else {
            list.into_any()
        };
        Ok(view! {
            <Frame title=t.text("offers-title").to_owned() tab=Tab::Home back="/">{content}</Frame>
        }
        .into_any())
    })
}
