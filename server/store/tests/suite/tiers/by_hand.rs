//! Tiers that a person gives, and those that members bring along.

use huika_domain::{BusinessDay, MemberId, OperatorId, Reason};
use huika_store::{
    import::tier::{BringTier, BringTierError, bring_tier},
    params,
    tier::{AssignTier, AssignTierError, AssignedTier, TierCause, assign_tier, end_assigned_tier},
};

use super::{DAY_SECS, counted, history, night, page, pay};
use crate::shop::{Shop, on_both_engines};

const BOSS: OperatorId = OperatorId::new(3);
const CASHIER: OperatorId = OperatorId::new(1);

fn day(text: &str) -> BusinessDay {
    BusinessDay::parse(text).expect("a day")
}

fn give(
    shop: &Shop,
    by: OperatorId,
    member: MemberId,
    (rank, until, key): (u8, &str, &str),
) -> Result<AssignedTier, AssignTierError> {
    let request = AssignTier {
        member,
        rank,
        until: day(until),
        reason: Reason::parse("老顾客回来了").expect("a reason"),
        by,
        key: key.to_owned(),
    };
    shop.write(move |tx| assign_tier(tx, &request))
}

#[test]
fn failure_3_8_a_tier_by_hand_lies_above_what_was_earned_and_falls_back_to_it_at_its_end() {
    on_both_engines(|shop| {
        let (member, _) = pay(shop, "13800138130", 500_00, "a");
        let id = member.id;
        assert!(matches!(
            give(shop, CASHIER, id, (3, "2026-12-31", "k0")),
            Err(AssignTierError::NotAllowed)
        ));
        assert!(matches!(
            give(shop, BOSS, id, (1, "2026-12-31", "k1")),
            Err(AssignTierError::NotAbove)
        ));
        assert!(matches!(
            give(shop, BOSS, id, (7, "2026-12-31", "k2")),
            Err(AssignTierError::NoTier)
        ));
        assert!(matches!(
            give(shop, BOSS, id, (3, "2026-11-22", "k3")),
            Err(AssignTierError::WrongEnd)
        ));
        for _ in 0..2 {
            assert_eq!(give(shop, BOSS, id, (3, "2026-12-31", "k4")).expect("given").rank, 3);
        }
        let seen = page(shop, id);
        assert_eq!((seen.tier.rank, seen.by_hand.as_deref()), (3, Some("老顾客回来了")));
        // What is earned meanwhile is not lost with it.
        pay(shop, "13800138130", 500_00, "b");
        assert_eq!(counted(shop, id), (1_000_00, 3));
        shop.clock.advance_secs(40 * DAY_SECS);
        night(shop);
        night(shop);
        assert_eq!(counted(shop, id), (1_000_00, 2), "gold was earned");
        assert_eq!(
            history(shop, id),
            [
                (TierCause::Reached, 0, 1),
                (TierCause::ByHand, 1, 3),
                (TierCause::Reached, 1, 2),
                (TierCause::HandEnded, 3, 2)
            ]
        );
        shop.books_hold();
    });
}

#[test]
fn a_tier_by_hand_can_be_ended_before_its_day_and_earning_above_it_ends_it_too() {
    on_both_engines(|shop| {
        let member = shop.join("13800138131").id;
        give(shop, BOSS, member, (2, "2027-06-30", "k1")).expect("given");
        let reason = Reason::parse("开错了").expect("a reason");
        shop.write(move |tx| end_assigned_tier(tx, BOSS, member, &reason))
            .expect("ended");
        assert_eq!(counted(shop, member), (0, 0));
        give(shop, BOSS, member, (1, "2027-06-30", "k2")).expect("given");
        shop.clock.advance_secs(61);
        pay(shop, "13800138131", 2_000_00, "a");
        let seen = page(shop, member);
        assert_eq!((seen.tier.rank, seen.by_hand), (3, None));
        let acts: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM staff_act WHERE kind LIKE 'tier-%'", params![]));
        assert_eq!(acts, 3);
    });
}

#[test]
fn failure_3_8_a_tier_that_is_brought_along_has_its_date_and_no_gifts() {
    on_both_engines(|shop| {
        shop.set_rule(
            "tiers",
            r#"{ "gifts": [{ "tier": 2, "points": 50 }, { "tier": 3, "points": 70 }] }"#,
        );
        let member = shop.join("13800138132").id;
        let brought = |operator| BringTier {
            member,
            rank: 1,
            since: day("2024-05-01"),
            until: day("2027-04-30"),
            operator,
        };
        let by_cashier = brought(CASHIER);
        assert!(matches!(
            shop.write(move |tx| bring_tier(tx, &by_cashier)),
            Err(BringTierError::NotAllowed)
        ));
        for _ in 0..2 {
            let by_boss = brought(BOSS);
            shop.write(move |tx| bring_tier(tx, &by_boss)).expect("brought in");
        }
        let seen = page(shop, member);
        assert_eq!(
            (seen.tier.rank, seen.since, seen.until),
            (1, Some(day("2024-05-01")), Some(day("2027-04-30")))
        );
        assert_eq!(history(shop, member), [(TierCause::BroughtIn, 0, 1)]);
        shop.clock.advance_secs(61);
        let (_, sale) = pay(shop, "13800138132", 1_000_00, "a");
        assert_eq!(sale.points.get(), 1_100 + 70, "110 %, and the gift of gold alone");
        shop.books_hold();
    });
}
