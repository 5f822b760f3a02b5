use super::*;
use crate::settings::TierMetric;
use proptest::prelude::*;

/// Gold by 2,000.00 on one day or 5,000.00 in a year, as 康城 has it.
fn kangcheng() -> TierRule {
    let mut rule = TierRule::default();
    rule.tiers.truncate(3);
    rule.tiers[2].threshold_fen = Fen::new(500_000);
    rule.ways = vec![TierWay {
        tier: 3,
        at_least_fen: Fen::new(200_000),
        days: 1,
    }];
    rule
}

/// A member who paid so much today, and so much in the days before.
fn paid(today: i64, before: i64) -> impl Fn(i32) -> i64 {
    move |days| if days == 1 { today } else { today + before }
}

#[test]
fn a_tier_is_reached_on_any_of_its_ways_and_exactly_at_its_threshold() {
    let rule = kangcheng();
    assert_eq!(rule.windows(), [1, 365]);
    assert_eq!(rule.reached(paid(200_000, 0)), 2, "on one day");
    assert_eq!(rule.reached(paid(199_999, 0)), 1);
    assert_eq!(rule.reached(paid(0, 500_000)), 2, "in a year");
    assert_eq!(rule.reached(paid(0, 499_999)), 1);
    assert_eq!(rule.reached(paid(0, 0)), 0);
    assert_eq!(
        rule.reached(paid(0, -5)),
        0,
        "also who brought back more than they bought"
    );
}

#[test]
fn what_is_missing_is_said_for_each_way_and_the_shortest_counts() {
    let rule = kangcheng();
    let next = rule.above(1, paid(150_000, 100_000));
    let [gold] = &next[..] else { panic!("{next:?}") };
    let missing: Vec<i64> = gold.ways.iter().map(|way| way.missing.get()).collect();
    assert_eq!(missing, [250_000, 50_000]);
    assert_eq!(gold.missing(), Fen::new(50_000));
    assert_eq!(rule.left_above(1, paid(150_000, 100_000)), Some(Fen::new(50_000)));
    assert_eq!(rule.left_above(2, paid(0, 0)), None, "nothing is above the top");
    assert_eq!(rule.missing_to_keep(2, paid(0, 480_000)), Fen::new(20_000));
    assert_eq!(rule.missing_to_keep(0, paid(0, 0)), Fen::ZERO);
    assert_eq!(rule.bar_permille(0, paid(0, 25_000)), 500);
    assert_eq!(rule.bar_permille(2, paid(0, 0)), 1000);
}

#[test]
fn down_is_one_step_and_never_below_the_lowest() {
    let rule = TierRule::default();
    assert_eq!(
        (rule.one_down(3), rule.one_down(1), rule.one_down(0)),
        (Some(2), Some(0), None)
    );
}

#[test]
fn failure_3_3_a_period_ends_with_a_month_also_when_it_began_on_a_leap_day() {
    let rule = TierRule::default();
    let end = |text: &str| rule.period_end(BusinessDay::parse(text).expect("a day")).to_string();
    assert_eq!(end("2026-03-12"), "2027-03-31");
    assert_eq!(end("2028-02-29"), "2029-02-28");
    assert_eq!(end("2027-02-28"), "2028-02-29");
    let quarter = TierRule {
        period_months: 3,
        ..rule.clone()
    };
    assert_eq!(
        quarter
            .period_end(BusinessDay::parse("2026-11-30").expect("a day"))
            .to_string(),
        "2027-02-28"
    );
}

#[test]
fn the_mark_changes_with_what_decides_and_with_nothing_else() {
    let rule = kangcheng();
    let mut other = rule.clone();
    other.tiers[1].discount_percent = 9;
    other.tiers[1].name = "x".to_owned();
    assert_eq!(rule.mark(), other.mark());
    other.ways[0].days = 2;
    assert_ne!(rule.mark(), other.mark());
    let by_points = TierRule {
        metric: TierMetric::Points,
        ..rule.clone()
    };
    assert_ne!(rule.mark(), by_points.mark());
}

proptest! {
    #[test]
    fn whoever_pays_less_than_is_left_does_not_rise(before in 0..600_000_i64, now in 0..600_000_i64, paying in 0..600_000_i64) {
        let rule = kangcheng();
        let rank = rule.reached(paid(now, before));
        if let Some(left) = rule.left_above(rank, paid(now, before)) {
            let after = rule.reached(paid(now + paying, before));
            prop_assert_eq!(after > rank, paying >= left.get());
        }
    }

    #[test]
    fn no_sum_makes_the_rule_panic(sum: i64, rank: u8) {
        let rule = TierRule::default();
        let _ = (rule.reached(|_| sum), rule.above(rank, |_| sum), rule.missing_to_keep(rank, |_| sum), rule.bar_permille(rank, |_| sum));
    }
}
