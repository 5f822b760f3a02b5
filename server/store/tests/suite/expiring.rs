//! What ends: points and bonus whose time is over, by the job and when they are spent.

use crate::shop::{Shop, on_both_engines};
use huika_domain::{Fen, ItemId, OperatorId, Points, Reason};
use huika_store::{
    adjustment::correction::{Adjust, Adjusted, Change, adjust},
    adjustment::set_aside::{Aside, SetAside, release, set_aside},
    ledger::money_lots,
    mall::{Cancel, Redeem, cancel, redeem},
    member::Shown,
    points::expiry::expire,
    refund::{AskedBy, OpenRefund, RefundNews, open_refund, quote, settle_refund},
};

const CLERK: OperatorId = OperatorId::new(1);

fn because(text: &str) -> Reason {
    Reason::parse(text).expect("a reason")
}

fn change(shop: &Shop, member: huika_domain::MemberId, change: Change, key: &str) -> Adjusted {
    // A correction is the matter of the store where the member is at home.
    shop.exec("UPDATE member SET home_store_id = 1");
    let request = Adjust {
        member,
        change,
        reason: because("补积分"),
        operator: CLERK,
        key: key.into(),
    };
    shop.write(move |tx| adjust(tx, &request)).expect("can be corrected")
}

#[test]
fn of_a_hundred_points_sixty_are_spent_and_forty_expire() {
    on_both_engines(|shop| {
        let member = shop.join("13800138200");
        change(shop, member.id, Change::Points(Points::new(100)), "a");
        change(shop, member.id, Change::Points(Points::new(-60)), "b");
        shop.clock.advance_secs(500 * 86_400);
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("lapses"), 1);
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("is idempotent"), 0);
        let page = shop.read(move |tx| huika_store::member::statement(tx, member.id, None));
        let changes: Vec<i64> = page.movements.iter().map(|movement| movement.points.get()).collect();
        assert_eq!(changes, [-40, -60, 100]);
        shop.books_hold();
    });
}

#[test]
fn an_expired_lot_is_not_spent_though_the_job_did_not_run() {
    on_both_engines(|shop| {
        let member = shop.join("13800138201");
        change(shop, member.id, Change::Points(Points::new(100)), "a");
        shop.clock.advance_secs(500 * 86_400);
        let wish = Redeem {
            member: member.id,
            item: ItemId::new(1),
            shown: Shown::session(),
            key: "r".into(),
        };
        let refused = shop.write(move |tx| redeem(tx, &wish)).expect_err("too late");
        assert_eq!(refused.code(), "short-of-points");
    });
}

#[test]
fn bonus_with_an_end_expires_and_principal_stays() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138202", Fen::new(100_00));
        shop.exec("UPDATE money_lot SET bonus_expires_at = created_at + 86400000");
        shop.clock.advance_secs(2 * 86_400);
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("lapses"), 1);
        assert_eq!(shop.balance(&member), Fen::new(100_00));
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("is idempotent"), 0);
        shop.books_hold();
    });
}

#[test]
fn only_bonus_whose_time_is_over_expires() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138203", Fen::new(100_00));
        for key in ["second", "third"] {
            let order = shop.open_top_up(&member, Fen::new(100_00), key).expect("an order");
            shop.pay(&order, Fen::new(100_00));
        }
        let bonus = |shop: &Shop| -> Vec<i64> {
            let lots = shop.read(|tx| money_lots(tx, member.id));
            lots.iter().map(|lot| lot.bonus_left.get()).collect()
        };
        let whole = bonus(shop);
        assert!(whole.len() == 3 && whole.iter().all(|bonus| *bonus > 0), "{whole:?}");
        // The clock stood still: all three were made in the same instant.
        shop.exec("UPDATE money_lot SET bonus_expires_at = created_at + 86400000 * id WHERE id < 3");
        shop.clock.advance_secs(2 * 86_400);
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("lapses"), 1);
        assert_eq!(bonus(shop), [0, whole[1], whole[2]], "its last instant still counts");
        shop.books_hold();
    });
}

#[test]
fn a_lot_expires_again_in_the_instant_in_which_more_of_it_comes_back() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138222", Fen::new(100_00));
        shop.exec("UPDATE money_lot SET bonus_expires_at = created_at + 86400000");
        let request = SetAside {
            member: member.id,
            amount: Aside::Money(Fen::new(56_00)),
            purpose: "预订".into(),
            key: "h".into(),
        };
        let held = shop.write(move |tx| set_aside(tx, &request)).expect("enough");
        shop.clock.advance_secs(2 * 86_400);
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("lapses"), 1);
        shop.write(move |tx| release(tx, &held.number)).expect("comes back");
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("lapses again"), 1);
        assert_eq!(shop.balance(&member), Fen::new(100_00));
        shop.books_hold();
    });
}

#[test]
fn points_of_a_top_up_that_expired_are_not_owed_when_it_is_refunded() {
    for expired_first in [true, false] {
        on_both_engines(|shop| {
            let member = shop.join("13800138209");
            let order = shop.open_top_up(&member, Fen::new(100_00), "t").expect("on offer");
            shop.exec("UPDATE top_up SET points = 500");
            shop.pay(&order, Fen::new(100_00));
            change(shop, member.id, Change::Points(Points::new(70)), "others");
            shop.exec("UPDATE open_point_lot SET expires_at = created_at + 86400000 WHERE granted = 500");
            shop.exec("UPDATE point_lot SET expires_at = created_at + 86400000 WHERE granted = 500");
            shop.clock.advance_secs(2 * 86_400);
            if expired_first {
                assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("lapses"), 1);
            }
            let request = OpenRefund {
                top_up: order.number,
                by: AskedBy::Operator(OperatorId::new(3)),
                key: "r".into(),
            };
            let refund = shop
                .write(move |tx| open_refund(tx, &request))
                .expect("can be refunded");
            let paid = RefundNews::Paid {
                transaction: "g1".into(),
            };
            shop.write(move |tx| settle_refund(tx, &refund.number, &paid))
                .expect("is paid");
            shop.write(|tx| expire(tx, 10, &[])).expect("lapses");
            let page = shop
                .read(move |tx| huika_store::member::home(tx, member.id))
                .expect("is there");
            assert_eq!((page.points, page.shortfall), (Points::new(70), Points::ZERO));
            shop.books_hold();
        });
    }
}

#[test]
fn an_order_taken_back_after_its_points_had_expired_gives_them_thirty_days_and_no_more() {
    on_both_engines(|shop| {
        let member = shop.join("13800138210").id;
        shop.exec("UPDATE item SET points = 100 WHERE id = 1");
        change(shop, member, Change::Points(Points::new(100)), "a");
        let points = || {
            shop.read(move |tx| huika_store::member::home(tx, member))
                .expect("is there")
                .points
        };
        let order = |key: &str| {
            let wish = Redeem {
                member,
                item: ItemId::new(1),
                shown: Shown::session(),
                key: key.into(),
            };
            shop.write(move |tx| redeem(tx, &wish)).expect("enough points").number
        };
        let take_back = |number: String| {
            let key = number.clone();
            let undo = Cancel {
                member,
                number,
                operator: None,
                handed_out: false,
                key,
            };
            shop.write(move |tx| cancel(tx, &undo)).expect("can be undone");
        };
        let first = order("first");
        shop.clock.advance_secs(500 * 86_400);
        take_back(first);
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("nothing is due"), 0);
        assert_eq!(points(), Points::new(100), "thirty days of grace");
        let second = order("second");
        shop.clock.advance_secs(31 * 86_400);
        take_back(second);
        assert_eq!(shop.write(|tx| expire(tx, 10, &[])).expect("lapses"), 1);
        assert_eq!(points(), Points::ZERO);
        shop.books_hold();
    });
}

#[test]
fn the_quote_of_a_refund_says_how_many_points_go_with_it() {
    on_both_engines(|shop| {
        let member = shop.join("13800138211");
        let order = shop.open_top_up(&member, Fen::new(100_00), "t").expect("on offer");
        shop.exec("UPDATE top_up SET points = 500");
        shop.pay(&order, Fen::new(100_00));
        let lines = || {
            let number = order.number.clone();
            let quote = shop.store.scan(move |tx| quote(tx, &number)).expect("can be refunded");
            let last = quote.lines.last().expect("lines").clone();
            (quote.points_taken.get(), last.arithmetic, last.amount.display())
        };
        assert_eq!(lines(), (500, "500 × 100.00 ÷ 100.00".into(), "−500".into()));
        shop.exec("UPDATE point_lot SET lapsed = 100");
        shop.exec("UPDATE money_lot SET principal_left = 2500");
        assert_eq!(lines(), (25, "500 × 25.00 ÷ 100.00 − 100".into(), "−25".into()));
    });
}
