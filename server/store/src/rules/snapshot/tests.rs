//! Which rule holds where.

use huika_domain::settings::{AREAS, Area, Dimension};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::rules::PlaceRow;

fn area(name: &str) -> &'static Area {
    Area::find(name).expect("an area")
}

/// A rule that says only which one it is: the number of points, of a till's minutes, of the fen of a cap.
fn row(id: i64, name: &str, scope: Scope, from: i64, gone: bool) -> RuleRow {
    let body = match name {
        "points" => json!({ "points": id }),
        "till" => json!({ "questions": id % 20 + 1, "session_secs": 30 + id }),
        _ => json!({ "cap_fen": id }),
    };
    RuleRow {
        id,
        area: area(name),
        scope,
        from: Millis::new(from),
        version: 1,
        body: (!gone).then_some(body),
    }
}

fn of_rows(rules: Vec<RuleRow>, places: Vec<PlaceRow>, at: i64) -> Result<Snapshot, UnreadableRule> {
    let rows = Rows {
        rules,
        places,
        ..Rows::default()
    };
    Snapshot::of(&Arc::default(), &Arc::new(rows), Millis::new(at))
}

fn scopes() -> Vec<Scope> {
    let mut scopes = vec![Scope::Chain];
    scopes.extend((1..=2).map(|id| Scope::Region(RegionId::new(id))));
    scopes.extend((1..=2).map(|id| Scope::Store(StoreId::new(id))));
    scopes.extend((1..=2).map(|id| Scope::CardType(CardTypeId::new(id))));
    scopes
}

/// The rule that holds for a scope, by going through all of them: the nearest scope that has one, and there the last that has begun.
fn expected<'r>(rows: &'r [RuleRow], name: &str, nearest_first: &[Scope], at: i64) -> Option<&'r RuleRow> {
    nearest_first.iter().find_map(|scope| {
        let of_scope = rows
            .iter()
            .filter(|row| row.area.name == name && row.scope == *scope && row.from.get() <= at);
        let last = of_scope.max_by_key(|row| (row.from, row.id));
        last.filter(|row| row.body.is_some())
    })
}

proptest! {
    #[test]
    fn the_nearest_scope_wins_and_in_it_the_rule_that_began_last(
        drawn in proptest::collection::vec((0_usize..3, 0_usize..7, 0_i64..6, any::<bool>()), 0..40),
        moved in proptest::collection::vec((1_i64..4, 0_i64..3, 0_i64..6), 0..8),
        at in 0_i64..6,
    ) {
        let rows: Vec<RuleRow> = (1..)
            .zip(drawn)
            .filter_map(|(id, (name, scope, from, gone))| {
                let (name, scope) = (["points", "till", "stored-value"][name], scopes()[scope]);
                // A chain always says something: there is nothing wider to hold in its place.
                let gone = gone && scope != Scope::Chain;
                scope.is_of(area(name).dimension).then(|| row(id, name, scope, from, gone))
            })
            .collect();
        let places: Vec<PlaceRow> = (100..)
            .zip(moved)
            .map(|(id, (store, region, from))| PlaceRow {
                id,
                store: StoreId::new(store),
                from: Millis::new(from),
                region: (region > 0).then(|| RegionId::new(region)),
            })
            .collect();
        let snapshot = of_rows(rows.clone(), places.clone(), at).expect("bodies that are right");
        for store in [1, 2, 3].map(StoreId::new) {
            let moves = places.iter().filter(|row| row.store == store && row.from.get() <= at);
            let region = moves.max_by_key(|row| (row.from, row.id)).and_then(|row| row.region);
            let path = Scope::of_store(store, region).into_iter().rev().collect::<Vec<_>>();
            let rules = snapshot.of_store(store);
            let points = expected(&rows, "points", &path, at).map_or(1, |row| row.id);
            prop_assert_eq!(rules.points.points.get(), points);
            let secs = expected(&rows, "till", &path, at).map_or(300, |row| 30 + row.id);
            prop_assert_eq!(rules.till.session_secs, secs);
        }
        for card_type in [1, 2, 3].map(CardTypeId::new) {
            let path = [Scope::CardType(card_type), Scope::Chain];
            let cap = expected(&rows, "stored-value", &path, at).map_or(500_000, |row| row.id);
            prop_assert_eq!(snapshot.of_card_type(card_type).stored_value.cap_fen.get(), cap);
        }
        let begins = || rows.iter().map(|row| row.from.get()).chain(places.iter().map(|row| row.from.get()));
        let next = begins().filter(|from| *from > at).min();
        prop_assert_eq!(snapshot.until.map(Millis::get), next);
        // A moment that was marked is covered as long as nothing newer is in force, whatever is still to come.
        let mark = RuleMark { version: snapshot.version(), at: Millis::new(at) };
        prop_assert!(snapshot.covers(mark));
        let later = snapshot.at(Millis::new(at + 1)).expect("bodies that are right");
        prop_assert_eq!(later.covers(mark), !begins().any(|from| from == at + 1));
    }
}

#[test]
fn a_rule_of_a_store_replaces_the_whole_body_of_the_chain() {
    let chain = RuleRow {
        body: Some(json!({ "points": 7, "per": 500, "pending_days": 3 })),
        ..row(1, "points", Scope::Chain, 0, false)
    };
    let store = StoreId::new(1);
    let rows = vec![chain, row(2, "points", Scope::Store(store), 0, false)];
    let snapshot = of_rows(rows, Vec::new(), 0).expect("bodies that are right");
    let points = snapshot.of_store(store).points;
    assert_eq!(
        (points.points.get(), points.per.get(), points.pending_days),
        (2, 100, 0)
    );
    assert_eq!(snapshot.of_store(StoreId::new(2)).points.pending_days, 3);
}

#[test]
fn a_body_that_this_program_cannot_read_is_named() {
    let wrong = RuleRow {
        body: Some(json!({ "points": -1 })),
        ..row(9, "points", Scope::Chain, 0, false)
    };
    let error = of_rows(vec![wrong], Vec::new(), 0)
        .expect_err("out of range")
        .to_string();
    assert!(error.contains("rule 9 of points: points: expected a number"), "{error}");
}

#[test]
fn whatever_a_card_type_may_say_is_what_it_is_asked_about() {
    let (first, other) = (CardTypeId::new(1), CardTypeId::new(2));
    let of_kinds = || AREAS.iter().filter(|area| area.dimension == Dimension::CardType);
    let values = [
        ("stored-value", json!({ "cap_fen": 7 })),
        ("packages", json!({ "least_fen": 7 })),
        ("card-terms", json!({ "annual_fee_fen": 7 })),
        ("price-level", json!({ "level": "list" })),
    ];
    let rows: Vec<RuleRow> = (1..)
        .zip(&values)
        .map(|(id, (name, body))| RuleRow {
            body: Some(body.clone()),
            version: area(name).version,
            ..row(id, name, Scope::CardType(first), 0, false)
        })
        .collect();
    let snapshot = of_rows(rows, Vec::new(), 0).expect("bodies that are right");
    for area in of_kinds() {
        assert!(
            values.iter().any(|(name, _)| *name == area.name),
            "{area:?} is not looked at here"
        );
        let (own, usual) = (snapshot.of_card_type(first).body(area), area.default_body());
        assert_ne!(own, usual, "{area:?}");
        assert_eq!(snapshot.of_card_type(other).body(area), usual, "{area:?}");
    }
}

#[test]
fn a_store_without_a_rule_of_its_own_shares_what_holds_in_its_region() {
    let place = |id: i64, store: i64, region: i64| PlaceRow {
        id,
        store: StoreId::new(store),
        from: Millis::new(0),
        region: Some(RegionId::new(region)),
    };
    let rows = vec![row(1, "points", Scope::Region(RegionId::new(7)), 0, false)];
    let places = vec![place(2, 1, 7), place(3, 2, 7), place(4, 3, 8)];
    let snapshot = of_rows(rows, places, 0).expect("bodies that are right");
    let of = |store: i64| snapshot.of_store(StoreId::new(store));
    assert!(Arc::ptr_eq(of(1), of(2)) && Arc::ptr_eq(of(1), snapshot.of_region(RegionId::new(7))));
    assert!(Arc::ptr_eq(of(3), snapshot.chain()), "another region says nothing");
    assert_eq!(snapshot.version(), 4, "where a store is has a number of the rules");
}
