//! Who pays top-ups back, and whose refunds they see and end.

use huika_domain::{Fen, OperatorId, Reason};
use huika_store::{
    params,
    refunds::{
        AskedBy, ByHand, OpenRefund, RefundTopUpError, give_refund_up, open_refund, refund_by_number, refunds_under,
    },
};

use super::{CASHIER, HEADQUARTERS, OTHER_CASHIER, assign, becomes};
use crate::shop::{Shop, on_both_engines};

#[test]
fn cashiers_and_auditors_pay_no_top_up_back() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139102", Fen::new(100_00));
        let id = member.id;
        let number: String =
            shop.read(move |tx| tx.value("SELECT number FROM top_up WHERE member_id = ?1", params![id]));
        becomes(shop, OTHER_CASHIER, "auditor");
        for operator in [CASHIER, OTHER_CASHIER] {
            let request = OpenRefund {
                top_up: number.clone(),
                by: AskedBy::Operator(operator),
                key: format!("k{operator}"),
            };
            let refused = shop.write(move |tx| open_refund(tx, &request));
            assert!(matches!(refused, Err(RefundTopUpError::NotAllowed)));
        }
    });
}

/// Asks for a refund of a new member's top-up; answers its number.
fn refund_number(shop: &Shop, phone: &str, operator: OperatorId) -> Result<String, RefundTopUpError> {
    let member = shop.member_with(phone, Fen::new(100_00)).id;
    let top_up: String =
        shop.read(move |tx| tx.value("SELECT number FROM top_up WHERE member_id = ?1", params![member]));
    let request = OpenRefund {
        top_up,
        by: AskedBy::Operator(operator),
        key: format!("{phone}-{operator}"),
    };
    shop.write(move |tx| open_refund(tx, &request))
        .map(|opened| opened.number)
}

#[test]
fn refunds_are_seen_and_ended_by_those_whose_stores_they_belong_to() {
    on_both_engines(|shop| {
        becomes(shop, CASHIER, "manager");
        becomes(shop, OTHER_CASHIER, "manager");
        let here = refund_number(shop, "13800139110", CASHIER).expect("a manager of store 1");
        let there = refund_number(shop, "13800139111", OTHER_CASHIER).expect("a manager of store 2");
        let shops = refund_number(shop, "13800139112", HEADQUARTERS).expect("headquarters");
        shop.exec("UPDATE refund SET status = 'counter', why = 'too-late'");
        let seen = |operator: OperatorId| {
            let rows = shop.read(move |tx| refunds_under(tx, operator, None, None, 100));
            rows.into_iter().map(|row| row.refund.number).collect::<Vec<_>>()
        };
        let one = |operator: OperatorId, number: &str| {
            let number = number.to_owned();
            shop.read(move |tx| refund_by_number(tx, operator, &number)).is_some()
        };
        assert_eq!(seen(CASHIER), [here.as_str()]);
        assert_eq!(seen(OTHER_CASHIER), [there.as_str()]);
        assert_eq!(seen(HEADQUARTERS), [shops.as_str(), there.as_str(), here.as_str()]);
        assert!(one(CASHIER, &here) && !one(CASHIER, &there) && !one(CASHIER, &shops));

        let end = |operator: OperatorId, number: &str| {
            let done = ByHand {
                number: number.to_owned(),
                operator,
                reason: Reason::parse("paid by bank").expect("a reason"),
            };
            shop.write(move |tx| give_refund_up(tx, &done))
        };
        for (operator, number) in [(CASHIER, &there), (CASHIER, &shops), (OTHER_CASHIER, &here)] {
            assert!(matches!(end(operator, number), Err(RefundTopUpError::NotAllowed)));
        }
        // A region sees and ends what belongs to its stores, from the moment on in which they are assigned.
        becomes(shop, CASHIER, "region");
        assign(shop, HEADQUARTERS, CASHIER, &[2]).expect("headquarters assign");
        assert_eq!(seen(CASHIER), [there.as_str()]);
        assert!(matches!(end(CASHIER, &here), Err(RefundTopUpError::NotAllowed)));
        end(CASHIER, &there).expect("its own store's");
        let none = refund_number(shop, "13800139113", CASHIER);
        assert!(
            matches!(none, Err(RefundTopUpError::NotAllowed)),
            "a member of no store is the shop's"
        );
        becomes(shop, CASHIER, "auditor");
        assert_eq!(seen(CASHIER).len(), 3, "an auditor sees the whole shop");
        assert!(matches!(end(CASHIER, &shops), Err(RefundTopUpError::NotAllowed)));
        end(HEADQUARTERS, &shops).expect("headquarters");
        shop.books_hold();
    });
}
