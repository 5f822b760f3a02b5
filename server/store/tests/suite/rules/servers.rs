//! A rule that is made on one server holds on another within a second.

use std::time::{Duration, Instant};

use huika_domain::{OperatorId, RegionName, StoreId, settings::Scope};
use huika_store::{
    Store, StoreConfig,
    organisation::{make_region, move_store},
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests, set_rule},
};

use crate::shop::Shop;

fn another(url: &str) -> Store {
    let mut config = StoreConfig::new(url, context(SetClock::at(NOON), 2));
    config.connections = 2;
    Store::open_as_they_are(config).expect("the books are there")
}

/// How long it takes until the other one has it.
fn until_it_holds(other: &Store, questions: i64) -> Duration {
    until(|| other.rules().till.questions == questions)
}

fn until(holds: impl Fn() -> bool) -> Duration {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(10), "the rule never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    began.elapsed()
}

#[test]
fn a_rule_that_is_made_on_one_server_holds_on_another_within_a_second_on_one_postgresql() {
    let Some(base) = postgres_for_tests() else {
        return;
    };
    let shop = Shop::at(&fresh_postgres(&base).expect("a database can be made"), None);
    let others = [another(&shop.url), another(&shop.url)];
    for questions in [4, 5, 6] {
        set_rule(
            &shop.store,
            "till",
            Scope::Chain,
            &format!(r#"{{"questions": {questions}}}"#),
        )
        .expect("a rule");
        assert_eq!(
            shop.store.rules().till.questions,
            questions,
            "here it holds when it is answered"
        );
        for other in &others {
            let took = until_it_holds(other, questions);
            assert!(took < Duration::from_secs(1), "{took:?}");
        }
    }
    let named = others.map(|other| other.scan::<_, huika_store::StoreError>(|tx| Ok(tx.rules_version())));
    assert!(
        named
            .iter()
            .all(|version| version.as_ref().is_ok_and(|version| *version > 0)),
        "{named:?}"
    );
}

/// As a command beside a server does it.
#[test]
fn a_rule_that_another_process_writes_into_the_file_is_seen_within_a_second() {
    let shop = Shop::on_sqlite();
    let beside = another(&shop.url);
    set_rule(&beside, "till", Scope::Chain, r#"{"questions": 9}"#).expect("a rule");
    let took = until_it_holds(&shop.store, 9);
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn a_store_that_is_moved_by_one_server_has_the_rules_of_its_region_on_another_within_a_second() {
    let Some(base) = postgres_for_tests() else {
        return;
    };
    let shop = Shop::at(&fresh_postgres(&base).expect("a database can be made"), None);
    let other = another(&shop.url);
    let (store, headquarters) = (StoreId::new(1), OperatorId::new(3));
    let name = RegionName::parse("华东").expect("a name");
    let region = shop
        .write(move |tx| make_region(tx, headquarters, &name))
        .expect("headquarters");
    set_rule(&shop.store, "till", Scope::Region(region), r#"{"questions": 8}"#).expect("a rule");
    for (to, questions) in [(Some(region), 8), (None, 3)] {
        shop.write(move |tx| move_store(tx, headquarters, store, to, tx.today()))
            .expect("headquarters");
        let took = until(|| other.rules_of(store).till.questions == questions);
        assert!(took < Duration::from_secs(1), "{took:?}");
    }
}
