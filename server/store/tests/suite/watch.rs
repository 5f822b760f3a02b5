//! What a till says was paid: tenders of the shop's list only, and large sales that wait for a person.

use huika_domain::{Fen, OperatorId, PayWith, Points, PointsWanted, Reason, WatchRule, settings::Rules};
use huika_store::{
    adjustment::correction::{Adjust, Change, adjust},
    member::home,
    params,
    sale::{
        SaleReceipt, Sell, SellError, TenderWanted,
        returns::{ReturnGoods, Returned, Returning, return_goods},
        sell,
        watch::{
            Decide, DecideError, Decision, WatchedSale, decide, open_watched_sales, watched_sale, watched_sales_waiting,
        },
    },
    till::ScanOutcome,
};

use crate::shop::{Member, Shop, on_both_engines, on_both_engines_with, place, sell_request};

const CASHIER: OperatorId = OperatorId::new(1);
const HEADQUARTERS: OperatorId = OperatorId::new(3);

/// A bill that is paid at the till, with a tender of this name.
fn outside(shop: &Shop, member: &Member, gross: Fen, tender: &str, key: &str) -> Result<SaleReceipt, SellError> {
    shop.clock.advance_secs(60);
    let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(member)) else {
        panic!("the code is right")
    };
    let request = Sell {
        pay_with: PayWith::Outside,
        tenders: vec![TenderWanted::rest(tender)],
        ..sell_request(&scanned.token, gross, key)
    };
    shop.write(move |tx| sell(tx, &request))
}

fn cash(shop: &Shop, member: &Member, gross: Fen, key: &str) -> SaleReceipt {
    outside(shop, member, gross, "cash", key).expect("can be sold")
}

fn points(shop: &Shop, member: &Member) -> Points {
    let id = member.id;
    shop.read(move |tx| home(tx, id)).expect("is there").points
}

fn take_back(shop: &Shop, receipt: &SaleReceipt, gross: Fen, key: &str) -> Returned {
    let request = ReturnGoods {
        receipt_number: receipt.receipt_number.clone(),
        what: Returning::Amount { gross },
        line: String::new(),
        place: place(),
        key: key.into(),
    };
    shop.write(move |tx| return_goods(tx, &request))
        .expect("can be returned")
}

/// What headquarters still have to look at.
fn waiting(shop: &Shop) -> Vec<WatchedSale> {
    let ids = shop.listed(HEADQUARTERS, "watched-sales", &[]);
    let sale = |id: &String| {
        let id = id.parse().expect("a number");
        shop.read(|tx| watched_sale(tx, HEADQUARTERS, id)).expect("it is there")
    };
    ids.iter().map(sale).collect()
}

fn say(shop: &Shop, decision: Decision, operator: OperatorId) -> Result<(), DecideError> {
    let id = waiting(shop)[0].id;
    let request = Decide {
        id,
        decision,
        operator,
        note: Reason::parse("looked at the cash book").expect("a reason"),
    };
    shop.write(move |tx| decide(tx, &request))
}

#[test]
fn a_till_names_a_tender_of_the_shops_list_and_never_a_gateway() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138301", Fen::new(100_00));
        let sell_by = |tender: &str| outside(shop, &member, Fen::new(10_00), tender, tender);
        for tender in [
            "wechat",
            "alipay",
            "stripe",
            "bank",
            "Cash",
            "unheard-of",
            &"a".repeat(41),
        ] {
            assert_eq!(
                sell_by(tender).expect_err("is refused").code(),
                "unknown-tender",
                "{tender}"
            );
        }
        assert_eq!(sell_by("").expect_err("is refused").code(), "no-tender");
        sell_by("wechat-pos").expect("on the list");
        let clearing: Vec<String> = shop.read(|tx| {
            tx.all(
                "SELECT DISTINCT p.party FROM posting p JOIN entry e ON e.id = p.entry_id WHERE e.kind = 'sale' AND p.account = 12",
                params![],
                |row| row.get("party"),
            )
        });
        assert_eq!(clearing, ["wechat-pos"], "no gateway's account was touched");
        // Where the card pays all of it, nothing has to be named.
        shop.buy(&member, Fen::new(1_00), PointsWanted::None, PayWith::Balance, "card");
        shop.books_hold();
    });
}

#[test]
fn very_many_points_at_once_wait_until_somebody_with_the_right_releases_them() {
    on_both_engines(|shop| {
        let member = shop.join("13800138302");
        let receipt = cash(shop, &member, Fen::new(10_000_000_00), "a");
        assert_eq!(receipt.points, Points::ZERO, "what waits is not said to be there");
        assert!(receipt.earned > Points::new(1_000_000));
        assert_eq!(points(shop, &member), Points::ZERO);
        assert_eq!(shop.read(open_watched_sales), 1);
        let listed = waiting(shop);
        assert_eq!(listed[0].receipt_number, receipt.receipt_number);
        assert!(listed[0].points_wait);
        assert_eq!(
            shop.read(|tx| watched_sales_waiting(tx, OperatorId::new(2))),
            0,
            "another store's"
        );
        shop.books_hold();
        assert!(matches!(
            say(shop, Decision::Released, CASHIER),
            Err(DecideError::NotAllowed)
        ));
        say(shop, Decision::Released, HEADQUARTERS).expect("headquarters");
        assert_eq!(points(shop, &member), receipt.earned);
        assert_eq!(shop.read(open_watched_sales), 0);
        shop.books_hold();
    });
}

#[test]
fn what_a_leaked_key_earned_is_taken_back_and_a_return_does_not_ask_for_it_again() {
    on_both_engines(|shop| {
        let member = shop.join("13800138303");
        let receipt = cash(shop, &member, Fen::new(1_000_000_00), "a");
        say(shop, Decision::Taken, HEADQUARTERS).expect("headquarters");
        assert_eq!(points(shop, &member), Points::ZERO);
        shop.books_hold();
        let returned = take_back(shop, &receipt, Fen::new(1_000_000_00), "r");
        assert_eq!(
            (returned.points_taken, returned.shortfall),
            (Points::ZERO, Points::ZERO)
        );
        shop.books_hold();
    });
}

#[test]
fn a_return_takes_from_the_points_that_wait_and_sets_no_others_free() {
    on_both_engines(|shop| {
        let member = shop.join("13800138304");
        shop.exec("UPDATE member SET home_store_id = 1");
        let wish = Adjust {
            member: member.id,
            change: Change::Points(Points::new(500)),
            reason: Reason::parse("earned before").expect("a reason"),
            operator: CASHIER,
            key: "p".into(),
        };
        shop.write(move |tx| adjust(tx, &wish)).expect("a small correction");
        let receipt = cash(shop, &member, Fen::new(1_000_000_00), "a");
        let returned = take_back(shop, &receipt, Fen::new(100), "r1");
        assert_eq!(returned.points, Points::new(500), "the others are as they were");
        assert_eq!(points(shop, &member), Points::new(500));
        shop.books_hold();
        let rest = Fen::new(1_000_000_00 - 100);
        assert_eq!(take_back(shop, &receipt, rest, "r2").shortfall, Points::ZERO);
        assert_eq!(points(shop, &member), Points::new(500));
        say(shop, Decision::Released, HEADQUARTERS).expect("nothing waits any more, and it was looked at");
        assert_eq!(points(shop, &member), Points::new(500));
        shop.books_hold();
    });
}

fn with_watch(rules: &mut Rules) {
    rules.watch = WatchRule {
        points_at_once: Points::new(1_000_000),
        outside_at_once: Fen::new(1_000_00),
        large_a_day: 3,
        points_wait: true,
    };
}

#[test]
fn many_large_sales_of_a_member_or_at_a_till_in_a_day_alarm() {
    on_both_engines_with(with_watch, |shop| {
        let (a, b) = (shop.join("13800138305"), shop.join("13800138306"));
        let large = Fen::new(1_000_01);
        cash(shop, &a, Fen::new(1_000_00), "small");
        cash(shop, &a, large, "1");
        cash(shop, &b, large, "2");
        assert_eq!(shop.read(open_watched_sales), 0);
        let third = cash(shop, &b, large, "3");
        assert_eq!(shop.read(open_watched_sales), 1, "the till's third, though no member's");
        assert!(points(shop, &b) < third.earned.checked_add(third.earned).expect("fits"));
        // Another day counts anew.
        shop.clock.advance_secs(24 * 3600);
        cash(shop, &a, large, "4");
        assert_eq!(shop.read(open_watched_sales), 1);
        shop.books_hold();
    });
}

#[test]
fn where_the_shop_says_so_a_large_sale_alarms_and_its_points_do_not_wait() {
    let rules = |rules: &mut Rules| rules.watch.points_wait = false;
    on_both_engines_with(rules, |shop| {
        let member = shop.join("13800138307");
        let receipt = cash(shop, &member, Fen::new(1_000_000_00), "a");
        assert_eq!(points(shop, &member), receipt.earned);
        assert_eq!(shop.read(open_watched_sales), 1);
        assert!(matches!(
            say(shop, Decision::Taken, CASHIER),
            Err(DecideError::NotAllowed)
        ));
        say(shop, Decision::Released, HEADQUARTERS).expect("it was looked at");
        assert!(matches!(shop.read(open_watched_sales), 0));
        shop.books_hold();
    });
}
