//! The categories as a tree, each with its name to be changed; a new one below any of the first two levels.

use huika_domain::{CATEGORY_LEVELS, CategoryId, CategoryName, ErrorCode};
use huika_store::{
    Tx,
    goods::{CategoryRow, GoodsError, categories as all_categories, end_category, make_category, rename_category},
    once,
    staff::Role,
};
use leptos::prelude::*;

use super::{fields::refusal, list::PAGE as LIST};
use crate::{
    context::{Done, Typed, go, refuse},
    i18n::Lang,
    office::{
        form::sender,
        frame::{Office, Scoped, enter},
    },
    show::page,
    staff::Staff,
    ui::{Confirm, Crumb, Empty, Field, PageError, done, icon as draw, key_field},
};

const PAGE: &str = "/office/goods/categories";

/// `/office/goods/categories`.
pub fn categories() -> impl IntoView {
    page(async {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let rows = desk.read(all_categories).await?;
        let t = desk.lang();
        let runs = desk.session.role.runs_shop();
        let new = runs.then(|| new_form(t, &rows));
        let list = if rows.is_empty() {
            view! { <Empty icon=draw::GIFT title=t.text("categories-none") text=t.text("categories-none-text") /> }
                .into_any()
        } else {
            let lines: Vec<_> = rows.iter().map(|row| line(t, row, runs)).collect();
            view! { <section class="card"><ul class="rows">{lines}</ul></section> }.into_any()
        };
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("goods-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("categories-title").to_owned()
                lead=t.text("categories-lead").to_owned()
                crumb=crumb
            >
                {done(&[
                    ("made", t.text("category-was-made")),
                    ("renamed", t.text("category-was-renamed")),
                    ("ended", t.text("category-was-ended")),
                ])}
                {PageError::notice(PageError::of_request())}
                {list}
                {new}
            </Office>
        }
        .into_any())
    })
}

fn line(t: Lang, row: &CategoryRow, runs: bool) -> impl IntoView + use<> {
    let goods = format!("{LIST}?category={}", row.id);
    let forms = runs.then(|| change_forms(t, row));
    view! {
        <li>
            <p><a class="link" href=goods>{row.path.clone()}</a></p>
            {forms}
        </li>
    }
}

fn change_forms(t: Lang, row: &CategoryRow) -> impl IntoView + use<> {
    let id = row.id.to_string();
    let typed = Typed::into_one_of("rename_category", "category", &id);
    let ending = Typed::into_one_of("end_category", "category", &id);
    let open = typed.is_there() || ending.is_there();
    let (renaming_key, ending_key) = (key_field(&typed), key_field(&ending));
    let field = format!("name-{id}");
    let (again, name) = (id.clone(), typed.or("name", row.name.clone()));
    view! {
        <details open=open>
            <summary>{t.text("category-change")}</summary>
            <form class="form" method="post" action="/do/rename_category">
                {renaming_key}
                <input type="hidden" name="category" value=id />
                <div class="field">
                    <label for=field.clone()>{t.text("category-name")}</label>
                    <input id=field name="name" type="text" value=name maxlength="60" autocomplete="off" required />
                </div>
                <button class="btn">{t.text("category-rename")}</button>
            </form>
            <Confirm words=t.text("category-end").to_owned() question=t.text("category-end-sure").to_owned()>
                <form class="form" method="post" action="/do/end_category">
                    {ending_key}
                    <input type="hidden" name="category" value=again />
                    <button class="button certain">{t.text("category-end")}</button>
                </form>
            </Confirm>
        </details>
    }
}

fn new_form(t: Lang, rows: &[CategoryRow]) -> impl IntoView + use<> {
    let typed = Typed::into_form("make_category");
    let chosen = typed.value("parent").unwrap_or_default();
    let options: Vec<_> = rows
        .iter()
        .filter(|row| row.level < CATEGORY_LEVELS)
        .map(|row| {
            let id = row.id.to_string();
            view! { <option value=id.clone() selected=id == chosen>{row.path.clone()}</option> }
        })
        .collect();
    view! {
        <form class="card form" method="post" action="/do/make_category">
            <h2>{t.text("category-new")}</h2>
            {key_field(&typed)}
            <Field name="name" label=t.text("category-name") maxlength="60" autocomplete="off" value=typed.value("name") />
            <div class="field">
                <label for="parent">{t.text("category-below")}</label>
                <select id="parent" name="parent">
                    <option value="" selected=chosen.is_empty()>{t.text("category-top")}</option>
                    {options}
                </select>
            </div>
            <button class="button">{t.text("category-make")}</button>
        </form>
    }
}

#[server(prefix = "/do", endpoint = "make_category")]
pub async fn make(#[server(default)] parent: String, #[server(default)] name: String) -> Done {
    let staff = match sender(PAGE, Role::runs_shop).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let parent = match parent.as_str() {
        "" => None,
        id => match CategoryId::parse(id) {
            Ok(id) => Some(id),
            Err(_) => return refuse(PAGE, ErrorCode::NoCategory.as_str()),
        },
    };
    let name = match CategoryName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let (by, sent) = (staff.session.operator, staff.sent("make-category"));
    let made = staff.write(move |tx| {
        once(
            tx,
            &sent,
            |_: &CategoryId| true,
            |tx| make_category(tx, by, parent, &name),
        )
    });
    match made.await {
        Ok(_) => go(&format!("{PAGE}?done=made")),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}

/// Sender and category of a form, or the answer to give instead.
async fn about(category: &str) -> Result<(Staff, CategoryId), Done> {
    let staff = sender(PAGE, Role::runs_shop).await?;
    match CategoryId::parse(category) {
        Ok(category) => Ok((staff, category)),
        Err(_) => Err(refuse(PAGE, ErrorCode::NoCategory.as_str())),
    }
}

async fn carry_out(
    staff: &Staff,
    done: &str,
    use_case: impl Fn(&mut Tx<'_>) -> Result<(), GoodsError> + Send + 'static,
) -> Done {
    match staff.write(use_case).await {
        Ok(()) => go(&format!("{PAGE}?done={done}")),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}

#[server(prefix = "/do", endpoint = "rename_category")]
pub async fn rename(#[server(default)] category: String, #[server(default)] name: String) -> Done {
    let (staff, id) = match about(&category).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let name = match CategoryName::parse(&name) {
        Ok(name) => name,
        Err(error) => return refuse(PAGE, error.code()),
    };
    let by = staff.session.operator;
    carry_out(&staff, "renamed", move |tx| rename_category(tx, by, id, &name)).await
}

#[server(prefix = "/do", endpoint = "end_category")]
pub async fn end(#[server(default)] category: String) -> Done {
    let (staff, id) = match about(&category).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    carry_out(&staff, "ended", move |tx| end_category(tx, by, id)).await
}
