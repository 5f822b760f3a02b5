//! A yes is for exactly the bill that the phone showed: its gross, what leaves the card in money and in points, its store and till.

use huika_domain::{Fen, GiftRule, PayWith, Points, PointsWanted, Proof};
use huika_store::{
    member::Shown,
    params,
    points::gift::{Gift, give},
    price::{CouponsWanted, LineWanted},
    sale::{Sell, SellError, TenderWanted, sell},
    till::{
        Answer, Approval, ApprovalError, ApprovalStatus, DecidedBy, ScanOutcome, ask_approval, ask_once, decide,
        last_approval, waiting_approval,
    },
};

use crate::{
    daily_limit::give_points,
    shop::{Member, Shop, on_both_engines, on_both_engines_with, sell_request},
};

/// A member with 580.00 and 50,000 points, scanned at till 1.
fn scanned(shop: &Shop, phone: &str) -> (Member, String) {
    let member = shop.member_with(phone, Fen::new(500_00));
    give_points(shop, &member, 50_000);
    let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
        panic!("the code is right")
    };
    (member, scanned.token)
}

fn with_points(bill: Sell) -> Sell {
    Sell {
        points: PointsWanted::Most,
        ..bill
    }
}

fn ask(shop: &Shop, bill: &Sell) -> Approval {
    let bill = bill.clone();
    shop.write(move |tx| ask_approval(tx, &bill))
        .expect("the question is asked")
}

fn say_yes(shop: &Shop, member: &Member, asked: &Approval) -> Result<bool, ApprovalError> {
    let (id, token) = (member.id, asked.token.clone());
    let pin = Shown::for_tests(&[Proof::Session, Proof::Pin]);
    shop.write(move |tx| decide(tx, id, &token, Answer::Yes(&pin)))
        .map(|receipt| receipt.is_some())
}

#[test]
fn a_yes_to_one_bill_pays_no_other() {
    on_both_engines(|shop| {
        let (member, session) = scanned(shop, "13800139050");
        let asked_for = sell_request(&session, Fen::new(400_00), "");
        let asked = ask(shop, &asked_for);
        assert!(
            !say_yes(shop, &member, &asked).expect("in time"),
            "this till sells by itself"
        );
        let others = [
            // As much money from the card, and the same number of points on top.
            with_points(sell_request(&session, Fen::new(790_00), "o1")),
            with_points(sell_request(&session, Fen::new(400_00), "o2")),
            sell_request(&session, Fen::new(399_99), "o3"),
            sell_request(&session, Fen::new(400_01), "o4"),
            Sell {
                pay_with: PayWith::BalanceFirst,
                tenders: vec![TenderWanted::rest("cash")],
                ..sell_request(&session, Fen::new(400_00), "o5")
            },
            Sell {
                lines: vec![LineWanted::Amount(Fen::new(200_00)); 2],
                ..sell_request(&session, Fen::new(400_00), "o6")
            },
            Sell {
                codes: vec!["SPRING".into()],
                ..sell_request(&session, Fen::new(400_00), "o7")
            },
            Sell {
                coupons: CouponsWanted::Best,
                ..sell_request(&session, Fen::new(400_00), "o8")
            },
            Sell {
                tenders: vec![TenderWanted::rest("cash"), TenderWanted::rest("card")],
                ..sell_request(&session, Fen::new(400_00), "o9")
            },
        ];
        for other in others {
            let refused = shop.write(move |tx| sell(tx, &other));
            assert!(
                matches!(
                    refused,
                    Err(SellError::AboveLimit { .. } | SellError::TendersDiffer { .. })
                ),
                "{refused:?}"
            );
        }
        let bill = sell_request(&session, Fen::new(400_00), "the-bill");
        let sold = shop.write(move |tx| sell(tx, &bill)).expect("this one was approved");
        assert_eq!((sold.gross, sold.points_used), (Fen::new(400_00), Points::ZERO));
        assert_eq!(shop.balance(&member), Fen::new(580_00 - 400_00));
        shop.books_hold();
    });
}

#[test]
fn the_question_names_the_bill_and_what_leaves_the_card_in_money_and_in_points() {
    on_both_engines(|shop| {
        let (member, session) = scanned(shop, "13800139051");
        let id = member.id;
        let plain = ask(shop, &sell_request(&session, Fen::new(395_00), "k1"));
        let bill = with_points(sell_request(&session, Fen::new(790_00), "k2"));
        let both = ask(shop, &bill);
        assert_eq!(plain.amount, both.amount, "as much money");
        assert_ne!(plain.token, both.token, "and another question");
        let shown = shop.read(move |tx| waiting_approval(tx, id)).expect("the phone asks");
        assert_eq!(
            (
                shown.gross,
                shown.amount,
                shown.points,
                shown.points_value,
                shown.till.as_str()
            ),
            (
                Fen::new(790_00),
                Fen::new(395_00),
                Points::new(39_500),
                Fen::new(395_00),
                "1"
            )
        );
        assert!(
            say_yes(shop, &member, &both).expect("in time"),
            "the yes makes the sale"
        );
        assert_eq!(shop.balance(&member), Fen::new(580_00 - 395_00));
        let home = shop
            .read(move |tx| huika_store::member::home(tx, id))
            .expect("a member");
        assert_eq!(home.no_pin_left, Fen::new(200_00), "what was approved does not count");
        shop.books_hold();
    });
}

#[test]
fn points_alone_above_the_limit_are_asked_about_and_a_bill_that_takes_nothing_is_not() {
    on_both_engines(|shop| {
        let (member, session) = scanned(shop, "13800139052");
        let outside = Sell {
            pay_with: PayWith::Outside,
            tenders: vec![TenderWanted::rest("cash")],
            ..sell_request(&session, Fen::new(800_00), "k1")
        };
        let nothing = outside.clone();
        let refused = shop.write(move |tx| ask_approval(tx, &nothing));
        assert!(matches!(refused, Err(SellError::NothingToApprove)), "{refused:?}");
        let bill = with_points(outside);
        let trying = bill.clone();
        let refused = shop.write(move |tx| sell(tx, &trying));
        assert!(matches!(refused, Err(SellError::AboveLimit { .. })), "{refused:?}");
        let asked = ask(shop, &bill);
        assert_eq!((asked.amount, asked.points), (Fen::ZERO, Points::new(40_000)));
        assert!(say_yes(shop, &member, &asked).expect("in time"));
        shop.books_hold();
    });
}

#[test]
fn a_bill_that_costs_something_else_when_the_member_says_yes_is_not_paid_and_is_asked_about_anew() {
    on_both_engines_with(
        |rules| {
            rules.gifts = GiftRule {
                allowed: true,
                per_day: Points::new(10_000),
            };
        },
        |shop| {
            let (member, session) = scanned(shop, "13800139053");
            let friend = shop.join("13800139054");
            let id = member.id;
            let bill = with_points(sell_request(&session, Fen::new(900_00), "k1"));
            let asked = ask(shop, &bill);
            assert_eq!((asked.amount, asked.points), (Fen::new(450_00), Points::new(45_000)));
            // Points go elsewhere before the yes, so more money would leave the card than the phone shows.
            let gift = Gift {
                giver: id,
                taker: friend.id,
                points: Points::new(10_000),
                message: String::new(),
                shown: Shown::for_tests(&[Proof::Session, Proof::Pin]),
                key: "gift".into(),
            };
            shop.write(move |tx| give(tx, &gift)).expect("gifts are allowed");
            let before = shop.balance(&member);
            assert!(!say_yes(shop, &member, &asked).expect("is answered"), "nothing is sold");
            let last = shop.read(move |tx| last_approval(tx, id)).expect("news");
            assert_eq!(
                (last.status, last.decided_by),
                (ApprovalStatus::Refused, Some(DecidedBy::Changed))
            );
            assert_eq!(shop.balance(&member), before);
            let again = bill.clone();
            let next = shop
                .write(move |tx| ask_once(tx, &again))
                .expect("the till repeats its sale");
            assert_ne!(next.token, asked.token);
            assert_eq!((next.amount, next.points), (Fen::new(500_00), Points::new(40_000)));
            assert!(say_yes(shop, &member, &next).expect("in time"));
            shop.books_hold();
        },
    );
}

#[test]
fn a_question_of_one_till_and_store_is_no_yes_for_another() {
    on_both_engines(|shop| {
        let (member, session) = scanned(shop, "13800139055");
        let asked = ask(shop, &sell_request(&session, Fen::new(400_00), ""));
        assert!(!say_yes(shop, &member, &asked).expect("in time"));
        shop.clock.advance_secs(30);
        let code = shop.code(&member);
        let mut elsewhere = sell_request("", Fen::new(400_00), "e1");
        elsewhere.place.till = "2".into();
        let at = elsewhere.place.clone();
        let Ok(ScanOutcome::Opened(second)) = shop.write(move |tx| huika_store::till::scan(tx, &code, &at)) else {
            panic!("the code is right")
        };
        elsewhere.session = Some(second.token);
        let refused = shop.write(move |tx| sell(tx, &elsewhere));
        assert!(matches!(refused, Err(SellError::AboveLimit { .. })), "{refused:?}");
        let mut stolen = sell_request(&session, Fen::new(400_00), "e2");
        stolen.place.till = "2".into();
        let refused = shop.write(move |tx| sell(tx, &stolen));
        assert!(matches!(refused, Err(SellError::NoSession)), "{refused:?}");
    });
}

#[test]
fn a_yes_needs_the_pin_or_a_passkey_and_a_no_needs_nothing() {
    on_both_engines(|shop| {
        let (member, session) = scanned(shop, "13800139056");
        let id = member.id;
        let asked = ask(shop, &sell_request(&session, Fen::new(400_00), "k"));
        let just_signed_in = Shown::for_tests(&[Proof::Session, Proof::FreshSignIn, Proof::FreshCode]);
        let token = asked.token.clone();
        let refused = shop.write(move |tx| decide(tx, id, &token, Answer::Yes(&just_signed_in)));
        assert!(matches!(refused, Err(ApprovalError::NotProved(_))), "{refused:?}");
        let token = asked.token.clone();
        let passkey = Shown::for_tests(&[Proof::Session, Proof::Passkey]);
        let sold = shop.write(move |tx| decide(tx, id, &token, Answer::Yes(&passkey)));
        assert!(sold.expect("in time").is_some());
        let by: String = shop.read(|tx| tx.value("SELECT decided_by FROM approval", params![]));
        assert_eq!(by, "passkey");
    });
}
