//! Down one step at the end of a period, after a notice that was really sent.

use huika_domain::{
    OperatorId,
    settings::{Area, Scope},
};
use huika_store::{
    params,
    preview::{Effect, preview},
    tier::{TierCause, TierEndsSms},
};

use super::{DAY_SECS, counted, deliver, history, night, page, pay};
use crate::shop::{Shop, on_both_engines};

/// Gold on the first day of the tests, 22 November 2026: until the end of November 2027.
fn gold(shop: &Shop, phone: &str) -> huika_domain::MemberId {
    pay(shop, phone, 1_000_00, "gold").0.id
}

fn notices(shop: &Shop, outcome: &'static str) -> usize {
    let sent = deliver(shop, outcome);
    sent.iter().filter(|message| message.kind == TierEndsSms::KIND).count()
}

/// Up to the morning of 5 November 2027, within the days of the notice.
fn to_the_notice(shop: &Shop) {
    shop.clock.advance_secs(348 * DAY_SECS);
}

#[test]
fn failure_3_6_a_period_that_ends_takes_one_step_thirty_days_after_the_notice_was_sent() {
    on_both_engines(|shop| {
        let id = gold(shop, "13800138120");
        assert_eq!(
            page(shop, id).until.map(|day| day.to_string()).as_deref(),
            Some("2027-11-30")
        );
        night(shop);
        assert_eq!(notices(shop, "sent"), 0, "nobody is told a year before");
        to_the_notice(shop);
        night(shop);
        night(shop);
        assert!(page(shop, id).told);
        assert_eq!(notices(shop, "sent"), 1, "once");
        // The period is over, and the notice is not 30 days old.
        shop.clock.advance_secs(26 * DAY_SECS);
        night(shop);
        assert_eq!(counted(shop, id), (0, 2));
        shop.clock.advance_secs(5 * DAY_SECS);
        night(shop);
        night(shop);
        assert_eq!(counted(shop, id), (0, 1), "one step");
        assert_eq!(history(shop, id).last(), Some(&(TierCause::PeriodEnded, 2, 1)));
        assert_eq!(
            page(shop, id).until.map(|day| day.to_string()).as_deref(),
            Some("2028-12-31")
        );
        shop.books_hold();
    });
}

#[test]
fn failure_3_6_a_notice_that_was_not_sent_takes_nobody_down_and_is_written_again() {
    on_both_engines(|shop| {
        let id = gold(shop, "13800138121");
        // Nobody looked for a year and a half: the job had stopped.
        shop.clock.advance_secs(550 * DAY_SECS);
        night(shop);
        assert_eq!(counted(shop, id).1, 2);
        assert_eq!(notices(shop, "refused"), 1);
        shop.clock.advance_secs(40 * DAY_SECS);
        night(shop);
        assert_eq!(
            (counted(shop, id).1, notices(shop, "sent")),
            (2, 1),
            "it is written again"
        );
        shop.clock.advance_secs(29 * DAY_SECS);
        night(shop);
        assert_eq!(counted(shop, id).1, 2);
        shop.clock.advance_secs(DAY_SECS);
        night(shop);
        assert_eq!(counted(shop, id).1, 1);
    });
}

#[test]
fn failure_3_6_who_spends_after_the_notice_keeps_the_tier_for_another_period() {
    on_both_engines(|shop| {
        let id = gold(shop, "13800138122");
        to_the_notice(shop);
        night(shop);
        assert_eq!(notices(shop, "sent"), 1);
        assert_eq!(page(shop, id).to_keep.get(), 1_000_00);
        // Once what made them gold has left the window, so that it is not added up.
        shop.clock.advance_secs(20 * DAY_SECS);
        pay(shop, "13800138122", 1_000_00, "again");
        assert!(!page(shop, id).told, "the page has good news at once");
        shop.clock.advance_secs(40 * DAY_SECS);
        night(shop);
        assert_eq!(counted(shop, id), (1_000_00, 2));
        assert_eq!(
            page(shop, id).until.map(|day| day.to_string()).as_deref(),
            Some("2028-11-30")
        );
        shop.books_hold();
    });
}

#[test]
fn failure_3_5_down_and_up_on_the_same_day_are_both_in_the_history_and_the_gift_does_not_come_again() {
    on_both_engines(|shop| {
        shop.set_rule("tiers", r#"{ "gifts": [{ "tier": 3, "points": 70 }] }"#);
        let id = gold(shop, "13800138123");
        to_the_notice(shop);
        night(shop);
        notices(shop, "sent");
        shop.clock.advance_secs(40 * DAY_SECS);
        night(shop);
        pay(shop, "13800138123", 1_000_00, "again");
        assert_eq!(
            history(shop, id)[2..],
            [(TierCause::PeriodEnded, 2, 1), (TierCause::Reached, 1, 2)]
        );
        let gifts: i64 = shop.read(|tx| {
            tx.value(
                "SELECT COUNT(*) FROM entry WHERE reference LIKE 'tier-gift:%'",
                params![],
            )
        });
        assert_eq!(gifts, 1);
        shop.books_hold();
    });
}

#[test]
fn failure_3_7_a_rule_that_asks_for_more_says_who_moves_and_takes_nobody_down_without_a_notice() {
    on_both_engines(|shop| {
        let id = gold(shop, "13800138124");
        let (other, _) = pay(shop, "13800138125", 450_00, "low");
        let harder = Shop::tiers_of(&[("normal", 0), ("silver", 400_00), ("gold", 9_000_00)]);
        let area = Area::find("tiers").expect("an area");
        let body = area.parse(&harder).expect("it is right");
        let boss = OperatorId::new(3);
        let seen = shop
            .write(move |tx| preview(tx, boss, area, Scope::Chain, &body))
            .expect("it is worked out");
        assert!(
            seen.effects.contains(&Effect::TiersUp(1)) && seen.effects.contains(&Effect::TiersDown(1)),
            "{seen:?}"
        );
        shop.set_rule("tiers", &harder);
        night(shop);
        assert_eq!((counted(shop, id).1, counted(shop, other.id).1), (2, 0));
        pay(shop, "13800138125", 1, "next of the other");
        assert_eq!(counted(shop, other.id).1, 1, "up with the next purchase");
        pay(shop, "13800138124", 1, "next");
        assert_eq!(counted(shop, id).1, 2, "buying takes nobody down");
        to_the_notice(shop);
        night(shop);
        assert!(notices(shop, "sent") >= 1);
        shop.books_hold();
    });
}
