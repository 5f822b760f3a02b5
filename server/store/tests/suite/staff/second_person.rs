//! What one person may do alone, at once and in a day, and the second person for what is above that.

use huika_domain::{Fen, MemberId, OperatorId, Pin, Points, Reason};
use huika_store::{
    StoreError,
    adjustment::correction::{Adjust, AdjustError, Adjusted, Change, adjust},
    member::NewPin,
    params,
    refund::{AskedBy, OpenRefund, RefundTopUpError, open_refund},
    sign_off::{
        PinSaid, SignOff, SignOffError, approvers, asked_by, choose_second, sign_off, sign_off_by_pin, sign_offs_for,
    },
    staff::{counter_pin, set_counter_pin},
};

use super::{CASHIER, HEADQUARTERS, OTHER_CASHIER, becomes};
use crate::shop::{Shop, on_both_engines};

fn correct(shop: &Shop, member: MemberId, change: Change, by: OperatorId, key: &str) -> Result<Adjusted, AdjustError> {
    let wish = Adjust {
        member,
        change,
        reason: Reason::parse("forgotten yesterday").expect("a reason"),
        operator: by,
        key: key.to_owned(),
    };
    shop.write(move |tx| adjust(tx, &wish))
}

fn say(shop: &Shop, id: i64, operator: OperatorId, yes: bool) -> Result<(), SignOffError> {
    let said = SignOff {
        id,
        operator,
        yes,
        reason: Reason::parse("looked at it").expect("a reason"),
    };
    shop.write(move |tx| sign_off(tx, &said))
}

/// The number of what waits, of which there is one.
fn waiting(shop: &Shop) -> i64 {
    let all = shop.read(|tx| {
        tx.all("SELECT id FROM sign_off WHERE decision = ''", &[], |row| {
            row.get::<i64>("id")
        })
    });
    assert_eq!(all.len(), 1, "{all:?}");
    all[0]
}

fn acts(shop: &Shop, kind: &'static str) -> Vec<(i64, i64)> {
    shop.read(move |tx| {
        tx.all(
            "SELECT operator_id, about_operator_id FROM staff_act WHERE kind = ?1 ORDER BY id",
            params![kind],
            |row| Ok((row.get("operator_id")?, row.get("about_operator_id")?)),
        )
    })
}

#[test]
fn twenty_corrections_at_once_stay_within_what_one_person_may_do_in_a_day() {
    on_both_engines(|shop| {
        let members = [shop.join("13800139500").id, shop.join("13800139501").id];
        shop.exec("UPDATE member SET home_store_id = 1");
        // 2,000 points a day for a cashier; each of these is small enough for one person.
        shop.exec("UPDATE role SET rights = 'correct-points:own::2000 correct-money:own' WHERE code = 'cashier'");
        let posted = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..20_usize)
                .map(|number| {
                    let member = members[number % 2];
                    scope.spawn(move || {
                        let change = Change::Points(Points::new(200));
                        correct(shop, member, change, CASHIER, &format!("k{number}")).expect("asked for")
                    })
                })
                .collect();
            let each = tries.into_iter().map(|one| one.join().expect("no panic"));
            each.filter(|one| matches!(one, Adjusted::Posted { .. })).count()
        });
        assert_eq!(posted, 10);
        let (used, waits): (i64, i64) = shop.read(|tx| {
            let used = tx.value(
                "SELECT CAST(SUM(amount) AS BIGINT) FROM right_use WHERE operator_id = 1",
                &[],
            )?;
            Ok((
                used,
                tx.value("SELECT COUNT(*) FROM sign_off WHERE decision = ''", &[])?,
            ))
        });
        assert_eq!((used, waits), (2_000, 10));
        // Taking away counts as giving does, and money is counted by itself.
        let away = correct(shop, members[0], Change::Points(Points::new(-1)), CASHIER, "away");
        assert!(matches!(away, Ok(Adjusted::Waiting { .. })));
        let money = correct(shop, members[0], Change::Principal(Fen::new(100_00)), CASHIER, "money");
        assert!(matches!(money, Ok(Adjusted::Posted { .. })));
        shop.books_hold();
    });
}

#[test]
fn a_limit_of_the_role_at_once_stands_in_the_place_of_the_shops_rule() {
    on_both_engines(|shop| {
        let member = shop.join("13800139502").id;
        shop.exec("UPDATE member SET home_store_id = 1");
        shop.exec("UPDATE role SET rights = 'correct-points:own:50 correct-money:own:0' WHERE code = 'cashier'");
        let small = correct(shop, member, Change::Points(Points::new(50)), CASHIER, "a");
        assert!(matches!(small, Ok(Adjusted::Posted { .. })));
        let above = correct(shop, member, Change::Points(Points::new(51)), CASHIER, "b");
        assert!(matches!(above, Ok(Adjusted::Waiting { .. })));
        let nothing_alone = correct(shop, member, Change::Bonus(Fen::new(1)), CASHIER, "c");
        assert!(matches!(nothing_alone, Ok(Adjusted::Waiting { .. })));
    });
}

#[test]
fn an_approver_who_was_demoted_between_form_and_posting_is_refused() {
    on_both_engines(|shop| {
        let member = shop.join("13800139503").id;
        shop.exec("UPDATE member SET home_store_id = 1");
        becomes(shop, OTHER_CASHIER, "manager");
        shop.exec("UPDATE operator SET store_id = 1 WHERE id = 2");
        correct(shop, member, Change::Points(Points::new(5_000)), CASHIER, "a").expect("waits");
        let id = waiting(shop);
        let shown = shop.read(|tx| sign_offs_for(tx, OTHER_CASHIER, 0, 10));
        assert_eq!(shown.len(), 1, "the manager's form is drawn");
        becomes(shop, OTHER_CASHIER, "cashier");
        assert!(matches!(
            say(shop, id, OTHER_CASHIER, true),
            Err(SignOffError::NotAllowed)
        ));
        becomes(shop, OTHER_CASHIER, "manager");
        shop.exec("UPDATE operator SET store_id = 2 WHERE id = 2");
        assert!(
            matches!(say(shop, id, OTHER_CASHIER, true), Err(SignOffError::NotWaiting)),
            "another store's manager sees nothing there"
        );
        shop.exec("UPDATE operator SET store_id = 1 WHERE id = 2");
        assert!(
            matches!(say(shop, id, CASHIER, true), Err(SignOffError::NotAllowed)),
            "not oneself"
        );
        // Who asked has lost the right meanwhile.
        becomes(shop, CASHIER, "auditor");
        assert!(matches!(
            say(shop, id, OTHER_CASHIER, true),
            Err(SignOffError::Correction(AdjustError::NotAllowed))
        ));
        becomes(shop, CASHIER, "cashier");
        say(shop, id, OTHER_CASHIER, true).expect("a second person");
        assert!(matches!(
            say(shop, id, OTHER_CASHIER, true),
            Err(SignOffError::NotWaiting)
        ));
        assert_eq!(acts(shop, "signed-off"), [(2, 1)], "both names are written down");
        shop.books_hold();
    });
}

#[test]
fn whoever_asks_names_a_person_who_then_decides_alone_or_by_their_pin_at_the_till() {
    on_both_engines(|shop| {
        let member = shop.join("13800139504").id;
        shop.exec("UPDATE member SET home_store_id = 1");
        becomes(shop, OTHER_CASHIER, "manager");
        shop.exec("UPDATE operator SET store_id = 1 WHERE id = 2");
        correct(shop, member, Change::Points(Points::new(5_000)), CASHIER, "a").expect("waits");
        let id = waiting(shop);
        let (own, who) = shop.read(|tx| {
            let own = asked_by(tx, CASHIER, 0, 10)?;
            let who = approvers(tx, &own[0])?;
            Ok((own, who))
        });
        assert_eq!((own.len(), own[0].points), (1, Some(Points::new(5_000))));
        let who: Vec<i64> = who.iter().map(|one| one.operator.get()).collect();
        assert_eq!(who, [2, 3], "the store's manager and headquarters");
        let choose = |by, chosen| shop.write(move |tx| choose_second(tx, by, id, Some(chosen)));
        assert!(matches!(choose(CASHIER, CASHIER), Err(SignOffError::NotAllowed)));
        assert!(matches!(
            choose(OTHER_CASHIER, HEADQUARTERS),
            Err(SignOffError::NotWaiting)
        ));
        choose(CASHIER, OTHER_CASHIER).expect("the manager");
        assert!(matches!(say(shop, id, HEADQUARTERS, true), Err(SignOffError::Others)));

        let kept: Result<(), StoreError> = shop.write(move |tx| {
            let typed = Pin::parse("274913").expect("a PIN");
            let pin = NewPin::hash(tx.context().rng.as_ref(), &typed).expect("not a weak one");
            set_counter_pin(tx, OTHER_CASHIER, &pin)
        });
        kept.expect("the database works");
        let at_the_till = |by: OperatorId, fits: bool| {
            shop.write(move |tx| {
                let kept = counter_pin(tx, OTHER_CASHIER)?.expect("a PIN");
                let said = SignOff {
                    id,
                    operator: OTHER_CASHIER,
                    yes: true,
                    reason: Reason::parse("stood beside it").expect("a reason"),
                };
                sign_off_by_pin(tx, by, &said, &kept, fits)
            })
        };
        assert!(matches!(at_the_till(HEADQUARTERS, true), Err(SignOffError::NotWaiting)));
        assert!(matches!(at_the_till(CASHIER, false), Ok(PinSaid::Wrong { .. })));
        assert!(matches!(at_the_till(CASHIER, true), Ok(PinSaid::Done)));
        let tries: i64 = shop.read(|tx| tx.value("SELECT wrong_tries FROM operator_pin WHERE operator_id = 2", &[]));
        assert_eq!(tries, 0, "a right one forgives");
        assert_eq!(acts(shop, "signed-off"), [(2, 1)]);
        shop.books_hold();
    });
}

#[test]
fn a_refund_above_the_limit_waits_in_the_same_list_and_is_dropped_by_a_no() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139505", Fen::new(200_00)).id;
        shop.exec("UPDATE member SET home_store_id = 1");
        becomes(shop, CASHIER, "manager");
        becomes(shop, OTHER_CASHIER, "manager");
        shop.exec("UPDATE operator SET store_id = 1 WHERE id = 2");
        let top_up: String =
            shop.read(move |tx| tx.value("SELECT number FROM top_up WHERE member_id = ?1", params![member]));
        let ask = |key: &str| {
            let request = OpenRefund {
                top_up: top_up.clone(),
                by: AskedBy::Operator(CASHIER),
                key: key.to_owned(),
            };
            let opened: Result<_, RefundTopUpError> = shop.write(move |tx| open_refund(tx, &request));
            opened.expect("asked for").number
        };
        let first = ask("a");
        let id = waiting(shop);
        say(shop, id, OTHER_CASHIER, false).expect("a no");
        let (status, decision) = shop.read(move |tx| {
            let status: String = tx.value("SELECT status FROM refund WHERE number = ?1", params![first])?;
            Ok((
                status,
                tx.value::<String>("SELECT decision FROM sign_off WHERE id = ?1", params![id])?,
            ))
        });
        assert_eq!((status.as_str(), decision.as_str()), ("failed", "refused"));
        let second = ask("b");
        say(shop, waiting(shop), OTHER_CASHIER, true).expect("a yes");
        let status: String =
            shop.read(move |tx| tx.value("SELECT status FROM refund WHERE number = ?1", params![second]));
        assert_eq!(status, "open", "the gateway is asked");
        assert_eq!(
            (acts(shop, "sign-off-refused"), acts(shop, "signed-off")),
            (vec![(2, 1)], vec![(2, 1)])
        );
        let left: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM sign_off WHERE decision = ''", &[]));
        assert_eq!(left, 0);
        shop.books_hold();
    });
}
