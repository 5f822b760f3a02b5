//! Several cards of one member, what becomes of lots when a card is one of another kind, and fees.

use huika_domain::{CardId, CardTypeId, Fen, MemberId, OperatorId, PayWith, PointsWanted, settings::Scope};
use huika_store::{
    StoreError,
    card::{
        By, CardError, FeeFrom, GiveCard, cards_of, change_kind, charge_periodic_fees, choose_card, givable, give_card,
        renew_card, take_card_back,
    },
    ledger::{EntryKind, Explanation},
    member::{Movement, Shown, home},
    params,
    staff::Place,
    testing::set_rule,
    top_up::{NoTopUp, top_up_page},
};

use crate::shop::{Member, Shop, on_both_engines, place};

/// The first store's cashier, who was shown a passport.
fn counter() -> By {
    By::Counter {
        place: Place {
            operator: Some(OperatorId::new(1)),
            ..place()
        },
        identification: "passport".into(),
    }
}

/// What was posted last about a member.
fn newest(shop: &Shop, member: MemberId) -> Option<Movement> {
    let home = shop.read(move |tx| home(tx, member)).expect("a member");
    home.recent.into_iter().next()
}

fn kind(shop: &Shop, code: &'static str) -> CardTypeId {
    shop.read(move |tx| tx.value("SELECT id FROM card_type WHERE code = ?1", params![code]))
}

fn give(shop: &Shop, member: MemberId, card_type: CardTypeId, key: &str) -> Result<CardId, CardError> {
    let request = GiveCard {
        card_type,
        by: counter(),
        fee_from: FeeFrom::Balance,
        sold_by: None,
        invoiced: false,
        key: key.into(),
    };
    shop.write(move |tx| give_card(tx, member, &request))
}

/// What is left of each lot, in the order of use, with its own order and place.
fn lots(shop: &Shop, member: &Member) -> Vec<(i64, i64, String, i64)> {
    let id = member.id;
    shop.read(move |tx| {
        tx.all(
            "SELECT principal_left, bonus_left, spend_order, use_rank FROM money_lot WHERE member_id = ?1 ORDER BY use_rank, id",
            params![id],
            |row| {
                Ok((
                    row.get("principal_left")?,
                    row.get("bonus_left")?,
                    row.get("spend_order")?,
                    row.get("use_rank")?,
                ))
            },
        )
    })
}

fn top_up(shop: &Shop, member: &Member, fen: i64, key: &str) {
    let opened = shop.open_top_up(member, Fen::new(fen), key).expect("on offer");
    let paid = opened.principal;
    shop.pay(&opened, paid);
}

#[test]
fn a_card_of_another_kind_keeps_its_lots_to_the_fen_and_what_comes_later_follows_the_new_kind() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800137011", Fen::new(100_00));
        let id = member.id;
        shop.buy(&member, Fen::new(33_33), PointsWanted::None, PayWith::Balance, "before");
        let before = lots(shop, &member);
        let gold = kind(shop, "gold");
        let terms = r#"{"order": "bonus-first", "use_rank": 10, "cap_fen": 300000, "bonus_days": 30}"#;
        set_rule(&shop.store, "stored-value", Scope::CardType(gold), terms).expect("a rule");
        let card = shop.read(move |tx| cards_of(tx, id))[0].clone();
        let change = |to: CardTypeId| shop.write(move |tx| change_kind(tx, id, card.id, to, &counter()));
        // A gold card is given out by who leads a store.
        assert!(matches!(change(gold), Err(CardError::NotAllowed)));
        shop.exec("UPDATE operator SET role = 'manager' WHERE id = 1");
        change(gold).expect("a manager");
        assert!(matches!(change(gold), Err(CardError::SameKind)));
        assert_eq!(lots(shop, &member), before, "to the fen, with its own order and place");
        let after = shop.read(move |tx| cards_of(tx, id))[0].clone();
        assert_eq!((after.id, after.number, after.card_type), (card.id, card.number, gold));
        shop.books_hold();

        // 1,000.00 and 200.00, used first although it is younger, and bonus first.
        top_up(shop, &member, 1_000_00, "k-gold");
        shop.buy(&member, Fen::new(50_00), PointsWanted::None, PayWith::Balance, "after");
        let now = lots(shop, &member);
        assert_eq!(now[0], (1_000_00, 150_00, "bonus-first".to_owned(), 10));
        assert_eq!(now[1..], before[..]);
        shop.books_hold();
    });
}

#[test]
fn caps_count_by_kind_and_what_was_given_to_nobodys_card_counts_everywhere() {
    on_both_engines(|shop| {
        let member = shop.join("13800137012");
        let id = member.id;
        shop.exec("UPDATE operator SET role = 'manager' WHERE id = 1");
        let gold = kind(shop, "gold");
        set_rule(
            &shop.store,
            "stored-value",
            Scope::CardType(gold),
            r#"{"cap_fen": 150000}"#,
        )
        .expect("a rule");
        top_up(shop, &member, 4_000_00, "k1");
        let room = || shop.read(move |tx| top_up_page(tx, id)).expect("a page").room;
        assert_eq!(room(), Fen::new(800_00), "of 5,000.00 with 200.00 of bonus");
        let own = shop.read(move |tx| cards_of(tx, id))[0].id;
        let second = give(shop, id, gold, "give-1").expect("a manager");
        assert_eq!(room(), Fen::new(1_500_00), "the other kind is empty");
        shop.write(move |tx| choose_card(tx, id, own)).expect("their own");
        assert_eq!(room(), Fen::new(800_00));
        shop.write(move |tx| choose_card(tx, id, second)).expect("their own");
        top_up(shop, &member, 1_000_00, "k2");
        assert_eq!(room(), Fen::new(300_00));
        // An order keeps the kind that it was opened for, whichever card is shown when it is paid.
        let opened = shop.open_top_up(&member, Fen::new(100_00), "k3").expect("on offer");
        shop.write(move |tx| choose_card(tx, id, own)).expect("their own");
        let paid = opened.principal;
        shop.pay(&opened, paid);
        let of_gold: i64 = shop.read(move |tx| {
            tx.value(
                "SELECT CAST(SUM(principal_granted) AS BIGINT) FROM money_lot WHERE card_type_id = ?1",
                params![gold],
            )
        });
        assert_eq!(of_gold, 1_100_00);
        shop.books_hold();
    });
}

#[test]
fn a_further_card_costs_its_fee_once_and_is_given_out_where_its_kind_is() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800137013", Fen::new(100_00));
        let id = member.id;
        let points = kind(shop, "points");
        set_rule(
            &shop.store,
            "card-terms",
            Scope::CardType(points),
            r#"{"joining_fee_fen": 2000, "valid_months": 1}"#,
        )
        .expect("a rule");
        let card = give(shop, id, points, "give-1").expect("the desk");
        assert_eq!(
            give(shop, id, points, "give-1").expect("the first answer"),
            card,
            "a second tap"
        );
        assert_eq!(shop.balance(&member), Fen::new(92_00), "112.00 less 20.00");
        let cards = shop.read(move |tx| cards_of(tx, id));
        assert_eq!(
            (cards.len(), cards[0].id, cards[0].further, cards[0].shown),
            (2, card, true, true)
        );
        let refused = shop.read(move |tx| top_up_page(tx, id)).expect("a page").refused;
        assert_eq!(refused, Some(NoTopUp::HoldsNone));
        assert_eq!(
            shop.open_top_up(&member, Fen::new(100_00), "k")
                .expect_err("a points card")
                .code(),
            "card-no-money"
        );
        let fee = newest(shop, id).expect("it was posted");
        assert_eq!(fee.kind, EntryKind::JoiningFee);
        assert!(matches!(fee.explanation, Explanation::CardFee { fee, .. } if fee == Fen::new(20_00)));

        let dear = give(shop, id, points, "give-2");
        assert!(dear.is_ok(), "72.00 are left");
        set_rule(
            &shop.store,
            "card-terms",
            Scope::CardType(points),
            r#"{"joining_fee_fen": 999999}"#,
        )
        .expect("a rule");
        assert!(matches!(
            give(shop, id, points, "give-3"),
            Err(CardError::FeeAboveBalance { .. })
        ));
        let elsewhere = Place {
            store: huika_domain::StoreId::new(2),
            till: "1".into(),
            operator: Some(OperatorId::new(2)),
        };
        let gold = kind(shop, "gold");
        let offered = shop.read(|tx| givable(tx, &elsewhere));
        assert!(offered.iter().any(|one| one.id == points) && !offered.iter().any(|one| one.id == gold));
        let phone = GiveCard {
            card_type: points,
            by: By::Member(Shown::session()),
            fee_from: FeeFrom::Balance,
            sold_by: None,
            invoiced: false,
            key: "phone".into(),
        };
        assert!(matches!(
            shop.write(move |tx| give_card(tx, id, &phone)),
            Err(CardError::NotAllowed)
        ));
        shop.books_hold();
    });
}

#[test]
fn the_last_card_stays_anothers_card_is_none_and_one_that_is_over_is_renewed() {
    on_both_engines(|shop| {
        let (member, other) = (shop.join("13800137014"), shop.join("13800137015"));
        let id = member.id;
        let own = shop.read(move |tx| cards_of(tx, id))[0].id;
        let back = |member: MemberId, card: CardId| shop.write(move |tx| take_card_back(tx, member, card, &counter()));
        assert!(matches!(back(id, own), Err(CardError::LastCard)));
        assert!(matches!(back(other.id, own), Err(CardError::NoCard)));
        let chosen = shop.write(move |tx| choose_card(tx, other.id, own));
        assert!(matches!(chosen, Err(CardError::NoCard)));

        let member_kind = kind(shop, "member");
        set_rule(
            &shop.store,
            "card-terms",
            Scope::CardType(member_kind),
            r#"{"valid_months": 3}"#,
        )
        .expect("a rule");
        let second = give(shop, id, member_kind, "give").expect("the desk");
        back(id, own).expect("there is another one");
        let left = shop.read(move |tx| cards_of(tx, id));
        assert!(left.len() == 1 && !left[0].further, "the one that is left is the first");
        shop.clock.advance_secs(100 * 86_400);
        let refused = shop.read(move |tx| top_up_page(tx, id)).expect("a page").refused;
        assert_eq!(refused, Some(NoTopUp::Over), "22 November and three months");
        shop.write(move |tx| renew_card(tx, id, second, &counter()))
            .expect("it is over");
        assert_eq!(shop.read(move |tx| top_up_page(tx, id)).expect("a page").refused, None);
        let again = shop.write(move |tx| renew_card(tx, id, second, &counter()));
        assert!(matches!(again, Err(CardError::SameKind)));
    });
}

#[test]
fn fees_of_year_and_month_are_taken_once_as_far_as_there_is_a_balance() {
    on_both_engines(|shop| {
        let (rich, poor, none) = (
            shop.member_with("13800137016", Fen::new(100_00)),
            shop.member_with("13800137017", Fen::new(1_00)),
            shop.join("13800137018"),
        );
        let night = || {
            let mut looked_at = 0;
            loop {
                let done: Result<u64, StoreError> = shop.write(|tx| charge_periodic_fees(tx, 2));
                match done.expect("the database works") {
                    0 => return looked_at,
                    some => looked_at += some,
                }
            }
        };
        assert_eq!(night(), 0, "nothing costs anything");
        shop.set_rule("card-terms", r#"{"annual_fee_fen": 3000, "annual_further_fen": 1000}"#);
        assert_eq!(night(), 0, "not in the year in which they joined");
        let points = kind(shop, "points");
        give(shop, rich.id, points, "give").expect("the desk");
        // To November of the next year.
        shop.clock.advance_secs(360 * 86_400);
        assert_eq!(night(), 4);
        assert_eq!(night(), 0, "once");
        assert_eq!(
            shop.balance(&rich),
            Fen::new(112_00 - 30_00 - 10_00),
            "a further card is cheaper"
        );
        assert_eq!(shop.balance(&poor), Fen::ZERO, "never below zero");
        assert_eq!(shop.balance(&none), Fen::ZERO);
        let told = newest(shop, poor.id).expect("the statement says so");
        assert_eq!((told.kind, told.money), (EntryKind::AnnualFee, Fen::new(-1_00)));
        assert_eq!(newest(shop, none.id), None);
        let order = shop.open_top_up(&none, Fen::new(100_00), "later").expect("an order");
        shop.pay(&order, Fen::new(100_00));
        assert_eq!(night(), 0, "a card is asked once a day");
        shop.clock.advance_secs(86_400);
        assert_eq!(night(), 1);
        assert_eq!(night(), 0, "once");
        let balance = shop.balance(&none);
        shop.clock.advance_secs(86_400);
        assert_eq!(night(), 0, "nothing is owed any more");
        assert_eq!(shop.balance(&none), balance);
        let told = newest(shop, none.id).expect("the statement says so");
        assert_eq!((told.kind, told.money), (EntryKind::AnnualFee, Fen::new(-30_00)));

        shop.set_rule(
            "card-terms",
            r#"{"annual_fee_fen": 0, "annual_further_fen": 0, "service_fee_fen": 150}"#,
        );
        assert_eq!(night(), 4, "this month has not been looked at");
        assert_eq!(night(), 0);
        shop.clock.advance_secs(31 * 86_400);
        assert_eq!(night(), 4);
        assert_eq!(shop.balance(&rich), Fen::new(72_00 - 4 * 1_50));
        shop.books_hold();
    });
}

#[test]
fn where_hands_are_separate_nobody_gives_out_the_card_that_they_sold() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139390", Fen::new(100_00));
        let (id, points) = (member.id, kind(shop, "points"));
        set_rule(
            &shop.store,
            "card-terms",
            Scope::CardType(points),
            r#"{"separate_hands": true}"#,
        )
        .expect("a rule");
        let seller = shop.colleague("seller", "cashier");
        let here = crate::shifts::at("1", crate::shifts::XUHUI);
        let give = |sold_by: Option<OperatorId>, key: &'static str| {
            let request = GiveCard {
                card_type: points,
                by: By::Counter {
                    place: here.clone(),
                    identification: "id-card".into(),
                },
                fee_from: FeeFrom::Balance,
                sold_by,
                invoiced: true,
                key: key.into(),
            };
            shop.write(move |tx| give_card(tx, id, &request))
        };
        for own in [None, Some(crate::shifts::XUHUI)] {
            let refused = give(own, "own");
            assert!(matches!(refused, Err(CardError::SeparateHands)), "{refused:?}");
        }
        let stranger = give(Some(OperatorId::new(2)), "stranger");
        assert!(matches!(stranger, Err(CardError::NotAllowed)), "of another store");
        give(Some(seller), "apart").expect("somebody else sold it");
        let noted: (OperatorId, bool) = shop.read(move |tx| {
            tx.one(
                "SELECT sold_by, invoiced FROM card_event WHERE member_id = ?1 AND kind = 'issued'",
                params![id],
                |row| Ok((row.get("sold_by")?, row.get::<i64>("invoiced")? == 1)),
            )
            .map(|found| found.expect("it was noted"))
        });
        assert_eq!(noted, (seller, true));
        shop.books_hold();
    });
}
