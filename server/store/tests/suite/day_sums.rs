//! Sums of days, and the reports that are made of them: they close on the ledger, they are the sums of their details, and a day has the same
//! figures before and after it is sealed.

use huika_domain::{Fen, OperatorId, PayWith, Points, PointsWanted};
use huika_store::{
    StoreError,
    books::seal_days,
    params,
    report::{Asked, Cell, Filters, Report, named, open, page, totals},
    sale::returns::{ReturnGoods, Returning, return_goods},
};

use crate::shop::{Shop, on_both_engines, place};

/// Who sees the whole shop in the demo's.
const HEADQUARTERS: OperatorId = OperatorId::new(3);
/// Every day that there is.
const ALWAYS: (&str, &str) = ("2000-01-01", "2099-12-31");

/// What a query answers of a report as headquarters see it.
fn ask<T>(
    shop: &Shop,
    name: &str,
    (from, to): (&str, &str),
    more: &[(&str, &str)],
    read: impl FnOnce(&mut huika_store::Tx<'_>, &Asked<'_>) -> Result<T, StoreError>,
) -> T {
    let report = named(name).expect("the report is there");
    shop.read(|tx| {
        let get = |asked: &str| match asked {
            "from" => Some(from.to_owned()),
            "to" => Some(to.to_owned()),
            other => more
                .iter()
                .find(|(known, _)| *known == other)
                .map(|(_, value)| (*value).to_owned()),
        };
        let filters = Filters::parse(report, tx.today(), get);
        assert_eq!(filters.wrong, Vec::<&str>::new(), "{name}");
        let seen = open(tx, HEADQUARTERS, report)?.expect("it is for headquarters");
        read(
            tx,
            &Asked {
                report,
                filters: &filters,
                seen,
            },
        )
    })
}

fn place_of(report: &Report, column: &str) -> usize {
    let at = report.columns.iter().position(|known| known.name == column);
    at.unwrap_or_else(|| panic!("{} has no {column}", report.name))
}

/// How many rows there are, and the totals of these columns.
fn sums(shop: &Shop, name: &str, period: (&str, &str), more: &[(&str, &str)], columns: &[&str]) -> (i64, Vec<i64>) {
    ask(shop, name, period, more, |tx, asked| {
        let (count, cells) = totals(tx, asked)?;
        let figure = |column: &&str| cells[place_of(asked.report, column)].figure().unwrap_or_default();
        Ok((count, columns.iter().map(figure).collect()))
    })
}

fn sum(shop: &Shop, name: &str, period: (&str, &str), more: &[(&str, &str)], column: &str) -> i64 {
    sums(shop, name, period, more, &[column]).1[0]
}

/// The rows of a report, as they stand.
fn rows(shop: &Shop, name: &str, period: (&str, &str)) -> Vec<Vec<Cell>> {
    ask(shop, name, period, &[], |tx, asked| {
        let found = page(tx, asked, None, 100)?;
        Ok(found.lines.into_iter().map(|line| line.cells).collect())
    })
}

/// A day of business: a member tops up on the phone, buys for points and by card, and brings something back.
fn a_day(shop: &Shop, day: u32) {
    let member = shop.member_with(&format!("1380013900{day}"), Fen::new(500_00));
    let key = |what: &str| format!("{what}-{day}");
    shop.buy(
        &member,
        Fen::new(150_00),
        PointsWanted::None,
        PayWith::Balance,
        &key("first"),
    );
    let wanted = PointsWanted::Exactly(Points::new(100));
    let sale = shop.buy(&member, Fen::new(67_89), wanted, PayWith::Balance, &key("second"));
    let request = ReturnGoods {
        receipt_number: sale.receipt_number,
        what: Returning::Amount { gross: Fen::new(20_00) },
        line: String::new(),
        place: place(),
        key: key("back"),
    };
    shop.write(move |tx| return_goods(tx, &request)).expect("it comes back");
}

fn seal(shop: &Shop) {
    while shop.write(|tx| seal_days(tx, 3)).expect("days can be sealed") {}
}

/// Principal, bonus and points that are owed by the members' wallets, what is set aside among them.
fn owed(shop: &Shop) -> Vec<i64> {
    let found = shop.read(|tx| {
        tx.one(
            "SELECT CAST(SUM(principal_fen + held_principal_fen) AS BIGINT) AS principal, \
             CAST(SUM(bonus_fen + held_bonus_fen) AS BIGINT) AS bonus, CAST(SUM(points + held_points) AS BIGINT) AS points FROM wallet",
            params![],
            |row| Ok(vec![row.get("principal")?, row.get("bonus")?, row.get("points")?]),
        )
    });
    found.expect("there are wallets")
}

const CLOSING: [&str; 3] = ["principal_closing", "bonus_closing", "points_closing"];
const MOVED: [[&str; 7]; 3] = [
    [
        "principal_opening",
        "principal_added",
        "principal_used",
        "principal_returned",
        "principal_refunded",
        "principal_expired",
        "principal_adjusted",
    ],
    [
        "bonus_opening",
        "bonus_added",
        "bonus_used",
        "bonus_returned",
        "bonus_refunded",
        "bonus_expired",
        "bonus_adjusted",
    ],
    [
        "points_opening",
        "points_added",
        "points_used_up",
        "points_returned_net",
        "points_refunded",
        "points_expired",
        "points_adjusted",
    ],
];

/// OFFICE 1.3: opening, and every way, is closing; per store, as of any past day.
#[test]
fn the_roll_forward_closes_on_the_ledger_as_of_any_past_day_sealed_or_not() {
    on_both_engines(|shop| {
        let mut closings = Vec::new();
        for (day, name) in [(1, "2026-11-22"), (2, "2026-11-23"), (3, "2026-11-24")] {
            a_day(shop, day);
            closings.push((name, owed(shop)));
            if day < 3 {
                shop.clock.advance_secs(86_400);
            }
        }
        let hold = |shop: &Shop| {
            for (day, expected) in &closings {
                let found = sums(shop, "liability", ("2026-11-01", day), &[], &CLOSING).1;
                assert_eq!(found, *expected, "as of {day}");
            }
            // Within a period: the opening balance is the closing one of the day before, and the ways lead from one to the other.
            let period = ("2026-11-23", "2026-11-24");
            for (closing, ways) in CLOSING.iter().zip(&MOVED) {
                let (_, moved) = sums(shop, "liability", period, &[], ways);
                assert_eq!(
                    moved[0],
                    sum(shop, "liability", ("2026-11-01", "2026-11-22"), &[], closing)
                );
                assert_eq!(
                    moved.iter().sum::<i64>(),
                    sum(shop, "liability", period, &[], closing),
                    "{closing}"
                );
            }
            let report = named("liability").expect("it is there");
            for row in rows(shop, "liability", period) {
                for (closing, ways) in CLOSING.iter().zip(&MOVED) {
                    let figure = |column: &&str| row[place_of(report, column)].figure().unwrap_or_default();
                    assert_eq!(ways.iter().map(figure).sum::<i64>(), figure(closing), "{row:?}");
                }
            }
            // What moved is what its rows add up to.
            let moves = sums(
                shop,
                "balance-moves",
                ALWAYS,
                &[],
                &["principal_change", "bonus_change", "points_change"],
            );
            assert_eq!(moves.1, sums(shop, "liability", ALWAYS, &[], &CLOSING).1);
        };
        hold(shop);
        let before = rows(shop, "liability", ALWAYS);
        let link = ask(shop, "liability", ALWAYS, &[("origin_store", "1")], |tx, asked| {
            Ok(page(tx, asked, None, 10)?
                .lines
                .first()
                .and_then(|line| line.links[0].clone()))
        });
        assert_eq!(
            link.as_deref(),
            Some("/office/reports/balance-moves?from=2000-01-01&to=2099-12-31&origin_store=1"),
            "a balance leads to what it is made of, over the same days"
        );
        seal(shop);
        hold(shop);
        assert_eq!(
            rows(shop, "liability", ALWAYS),
            before,
            "a sealed day has the figures that it had"
        );
        shop.clock.advance_secs(2 * 86_400);
        seal(shop);
        hold(shop);
        assert_eq!(rows(shop, "liability", ALWAYS), before);
        shop.books_hold();
    });
}

#[test]
fn each_figure_of_the_summary_is_the_sum_of_its_details_sealed_or_not() {
    on_both_engines(|shop| {
        for day in 1..=2 {
            a_day(shop, day);
            shop.clock.advance_secs(86_400);
        }
        a_day(shop, 3);
        let hold = |shop: &Shop| {
            let of = |column: &str| sum(shop, "summary", ALWAYS, &[], column);
            let sales = sums(shop, "sales", ALWAYS, &[], &["due", "discount", "by_points"]);
            assert_eq!(
                (
                    of("sales_count"),
                    vec![of("sales_due"), of("sales_discount"), of("by_points")]
                ),
                sales
            );
            let returns = sums(shop, "consumption", ALWAYS, &[("entry_kind", "return")], &["due"]);
            assert_eq!((of("returns_count"), vec![-of("returns_due")]), returns);
            let spent = sums(shop, "consumption", ALWAYS, &[], &["principal_spent", "bonus_spent"]);
            assert_eq!(vec![of("principal_net"), of("bonus_net")], spent.1);
            let top_ups = sums(
                shop,
                "deposits",
                ALWAYS,
                &[("entry_kind", "top-up")],
                &["principal_moved", "bonus_moved"],
            );
            assert_eq!(
                (
                    of("top_ups_count"),
                    vec![of("principal_topped_up"), of("bonus_topped_up")]
                ),
                top_ups
            );
            let money = sums(shop, "income", ALWAYS, &[], &["money_in", "money_out"]);
            assert_eq!(vec![of("money_in"), of("money_out")], money.1);
            assert_eq!(of("entries_count"), sums(shop, "entries", ALWAYS, &[], &[]).0);
            assert!(of("sales_count") == 6 && of("returns_count") == 3 && of("money_in") == 1500_00);
        };
        hold(shop);
        let before = rows(shop, "summary", ALWAYS);
        seal(shop);
        hold(shop);
        assert_eq!(rows(shop, "summary", ALWAYS), before);
    });
}

/// OFFICE 1.3: on every row, what was due is what was taken off and what was paid.
#[test]
fn on_every_sale_and_return_what_was_due_is_what_was_taken_off_and_paid() {
    on_both_engines(|shop| {
        a_day(shop, 1);
        let report = named("consumption").expect("it is there");
        let found = rows(shop, "consumption", ALWAYS);
        assert_eq!(found.len(), 3);
        for row in &found {
            let figure = |column: &str| row[place_of(report, column)].figure().unwrap_or_default();
            let paid = figure("outside") + figure("principal_spent") + figure("bonus_spent");
            assert_eq!(figure("due"), figure("taken_off") + paid, "{row:?}");
        }
        let (_, net) = sums(shop, "consumption", ALWAYS, &[], &["due"]);
        assert_eq!(net, [150_00 + 67_89 - 20_00]);
    });
}

#[test]
fn a_sum_of_a_sealed_day_that_its_entries_do_not_make_is_named() {
    on_both_engines(|shop| {
        a_day(shop, 1);
        shop.clock.advance_secs(2 * 86_400);
        seal(shop);
        shop.books_hold();
        shop.exec("UPDATE liability_day SET principal_fen = principal_fen + 1 WHERE kind = 'top-up'");
        shop.exec("UPDATE store_day SET sales = sales + 1 WHERE sales > 0");
        let named: Vec<_> = shop.proof().findings.into_iter().map(|finding| finding.what).collect();
        assert_eq!(named, ["day-sum", "day-sum"]);
    });
}
