//! Nobody serves, corrects, refunds or approves their own member account, once it is known which that is.

use huika_domain::{Fen, OperatorId, Phone, Points, Reason};
use huika_store::{
    adjustment::correction::{Adjust, AdjustError, Adjusted, Change, adjust, approve},
    card::{By, CardAction, CardError, change_card},
    params,
    refund::{AskedBy, ByHand, OpenRefund, RefundTopUpError, approve_refund, open_refund},
    staff::{ManageError, operator, set_own_account},
};

use super::{CASHIER, HEADQUARTERS, OTHER_CASHIER, at, becomes};
use crate::shop::on_both_engines;

const PHONE: &str = "13800139160";

#[test]
fn nobody_serves_corrects_refunds_or_approves_their_own_account() {
    on_both_engines(|shop| {
        let member = shop.member_with(PHONE, Fen::new(200_00)).id;
        shop.exec("UPDATE member SET home_store_id = 1");
        becomes(shop, CASHIER, "manager");
        becomes(shop, OTHER_CASHIER, "manager");
        shop.exec("UPDATE operator SET store_id = 1 WHERE id = 2");
        let own = Phone::parse(PHONE).expect("a phone");
        shop.write(move |tx| set_own_account(tx, HEADQUARTERS, CASHIER, Some(&own)))
            .expect("headquarters say so");

        let correct = |operator: OperatorId, key: &str| {
            let wish = Adjust {
                member,
                change: Change::Points(Points::new(5_000)),
                reason: Reason::parse("a correction").expect("a reason"),
                operator,
                key: key.into(),
            };
            shop.write(move |tx| adjust(tx, &wish))
        };
        assert!(matches!(correct(CASHIER, "a"), Err(AdjustError::OwnAccount)));
        let Ok(Adjusted::Waiting { number }) = correct(OTHER_CASHIER, "b") else {
            panic!("5,000 points need a second person")
        };
        let refused = shop.write(move |tx| approve(tx, &number, CASHIER));
        assert!(matches!(refused, Err(AdjustError::OwnAccount)));

        let top_up: String =
            shop.read(move |tx| tx.value("SELECT number FROM top_up WHERE member_id = ?1", params![member]));
        let refund = |operator: OperatorId| {
            let request = OpenRefund {
                top_up: top_up.clone(),
                by: AskedBy::Operator(operator),
                key: format!("r{operator}"),
            };
            shop.write(move |tx| open_refund(tx, &request))
        };
        assert!(matches!(refund(CASHIER), Err(RefundTopUpError::OwnAccount)));
        let number = refund(OTHER_CASHIER).expect("a colleague").number;
        let yes = ByHand {
            number,
            operator: CASHIER,
            reason: Reason::parse("yes").expect("a reason"),
        };
        let refused = shop.write(move |tx| approve_refund(tx, &yes));
        assert!(matches!(refused, Err(RefundTopUpError::OwnAccount)));

        let lose = |operator: OperatorId| {
            let by = By::Counter {
                place: at(1, operator),
                identification: "passport".into(),
            };
            shop.write(move |tx| change_card(tx, member, CardAction::Freeze, &by))
        };
        assert!(matches!(lose(CASHIER), Err(CardError::NotAllowed)));
        lose(OTHER_CASHIER).expect("a colleague serves them");
        shop.books_hold();
    });
}

#[test]
fn whoever_has_named_their_own_account_cannot_take_it_back_alone() {
    on_both_engines(|shop| {
        shop.join(PHONE);
        let say = |by: OperatorId, about: OperatorId, phone: Option<&str>| {
            let phone = phone.map(|phone| Phone::parse(phone).expect("a phone"));
            shop.write(move |tx| set_own_account(tx, by, about, phone.as_ref()))
        };
        assert!(matches!(
            say(CASHIER, CASHIER, Some(PHONE)),
            Err(ManageError::NotAllowed)
        ));
        assert!(matches!(
            say(HEADQUARTERS, CASHIER, Some("13800139169")),
            Err(ManageError::NoMember)
        ));
        say(HEADQUARTERS, HEADQUARTERS, Some(PHONE)).expect("the first time");
        assert!(matches!(
            say(HEADQUARTERS, HEADQUARTERS, None),
            Err(ManageError::NotAllowed)
        ));
        let row = shop
            .read(|tx| operator(tx, HEADQUARTERS, HEADQUARTERS))
            .expect("is there");
        assert_eq!(row.own_account, Phone::parse(PHONE).ok());
    });
}
