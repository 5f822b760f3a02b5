//! One of the goods: what it says, as facts for who reads and as a form for who changes.

use huika_domain::{Fen, GoodsId};
use huika_store::{
    StoreError,
    goods::{GoodsRow, brands, categories, goods},
    picture::PictureOf,
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    fields::fields,
    list::{PAGE as LIST, kind_words, state_tag},
};
use crate::{
    context::{Portal, Typed},
    i18n::Lang,
    office::{
        frame::{Office, Scoped, enter},
        picture::{address, picture_forms},
    },
    show::{Leave, page, times::moment_text},
    ui::{Crumb, PageError, done, fact, key_field},
};

/// `/office/goods/:goods`.
pub fn one_goods() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("goods").unwrap_or_default());
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let id = GoodsId::parse(&id).map_err(|_| Leave::NotFound)?;
        let (row, all, known) = desk
            .read(move |tx| Ok::<_, StoreError>((goods(tx, id)?, categories(tx)?, brands(tx)?)))
            .await?;
        let row = row.ok_or(Leave::NotFound)?;
        let known: Vec<String> = known.into_iter().map(|(_, name)| name).collect();
        let t = desk.lang();
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("goods-title"),
        };
        let content = if desk.session.role.runs_shop() {
            let typed = Typed::into_form("change_goods");
            view! {
                <form class="card form" method="post" action="/do/change_goods">
                    {key_field(&typed)}
                    <input type="hidden" name="goods" value=row.id.to_string() />
                    {fields(&desk.portal, t, &typed, Some(&row), &all, &known)}
                    <button class="button">{t.text("store-save")}</button>
                </form>
                {picture_forms(t, PictureOf::Goods(row.id), &row.picture, &row.name)}
            }
            .into_any()
        } else {
            facts(&desk.portal, t, &row)
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=row.name.clone()
                lead=t.with("goods-number", &[("code", row.code.clone().into())])
                crumb=crumb
                tags=state_tag(t, &row, desk.portal.now())
            >
                {done(&[("made", t.text("goods-was-made")), ("changed", t.text("goods-was-changed")), ("picture", t.text("picture-was-changed"))])}
                {PageError::notice(PageError::of_request())}
                {content}
            </Office>
        }
        .into_any())
    })
}

fn facts(portal: &Portal, t: Lang, row: &GoodsRow) -> AnyView {
    let or_none = |text: &str| {
        if text.is_empty() {
            t.text("not-said").to_owned()
        } else {
            text.to_owned()
        }
    };
    let price = |fen: Option<Fen>| fen.map_or_else(|| t.text("not-said").to_owned(), Fen::display);
    let yes = |it: bool| t.text(if it { "rule-yes" } else { "rule-no" }).to_owned();
    let until = row
        .sold_until
        .map(|until| fact(t.text("goods-until"), moment_text(portal, t, until.plus_millis(-1))));
    let picture = (!row.picture.is_empty())
        .then(|| view! { <img class="kept-picture" src=address(&row.picture) alt=row.name.clone() /> });
    view! {
        <section class="card">
            {picture}
            <dl class="facts">
                {fact(t.text("goods-kind"), kind_words(t, row.kind).to_owned())}
                {fact(t.text("goods-category"), or_none(&row.category_name))}
                {fact(t.text("goods-brand"), or_none(&row.brand))}
                {fact(t.text("goods-unit"), row.unit.clone())}
                {fact(t.text("goods-barcode"), or_none(&row.barcode))}
                {fact(t.text("goods-list-price"), row.prices.list.display())}
                {fact(t.text("goods-member-price"), price(row.prices.member))}
                {fact(t.text("goods-dealer-1"), price(row.prices.dealers[0]))}
                {fact(t.text("goods-dealer-2"), price(row.prices.dealers[1]))}
                {fact(t.text("goods-dealer-3"), price(row.prices.dealers[2]))}
                {fact(t.text("goods-no-discount"), yes(row.no_discount))}
                {fact(t.text("goods-no-points"), yes(row.no_points))}
                {fact(t.text("goods-from"), moment_text(portal, t, row.sold_from))}
                {until}
            </dl>
        </section>
    }
    .into_any()
}
