//! `/office/coupons/:kind`: one kind of coupon, with its codes, what it costs in the mall, its history, and its forms as `?form=`.

use huika_domain::{BusinessDay, CouponKindId, Millis, Tier};
use huika_store::{
    StoreError, Tx,
    coupon::{
        CouponBatch, CouponKindRow, CouponPlaces, CouponVersionRow, KindCounts, batches_of_kind, coupon_kind,
        coupon_versions, kind_counts, places_of,
    },
    mall::{CouponItem, coupon_item},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    address::{PAGE as LIST, page_of},
    fields::{Choices, Filled, Kept, Shown, shown_face, side},
    issue,
    list::state_tag,
};
use crate::{
    context::Typed,
    i18n::Lang,
    office::frame::{Desk, Office, Scoped, enter},
    show::{
        Leave,
        coupon::{CouponFace, coupon_name, validity_words},
        page,
        times::moment_text,
    },
    ui::{Column, Confirm, Crumb, Editor, PageError, Sheet, Stat, TabLink, done, fact, key_field, stats, tabs},
};

/// Versions and batches that a page names; more are in the list of codes.
const NAMED: i64 = 20;
/// Up to so many are counted.
const COUNTED: i64 = 10_000;

/// What the page shows.
struct Read {
    row: CouponKindRow,
    places: CouponPlaces,
    tiers: Vec<Tier>,
    item: Option<CouponItem>,
    batches: Vec<CouponBatch>,
    counts: KindCounts,
    versions: Vec<CouponVersionRow>,
    kept: Kept,
    choices: Choices,
    today: BusinessDay,
}

fn read(tx: &mut Tx<'_>, id: CouponKindId) -> Result<Option<Read>, StoreError> {
    let Some(row) = coupon_kind(tx, id)? else {
        return Ok(None);
    };
    Ok(Some(Read {
        places: places_of(tx, &row.terms)?,
        tiers: tx.rules().tiers.tiers.clone(),
        item: coupon_item(tx, id)?,
        batches: batches_of_kind(tx, id, NAMED)?,
        counts: kind_counts(tx, id)?,
        versions: coupon_versions(tx, id, NAMED)?,
        kept: Kept::read(tx, &row.terms)?,
        choices: Choices::read(tx)?,
        today: tx.today(),
        row,
    }))
}

pub fn one_coupon() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("kind").unwrap_or_default());
    let form = use_query_map().with_untracked(|query| query.get("form").unwrap_or_default());
    let filled = Filled::of("change_coupon_kind", Kept::default());
    let asked = filled.asked();
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let id = CouponKindId::parse(&id).map_err(|_| Leave::NotFound)?;
        let found = desk
            .read(move |tx| {
                let Some(found) = read(tx, id)? else {
                    return Ok::<_, StoreError>(None);
                };
                let shown = Shown::read(tx, asked.as_ref(), Some(&found.row.terms))?;
                Ok(Some((found, shown)))
            })
            .await?;
        let (found, shown) = found.ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let keeps = desk.session.role.keeps_coupons();
        let ways = keeps.then(|| ways(t, id, &form));
        let content = match form.as_str() {
            "change" if keeps => change_form(t, &found, filled, &shown),
            "codes" if keeps => issue::codes_form(&desk, id, found.today, &found.batches),
            "points" if keeps => issue::points_form(t, id, found.item),
            "use" if keeps => use_form(t, &found.row),
            _ => about(&desk, &found),
        };
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("coupons-office-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=coupon_name(t, &found.row.terms)
                crumb=crumb
                tags=state_tag(t, &found.row)
            >
                {done(&[
                    ("made", t.text("coupon-kind-was-made")),
                    ("changed", t.text("coupon-kind-was-changed")),
                    ("ended", t.text("coupon-kind-was-ended")),
                    ("reopened", t.text("coupon-kind-was-reopened")),
                    ("offered", t.text("coupon-was-offered")),
                    ("withdrawn", t.text("coupon-was-withdrawn")),
                ])}
                {PageError::notice(PageError::of_request())}
                {ways}
                {content}
            </Office>
        }
        .into_any())
    })
}

fn ways(t: Lang, id: CouponKindId, form: &str) -> impl IntoView + use<> {
    let links = [
        ("", t.text("store-about")),
        ("change", t.text("coupon-change")),
        ("codes", t.text("coupon-codes")),
        ("points", t.text("coupon-for-points")),
        ("use", t.text("coupon-use")),
    ];
    let links = links.map(|(form, words)| TabLink {
        path: page_of(id, form),
        words,
        count: None,
    });
    tabs(t.text("card-type-forms").to_owned(), links.to_vec(), &page_of(id, form))
}

fn about(desk: &Desk, found: &Read) -> AnyView {
    let (portal, t) = (&desk.portal, desk.lang());
    let row = &found.row;
    let counted = |count: i64| {
        if count > COUNTED {
            t.with("card-type-many", &[("count", COUNTED.into())])
        } else {
            count.to_string()
        }
    };
    let rows_of = |state: &str| format!("/office/reports/coupons?coupon_kind={}&state={state}", row.id);
    let tiles = stats(vec![
        Stat::new(t.text("coupons-held"), counted(found.counts.held)).with_rows(Some(rows_of("held"))),
        Stat::new(t.text("coupons-used"), counted(found.counts.used)).with_rows(Some(rows_of("used"))),
        Stat::new(t.text("coupons-expired"), counted(found.counts.expired)).with_rows(Some(rows_of("expired"))),
        Stat::new(t.text("coupons-open"), counted(found.counts.open)).with_rows(Some(rows_of("open"))),
    ]);
    let mall = match &found.item {
        Some(item) => t.with(
            "coupon-in-the-mall",
            &[("points", item.points.display().into()), ("count", item.stock.into())],
        ),
        None => t.text("coupon-not-in-the-mall").to_owned(),
    };
    let ended = row
        .ended_at
        .map(|at: Millis| fact(t.text("card-type-ended-at"), moment_text(portal, t, at)));
    view! {
        {tiles}
        <div class="two">
            <div>{shown_face(t, &row.terms, &found.places, &found.tiers)}</div>
            <section class="card">
                <dl class="facts">
                    {fact(t.text("store-short"), row.code.clone())}
                    {fact(t.text("coupon-worth"), row.terms.worth.display())}
                    {fact(t.text("coupon-validity"), validity_words(t, row.terms.validity))}
                    {fact(t.text("coupon-for-points"), mall)}
                    {fact(t.text("coupon-version"), row.version.to_string())}
                    {fact(t.text("card-type-made-at"), moment_text(portal, t, row.made_at))}
                    {ended}
                </dl>
            </section>
        </div>
        {versions(desk, found)}
    }
    .into_any()
}

/// What it was before, newest first: coupons that members have keep the version that they were given under.
fn versions(desk: &Desk, found: &Read) -> impl IntoView + use<> {
    let (portal, t) = (&desk.portal, desk.lang());
    let rows: Vec<_> = found
        .versions
        .iter()
        .map(|one| {
            let face = CouponFace::of(t, &one.terms);
            view! {
                <tr>
                    <th scope="row">{one.version}</th>
                    <td>{coupon_name(t, &one.terms)}</td>
                    <td>{face.value}</td>
                    <td>{face.threshold}</td>
                    <td>{validity_words(t, one.terms.validity)}</td>
                    <td>{one.by.clone()}</td>
                    <td>{moment_text(portal, t, one.at)}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("coupon-version")),
        Column::words(t.text("coupon-name")),
        Column::words(t.text("coupon-effect")),
        Column::words(t.text("coupon-threshold")),
        Column::words(t.text("coupon-validity")),
        Column::words(t.text("record-by")),
        Column::words(t.text("record-when")),
    ];
    view! { <Sheet label=t.text("coupon-versions") caption=true columns=columns>{rows}</Sheet> }
}

fn change_form(t: Lang, found: &Read, filled: Filled, shown: &Shown) -> AnyView {
    let filled = filled.with_kept(found.kept.clone());
    let page = page_of(found.row.id, "");
    let side = side(t, shown);
    let (key, fields) = (key_field(filled.typed()), filled.fields(t, &found.choices));
    let (id, target) = (found.row.id.to_string(), page.clone());
    view! {
        <p class="quiet-text">{t.text("coupon-change-text")}</p>
        <Editor id="coupon" preview=page label=t.text("card-type-preview") side=side>
            <form class="column" method="post" action="/do/change_coupon_kind">
                <div class="card form">
                    {key}
                    <input type="hidden" name="form" value="change" />
                    <input type="hidden" name="kind" value=id />
                    {fields}
                </div>
                <div class="save-bar">
                    <span class="end">
                        <button class="btn refresh" formmethod="get" formaction=target formnovalidate>
                            {t.text("card-type-refresh")}
                        </button>
                        <button class="btn go">{t.text("store-save")}</button>
                    </span>
                </div>
            </form>
        </Editor>
    }
    .into_any()
}

/// Whether it is given out.
fn use_form(t: Lang, row: &CouponKindRow) -> AnyView {
    let id = row.id.to_string();
    if row.ended_at.is_some() {
        return view! {
            <form class="card form" method="post" action="/do/reopen_coupon_kind">
                <p class="quiet-text">{t.text("coupon-reopen-text")}</p>
                {key_field(&Typed::into_form("reopen_coupon_kind"))}
                <input type="hidden" name="kind" value=id />
                <button class="button">{t.text("coupon-reopen")}</button>
            </form>
        }
        .into_any();
    }
    view! {
        <section class="card">
            <p class="quiet-text">{t.text("coupon-end-text")}</p>
            <Confirm
                words=t.text("coupon-end").to_owned()
                question=t.text("coupon-end-sure").to_owned()
                open=Typed::into_form("end_coupon_kind").is_there()
            >
                <form class="form" method="post" action="/do/end_coupon_kind">
                    {key_field(&Typed::into_form("end_coupon_kind"))}
                    <input type="hidden" name="kind" value=id />
                    <button class="button certain">{t.text("coupon-end")}</button>
                </form>
            </Confirm>
        </section>
    }
    .into_any()
}
