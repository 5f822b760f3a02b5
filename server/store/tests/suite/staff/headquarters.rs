//! What headquarters do alone, and what a second person must.

use huika_domain::{Fen, OperatorId, Points, Reason, StoreId};
use huika_store::{
    StoreError,
    adjustment::{
        correction::{Adjust, AdjustError, Adjusted, Change, adjust, approve},
        grant::{GrantError, Granted, OpenGrant, Takers, open_grant},
    },
    import::opening::{Opening, OpeningError, open_balance},
    params,
    staff::{ManageError, make_recovery_codes, operators, reset_second_step, staff_security},
};

use super::{CASHIER, HEADQUARTERS, OTHER_CASHIER, assign, at, becomes, scans};
use crate::shop::on_both_engines;

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
        shop.exec("UPDATE member SET home_store_id = 1");
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
fn stores_are_assigned_by_headquarters_and_never_across_stores() {
    on_both_engines(|shop| {
        for role in ["cashier", "manager", "region", "auditor"] {
            becomes(shop, CASHIER, role);
            // Who appoints in another store is answered as if there were nobody.
            let expected = match role {
                "manager" | "region" => "no-operator",
                _ => "not-allowed",
            };
            let refused = assign(shop, CASHIER, OTHER_CASHIER, &[1]).expect_err(role);
            assert_eq!(refused.code(), expected, "{role}");
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
            Err(ManageError::NotAllowed)
        ));
        assert!(matches!(
            assign(shop, HEADQUARTERS, OperatorId::new(99), &[1]),
            Err(ManageError::NoOperator)
        ));
        assign(shop, HEADQUARTERS, CASHIER, &[2]).expect("one store");
        shop.join("13800139160");
        assert!(scans(shop, "13800139160", at(2, CASHIER)) && !scans(shop, "13800139160", at(1, CASHIER)));
        let listed = shop.read(|tx| operators(tx, HEADQUARTERS, false, None, 100));
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
                params![vec![7_u8; 32]],
            )?;
            tx.exec(
                "INSERT INTO passkey (operator_id, key_id, kept, counter, name, made_at) VALUES (1, ?1, '', 0, 'phone', 1)",
                params![vec![7_u8]],
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
                let keys: i64 = tx.value("SELECT COUNT(*) FROM passkey WHERE operator_id = 1", params![])?;
                let open: i64 = tx.value(
                    "SELECT COUNT(*) FROM staff_session WHERE operator_id = 1 AND ended_at IS NULL",
                    params![],
                )?;
                Ok((keys, staff_security(tx, CASHIER)?.recovery_codes, open))
            })
        };
        assert_eq!(left(), (1, 10, 1));
        reset(HEADQUARTERS, CASHIER).expect("headquarters");
        assert_eq!(left(), (0, 0, 0));
    });
}
