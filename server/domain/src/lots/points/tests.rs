use super::*;
use proptest::prelude::*;

const NOW: Millis = Millis::new(1_795_276_800_000);

fn lot(id: i64, remaining: i64, expires_in_days: Option<i64>) -> PointLot {
    PointLot {
        id: LotId::new(id),
        granted: Points::new(remaining),
        remaining: Points::new(remaining),
        available_from: NOW.plus_days(-10),
        expires_at: expires_in_days.map(|days| NOW.plus_days(days)),
        created_at: NOW.plus_days(-10).plus_secs(id),
    }
}

fn draws(plan: &[PointDraw]) -> Vec<(i64, i64)> {
    plan.iter().map(|draw| (draw.lot.get(), draw.points.get())).collect()
}

#[test]
fn earn_100_spend_60_and_the_expiry_takes_40() {
    let mut lot = lot(1, 100, Some(100));
    let spent = plan_points(std::slice::from_ref(&lot), Points::new(60), NOW).expect("enough points");
    assert_eq!(draws(&spent), [(1, 60)]);
    lot.remaining = Points::new(40);
    let later = NOW.plus_days(101);
    assert_eq!(draws(&plan_expiry(std::slice::from_ref(&lot), later)), [(1, 40)]);
    lot.remaining = Points::ZERO;
    assert_eq!(plan_expiry(std::slice::from_ref(&lot), later), []);
}

#[test]
fn the_soonest_to_expire_go_first_then_the_oldest_and_what_never_expires_last() {
    let lots = [
        lot(1, 10, None),
        lot(2, 10, Some(90)),
        lot(3, 10, Some(30)),
        lot(4, 10, Some(30)),
    ];
    let plan = plan_points(&lots, Points::new(35), NOW).expect("enough points");
    assert_eq!(draws(&plan), [(3, 10), (4, 10), (2, 10), (1, 5)]);
}

#[test]
fn pending_points_cannot_be_used_before_their_day() {
    let pending = PointLot {
        available_from: NOW.plus_days(7),
        ..lot(1, 100, Some(30))
    };
    let lots = [pending, lot(2, 10, Some(30)), lot(3, 1000, Some(-1))];
    assert_eq!(
        point_balance(&lots, NOW),
        PointBalance {
            usable: Points::new(10),
            pending: Points::new(100)
        }
    );
    let shortage = PointShortage {
        wanted: Points::new(11),
        available: Points::new(10),
    };
    assert_eq!(plan_points(&lots, Points::new(11), NOW), Err(shortage));
    assert_eq!(shortage.missing(), Points::new(1));
    assert!(plan_points(&lots, Points::new(11), NOW.plus_days(7)).is_ok());
}

#[test]
fn expired_points_are_refused_even_if_the_job_did_not_run() {
    let lots = [lot(1, 100, Some(1))];
    let last_instant = NOW.plus_days(1);
    assert!(plan_points(&lots, Points::new(100), last_instant).is_ok());
    let shortage = PointShortage {
        wanted: Points::new(1),
        available: Points::ZERO,
    };
    assert_eq!(
        plan_points(&lots, Points::new(1), last_instant.plus_millis(1)),
        Err(shortage)
    );
}

#[test]
fn a_negative_number_of_points_is_never_spent() {
    assert!(plan_points(&[lot(1, 100, None)], Points::new(-1), NOW).is_err());
    assert_eq!(plan_points(&[], Points::ZERO, NOW), Ok(Vec::new()));
}

#[test]
fn the_next_expiry_is_told_with_all_points_that_it_takes() {
    let lots = [
        lot(1, 10, None),
        lot(2, 20, Some(30)),
        lot(3, 5, Some(30)),
        lot(4, 9, Some(60)),
        lot(5, 7, Some(-1)),
    ];
    assert_eq!(next_expiry(&lots, NOW), Some((NOW.plus_days(30), Points::new(25))));
    assert_eq!(next_expiry(&lots[..1], NOW), None);
}

fn any_lots() -> impl Strategy<Value = Vec<PointLot>> {
    let one = (0..1_000_i64, proptest::option::of(-5..5_i64), -5..5_i64);
    proptest::collection::vec(one, 0..12).prop_map(|parts| {
        (1..)
            .zip(parts)
            .map(|(id, (remaining, expires, available))| PointLot {
                available_from: NOW.plus_days(available),
                ..lot(id, remaining, expires)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn any_sequence_of_spends_and_expiries_adds_up(mut lots in any_lots(), wants in proptest::collection::vec((1..800_i64, 0..2_i64), 0..20)) {
        let begin: i64 = lots.iter().map(|lot| lot.remaining.get()).sum();
        let mut taken = 0;
        let mut now = NOW;
        for (wanted, days) in wants {
            now = now.plus_days(days);
            let usable = usable_points(&lots, now);
            let plan = match plan_points(&lots, Points::new(wanted), now) {
                Ok(plan) => {
                    prop_assert_eq!(plan.iter().map(|draw| draw.points.get()).sum::<i64>(), wanted);
                    plan
                }
                Err(shortage) => {
                    prop_assert_eq!(shortage.available, usable);
                    prop_assert!(usable.get() < wanted);
                    plan_expiry(&lots, now)
                }
            };
            for draw in plan {
                let lot = lots.iter_mut().find(|lot| lot.id == draw.lot).expect("a lot of the member");
                prop_assert!(draw.points.is_positive() && draw.points <= lot.remaining);
                lot.remaining = lot.remaining.checked_sub(draw.points).expect("fits");
                taken += draw.points.get();
            }
        }
        prop_assert_eq!(lots.iter().map(|lot| lot.remaining.get()).sum::<i64>() + taken, begin);
    }

    #[test]
    fn no_lots_make_a_plan_panic(remaining: i64, other: i64, wanted: i64, available: i64, expires: Option<i64>, now: i64) {
        let strange = |id, remaining| PointLot {
            available_from: Millis::new(available),
            expires_at: expires.map(Millis::new),
            ..lot(id, remaining, None)
        };
        let lots = [strange(1, remaining), strange(2, other), strange(3, i64::MAX)];
        let _ = plan_points(&lots, Points::new(wanted), Millis::new(now));
        let _ = plan_expiry(&lots, Millis::new(now));
    }
}
