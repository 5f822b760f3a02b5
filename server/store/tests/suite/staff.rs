//! Use cases ask for the role and the store themselves, whatever page somebody still has open.

use huika_domain::{OperatorId, Points, Reason, StoreId};
use huika_store::{
    StoreError,
    adjust::{Adjust, AdjustError, Change, adjust},
    cards::{By, CardAction, CardError, change_card},
    refunds::{AskedBy, OpenRefund, RefundTopUpError, open_refund},
    till::{Place, ScanOutcome, ScanRefusal, scan},
};

use crate::shop::{Shop, on_both_engines};

/// The demo's cashier of store 1, its cashier of store 2, and headquarters.
const CASHIER: OperatorId = OperatorId::new(1);
const OTHER_CASHIER: OperatorId = OperatorId::new(2);
const HEADQUARTERS: OperatorId = OperatorId::new(3);

fn at(store: i64, operator: OperatorId) -> Place {
    Place {
        store: StoreId::new(store),
        till: "1".into(),
        operator: Some(operator),
    }
}

fn becomes(shop: &Shop, operator: OperatorId, role: &'static str) {
    let set: Result<u64, StoreError> = shop.write(move |tx| {
        let number = operator.get();
        tx.exec(
            "UPDATE operator SET role = ?2 WHERE id = ?1",
            huika_store::params![number, role],
        )
    });
    assert_eq!(set.expect("the database works"), 1);
}

/// Whether this operator may scan in this store.
fn scans(shop: &Shop, typed: &str, place: Place) -> bool {
    let typed = typed.to_owned();
    let outcome: Result<_, StoreError> = shop.write(move |tx| scan(tx, &typed, &place));
    match outcome.expect("the database works") {
        ScanOutcome::Opened(_) => true,
        ScanOutcome::Refused(ScanRefusal::NotAllowed) => false,
        ScanOutcome::Refused(other) => panic!("{other:?}"),
    }
}

#[test]
fn cashiers_scan_in_their_own_store_and_nobody_else_does() {
    on_both_engines(|shop| {
        shop.join("13800139100");
        let phone = "13800139100";
        assert!(scans(shop, phone, at(1, CASHIER)));
        assert!(!scans(shop, phone, at(2, CASHIER)), "another store");
        assert!(scans(shop, phone, at(2, OTHER_CASHIER)));
        assert!(!scans(shop, phone, at(1, HEADQUARTERS)), "headquarters do not sell");
        for role in ["region", "headquarters", "auditor"] {
            becomes(shop, CASHIER, role);
            assert!(!scans(shop, phone, at(1, CASHIER)), "{role}");
        }
        becomes(shop, CASHIER, "manager");
        assert!(scans(shop, phone, at(1, CASHIER)));
        shop.exec("UPDATE operator SET ended_at = 1 WHERE id = 1");
        assert!(!scans(shop, phone, at(1, CASHIER)), "who has left");
    });
}

#[test]
fn an_auditor_changes_nothing_and_cards_are_served_in_the_own_store() {
    on_both_engines(|shop| {
        let member = shop.join("13800139101");
        let id = member.id;
        let lose = |place: Place| {
            let by = By::Counter {
                place,
                identification: "passport".into(),
            };
            shop.write(move |tx| change_card(tx, id, CardAction::Freeze, &by))
        };
        assert!(matches!(lose(at(2, CASHIER)), Err(CardError::NotAllowed)));
        assert!(matches!(lose(at(1, HEADQUARTERS)), Err(CardError::NotAllowed)));
        becomes(shop, OTHER_CASHIER, "auditor");
        assert!(matches!(lose(at(2, OTHER_CASHIER)), Err(CardError::NotAllowed)));
        lose(at(1, CASHIER)).expect("the store's own cashier");

        let correct = |operator: OperatorId| {
            let wish = Adjust {
                member: id,
                change: Change::Points(Points::new(10)),
                reason: Reason::parse("a gift that was forgotten").expect("a reason"),
                operator,
                key: format!("k{operator}"),
            };
            shop.write(move |tx| adjust(tx, &wish))
        };
        assert!(matches!(correct(OTHER_CASHIER), Err(AdjustError::NotAllowed)));
        correct(CASHIER).expect("a small correction");
    });
}

#[test]
fn cashiers_and_auditors_pay_no_top_up_back() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139102", huika_domain::Fen::new(100_00));
        let id = member.id;
        let number: String = shop.read(move |tx| {
            tx.value(
                "SELECT number FROM top_up WHERE member_id = ?1",
                huika_store::params![id],
            )
        });
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
