//! `/office/goods/import/:table`: what each row of a table would do and which cells are wrong, and afterwards what was written.

use huika_domain::{ErrorCode, GoodsImportId, Points};
use huika_store::{
    StoreError, Tx,
    goods::{
        GoodsImport, ImportCounts, ImportError, ImportRow, RowError, Verdict, goods_import, import_goods, weigh_goods,
    },
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    make::PAGE,
    read::{WrongCell, read_table},
};
use crate::{
    context::{Done, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Desk, Office, Scoped, enter},
        goods::list::PAGE as LIST,
    },
    show::{Leave, page, times::moment_text},
    ui::{Column, Crumb, Notice, PageError, Sheet, Stat, Tone, done, icon, stats},
};

/// Wrong rows that are shown; whoever has mended so many sends the table again.
const SHOWN: usize = 100;

/// What a table would do.
#[derive(Default)]
struct Preview {
    counts: ImportCounts,
    wrong: Vec<WrongRow>,
    unknown: Vec<String>,
}

/// A row that cannot be written.
struct WrongRow {
    row: usize,
    /// The goods by their number, or the cell and what stands in it.
    what: String,
    why: String,
}

pub fn one_import() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("table").unwrap_or_default());
    page(async move {
        let desk = enter(Role::runs_shop, Scoped::No).await?;
        let id = GoodsImportId::parse(&id).map_err(|_| Leave::NotFound)?;
        let (by, t) = (desk.session.operator, desk.lang());
        let found = desk
            .read(move |tx| {
                let Some(table) = goods_import(tx, by, id)? else {
                    return Ok::<_, StoreError>(None);
                };
                let preview = match table.done {
                    Some(_) => Ok(Preview::default()),
                    None => preview(tx, t, &table)?,
                };
                Ok(Some((table, preview)))
            })
            .await?;
        let (table, preview) = found.ok_or(Leave::NotFound)?;
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("import-title"),
        };
        let content = match (&table.done, &preview) {
            (Some((at, counts)), _) => written(&desk, moment_text(&desk.portal, t, *at), *counts),
            (None, Ok(preview)) => asked(t, id, preview),
            (None, Err(code)) => view! {
                {PageError::notice(Some(PageError::new(t, code, &[])))}
                <a class="btn go" href=PAGE>{t.text("import-again")}</a>
            }
            .into_any(),
        };
        Ok(view! {
            <Office around=desk.around.clone() title=table.name.clone() crumb=crumb>
                {done(&[("imported", t.text("import-was-done"))])}
                {PageError::notice(PageError::of_request())}
                {content}
            </Office>
        }
        .into_any())
    })
}

/// Reads and weighs a table; the error is the code of what is wrong with its headings.
fn preview(tx: &mut Tx<'_>, t: Lang, table: &GoodsImport) -> Result<Result<Preview, &'static str>, StoreError> {
    let read = match read_table(&table.cells) {
        Ok(read) => read,
        Err(code) => return Ok(Err(code)),
    };
    let (numbers, rows): (Vec<usize>, Vec<ImportRow>) = read.rows.into_iter().unzip();
    let mut preview = Preview {
        wrong: read.wrong.iter().map(|cell| of_cell(t, cell)).collect(),
        unknown: read.unknown,
        ..Preview::default()
    };
    for ((row, goods), weighed) in numbers.into_iter().zip(&rows).zip(weigh_goods(tx, &rows)?) {
        match weighed {
            Ok(Verdict::New) => preview.counts.made += 1,
            Ok(Verdict::Changed) => preview.counts.changed += 1,
            Ok(Verdict::Same) => preview.counts.same += 1,
            Err(error) => preview.wrong.push(WrongRow {
                row,
                what: goods.code.as_str().to_owned(),
                why: row_words(t, &error),
            }),
        }
    }
    preview.wrong.sort_by_key(|wrong| wrong.row);
    Ok(Ok(preview))
}

fn of_cell(t: Lang, cell: &WrongCell) -> WrongRow {
    WrongRow {
        row: cell.row,
        what: format!("{}: {}", cell.column.words(t), cell.text),
        why: PageError::new(t, cell.code, &[]).text,
    }
}

fn row_words(t: Lang, error: &RowError) -> String {
    match error {
        RowError::Twice => t.text("import-twice").to_owned(),
        RowError::Missing => t.text("import-missing").to_owned(),
        RowError::Goods(error) => PageError::new(t, error.code(), &[]).text,
    }
}

fn tiles(t: Lang, counts: ImportCounts, wrong: Option<usize>) -> impl IntoView + use<> {
    let count = |count: i64| Points::new(count).display();
    let mut all = vec![
        Stat::new(t.text("import-made"), count(counts.made)),
        Stat::new(t.text("import-changed"), count(counts.changed)),
        Stat::new(t.text("import-same"), count(counts.same)),
    ];
    if let Some(wrong) = wrong {
        all.push(Stat::new(t.text("import-wrong"), wrong.to_string()));
    }
    stats(all)
}

fn written(desk: &Desk, at: String, counts: ImportCounts) -> AnyView {
    let t = desk.lang();
    view! {
        {tiles(t, counts, None)}
        <p>{t.with("import-done-at", &[("at", at.into())])}</p>
        <p><a class="btn go" href=LIST>{t.text("goods-title")}</a> " " <a class="btn" href=PAGE>{t.text("import-again")}</a></p>
    }
    .into_any()
}

fn asked(t: Lang, id: GoodsImportId, preview: &Preview) -> AnyView {
    let unknown = (!preview.unknown.is_empty()).then(|| {
        let names = preview.unknown.join(", ");
        view! {
            <Notice tone=Tone::Plain icon=icon::ALERT alert=false>
                <p>{t.with("import-unknown", &[("names", names.into())])}</p>
            </Notice>
        }
    });
    let writes = preview.counts.made + preview.counts.changed;
    let next = if !preview.wrong.is_empty() {
        view! {
            <p>{t.text("import-mend")}</p>
            {wrong_rows(t, &preview.wrong)}
            <p><a class="btn go" href=PAGE>{t.text("import-again")}</a></p>
        }
        .into_any()
    } else if writes == 0 {
        view! { <p>{t.text("import-nothing")}</p><p><a class="btn" href=PAGE>{t.text("import-again")}</a></p> }
            .into_any()
    } else {
        view! {
            <form class="card form" method="post" action="/do/import_goods">
                <input type="hidden" name="table" value=id.to_string() />
                <p>{t.text("import-sure")}</p>
                <button class="button">{t.with("import-write", &[("count", writes.into())])}</button>
            </form>
        }
        .into_any()
    };
    view! { {tiles(t, preview.counts, Some(preview.wrong.len()))} {unknown} {next} }.into_any()
}

fn wrong_rows(t: Lang, wrong: &[WrongRow]) -> impl IntoView + use<> {
    let rows: Vec<_> = wrong
        .iter()
        .take(SHOWN)
        .map(|one| {
            view! { <tr><td class="n">{one.row}</td><td>{one.what.clone()}</td><td>{one.why.clone()}</td></tr> }
        })
        .collect();
    let more = (wrong.len() > SHOWN).then(|| {
        let more = i64::try_from(wrong.len() - SHOWN).unwrap_or(i64::MAX);
        view! { <p class="hint">{t.with("import-more", &[("count", more.into())])}</p> }
    });
    let heads = vec![
        Column::figures(t.text("import-row")),
        Column::words(t.text("import-what")),
        Column::words(t.text("import-why")),
    ];
    view! { <Sheet label=t.text("import-wrong").to_owned() columns=heads>{rows}</Sheet>{more} }
}

#[server(prefix = "/do", endpoint = "import_goods")]
pub async fn write(#[server(default)] table: String) -> Done {
    let staff = match sender(PAGE, Role::runs_shop).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(id) = GoodsImportId::parse(&table) else {
        return refuse(PAGE, ErrorCode::NoImport.as_str());
    };
    let by = staff.session.operator;
    let address = format!("{PAGE}/{id}");
    let written = staff.write(move |tx| -> Result<_, ImportError> {
        let table = goods_import(tx, by, id)?.ok_or(ImportError::Unknown)?;
        // What is wrong with a table its page has said; it is not written in part.
        let read = read_table(&table.cells).unwrap_or_default();
        if !read.wrong.is_empty() {
            return Ok(None);
        }
        let rows: Vec<ImportRow> = read.rows.into_iter().map(|(_, row)| row).collect();
        import_goods(tx, by, id, &rows).map(Some)
    });
    match written.await {
        Ok(Some(_)) => go(&format!("{address}?done=imported")),
        Ok(None) => refuse(&address, ErrorCode::ImportRows.as_str()),
        Err(error @ ImportError::Unknown) => refuse(PAGE, error.code()),
        Err(ImportError::Store(error)) => refuse(&address, code_of(&error, error.code())),
        Err(error) => refuse(&address, error.code()),
    }
}
