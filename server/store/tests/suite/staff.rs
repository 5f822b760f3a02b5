//! Use cases ask for the role and the store themselves, whatever page somebody still has open.

mod appointing;
mod headquarters;
mod own_account;
mod posts;
mod refunds;
mod roles;
mod second_person;

use huika_domain::{Birthday, Fen, OperatorId, Phone, Points, Reason, StoreId};
use huika_store::{
    StoreError,
    adjustment::correction::{Adjust, AdjustError, Change, adjust},
    card::{By, CardAction, CardError, change_card},
    member::{EnterMember, ProfileValues, correct_birthday, devices, enter_member},
    params,
    sale::{
        Sell, SellError,
        returns::{ReturnGoods, ReturnGoodsError, Returning, return_goods},
        sell,
    },
    staff::{EndSessions, ManageError, Place, assign_stores, end_sessions_of},
    till::{ScanOutcome, ScanRefusal, ask_approval, scan},
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
        tx.exec("UPDATE operator SET role = ?2 WHERE id = ?1", params![number, role])
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

fn assign(shop: &Shop, by: OperatorId, operator: OperatorId, stores: &[i64]) -> Result<(), ManageError> {
    let stores: Vec<StoreId> = stores.iter().map(|store| StoreId::new(*store)).collect();
    shop.write(move |tx| assign_stores(tx, by, operator, &stores, &[]))
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
        assert!(
            matches!(correct(CASHIER), Err(AdjustError::NotAllowed)),
            "a member of no store is headquarters' matter"
        );
        shop.exec("UPDATE member SET home_store_id = 1");
        correct(CASHIER).expect("a small correction");
    });
}

#[test]
fn who_looks_after_members_enters_them_and_only_the_counter_corrects_birthdays_and_ends_sessions() {
    on_both_engines(|shop| {
        let member = shop.join("13800139120").id;
        let mut phones = 10_i64;
        let mut all_of_it = |place: Place| {
            phones += 1;
            let request = EnterMember {
                phone: Phone::parse(&format!("138001392{phones}")).expect("a phone"),
                name: None,
                birthday: None,
                profile: ProfileValues::default(),
                document: None,
                guardian: None,
                place: place.clone(),
            };
            let entered = shop.write(move |tx| enter_member(tx, &request)).is_ok();
            let (at, born) = (place.clone(), Birthday::from_text("1990-05-17").expect("a birthday"));
            let corrected: Result<bool, StoreError> =
                shop.write(move |tx| correct_birthday(tx, member, born, &at, "passport"));
            let request = EndSessions {
                member,
                place,
                identification: "passport".into(),
                reason: Reason::parse("the phone is at a repair").expect("a reason"),
            };
            let ended: Result<Option<u64>, StoreError> = shop.write(move |tx| end_sessions_of(tx, &request));
            let ended = ended.expect("the database works");
            (entered, corrected.expect("the database works"), ended)
        };
        // Who looks after members in the office enters them there.
        for (role, enters) in [("region", true), ("headquarters", true), ("auditor", false)] {
            becomes(shop, CASHIER, role);
            assert_eq!(all_of_it(at(1, CASHIER)), (enters, false, None), "{role}");
        }
        becomes(shop, CASHIER, "cashier");
        assert_eq!(all_of_it(at(2, CASHIER)), (false, false, None), "another store");
        assert_eq!(shop.read(move |tx| devices(tx, member)).len(), 1);
        assert_eq!(all_of_it(at(1, CASHIER)), (true, true, Some(1)));
        assert_eq!(shop.read(move |tx| devices(tx, member)), []);
        let kept: (i64, String, String) = shop.read(move |tx| {
            let row = tx.one(
                "SELECT operator_id, identification, detail FROM staff_act WHERE member_id = ?1 AND kind = 'sessions-ended'",
                params![member],
                |row| Ok((row.get("operator_id")?, row.get("identification")?, row.get("detail")?)),
            )?;
            row.ok_or_else(|| StoreError::Internal("nothing was written down".into()))
        });
        assert_eq!(kept, (1, "passport".into(), "the phone is at a repair".into()));
    });
}

#[test]
fn a_till_serves_no_longer_when_its_operator_may_not_sell() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139130", Fen::new(100_00));
        let place = at(1, CASHIER);
        let code = shop.code(&member);
        let here = place.clone();
        let opened: Result<_, StoreError> = shop.write(move |tx| scan(tx, &code, &here));
        let ScanOutcome::Opened(opened) = opened.expect("the database works") else {
            panic!("the code is right")
        };
        let bill = Sell::quick(Some(opened.token), Fen::new(10_00), place, "k".into());
        becomes(shop, CASHIER, "auditor");
        let asked = bill.clone();
        assert!(matches!(
            shop.write(move |tx| sell(tx, &asked)),
            Err(SellError::NotAllowed)
        ));
        let asked = bill.clone();
        let question = shop.write(move |tx| ask_approval(tx, &asked));
        assert!(matches!(question, Err(SellError::NotAllowed)));
        becomes(shop, CASHIER, "cashier");
        let asked = bill.clone();
        let receipt = shop.write(move |tx| sell(tx, &asked)).expect("a cashier sells");
        let back = ReturnGoods {
            receipt_number: receipt.receipt_number,
            what: Returning::Amount { gross: Fen::new(5_00) },
            line: String::new(),
            place: bill.place,
            key: "r".into(),
        };
        becomes(shop, CASHIER, "auditor");
        let asked = back.clone();
        let refused = shop.write(move |tx| return_goods(tx, &asked));
        assert!(matches!(refused, Err(ReturnGoodsError::NotAllowed)));
        becomes(shop, CASHIER, "manager");
        shop.write(move |tx| return_goods(tx, &back))
            .expect("a manager takes goods back");
        shop.books_hold();
    });
}
