//! `/office/members`: the members of those stores that the operator sees, by every condition that the books can answer, with the segments
//! that the shop has made of such conditions.

use huika_domain::{Points, TagId};
use huika_store::{
    StoreError,
    report::{Filters, Report, named},
    segment::{Segment, segments},
    staff::Role,
    tag::{TagRow, TagWay, tags},
};
use leptos::prelude::*;

use super::address::PAGE;
use crate::{
    context::{Typed, query_of, visit},
    i18n::Lang,
    office::{
        frame::{Office, Scoped, enter},
        report::{exports_of, listed},
    },
    show::{Leave, page},
    ui::{Field, PageError, chip_choice, done},
};

pub fn members() -> impl IntoView {
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let report = named("members").ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let query = asked(&desk, report);
        let (segments, tags) = desk.read(|tx| Ok::<_, StoreError>((segments(tx)?, tags(tx)?))).await?;
        let list = listed(&desk.staff, report, PAGE).await?;
        let keeps = desk.session.role.keeps_members();
        let acts = desk.session.role.enters_members().then(|| {
            view! { <a class="btn go" href="/office/members/new">{t.text("new-member-title")}</a> }
        });
        let segments_kept = desk.session.role.keeps_segments();
        let below = (keeps || segments_kept).then(|| {
            view! {
                <div class="below">
                    {keeps.then(|| mark(t, &query, &tags))}
                    {segments_kept.then(|| save(t, &query))}
                </div>
            }
        });
        let no_file = (!report.may_export(desk.session.role)).then(|| exports_of(t));
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("members-title").to_owned()
                lead=t.text("members-lead").to_owned()
                acts=acts.into_any()
            >
                {done(&[
                    ("segment", t.text("segment-saved")),
                    ("tagged", t.text("tag-given")),
                    ("untagged", t.text("tag-taken")),
                ])}
                {PageError::notice(PageError::of_request())}
                {saved(t, &segments, &query)}
                {list}
                {no_file}
                {below}
            </Office>
        }
        .into_any())
    })
}

/// The conditions of this request, in the one form that is kept.
fn asked(desk: &crate::staff::Staff, report: &Report) -> String {
    let query = query_of(&visit());
    let today = desk.portal.shop.zone.business_day(desk.portal.now());
    let filters = Filters::parse(report, today, |name| {
        query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    });
    // How they are shown says nothing about who they are.
    filters.conditions().query()
}

/// The segments as links to whom they hold of.
fn saved(t: Lang, segments: &[Segment], query: &str) -> Option<impl IntoView + use<>> {
    let chips: Vec<_> = segments
        .iter()
        .map(|segment| {
            chip_choice(
                segment.name.clone(),
                format!("{PAGE}?{}", segment.query),
                segment.query == query,
            )
        })
        .collect();
    (!chips.is_empty()).then(|| {
        view! { <nav class="filters" aria-label=t.text("segments-title")><span class="of">{t.text("segments-title")}</span>{chips}</nav> }
    })
}

/// Keeps what is asked as a segment.
fn save(t: Lang, query: &str) -> Option<impl IntoView + use<>> {
    let typed = Typed::into_form("save_segment");
    (!query.is_empty()).then(|| {
        view! {
            <details class="card fold" open=typed.is_there()>
                <summary>{t.text("segment-save")}</summary>
                <form class="form" method="post" action="/do/save_segment">
                    <p class="quiet-text">{t.text("segment-save-text")}</p>
                    <input type="hidden" name="query" value=query.to_owned() />
                    <Field name="name" label=t.text("segment-name") maxlength="60" autocomplete="off" value=typed.value("name") />
                    <button class="button">{t.text("segment-save-go")}</button>
                </form>
            </details>
        }
    })
}

/// Marks all who are listed, on all pages.
fn mark(t: Lang, query: &str, tags: &[TagRow]) -> Option<impl IntoView + use<>> {
    let typed = Typed::into_form("tag_members");
    let options: Vec<_> = tags
        .iter()
        .map(|tag| {
            let id: TagId = tag.id;
            let chosen = typed.picked("tag", &id.to_string(), false);
            view! { <option value=id.to_string() selected=chosen>{tag.name.clone()}</option> }
        })
        .collect();
    let most = Points::new(10_000).display();
    (!tags.is_empty()).then(|| {
        view! {
            <details class="card fold" open=typed.is_there()>
                <summary>{t.text("tag-many")}</summary>
                <form class="form" method="post" action="/do/tag_members">
                    <p class="quiet-text">{t.with("tag-many-text", &[("count", most.into())])}</p>
                    <input type="hidden" name="query" value=query.to_owned() />
                    <label class="field"><span>{t.text("tag-one")}</span><select name="tag">{options}</select></label>
                    <div class="acts">
                        <button class="button" name="way" value=TagWay::Give.as_str()>{t.text("tag-give")}</button>
                        <button class="button quiet" name="way" value=TagWay::Take.as_str()>{t.text("tag-take")}</button>
                    </div>
                </form>
            </details>
        }
    })
}
