//! Posts besides somebody's own: from a day on, until another one, each with what its role may in its place.

use huika_domain::{BusinessDay, OperatorId, Points, Reason, RoleCode, StoreId};
use huika_store::{
    StoreError,
    adjustment::correction::{Adjust, AdjustError, Adjusted, Change, adjust},
    params,
    staff::{
        ManageError, NewFurtherPost, Post, end_operator, end_post, further_posts, give_post, see_as_led, sees_as_led,
        staff_account_at, stores_of,
    },
    till::{Pairing, TillName, make_till, pair_till},
};

use super::{CASHIER, HEADQUARTERS, OTHER_CASHIER, at, becomes, scans};
use crate::shop::{Shop, on_both_engines};

const DAY: i64 = 24 * 3600;
const PHONE: &str = "13900139000";

fn give(
    shop: &Shop,
    by: OperatorId,
    to: OperatorId,
    role: RoleCode,
    stores: &[i64],
    days: (i32, Option<i32>),
) -> Result<(), ManageError> {
    let stores = stores.iter().map(|store| StoreId::new(*store)).collect();
    shop.write(move |tx| {
        let day = |days: i32| -> BusinessDay { tx.today().plus_days(days) };
        let new = NewFurtherPost {
            post: Post {
                role: role.clone(),
                stores: Vec::clone(&stores),
                regions: Vec::new(),
            },
            from: day(days.0),
            until: days.1.map(day),
            reason: Reason::parse("代班").expect("a reason"),
        };
        give_post(tx, by, to, &new)
    })
}

/// What the job does when a day begins.
fn next_day(shop: &Shop) {
    shop.clock.advance_secs(DAY);
    assert!(!shop.read(|tx| {
        let today = tx.today();
        sees_as_led(tx, today)
    }));
    let begun: Result<(), StoreError> = shop.write(|tx| see_as_led(tx, tx.today()));
    begun.expect("the database works");
    assert!(shop.read(|tx| {
        let today = tx.today();
        sees_as_led(tx, today)
    }));
}

fn seen(shop: &Shop, operator: OperatorId) -> Vec<i64> {
    let stores = shop.read(move |tx| stores_of(tx, operator));
    stores.into_iter().map(|(id, _)| id.get()).collect()
}

#[test]
fn a_post_in_another_store_counts_from_its_first_day_to_its_last_one() {
    on_both_engines(|shop| {
        shop.join(PHONE);
        let may = |store: i64| scans(shop, PHONE, at(store, CASHIER));
        give(shop, HEADQUARTERS, CASHIER, RoleCode::CASHIER, &[2], (1, Some(1))).expect("headquarters");
        assert!(may(1) && !may(2), "not before the day");
        assert_eq!(seen(shop, CASHIER), [1]);
        next_day(shop);
        assert_eq!(seen(shop, CASHIER), [1, 2]);
        assert!(may(2) && may(1), "their own post stays");
        let name = TillName::parse("9").expect("a name");
        let code = shop
            .write(move |tx| make_till(tx, HEADQUARTERS, StoreId::new(2), &name))
            .expect("headquarters");
        let Ok(Pairing::Paired { token, .. }) = shop.write(move |tx| pair_till(tx, &code, "::1")) else {
            panic!("not paired")
        };
        let stands = |till: String| {
            shop.read(move |tx| staff_account_at(tx, "xuhui", &till))
                .expect("an account")
                .store
        };
        assert_eq!(stands(token), StoreId::new(2));
        assert_eq!(stands("another".into()), StoreId::new(1));
        next_day(shop);
        assert!(!may(2) && seen(shop, CASHIER) == [1]);
        assert_eq!(shop.read(|tx| further_posts(tx, CASHIER)), []);
    });
}

#[test]
fn rights_of_posts_add_up_in_their_own_places_and_the_highest_limit_counts() {
    on_both_engines(|shop| {
        becomes(shop, CASHIER, "manager");
        // A manager gives what they may give, where they may.
        assert!(matches!(
            give(shop, CASHIER, OTHER_CASHIER, RoleCode::CASHIER, &[1], (0, None)),
            Err(ManageError::NoOperator)
        ));
        give(shop, HEADQUARTERS, CASHIER, RoleCode::AUDITOR, &[], (0, None)).expect("headquarters");
        assert_eq!(seen(shop, CASHIER), [1, 2], "an auditor sees the chain");
        let member = shop.join(PHONE).id;
        assert!(!scans(shop, PHONE, at(2, CASHIER)), "and sells nowhere");
        give(shop, HEADQUARTERS, OTHER_CASHIER, RoleCode::MANAGER, &[1], (0, None)).expect("headquarters");
        shop.exec("UPDATE member SET home_store_id = 1");
        shop.exec("UPDATE role SET rights = 'sell:own correct-points:own:5' WHERE code = 'cashier'");
        shop.exec("UPDATE role SET rights = 'sell:own correct-points:own:500' WHERE code = 'manager'");
        let corrects = |points: i64| {
            let wish = Adjust {
                member,
                change: Change::Points(Points::new(points)),
                reason: Reason::parse("a gift that was forgotten").expect("a reason"),
                operator: OTHER_CASHIER,
                key: format!("k{points}"),
            };
            shop.write(move |tx| adjust(tx, &wish))
        };
        assert!(matches!(corrects(400), Ok(Adjusted::Posted { .. })));
        assert!(matches!(corrects(501), Ok(Adjusted::Waiting { .. })));
        let posts = shop.read(|tx| further_posts(tx, OTHER_CASHIER));
        let id = posts[0].id;
        shop.write(move |tx| end_post(tx, HEADQUARTERS, OTHER_CASHIER, id))
            .expect("headquarters");
        assert!(matches!(corrects(4), Err(AdjustError::NotAllowed)), "at once");
    });
}

#[test]
fn what_does_not_fit_is_refused_and_who_leaves_has_no_post_any_more() {
    on_both_engines(|shop| {
        let days =
            |from: i32, until: Option<i32>| give(shop, HEADQUARTERS, CASHIER, RoleCode::CASHIER, &[2], (from, until));
        assert!(matches!(days(-1, None), Err(ManageError::Days)));
        assert!(matches!(days(3, Some(2)), Err(ManageError::Days)));
        assert!(matches!(
            give(shop, HEADQUARTERS, CASHIER, RoleCode::REGION, &[], (0, None)),
            Err(ManageError::StoresDoNotFit)
        ));
        assert!(matches!(
            give(shop, CASHIER, CASHIER, RoleCode::HEADQUARTERS, &[], (0, None)),
            Err(ManageError::NotAllowed)
        ));
        for _ in 0..20 {
            days(0, None).expect("headquarters");
        }
        assert!(matches!(days(0, None), Err(ManageError::PostsUsedUp)));
        let reason = Reason::parse("moved away").expect("a reason");
        shop.write(move |tx| end_operator(tx, HEADQUARTERS, CASHIER, &reason))
            .expect("headquarters");
        let left: i64 = shop.read(|tx| {
            tx.value(
                "SELECT (SELECT COUNT(*) FROM operator_post WHERE in_force = 1) + (SELECT COUNT(*) FROM operator_post_store)",
                params![],
            )
        });
        assert_eq!(left, 0);
    });
}
