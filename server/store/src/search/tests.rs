//! That everything is found by an index, on both engines.

use huika_domain::{RecordKind, SearchTerm};

use super::{people, record};
use crate::{
    OwnedValue, Store, StoreError, Tx, Value, is_postgres, params,
    testing::{
        NOON, SetClock, drop_postgres, folder_for_databases, migrated_postgres, migrated_sqlite, open_shop,
        postgres_for_tests,
    },
    waiting::WAITING,
};

/// Tables that grow with the shop: a page reads them by an index or not at all.
const LARGE: [&str; 12] = [
    "member",
    "member_name_gram",
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

/// How the engine would run a statement with these values.
fn plan(tx: &mut Tx<'_>, postgres: bool, sql: &str, values: &[Value<'_>]) -> Result<Vec<String>, StoreError> {
    let explain = if postgres {
        "EXPLAIN (COSTS OFF) "
    } else {
        "EXPLAIN QUERY PLAN "
    };
    let column = if postgres { "QUERY PLAN" } else { "detail" };
    tx.all(&format!("{explain}{sql}"), values, |row| row.get::<String>(column))
}

/// What somebody types who looks for a member, and the index that has to find it.
const PEOPLE: [(&str, [&str; 2]); 6] = [
    ("13800138000", ["sqlite_autoindex_member_1", "member_phone_key"]),
    ("6800000000000009", ["sqlite_autoindex_card_1", "card_number_key"]),
    ("8000", ["member_phone_tail"; 2]),
    ("0138000", ["member_phone_tail"; 2]),
    ("林", ["PRIMARY KEY", "member_name_gram_pkey"]),
    ("𠮷野家", ["PRIMARY KEY", "member_name_gram_pkey"]),
];

/// The lines in which a large table is read from end to end. SQLite names tables by their aliases, so those stand here too.
fn read_whole(plan: &[String], postgres: bool) -> Vec<&String> {
    let aliases = ["m", "w", "c", "r", "s", "a", "h", "t", "g", "g0", "g1"];
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
    let mut statements: Vec<(String, Vec<OwnedValue>, &str)> = Vec::new();
    for (typed, indexes) in PEOPLE {
        let term = SearchTerm::parse(typed).unwrap();
        let (condition, values) = people::condition(&term).expect("it names members");
        statements.push((people::statement(&condition), values, indexes[usize::from(postgres)]));
    }
    statements.push((WAITING.to_owned(), Vec::new(), ""));
    statements.extend(RecordKind::ALL.map(|kind| {
        let number = OwnedValue::Text(Some("T1".into()));
        (record::statement_of(kind).to_owned(), vec![number], "")
    }));
    let count = statements.len();
    let plans = store.write_blocking(move |tx| {
        if postgres {
            // A table of a few rows is read from end to end whatever indexes it has.
            tx.exec("SET LOCAL enable_seqscan = off", params![])?;
        }
        let plans = statements.iter().map(|(sql, values, index)| {
            let mut params = vec![Value::Int(1)];
            params.extend(values.iter().map(OwnedValue::borrowed));
            Ok((plan(tx, postgres, sql, &params)?, *index))
        });
        plans.collect::<Result<Vec<_>, StoreError>>()
    });
    let plans = plans.expect("the engine explains itself");
    assert_eq!(plans.len(), count);
    for (plan, index) in &plans {
        assert!(!plan.is_empty());
        assert_eq!(read_whole(plan, postgres), Vec::<&String>::new(), "{plan:#?}");
        assert!(plan.iter().any(|line| line.contains(index)), "{index} in {plan:#?}");
    }
}

#[test]
fn whatever_is_looked_for_and_counted_is_found_by_an_index() {
    let folder = tempfile::tempdir_in(folder_for_databases()).unwrap();
    let mut urls = vec![migrated_sqlite(folder.path(), "shop.db").unwrap()];
    urls.extend(postgres_for_tests().map(|base| migrated_postgres(&base).unwrap()));
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
