//! Goods and services: changed by headquarters, found by parts of their name and by barcode, and read by tills in the order of changes.

use huika_domain::{
    Barcode, BrandName, BusinessDay, CategoryId, CategoryName, Fen, GoodsCode, GoodsId, GoodsKind, GoodsName,
    GoodsUnit, Millis, NameWords, OperatorId, Prices, Trade,
};
use huika_store::{
    StoreError,
    goods::{
        Cell, GoodsDetails, GoodsError, GoodsQuery, GoodsState, ImportCounts, ImportError, ImportRow, RowError,
        SalePeriod, Verdict, Wanted, brands, categories, change_goods, end_category, find_goods, goods,
        goods_by_barcode, goods_changed_after, goods_import, import_goods, keep_table, make_category, make_goods,
        rename_category, weigh_goods,
    },
    params,
};

use crate::shop::{Shop, on_both_engines};

const CASHIER: OperatorId = OperatorId::new(1);
const HEADQUARTERS: OperatorId = OperatorId::new(3);

fn details(name: &str) -> GoodsDetails {
    GoodsDetails {
        name: GoodsName::parse(name).expect("a name"),
        kind: GoodsKind::Goods,
        category: None,
        brand: None,
        unit: GoodsUnit::parse("袋").expect("a unit"),
        barcode: None,
        prices: Prices {
            list: Fen::new(88_00),
            member: Some(Fen::new(80_00)),
            dealers: [Some(Fen::new(60_00)), None, None],
        },
        no_discount: false,
        no_points: true,
        period: SalePeriod::default(),
    }
}

fn barcode(text: &str) -> Barcode {
    Barcode::parse(text).expect("a barcode")
}

fn day(text: &str) -> BusinessDay {
    BusinessDay::parse(text).expect("a day")
}

fn make(shop: &Shop, code: &str, details: GoodsDetails) -> Result<GoodsId, GoodsError> {
    let code = GoodsCode::parse(code).expect("a number");
    shop.write(move |tx| make_goods(tx, HEADQUARTERS, &code, &details))
}

fn found(shop: &Shop, query: GoodsQuery) -> Vec<String> {
    let rows = shop.read(move |tx| find_goods(tx, &query));
    rows.into_iter().map(|row| row.code).collect()
}

fn words(text: &str) -> GoodsQuery {
    GoodsQuery {
        wanted: Wanted::Words(NameWords::parse(text).expect("words")),
        limit: 10,
        ..GoodsQuery::default()
    }
}

#[test]
fn goods_are_found_by_parts_of_their_name_by_number_and_by_barcode() {
    on_both_engines(|shop| {
        let mut beans = details("埃塞俄比亚 Yirgacheffe 手冲咖啡豆");
        beans.barcode = Some(barcode("0012345678905"));
        beans.brand = Some(BrandName::parse("梧桐里").expect("a brand"));
        let id = make(shop, "bean-01", beans.clone()).expect("headquarters");
        make(shop, "BEAN-02", details("意式拼配咖啡豆 𠮷")).expect("headquarters");
        for (text, codes) in [
            ("咖啡豆", vec!["BEAN-01", "BEAN-02"]),
            ("YIRGA", vec!["BEAN-01"]),
            ("豆 手冲", vec!["BEAN-01"]),
            ("𠮷", vec!["BEAN-02"]),
            ("啡咖", vec![]),
            // A part that SQL would take for a pattern.
            ("%", vec![]),
            ("_", vec![]),
        ] {
            assert_eq!(found(shop, words(text)), codes, "{text}");
        }
        for number in ["0012345678905", "BEAN-01"] {
            let query = GoodsQuery {
                wanted: Wanted::Number(number.to_owned()),
                limit: 10,
                ..GoodsQuery::default()
            };
            assert_eq!(found(shop, query), ["BEAN-01"], "{number}");
        }
        let scanned = shop
            .read(|tx| goods_by_barcode(tx, "0012345678905"))
            .expect("it is on sale");
        assert_eq!(
            (scanned.id, scanned.brand.as_str(), scanned.no_points),
            (id, "梧桐里", true)
        );
        assert!(
            shop.read(|tx| goods_by_barcode(tx, "12345678905")).is_none(),
            "zeros count"
        );
        // Another name is found, and the one before no more.
        beans.name = GoodsName::parse("耶加雪菲").expect("a name");
        shop.write(move |tx| change_goods(tx, HEADQUARTERS, id, &beans))
            .expect("headquarters");
        assert_eq!(found(shop, words("YIRGA")), Vec::<String>::new());
        assert_eq!(found(shop, words("雪菲")), ["BEAN-01"]);
        assert_eq!(shop.read(brands).len(), 1);
    });
}

#[test]
fn no_two_goods_have_one_barcode_while_they_are_on_sale_at_one_time() {
    on_both_engines(|shop| {
        let mut first = details("豆一");
        first.barcode = Some(barcode("6901234567892"));
        let id = make(shop, "A1", first.clone()).expect("headquarters");
        let mut second = details("豆二");
        second.barcode = Some(barcode("6901234567892"));
        let refused = make(shop, "A2", second.clone());
        assert!(matches!(refused, Err(GoodsError::BarcodeTaken { name }) if name == "豆一"));
        // The first one until tomorrow, the second one from the day after on.
        first.period.until = Some(day("2026-11-23"));
        shop.write(move |tx| change_goods(tx, HEADQUARTERS, id, &first))
            .expect("headquarters");
        second.period.from = Some(day("2026-11-23"));
        assert!(matches!(
            make(shop, "A2", second.clone()),
            Err(GoodsError::BarcodeTaken { .. })
        ));
        second.period.from = Some(day("2026-11-24"));
        let later = make(shop, "A2", second).expect("they do not overlap");
        let scanned = || shop.read(|tx| goods_by_barcode(tx, "6901234567892")).map(|row| row.id);
        assert_eq!(scanned(), Some(id));
        shop.clock.advance_secs(36 * 3600);
        assert_eq!(scanned(), Some(later));
        let states = |state: GoodsState| {
            found(
                shop,
                GoodsQuery {
                    state: Some(state),
                    limit: 50,
                    ..GoodsQuery::default()
                },
            )
        };
        assert!(states(GoodsState::Off).contains(&"A1".to_owned()));
        assert!(states(GoodsState::OnSale).contains(&"A2".to_owned()));
    });
}

#[test]
fn what_makes_no_sense_is_refused_and_nobody_but_headquarters_changes_goods() {
    on_both_engines(|shop| {
        let id = make(shop, "B1", details("豆")).expect("headquarters");
        assert!(matches!(make(shop, "b1", details("豆")), Err(GoodsError::CodeTaken)));
        let refused = |change: fn(&mut GoodsDetails)| {
            let mut wrong = details("豆");
            change(&mut wrong);
            let error = make(shop, "B2", wrong).expect_err("it makes no sense");
            error.code()
        };
        assert_eq!(
            refused(|it| it.prices.member = Some(Fen::new(88_01))),
            "price-above-list"
        );
        assert_eq!(refused(|it| it.prices.list = Fen::ZERO), "price-range");
        assert_eq!(refused(|it| it.category = Some(CategoryId::new(999))), "no-category");
        assert_eq!(refused(|it| it.period.until = Some(day("2026-11-21"))), "goods-days");
        let same = shop.write(move |tx| change_goods(tx, HEADQUARTERS, id, &details("豆")));
        assert!(matches!(same, Err(GoodsError::Same)));
        for role in ["cashier", "manager", "region", "auditor"] {
            let as_role: Result<u64, StoreError> =
                shop.write(move |tx| tx.exec("UPDATE operator SET role = ?1 WHERE id = 1", params![role]));
            as_role.expect("the database works");
            let changed = shop.write(move |tx| change_goods(tx, CASHIER, id, &details("茶")));
            assert!(matches!(changed, Err(GoodsError::NotAllowed)), "{role}");
            let name = CategoryName::parse("豆").expect("a name");
            let made = shop.write(move |tx| make_category(tx, CASHIER, None, &name));
            assert!(matches!(made, Err(GoodsError::NotAllowed)), "{role}");
        }
        let acts: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM staff_act WHERE kind = 'goods-made'", params![]));
        assert_eq!(acts, 1);
    });
}

#[test]
fn categories_are_a_tree_of_three_levels_and_end_when_they_are_empty() {
    on_both_engines(|shop| {
        let add = |parent: Option<CategoryId>, name: &str| {
            let name = CategoryName::parse(name).expect("a name");
            shop.write(move |tx| make_category(tx, HEADQUARTERS, parent, &name))
        };
        let top = add(None, "器具").expect("headquarters");
        let middle = add(Some(top), "冲煮").expect("headquarters");
        let low = add(Some(middle), "滤杯").expect("headquarters");
        assert!(matches!(add(Some(low), "陶瓷"), Err(GoodsError::TooDeep)));
        assert!(matches!(add(Some(top), "冲煮"), Err(GoodsError::CategoryTaken)));
        add(Some(middle), "器具").expect("the same name elsewhere");
        let paths: Vec<String> = shop.read(categories).into_iter().map(|row| row.path).collect();
        assert!(paths.contains(&"器具 / 冲煮 / 滤杯".to_owned()), "{paths:?}");
        let mut dripper = details("陶瓷滤杯");
        dripper.category = Some(low);
        make(shop, "C1", dripper).expect("headquarters");
        for category in [top, middle, low] {
            let query = GoodsQuery {
                category: Some(category),
                limit: 10,
                ..GoodsQuery::default()
            };
            assert_eq!(found(shop, query), ["C1"]);
            let ended = shop.write(move |tx| end_category(tx, HEADQUARTERS, category));
            assert!(matches!(ended, Err(GoodsError::CategoryInUse)));
        }
        let name = CategoryName::parse("咖啡器具").expect("a name");
        let again = name.clone();
        shop.write(move |tx| rename_category(tx, HEADQUARTERS, top, &name))
            .expect("headquarters");
        let same = shop.write(move |tx| rename_category(tx, HEADQUARTERS, top, &again));
        assert!(matches!(same, Err(GoodsError::Same)));
    });
}

#[test]
fn a_till_reads_each_change_once_in_the_order_in_which_they_were_made() {
    on_both_engines(|shop| {
        let changed = |after: i64, limit: i64| -> Vec<(String, i64)> {
            let rows = shop.read(move |tx| goods_changed_after(tx, Millis::new(after), limit));
            rows.into_iter().map(|row| (row.code, row.changed_at.get())).collect()
        };
        let all = changed(0, 100);
        assert_eq!(all.len(), Trade::Drinks.goods().len(), "the demo's");
        assert!(
            all.windows(2).all(|pair| pair[0].1 < pair[1].1),
            "no two have the same time: {all:?}"
        );
        let last = all.last().expect("some").1;
        assert!(changed(last, 100).is_empty());
        let first = shop.read(|tx| goods(tx, GoodsId::new(1))).expect("it is there");
        let mut other = details(&first.name);
        other.prices.list = Fen::new(99_00);
        shop.write(move |tx| change_goods(tx, HEADQUARTERS, GoodsId::new(1), &other))
            .expect("headquarters");
        let since = changed(last, 100);
        assert_eq!((since.len(), &since[0].0), (1, &first.code));
        assert_eq!(changed(0, 100).len(), all.len());
    });
}

#[test]
fn the_statements_by_which_goods_are_found_use_an_index() {
    let shop = Shop::on_sqlite();
    let plan = |sql: &'static str| -> String {
        let rows = shop.read(move |tx| tx.all(sql, params![], |row| row.get::<String>("detail")));
        rows.join("\n")
    };
    for sql in [
        "EXPLAIN QUERY PLAN SELECT goods_id FROM goods_gram WHERE gram IN ('咖啡', '啡豆') GROUP BY goods_id HAVING COUNT(*) = 2",
        "EXPLAIN QUERY PLAN SELECT id FROM goods WHERE barcode = '6901234567892' AND barcode <> '' UNION SELECT id FROM goods WHERE code = 'A1'",
        "EXPLAIN QUERY PLAN SELECT id FROM goods WHERE changed_at > 5 ORDER BY changed_at LIMIT 10",
    ] {
        let plan = plan(sql);
        assert!(plan.contains("SEARCH") && !plan.contains("SCAN goods"), "{sql}: {plan}");
    }
}

fn row(code: &str, name: &str, fen: i64) -> ImportRow {
    ImportRow {
        name: Cell::Is(GoodsName::parse(name).expect("a name")),
        unit: Cell::Is(GoodsUnit::parse("个").expect("a unit")),
        list: Cell::Is(Fen::new(fen)),
        ..only(code)
    }
}

fn only(code: &str) -> ImportRow {
    ImportRow::of(GoodsCode::parse(code).expect("a number"))
}

fn said(shop: &Shop, rows: &[ImportRow]) -> Vec<String> {
    let rows = rows.to_vec();
    let weighed = shop.read(move |tx| weigh_goods(tx, &rows));
    let words = |one: Result<Verdict, RowError>| match one {
        Ok(verdict) => format!("{verdict:?}"),
        Err(RowError::Goods(error)) => error.code().to_owned(),
        Err(error) => format!("{error:?}"),
    };
    weighed.into_iter().map(words).collect()
}

#[test]
fn a_table_says_of_each_row_what_it_would_do_as_if_those_before_it_were_written() {
    on_both_engines(|shop| {
        let mut beans = details("咖啡豆");
        beans.barcode = Some(barcode("0012345678905"));
        make(shop, "BEAN", beans).expect("headquarters");
        let with = |row: ImportRow, code: &str| ImportRow {
            barcode: Cell::Is(barcode(code)),
            ..row
        };
        let path = |names: &[&str]| {
            Cell::Is(
                names
                    .iter()
                    .map(|name| CategoryName::parse(name).expect("a name"))
                    .collect(),
            )
        };
        let rows = [
            with(row("A", "甲", 1_000), "0012345678905"),
            // The beans give their barcode to the next row.
            ImportRow {
                barcode: Cell::Empty,
                ..only("BEAN")
            },
            with(row("B", "乙", 1_000), "0012345678905"),
            row("A", "甲", 1_000),
            ImportRow {
                member: Cell::Is(Fen::new(2_000)),
                ..row("C", "丙", 1_000)
            },
            only("D"),
            ImportRow {
                category: path(&["一", "二", "三", "四"]),
                ..row("E", "戊", 1)
            },
            ImportRow {
                category: path(&["新", "更新"]),
                ..row("F", "己", 1)
            },
            ImportRow {
                list: Cell::Empty,
                ..only("BEAN-2")
            },
        ];
        let expected = [
            "barcode-taken",
            "Changed",
            "New",
            "New",
            "price-above-list",
            "Missing",
            "category-depth",
            "New",
            "Missing",
        ];
        assert_eq!(said(shop, &rows), expected);
        assert_eq!(said(shop, &[row("A", "甲", 1), row("a", "甲", 1)]), ["New", "Twice"]);
    });
}

#[test]
fn a_table_is_written_whole_or_not_at_all_and_once() {
    on_both_engines(|shop| {
        make(shop, "BEAN", details("咖啡豆")).expect("headquarters");
        let cells = vec![vec!["编号".to_owned()]];
        let kept = cells.clone();
        let id = shop
            .write(move |tx| keep_table(tx, HEADQUARTERS, "a.csv", &kept))
            .expect("headquarters");
        let theirs = shop
            .read(move |tx| goods_import(tx, HEADQUARTERS, id))
            .expect("it is there");
        assert_eq!(
            (theirs.name.as_str(), &theirs.cells, theirs.done),
            ("a.csv", &cells, None)
        );
        assert_eq!(
            shop.read(move |tx| goods_import(tx, CASHIER, id)),
            None,
            "nobody else's"
        );

        let write = |rows: Vec<ImportRow>| shop.write(move |tx| import_goods(tx, HEADQUARTERS, id, &rows));
        let bad = vec![
            row("A", "甲", 1_000),
            ImportRow {
                member: Cell::Is(Fen::new(1)),
                ..only("B")
            },
        ];
        assert!(matches!(write(bad), Err(ImportError::Row(RowError::Missing))));
        let first = shop.read(|tx| goods(tx, GoodsId::new(1))).expect("it is there");
        assert!(matches!(write(vec![only(&first.code)]), Err(ImportError::Same)));
        let rows = vec![
            ImportRow {
                category: Cell::Is(vec![CategoryName::parse("器具").expect("a name")]),
                brand: Cell::Is(BrandName::parse("壶厂").expect("a name")),
                until: Cell::Is(day("2030-01-31")),
                ..row("POT", "手冲壶", 168_00)
            },
            ImportRow {
                list: Cell::Is(Fen::new(99_00)),
                member: Cell::Empty,
                ..only("BEAN")
            },
            only(&first.code),
        ];
        let counts = ImportCounts {
            made: 1,
            changed: 1,
            same: 1,
        };
        assert_eq!(write(rows.clone()).expect("nothing is wrong"), counts);
        assert_eq!(write(rows).expect("it was written"), counts, "once");
        let beans = shop.read(|tx| find_goods(tx, &words("咖啡豆")));
        let beans = beans.iter().find(|one| one.code == "BEAN").expect("it is there");
        assert_eq!((beans.prices.list, beans.prices.member), (Fen::new(99_00), None));
        assert_eq!(beans.prices.dealers[0], Some(Fen::new(60_00)), "no column, no change");
        assert_eq!(found(shop, words("手冲壶")), ["POT"]);
        assert!(shop.read(categories).iter().any(|one| one.path == "器具"));
    });
}
