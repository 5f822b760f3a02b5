//! Sales by lines: with tenders, to nobody in particular, and back piece by piece.

mod offers;

use huika_domain::{
    Fen, GoodsCode, GoodsId, GoodsKind, GoodsName, GoodsUnit, OperatorId, PayWith, Points, PointsWanted, Prices,
};
use huika_store::{
    goods::{GoodsDetails, GoodsKey, SalePeriod, make_goods},
    ledger::{money_lots, point_lots},
    member::home,
    params,
    price::{CouponsWanted, LineWanted},
    sale::{
        KeptSale, SaleReceipt, Sell, SellError, TenderWanted, price_sale,
        returns::{
            PiecesBack, ReturnGoods, ReturnGoodsError, Returned, Returning, lines_left, quote_return, return_goods,
        },
        sell,
    },
    settings::change_rule,
    till::{ScanOutcome, sale_by_number},
};

use crate::{
    rules::change,
    shop::{Member, Shop, on_both_engines, place},
};

const HEADQUARTERS: OperatorId = OperatorId::new(3);

/// Goods at a list price, perhaps with a lower one for members.
pub fn goods(shop: &Shop, code: &str, list: i64, member: Option<i64>) -> GoodsId {
    let details = GoodsDetails {
        name: GoodsName::parse(&format!("茶 {code}")).expect("a name"),
        kind: GoodsKind::Goods,
        category: None,
        brand: None,
        unit: GoodsUnit::parse("件").expect("a unit"),
        barcode: None,
        prices: Prices {
            list: Fen::new(list),
            member: member.map(Fen::new),
            dealers: [None; 3],
        },
        no_discount: false,
        no_points: false,
        period: SalePeriod::default(),
    };
    let code = GoodsCode::parse(code).expect("a number");
    shop.write(move |tx| make_goods(tx, HEADQUARTERS, &code, &details))
        .expect("headquarters may")
}

pub fn pieces_of(goods: GoodsId, quantity: u32) -> LineWanted {
    LineWanted::Goods {
        goods: GoodsKey::Id(goods),
        quantity,
    }
}

/// A scan that may spend whatever is there.
pub fn session(shop: &Shop, member: &Member) -> String {
    shop.clock.advance_secs(60);
    shop.exec("UPDATE member SET no_pin_limit_fen = 100000000");
    let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(member)) else {
        panic!("the code is right")
    };
    scanned.token
}

pub fn bill(session: Option<String>, lines: Vec<LineWanted>, key: &str) -> Sell {
    Sell {
        lines,
        coupons: CouponsWanted::Best,
        ..Sell::quick(session, Fen::ZERO, place(), key.into())
    }
}

pub fn sold(shop: &Shop, bill: Sell) -> Result<SaleReceipt, SellError> {
    shop.write(move |tx| sell(tx, &bill))
}

pub fn returning(receipt_number: &str, pieces: &[PiecesBack], key: &str) -> ReturnGoods {
    ReturnGoods {
        receipt_number: receipt_number.into(),
        what: Returning::Pieces {
            pieces: pieces.to_vec(),
            gifts: Vec::new(),
        },
        line: String::new(),
        place: place(),
        key: key.into(),
    }
}

pub fn back(shop: &Shop, sale: &SaleReceipt, pieces: &[PiecesBack], key: &str) -> Result<Returned, ReturnGoodsError> {
    let request = returning(&sale.receipt_number, pieces, key);
    shop.write(move |tx| return_goods(tx, &request))
}

pub fn piece(line: u32, pieces: u32) -> PiecesBack {
    PiecesBack { line, pieces }
}

/// Balance, points, shortfall, lots of money and of points, and growth: what a round trip leaves as it was.
pub type State = (Fen, Points, Points, Vec<(Fen, Fen)>, Vec<(i64, Points)>, i64);

pub fn state(shop: &Shop, member: &Member) -> State {
    let id = member.id;
    let page = shop.read(move |tx| home(tx, id)).expect("the member is there");
    let money = shop.read(move |tx| money_lots(tx, id));
    let points = shop.read(move |tx| point_lots(tx, id));
    let growth = shop.read(move |tx| {
        tx.value::<i64>(
            "SELECT w.day_net_fen + CAST((SELECT COALESCE(SUM(g.net_fen), 0) FROM member_day g \
             WHERE g.member_id = w.member_id) AS BIGINT) FROM wallet w WHERE w.member_id = ?1",
            params![id],
        )
    });
    (
        page.balance,
        page.points,
        page.shortfall,
        money.iter().map(|lot| (lot.principal_left, lot.bonus_left)).collect(),
        points.iter().map(|lot| (lot.id.get(), lot.remaining)).collect(),
        growth,
    )
}

#[test]
fn a_sale_of_lines_is_charged_as_it_was_quoted_and_kept_as_it_was_charged() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 39_90, Some(35_00));
        let cup = goods(shop, "CUP", 12_50, None);
        let member = shop.member_with("13800137001", Fen::new(500_00));
        let session = session(shop, &member);
        let lines = vec![pieces_of(tea, 2), pieces_of(cup, 3), LineWanted::Amount(Fen::new(4_99))];
        let request = Sell {
            pay_with: PayWith::Outside,
            tenders: vec![
                TenderWanted {
                    tender: "cash".into(),
                    amount: Some(Fen::new(50_00)),
                },
                TenderWanted::rest("card"),
            ],
            ..bill(Some(session), lines, "lines-1")
        };
        let asked = request.clone();
        let (quote, price) = shop.write(move |tx| price_sale(tx, &asked)).expect("it can be paid");
        let due = 2 * 35_00 + 3 * 12_50 + 4_99;
        assert_eq!(
            (quote.gross, quote.due),
            (Fen::new(2 * 39_90 + 3 * 12_50 + 4_99), Fen::new(due))
        );
        assert_eq!(price.lines.len(), 3);
        assert_eq!(
            (price.lines[0].name.as_str(), price.lines[0].due),
            ("茶 TEA", Fen::new(70_00))
        );
        let other = Sell {
            expected_due: Some(Fen::new(due + 1)),
            ..request.clone()
        };
        let refused = sold(shop, other).expect_err("the till has shown another amount");
        assert_eq!(refused.code(), "price-changed");
        let receipt = sold(shop, request.clone()).expect("it is paid");
        let tenders = vec![
            ("cash".to_owned(), Fen::new(50_00)),
            ("card".to_owned(), Fen::new(due - 50_00)),
        ];
        assert_eq!((receipt.outside, &receipt.tenders), (Fen::new(due), &tenders));
        assert_eq!(sold(shop, request).expect("the same answer"), receipt);
        let (id, number) = (receipt.sale, receipt.receipt_number.clone());
        let (again, card) = shop
            .read(move |tx| sale_by_number(tx, place().store, &number))
            .expect("it is there");
        assert_eq!((again, card.is_some()), (receipt, true));
        let kept = shop.read(move |tx| KeptSale::read(tx, id)).expect("it was kept");
        assert_eq!(kept.quote.lines, quote.priced.lines);
        assert_eq!(kept.quote.applied, quote.priced.applied);
        assert_eq!((kept.quote.due, kept.quote.earned), (quote.due, quote.earned));
        shop.books_hold();
    });
}

#[test]
fn what_is_not_there_and_tenders_that_do_not_come_to_the_bill_are_refused_and_change_nothing() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 10_00, None);
        let pay = |tenders: Vec<TenderWanted>, lines: Vec<LineWanted>| {
            let request = Sell {
                pay_with: PayWith::Outside,
                tenders,
                ..bill(None, lines, "refused")
            };
            sold(shop, request).expect_err("refused").code()
        };
        let tender = |name: &str, amount: Option<i64>| TenderWanted {
            tender: name.into(),
            amount: amount.map(Fen::new),
        };
        let cash = || vec![TenderWanted::rest("cash")];
        assert_eq!(pay(cash(), vec![]), "amount-too-small");
        assert_eq!(pay(cash(), vec![pieces_of(GoodsId::new(999), 1)]), "no-goods");
        assert_eq!(pay(cash(), vec![pieces_of(tea, 0)]), "amount-too-small");
        assert_eq!(pay(vec![], vec![pieces_of(tea, 1)]), "no-tender");
        assert_eq!(
            pay(vec![tender("gold", None)], vec![pieces_of(tea, 1)]),
            "unknown-tender"
        );
        for tenders in [
            vec![tender("cash", Some(9_99))],
            vec![tender("cash", Some(10_01)), tender("card", None)],
            vec![tender("cash", None), tender("card", None)],
            vec![tender("cash", Some(-1)), tender("card", None)],
        ] {
            assert_eq!(pay(tenders, vec![pieces_of(tea, 1)]), "tenders-differ");
        }
        let from_a_card = bill(None, vec![pieces_of(tea, 1)], "no card");
        assert_eq!(
            sold(shop, from_a_card).expect_err("nobody's card").code(),
            "balance-short"
        );
        shop.exec("UPDATE goods SET sold_until = sold_from + 1");
        shop.clock.advance_secs(60);
        assert_eq!(pay(cash(), vec![pieces_of(tea, 1)]), "no-goods");
        let sales: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM sale", params![]));
        assert_eq!(sales, 0);
    });
}

#[test]
fn a_sale_to_nobody_in_particular_stands_in_the_books_and_comes_back_by_its_tenders() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 10_00, Some(1_00));
        let request = Sell {
            pay_with: PayWith::Outside,
            tenders: vec![
                TenderWanted {
                    tender: "cash".into(),
                    amount: Some(Fen::new(20_00)),
                },
                TenderWanted::rest("card"),
            ],
            ..bill(None, vec![pieces_of(tea, 3)], "nobody")
        };
        let receipt = sold(shop, request.clone()).expect("it is paid");
        assert_eq!(
            (receipt.member, receipt.gross, receipt.outside, receipt.earned),
            (None, Fen::new(30_00), Fen::new(30_00), Points::ZERO),
            "the members' price is the members'"
        );
        assert_eq!(sold(shop, request).expect("the first answer"), receipt);
        let first = back(shop, &receipt, &[piece(0, 2)], "two").expect("two come back");
        assert_eq!(first.outside, Fen::new(20_00));
        let too_many = back(shop, &receipt, &[piece(0, 2)], "two more").expect_err("one is left");
        assert_eq!(too_many.code(), "return-more-than-sold");
        let last = back(shop, &receipt, &[piece(0, 1)], "one").expect("the last comes back");
        let by = |name: &str| {
            let both = first.tenders.iter().chain(&last.tenders);
            both.filter(|(tender, _)| tender == name)
                .map(|(_, amount)| amount.get())
                .sum::<i64>()
        };
        assert_eq!((by("cash"), by("card")), (20_00, 10_00));
        let members: i64 = shop.read(|tx| tx.value("SELECT COUNT(member_id) FROM entry", params![]));
        assert_eq!(members, 0);
        shop.books_hold();
    });
}

#[test]
fn one_piece_comes_back_once_though_twenty_try_at_once() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 30_00, None);
        let member = shop.member_with("13800137002", Fen::new(100_00));
        let session = session(shop, &member);
        let sale = sold(
            shop,
            bill(Some(session), vec![pieces_of(tea, 1), pieces_of(tea, 1)], "s"),
        )
        .expect("paid");
        let nobodys = Sell {
            pay_with: PayWith::Outside,
            tenders: vec![TenderWanted::rest("cash")],
            ..bill(None, vec![pieces_of(tea, 1)], "n")
        };
        let nobodys = sold(shop, nobodys).expect("paid");
        for sale in [&sale, &nobodys] {
            let won = std::thread::scope(|scope| {
                let tries: Vec<_> = (0..20)
                    .map(|n| scope.spawn(move || back(shop, sale, &[piece(0, 1)], &format!("k{n}-{}", sale.sale))))
                    .collect();
                let outcomes: Vec<_> = tries.into_iter().map(|one| one.join().expect("no panic")).collect();
                for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
                    assert_eq!(refused.code(), "return-more-than-sold", "{refused}");
                }
                outcomes.iter().filter(|outcome| outcome.is_ok()).count()
            });
            assert_eq!(won, 1);
        }
        back(shop, &sale, &[piece(1, 1)], "other").expect("the other line can come back");
        shop.books_hold();
    });
}

#[test]
fn what_was_sold_by_lines_comes_back_by_lines_and_an_amount_by_amounts() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 30_00, None);
        let member = shop.member_with("13800137003", Fen::new(100_00));
        let token = session(shop, &member);
        let by_lines = sold(shop, bill(Some(token), vec![pieces_of(tea, 2)], "lines")).expect("paid");
        let amount = shop.buy(&member, Fen::new(20_00), PointsWanted::None, PayWith::Balance, "amount");
        let whole = ReturnGoods {
            receipt_number: by_lines.receipt_number.clone(),
            what: Returning::Amount { gross: Fen::new(30_00) },
            line: String::new(),
            place: place(),
            key: "whole".into(),
        };
        let refused = shop.write(move |tx| return_goods(tx, &whole)).expect_err("by lines");
        assert_eq!(refused.code(), "return-by-lines");
        assert_eq!(
            back(shop, &amount, &[piece(0, 1)], "p").expect_err("an amount").code(),
            "no-line"
        );
        assert_eq!(
            back(shop, &by_lines, &[piece(1, 1)], "q").expect_err("one line").code(),
            "no-line"
        );
        assert_eq!(
            back(shop, &by_lines, &[], "r").expect_err("nothing").code(),
            "amount-too-small"
        );
        back(shop, &by_lines, &[piece(0, 1)], "one").expect("one comes back");
        let (id, number) = (by_lines.sale, by_lines.receipt_number);
        let left = shop.read(move |tx| lines_left(tx, id));
        assert_eq!((left[0].quantity, left[0].returned), (2, 1));
        let asked = returning(&number, &[piece(0, 1)], "");
        let quoted = shop.write(move |tx| quote_return(tx, &asked)).expect("one is left");
        assert_eq!(
            (quoted.gross, quoted.principal.get() + quoted.bonus.get()),
            (Fen::new(30_00), 30_00)
        );
        shop.books_hold();
    });
}

#[test]
fn a_shop_that_claws_back_shows_both_figures_and_comes_out_even_in_the_end() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 50_00, Some(40_00));
        let change = change("returns", "claw_back", true.into());
        shop.write(move |tx| change_rule(tx, &change)).expect("a rule");
        let member = shop.member_with("13800137004", Fen::new(500_00));
        let before = state(shop, &member);
        let token = session(shop, &member);
        let sale = sold(shop, bill(Some(token), vec![pieces_of(tea, 2)], "claw")).expect("paid");
        let first = back(shop, &sale, &[piece(0, 1)], "one").expect("one comes back");
        let both = first.claw_back.expect("both figures");
        assert_eq!((both.share, both.claw_back), (Fen::new(40_00), Fen::new(40_00)));
        back(shop, &sale, &[piece(0, 1)], "two").expect("the other one too");
        assert_eq!(state(shop, &member), before);
        shop.books_hold();
    });
}

#[test]
fn the_proof_names_lines_tenders_and_returns_that_do_not_come_to_their_sale() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 39_90, None);
        let request = Sell {
            pay_with: PayWith::Outside,
            tenders: vec![TenderWanted::rest("cash")],
            ..bill(
                None,
                vec![pieces_of(tea, 3), LineWanted::Amount(Fen::new(77))],
                "proved",
            )
        };
        let sale = sold(shop, request).expect("it is paid");
        back(shop, &sale, &[piece(0, 1)], "one").expect("one comes back");
        shop.books_hold();
        for (change, undo, what) in [
            (
                "UPDATE sale_tender SET amount_fen = amount_fen + 1",
                "UPDATE sale_tender SET amount_fen = amount_fen - 1",
                "tenders-not-outside",
            ),
            (
                "UPDATE sale_lines SET body = replace(body, '3990', '3991')",
                "UPDATE sale_lines SET body = replace(body, '3991', '3990')",
                "lines-not-sale",
            ),
            (
                "UPDATE sale_lines SET version = 99",
                "UPDATE sale_lines SET version = 1",
                "lines-unreadable",
            ),
            (
                "UPDATE sale SET returned_fen = returned_fen - 1",
                "UPDATE sale SET returned_fen = returned_fen + 1",
                "returned-not-returns",
            ),
            (
                "UPDATE sale SET discount_fen = discount_fen + 1",
                "UPDATE sale SET discount_fen = discount_fen - 1",
                "sale-not-paid",
            ),
        ] {
            shop.exec(change);
            let found = shop.proof().findings;
            assert!(found.iter().any(|finding| finding.what == what), "{what}: {found:#?}");
            shop.exec(undo);
        }
        shop.books_hold();
    });
}

/// The same numbers each time, so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn small(&mut self, most: u32) -> u32 {
        u32::try_from(self.below(u64::from(most))).expect("a small number")
    }
}

/// Random sales whose pieces come back in random order and parts.
fn sales() -> u32 {
    let asked = std::env::var("HUIKA_RETURN_SALES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(12)
}

#[test]
fn all_pieces_of_a_sale_returned_in_any_order_leave_everything_where_it_began() {
    on_both_engines(|shop| {
        let on_sale: Vec<GoodsId> = [(39_90, Some(33_33)), (12_50, None), (4_99, Some(4_98)), (1, None)]
            .iter()
            .zip(["A", "B", "C", "D"])
            .map(|((list, member), code)| goods(shop, code, *list, *member))
            .collect();
        let member = shop.member_with("13800137005", Fen::new(500_00));
        shop.buy(
            &member,
            Fen::new(300_00),
            PointsWanted::None,
            PayWith::Balance,
            "points to spend",
        );
        let mut dice = Dice(20_261_129);
        for number in 0..sales() {
            let before = state(shop, &member);
            let lines: Vec<LineWanted> = (0..=dice.small(5))
                .map(|_| match dice.small(5) {
                    4 => LineWanted::Amount(Fen::new(i64::from(1 + dice.small(2_000)))),
                    which => pieces_of(on_sale[which as usize], 1 + dice.small(4)),
                })
                .collect();
            let request = Sell {
                points: if dice.small(2) == 0 {
                    PointsWanted::Most
                } else {
                    PointsWanted::None
                },
                pay_with: [PayWith::Balance, PayWith::BalanceFirst, PayWith::Outside][dice.small(3) as usize],
                tenders: vec![TenderWanted::rest("cash")],
                ..bill(Some(session(shop, &member)), lines.clone(), &format!("random-{number}"))
            };
            let sale = match sold(shop, request) {
                Ok(sale) => sale,
                // A bill of a fen or two, all of which points would pay, is none.
                Err(SellError::Quote(_)) => continue,
                Err(error) => panic!("{error}: {lines:?}"),
            };
            let mut left: Vec<u32> = lines
                .iter()
                .map(|line| match line {
                    LineWanted::Goods { quantity, .. } => *quantity,
                    LineWanted::Amount(_) => 1,
                })
                .collect();
            if lines.len() == 1 && matches!(lines[0], LineWanted::Amount(_)) {
                continue_with_amount(shop, &sale, number);
                assert_eq!(state(shop, &member), before, "sale {number}: {lines:?}");
                continue;
            }
            let (mut part, mut worthless) = (0, 0);
            while left.iter().any(|left| *left > 0) && worthless < 50 {
                let mut pieces = Vec::new();
                for (line, left) in (0_u32..).zip(&mut left) {
                    let now = dice.small(*left + 1);
                    if now > 0 && dice.small(2) == 0 {
                        pieces.push(piece(line, now));
                        *left -= now;
                    }
                }
                if pieces.is_empty() {
                    continue;
                }
                part += 1;
                match back(shop, &sale, &pieces, &format!("back-{number}-{part}")) {
                    Ok(_) => {}
                    // A part that is worth not a fen and not a point cannot come back by itself.
                    Err(error) if error.code() == "amount-too-small" => {
                        worthless += 1;
                        for one in pieces {
                            left[one.line as usize] += one.pieces;
                        }
                    }
                    Err(error) => panic!("{error}: {lines:?} {pieces:?}"),
                }
            }
            assert_eq!(state(shop, &member), before, "sale {number}: {lines:?}");
        }
        shop.books_hold();
    });
}

fn continue_with_amount(shop: &Shop, sale: &SaleReceipt, number: u32) {
    let request = ReturnGoods {
        receipt_number: sale.receipt_number.clone(),
        what: Returning::Amount { gross: sale.gross },
        line: String::new(),
        place: place(),
        key: format!("amount-{number}"),
    };
    shop.write(move |tx| return_goods(tx, &request)).expect("it comes back");
}
