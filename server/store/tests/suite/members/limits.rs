//! What one person corrects alone: so much at once, so much a day, nothing of another store, and nothing of their own.

use huika_domain::{Fen, MemberId, OperatorId, Points};
use huika_store::{
    adjustment::correction::{Adjust, AdjustError, Adjusted, Change, adjust, approve},
    member::home,
};

use super::{HEADQUARTERS, HERE, THERE, because, managed};
use crate::shop::{Shop, on_both_engines};

fn correct(shop: &Shop, by: OperatorId, member: MemberId, change: Change, key: &str) -> Result<Adjusted, AdjustError> {
    let request = Adjust {
        member,
        change,
        reason: because("补积分"),
        operator: by,
        key: key.into(),
    };
    shop.write(move |tx| adjust(tx, &request))
}

fn points_of(shop: &Shop, member: MemberId) -> i64 {
    shop.read(move |tx| home(tx, member)).expect("is there").points.get()
}

#[test]
fn small_corrections_of_one_day_add_up_and_the_next_day_begins_anew() {
    on_both_engines(|shop| {
        let member = shop.join("13800139461").id;
        managed(shop);
        for number in 0..3 {
            let done = correct(
                shop,
                HERE,
                member,
                Change::Points(Points::new(1_000)),
                &format!("a{number}"),
            );
            assert!(matches!(done, Ok(Adjusted::Posted { .. })), "{done:?}");
        }
        let fourth = correct(shop, HERE, member, Change::Points(Points::new(1)), "a3");
        let Ok(Adjusted::Waiting { number }) = fourth else {
            panic!("3,000 points a day: {fourth:?}")
        };
        // Down counts as up does, and money is added up by itself.
        let down = correct(shop, HERE, member, Change::Points(Points::new(-1)), "a4");
        assert!(matches!(down, Ok(Adjusted::Waiting { .. })));
        let money = correct(shop, HERE, member, Change::Principal(Fen::new(100_00)), "a5");
        assert!(matches!(money, Ok(Adjusted::Posted { .. })));
        let other = correct(shop, HEADQUARTERS, member, Change::Points(Points::new(1_000)), "b0");
        assert!(matches!(other, Ok(Adjusted::Posted { .. })), "another person's day");
        assert_eq!(points_of(shop, member), 4_000);
        // What a second person has approved is not counted as done alone.
        let wish = number.clone();
        shop.write(move |tx| approve(tx, &wish, HEADQUARTERS))
            .expect("a second person");
        shop.clock.advance_secs(24 * 3600);
        let tomorrow = correct(shop, HERE, member, Change::Points(Points::new(1_000)), "c0");
        assert!(matches!(tomorrow, Ok(Adjusted::Posted { .. })), "{tomorrow:?}");
        shop.books_hold();
    });
}

#[test]
fn the_limit_of_a_day_holds_when_twenty_corrections_come_at_once() {
    on_both_engines(|shop| {
        let members: Vec<MemberId> = (0..20)
            .map(|number| shop.join(&format!("138001395{number:02}")).id)
            .collect();
        managed(shop);
        let done: Vec<Adjusted> = std::thread::scope(|scope| {
            let tries: Vec<_> = members
                .iter()
                .enumerate()
                .map(|(index, member)| {
                    let change = Change::Points(Points::new(1_000));
                    scope.spawn(move || correct(shop, HERE, *member, change, &format!("k{index}")))
                })
                .collect();
            let each = tries.into_iter().map(|one| one.join().expect("no panic"));
            each.map(|one| one.expect("is posted or waits")).collect()
        });
        let posted = done.iter().filter(|one| matches!(one, Adjusted::Posted { .. })).count();
        assert_eq!((posted, done.len()), (3, 20), "3,000 points a day");
        let given: i64 = members.iter().map(|member| points_of(shop, *member)).sum();
        assert_eq!(given, 3_000);
        shop.books_hold();
    });
}

#[test]
fn a_correction_is_nobodys_of_another_store_and_nobodys_own_by_whatever_phone_they_sign_in_with() {
    on_both_engines(|shop| {
        let member = shop.join("13800139471").id;
        managed(shop);
        let small = Change::Points(Points::new(1));
        assert!(matches!(
            correct(shop, THERE, member, small, "a"),
            Err(AdjustError::NotAllowed)
        ));
        shop.exec("UPDATE operator SET login = '13800139471' WHERE id = 1");
        assert!(matches!(
            correct(shop, HERE, member, small, "b"),
            Err(AdjustError::OwnAccount)
        ));
        shop.exec("UPDATE operator SET login = '+8613800139471' WHERE id = 1");
        assert!(matches!(
            correct(shop, HERE, member, small, "c"),
            Err(AdjustError::OwnAccount)
        ));
        assert_eq!(points_of(shop, member), 0);
    });
}
