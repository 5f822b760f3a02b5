//! Who makes, moves and ends operators, and by what link they come in.

use huika_domain::{LogInName, OperatorId, PersonName, Reason, RegionId, RegionName, RoleCode, StoreId};
use huika_store::{
    StoreError,
    organisation::{end_region, make_region, move_store, regions},
    params,
    staff::{
        ManageError, NewOperator, NewPassword, PasswordStep, Post, accept_invitation, assign_stores, change_role,
        end_operator, handover, invite_again, invited, make_operator, operator, operators, password_matches,
        rename_operator, see_as_led, staff_account, staff_session, stores_of,
    },
};

use super::{CASHIER, HEADQUARTERS, OTHER_CASHIER, at, becomes, scans};
use crate::shop::{Shop, on_both_engines};

fn post(role: RoleCode, stores: &[i64]) -> Post {
    Post {
        role,
        stores: stores.iter().map(|store| StoreId::new(*store)).collect(),
        regions: Vec::new(),
    }
}

fn make(shop: &Shop, by: OperatorId, login: &str, post: Post) -> Result<huika_store::staff::MadeOperator, ManageError> {
    let new = NewOperator {
        login: LogInName::parse(login).expect("a log-in"),
        name: PersonName::parse("新同事").expect("a name"),
        post,
    };
    shop.write(move |tx| make_operator(tx, by, &new))
}

fn accept(shop: &Shop, token: &str, password: &str) -> Option<PasswordStep> {
    let (token, password) = (token.to_owned(), password.to_owned());
    let accepted: Result<_, StoreError> = shop.write(move |tx| {
        let hash = NewPassword::hash(tx.context().rng.as_ref(), &password)?;
        accept_invitation(tx, &token, &hash, "1")
    });
    accepted.expect("the database works")
}

fn reason() -> Reason {
    Reason::parse("moved to another town").expect("a reason")
}

fn acts(shop: &Shop, kind: &'static str) -> i64 {
    shop.read(move |tx| tx.value("SELECT COUNT(*) FROM staff_act WHERE kind = ?1", params![kind]))
}

#[test]
fn each_role_makes_operators_of_the_roles_below_it_in_the_stores_that_it_sees() {
    on_both_engines(|shop| {
        let mut number = 0;
        let mut may = |by: OperatorId, role: RoleCode, stores: &[i64]| {
            number += 1;
            match make(shop, by, &format!("new{number}"), post(role, stores)) {
                Ok(_) => true,
                Err(ManageError::NotAllowed) => false,
                Err(other) => panic!("{other:?}"),
            }
        };
        for role in ["cashier", "auditor"] {
            becomes(shop, CASHIER, role);
            assert!(!may(CASHIER, RoleCode::CASHIER, &[1]), "{role}");
        }
        becomes(shop, CASHIER, "manager");
        assert!(may(CASHIER, RoleCode::CASHIER, &[1]));
        assert!(!may(CASHIER, RoleCode::CASHIER, &[2]), "another store");
        assert!(!may(CASHIER, RoleCode::MANAGER, &[1]) && !may(CASHIER, RoleCode::HEADQUARTERS, &[]));
        becomes(shop, CASHIER, "region");
        assert!(may(CASHIER, RoleCode::MANAGER, &[1]) && !may(CASHIER, RoleCode::MANAGER, &[2]));
        assert!(!may(CASHIER, RoleCode::REGION, &[1]) && !may(CASHIER, RoleCode::AUDITOR, &[]));
        for (role, stores) in [
            (RoleCode::HEADQUARTERS, vec![]),
            (RoleCode::AUDITOR, vec![]),
            (RoleCode::REGION, vec![1, 2]),
        ] {
            assert!(may(HEADQUARTERS, role.clone(), &stores), "{role:?}");
        }
        for (role, stores) in [
            (RoleCode::CASHIER, vec![]),
            (RoleCode::CASHIER, vec![1, 2]),
            (RoleCode::MANAGER, vec![99]),
            (RoleCode::AUDITOR, vec![1]),
        ] {
            let made = make(shop, HEADQUARTERS, "nobody", post(role.clone(), &stores));
            assert!(
                matches!(made, Err(ManageError::StoresDoNotFit)),
                "{role:?} in {stores:?}"
            );
        }
        let taken = make(shop, HEADQUARTERS, "xuhui", post(RoleCode::CASHIER, &[1]));
        assert!(matches!(taken, Err(ManageError::LogInTaken)));
    });
}

#[test]
fn a_link_sets_the_first_password_once_and_not_after_its_time() {
    on_both_engines(|shop| {
        let made = make(shop, HEADQUARTERS, "new", post(RoleCode::CASHIER, &[1])).expect("headquarters");
        let account = shop.read(|tx| staff_account(tx, "new")).expect("is there");
        assert!(!password_matches(Some(&account), ""), "there is no password yet");
        let Some(PasswordStep::In { operator, token }) = accept(shop, &made.token, "a cup of jasmine tea") else {
            panic!("the link works")
        };
        assert_eq!(operator, made.operator);
        let session = shop.read(move |tx| staff_session(tx, &token)).expect("is signed in");
        assert_eq!(session.store, StoreId::new(1));
        let account = shop.read(|tx| staff_account(tx, "new")).expect("is there");
        assert!(password_matches(Some(&account), "a cup of jasmine tea"));
        assert_eq!(accept(shop, &made.token, "another cup of tea"), None, "once");

        // Another link replaces the one before, and is over after three days.
        let again = |by| {
            shop.write(move |tx| invite_again(tx, by, made.operator))
                .expect("headquarters")
        };
        let (second, third) = (again(HEADQUARTERS), again(HEADQUARTERS));
        assert_eq!(accept(shop, &second, "another cup of tea"), None, "replaced");
        shop.clock.advance_secs(3 * 24 * 3600 - 1);
        assert!(
            shop.read({
                let third = third.clone();
                move |tx| invited(tx, &third)
            })
            .is_some()
        );
        shop.clock.advance_secs(1);
        assert_eq!(accept(shop, &third, "another cup of tea"), None, "too late");
        assert_eq!(
            (
                acts(shop, "operator-made"),
                acts(shop, "invited"),
                acts(shop, "invitation-used")
            ),
            (1, 2, 1)
        );
    });
}

#[test]
fn a_link_of_somebody_with_a_second_step_leads_to_that_and_ends_their_sessions() {
    on_both_engines(|shop| {
        let kept: Result<u64, StoreError> = shop.write(|tx| {
            tx.exec("INSERT INTO operator_factor (operator_id, totp) VALUES (1, ?1)", params![vec![7_u8; 40]])?;
            tx.exec(
                "INSERT INTO staff_session (token_hash, operator_id, store_id, till, created_at, last_seen_at, expires_at) \
                 VALUES (?1, 1, 1, '1', 1, 1, 99999999999999)",
                params![vec![7_u8; 32]],
            )
        });
        kept.expect("the database works");
        let token = shop
            .write(|tx| invite_again(tx, HEADQUARTERS, CASHIER))
            .expect("headquarters");
        assert!(matches!(
            accept(shop, &token, "a cup of jasmine tea"),
            Some(PasswordStep::Second(_))
        ));
        let open: i64 = shop.read(|tx| {
            tx.value(
                "SELECT COUNT(*) FROM staff_session WHERE operator_id = 1 AND ended_at IS NULL",
                params![],
            )
        });
        assert_eq!(open, 0);
    });
}

#[test]
fn who_leaves_is_out_at_once_and_what_they_began_is_listed() {
    on_both_engines(|shop| {
        shop.join("13800139170");
        assert!(scans(shop, "13800139170", at(1, CASHIER)));
        let made: Result<u64, StoreError> = shop.write(|tx| {
            tx.exec(
                "INSERT INTO till_key (key_hash, hint, name, store_id, till, created_at, created_by) VALUES (?1, 'hk_', 'POS', 1, '9', 1, 1)",
                params![vec![1_u8; 32]],
            )?;
            tx.exec(
                "INSERT INTO staff_session (token_hash, operator_id, store_id, till, created_at, last_seen_at, expires_at) \
                 VALUES (?1, 1, 1, '1', 1, 1, 99999999999999)",
                params![vec![7_u8; 32]],
            )
        });
        made.expect("the database works");
        let left = shop.read(|tx| handover(tx, CASHIER));
        assert_eq!((left.till_sessions, left.approvals), (1, 0));
        assert_eq!((left.keys, left.refunds), (vec!["POS".to_owned()], Vec::new()));

        let token = shop
            .write(|tx| invite_again(tx, HEADQUARTERS, CASHIER))
            .expect("headquarters");
        shop.write(|tx| end_operator(tx, HEADQUARTERS, CASHIER, &reason()))
            .expect("headquarters");
        assert!(!scans(shop, "13800139170", at(1, CASHIER)));
        assert_eq!(
            accept(shop, &token, "a cup of jasmine tea"),
            None,
            "the link ended with them"
        );
        let open: i64 = shop.read(|tx| {
            tx.value(
                "SELECT (SELECT COUNT(*) FROM staff_session WHERE operator_id = 1 AND ended_at IS NULL) + \
                 (SELECT COUNT(*) FROM till_session WHERE operator_id = 1 AND ended_at IS NULL)",
                params![],
            )
        });
        assert_eq!(open, 0);
        assert!(shop.read(|tx| staff_account(tx, "xuhui")).is_none());
        let again = shop.write(|tx| end_operator(tx, HEADQUARTERS, CASHIER, &reason()));
        assert!(matches!(again, Err(ManageError::NoOperator)));
        let row = shop
            .read(|tx| operator(tx, HEADQUARTERS, CASHIER))
            .expect("is still known");
        assert!(row.ended_at.is_some());
        let here = shop.read(|tx| operators(tx, HEADQUARTERS, false, None, 100));
        assert!(here.iter().all(|row| row.id != CASHIER));
    });
}

#[test]
fn nobody_ends_moves_or_demotes_themselves_so_headquarters_are_never_empty() {
    on_both_engines(|shop| {
        let own =
            |result: Result<(), ManageError>| assert!(matches!(result, Err(ManageError::NotAllowed)), "{result:?}");
        own(shop.write(|tx| end_operator(tx, HEADQUARTERS, HEADQUARTERS, &reason())));
        own(shop.write(|tx| change_role(tx, HEADQUARTERS, HEADQUARTERS, &post(RoleCode::AUDITOR, &[]))));
        own(shop.write(|tx| {
            rename_operator(
                tx,
                HEADQUARTERS,
                HEADQUARTERS,
                &PersonName::parse("别名").expect("a name"),
            )
        }));
        // Two who end each other at once: one of them stays.
        let made = make(shop, HEADQUARTERS, "second", post(RoleCode::HEADQUARTERS, &[])).expect("headquarters");
        let second = made.operator;
        std::thread::scope(|scope| {
            for (by, about) in [(HEADQUARTERS, second), (second, HEADQUARTERS)] {
                for _ in 0..10 {
                    scope.spawn(move || shop.write(move |tx| end_operator(tx, by, about, &reason())));
                }
            }
        });
        let left: i64 = shop.read(|tx| {
            tx.value(
                "SELECT COUNT(*) FROM operator WHERE role = 'headquarters' AND ended_at IS NULL",
                params![],
            )
        });
        assert_eq!(left, 1);
    });
}

#[test]
fn of_twenty_who_use_a_link_at_once_one_sets_the_password() {
    on_both_engines(|shop| {
        let token = shop
            .write(|tx| invite_again(tx, HEADQUARTERS, CASHIER))
            .expect("headquarters");
        let used = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..20)
                .map(|number| {
                    let token = token.clone();
                    scope.spawn(move || accept(shop, &token, &format!("a cup of jasmine tea {number}")).is_some())
                })
                .collect();
            tries
                .into_iter()
                .map(|one| one.join().expect("no panic"))
                .filter(|used| *used)
                .count()
        });
        assert_eq!(used, 1);
    });
}

#[test]
fn another_stores_operator_is_nobody_and_a_role_counts_at_the_next_change() {
    on_both_engines(|shop| {
        becomes(shop, CASHIER, "manager");
        let name = || PersonName::parse("小周").expect("a name");
        let rename = |about: OperatorId| shop.write(move |tx| rename_operator(tx, CASHIER, about, &name()));
        assert!(matches!(rename(OTHER_CASHIER), Err(ManageError::NoOperator)));
        assert!(matches!(rename(OperatorId::new(99)), Err(ManageError::NoOperator)));
        assert!(
            matches!(rename(HEADQUARTERS), Err(ManageError::NoOperator)),
            "not in this store"
        );
        assert_eq!(shop.read(|tx| operator(tx, CASHIER, OTHER_CASHIER)), None);
        let seen: Vec<OperatorId> = shop
            .read(|tx| operators(tx, CASHIER, false, None, 100))
            .iter()
            .map(|row| row.id)
            .collect();
        assert_eq!(seen, [CASHIER]);
        let made = make(shop, CASHIER, "new", post(RoleCode::CASHIER, &[1])).expect("a cashier of the own store");
        rename(made.operator).expect("the own store");
        becomes(shop, CASHIER, "cashier");
        assert!(
            matches!(rename(made.operator), Err(ManageError::NotAllowed)),
            "the right was taken away"
        );
    });
}

#[test]
fn who_leads_a_region_sees_its_stores_of_each_day() {
    on_both_engines(|shop| {
        let region = shop
            .write(|tx| make_region(tx, HEADQUARTERS, &RegionName::parse("华东").expect("a name")))
            .expect("headquarters");
        let lead = |regions: Vec<RegionId>, stores: Vec<StoreId>| {
            let post = Post {
                role: RoleCode::REGION,
                stores,
                regions,
            };
            shop.write(move |tx| change_role(tx, HEADQUARTERS, OTHER_CASHIER, &post))
        };
        lead(vec![region], vec![]).expect("headquarters");
        let seen = || {
            let stores = shop.read(|tx| stores_of(tx, OTHER_CASHIER));
            stores.into_iter().map(|(id, _)| id.get()).collect::<Vec<_>>()
        };
        assert_eq!(seen(), [0_i64; 0]);
        let put = |store: i64, region: Option<RegionId>, in_days: i32| {
            shop.write(move |tx| {
                let from = tx.today().plus_days(in_days);
                move_store(tx, HEADQUARTERS, StoreId::new(store), region, from)
            })
            .expect("headquarters");
        };
        put(1, Some(region), 0);
        assert_eq!(seen(), [1]);
        put(2, Some(region), 1);
        assert_eq!(seen(), [1], "not before the day");
        put(1, None, 1);
        assert_eq!(seen(), [1]);
        shop.clock.advance_secs(24 * 3600);
        let day_begins: Result<(), StoreError> = shop.write(|tx| see_as_led(tx, tx.today()));
        day_begins.expect("the database works");
        assert_eq!(seen(), [2]);
        // A store that was assigned by itself stays whatever the tree says.
        let both = |tx: &mut huika_store::Tx<'_>| {
            assign_stores(tx, HEADQUARTERS, OTHER_CASHIER, &[StoreId::new(1)], &[RegionId::new(1)])
        };
        shop.write(both).expect("headquarters");
        assert_eq!(seen(), [1, 2]);
        put(2, None, 0);
        assert_eq!(seen(), [1]);
        let ended = shop.write(move |tx| end_region(tx, HEADQUARTERS, region));
        assert!(ended.is_err(), "somebody leads it");
        shop.write(|tx| assign_stores(tx, HEADQUARTERS, OTHER_CASHIER, &[StoreId::new(1)], &[]))
            .expect("headquarters");
        shop.write(move |tx| end_region(tx, HEADQUARTERS, region))
            .expect("nothing is in it");
        assert_eq!(
            shop.read(|tx| {
                let today = tx.today();
                regions(tx, today)
            }),
            []
        );
    });
}
