//! `/office/tags`: the shop's tags with how many each marks, and its segments with how many each holds of now.

use huika_domain::{ErrorCode, Points, ShortName, TagId};
use huika_store::{
    StoreError,
    segment::{Segment, segment_size, segments},
    staff::Role,
    tag::{TagError, TagRow, end_tag, make_tag, rename_tag, tags},
};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Desk, Office, Scoped, enter},
    },
    show::{page, times::moment_text},
    ui::{Column, Confirm, Empty, Field, PageError, Sheet, done, icon as draw},
};

const PAGE: &str = "/office/tags";

/// Counting stops here.
const COUNTED: i64 = 10_000;

pub fn list() -> impl IntoView {
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let viewer = desk.session.operator;
        let (tags, segments) = desk
            .read(move |tx| {
                let mut sized = Vec::new();
                for one in segments(tx)? {
                    let size = segment_size(tx, viewer, &one.query)?;
                    sized.push((one, size));
                }
                Ok::<_, StoreError>((tags(tx)?, sized))
            })
            .await?;
        let t = desk.lang();
        // Tags are the whole shop's: the use case asks whether the right reaches that far.
        let runs = desk.session.role.keeps_members() && desk.session.role.sees_chain();
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("tags-title").to_owned()
                lead=t.text("tags-lead").to_owned()
            >
                {done(&[
                    ("made", t.text("tag-was-made")),
                    ("renamed", t.text("tag-was-renamed")),
                    ("ended", t.text("tag-was-ended")),
                    ("segment-ended", t.text("segment-was-ended")),
                ])}
                {PageError::notice(PageError::of_request())}
                {all_tags(&desk, &tags, runs)}
                {runs.then(|| new_tag(t))}
                {all_segments(&desk, &segments)}
            </Office>
        }
        .into_any())
    })
}

/// `316`, or `10,000+` where counting has stopped.
fn counted(count: i64) -> String {
    if count > COUNTED {
        format!("{}+", Points::new(COUNTED).display())
    } else {
        Points::new(count).display()
    }
}

fn all_tags(desk: &Desk, tags: &[TagRow], runs: bool) -> AnyView {
    let t = desk.lang();
    if tags.is_empty() {
        return view! {
            <section class="card"><Empty icon=draw::STAR title=t.text("tags-none") text=t.text("tags-none-text") /></section>
        }
        .into_any();
    }
    let rows: Vec<_> = tags
        .iter()
        .map(|tag| {
            let forms = runs.then(|| forms(t, tag));
            view! {
                <tr>
                    <th scope="row"><a class="link" href=format!("/office/members?tag={}", tag.id)>{tag.name.clone()}</a></th>
                    <td class="n">{counted(tag.members)}</td>
                    <td>{tag.by.clone()}</td>
                    <td>{moment_text(&desk.portal, t, tag.made_at)}</td>
                    <td>{forms}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("tag-one")),
        Column::figures(t.text("tag-members")),
        Column::words(t.text("tag-by")),
        Column::words(t.text("record-when")),
        Column::words(t.text("tag-acts")),
    ];
    view! { <Sheet label=t.text("tags-title") columns>{rows}</Sheet> }.into_any()
}

fn forms(t: Lang, tag: &TagRow) -> impl IntoView + use<> {
    let id = tag.id.to_string();
    let typed = Typed::into_one_of("rename_tag", "tag", &id);
    let name = typed.or("name", tag.name.clone());
    let sure = t.with("tag-end-sure", &[("name", tag.name.clone().into())]);
    let words = t.with("tag-new-name", &[("name", tag.name.clone().into())]);
    view! {
        <details class="fold" open=typed.is_there()>
            <summary>{t.text("staff-rename")}</summary>
            <form class="line" method="post" action="/do/rename_tag">
                <input type="hidden" name="tag" value=id.clone() />
                <input name="name" maxlength="60" required value=name aria-label=words />
                <button class="btn">{t.text("staff-save")}</button>
            </form>
        </details>
        <Confirm words=t.text("tag-end").to_owned() question=sure>
            <form method="post" action="/do/end_tag">
                <input type="hidden" name="tag" value=id />
                <button class="button certain">{t.text("tag-end")}</button>
            </form>
        </Confirm>
    }
}

fn new_tag(t: Lang) -> impl IntoView {
    let typed = Typed::into_form("make_tag");
    view! {
        <form class="card form" method="post" action="/do/make_tag">
            <h2>{t.text("tag-new")}</h2>
            <Field name="name" label=t.text("tag-name") maxlength="60" autocomplete="off" value=typed.value("name") />
            <button class="button">{t.text("tag-make")}</button>
        </form>
    }
}

fn all_segments(desk: &Desk, segments: &[(Segment, Option<i64>)]) -> AnyView {
    let t = desk.lang();
    if segments.is_empty() {
        return view! { <section class="card"><h2>{t.text("segments-title")}</h2><p class="quiet-text">{t.text("segments-none-text")}</p></section> }
            .into_any();
    }
    let keeps = desk.session.role.keeps_segments();
    let rows: Vec<_> = segments
        .iter()
        .map(|(segment, size)| {
            let id = segment.id.to_string();
            let end = keeps.then(|| {
                let sure = t.with("segment-end-sure", &[("name", segment.name.clone().into())]);
                view! {
                    <Confirm words=t.text("segment-end").to_owned() question=sure>
                        <form method="post" action="/do/end_segment">
                            <input type="hidden" name="segment" value=id />
                            <button class="button certain">{t.text("segment-end")}</button>
                        </form>
                    </Confirm>
                }
            });
            let size = size.map_or_else(|| t.text("segment-unreadable").to_owned(), counted);
            let address = format!("/office/members?{}", segment.query);
            view! {
                <tr>
                    <th scope="row"><a class="link" href=address>{segment.name.clone()}</a></th>
                    <td class="n">{size}</td>
                    <td>{segment.by.clone()}</td>
                    <td>{moment_text(&desk.portal, t, segment.changed_at)}</td>
                    <td>{end}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("segment-name")),
        Column::figures(t.text("tag-members")),
        Column::words(t.text("tag-by")),
        Column::words(t.text("record-when")),
        Column::words(t.text("tag-acts")),
    ];
    view! { <Sheet label=t.text("segments-title") caption=true columns>{rows}</Sheet> }.into_any()
}

fn finish(done: Result<(), TagError>, word: &str) -> Done {
    match done {
        Ok(()) => go(&format!("{PAGE}?done={word}")),
        Err(TagError::Store(fault)) => refuse(PAGE, code_of(&fault, fault.code())),
        Err(error) => refuse(PAGE, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "make_tag")]
pub async fn make(#[server(default)] name: String) -> Done {
    let staff = match sender(PAGE, Role::keeps_members).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let name = match ShortName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let by = staff.session.operator;
    let made = staff.write(move |tx| make_tag(tx, by, &name)).await;
    finish(made.map(drop), "made")
}

#[server(prefix = "/do", endpoint = "rename_tag")]
pub async fn rename(#[server(default)] tag: String, #[server(default)] name: String) -> Done {
    let staff = match sender(PAGE, Role::keeps_members).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(tag) = TagId::parse(&tag) else {
        return refuse(PAGE, ErrorCode::NoTag.as_str());
    };
    let name = match ShortName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let by = staff.session.operator;
    finish(staff.write(move |tx| rename_tag(tx, by, tag, &name)).await, "renamed")
}

#[server(prefix = "/do", endpoint = "end_tag")]
pub async fn end(#[server(default)] tag: String) -> Done {
    let staff = match sender(PAGE, Role::keeps_members).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(tag) = TagId::parse(&tag) else {
        return refuse(PAGE, ErrorCode::NoTag.as_str());
    };
    let by = staff.session.operator;
    finish(staff.write(move |tx| end_tag(tx, by, tag)).await, "ended")
}
