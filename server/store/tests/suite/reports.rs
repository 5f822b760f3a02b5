//! The registry of lists and reports, walked: each is served by indexes, its totals are those of all its pages, and it shows nobody what
//! is not theirs. What a page and a file say of it stands among the tests of HTTP.

use huika_domain::{BusinessDay, Fen, Millis, OperatorId, PayWith, PointsWanted, RoleCode, StoreId};
use huika_store::{
    StoreError, Tx, is_postgres, params,
    report::{
        ALL, Ask, Asked, Cell, Cursor, ExportError, ExportState, Filters, Format, Kind, NewExport, Page, Report, Seen,
        Sight, Way, cancel_export, claim_export, export_of, export_part, finish_export, first_page, forget_exports,
        keep_export_part, named, note_export_progress, open, order_export, page, pairs_of_query, remove_view,
        rows_after, save_view, saved_views, take_download, totals, totals_statement,
    },
    retention::forget_old,
    staff::role_of_code,
};

use huika_store::member::BIRTHDAYS;

use crate::shop::{Shop, on_both_engines};

/// Headquarters, and the cashiers of the two stores, of the demo's shop.
const HEADQUARTERS: OperatorId = OperatorId::new(3);
const XUHUI: OperatorId = OperatorId::new(1);

/// Tables that grow with the business: reading one from end to end is what no page may do.
const GROWING: [&str; 37] = [
    "redemption",
    "liability_day",
    "money_lot",
    "point_lot",
    "store_day",
    "wallet",
    "adjustment",
    "grant_batch",
    "member_tag",
    "entry",
    "posting",
    "sale",
    "sale_return",
    "top_up",
    "refund",
    "member",
    "payment_alarm",
    "payment_reversal",
    "held_top_up",
    "hold",
    "watched_sale",
    "reconciliation",
    "reconciliation_finding",
    "staff_act",
    "export",
    "campaign_use",
    "coupon",
    "coupon_batch",
    "coupon_use",
    "closing",
    "consent",
    "shift",
    "z_slip",
    "audit_tick",
    "hand_discount",
    "typed_code",
    "loose_return",
];

/// Tables that stay small, or of which a report reads one operator's rows.
const SMALL: [&str; 16] = [
    "campaign",
    "coupon_kind",
    "coupon_version",
    // A row a day.
    "day_seal",
    "operator",
    "operator_factor",
    "operator_store",
    "passkey",
    "role",
    "store",
    "tag",
    "brand",
    "card_type",
    "goods_category",
    "item",
    "goods",
];

/// Reports that put sums of days together: those of a period, or those of all days where a balance is carried on. What they put in order is
/// a row a store, or a row a store and day.
const OF_SUMS: [&str; 2] = ["liability", "summary"];

fn today() -> BusinessDay {
    BusinessDay::parse("2026-11-22").expect("a day")
}

fn filters(report: &Report, query: &[(&str, &str)]) -> Filters {
    Filters::parse(report, today(), |name| {
        query
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    })
}

fn seen(tx: &mut Tx<'_>, viewer: OperatorId, report: &Report) -> Result<Seen, StoreError> {
    Ok(open(tx, viewer, report)?.expect("the report is for them"))
}

/// Everything that a report may be filtered by, one answer each.
fn every_filter(report: &Report) -> Vec<Vec<(String, String)>> {
    let mut all = vec![Vec::new()];
    for filter in report.filters {
        let one = |value: &str| vec![(filter.name.to_owned(), value.to_owned())];
        match filter.ask {
            Ask::Period { .. } => all.push(vec![
                ("from".into(), "2026-01-01".into()),
                ("to".into(), "2026-12-31".into()),
            ]),
            Ask::Store(_) => all.push(one("1")),
            Ask::Word { options, .. } => all.extend(options.iter().map(|word| one(word))),
            Ask::Case { options, first, .. } => {
                all.extend(options.iter().map(|case| one(case.word)));
                all.extend(first.then(|| one("all")));
            }
            Ask::Text(_) => all.push(one("X1")),
            Ask::Phone(_) => all.push(one("13800138000")),
            Ask::PhoneTail(_) => all.extend([one("13800138001"), one("8001"), one("38001")]),
            Ask::Name(_) => all.extend([one("林"), one("林女"), one("林女士")]),
            Ask::Card(_) => all.push(one("6800000000000009")),
            Ask::One(_) | Ask::Tier(_) => all.extend([one("0"), one("1")]),
            Ask::Birthday(_) => all.extend(BIRTHDAYS.iter().map(|word| one(word))),
            Ask::Amount(_) | Ask::Number(_) | Ask::DaysSince(_) => all.push(vec![
                (format!("{}-min", filter.name), "1".into()),
                (format!("{}-max", filter.name), "5000".into()),
            ]),
        }
    }
    all
}

/// How the engine carries a statement out, a step a line.
fn plan(
    tx: &mut Tx<'_>,
    postgres: bool,
    text: &str,
    values: &[huika_store::Value<'_>],
) -> Result<Vec<String>, StoreError> {
    if postgres {
        return tx.all(&format!("EXPLAIN {text}"), values, |row| row.get("QUERY PLAN"));
    }
    tx.all(&format!("EXPLAIN QUERY PLAN {text}"), values, |row| row.get("detail"))
}

/// A line of a plan that reads a growing table from end to end, or puts rows in order that an index has in order.
fn is_costly(report: &Report, postgres: bool, line: &str) -> bool {
    if postgres {
        // A part of an order that an index has begun is put in order row by row; that costs no reading ahead.
        let sorts = line.trim_start_matches(['-', '>', ' ']).starts_with("Sort  (");
        return (sorts && !OF_SUMS.contains(&report.name))
            || GROWING
                .iter()
                .any(|table| line.contains(&format!("Seq Scan on {table} ")));
    }
    let alias = |line: &str| {
        line.strip_prefix("SCAN ")
            .map(|rest| rest.split(' ').next().unwrap_or_default().to_owned())
    };
    let grows = |alias: &str| {
        let texts = [report.rows, report.joins];
        let columns = report.columns.iter().map(|column| column.sql);
        texts
            .into_iter()
            .chain(columns)
            .any(|text| GROWING.iter().any(|table| text.contains(&format!("{table} {alias} "))))
    };
    let scans = alias(line)
        .is_some_and(|alias| grows(&alias) && !line.contains("USING INDEX") && !line.contains("USING COVERING INDEX"));
    scans || (line.contains("TEMP B-TREE FOR ORDER BY") && !OF_SUMS.contains(&report.name))
}

/// The costly lines of a plan. Whatever a plan works out first is read from end to end afterwards, once, by the name that it has: no table.
fn costly<'p>(report: &Report, postgres: bool, plan: &'p [String]) -> Vec<&'p String> {
    let mut worked_out: Vec<&str> = plan
        .iter()
        .filter_map(|line| {
            line.strip_prefix("CO-ROUTINE ")
                .or_else(|| line.strip_prefix("MATERIALIZE "))
        })
        .collect();
    let mut is_table = |line: &str| {
        let scanned = worked_out
            .iter()
            .position(|name| line.strip_prefix("SCAN ") == Some(name));
        scanned.map(|at| worked_out.swap_remove(at)).is_none()
    };
    plan.iter()
        .filter(|line| is_costly(report, postgres, line) && is_table(line))
        .collect()
}

#[test]
fn every_table_that_a_report_reads_is_known_to_grow_or_to_stay_small() {
    let mut read = 0;
    for report in ALL {
        let columns = report.columns.iter().map(|column| column.sql);
        for text in [report.rows, report.joins].into_iter().chain(columns) {
            let words: Vec<&str> = text.split_whitespace().collect();
            for pair in words.windows(2) {
                let [before, table] = [pair[0].trim_start_matches('('), pair[1]];
                if !["FROM", "JOIN"].contains(&before) || table.starts_with(['(', '{']) {
                    continue;
                }
                read += 1;
                assert!(
                    GROWING.contains(&table) || SMALL.contains(&table),
                    "{table}, which {} reads, belongs into GROWING, so that no page reads it from end to end",
                    report.name
                );
            }
        }
    }
    assert!(read > 60, "{read} tables");
}

#[test]
fn the_first_page_of_every_report_is_found_by_indexes_and_needs_no_sorting() {
    on_both_engines(|shop| {
        let postgres = is_postgres(&shop.url);
        shop.read(|tx| {
            if postgres {
                // The tables are empty: asked whether an index could serve, not whether it is worth while for no rows.
                for setting in ["enable_seqscan", "enable_sort", "enable_bitmapscan"] {
                    tx.value::<String>(&format!("SELECT set_config('{setting}', 'off', true)"), &[])?;
                }
            }
            for report in ALL {
                let filters = filters(report, &[]);
                let asked = Asked {
                    report,
                    filters: &filters,
                    seen: seen(tx, HEADQUARTERS, report)?,
                };
                let statement = first_page(tx, &asked, 51);
                let plan = plan(tx, postgres, &statement.text, &statement.values())?;
                let costly = costly(report, postgres, &plan);
                assert!(
                    costly.is_empty(),
                    "{}: {costly:?}\n{}\n{}",
                    report.name,
                    statement.text,
                    plan.join("\n")
                );
            }
            Ok(())
        });
    });
}

#[test]
fn the_totals_of_a_period_read_that_period_and_no_more() {
    on_both_engines(|shop| {
        let postgres = is_postgres(&shop.url);
        shop.read(|tx| {
            if postgres {
                tx.value::<String>("SELECT set_config('enable_seqscan', 'off', true)", &[])?;
            }
            let mut looked_at = 0;
            for report in ALL {
                let of_a_period = report
                    .filters
                    .iter()
                    .any(|filter| matches!(filter.ask, Ask::Period { days: Some(_), .. }));
                if !of_a_period {
                    continue;
                }
                let filters = filters(report, &[]);
                let asked = Asked {
                    report,
                    filters: &filters,
                    seen: seen(tx, HEADQUARTERS, report)?,
                };
                let statement = totals_statement(tx, &asked);
                let plan = plan(tx, postgres, &statement.text, &statement.values())?;
                let mut costly = costly(report, postgres, &plan);
                if !OF_SUMS.contains(&report.name) {
                    costly.extend(plan.iter().filter(|line| line.starts_with("SCAN")));
                }
                assert!(costly.is_empty(), "{}: {costly:?}\n{}", report.name, plan.join("\n"));
                looked_at += 1;
            }
            assert!(looked_at >= 4, "{looked_at} reports");
            Ok(())
        });
    });
}

#[test]
fn the_totals_of_a_years_sales_are_read_from_one_index_alone() {
    on_both_engines(|shop| {
        let postgres = is_postgres(&shop.url);
        shop.read(|tx| {
            if postgres {
                for setting in ["enable_seqscan", "enable_bitmapscan"] {
                    tx.value::<String>(&format!("SELECT set_config('{setting}', 'off', true)"), &[])?;
                }
            }
            let report = named("sales").expect("there is such a report");
            let filters = filters(report, &[("from", "2026-01-01"), ("to", "2026-12-31")]);
            let asked = Asked {
                report,
                filters: &filters,
                seen: seen(tx, HEADQUARTERS, report)?,
            };
            let statement = totals_statement(tx, &asked);
            let plan = plan(tx, postgres, &statement.text, &statement.values())?.join("\n");
            let by_index = if postgres {
                "Index Only Scan using sale_day"
            } else {
                "USING COVERING INDEX sale_day"
            };
            assert!(
                plan.contains(by_index),
                "whatever is added up belongs into the index: {plan}"
            );
            Ok(())
        });
    });
}

#[test]
fn chosen_columns_are_read_and_added_up_alone_and_the_first_one_stays() {
    on_both_engines(|shop| {
        busy(shop);
        let report = named("sales").expect("there is such a report");
        let chosen = filters(report, &[("show-due", "1"), ("show-store", "1")]);
        assert_eq!(
            chosen.columns,
            ["receipt", "store", "due"],
            "in the order of the report"
        );
        assert!(
            chosen.query().ends_with("columns=receipt.store.due"),
            "{}",
            chosen.query()
        );
        let again = filters(report, &[("columns", "due.nothing.store")]);
        assert_eq!(
            again.columns, chosen.columns,
            "an address says the same, and what is no column nothing"
        );
        for all in [vec![], vec![("columns", "nothing")]] {
            assert_eq!(filters(report, &all).shown(report).len(), report.columns.len());
        }
        shop.read(|tx| {
            let seen = seen(tx, HEADQUARTERS, report)?;
            let whole = chosen.whole();
            let of = |filters| Asked { report, filters, seen };
            let (some, all) = (page(tx, &of(&chosen), None, 100)?, page(tx, &of(&whole), None, 100)?);
            assert!(!some.lines.is_empty());
            for (some, all) in some.lines.iter().zip(&all.lines) {
                let picked: Vec<_> = [0, 3, 7].map(|at: usize| all.cells[at].clone()).into();
                assert_eq!(some.cells, picked);
            }
            let ((count, sums), (count_all, sums_all)) = (totals(tx, &of(&chosen))?, totals(tx, &of(&whole))?);
            assert_eq!((count, &sums[2]), (count_all, &sums_all[7]));
            assert_eq!(sums.len(), 3);
            Ok(())
        });
    });
}

/// A shop in which something has happened: top-ups of two members, sales at one store, one of them returned in part.
fn busy(shop: &Shop) {
    let first = shop.member_with("13800138001", Fen::new(500_00));
    let second = shop.member_with("13800138002", Fen::new(300_00));
    for number in 0..7 {
        shop.buy(
            &first,
            Fen::new(10_00 + number),
            PointsWanted::None,
            PayWith::Balance,
            &format!("a{number}"),
        );
    }
    for number in 0..3 {
        shop.buy(
            &second,
            Fen::new(20_00 + number),
            PointsWanted::None,
            PayWith::Balance,
            &format!("b{number}"),
        );
    }
}

fn all_pages(tx: &mut Tx<'_>, asked: &Asked<'_>, limit: usize) -> Result<Vec<Page>, StoreError> {
    let mut pages = vec![page(tx, asked, None, limit)?];
    while let Some(after) = pages.last().and_then(|page| page.after.clone()) {
        let cursor = Cursor::parse(asked.report, Way::After, &after).expect("a key of ours");
        pages.push(page(tx, asked, Some(&cursor), limit)?);
        assert!(pages.len() < 100, "pages come to an end");
    }
    Ok(pages)
}

fn added_up(report: &Report, pages: &[Page]) -> (i64, Vec<Option<i64>>) {
    let lines: Vec<_> = pages.iter().flat_map(|page| &page.lines).collect();
    let sums = report.columns.iter().enumerate().map(|(index, column)| {
        column
            .total
            .then(|| lines.iter().filter_map(|line| line.cells[index].figure()).sum())
    });
    (lines.len() as i64, sums.collect())
}

/// OFFICE 1.3: the total row is of the whole filtered set, not of the page.
#[test]
fn the_totals_of_every_report_are_the_sums_of_all_its_pages_under_every_filter() {
    on_both_engines(|shop| {
        busy(shop);
        // Rows for the lists that only faults fill.
        shop.exec(
            "INSERT INTO payment_alarm (channel, number, reason, detail, at, last_at, times) VALUES \
             ('wechat', 'T1', 'unknown-order', '[]', 1, 1, 2), ('alipay', 'T2', 'mismatch', '[]', 1, 1, 3), ('wechat', 'T3', 'mismatch', '[]', 2, 2, 1)",
        );
        shop.exec(
            "INSERT INTO reconciliation (id, channel, day, at, digest, lines, matched, differences, waiting, paid_fen, refunded_fen, fees_fen, took_ms) \
             VALUES (1, 'wechat', 20261121, 1, '', 5, 4, 1, 0, 100, 0, 1, 1), (2, 'alipay', 20261121, 1, '', 2, 2, 0, 0, 50, 0, 0, 1), \
             (3, 'wechat', 20261120, 1, '', 3, 3, 0, 0, 10, 0, 0, 1)",
        );
        shop.exec(
            "INSERT INTO reconciliation_finding (reconciliation_id, kind, number, transaction_id, ours_fen, theirs_fen, ours, theirs, at) VALUES \
             (1, 'ours-only', 'T1', '', 100, NULL, 'paid', '', 1), (1, 'theirs-only', 'T2', 'x', NULL, 200, '', 'SUCCESS', 1), \
             (3, 'amount-differs', 'T3', 'y', 1, 2, '', '', NULL)",
        );
        shop.exec(
            "INSERT INTO watched_sale (sale_id, member_id, store_id, till, business_day, at, reason) \
             SELECT id, member_id, store_id, till, business_day, at, 'large-earning' FROM sale",
        );
        shop.exec(
            "INSERT INTO held_top_up (top_up_id, member_id, reason, at) SELECT id, member_id, 'dispute', 1 FROM top_up WHERE status = 'paid'",
        );
        shop.exec("INSERT INTO staff_act (at, operator_id, kind, detail) SELECT at, 3, 'exported', 'x' FROM sale");
        let mut filled = 0;
        for report in ALL {
            for query in every_filter(report) {
                let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (&**name, &**value)).collect();
                for turned in [false, true] {
                    let mut filters = filters(report, &query);
                    assert_eq!(filters.wrong, Vec::<&str>::new(), "{}: {query:?}", report.name);
                    filters.reversed = turned;
                    shop.read(|tx| {
                        let asked = Asked {
                            report,
                            filters: &filters,
                            seen: seen(tx, HEADQUARTERS, report)?,
                        };
                        let pages = all_pages(tx, &asked, 2)?;
                        let (count, sums) = totals(tx, &asked)?;
                        let sums: Vec<_> = sums.iter().map(Cell::figure).collect();
                        let (lines, added) = added_up(report, &pages);
                        assert_eq!((count, sums), (lines, added), "{} with {query:?}", report.name);
                        filled += usize::from(lines > 2);
                        // No row stands on two pages, and the way back leads over the same ones.
                        let keys: Vec<_> = pages
                            .iter()
                            .flat_map(|page| page.lines.iter().map(|line| line.key.clone()))
                            .collect();
                        let mut once = keys.clone();
                        once.sort();
                        once.dedup();
                        assert_eq!(once.len(), keys.len(), "{}", report.name);
                        if let [.., before, last] = &pages[..] {
                            let back = Cursor::parse(report, Way::Before, last.before.as_deref().expect("a way back"))
                                .expect("a key");
                            assert_eq!(page(tx, &asked, Some(&back), 2)?.lines, before.lines, "{}", report.name);
                        }
                        // A file has the rows of the screen, in the report's own order.
                        let mut written = Vec::new();
                        let mut after = None;
                        let own_order = Filters {
                            reversed: false,
                            ..filters.clone()
                        };
                        let for_file = Asked {
                            filters: &own_order,
                            ..asked
                        };
                        loop {
                            after = rows_after(tx, &for_file, after.as_deref(), 3, |cells| {
                                written.push(cells.to_vec());
                                Ok(())
                            })?;
                            if after.is_none() {
                                break;
                            }
                        }
                        let mut shown: Vec<_> = pages
                            .iter()
                            .flat_map(|page| page.lines.iter().map(|line| line.cells.clone()))
                            .collect();
                        if turned {
                            shown.reverse();
                        }
                        assert_eq!(written, shown, "{} with {query:?}", report.name);
                        Ok(())
                    });
                }
            }
        }
        assert!(filled >= 20, "only {filled} lists had several pages");
        for table in ["held_top_up", "watched_sale"] {
            let sql: &'static str = Box::leak(format!("DELETE FROM {table}").into_boxed_str());
            shop.exec(sql);
        }
    });
}

/// OFFICE 1.3: on every row, what was due is all discounts and what was paid by card and otherwise.
#[test]
fn what_was_due_is_what_took_something_off_and_what_was_paid() {
    on_both_engines(|shop| {
        busy(shop);
        let report = named("sales").expect("it is there");
        let filters = filters(report, &[]);
        shop.read(|tx| {
            let asked = Asked {
                report,
                filters: &filters,
                seen: seen(tx, HEADQUARTERS, report)?,
            };
            let found = page(tx, &asked, None, 50)?;
            assert_eq!(found.lines.len(), 10);
            let figure = |cells: &[Cell], name: &str| {
                let index = report
                    .columns
                    .iter()
                    .position(|column| column.name == name)
                    .expect("a column");
                cells[index].figure().unwrap_or_default()
            };
            for line in &found.lines {
                let paid: i64 = ["discount", "by_points", "outside", "principal_spent", "bonus_spent"]
                    .iter()
                    .map(|name| figure(&line.cells, name))
                    .sum();
                assert_eq!(figure(&line.cells, "due"), paid, "{line:?}");
            }
            Ok(())
        });
    });
}

/// OFFICE 1.3: FloCafe #692, NexoPOS #1019 (a picker that ends at 23:55 loses a sale), vendas-bot #78 and odoo #2115 (days of UTC).
#[test]
fn a_day_has_its_first_and_its_last_instant_by_the_shops_clock_and_no_other() {
    on_both_engines(|shop| {
        // Midnight in Shanghai is 16:00 UTC of the day before.
        let midnight: i64 = 1_795_276_800_000;
        shop.write(move |tx| -> Result<(), StoreError> {
            for (number, at) in [midnight - 1, midnight, midnight + 86_399_999, midnight + 86_400_000]
                .into_iter()
                .enumerate()
            {
                tx.exec(
                    "INSERT INTO staff_act (at, operator_id, kind, detail) VALUES (?1, 3, 'exported', ?2)",
                    params![Millis::new(at), number.to_string()],
                )?;
            }
            Ok(())
        })
        .expect("rows");
        let report = named("staff-acts").expect("it is there");
        let filters = filters(report, &[("day", "2026-11-22")]);
        shop.read(|tx| {
            let asked = Asked {
                report,
                filters: &filters,
                seen: seen(tx, HEADQUARTERS, report)?,
            };
            let found = page(tx, &asked, None, 50)?;
            let details: Vec<_> = found
                .lines
                .iter()
                .filter_map(|line| line.cells.last().cloned())
                .collect();
            assert_eq!(details, ["2", "1"].map(|text| Cell::Text(text.to_owned())));
            Ok(())
        });
    });
}

/// OFFICE 1.3: a store operator sees rows of their store only; 1.1: two filters called "store" are why reports do not match (智络).
#[test]
fn nobody_sees_the_rows_of_another_store_and_no_two_stores_have_one_name() {
    on_both_engines(|shop| {
        busy(shop);
        shop.exec("UPDATE member SET home_store_id = 1 WHERE id = 1");
        for (role, store, sees_sales, sees_top_ups) in
            [("manager", 1, 10, 1), ("manager", 2, 0, 0), ("region", 1, 0, 0)]
        {
            shop.write(move |tx| -> Result<(), StoreError> {
                let store = (role != "region").then(|| StoreId::new(store));
                tx.exec(
                    "UPDATE operator SET role = ?1, store_id = ?2 WHERE id = 1",
                    params![role, store],
                )?;
                Ok(())
            })
            .expect("a role");
            for (name, expected) in [("sales", sees_sales), ("top-ups", sees_top_ups)] {
                let report = named(name).expect("it is there");
                let filters = filters(report, &[]);
                let count = shop.read(|tx| {
                    let asked = Asked {
                        report,
                        filters: &filters,
                        seen: seen(tx, XUHUI, report)?,
                    };
                    Ok(totals(tx, &asked)?.0)
                });
                assert_eq!(count, expected, "a {role} of store {store} in {name}");
            }
        }
        shop.exec("INSERT INTO operator_store (operator_id, store_id) VALUES (1, 1)");
        shop.read(|tx| {
            for report in ALL {
                let region = role_of_code(tx, &RoleCode::REGION)?.expect("a shop begins with it");
                let role_may = (report.seen_by)(region.role());
                assert_eq!(
                    open(tx, XUHUI, report)?.is_some(),
                    role_may && report.sight != Sight::Shop,
                    "{}",
                    report.name
                );
                let stores = report
                    .filters
                    .iter()
                    .filter(|filter| matches!(filter.ask, Ask::Store(_)));
                for filter in stores {
                    assert!(
                        ["store", "home_store", "origin_store"].contains(&filter.name),
                        "{} of {}",
                        filter.name,
                        report.name
                    );
                }
            }
            Ok(())
        });
        shop.exec("UPDATE operator SET ended_at = 1 WHERE id = 1");
        shop.read(|tx| {
            for report in ALL {
                assert!(open(tx, XUHUI, report)?.is_none(), "{}", report.name);
            }
            Ok(())
        });
    });
}

#[test]
fn filters_are_written_as_they_are_read_and_what_cannot_be_read_does_not_hold() {
    for report in ALL {
        for query in every_filter(report) {
            let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (&**name, &**value)).collect();
            let read = filters(report, &query);
            let written = read.query();
            let pairs = pairs_of_query(&written);
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
            assert_eq!(filters(report, &pairs), read, "{} with {written}", report.name);
        }
    }
    let sales = named("sales").expect("it is there");
    for wrong in [
        [("from", "2026-11-31"), ("to", "")],
        [("from", "2026-11-30"), ("to", "2026-11-01")],
        [("due-min", "ten"), ("to", "")],
        [("store", "x"), ("to", "")],
    ] {
        assert_eq!(filters(sales, &wrong).wrong.len(), 1, "{wrong:?}");
    }
    assert_eq!(
        filters(named("refunds").expect("it is there"), &[("state", "gone")]).wrong,
        ["state"]
    );
    let text = filters(sales, &[("receipt", "a&b=c d/é")]).query();
    assert!(text.ends_with("receipt=a%26b%3Dc%20d%2F%C3%A9"), "{text}");
}

#[test]
fn every_column_that_is_added_up_is_a_figure_and_every_report_names_its_rows() {
    let mut names: Vec<_> = ALL.iter().map(|report| report.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ALL.len());
    for report in ALL {
        let mut columns: Vec<_> = report.columns.iter().map(|column| column.name).collect();
        columns.sort_unstable();
        columns.dedup();
        assert_eq!(columns.len(), report.columns.len(), "{}", report.name);
        for column in report.columns {
            assert!(
                !column.total || column.kind.is_figure(),
                "{} of {}",
                column.name,
                report.name
            );
        }
        assert!(
            !report.order.is_empty() && report.rows.contains("{sight}") && report.rows.contains("{period}"),
            "{}",
            report.name
        );
        assert!(
            !matches!(report.columns[0].kind, Kind::Fen | Kind::Points | Kind::Count),
            "{}",
            report.name
        );
    }
}

fn new_export(query: &str) -> NewExport {
    NewExport {
        operator: HEADQUARTERS,
        report: "sales",
        query: query.to_owned(),
        format: Format::Xlsx,
        language: "en".to_owned(),
        rows: 20_000,
    }
}

/// OFFICE 5 (opencollective #8482, QiuckEx #251, kazoo #5883): a job with progress, a list, a cap, and a link that expires.
#[test]
fn an_export_is_made_by_one_server_started_again_by_another_and_fetched_by_its_owner_until_it_expires() {
    on_both_engines(|shop| {
        let id = shop
            .write(|tx| order_export(tx, &new_export("from=2026-01-01")))
            .expect("ordered");
        let again = shop
            .write(|tx| order_export(tx, &new_export("from=2026-01-01")))
            .expect("the same");
        assert_eq!(again, id, "it is under way already");
        for number in 0..2 {
            shop.write(move |tx| order_export(tx, &new_export(&format!("from=2026-02-0{}", number + 1))))
                .expect("ordered");
        }
        let refused = shop
            .write(|tx| order_export(tx, &new_export("from=2026-03-01")))
            .expect_err("three are enough");
        assert!(matches!(refused, ExportError::TooMany), "{refused}");

        // By a server whose clock is ahead: nobody waits for that.
        shop.clock.advance_secs(86_400);
        let ahead = shop.write(|tx| claim_export(tx, "ahead")).expect("a look");
        assert_eq!(ahead.map(|claimed| claimed.id), Some(id));
        shop.clock.advance_secs(-86_400);
        let claimed = shop
            .write(|tx| claim_export(tx, "a"))
            .expect("a look")
            .expect("something waits");
        assert_eq!(claimed.id, id, "the oldest first");
        assert!(
            shop.write(move |tx| keep_export_part(tx, id, "a", 0, b"half"))
                .expect("kept")
        );
        // The server falls silent; another one begins again.
        shop.clock.advance_secs(300);
        let taken = shop
            .write(|tx| claim_export(tx, "b"))
            .expect("a look")
            .expect("left alone");
        assert_eq!(taken.id, id);
        assert_eq!(
            shop.read(|tx| export_part(tx, id, 0)),
            None,
            "what the first one left is gone"
        );
        assert!(
            !shop
                .write(move |tx| note_export_progress(tx, id, "a", 5))
                .expect("a look"),
            "it is not the first one's"
        );
        assert!(
            !shop
                .write(move |tx| keep_export_part(tx, id, "a", 1, b"other"))
                .expect("a look")
        );
        assert!(
            shop.write(move |tx| note_export_progress(tx, id, "b", 10_000))
                .expect("noted")
        );
        assert!(
            shop.write(move |tx| keep_export_part(tx, id, "b", 0, b"whole"))
                .expect("kept")
        );
        let export = taken.clone();
        assert!(
            shop.write(move |tx| finish_export(tx, &export, "b", 20_000, 5))
                .expect("done")
        );
        let export = taken;
        assert!(
            !shop
                .write(move |tx| finish_export(tx, &export, "b", 20_000, 5))
                .expect("a look"),
            "once"
        );

        let found = shop.read(|tx| export_of(tx, HEADQUARTERS, id)).expect("it is there");
        assert_eq!((found.state, found.rows_done), (ExportState::Done, 20_000));
        assert!(shop.read(|tx| export_of(tx, XUHUI, id)).is_none(), "nobody else's");
        assert!(
            shop.write(move |tx| take_download(tx, XUHUI, id))
                .expect("a look")
                .is_none()
        );
        assert!(
            shop.write(move |tx| take_download(tx, HEADQUARTERS, id))
                .expect("a look")
                .is_some()
        );
        let lines: i64 = shop.read(|tx| {
            tx.value(
                "SELECT COUNT(*) FROM staff_act WHERE kind = 'exported' AND operator_id = 3",
                &[],
            )
        });
        assert_eq!(lines, 1, "one line says who took what");

        shop.clock.advance_secs(24 * 3600);
        assert!(
            shop.write(move |tx| take_download(tx, HEADQUARTERS, id))
                .expect("a look")
                .is_none(),
            "its time is over"
        );
        assert_eq!(shop.write(|tx| forget_exports(tx, 10)).expect("forgotten"), 1);
        let parts: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM export_part", &[]));
        assert_eq!(parts, 0);
        while shop.write(|tx| forget_old(tx, 100)).expect("forgotten") > 0 {}
    });
}

#[test]
fn an_export_that_was_cancelled_leaves_nothing_and_is_not_gone_on_with() {
    on_both_engines(|shop| {
        let id = shop.write(|tx| order_export(tx, &new_export(""))).expect("ordered");
        shop.write(|tx| claim_export(tx, "a"))
            .expect("a look")
            .expect("something waits");
        assert!(
            shop.write(move |tx| keep_export_part(tx, id, "a", 0, b"half"))
                .expect("kept")
        );
        assert!(
            !shop.write(move |tx| cancel_export(tx, XUHUI, id)).expect("a look"),
            "nobody else's"
        );
        assert!(
            shop.write(move |tx| cancel_export(tx, HEADQUARTERS, id))
                .expect("cancelled")
        );
        assert!(
            !shop
                .write(move |tx| note_export_progress(tx, id, "a", 5))
                .expect("a look")
        );
        assert!(
            !shop
                .write(move |tx| keep_export_part(tx, id, "a", 1, b"rest"))
                .expect("a look")
        );
        assert_eq!(shop.read(|tx| export_part(tx, id, 0)), None);
        assert!(
            !shop
                .write(move |tx| cancel_export(tx, HEADQUARTERS, id))
                .expect("a look"),
            "once"
        );
        assert!(shop.write(|tx| claim_export(tx, "b")).expect("a look").is_none());
    });
}

#[test]
fn a_view_is_its_owners_and_one_of_the_same_name_takes_its_place() {
    on_both_engines(|shop| {
        let save = |name: &'static str, query: &'static str| {
            shop.write(move |tx| save_view(tx, HEADQUARTERS, "sales", name, query))
        };
        save("本月", "from=2026-11-01").expect("saved");
        save("本月", "from=2026-11-02").expect("saved");
        assert!(
            save(" ", "").is_err()
                && save(
                    "一个非常非常非常非常非常非常非常非常非常非常非常非常非常非常长的名字",
                    ""
                )
                .is_err()
        );
        let views = shop.read(|tx| saved_views(tx, HEADQUARTERS, "sales"));
        assert_eq!(views.len(), 1);
        assert_eq!(views[0].query, "from=2026-11-02");
        assert!(shop.read(|tx| saved_views(tx, XUHUI, "sales")).is_empty());
        let id = views[0].id;
        assert_eq!(shop.write(move |tx| remove_view(tx, XUHUI, id)).expect("a look"), None);
        assert_eq!(
            shop.write(move |tx| remove_view(tx, HEADQUARTERS, id))
                .expect("removed")
                .as_deref(),
            Some("sales")
        );
        let refused = shop.write(|tx| save_view(tx, XUHUI, "staff", "x", ""));
        assert!(refused.is_err(), "a report that is not for them");
    });
}
