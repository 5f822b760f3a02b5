//! The fields of goods, and what was typed into them.

use huika_domain::{
    Barcode, BarcodeError, BrandName, BusinessDay, CategoryId, DetailError, ErrorCode, Fen, GoodsKind, GoodsName,
    GoodsUnit, MoneyError, Prices,
};
use huika_store::goods::{CategoryRow, GoodsDetails, GoodsError, GoodsRow, SalePeriod};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::list::kind_words;
use crate::{
    context::{Portal, Typed},
    i18n::Lang,
    office::{form::code_of, organisation::list::day_text},
    ui::{AmountField, Field},
};

/// The fields with what was typed, or what the goods say already.
pub fn fields(
    portal: &Portal,
    t: Lang,
    typed: &Typed,
    row: Option<&GoodsRow>,
    categories: &[CategoryRow],
    brands: &[String],
) -> impl IntoView + use<> {
    let kept = |name: &str, of: fn(&GoodsRow) -> String| typed.or(name, row.map(of).unwrap_or_default());
    let money = |fen: Option<Fen>| fen.map_or_else(String::new, Fen::yuan);
    let price = |name: &str, of: fn(&Prices) -> Option<Fen>| {
        typed.or(name, row.map(|row| money(of(&row.prices))).unwrap_or_default())
    };
    let zone = portal.shop.zone;
    let from = typed.or(
        "from",
        row.map_or_else(String::new, |row| day_text(zone.business_day(row.sold_from))),
    );
    let last = |row: &GoodsRow| {
        row.sold_until
            .map(|until| day_text(zone.business_day(until.plus_millis(-1))))
    };
    let until = typed.or("until", row.and_then(last).unwrap_or_default());
    let kind = kept("kind", |row| row.kind.to_string());
    let kinds = GoodsKind::ALL.map(|one| {
        view! { <option value=one.as_str() selected=one.as_str() == kind>{kind_words(t, one)}</option> }
    });
    let chosen = kept("category", |row| {
        row.category.map_or_else(String::new, |id| id.to_string())
    });
    let of_category: Vec<_> = categories
        .iter()
        .map(|one| {
            let id = one.id.to_string();
            view! { <option value=id.clone() selected=id == chosen>{one.path.clone()}</option> }
        })
        .collect();
    let known: Vec<_> = brands
        .iter()
        .map(|name| view! { <option value=name.clone()></option> })
        .collect();
    let brand = kept("brand", |row| row.brand.clone());
    let ticked = |name: &str, of: fn(&GoodsRow) -> bool| typed.picked(name, "yes", row.is_some_and(of));
    view! {
        <Field
            name="name"
            label=t.text("goods-name")
            maxlength="200"
            autocomplete="off"
            value=kept("name", |row| row.name.clone())
        />
        <div class="field">
            <label for="kind">{t.text("goods-kind")}</label>
            <select id="kind" name="kind">{Vec::from(kinds)}</select>
        </div>
        <div class="field">
            <label for="category">{t.text("goods-category")}</label>
            <select id="category" name="category">
                <option value="" selected=chosen.is_empty()>{t.text("goods-no-category")}</option>
                {of_category}
            </select>
        </div>
        <div class="field">
            <label for="brand">{t.text("goods-brand")}</label>
            <input id="brand" name="brand" type="text" list="brands" value=brand maxlength="100" autocomplete="off" />
            <datalist id="brands">{known}</datalist>
        </div>
        <Field
            name="unit"
            label=t.text("goods-unit")
            hint=t.text("goods-unit-hint").to_owned()
            maxlength="40"
            autocomplete="off"
            value=kept("unit", |row| row.unit.clone())
        />
        <Field
            name="barcode"
            label=t.text("goods-barcode")
            hint=t.text("goods-barcode-hint").to_owned()
            inputmode="numeric"
            maxlength="60"
            autocomplete="off"
            required=false
            value=kept("barcode", |row| row.barcode.clone())
        />
        <AmountField
            name="list_price"
            label=t.text("goods-list-price")
            value=price("list_price", |prices| Some(prices.list))
        />
        <AmountField
            name="member_price"
            label=t.text("goods-member-price")
            hint=t.text("goods-price-hint").to_owned()
            required=false
            value=price("member_price", |prices| prices.member)
        />
        <AmountField
            name="dealer1"
            label=t.text("goods-dealer-1")
            required=false
            value=price("dealer1", |prices| prices.dealers[0])
        />
        <AmountField
            name="dealer2"
            label=t.text("goods-dealer-2")
            required=false
            value=price("dealer2", |prices| prices.dealers[1])
        />
        <AmountField
            name="dealer3"
            label=t.text("goods-dealer-3")
            required=false
            value=price("dealer3", |prices| prices.dealers[2])
        />
        <label class="tick">
            <input type="checkbox" name="no_discount" value="yes" checked=ticked("no_discount", |row| row.no_discount) />
            <span>{t.text("goods-no-discount")}</span>
        </label>
        <label class="tick">
            <input type="checkbox" name="no_points" value="yes" checked=ticked("no_points", |row| row.no_points) />
            <span>{t.text("goods-no-points")}</span>
        </label>
        <Field
            name="from"
            label=t.text("goods-from")
            hint=t.text("goods-from-hint").to_owned()
            kind="date"
            required=false
            value=from
        />
        <Field
            name="until"
            label=t.text("goods-until")
            hint=t.text("goods-until-hint").to_owned()
            kind="date"
            required=false
            value=until
        />
    }
}

/// What a form sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sent {
    pub name: String,
    pub kind: String,
    pub category: String,
    pub brand: String,
    pub unit: String,
    pub barcode: String,
    pub list_price: String,
    pub member_price: String,
    pub dealer1: String,
    pub dealer2: String,
    pub dealer3: String,
    pub no_discount: String,
    pub no_points: String,
    pub from: String,
    pub until: String,
}

/// What was typed, or the code of what does not fit. `begun` is the day on which the goods came on sale: as it stands in the form, it
/// changes nothing.
pub fn read_details(sent: &Sent, begun: Option<BusinessDay>) -> Result<GoodsDetails, &'static str> {
    let price = |text: &str| match text.trim() {
        "" => Ok(None),
        typed => Fen::parse_yuan(typed).map(Some).map_err(MoneyError::code),
    };
    let day = |text: &str| match text.trim() {
        "" => Ok(None),
        typed => BusinessDay::parse(typed)
            .map(Some)
            .map_err(|_| ErrorCode::DayInvalid.as_str()),
    };
    let category = match sent.category.as_str() {
        "" => None,
        id => Some(CategoryId::parse(id).map_err(|_| ErrorCode::NoCategory.as_str())?),
    };
    let brand = match sent.brand.trim() {
        "" => None,
        typed => Some(BrandName::parse(typed).map_err(DetailError::code)?),
    };
    let barcode = match sent.barcode.trim() {
        "" => None,
        typed => Some(Barcode::parse(typed).map_err(BarcodeError::code)?),
    };
    Ok(GoodsDetails {
        name: GoodsName::parse(&sent.name).map_err(DetailError::code)?,
        kind: GoodsKind::parse(&sent.kind).ok_or_else(|| ErrorCode::RuleChoice.as_str())?,
        category,
        brand,
        unit: GoodsUnit::parse(&sent.unit).map_err(DetailError::code)?,
        barcode,
        prices: Prices {
            list: Fen::parse_yuan(&sent.list_price).map_err(MoneyError::code)?,
            member: price(&sent.member_price)?,
            dealers: [price(&sent.dealer1)?, price(&sent.dealer2)?, price(&sent.dealer3)?],
        },
        no_discount: sent.no_discount == "yes",
        no_points: sent.no_points == "yes",
        period: SalePeriod {
            from: day(&sent.from)?.filter(|from| begun != Some(*from)),
            until: day(&sent.until)?,
        },
    })
}

/// The code by which a page says why nothing was changed.
pub fn refusal(error: &GoodsError) -> &'static str {
    match error {
        GoodsError::Store(fault) => code_of(fault, error.code()),
        _ => error.code(),
    }
}
