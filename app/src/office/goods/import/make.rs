//! `/office/goods/import`: where a table of goods is sent to, and what stands in its columns.

use huika_store::staff::Role;
use leptos::prelude::*;

use super::column::GoodsColumn;
use crate::{
    i18n::Lang,
    office::{
        frame::{Office, Scoped, enter},
        goods::list::PAGE as LIST,
    },
    show::page,
    ui::{Column, Crumb, PageError, Sheet},
};

pub const PAGE: &str = "/office/goods/import";

pub fn import_goods_page() -> impl IntoView {
    page(async {
        let desk = enter(Role::runs_shop, Scoped::No).await?;
        let t = desk.lang();
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("goods-title"),
        };
        Ok::<_, crate::show::Leave>(view! {
            <Office
                around=desk.around.clone()
                title=t.text("import-title").to_owned()
                lead=t.text("import-lead").to_owned()
                crumb=crumb
            >
                {PageError::notice(PageError::of_request())}
                <form class="card form" method="post" action="/office/goods/import/file" enctype="multipart/form-data">
                    <div class="field">
                        <label for="table">{t.text("import-file")}</label>
                        <input
                            id="table"
                            name="table"
                            type="file"
                            accept=".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                            required
                        />
                        <p class="hint">{t.text("import-file-hint")}</p>
                    </div>
                    <button class="button">{t.text("import-look")}</button>
                </form>
                {columns(t)}
            </Office>
        }
        .into_any())
    })
}

fn columns(t: Lang) -> impl IntoView {
    let rows = GoodsColumn::ALL.map(|column| {
        view! { <tr><td>{column.words(t)}</td><td>{column.hint(t)}</td></tr> }
    });
    let heads = vec![
        Column::words(t.text("import-column")),
        Column::words(t.text("import-content")),
    ];
    view! {
        <section class="below">
            <h2>{t.text("import-columns")}</h2>
            <p class="hint">{t.text("import-columns-text")}</p>
            <Sheet label=t.text("import-columns").to_owned() columns=heads>{Vec::from(rows)}</Sheet>
        </section>
    }
}
