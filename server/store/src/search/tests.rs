//! That everything is found by an index, on both engines.

use huika_domain::RecordKind;

use super::{people, record};
use crate::{
    Store, StoreError, Tx, is_postgres, params,
    testing::{NOON, SetClock, drop_postgres, fresh_postgres, open_shop, postgres_for_tests},
    waiting::WAITING,
};

/// Tables that grow with the shop: a page reads them by an index or not at all.
const LARGE: [&str; 11] = [
    "member",
    "wallet",
    "card",
    "sale",
    "sale_return",
    "redemption",
    "top_up",
    "refund",
    "payment_alarm",
    "held_top_up",
    "watched_sale",
];

/// How the engine would run a statement with an operator and, where it looks for something, that.
fn plan(tx: &mut Tx<'_>, postgres: bool, sql: &str, wanted: usize) -> Result<Vec<String>, StoreError> {
    let explain = if postgres {
        "EXPLAIN (COSTS OFF) "
    } else {
        "EXPLAIN QUERY PLAN "
    };
    let sql = format!("{explain}{sql}");
    let column = if postgres { 0 } else { 3 };
    let read = |row: &crate::Row<'_>| row.get::<String>(column);
    match wanted {
        0 => tx.all(&sql, params![1_i64], read),
        1 => tx.all(&sql, params![1_i64, "8000"], read),
        _ => tx.all(&sql, params![1_i64, "8000", "%8000"], read),
    }
}

/// The lines in which a large table is read from end to end. SQLite names tables by their aliases, so those stand here too.
fn read_whole(plan: &[String], postgres: bool) -> Vec<&String> {
    let aliases = ["m", "w", "c", "r", "s", "a", "h", "t"];
    let whole = |line: &&String| {
        if postgres {
            let name = line
                .split("Seq Scan on ")
                .nth(1)
                .and_then(|rest| rest.split(' ').next());
            name.is_some_and(|name| LARGE.contains(&name))
        } else {
            let name = line
                .trim_start()
                .strip_prefix("SCAN ")
                .map(|rest| rest.split(' ').next().unwrap_or(rest));
            let by_index = line.contains("INDEX payment_alarm_open")
                || line.contains("INDEX held_top_up_")
                || line.contains("INDEX watched_sale_open");
            name.is_some_and(|name| LARGE.contains(&name) || aliases.contains(&name)) && !by_index
        }
    };
    plan.iter().filter(whole).collect()
}

fn explained(store: &Store, postgres: bool) {
    let mut statements = vec![
        (people::BY_PHONE, 1),
        (people::BY_CARD, 1),
        (people::BY_TAIL, 2),
        (WAITING, 0),
    ];
    statements.extend(RecordKind::ALL.map(|kind| (record::statement_of(kind), 1)));
    let plans = store.write_blocking(move |tx| {
        if postgres {
            // A table of a few rows is read from end to end whatever indexes it has.
            tx.exec("SET LOCAL enable_seqscan = off", params![])?;
        }
        let plans = statements.iter().map(|(sql, wanted)| plan(tx, postgres, sql, *wanted));
        plans.collect::<Result<Vec<_>, StoreError>>()
    });
    let plans = plans.expect("the engine explains itself");
    assert_eq!(plans.len(), 9);
    for plan in &plans {
        assert!(!plan.is_empty());
        assert_eq!(read_whole(plan, postgres), Vec::<&String>::new(), "{plan:#?}");
    }
    let tail = &plans[2];
    assert!(tail.iter().any(|line| line.contains("member_phone_tail")), "{tail:#?}");
}

#[test]
fn whatever_is_looked_for_and_counted_is_found_by_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![format!("sqlite:{}", folder.path().join("shop.db").display())];
    urls.extend(postgres_for_tests().map(|base| fresh_postgres(&base).unwrap()));
    for url in urls {
        let clock = SetClock::at(NOON);
        let store = open_shop(&url, clock, 1).unwrap();
        explained(&store, is_postgres(&url));
        drop(store);
        if is_postgres(&url) {
            drop_postgres(&url).unwrap();
        }
    }
}
