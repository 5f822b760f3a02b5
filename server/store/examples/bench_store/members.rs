//! 100,000 members in the office: the list, what it is narrowed by, the search and a profile, each as its page reads them.

use std::time::Instant;

use huika_domain::{CardNumber, MemberId, OperatorId, SearchTerm};
use huika_store::{
    Store, StoreError, Tx,
    member::member_overview,
    params,
    report::{Asked, Filters, named, open, page, totals},
    search::find,
    testing::crowd,
};

use crate::figure;

const MEMBERS: i64 = 100_000;
/// What each look may take, and what any combination of conditions may.
const LOOK_MS: f64 = 30.0;
const COMBINED_MS: f64 = 300.0;
/// Looks of which the slowest tenth is left out.
const LOOKS: usize = 20;
const BOSS: OperatorId = OperatorId::new(1);

/// Conditions that hold of many, of few and of nobody.
const COMBINED: [&str; 5] = [
    "tier=0&balance-min=100.00&points_left-min=50&visited=ever&status=active&birthday=month",
    "last_visit-min=60&spent-min=500.00&consent=none&bonus-min=1.00",
    "name=%E6%9E%97&balance-min=0.01&balance-max=5000.00&visits-min=3&home_store=7",
    "balance-min=99999999.00",
    "birthday=next-month&visits-min=1&points_left-max=10000&spent-max=9999.00",
];

pub fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("members.db").display());
    measure(&crowd::open_empty(&url, 1), "sqlite.members");
}

pub fn postgres(base: &str) {
    let url = huika_store::testing::fresh_postgres(base).expect("a database");
    let store = crowd::open_empty(&url, 8);
    measure(&store, "postgres.members");
    drop(store);
    huika_store::testing::drop_postgres(&url).expect("the database goes");
}

/// Members in bulk: by statements over a series, not one after the other.
fn fill(store: &Store, postgres: bool) {
    const SERIES: &str =
        "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 100000)";
    let many = [
        "INSERT INTO member (phone, name, birthday, tier_rank, home_store_id, source, no_pin_limit_fen, joined_at) \
         SELECT '+86139' || CAST(10000000 + i AS TEXT), \
         substr('林王李张刘陈杨黄赵吴徐孙马朱胡郭何高罗郑梁谢宋唐许韩冯邓曹彭𠮷', CAST(i % 31 + 1 AS INTEGER), 1) || \
         substr('建国思远晓彤佳怡梓涵一鸣雨桐浩然丽娜文博可欣志强雅琴欣怡凯文秋月', CAST(i * 7 % 31 + 1 AS INTEGER), 2), \
         CAST(1950 + i % 55 AS TEXT) || '-' || substr(CAST(101 + i % 12 AS TEXT), 2) || '-' || substr(CAST(101 + i % 28 AS TEXT), 2), \
         i % 4, i % 100 + 1, '', 0, 1600000000000 + i * 1800000 FROM n",
        "INSERT INTO wallet (member_id, principal_fen, bonus_fen, points, visits, last_visit_at, spent_fen) \
         SELECT i, i * 37 % 300000, i * 11 % 20000, i * 13 % 5000, i % 60, CASE WHEN i % 60 = 0 THEN 0 ELSE 1700000000000 + i * 500000 END, \
         i * 101 % 2000000 FROM n",
    ];
    store
        .write_blocking(|tx: &mut Tx<'_>| -> Result<(), StoreError> {
            tx.exec(
                "INSERT INTO card_type (id, code, name, on_joining) VALUES (1, 'bench', 'bench', 1)",
                params![],
            )?;
            Ok(())
        })
        .expect("a kind of card");
    for statement in many {
        // A series stands in front of an `INSERT` on both engines.
        let text = format!("{SERIES} {statement}");
        store
            .write_blocking(move |tx: &mut Tx<'_>| tx.exec(&text, params![]))
            .expect("members");
    }
    for first in (1..=MEMBERS).step_by(2_000) {
        store
            .write_blocking(move |tx: &mut Tx<'_>| -> Result<(), StoreError> {
                for member in first..(first + 2_000).min(MEMBERS + 1) {
                    tx.later(
                        "INSERT INTO card (number, member_id, card_type_id, issued_at) VALUES (?1, ?2, 1, 1)",
                        params![card_of(member).as_digits(), member],
                    )?;
                }
                Ok(())
            })
            .expect("cards");
    }
    while store
        .write_blocking(|tx: &mut Tx<'_>| huika_store::member::index_names(tx, 2_000))
        .expect("names")
        > 0
    {}
    if postgres {
        // As its own housekeeping does it, which has had no time yet.
        store
            .write_blocking(|tx: &mut Tx<'_>| tx.exec("ANALYZE", params![]))
            .expect("statistics");
    }
}

/// The card of the member with this number.
fn card_of(member: i64) -> CardNumber {
    CardNumber::compose(CardNumber::DEFAULT_PREFIX, member.unsigned_abs())
}

fn measure(store: &Store, name: &str) {
    fill(store, name.starts_with("postgres"));
    let look = |what: &str, budget: f64, run: &dyn Fn()| {
        run();
        let mut took: Vec<f64> = (0..LOOKS)
            .map(|_| {
                let from = Instant::now();
                run();
                from.elapsed().as_secs_f64() * 1_000.0
            })
            .collect();
        took.sort_by(f64::total_cmp);
        let ms = took[LOOKS * 9 / 10 - 1];
        figure(&format!("{name}.{what}"), ms, "ms", Some(ms / budget));
    };
    // By the connections that pages are read on.
    let pages = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let listed = |query: &str| {
        let query = query.to_owned();
        pages
            .block_on(store.read(move |tx: &mut Tx<'_>| -> Result<(), StoreError> {
                let report = named("members").expect("the list is there");
                let filters = Filters::of_query(report, tx.today(), &query);
                assert!(filters.wrong.is_empty(), "{query}");
                let seen = open(tx, BOSS, report)?.expect("headquarters see it");
                let asked = Asked {
                    report,
                    filters: &filters,
                    seen,
                };
                totals(tx, &asked)?;
                page(tx, &asked, None, 50).map(drop)
            }))
            .expect("the list is read");
    };
    let searched = |typed: &str| {
        let term = SearchTerm::parse(typed).expect("it has a form");
        pages
            .block_on(store.read(move |tx: &mut Tx<'_>| find(tx, BOSS, &term)))
            .expect("the search answers");
    };
    look("list", LOOK_MS, &|| listed(""));
    look("search.tail", LOOK_MS, &|| searched("0001"));
    look("search.phone", LOOK_MS, &|| searched("13910050000"));
    look("search.card", LOOK_MS, &|| searched(&card_of(50_000).as_digits()));
    look("search.name", LOOK_MS, &|| searched("林建国"));
    // A sign that UTF-16 writes with two units, by itself and in a name.
    look("search.rare", LOOK_MS, &|| searched("𠮷"));
    look("search.rare-name", LOOK_MS, &|| searched("𠮷建国"));
    look("search.one-sign", LOOK_MS, &|| searched("林"));
    look("profile", LOOK_MS, &|| {
        pages
            .block_on(store.read(|tx: &mut Tx<'_>| member_overview(tx, BOSS, MemberId::new(50_000))))
            .expect("the profile is read");
    });
    for (index, query) in COMBINED.iter().enumerate() {
        look(&format!("combined.{index}"), COMBINED_MS, &|| listed(query));
    }
}
