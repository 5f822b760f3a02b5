//! The goods, found by a part of their name, by barcode or number, by category, and by whether they are on sale.

use huika_domain::{CategoryId, Fen, GoodsCode, GoodsId, GoodsKind, Millis, NameWords};
use huika_store::{
    StoreError,
    goods::{CategoryRow, GoodsQuery, GoodsRow, GoodsState, Wanted, categories, find_goods},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::page,
    ui::{
        Column, Empty, PageError, Sheet, Tone,
        address::{with, without},
        done, icon as draw, pager, tag,
    },
};

pub const PAGE: &str = "/office/goods";
/// Goods on a page.
const A_PAGE: usize = 50;

/// What the list is asked for.
#[derive(Clone, Default)]
struct Asked {
    text: String,
    category: Option<CategoryId>,
    state: Option<GoodsState>,
    after: Option<GoodsId>,
}

impl Asked {
    fn of_request() -> Self {
        let query = use_query_map().with_untracked(Clone::clone);
        let get = |name: &str| query.get(name).unwrap_or_default();
        Self {
            text: get("q"),
            category: CategoryId::parse(&get("category")).ok(),
            state: GoodsState::parse(&get("state")),
            after: GoodsId::parse(&get("after")).ok(),
        }
    }

    /// A number where it reads like one, else words of a name.
    fn wanted(&self) -> Wanted {
        let text = self.text.trim();
        let number = GoodsCode::parse(text)
            .ok()
            .filter(|code| code.as_str().bytes().any(|byte| byte.is_ascii_digit()));
        match (number, NameWords::parse(text)) {
            (Some(code), _) => Wanted::Number(code.as_str().to_owned()),
            (None, Some(words)) => Wanted::Words(words),
            (None, None) => Wanted::All,
        }
    }

    fn query(&self) -> GoodsQuery {
        GoodsQuery {
            wanted: self.wanted(),
            category: self.category,
            state: self.state,
            after: self.after,
            limit: A_PAGE as i64 + 1,
        }
    }
}

/// `/office/goods`, with what is looked for as `?q=`, `?category=` and `?state=`.
pub fn goods() -> impl IntoView {
    let asked = Asked::of_request();
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let query = asked.query();
        let (mut rows, all) = desk
            .read(move |tx| Ok::<_, StoreError>((find_goods(tx, &query)?, categories(tx)?)))
            .await?;
        let t = desk.lang();
        let more = rows.len() > A_PAGE;
        rows.truncate(A_PAGE);
        let last = rows.last().filter(|_| more).map(|row| row.id);
        let query = &desk.visit.query;
        let on = last.map(|last| (t.text("page-next"), with(PAGE, query, "after", &last.to_string())));
        let back = asked
            .after
            .map(|_| (t.text("page-first"), without(PAGE, query, "after")));
        let acts = view! {
            <a class="btn" href=format!("{PAGE}/categories")>{t.text("categories-title")}</a>
            {desk
                .session
                .role
                .runs_shop()
                .then(|| view! { <a class="btn" href=format!("{PAGE}/import")>{t.text("import-open")}</a> <a class="btn go" href=format!("{PAGE}/new")>{t.text("goods-new")}</a> })}
        };
        let now = desk.portal.now();
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("goods-title").to_owned()
                lead=t.text("goods-lead").to_owned()
                acts=acts.into_any()
            >
                {done(&[("made", t.text("goods-was-made"))])}
                {PageError::notice(PageError::of_request())}
                {search(t, &asked, &all)}
                {table(t, &rows, now)}
                {pager(t.text("goods-title").to_owned(), back, on)}
            </Office>
        }
        .into_any())
    })
}

fn search(t: Lang, asked: &Asked, categories: &[CategoryRow]) -> impl IntoView + use<> {
    let of_category: Vec<_> = categories
        .iter()
        .map(|one| {
            let chosen = asked.category == Some(one.id);
            view! { <option value=one.id.to_string() selected=chosen>{one.path.clone()}</option> }
        })
        .collect();
    let states = [
        ("", t.text("goods-all")),
        ("on-sale", t.text("goods-on-sale")),
        ("off", t.text("goods-off")),
    ]
    .map(|(word, words)| {
        let chosen = asked.state.map_or("", GoodsState::as_str) == word;
        view! { <option value=word selected=chosen>{words}</option> }
    });
    view! {
        <form class="filters" method="get" action=PAGE role="search">
            <div class="field">
                <label for="goods-q">{t.text("goods-search")}</label>
                <input id="goods-q" name="q" type="search" value=asked.text.clone() maxlength="100" autocomplete="off" />
            </div>
            <div class="field">
                <label for="category">{t.text("goods-category")}</label>
                <select id="category" name="category"><option value="">{t.text("goods-all")}</option>{of_category}</select>
            </div>
            <div class="field">
                <label for="state">{t.text("store-state")}</label>
                <select id="state" name="state">{Vec::from(states)}</select>
            </div>
            <button class="btn">{t.text("goods-find")}</button>
        </form>
    }
}

/// A thing, or something that is done.
pub fn kind_words(t: Lang, kind: GoodsKind) -> &'static str {
    match kind {
        GoodsKind::Goods => t.text("goods-kind-goods"),
        GoodsKind::Service => t.text("goods-kind-service"),
    }
}

/// Whether goods are on sale, will be, or were.
pub fn state_tag(t: Lang, row: &GoodsRow, now: Millis) -> AnyView {
    if row.is_on_sale(now) {
        tag(Tone::Good, t.text("goods-on-sale").to_owned()).into_any()
    } else if row.sold_from > now {
        tag(Tone::Plain, t.text("goods-later").to_owned()).into_any()
    } else {
        tag(Tone::Warn, t.text("goods-off").to_owned()).into_any()
    }
}

fn table(t: Lang, rows: &[GoodsRow], now: Millis) -> impl IntoView + use<> {
    if rows.is_empty() {
        return view! { <Empty icon=draw::GIFT title=t.text("goods-none") text=t.text("goods-none-text") /> }
            .into_any();
    }
    let or_dash = |text: &str| {
        if text.is_empty() {
            "—".to_owned()
        } else {
            text.to_owned()
        }
    };
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            let member = row.prices.member.map_or_else(|| "—".to_owned(), Fen::display);
            view! {
                <tr>
                    <td><a class="link" href=format!("{PAGE}/{}", row.id)>{row.name.clone()}</a></td>
                    <td>{row.code.clone()}</td>
                    <td>{or_dash(&row.category_name)}</td>
                    <td>{or_dash(&row.brand)}</td>
                    <td class="n">{row.prices.list.display()}</td>
                    <td class="n">{member}</td>
                    <td>{row.unit.clone()}</td>
                    <td>{or_dash(&row.barcode)}</td>
                    <td>{state_tag(t, row, now)}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("goods-name")),
        Column::words(t.text("goods-code")),
        Column::words(t.text("goods-category")),
        Column::words(t.text("goods-brand")),
        Column::figures(t.text("goods-list-price")),
        Column::figures(t.text("goods-member-price")),
        Column::words(t.text("goods-unit")),
        Column::words(t.text("goods-barcode")),
        Column::words(t.text("store-state")),
    ];
    view! { <Sheet label=t.text("goods-title").to_owned() columns>{lines}</Sheet> }.into_any()
}
