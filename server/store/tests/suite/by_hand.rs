//! Prices that are changed and discounts that are given by hand at a till: within whose limit, said yes to by whom, kept, returned, and read by the audit.

use huika_domain::{Fen, HandReason, OperatorId, Pin, StoreId, pricing::HandOff};
use huika_store::{
    audit::{AuditLine, audit},
    member::NewPin,
    params,
    parked::{
        CartChange, CartError, ChangeCart, GiveByHand, GivenByHand, PayChoice, SellCart, change_cart, give_by_hand,
        hand_seconds, open_cart, pending_sale, sell_cart,
    },
    price::LineWanted,
    sale::{
        HandError, PriceExplained, SellError,
        returns::{PiecesBack, return_goods},
    },
    staff::{CounterPin, counter_pin, counter_pin_matches, set_counter_pin},
};

use crate::{
    sale_lines::{goods, pieces_of, returning},
    shifts::{HEADQUARTERS, XUHUI, at},
    shop::{Shop, on_both_engines},
};

const PIN: &str = "802461";

/// A bill that is being made by the cashier of the first store.
struct Till<'s> {
    shop: &'s Shop,
    token: String,
}

impl<'s> Till<'s> {
    fn with(shop: &'s Shop, lines: &[LineWanted]) -> Self {
        let token = shop
            .write(|tx| open_cart(tx, None, &at("1", XUHUI)))
            .expect("a sale begins");
        let till = Self { shop, token };
        for (number, line) in lines.iter().enumerate() {
            till.change(CartChange::Add(line.clone()), &format!("add-{number}"));
        }
        till
    }

    fn change(&self, change: CartChange, key: &str) {
        let request = ChangeCart {
            token: self.token.clone(),
            change,
            place: at("1", XUHUI),
            key: key.into(),
        };
        self.shop
            .write(move |tx| change_cart(tx, &request))
            .expect("the bill changes");
    }

    fn give(&self, line: Option<u32>, off: HandOff) -> Result<GivenByHand, CartError> {
        self.give_with(line, off, None)
    }

    fn give_with(
        &self,
        line: Option<u32>,
        off: HandOff,
        second: Option<(CounterPin, bool)>,
    ) -> Result<GivenByHand, CartError> {
        let request = GiveByHand {
            token: self.token.clone(),
            line,
            off: Some(off),
            reason: HandReason::Damaged,
            note: "a corner".into(),
            second,
            place: at("1", XUHUI),
        };
        self.shop.write(move |tx| give_by_hand(tx, &request))
    }

    fn pay(&self, key: &str) -> Result<String, CartError> {
        let request = SellCart {
            token: self.token.clone(),
            pay: PayChoice {
                balance: false,
                exactly: None,
                rest: "cash".into(),
                part: None,
            },
            expected_due: None,
            attempt: None,
            received: None,
            place: at("1", XUHUI),
            key: key.into(),
        };
        let sold = self.shop.write(move |tx| sell_cart(tx, &request));
        sold.map(|sold| sold.receipt_number)
    }
}

/// The PIN of somebody, and whether what they type is it.
fn typed(shop: &Shop, whose: OperatorId, typed: &str) -> (CounterPin, bool) {
    let kept = shop.read(move |tx| counter_pin(tx, whose)).expect("a PIN");
    let fits = counter_pin_matches(&kept, &Pin::parse(typed).expect("a PIN"));
    (kept, fits)
}

fn manager(shop: &Shop) -> OperatorId {
    let manager = shop.colleague("manager", "manager");
    give_pin(shop, manager);
    manager
}

fn give_pin(shop: &Shop, whose: OperatorId) {
    let pin = Pin::parse(PIN).expect("a PIN");
    let hashed = NewPin::hash(shop.store.context().rng.as_ref(), &pin).expect("hashed");
    shop.write(move |tx| set_counter_pin(tx, whose, &hashed)).expect("set");
}

/// Gross, discount, and what was paid outside the card.
fn figures(shop: &Shop, receipt: &str) -> (i64, i64, i64) {
    let receipt = receipt.to_owned();
    let found = shop.read(move |tx| {
        tx.one(
            "SELECT gross_fen, discount_fen, outside_fen FROM sale WHERE receipt_number = ?1",
            params![receipt],
            |row| Ok((row.get("gross_fen")?, row.get("discount_fen")?, row.get("outside_fen")?)),
        )
    });
    found.expect("a sale")
}

#[test]
fn a_price_and_a_discount_within_the_limit_stand_on_the_sale_with_their_reason_and_come_back_by_pieces() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 10_00, None);
        let cup = goods(shop, "CUP", 50_00, None);
        let till = Till::with(shop, &[pieces_of(tea, 3), pieces_of(cup, 1)]);
        let price = HandOff::Price(Fen::new(9_00));
        assert_eq!(
            till.give(Some(0), price).expect("given"),
            GivenByHand::Given { amount: Fen::new(3_00) }
        );
        let percent = HandOff::Percent(10);
        assert_eq!(
            till.give(None, percent).expect("given"),
            GivenByHand::Given { amount: Fen::new(7_70) }
        );
        let receipt = till.pay("one").expect("sold");
        assert_eq!(figures(shop, &receipt), (80_00, 10_70, 69_30));
        let explained = {
            let receipt = receipt.clone();
            shop.read(move |tx| {
                let sale = tx.one(
                    "SELECT id FROM sale WHERE receipt_number = ?1",
                    params![receipt],
                    |row| row.get("id"),
                )?;
                PriceExplained::of_sale(tx, sale.expect("a sale"))
            })
        };
        let explained = explained.expect("it has lines");
        let reasons: Vec<_> = explained
            .applied
            .iter()
            .filter_map(|applied| explained.by_hand_of(applied))
            .map(|one| (one.line, one.reason, one.by, one.note.as_str()))
            .collect();
        assert_eq!(
            reasons,
            [
                (Some(0), HandReason::Damaged, XUHUI, "a corner"),
                (None, HandReason::Damaged, XUHUI, "a corner")
            ]
        );
        let back = |line: u32, pieces: u32, key: &str| {
            let request = returning(&receipt, &[PiecesBack { line, pieces }], key);
            let back = shop.write(move |tx| return_goods(tx, &request)).expect("it comes back");
            back.outside.get()
        };
        let all = [back(0, 1, "a"), back(1, 1, "b"), back(0, 2, "c")];
        assert_eq!(
            all.iter().sum::<i64>(),
            69_30,
            "piece by piece exactly what was paid: {all:?}"
        );
        shop.books_hold();
    });
}

#[test]
fn above_the_limit_a_second_person_types_their_pin_and_a_wrong_one_is_counted_and_gives_nothing() {
    on_both_engines(|shop| {
        let manager = manager(shop);
        let tea = goods(shop, "TEA", 100_00, None);
        let till = Till::with(shop, &[pieces_of(tea, 1)]);
        let off = HandOff::Amount(Fen::new(30_00));
        let alone = till.give(Some(0), off);
        assert!(
            matches!(alone, Err(CartError::Hand(HandError::NeedsSecond { amount })) if amount == Fen::new(30_00)),
            "{alone:?}"
        );
        let wrong = till.give_with(Some(0), off, Some(typed(shop, manager, "135790")));
        assert_eq!(wrong.expect("counted"), GivenByHand::Wrong { tries_left: 4 });
        // Another cashier, and whoever is at the till, say yes to nothing.
        let colleague = shop.colleague("colleague", "cashier");
        for whose in [colleague, XUHUI] {
            give_pin(shop, whose);
            let own = till.give_with(Some(0), off, Some(typed(shop, whose, PIN)));
            assert!(matches!(own, Err(CartError::Hand(HandError::SecondMayNot))), "{own:?}");
        }
        let offered = shop.read(|tx| hand_seconds(tx, &at("1", XUHUI)));
        assert!(offered.iter().any(|one| one.operator == manager), "{offered:?}");
        assert!(!offered.iter().any(|one| [XUHUI, colleague].contains(&one.operator)));
        let given = till.give_with(Some(0), off, Some(typed(shop, manager, PIN)));
        assert_eq!(
            given.expect("given"),
            GivenByHand::Given {
                amount: off_amount(off)
            }
        );
        // Within the limit beside it the cashier goes on alone.
        till.give(None, HandOff::Amount(Fen::new(5_00))).expect("given");
        let receipt = till.pay("one").expect("sold");
        assert_eq!(figures(shop, &receipt), (100_00, 35_00, 65_00));
        let kept = shop.read(|tx| {
            tx.all(
                "SELECT operator_id, approved_by, amount_fen FROM hand_discount ORDER BY number",
                params![],
                |row| {
                    Ok((
                        row.get::<OperatorId>("operator_id")?,
                        row.get::<Option<OperatorId>>("approved_by")?,
                        row.get::<Fen>("amount_fen")?,
                    ))
                },
            )
        });
        assert_eq!(
            kept,
            [(XUHUI, Some(manager), Fen::new(30_00)), (XUHUI, None, Fen::new(5_00))]
        );
        let day = shop.read(|tx| Ok(tx.business_day(Some(StoreId::new(1)))));
        let read = shop
            .read(move |tx| audit(tx, HEADQUARTERS, StoreId::new(1), day))
            .expect("headquarters may");
        let line = read
            .lines
            .iter()
            .find(|found| found.line == AuditLine::ByHand)
            .expect("a line");
        assert_eq!(
            line.rows.iter().map(|row| row.amount).collect::<Vec<_>>(),
            [Fen::new(30_00), Fen::new(5_00)]
        );
        assert_eq!(shop.rows(HEADQUARTERS, "hand-discounts", &[]), 2);
        shop.books_hold();
        shop.exec("UPDATE hand_discount SET amount_fen = amount_fen + 1 WHERE number = 1");
        assert!(!shop.proof().holds(), "the lists say what the sale says");
        shop.exec("UPDATE hand_discount SET amount_fen = amount_fen - 1 WHERE number = 1");
        shop.books_hold();
    });
}

const fn off_amount(off: HandOff) -> Fen {
    match off {
        HandOff::Amount(amount) => amount,
        HandOff::Price(_) | HandOff::Percent(_) => Fen::ZERO,
    }
}

#[test]
fn the_second_person_is_looked_at_again_when_the_sale_is_made_and_more_on_the_bill_needs_another_yes() {
    on_both_engines(|shop| {
        let manager = manager(shop);
        let tea = goods(shop, "TEA", 100_00, None);
        let till = Till::with(shop, &[pieces_of(tea, 1)]);
        let half = HandOff::Percent(50);
        till.give_with(None, half, Some(typed(shop, manager, PIN)))
            .expect("given");
        till.change(CartChange::Add(pieces_of(tea, 1)), "more");
        let more = till.pay("more");
        assert!(
            matches!(
                more,
                Err(CartError::Sell(SellError::Hand(HandError::NeedsSecond { .. })))
            ),
            "{more:?}"
        );
        till.give_with(None, half, Some(typed(shop, manager, PIN)))
            .expect("given again");
        shop.exec("UPDATE operator SET ended_at = 1 WHERE login = 'manager'");
        let gone = till.pay("gone");
        assert!(
            matches!(gone, Err(CartError::Sell(SellError::Hand(HandError::SecondMayNot)))),
            "{gone:?}"
        );
        shop.exec("UPDATE operator SET ended_at = NULL WHERE login = 'manager'");
        let receipt = till.pay("both").expect("sold");
        assert_eq!(figures(shop, &receipt), (200_00, 100_00, 100_00));
        shop.books_hold();
    });
}

#[test]
fn what_a_cashier_gives_alone_on_a_day_ends_at_the_limit_of_the_role() {
    on_both_engines(|shop| {
        shop.exec("UPDATE role SET rights = REPLACE(rights, 'reduce-price:own:2000:20000', 'reduce-price:own:2000:3000') WHERE code = 'cashier'");
        let tea = goods(shop, "TEA", 100_00, None);
        let first = Till::with(shop, &[pieces_of(tea, 1)]);
        first.give(None, HandOff::Amount(Fen::new(20_00))).expect("given");
        // Given while nothing was used yet, and looked at again when it is paid.
        let second = Till::with(shop, &[pieces_of(tea, 1)]);
        second.give(None, HandOff::Amount(Fen::new(20_00))).expect("given");
        first.pay("first").expect("sold");
        let over = second.pay("second");
        assert!(
            matches!(
                over,
                Err(CartError::Sell(SellError::Hand(HandError::NeedsSecond { .. })))
            ),
            "{over:?}"
        );
        second
            .give(None, HandOff::Amount(Fen::new(10_00)))
            .expect("what is left");
        second.pay("third").expect("sold");
        let used: i64 = shop.read(|tx| {
            tx.value(
                "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM right_use WHERE capability = 'reduce-price'",
                params![],
            )
        });
        assert_eq!(used, 30_00);
        shop.books_hold();
    });
}

#[test]
fn goods_without_discounts_refuse_and_a_line_that_goes_takes_its_discount_along() {
    on_both_engines(|shop| {
        let tea = goods(shop, "TEA", 10_00, None);
        let fixed = goods(shop, "FIXED", 10_00, None);
        let cup = goods(shop, "CUP", 10_00, None);
        shop.exec("UPDATE goods SET no_discount = 1 WHERE code = 'FIXED'");
        let till = Till::with(shop, &[pieces_of(tea, 1), pieces_of(fixed, 1), pieces_of(cup, 1)]);
        let ten = HandOff::Percent(10);
        let refused = till.give(Some(1), ten);
        assert!(
            matches!(refused, Err(CartError::Sell(SellError::Hand(HandError::NoDiscount)))),
            "{refused:?}"
        );
        let nothing = till.give(Some(0), HandOff::Price(Fen::new(12_00)));
        assert!(
            matches!(nothing, Err(CartError::Hand(HandError::Nothing))),
            "{nothing:?}"
        );
        let nowhere = till.give(Some(7), ten);
        assert!(
            matches!(nowhere, Err(CartError::Sell(SellError::Hand(HandError::NoLine)))),
            "{nowhere:?}"
        );
        till.give(Some(0), ten).expect("given");
        till.give(Some(2), HandOff::Percent(20)).expect("given");
        till.change(CartChange::Quantity { line: 0, quantity: 0 }, "away");
        let token = till.token.clone();
        let left = shop
            .read(move |tx| pending_sale(tx, &token, &at("1", XUHUI)))
            .expect("it is open");
        let left: Vec<_> = left.cart.by_hand.iter().map(|one| (one.line, one.off)).collect();
        assert_eq!(
            left,
            [(Some(1), HandOff::Percent(20))],
            "the cup is the second line now"
        );
        let receipt = till.pay("one").expect("sold");
        assert_eq!(figures(shop, &receipt), (20_00, 2_00, 18_00));
        shop.books_hold();
    });
}

#[test]
fn who_lost_the_right_takes_nothing_off_any_more() {
    on_both_engines(|shop| {
        let till = Till::with(shop, &[LineWanted::Amount(Fen::new(50_00))]);
        till.give(None, HandOff::Amount(Fen::new(5_00))).expect("given");
        shop.exec(
            "UPDATE role SET rights = REPLACE(rights, ' reduce-price:own:2000:20000', '') WHERE code = 'cashier'",
        );
        let lost = till.pay("lost");
        assert!(
            matches!(lost, Err(CartError::Sell(SellError::Hand(HandError::NotAllowed)))),
            "{lost:?}"
        );
        let again = till.give(None, HandOff::Amount(Fen::new(5_00)));
        assert!(
            matches!(again, Err(CartError::Hand(HandError::NotAllowed))),
            "{again:?}"
        );
    });
}
