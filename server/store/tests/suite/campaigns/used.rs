//! Uses: counted as rows, once, and only where something was given.

use std::sync::atomic::{AtomicI64, Ordering};

use huika_domain::{
    Fen, GoodsId, MemberId,
    campaign::{Limits, Stage, Terms},
    pricing::{Gift, Kind, OfferId, Reason as Why},
};
use huika_store::{
    StoreError,
    campaign::{CampaignError, Returned, give_back_campaign_uses},
    params,
};

use super::{change, on, sell, sell_lines, step, terms, uses};
use crate::shop::{Shop, on_both_engines};

fn left(shop: &Shop) -> i64 {
    shop.read(|tx| {
        tx.value(
            "SELECT CAST(COALESCE(SUM(left_fen), -1) AS BIGINT) FROM campaign_slice",
            params![],
        )
    })
}

// medusa #13451: a budget overrun under load.
#[test]
fn failure_13451_of_200_sales_at_once_exactly_10_use_a_budget_that_is_enough_for_10() {
    on_both_engines(|shop| {
        on(
            shop,
            &Terms {
                budget: Some(Fen::new(10_000)),
                ..terms()
            },
        );
        let (next, discounted) = (AtomicI64::new(1), AtomicI64::new(0));
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let sale = next.fetch_add(1, Ordering::Relaxed);
                        let off = loop {
                            let sold = shop.write(move |tx| sell_lines(tx, sale, None, &[6_000]));
                            match sold {
                                Ok(quote) => break quote.off().get(),
                                // As a till does that was told to try again.
                                Err(CampaignError::Store(StoreError::Busy | StoreError::Conflict)) => {}
                                Err(error) => panic!("{error}"),
                            }
                        };
                        assert!(off == 0 || off == 1_000, "all of it or nothing");
                        discounted.fetch_add(i64::from(off > 0), Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(discounted.load(Ordering::Relaxed), 10);
        assert!(shop.read(huika_store::books::prove).holds(), "the budget is whole");
        shop.exec("UPDATE campaign_slice SET left_fen = 1 WHERE slice = 2");
        let proof = shop.read(huika_store::books::prove);
        let named = proof.findings.iter().any(|finding| finding.what == "budget-not-whole");
        assert!(named, "{:?}", proof.findings);
        shop.exec("UPDATE campaign_slice SET left_fen = 0");
        assert_eq!((uses(shop), left(shop)), (10, 0));
    });
}

#[test]
fn a_budget_is_used_to_its_last_piece_whichever_slices_hold_it() {
    on_both_engines(|shop| {
        on(
            shop,
            &Terms {
                // Four slices of 7.50: none of them is enough by itself.
                budget: Some(Fen::new(3_000)),
                ..terms()
            },
        );
        let off: Vec<i64> = (1..=4).map(|sale| sell(shop, sale, None, 6_000)).collect();
        assert_eq!(off, [1_000, 1_000, 1_000, 0]);
        assert_eq!(left(shop), 0);
    });
}

// vendure #4353: a limit that automatic campaigns ignored.
#[test]
fn failure_4353_once_a_day_goes_by_the_stores_business_day_and_not_by_midnight() {
    on_both_engines(|shop| {
        shop.set_rule("business-day", r#"{"ends_hour": 4}"#);
        // The change holds from the next business day on.
        shop.clock.advance_secs(24 * 3_600);
        on(
            shop,
            &Terms {
                limits: Limits {
                    member_day: Some(1),
                    ..Limits::default()
                },
                ..terms()
            },
        );
        // Noon; half an hour before midnight; half an hour after it; half an hour after the day's end.
        let hours = [0, 11 * 3_600 + 1_800, 3_600, 4 * 3_600];
        let mut off = Vec::new();
        for (sale, wait) in (1..).zip(hours) {
            shop.clock.advance_secs(wait);
            off.push(sell(shop, sale, Some(1), 6_000));
        }
        assert_eq!(off, [1_000, 0, 0, 1_000]);
        assert_eq!(
            sell(shop, 9, Some(2), 6_000),
            1_000,
            "each member has a day of their own"
        );
        assert_eq!(
            sell(shop, 10, None, 6_000),
            0,
            "who is nobody in particular cannot be counted"
        );
    });
}

// vendure #5278, craftcms #680: a use counted where nothing was discounted. woocommerce #27686, #27294: one use counted twice.
#[test]
fn failures_5278_680_27686_and_27294_a_use_is_written_once_for_a_sale_and_only_where_something_was_taken_off_or_given()
{
    on_both_engines(|shop| {
        on(shop, &terms());
        assert_eq!(sell(shop, 1, Some(1), 4_999), 0);
        assert_eq!(uses(shop), 0, "below the threshold nothing is used");
        assert_eq!(sell(shop, 2, Some(1), 5_000), 1_000);
        assert_eq!(uses(shop), 1);
        let twice = shop.write(|tx| sell_lines(tx, 2, Some(MemberId::new(1)), &[5_000]));
        assert!(
            matches!(twice, Err(CampaignError::Store(StoreError::Constraint(_)))),
            "the same sale again: {twice:?}"
        );
        assert_eq!(uses(shop), 1);
        on(
            shop,
            &Terms {
                kind: Kind::Gift(Gift {
                    from: Fen::new(20_000),
                    goods: GoodsId::new(1),
                    quantity: 1,
                    worth: Fen::new(1_500),
                    each: false,
                }),
                budget: Some(Fen::new(2_000)),
                ..terms()
            },
        );
        sell(shop, 3, None, 20_000);
        assert_eq!(
            (uses(shop), left(shop)),
            (3, 500),
            "a gift is a use, and costs what it is worth"
        );
        sell(shop, 4, None, 20_000);
        assert_eq!(
            (uses(shop), left(shop)),
            (4, 500),
            "what is left is not enough for another gift"
        );
    });
}

// saleor #18085: the count was always 0 where there was no limit.
#[test]
fn failure_18085_uses_are_counted_without_a_limit_too() {
    on_both_engines(|shop| {
        let id = on(shop, &terms());
        (1..=3).for_each(|sale| assert_eq!(sell(shop, sale, Some(1), 6_000), 1_000));
        let line = shop.read(|tx| {
            huika_store::campaign::find_campaigns(
                tx,
                &huika_store::campaign::CampaignQuery {
                    limit: 10,
                    ..Default::default()
                },
            )
        });
        assert_eq!((line[0].id, line[0].uses, line[0].cost), (id, 3, Fen::new(3_000)));
    });
}

// vendure #1466, Sylius #10124: not released on cancel. registrasion #1: released although the discounted goods are kept. woocommerce #9086: a counter below zero.
#[test]
fn failures_1466_10124_and_9086_a_use_comes_back_when_all_lines_that_carried_it_are_back_and_not_before() {
    on_both_engines(|shop| {
        let id = on(
            shop,
            &Terms {
                limits: Limits {
                    total: Some(1),
                    ..Limits::default()
                },
                budget: Some(Fen::new(1_000)),
                ..terms()
            },
        );
        shop.write(|tx| sell_lines(tx, 1, None, &[3_000, 3_000])).expect("sold");
        assert_eq!((uses(shop), left(shop)), (1, 0));
        let back = |lines: &'static [u32]| {
            shop.write(move |tx| give_back_campaign_uses(tx, 1, Returned::Lines(lines)))
                .expect("can be asked")
        };
        assert_eq!(back(&[0]), 0, "the other line keeps its share of the discount");
        assert_eq!((uses(shop), sell(shop, 2, None, 6_000)), (1, 0));
        assert_eq!(back(&[0, 1]), 1);
        assert_eq!(back(&[0, 1]), 0, "and it comes back once");
        assert_eq!((uses(shop), left(shop)), (0, 1_000));
        assert_eq!(sell(shop, 3, None, 6_000), 1_000, "somebody else may use it");
        shop.write(|tx| give_back_campaign_uses(tx, 3, Returned::Whole))
            .expect("can be asked");
        assert_eq!((uses(shop), left(shop)), (0, 1_000));
        step(shop, id, Stage::Ended).expect("it ends");
    });
}

// medusa #15960: shown as over because something else was compared than what decides.
#[test]
fn failure_15960_what_a_limit_or_a_budget_leaves_is_said_by_the_same_function_that_decides() {
    on_both_engines(|shop| {
        let id = on(
            shop,
            &Terms {
                limits: Limits {
                    member: Some(2),
                    ..Limits::default()
                },
                budget: Some(Fen::new(5_000)),
                ..terms()
            },
        );
        let sold = |sale: i64| {
            shop.write(move |tx| sell_lines(tx, sale, Some(MemberId::new(1)), &[6_000]))
                .expect("sold")
        };
        sold(1);
        sold(2);
        let third = sold(3);
        let why = third.refused.iter().find(|one| one.offer == OfferId::Campaign(id));
        assert_eq!(why.map(|why| why.reason), Some(Why::LimitReached));
        assert_eq!((uses(shop), left(shop)), (2, 3_000));
    });
}

// medusa PR #13760: lowering a limit below what was used.
#[test]
fn failure_13760_a_limit_or_a_budget_is_never_lowered_below_what_was_used() {
    on_both_engines(|shop| {
        let with = |total, budget| Terms {
            limits: Limits {
                total: Some(total),
                ..Limits::default()
            },
            budget: Some(Fen::new(budget)),
            ..terms()
        };
        let id = on(shop, &with(10, 10_000));
        (1..=3).for_each(|sale| assert_eq!(sell(shop, sale, None, 6_000), 1_000));
        assert!(
            matches!(change(shop, id, &with(9, 10_000)), Err(CampaignError::Terms(_))),
            "it runs"
        );
        change(shop, id, &with(12, 12_000)).expect("more may be given while it runs");
        assert_eq!(left(shop), 9_000);
        step(shop, id, Stage::Paused).expect("it is paused");
        assert!(matches!(change(shop, id, &with(2, 12_000)), Err(CampaignError::Used)));
        assert!(matches!(change(shop, id, &with(12, 2_999)), Err(CampaignError::Used)));
        change(shop, id, &with(3, 3_000)).expect("what was used stays");
        assert_eq!(left(shop), 0);
    });
}
