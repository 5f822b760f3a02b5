//! Goods that come back beyond the shop's terms, without a receipt, and for other goods.

use huika_domain::{Fen, GoodsId, OperatorId, PayWith, PointsWanted, Reason};
use huika_store::{
    audit::{AuditLine, audit},
    goods::{GoodsDetails, SalePeriod, change_goods, goods as row_of},
    parked::{
        CartChange, ChangeCart, Exchange, ExchangeError, Exchanged, PayChoice, SellCart, change_cart, exchange,
        exchanged_for, open_cart,
    },
    sale::{
        SaleReceipt,
        returns::{
            LooseReturn, ReturnException, ReturnGoods, ReturnGoodsError, Returning, TakenBack, return_goods, take_back,
            take_back_loose,
        },
    },
    sign_off::{SignOff, SignOffError, sign_off},
    staff::Place,
    till::sale_by_number,
};

use crate::{
    sale_lines::{bill, goods, piece, pieces_of, returning, sold},
    shifts::{HEADQUARTERS, XUHUI, at},
    shop::{Shop, on_both_engines},
};

fn here(operator: OperatorId) -> Place {
    at("1", operator)
}

fn why() -> Reason {
    Reason::parse("faulty, looked at it").expect("a reason")
}

fn for_cash(shop: &Shop, goods: GoodsId, pieces: u32, key: &str) -> SaleReceipt {
    let bill = bill(None, vec![pieces_of(goods, pieces)], key).paid(PayWith::Outside, "cash");
    sold(shop, bill).expect("sold")
}

fn asked(sale: &SaleReceipt, pieces: u32, operator: OperatorId, key: &str) -> ReturnGoods {
    ReturnGoods {
        place: here(operator),
        ..returning(&sale.receipt_number, &[piece(0, pieces)], key)
    }
}

/// What waits for a second person, of which there is one.
fn says(shop: &Shop, operator: OperatorId, yes: bool) -> Result<(), SignOffError> {
    let waiting: Vec<i64> = shop.read(|tx| {
        tx.all("SELECT id FROM sign_off WHERE decision = ''", &[], |row| {
            row.get::<i64>("id")
        })
    });
    assert_eq!(waiting.len(), 1);
    let said = SignOff {
        id: waiting[0],
        operator,
        yes,
        reason: why(),
    };
    shop.write(move |tx| sign_off(tx, &said))
}

fn count(shop: &Shop, line: AuditLine) -> usize {
    let read = shop.read(|tx| {
        let store = here(XUHUI).store;
        let day = tx.business_day(Some(store));
        audit(tx, HEADQUARTERS, store, day)
    });
    let read = read.expect("headquarters read it");
    let found = read.lines.iter().find(|found| found.line == line);
    found.expect("every line is there").rows.len()
}

#[test]
fn goods_come_back_within_the_days_of_their_store_and_later_by_who_may_or_with_a_second_persons_yes() {
    on_both_engines(|shop| {
        shop.set_rule("return-terms", r#"{"window_days": 15}"#);
        let manager = shop.colleague("manager", "manager");
        let tea = goods(shop, "TEA", 10_00, None);
        let sale = for_cash(shop, tea, 5, "s");
        let take = |request: ReturnGoods, reason: Option<Reason>| {
            shop.write(move |tx| take_back(tx, &request, reason.as_ref()))
        };
        shop.clock.advance_secs(15 * 24 * 3600);
        let in_time = take(asked(&sale, 1, XUHUI, "b1"), None);
        assert!(matches!(in_time, Ok(TakenBack::Done { .. })), "{in_time:?}");
        shop.clock.advance_secs(24 * 3600);
        // A till's own key, and whoever asks no second person, are refused.
        let late = asked(&sale, 1, XUHUI, "b2");
        let refused = shop.write(move |tx| return_goods(tx, &late));
        let too_late = Err::<(), _>(ReturnException::Late);
        assert_eq!(
            refused.map(drop).map_err(|error| match error {
                ReturnGoodsError::Terms(exception) => exception,
                other => panic!("{other}"),
            }),
            too_late
        );
        let wordless = take(asked(&sale, 1, manager, "b3"), None);
        assert!(matches!(wordless, Err(ReturnGoodsError::NoReason)), "{wordless:?}");
        let by_right = take(asked(&sale, 1, manager, "b4"), Some(why()));
        assert!(matches!(by_right, Ok(TakenBack::Done { .. })), "{by_right:?}");
        for _ in 0..2 {
            let waits = take(asked(&sale, 1, XUHUI, "b5"), Some(why()));
            assert!(matches!(waits, Ok(TakenBack::Waiting { .. })), "{waits:?}");
        }
        assert!(says(shop, XUHUI, true).is_err(), "nobody is their own second person");
        says(shop, manager, true).expect("the manager may");
        let waits = take(asked(&sale, 1, XUHUI, "b6"), Some(why()));
        assert!(matches!(waits, Ok(TakenBack::Waiting { .. })), "{waits:?}");
        says(shop, HEADQUARTERS, false).expect("headquarters may");
        let number = sale.receipt_number.clone();
        let back: i64 = shop.read(move |tx| {
            tx.value(
                "SELECT returned_fen FROM sale WHERE receipt_number = ?1",
                huika_store::params![number],
            )
        });
        assert_eq!(back, 30_00, "in time, by right, and approved; never what was refused");
        assert_eq!(count(shop, AuditLine::BeyondTerms), 2);
        shop.books_hold();
    });
}

#[test]
fn goods_of_an_excluded_category_do_not_come_back() {
    on_both_engines(|shop| {
        shop.exec("INSERT INTO goods_category (id, level, name, created_at) VALUES (7, 1, '内衣', 1)");
        shop.exec("INSERT INTO goods_category (id, parent_id, level, name, created_at) VALUES (8, 7, 2, '袜子', 1)");
        shop.set_rule(
            "return-terms",
            r#"{"categories": [{"name": "内衣", "category": 7, "days": 0}]}"#,
        );
        let (sock, tea) = (goods(shop, "SOCK", 10_00, None), goods(shop, "TEA", 10_00, None));
        shop.exec("UPDATE goods SET category_id = 8 WHERE code = 'SOCK'");
        let both = bill(None, vec![pieces_of(sock, 1), pieces_of(tea, 1)], "s").paid(PayWith::Outside, "cash");
        let sale = sold(shop, both).expect("sold");
        let back = |line: u32, key: &str| {
            let request = ReturnGoods {
                place: here(XUHUI),
                ..returning(&sale.receipt_number, &[piece(line, 1)], key)
            };
            shop.write(move |tx| return_goods(tx, &request))
        };
        let refused = back(0, "b1");
        assert!(
            matches!(refused, Err(ReturnGoodsError::Terms(ReturnException::Excluded))),
            "{refused:?}"
        );
        back(1, "b2").expect("the others do");
        shop.books_hold();
    });
}

#[test]
fn without_a_receipt_goods_bring_their_lowest_price_in_money_and_one_person_only_so_much_a_day() {
    on_both_engines(|shop| {
        shop.set_rule(
            "return-terms",
            r#"{"without_receipt_a_day_fen": 2500, "lowest_days": 30}"#,
        );
        let manager = shop.colleague("manager", "manager");
        let tea = goods(shop, "TEA", 8_00, None);
        reprice(shop, tea, 20_00);
        let request = |pieces: u32| LooseReturn {
            goods: tea,
            pieces,
            tender: "cash".to_owned(),
        };
        let take = |pieces: u32, operator: OperatorId, key: &'static str| {
            let (request, place) = (request(pieces), here(operator));
            shop.write(move |tx| take_back_loose(tx, &request, &why(), (&place, key)))
        };
        for _ in 0..2 {
            let done = take(2, manager, "l1");
            assert!(matches!(done, Ok(TakenBack::Done { .. })), "{done:?}");
        }
        let handed: (i64, i64) = shop.read(|tx| {
            tx.one(
                "SELECT COUNT(*) AS times, CAST(SUM(amount_fen) AS BIGINT) AS handed FROM loose_return",
                &[],
                |row| Ok((row.get("times")?, row.get("handed")?)),
            )
            .map(Option::unwrap_or_default)
        });
        assert_eq!(handed, (1, 16_00), "once, at the price of before it rose");
        // 16.00 and 16.00 are more than 25.00 a day: another person has to look at it.
        let waits = take(2, manager, "l2");
        assert!(matches!(waits, Ok(TakenBack::Waiting { .. })), "{waits:?}");
        says(shop, HEADQUARTERS, true).expect("headquarters may");
        let cashier = take(1, XUHUI, "l3");
        assert!(
            matches!(cashier, Ok(TakenBack::Waiting { .. })),
            "the right is not the cashier's"
        );
        says(shop, manager, false).expect("the manager may");
        assert_eq!(count(shop, AuditLine::NoReceipt), 2);
        // After so many days the price of then is forgotten.
        shop.clock.advance_secs(31 * 24 * 3600);
        let later = take(1, manager, "l4");
        assert!(matches!(later, Ok(TakenBack::Done { .. })), "{later:?}");
        let last: i64 = shop.read(|tx| tx.value("SELECT amount_fen FROM loose_return ORDER BY id DESC LIMIT 1", &[]));
        assert_eq!(last, 20_00);
        shop.books_hold();
        for (change, undo, what) in [
            (
                "UPDATE loose_return SET pieces = pieces * 2, amount_fen = amount_fen * 2",
                "UPDATE loose_return SET pieces = pieces / 2, amount_fen = amount_fen / 2",
                "loose-return-not-its-entry",
            ),
            (
                "UPDATE return_wish SET return_number = return_number || '!' WHERE state = 'done'",
                "UPDATE return_wish SET return_number = replace(return_number, '!', '') WHERE state = 'done'",
                "wish-without-return",
            ),
        ] {
            shop.exec(change);
            let found = shop.proof().findings;
            assert!(found.iter().any(|finding| finding.what == what), "{what}: {found:#?}");
            shop.exec(undo);
        }
    });
}

fn reprice(shop: &Shop, id: GoodsId, list: i64) {
    shop.write(move |tx| {
        let row = row_of(tx, id)?.expect("the goods are there");
        let details = GoodsDetails {
            name: huika_domain::GoodsName::parse(&row.name).expect("a name"),
            kind: row.kind,
            category: row.category,
            brand: None,
            unit: huika_domain::GoodsUnit::parse(&row.unit).expect("a unit"),
            barcode: None,
            prices: huika_domain::Prices {
                list: Fen::new(list),
                ..row.prices
            },
            no_discount: row.no_discount,
            no_points: row.no_points,
            period: SalePeriod::default(),
        };
        change_goods(tx, HEADQUARTERS, id, &details)
    })
    .expect("headquarters may");
}

/// A sale of these goods that is being made at the till.
fn cart(shop: &Shop, goods: GoodsId, pieces: u32) -> String {
    let token = shop
        .write(move |tx| open_cart(tx, None, &here(XUHUI)))
        .expect("a sale begins");
    let add = ChangeCart {
        token: token.clone(),
        change: CartChange::Add(pieces_of(goods, pieces)),
        place: here(XUHUI),
        key: format!("add-{token}"),
    };
    shop.write(move |tx| change_cart(tx, &add)).expect("a line");
    token
}

fn swap(
    shop: &Shop,
    back: ReturnGoods,
    out: i64,
    (cart, due): (&str, i64),
    key: &str,
) -> Result<Exchanged, ExchangeError> {
    let request = Exchange {
        back,
        expected_out: Fen::new(out),
        cart: SellCart {
            token: cart.to_owned(),
            pay: PayChoice {
                balance: false,
                rest: "cash".to_owned(),
                ..PayChoice::card()
            },
            expected_due: Some(Fen::new(due)),
            attempt: None,
            received: None,
            place: here(XUHUI),
            key: key.to_owned(),
        },
    };
    shop.write(move |tx| exchange(tx, &request))
}

#[test]
fn an_exchange_takes_back_and_sells_in_one_act_or_does_neither() {
    on_both_engines(|shop| {
        let member = shop.join("13800138150");
        let (tea, pot) = (goods(shop, "TEA", 10_00, None), goods(shop, "POT", 25_00, None));
        let sale = shop.buy(&member, Fen::new(40_00), PointsWanted::None, PayWith::Outside, "m");
        let first = for_cash(shop, tea, 3, "s");
        let new = cart(shop, pot, 1);
        let returned =
            || -> i64 { shop.read(|tx| tx.value("SELECT CAST(SUM(returned_fen) AS BIGINT) FROM sale", &[])) };
        // Another price than the page showed, on either side: nothing has happened.
        let dearer = swap(shop, asked(&first, 2, XUHUI, "x1"), 20_00, (&new, 24_00), "x1");
        assert!(matches!(dearer, Err(ExchangeError::Cart(_))), "{dearer:?}");
        let less = swap(shop, asked(&first, 2, XUHUI, "x2"), 19_00, (&new, 25_00), "x2");
        assert!(matches!(less, Err(ExchangeError::Changed)), "{less:?}");
        assert_eq!(returned(), 0);
        let done = swap(shop, asked(&first, 2, XUHUI, "x3"), 20_00, (&new, 25_00), "x3").expect("exchanged");
        let again = swap(shop, asked(&first, 2, XUHUI, "x3"), 20_00, (&new, 25_00), "x3").expect("the same answer");
        assert_eq!((done.clone(), returned()), (again, 20_00));
        let number = done.receipt_number.clone();
        let (sold, swapped) = shop.read(move |tx| {
            Ok((
                sale_by_number(tx, here(XUHUI).store, &number)?,
                exchanged_for(tx, &number)?,
            ))
        });
        assert_eq!(sold.expect("a sale").0.gross, Fen::new(25_00));
        let (of, back) = swapped.expect("it names its return");
        assert_eq!(
            (of, back),
            (done.return_number, vec![("cash".to_owned(), Fen::new(20_00))])
        );
        assert_eq!(count(shop, AuditLine::Exchanges), 1);
        // A sale that is sold pays for nothing more.
        let once_more = ReturnGoods {
            receipt_number: sale.receipt_number.clone(),
            what: Returning::Amount { gross: Fen::new(40_00) },
            ..asked(&sale, 1, XUHUI, "x4")
        };
        let refused = swap(shop, once_more, 40_00, (&new, 25_00), "x4");
        assert!(matches!(refused, Err(ExchangeError::Cart(_))), "{refused:?}");
        assert_eq!(returned(), 20_00);
        shop.books_hold();
        shop.exec("UPDATE sale_return SET store_id = 2 WHERE exchange_sale_id IS NOT NULL");
        let found = shop.proof().findings;
        assert!(
            found.iter().any(|finding| finding.what == "exchange-not-here"),
            "{found:#?}"
        );
    });
}
