//! Use cases ask for the role and the store themselves, whatever page somebody still has open.

use huika_domain::{Birthday, Fen, OperatorId, PayWith, Phone, Points, PointsWanted, Reason, StoreId};
use huika_store::{
    StoreError,
    adjust::{Adjust, AdjustError, Adjusted, Change, adjust, approve},
    cards::{By, CardAction, CardError, change_card},
    grants::{GrantError, Granted, OpenGrant, Takers, open_grant},
    identity::{
        EndSessions, EnterMember, ManageError, assign_stores, correct_birthday, devices, end_sessions_of, enter_member,
        make_recovery_codes, operators, reset_second_step, staff_security,
    },
    openings::{Opening, OpeningError, open_balance},
    refunds::{
        AskedBy, ByHand, OpenRefund, RefundTopUpError, give_refund_up, open_refund, refund_by_number, refunds_under,
    },
    returns::{ReturnGoods, ReturnGoodsError, return_goods},
    till::{Place, ScanOutcome, ScanRefusal, Sell, SellError, ask_approval, scan, sell},
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

/// Asks for a refund of a new member's top-up; answers its number.
fn refund_number(shop: &Shop, phone: &str, operator: OperatorId) -> Result<String, RefundTopUpError> {
    let member = shop.member_with(phone, Fen::new(100_00)).id;
    let top_up: String = shop.read(move |tx| {
        tx.value(
            "SELECT number FROM top_up WHERE member_id = ?1",
            huika_store::params![member],
        )
    });
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

fn assign(shop: &Shop, by: OperatorId, operator: OperatorId, stores: &[i64]) -> Result<(), ManageError> {
    let stores: Vec<StoreId> = stores.iter().map(|store| StoreId::new(*store)).collect();
    shop.write(move |tx| assign_stores(tx, by, operator, &stores))
}

#[test]
fn only_who_serves_at_the_counter_enters_members_corrects_birthdays_and_ends_sessions() {
    on_both_engines(|shop| {
        let member = shop.join("13800139120").id;
        let mut phones = 10_i64;
        let mut all_of_it = |place: Place| {
            phones += 1;
            let request = EnterMember {
                phone: Phone::parse(&format!("138001392{phones}")).expect("a phone"),
                name: String::new(),
                birthday: None,
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
        for role in ["region", "headquarters", "auditor"] {
            becomes(shop, CASHIER, role);
            assert_eq!(all_of_it(at(1, CASHIER)), (false, false, None), "{role}");
        }
        becomes(shop, CASHIER, "cashier");
        assert_eq!(all_of_it(at(2, CASHIER)), (false, false, None), "another store");
        assert_eq!(shop.read(move |tx| devices(tx, member)).len(), 1);
        assert_eq!(all_of_it(at(1, CASHIER)), (true, true, Some(1)));
        assert_eq!(shop.read(move |tx| devices(tx, member)), []);
        let kept: (i64, String, String) = shop.read(move |tx| {
            let row = tx.one(
                "SELECT operator_id, identification, detail FROM staff_act WHERE member_id = ?1 AND kind = 'sessions-ended'",
                huika_store::params![member],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
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
        let bill = Sell {
            session: opened.token,
            gross: Fen::new(10_00),
            points: PointsWanted::None,
            pay_with: PayWith::Balance,
            outside_channel: String::new(),
            place,
            key: "k".into(),
        };
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
            gross: Fen::new(5_00),
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

#[test]
fn grants_and_balances_brought_in_are_headquarters_alone() {
    on_both_engines(|shop| {
        let member = shop.join("13800139140").id;
        let both = |operator: OperatorId| {
            let grant = OpenGrant {
                granted: Granted::Points(Points::new(10)),
                expires_at: None,
                takers: Takers::These(vec![member]),
                reason: Reason::parse("for the anniversary").expect("a reason"),
                operator,
                key: "g".into(),
            };
            let opening = Opening {
                member,
                principal: Fen::ZERO,
                bonus: Fen::ZERO,
                points: Points::new(10),
                points_expire_at: None,
                source: "old".into(),
                reason: Reason::parse("from the old system").expect("a reason"),
                operator,
            };
            let granted = shop.write(move |tx| open_grant(tx, &grant));
            let opened = shop.write(move |tx| open_balance(tx, &opening));
            assert_eq!(matches!(granted, Err(GrantError::NotAllowed)), granted.is_err());
            assert_eq!(matches!(opened, Err(OpeningError::NotAllowed)), opened.is_err());
            (granted.is_ok(), opened.is_ok())
        };
        for role in ["cashier", "manager", "region", "auditor"] {
            becomes(shop, CASHIER, role);
            assert_eq!(both(CASHIER), (false, false), "{role}");
        }
        assert_eq!(both(HEADQUARTERS), (true, true));
    });
}

#[test]
fn a_second_person_approves_corrections_of_their_own_stores() {
    on_both_engines(|shop| {
        let member = shop.join("13800139150").id;
        let wish = Adjust {
            member,
            change: Change::Principal(Fen::new(500_00)),
            reason: Reason::parse("a payment that was lost").expect("a reason"),
            operator: CASHIER,
            key: "a".into(),
        };
        let Ok(Adjusted::Waiting { number }) = shop.write(move |tx| adjust(tx, &wish)) else {
            panic!("500.00 needs a second person")
        };
        let say = |operator: OperatorId| {
            let number = number.clone();
            shop.write(move |tx| approve(tx, &number, operator))
        };
        becomes(shop, OTHER_CASHIER, "manager");
        assert!(
            matches!(say(OTHER_CASHIER), Err(AdjustError::NotAllowed)),
            "a manager of another store"
        );
        becomes(shop, OTHER_CASHIER, "region");
        assign(shop, HEADQUARTERS, OTHER_CASHIER, &[2]).expect("headquarters assign");
        assert!(
            matches!(say(OTHER_CASHIER), Err(AdjustError::NotAllowed)),
            "another region"
        );
        assign(shop, HEADQUARTERS, OTHER_CASHIER, &[1, 2]).expect("headquarters assign");
        say(OTHER_CASHIER).expect("its own region");
        shop.books_hold();
    });
}

#[test]
fn headquarters_assign_stores_and_nobody_else() {
    on_both_engines(|shop| {
        for role in ["cashier", "manager", "region", "auditor"] {
            becomes(shop, CASHIER, role);
            assert!(
                matches!(assign(shop, CASHIER, OTHER_CASHIER, &[1]), Err(ManageError::NotAllowed)),
                "{role}"
            );
        }
        becomes(shop, CASHIER, "cashier");
        for stores in [&[][..], &[1, 2], &[99]] {
            assert!(matches!(
                assign(shop, HEADQUARTERS, CASHIER, stores),
                Err(ManageError::StoresDoNotFit)
            ));
        }
        assert!(matches!(
            assign(shop, HEADQUARTERS, HEADQUARTERS, &[1]),
            Err(ManageError::StoresDoNotFit)
        ));
        assert!(matches!(
            assign(shop, HEADQUARTERS, OperatorId::new(99), &[1]),
            Err(ManageError::NoOperator)
        ));
        assign(shop, HEADQUARTERS, CASHIER, &[2]).expect("one store");
        shop.join("13800139160");
        assert!(scans(shop, "13800139160", at(2, CASHIER)) && !scans(shop, "13800139160", at(1, CASHIER)));
        let listed = shop.read(operators);
        let row = listed.iter().find(|row| row.id == CASHIER).expect("is listed");
        assert_eq!(row.stores, [StoreId::new(2)]);
    });
}

#[test]
fn a_lost_second_step_is_taken_away_with_its_sessions_and_never_ones_own() {
    on_both_engines(|shop| {
        let set_up: Result<Vec<String>, StoreError> = shop.write(|tx| {
            tx.exec(
                "INSERT INTO staff_session (token_hash, operator_id, store_id, till, created_at, last_seen_at, expires_at) \
                 VALUES (?1, 1, 1, '1', 1, 1, 99999999999999)",
                huika_store::params![vec![7_u8; 32]],
            )?;
            tx.exec(
                "INSERT INTO passkey (operator_id, key_id, kept, counter, name, made_at) VALUES (1, ?1, '', 0, 'phone', 1)",
                huika_store::params![vec![7_u8]],
            )?;
            make_recovery_codes(tx, CASHIER)
        });
        assert_eq!(set_up.expect("the database works").len(), 10);
        let reset = |by: OperatorId, operator: OperatorId| {
            let reason = Reason::parse("the phone was lost").expect("a reason");
            shop.write(move |tx| reset_second_step(tx, by, operator, &reason))
        };
        assert!(matches!(reset(OTHER_CASHIER, CASHIER), Err(ManageError::NotAllowed)));
        assert!(matches!(
            reset(HEADQUARTERS, HEADQUARTERS),
            Err(ManageError::NotAllowed)
        ));
        let left = || {
            shop.read(|tx| {
                let keys: i64 = tx.value(
                    "SELECT COUNT(*) FROM passkey WHERE operator_id = 1",
                    huika_store::params![],
                )?;
                let open: i64 = tx.value(
                    "SELECT COUNT(*) FROM staff_session WHERE operator_id = 1 AND ended_at IS NULL",
                    huika_store::params![],
                )?;
                Ok((keys, staff_security(tx, CASHIER)?.recovery_codes, open))
            })
        };
        assert_eq!(left(), (1, 10, 1));
        reset(HEADQUARTERS, CASHIER).expect("headquarters");
        assert_eq!(left(), (0, 0, 0));
    });
}
