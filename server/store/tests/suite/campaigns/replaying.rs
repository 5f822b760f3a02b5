//! What a campaign would have done, and what it does.

use huika_domain::{
    Fen, GoodsId,
    campaign::Terms,
    pricing::{Kind, Percentage, What},
};
use huika_store::{
    StoreError, Tx,
    campaign::{
        Replay, Returned, TrialAsked, campaign_effect, claim_replay, finish_replay, give_back_campaign_uses,
        last_replay, make_campaign, order_replay, replay_more, replay_sample, try_campaign,
    },
    params,
};

use super::{HEADQUARTERS, on, sell, terms};
use crate::shop::{Shop, on_both_engines};

/// Sales of before, written as they stand in the books: of a store and a day, by somebody whom nobody knows any more.
fn sold(shop: &Shop, days: &[(i32, i64)]) {
    let days = days.to_vec();
    shop.write(move |tx: &mut Tx<'_>| {
        for (number, (ago, fen)) in days.iter().enumerate() {
            let day = tx.business_day(None).plus_days(-ago);
            let at = tx.now().plus_days(-i64::from(*ago));
            tx.exec(
                "INSERT INTO sale (receipt_number, entry_id, member_id, store_id, till, at, business_day, gross_fen, discount_fen, \
                 points_used, points_fen, principal_fen, bonus_fen, outside_fen, outside_channel, points_earned) \
                 VALUES (?1, ?2, 0, 1, '1', ?3, ?4, ?5, 0, 0, 0, 0, 0, ?5, 'cash', 0)",
                params![
                    format!("R{number}"),
                    900_000 + number as i64,
                    at,
                    i64::from(day.get()),
                    fen
                ],
            )?;
        }
        Ok::<_, StoreError>(())
    })
    .expect("the rows fit");
}

#[test]
fn a_replay_says_whom_it_reaches_what_it_costs_who_is_near_and_when_the_budget_ends() {
    on_both_engines(|shop| {
        // The oldest one is of before the last 30 days.
        sold(
            shop,
            &[
                (40, 9_000),
                (20, 6_000),
                (15, 4_500),
                (10, 7_000),
                (9, 100),
                (5, 8_000),
                (1, 3_500),
            ],
        );
        let draft = Terms {
            budget: Some(Fen::new(2_000)),
            // Next month's days are no days of the last one.
            window: huika_domain::pricing::Window {
                first: Some(shop.read(|tx| Ok(tx.business_day(None).plus_days(7)))),
                ..Default::default()
            },
            ..terms()
        };
        let other = on(
            shop,
            &Terms {
                kind: Kind::Percentage(Percentage {
                    percent: 10,
                    from: Fen::new(7_000),
                    from_pieces: 0,
                    most: None,
                }),
                rank: 9,
                ..terms()
            },
        );
        let made = draft.clone();
        let id = shop
            .write(move |tx| make_campaign(tx, HEADQUARTERS, &made))
            .expect("headquarters make it");
        let sample = shop.read(|tx| replay_sample(tx, id, &draft));
        let found = &sample.figures;
        assert!(sample.is_all);
        assert_eq!((found.sales, found.hit, found.met), (6, 2, 3));
        assert_eq!(found.cost, Fen::new(2_000));
        // 10 % of 60.00 instead of 70.00, so 9.00 off the bill for 10.00.
        assert_eq!(found.lower, Fen::new(1_900));
        assert_eq!(found.missing, [1, 1, 1, 0], "45.00, 35.00 and 1.00 of 50.00");
        assert_eq!(
            found.budget_day.map(|(_, nth)| nth),
            Some(16),
            "5 days ago, counted from 20 days ago"
        );
        assert_eq!(found.beside[&other.get()].together, 1);
        // The whole month in pieces of two comes to the same.
        let job = shop
            .write(move |tx| order_replay(tx, HEADQUARTERS, id))
            .expect("headquarters order it");
        // By a server whose clock is ahead: nobody waits for that.
        shop.clock.advance_secs(86_400);
        let ahead = shop.write(|tx| claim_replay(tx, "ahead")).expect("can be claimed");
        assert_eq!(ahead.map(|claimed| claimed.id), Some(job));
        shop.clock.advance_secs(-86_400);
        let claimed = shop.write(|tx| claim_replay(tx, "here")).expect("can be claimed");
        assert_eq!(claimed.map(|claimed| claimed.id), Some(job));
        assert!(
            shop.write(|tx| claim_replay(tx, "there"))
                .expect("can be asked")
                .is_none()
        );
        let mut replay = shop.read(|tx| Ok(Replay::new(tx, id, &draft)));
        while shop.read(|tx| replay_more(tx, &mut replay, 2)) {}
        let figures = replay.figures.clone();
        assert_eq!(
            (figures.hit, figures.cost, &figures.missing),
            (2, Fen::new(2_000), &found.missing)
        );
        shop.write(move |tx| finish_replay(tx, job, "here", &figures))
            .expect("can be kept");
        let last = shop.read(|tx| last_replay(tx, id)).expect("it is there");
        assert_eq!(last.figures, Some(replay.figures));
    });
}

#[test]
fn a_cart_that_is_tried_says_why_a_campaign_is_not_used_and_writes_nothing() {
    on_both_engines(|shop| {
        let terms = Terms {
            what: What {
                goods: vec![GoodsId::new(1)],
                ..What::default()
            },
            ..terms()
        };
        let asked = shop.read(|tx| {
            Ok(TrialAsked {
                campaign: huika_domain::CampaignId::new(1),
                terms: terms.clone(),
                amount: Some(Fen::new(9_000)),
                goods: vec![("NOTHING".to_owned(), 1)],
                member: String::new(),
                store: huika_domain::StoreId::new(1),
                day: tx.business_day(None),
                minute: 600,
            })
        });
        let tried = shop.read(|tx| try_campaign(tx, &asked));
        let price = tried.price.expect("a price");
        assert_eq!(price.due, Fen::new(9_000));
        assert_eq!(
            price.refused.first().map(|refused| refused.reason),
            Some(huika_domain::pricing::Reason::NoGoods)
        );
        assert_eq!(tried.unknown_goods, ["NOTHING"]);
        assert_eq!(super::uses(shop), 0);
    });
}

// woocommerce-android #6469: figures that were not corrected after a return.
#[test]
fn failure_6469_the_effect_is_worked_out_from_the_uses_less_what_came_back() {
    on_both_engines(|shop| {
        sold(shop, &[(0, 6_000), (0, 8_000), (0, 1_000)]);
        let id = on(
            shop,
            &Terms {
                budget: Some(Fen::new(9_000)),
                ..terms()
            },
        );
        assert_eq!(shop.read(|tx| campaign_effect(tx, id)), None);
        let sales: Vec<i64> = shop.read(|tx| tx.all("SELECT id FROM sale ORDER BY id", params![], |row| row.get("id")));
        sell(shop, sales[0], None, 6_000);
        sell(shop, sales[1], None, 8_000);
        let whole = sales[1];
        shop.write(move |tx| give_back_campaign_uses(tx, whole, Returned::Whole))
            .expect("can be asked");
        let effect = shop.read(|tx| campaign_effect(tx, id)).expect("it was used");
        assert_eq!((effect.uses, effect.given_back), (2, 1));
        assert_eq!((effect.cost, effect.cost_back), (Fen::new(2_000), Fen::new(1_000)));
        assert_eq!((effect.gross, effect.all_sales), (Fen::new(14_000), 3));
        assert_eq!(effect.budget_left, Some(Fen::new(8_000)));
        assert_eq!(effect.days.iter().map(|day| day.uses).sum::<i64>(), 1);
    });
}
