//! Rules as rows: which one holds where and when, who may make one, that none is ever changed, and that what was quoted stays.

mod quoted;
mod regions;
mod servers;

use huika_domain::{
    Fen, Millis, OperatorId, Reason, StoreId,
    settings::{AREAS, Area, BodyError, Rules, Scope},
};
use huika_store::{
    StoreError, Tx, params,
    settings::{
        By, Change, ChangeError, Changed, RuleMark, Said, change_rule, differences, history, is_due, newest, pending,
        take_over,
    },
    testing::set_rule,
};
use serde_json::{Value, json};

use crate::shop::{Shop, on_both_engines};

const STORE: Scope = Scope::Store(StoreId::new(1));

pub fn area(name: &str) -> &'static Area {
    Area::find(name).expect("an area")
}

/// A change of a whole area with one value that is not the default.
pub fn change(name: &str, field: &str, value: Value) -> Change {
    let area = area(name);
    let mut body = area.default_body();
    body[field] = value;
    Change {
        area,
        scope: Scope::Chain,
        body: Some(body),
        from: None,
        seen: None,
        reason: Reason::parse("试行").expect("a reason"),
        by: By::Command,
        key: String::new(),
    }
}

fn make(shop: &Shop, change: &Change) -> Result<Changed, ChangeError> {
    let change = change.clone();
    shop.write(move |tx: &mut Tx<'_>| change_rule(tx, &change))
}

/// The operator with this login.
fn operator(shop: &Shop, login: &'static str) -> OperatorId {
    shop.read(move |tx| tx.value("SELECT id FROM operator WHERE login = ?1", params![login]))
}

#[test]
fn a_rule_is_in_force_at_once_for_its_scope_and_its_end_lets_the_wider_one_hold_again() {
    on_both_engines(|shop| {
        let questions = |shop: &Shop, store: i64| shop.store.rules_of(StoreId::new(store)).till.questions;
        assert_eq!((questions(shop, 1), questions(shop, 2)), (3, 3));
        make(shop, &change("till", "questions", json!(5))).expect("a rule of the chain");
        assert_eq!((questions(shop, 1), questions(shop, 2)), (5, 5));
        let of_store = Change {
            scope: STORE,
            ..change("till", "questions", json!(7))
        };
        make(shop, &of_store).expect("a rule of a store");
        assert_eq!((questions(shop, 1), questions(shop, 2)), (7, 5));
        let end = Change { body: None, ..of_store };
        make(shop, &end).expect("the store has none of its own any more");
        assert_eq!((questions(shop, 1), questions(shop, 2)), (5, 5));
        assert!(
            matches!(make(shop, &end), Err(ChangeError::Same)),
            "there is none to end"
        );
    });
}

#[test]
fn a_rule_for_later_takes_effect_at_its_time_and_not_a_moment_before() {
    on_both_engines(|shop| {
        let tomorrow = shop.store.now().plus_days(1);
        let later = Change {
            from: Some(tomorrow),
            ..change("points", "points", json!(2))
        };
        let made = make(shop, &later).expect("a rule for tomorrow");
        assert_eq!(made.from, tomorrow);
        assert_eq!(shop.read(|tx| pending(tx, area("points"))).len(), 1);
        let points = |shop: &Shop| shop.read(|tx| Ok((tx.rules().points.points.get(), tx.rules_version())));
        shop.clock.advance_secs(24 * 3600 - 1);
        assert_eq!(points(shop), (1, 0));
        shop.clock.advance_secs(1);
        assert_eq!(points(shop), (2, made.id));
        assert_eq!(shop.store.rules().points.points.get(), 2);
        assert!(shop.read(|tx| pending(tx, area("points"))).is_empty());
    });
}

#[test]
fn of_two_rules_that_begin_together_the_one_that_was_made_last_holds() {
    on_both_engines(|shop| {
        let soon = Some(shop.store.now().plus_secs(60));
        for points in [5, 3] {
            let rule = Change {
                from: soon,
                ..change("points", "points", json!(points))
            };
            make(shop, &rule).expect("a rule");
        }
        shop.clock.advance_secs(60);
        assert_eq!(shop.store.rules().points.points.get(), 3);
    });
}

#[test]
fn a_card_type_has_a_cap_of_its_own() {
    on_both_engines(|shop| {
        let member = shop.join("13800138901");
        let card_type = shop.read(|tx| tx.value("SELECT MIN(id) FROM card_type", params![]));
        let scope = Scope::CardType(card_type);
        set_rule(&shop.store, "stored-value", scope, r#"{"cap_fen": 20000}"#).expect("a rule");
        assert!(
            shop.open_top_up(&member, Fen::new(300_00), "k1").is_err(),
            "above this card's cap"
        );
        assert!(shop.open_top_up(&member, Fen::new(100_00), "k2").is_ok());
        assert_eq!(
            shop.store.rules().stored_value.cap_fen,
            Fen::new(5_000_00),
            "other cards keep theirs"
        );
        let wrong = set_rule(&shop.store, "till", scope, r#"{"questions": 2}"#);
        assert!(
            matches!(wrong, Err(ChangeError::NoSuchScope(_))),
            "a till has no card type: {wrong:?}"
        );
    });
}

#[test]
fn only_headquarters_makes_rules_and_a_repeated_form_makes_one() {
    on_both_engines(|shop| {
        for (login, may) in [("xuhui", false), ("hq", true)] {
            let by = Change {
                by: By::Operator(operator(shop, login)),
                key: "form-1".into(),
                ..change("till", "questions", json!(4))
            };
            let made = make(shop, &by);
            assert_eq!(made.is_ok(), may, "{login}: {made:?}");
            if !may {
                assert!(matches!(made, Err(ChangeError::NotAllowed)));
                continue;
            }
            let again = make(shop, &by).expect("the first answer");
            assert_eq!(again, made.expect("made"));
            let other = Change {
                reason: Reason::parse("something else").expect("a reason"),
                ..by
            };
            assert!(matches!(make(shop, &other), Err(ChangeError::KeyReused(_))));
        }
        let made = shop.read(|tx| history(tx, area("till"), None, None, 10));
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].source, "page");
        assert!(made[0].made_by.is_some() && made[0].reason == "试行");
    });
}

#[test]
fn whoever_did_not_see_the_newest_rule_does_not_replace_it() {
    on_both_engines(|shop| {
        let first = Change {
            seen: Some(0),
            ..change("gifts", "per_day", json!(10))
        };
        let made = make(shop, &first).expect("there was none");
        let blind = Change {
            seen: Some(0),
            ..change("gifts", "per_day", json!(20))
        };
        assert!(matches!(make(shop, &blind), Err(ChangeError::Meanwhile)));
        let seeing = Change {
            seen: Some(made.id),
            ..blind
        };
        make(shop, &seeing).expect("it was seen");
    });
}

#[test]
fn what_is_out_of_range_or_of_another_time_or_place_is_refused_and_leaves_nothing() {
    on_both_engines(|shop| {
        let now = shop.store.now();
        let later = |from: Millis| Change {
            from: Some(from),
            ..change("gifts", "per_day", json!(1))
        };
        let wrong: [(&str, Change); 8] = [
            ("below", change("gifts", "per_day", json!(-1))),
            ("above", change("sign-in", "pin_tries", json!(21))),
            ("another type", change("messages", "enabled", json!("perhaps"))),
            ("unknown", change("messages", "enabledd", json!(true))),
            ("past", later(now.minus_secs(1))),
            ("far", later(now.plus_days(4000))),
            (
                "no such store",
                Change {
                    scope: Scope::Store(StoreId::new(999)),
                    ..change("till", "questions", json!(1))
                },
            ),
            (
                "not by place",
                Change {
                    scope: STORE,
                    ..change("gifts", "per_day", json!(1))
                },
            ),
        ];
        for (what, change) in wrong {
            let refused = make(shop, &change);
            assert!(refused.is_err(), "{what}");
            let body = matches!(
                refused,
                Err(ChangeError::Body(BodyError::Value { .. } | BodyError::Shape(_)))
            );
            assert_eq!(
                body,
                matches!(what, "below" | "above" | "another type" | "unknown"),
                "{what}: {refused:?}"
            );
        }
        let end = Change {
            body: None,
            ..change("gifts", "per_day", json!(1))
        };
        assert!(matches!(make(shop, &end), Err(ChangeError::ChainStays)));
        let rows: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM rule", params![]));
        assert_eq!(rows, 0);
    });
}

#[test]
fn no_rule_is_ever_changed_or_deleted() {
    on_both_engines(|shop| {
        make(shop, &change("gifts", "per_day", json!(1))).expect("a rule");
        for sql in ["UPDATE rule SET reason = 'other'", "DELETE FROM rule"] {
            let done = shop.write(move |tx: &mut Tx<'_>| tx.exec(sql, params![]));
            assert!(done.is_err(), "{sql}");
        }
        let newest = shop
            .read(|tx| newest(tx, area("gifts"), Scope::Chain))
            .expect("it is there");
        assert_eq!(newest.reason, "试行");
    });
}

#[test]
fn the_first_start_takes_over_what_the_settings_say_and_no_later_one_does() {
    on_both_engines(|shop| {
        let mut rules = Rules::default();
        rules.messages.daily_budget = 7;
        let said = vec![Said {
            area: area("messages"),
            field: "daily_budget".into(),
            value: json!(7),
        }];
        let start = |rules: &Rules, said: &[Said]| {
            let (rules, said) = (rules.clone(), said.to_vec());
            shop.write(move |tx: &mut Tx<'_>| take_over(tx, &rules, &said))
                .expect("the database works")
        };
        assert!(shop.read(is_due));
        assert_eq!(start(&rules, &said).len(), AREAS.len());
        assert!(!shop.read(is_due));
        assert_eq!(shop.store.rules().messages.daily_budget, 7);
        let reason = |name: &str| {
            let area = area(name);
            let row = shop
                .read(move |tx| newest(tx, area, Scope::Chain))
                .expect("a rule of each area");
            (row.source, row.reason, row.from.get())
        };
        assert_eq!(
            reason("messages"),
            ("start".into(), "taken over from the configuration".into(), 0)
        );
        assert_eq!(reason("till"), ("start".into(), "default".into(), 0));

        // Another file at another start changes nothing, and is named.
        rules.messages.daily_budget = 9;
        let other = vec![Said {
            value: json!(9),
            ..said[0].clone()
        }];
        assert!(start(&rules, &other).is_empty());
        assert_eq!(shop.store.rules().messages.daily_budget, 7);
        let differing = differences(&shop.store.rules(), &other);
        assert_eq!(
            (differing[0].file.clone(), differing[0].database.clone()),
            (json!(9), json!(7))
        );
        assert!(differences(&shop.store.rules(), &said).is_empty());

        // What somebody decided meanwhile is not undone by the file either.
        make(shop, &change("messages", "daily_budget", json!(11))).expect("a rule");
        start(&rules, &other);
        assert_eq!(shop.store.rules().messages.daily_budget, 11);
    });
}

#[test]
fn the_history_says_what_a_rule_said_before_in_the_same_scope() {
    on_both_engines(|shop| {
        make(shop, &change("till", "questions", json!(4))).expect("a rule");
        let of_store = Change {
            scope: STORE,
            ..change("till", "questions", json!(6))
        };
        make(shop, &of_store).expect("a rule");
        make(shop, &change("till", "questions", json!(5))).expect("a rule");
        let past = shop.read(|tx| history(tx, area("till"), None, None, 10));
        let said: Vec<_> = past
            .iter()
            .map(|row| {
                let questions = |body: &Option<Value>| body.as_ref().map(|body| body["questions"].clone());
                (row.scope, questions(&row.before), questions(&row.body))
            })
            .collect();
        assert_eq!(
            said,
            [
                (Scope::Chain, Some(json!(4)), Some(json!(5))),
                (STORE, None, Some(json!(6))),
                (Scope::Chain, None, Some(json!(4))),
            ]
        );
        let older = shop.read(|tx| history(tx, area("till"), Some(Scope::Chain), Some(past[0].id), 10));
        assert_eq!(older.len(), 1);
    });
}

#[test]
fn a_moment_that_was_marked_is_found_again_whatever_came_after_it() {
    on_both_engines(|shop| {
        let points = |shop: &Shop, mark: RuleMark| {
            shop.write(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
                Ok(tx.rules_as_of(mark)?.chain().points.points.get())
            })
            .expect("the database works")
        };
        let mut marks = Vec::new();
        for made in 1..=6 {
            // Every other one is for later, and comes into force between those that hold at once.
            let from = (made % 2 == 0).then(|| shop.store.now().plus_secs(15));
            let rule = Change {
                from,
                ..change("points", "points", json!(made * 10))
            };
            make(shop, &rule).expect("a rule");
            shop.clock.advance_secs(10);
            marks.push(shop.read(|tx| Ok((tx.rule_mark(), tx.rules().points.points.get()))));
        }
        for (mark, held) in &marks {
            assert_eq!(points(shop, *mark), *held, "{mark:?}");
        }
        assert!(
            marks.iter().any(|(_, held)| *held == 20),
            "one for later has held: {marks:?}"
        );
    });
}
