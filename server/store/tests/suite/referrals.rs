//! Friends whom members bring: what a first purchase gives to both, what stands against it, and what is taken back.

use huika_domain::{Fen, MemberId, PayWith, Points, PointsWanted};
use huika_store::{
    member::{Joining, referral},
    params,
    referral::{ReferralState, ReferralWhy, brought_friends, referrals_due, settle_referrals},
    sale::{
        SaleReceipt,
        returns::{ReturnGoods, Returning, return_goods},
    },
};

use crate::shop::{Member, Shop, on_both_engines, place};

const RULE: &str = r#"{ "on": true, "referrer_points": 200, "friend_points": 100, "least_fen": 1000, "within_days": 30, "back_days": 30, "a_month": 2 }"#;

/// A friend with this phone, who comes on the member's word.
fn brings(shop: &Shop, referrer: MemberId, phone: &str) -> Member {
    let code = shop.write(move |tx| referral(tx, referrer)).expect("a code").code;
    shop.clock.advance_secs(61);
    let joining = Joining {
        referral: Some(code),
        ..Joining::default()
    };
    shop.join_with(phone, joining)
}

fn buy(shop: &Shop, friend: &Member, amount: i64, key: &str) -> SaleReceipt {
    shop.buy(friend, Fen::new(amount), PointsWanted::None, PayWith::Outside, key)
}

/// What the job does.
fn settle(shop: &Shop) {
    for friend in shop.read(|tx| referrals_due(tx, 100)) {
        shop.write(move |tx| settle_referrals(tx, friend))
            .expect("it is settled");
    }
}

fn points(shop: &Shop, member: MemberId) -> i64 {
    shop.balance_of_closed(member).1
}

/// How far each friend is, the newest first.
fn states(shop: &Shop, referrer: MemberId) -> Vec<(ReferralState, ReferralWhy, Points)> {
    let friends = shop.read(move |tx| brought_friends(tx, referrer, None, 20));
    friends
        .into_iter()
        .map(|friend| (friend.state, friend.why, friend.points))
        .collect()
}

fn bring_back(shop: &Shop, sale: &SaleReceipt, gross: i64, key: &str) {
    let request = ReturnGoods {
        receipt_number: sale.receipt_number.clone(),
        what: Returning::Amount { gross: Fen::new(gross) },
        line: String::new(),
        place: place(),
        key: key.to_owned(),
    };
    shop.write(move |tx| return_goods(tx, &request))
        .expect("goods come back");
}

#[test]
fn both_get_theirs_after_the_first_purchase_and_lose_it_when_all_of_it_comes_back() {
    on_both_engines(|shop| {
        shop.set_rule("referral", RULE);
        let referrer = shop.join("13800138150").id;
        let friend = brings(shop, referrer, "13800138151");
        settle(shop);
        assert_eq!(
            states(shop, referrer),
            [(ReferralState::Waiting, ReferralWhy::None, Points::ZERO)]
        );
        let sale = buy(shop, &friend, 50_00, "a");
        settle(shop);
        settle(shop);
        assert_eq!((points(shop, referrer), points(shop, friend.id)), (200, 150));
        assert_eq!(states(shop, referrer)[0].0, ReferralState::Given);
        bring_back(shop, &sale, 20_00, "b1");
        settle(shop);
        assert_eq!(points(shop, referrer), 200, "a part of it takes nothing");
        bring_back(shop, &sale, 30_00, "b2");
        settle(shop);
        settle(shop);
        assert_eq!((points(shop, referrer), points(shop, friend.id)), (0, 0));
        assert_eq!(states(shop, referrer)[0].0, ReferralState::TakenBack);
        shop.books_hold();
    });
}

#[test]
fn both_get_a_coupon_beside_and_lose_one_that_they_have_not_used() {
    on_both_engines(|shop| {
        let kind = super::coupons::kind(shop, "friends", super::coupons::money_off());
        let rule = format!(
            r#"{{ "on": true, "referrer_points": 0, "friend_points": 10, "referrer_coupon": {kind}, "friend_coupon": {kind} }}"#
        );
        shop.set_rule("referral", &rule);
        let referrer = shop.join("13800138156").id;
        let friend = brings(shop, referrer, "13800138157");
        let sale = buy(shop, &friend, 50_00, "a");
        settle(shop);
        settle(shop);
        let states_of = |member: MemberId| -> Vec<String> {
            shop.read(move |tx| {
                tx.all(
                    "SELECT state FROM coupon WHERE member_id = ?1 AND cause = 'referral' ORDER BY id",
                    params![member],
                    |row| row.get("state"),
                )
            })
        };
        assert_eq!(
            (states_of(referrer), states_of(friend.id)),
            (vec!["held".to_owned()], vec!["held".to_owned()])
        );
        bring_back(shop, &sale, 50_00, "b");
        settle(shop);
        assert_eq!(
            (states_of(referrer), states_of(friend.id)),
            (vec!["taken-back".to_owned()], vec!["taken-back".to_owned()])
        );
        assert_eq!((points(shop, referrer), points(shop, friend.id)), (0, 0));
        shop.books_hold();
    });
}

#[test]
fn a_reward_that_was_spent_becomes_a_shortfall_and_one_that_is_old_stays() {
    on_both_engines(|shop| {
        shop.set_rule("referral", RULE);
        let referrer = shop.join("13800138152");
        let friend = brings(shop, referrer.id, "13800138153");
        let sale = buy(shop, &friend, 50_00, "a");
        settle(shop);
        let wanted = PointsWanted::Exactly(Points::new(100));
        shop.buy(&referrer, Fen::new(2_00), wanted, PayWith::Outside, "spent");
        bring_back(shop, &sale, 50_00, "b");
        settle(shop);
        let page = shop
            .read(move |tx| huika_store::member::home(tx, referrer.id))
            .expect("there");
        assert_eq!(
            (page.points, page.shortfall),
            (Points::ZERO, Points::new(-99)),
            "1 was earned"
        );
        let other = brings(shop, referrer.id, "13800138154");
        let sale = buy(shop, &other, 50_00, "c");
        settle(shop);
        shop.clock.advance_secs(31 * 86_400);
        bring_back(shop, &sale, 50_00, "d");
        settle(shop);
        assert_eq!(states(shop, referrer.id)[0].0, ReferralState::Given);
        shop.books_hold();
    });
}

#[test]
fn what_stands_against_a_reward_is_said_and_nothing_is_given() {
    on_both_engines(|shop| {
        let referrer = shop.join("13800138155").id;
        brings(shop, referrer, "13800138156");
        assert!(states(shop, referrer).is_empty(), "off unless the shop turns it on");
        shop.set_rule("referral", RULE);
        // Too small, too late, one who works here, and the same phone.
        let small = brings(shop, referrer, "13800138157");
        buy(shop, &small, 9_99, "small");
        let late = brings(shop, referrer, "13800138158");
        shop.clock.advance_secs(31 * 86_400);
        let late = Member {
            device: shop.join("13800138158").device,
            ..late
        };
        buy(shop, &late, 50_00, "late");
        let code = shop.write(move |tx| referral(tx, referrer)).expect("a code").code;
        let own = Joining {
            referral: Some(code),
            knew: vec![referrer],
            ..Joining::default()
        };
        shop.join_with("13800138159", own);
        let mut seen = states(shop, referrer);
        seen.reverse();
        let whys: Vec<_> = seen.iter().map(|(_, why, _)| *why).collect();
        assert_eq!(
            whys,
            [ReferralWhy::TooSmall, ReferralWhy::TooLate, ReferralWhy::SamePhone]
        );
        // Two a month, whoever comes first.
        for (phone, key) in [("13800138160", "m1"), ("13800138161", "m2"), ("13800138162", "m3")] {
            let friend = brings(shop, referrer, phone);
            buy(shop, &friend, 50_00, key);
            settle(shop);
        }
        assert_eq!(points(shop, referrer), 400);
        assert_eq!(
            states(shop, referrer)[0],
            (ReferralState::Refused, ReferralWhy::Month, Points::ZERO)
        );
        // Whoever works here brings themself nothing.
        shop.exec(
            "UPDATE operator SET member_id = (SELECT id FROM member WHERE phone = '+8613800138155') WHERE id = 1",
        );
        brings(shop, referrer, "13800138163");
        assert_eq!(states(shop, referrer)[0].1, ReferralWhy::Staff);
        shop.books_hold();
    });
}

#[test]
fn a_number_that_brought_a_reward_brings_none_again_under_another_account() {
    on_both_engines(|shop| {
        shop.set_rule("referral", RULE);
        let referrer = shop.join("13800138164").id;
        let friend = brings(shop, referrer, "13800138165");
        buy(shop, &friend, 50_00, "a");
        settle(shop);
        // The account is closed, and its number is free.
        shop.exec("UPDATE member SET phone = 'closed(2)', status = 'closed' WHERE phone = '+8613800138165'");
        brings(shop, referrer, "13800138165");
        assert_eq!(states(shop, referrer)[0].1, ReferralWhy::PhoneBefore);
    });
}
