//! What may leave a card in a day by code or session alone: money and points, at the till and in the mall, across midnight.

use huika_domain::{BusinessDay, Clock as _, Fen, ItemId, OperatorId, PayWith, Points, PointsWanted, Proof, Reason};
use huika_store::{
    Store, StoreConfig,
    adjustment::grant::{Granted, OpenGrant, Takers, open_grant, run_grants},
    mall::{Redeem, RedeemError, Redeemed, redeem},
    member::{Shown, no_pin_left},
    sale::{SaleReceipt, Sell, SellError, TenderWanted, sell},
    testing::{SetClock, context},
    till::ScanOutcome,
};

use crate::shop::{Member, Shop, on_both_engines, sell_request};

/// Gives a member points to spend.
pub fn give_points(shop: &Shop, member: &Member, points: i64) {
    let grant = OpenGrant {
        granted: Granted::Points(Points::new(points)),
        expires_at: None,
        takers: Takers::These(vec![member.id]),
        reason: Reason::parse("周年庆").expect("a reason"),
        operator: OperatorId::new(3),
        key: format!("grant-{points}"),
    };
    shop.write(move |tx| open_grant(tx, &grant)).expect("is decided");
    while shop.write(|tx| run_grants(tx, 10)).expect("runs") > 0 {}
}

/// Scans a fresh code and pays with as many points as the bill allows, the rest in cash.
fn pay_with_points(shop: &Shop, member: &Member, gross: Fen, key: &str) -> Result<SaleReceipt, SellError> {
    shop.clock.advance_secs(60);
    let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(member)) else {
        panic!("the code is right")
    };
    let bill = Sell {
        points: PointsWanted::Most,
        pay_with: PayWith::Outside,
        tenders: vec![TenderWanted::rest("cash")],
        ..sell_request(&scanned.token, gross, key)
    };
    shop.write(move |tx| sell(tx, &bill))
}

fn left(shop: &Shop, member: &Member) -> Fen {
    let id = member.id;
    shop.read(move |tx| no_pin_left(tx, id))
}

/// Makes the first item of the mall cost so much, as often as one likes.
fn price(shop: &Shop, points: i64) -> ItemId {
    shop.write(move |tx| {
        tx.exec(
            "UPDATE item SET points = ?1, member_limit = 0, stock = 100 WHERE id = 1",
            huika_store::params![points],
        )
    })
    .expect("the statement is right");
    ItemId::new(1)
}

fn take(shop: &Shop, member: &Member, item: ItemId, shown: &[Proof], key: &str) -> Result<Redeemed, RedeemError> {
    let wish = Redeem {
        member: member.id,
        item,
        shown: Shown::for_tests(shown),
        key: key.into(),
    };
    shop.write(move |tx| redeem(tx, &wish))
}

#[test]
fn points_at_the_till_count_against_the_daily_limit_at_what_they_are_worth() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139030", Fen::new(100_00));
        give_points(shop, &member, 5_000_000);
        let refused = pay_with_points(shop, &member, Fen::new(100_000_00), "p1");
        assert!(
            matches!(refused, Err(SellError::AboveLimit { left }) if left == Fen::new(200_00)),
            "half of the bill in points: {refused:?}"
        );
        let sold = pay_with_points(shop, &member, Fen::new(300_00), "p2").expect("150.00 in points");
        assert_eq!(sold.points_used, Points::new(15_000));
        assert_eq!(left(shop, &member), Fen::new(50_00));
        let refused = pay_with_points(shop, &member, Fen::new(102_00), "p3");
        assert!(matches!(refused, Err(SellError::AboveLimit { .. })), "{refused:?}");
        // Money and points share what is left.
        shop.clock.advance_secs(60);
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let refused = shop.sell(&scanned.token, Fen::new(50_01), "p4");
        assert!(
            matches!(refused, Err(SellError::AboveLimit { left }) if left == Fen::new(50_00)),
            "{refused:?}"
        );
        shop.sell(&scanned.token, Fen::new(50_00), "p5")
            .expect("all of the limit may be spent");
        shop.books_hold();
    });
}

#[test]
fn the_mall_takes_no_more_than_the_daily_limit_by_session_alone_and_shares_it_with_the_till() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139031", Fen::new(300_00));
        give_points(shop, &member, 100_000);
        let item = price(shop, 9_000);
        take(shop, &member, item, &[Proof::Session], "m1").expect("90.00 of 200.00");
        assert_eq!(left(shop, &member), Fen::new(110_00));
        take(shop, &member, item, &[Proof::Session], "m2").expect("180.00 of 200.00");
        for shown in [
            vec![Proof::Session],
            vec![Proof::Session, Proof::FreshSignIn, Proof::FreshCode],
        ] {
            let refused = take(shop, &member, item, &shown, "m3");
            assert!(
                matches!(refused, Err(RedeemError::AboveLimit { left }) if left == Fen::new(20_00)),
                "{refused:?}"
            );
        }
        for (proof, key) in [(Proof::Pin, "m4"), (Proof::Passkey, "m5")] {
            take(shop, &member, item, &[Proof::Session, proof], key).expect("it is the member");
        }
        assert_eq!(left(shop, &member), Fen::new(20_00), "what was proved does not count");
        let again = take(shop, &member, item, &[Proof::Session], "m4").expect("the first answer");
        assert_eq!(again.points, Points::new(100_000 - 3 * 9_000), "as it was then");

        shop.clock.advance_secs(60);
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let refused = shop.sell(&scanned.token, Fen::new(20_01), "m6");
        assert!(matches!(refused, Err(SellError::AboveLimit { .. })), "{refused:?}");
        shop.sell(&scanned.token, Fen::new(20_00), "m7")
            .expect("what is left of it");
        shop.clock.advance_secs(24 * 3600);
        take(shop, &member, item, &[Proof::Session], "m8").expect("another day");
        shop.books_hold();
    });
}

/// Sessions of a number that was said, turned into ones that may spend: without a code there is no step to wait for.
fn sessions(shop: &Shop, phone: &str, count: usize) -> Vec<String> {
    let sessions = (0..count)
        .map(|_| match shop.scan(phone) {
            ScanOutcome::Opened(scanned) => scanned.token,
            refused @ ScanOutcome::Refused(_) => panic!("{refused:?}"),
        })
        .collect();
    shop.exec("UPDATE till_session SET rights = 'spend', expires_at = expires_at + 86400000");
    sessions
}

const LAST_DAYS: [&str; 4] = ["2026-11-29", "2026-11-30", "2026-12-31", "2027-02-28"];

#[test]
fn two_clocks_that_differ_around_midnight_let_through_one_limit_also_at_a_months_and_a_years_end() {
    on_both_engines(|shop| {
        let zone = shop.read(|tx| Ok(tx.context().zone));
        for (index, last) in LAST_DAYS.into_iter().enumerate() {
            let phone = format!("1380013904{index}");
            let member = shop.member_with(&phone, Fen::new(1000_00));
            let midnight = zone.start_of(BusinessDay::parse(last).expect("a day").succ());
            shop.clock.advance_secs(midnight.secs_since(shop.clock.now()) - 2);
            let before = shop.balance(&member);
            // The server whose clock is four seconds ahead, and the one that is right, take turns.
            for (turn, session) in sessions(shop, &phone, 8).into_iter().enumerate() {
                shop.clock.advance_secs(if turn % 2 == 0 { 4 } else { -4 });
                let sold = shop.sell(&session, Fen::new(50_00), &format!("{last}-{turn}"));
                assert_eq!(sold.is_ok(), turn < 4, "{last}, turn {turn}: {sold:?}");
            }
            assert_eq!(before.get() - shop.balance(&member).get(), 200_00, "{last}");
        }
        shop.books_hold();
    });
}

#[test]
fn two_servers_with_different_clocks_let_through_one_limit_at_a_months_end() {
    on_both_engines(|shop| {
        // One process writes to SQLite, so there is one clock.
        if !huika_store::is_postgres(&shop.url) {
            return;
        }
        let zone = shop.read(|tx| Ok(tx.context().zone));
        let midnight = zone.start_of(BusinessDay::parse("2026-12-01").expect("a day"));
        let ahead = Store::open(StoreConfig::new(
            &shop.url,
            context(SetClock::at(midnight.plus_secs(2)), 2),
        ))
        .expect("a second server opens");
        let member = shop.member_with("13800139046", Fen::new(1000_00));
        shop.clock.advance_secs(midnight.secs_since(shop.clock.now()) - 2);
        let before = shop.balance(&member);
        for (turn, session) in sessions(shop, "13800139046", 8).into_iter().enumerate() {
            let bill = sell_request(&session, Fen::new(50_00), &format!("turn-{turn}"));
            let server = if turn % 2 == 0 { &ahead } else { &shop.store };
            let sold: Result<_, SellError> = server.write_blocking(move |tx| sell(tx, &bill));
            assert_eq!(sold.is_ok(), turn < 4, "turn {turn}: {sold:?}");
        }
        assert_eq!(before.get() - shop.balance(&member).get(), 200_00);
        shop.books_hold();
    });
}

#[test]
fn each_day_has_its_own_limit_over_a_months_and_a_years_end() {
    on_both_engines(|shop| {
        let zone = shop.read(|tx| Ok(tx.context().zone));
        shop.member_with("13800139047", Fen::new(1000_00));
        for last in &LAST_DAYS[1..] {
            let midnight = zone.start_of(BusinessDay::parse(last).expect("a day").succ());
            shop.clock.advance_secs(midnight.secs_since(shop.clock.now()) - 120);
            for (session, (wait, day)) in sessions(shop, "13800139047", 2)
                .iter()
                .zip([(0, "before"), (240, "after")])
            {
                shop.clock.advance_secs(wait);
                let refused = shop.sell(session, Fen::new(200_01), &format!("{last}-{day}-1"));
                assert!(
                    matches!(refused, Err(SellError::AboveLimit { left }) if left == Fen::new(200_00)),
                    "{last}, {day}: {refused:?}"
                );
                shop.sell(session, Fen::new(60_00), &format!("{last}-{day}-2"))
                    .unwrap_or_else(|error| panic!("{last}, {day}: {error}"));
            }
        }
        shop.books_hold();
    });
}
