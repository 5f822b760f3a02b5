//! The goods and services: what they are called, belong to and cost. Without a period, in the order in which they were entered.

use super::filter;
use crate::{
    report::{Ask, Case, Column, Group, Offer, Report, Sight},
    staff::Role,
};

const SOLD: [Case; 2] = [
    Case {
        word: "on",
        sql: "g.sold_until IS NULL",
    },
    Case {
        word: "ended",
        sql: "g.sold_until IS NOT NULL",
    },
];

const CATEGORIES: &str = "SELECT c.id, c.name FROM goods_category c ORDER BY c.level, c.name, c.id LIMIT 500";
const BRANDS: &str = "SELECT b.id, b.name FROM brand b ORDER BY b.name, b.id LIMIT 500";

pub static REPORT: Report = Report {
    name: "goods",
    group: Group::Sales,
    seen_by: Role::sees_shop,
    sight: Sight::Shop,
    page: "",
    filters: &[
        filter(
            "on_sale",
            Ask::Case {
                words: "report-on-sale-",
                options: &SOLD,
                first: false,
            },
        ),
        filter(
            "category",
            Ask::One(Offer {
                choices: CATEGORIES,
                sql: "g.category_id = ?",
            }),
        ),
        filter(
            "brand",
            Ask::One(Offer {
                choices: BRANDS,
                sql: "g.brand_id = ?",
            }),
        ),
        filter("goods_code", Ask::Text("g.code")),
        filter("barcode", Ask::Text("g.barcode")),
    ],
    columns: &[
        Column::id("goods_code", "g.code"),
        Column::text("goods_name", "g.name").linked("/office/goods/", "g.id"),
        Column::id("barcode", "g.barcode"),
        Column::text("category", "c.name"),
        Column::text("brand", "b.name"),
        Column::text("unit", "g.unit"),
        Column::fen("list_price", "g.list_fen"),
        Column::fen("member_price", "g.member_fen"),
        Column::fen("dealer_price", "g.dealer1_fen"),
        Column::fen("dealer_price_2", "g.dealer2_fen"),
        Column::fen("dealer_price_3", "g.dealer3_fen"),
        Column::choice(
            "report-earns-",
            "earns_points",
            "CASE g.no_points WHEN 0 THEN 'yes' ELSE 'no' END",
        ),
        Column::choice(
            "report-earns-",
            "takes_discounts",
            "CASE g.no_discount WHEN 0 THEN 'yes' ELSE 'no' END",
        ),
        Column::choice(
            "report-on-sale-",
            "on_sale",
            "CASE WHEN g.sold_until IS NULL THEN 'on' ELSE 'ended' END",
        ),
        Column::time("sold_until", "g.sold_until"),
    ],
    rows: "FROM goods g {joins} WHERE {sight} AND {period}",
    joins: "LEFT JOIN goods_category c ON c.id = g.category_id LEFT JOIN brand b ON b.id = g.brand_id",
    order: &["g.id"],
    newest_first: false,
};
