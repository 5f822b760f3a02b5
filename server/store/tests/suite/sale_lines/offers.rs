//! Campaigns and coupons in sales: used once, explained, refused with a reason, and given back with what carried them.

use huika_domain::{
    CouponId, Fen, PayWith,
    pricing::{Gift, Kind, Missing, OfferId, Reason},
};
use huika_store::{
    price::{CouponsWanted, LineWanted},
    sale::{
        PriceExplained, Sell, TenderWanted, price_sale,
        returns::{GiftBack, ReturnGoods, Returning, return_goods},
        sell,
    },
};

use super::{back, bill, goods, piece, pieces_of, session, sold, state};
use crate::{
    campaigns::{on, terms},
    coupons::{give, kind, money_off, state as coupon_state},
    shop::{Shop, on_both_engines, place},
};

fn uses(shop: &Shop) -> (i64, i64) {
    shop.read(|tx| {
        let campaigns = tx.value("SELECT COUNT(*) FROM campaign_use WHERE released_at IS NULL", &[])?;
        let coupons = tx.value("SELECT COUNT(*) FROM coupon_use WHERE back_at IS NULL", &[])?;
        Ok((campaigns, coupons))
    })
}

#[test]
fn a_sale_uses_campaign_and_coupon_once_and_gives_them_back_with_the_last_piece_that_carried_them() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 60_00, None);
        let member = shop.member_with("13800137101", Fen::new(500_00));
        let coupon = give(shop, kind(shop, "off20", money_off()), member.id);
        on(shop, &terms());
        let before = state(shop, &member);
        let request = bill(Some(session(shop, &member)), vec![pieces_of(tea, 2)], "offers");
        let asked = request.clone();
        let (quote, price) = shop.write(move |tx| price_sale(tx, &asked)).expect("it can be paid");
        assert_eq!(
            (quote.gross, quote.offers, quote.due),
            (Fen::new(120_00), Fen::new(30_00), Fen::new(90_00))
        );
        assert_eq!(price.name_of(OfferId::Coupon(coupon)), "满减券");
        let sale = sold(shop, request).expect("it is paid");
        assert_eq!((sale.discount, uses(shop)), (Fen::new(30_00), (1, 1)));
        assert_eq!(coupon_state(shop, coupon), "used");
        let id = sale.sale;
        let kept = shop
            .read(move |tx| PriceExplained::of_sale(tx, id))
            .expect("it was kept");
        assert_eq!((&kept.applied, &kept.lines), (&price.applied, &price.lines));

        let first = back(shop, &sale, &[piece(0, 1)], "one").expect("one comes back");
        assert_eq!(
            first.principal.get() + first.bonus.get(),
            45_00,
            "its share of what was paid"
        );
        assert_eq!(
            (first.coupons, uses(shop)),
            (vec![], (1, 1)),
            "the other piece still carries them"
        );
        let last = back(shop, &sale, &[piece(0, 1)], "two").expect("the other one comes back");
        assert_eq!((last.coupons, uses(shop)), (vec![coupon], (0, 0)));
        assert_eq!(coupon_state(shop, coupon), "held");
        assert_eq!(state(shop, &member), before);
        shop.books_hold();
    });
}

#[test]
fn of_two_tills_that_use_the_same_coupon_at_once_one_does_and_the_other_is_told() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 120_00, None);
        let member = shop.member_with("13800137102", Fen::new(500_00));
        let coupon = give(shop, kind(shop, "once", money_off()), member.id);
        let bills: Vec<Sell> = ["left", "right"]
            .map(|key| Sell {
                coupons: CouponsWanted::These(vec![coupon]),
                ..bill(Some(session(shop, &member)), vec![pieces_of(tea, 1)], key)
            })
            .into();
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let tries: Vec<_> = bills
                .into_iter()
                .map(|bill| scope.spawn(move || shop.write(move |tx| sell(tx, &bill))))
                .collect();
            tries.into_iter().map(|one| one.join().expect("no panic")).collect()
        });
        let refused: Vec<_> = outcomes
            .iter()
            .filter_map(|outcome| outcome.as_ref().err().map(huika_store::sale::SellError::code))
            .collect();
        assert_eq!(refused, ["coupon-gone"], "{outcomes:?}");
        assert_eq!(uses(shop).1, 1);
        shop.books_hold();
    });
}

#[test]
fn what_is_not_used_says_why_and_what_is_missing_and_a_plain_bill_without_coupons_asks_for_none() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 88_00, None);
        let member = shop.member_with("13800137103", Fen::new(500_00));
        let coupon = give(shop, kind(shop, "off20", money_off()), member.id);
        let request = Sell {
            codes: vec!["NOTHING".into()],
            ..bill(Some(session(shop, &member)), vec![pieces_of(tea, 1)], "why")
        };
        let asked = request.clone();
        let (_, price) = shop.write(move |tx| price_sale(tx, &asked)).expect("it can be paid");
        let why: Vec<_> = price
            .refused
            .iter()
            .map(|one| (one.offer, one.reason, one.missing))
            .collect();
        assert_eq!(
            why,
            [
                (
                    OfferId::Coupon(coupon),
                    Reason::BelowThreshold,
                    Some(Missing::Money(Fen::new(12_00)))
                ),
                (OfferId::Code(0), Reason::UnknownCode, None),
            ]
        );
        sold(shop, request).expect("it is paid without them");
        let plain = Sell::quick(Some(session(shop, &member)), Fen::new(200_00), place(), "plain".into());
        assert_eq!(sold(shop, plain).expect("it is paid").discount, Fen::ZERO);
        assert_eq!((coupon_state(shop, coupon).as_str(), uses(shop)), ("held", (0, 0)));
        let gone = Sell {
            coupons: CouponsWanted::These(vec![CouponId::new(4_711)]),
            ..Sell::quick(Some(session(shop, &member)), Fen::new(200_00), place(), "gone".into())
        };
        assert_eq!(sold(shop, gone).expect_err("nobody has it").code(), "coupon-gone");
        shop.books_hold();
    });
}

#[test]
fn a_gift_is_asked_back_with_what_it_was_given_for_or_charged() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 60_00, None);
        let cup = goods(shop, "CUP", 12_00, None);
        let mut gift = terms();
        gift.kind = Kind::Gift(Gift {
            from: Fen::new(100_00),
            goods: cup,
            quantity: 1,
            worth: Fen::new(12_00),
            each: false,
        });
        on(shop, &gift);
        let paid = |key: &str| {
            let request = Sell {
                pay_with: PayWith::Outside,
                tenders: vec![TenderWanted::rest("cash")],
                ..bill(None, vec![pieces_of(tea, 2), LineWanted::Amount(Fen::new(1_00))], key)
            };
            sold(shop, request).expect("it is paid")
        };
        let kept = back(shop, &paid("kept"), &[piece(0, 1)], "kept-b").expect("one comes back");
        assert_eq!(
            (kept.outside, kept.charged.len()),
            (Fen::new(60_00 - 12_00), 1),
            "the cup is kept"
        );
        let there = ReturnGoods {
            receipt_number: paid("there").receipt_number,
            what: Returning::Pieces {
                pieces: vec![piece(0, 1)],
                gifts: vec![GiftBack { goods: cup, pieces: 1 }],
            },
            line: String::new(),
            place: place(),
            key: "there-b".into(),
        };
        let there = shop
            .write(move |tx| return_goods(tx, &there))
            .expect("one comes back with the cup");
        assert_eq!((there.outside, there.charged.len()), (Fen::new(60_00), 0));
        shop.books_hold();
    });
}

#[test]
fn where_the_shop_claws_back_what_is_kept_costs_what_it_would_have_cost_alone() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 30_00, None);
        on(shop, &terms());
        let change = crate::rules::change("returns", "claw_back", true.into());
        shop.write(move |tx| huika_store::settings::change_rule(tx, &change))
            .expect("a rule");
        let request = Sell {
            pay_with: PayWith::Outside,
            tenders: vec![TenderWanted::rest("cash")],
            ..bill(None, vec![pieces_of(tea, 2)], "claw")
        };
        let sale = sold(shop, request).expect("60.00 less 10.00");
        let first = back(shop, &sale, &[piece(0, 1)], "one").expect("one comes back");
        let both = first.claw_back.expect("both figures");
        assert_eq!((both.share, both.claw_back), (Fen::new(25_00), Fen::new(20_00)));
        assert_eq!(first.outside, Fen::new(20_00), "the other one costs 30.00 alone");
        let last = back(shop, &sale, &[piece(0, 1)], "two").expect("the other one comes back");
        assert_eq!(first.outside.get() + last.outside.get(), 50_00, "all that was paid");
        shop.books_hold();
    });
}
