//! Roles are sets of rights that the shop edits: what they say holds from the next transaction on, and nobody makes themselves more than
//! they are.

use huika_domain::{OperatorId, Reach, Reason, Rights, RoleCode, RoleName};
use huika_store::{
    params,
    staff::{
        ChangeRole, ManageError, NewRole, Post, change_rights, change_role, end_operator, end_role, make_role,
        role_history, role_of_code, roles_to_give,
    },
};

use super::{CASHIER, HEADQUARTERS, at, becomes, scans};
use crate::shop::{Shop, on_both_engines};

fn why() -> Reason {
    Reason::parse("the shop works like this").expect("a reason")
}

fn rights(text: &str) -> Rights {
    Rights::parse(text).expect("rights")
}

fn make(shop: &Shop, by: OperatorId, name: &str, post: Reach, may: &str) -> Result<RoleCode, ManageError> {
    let new = NewRole {
        name: RoleName::parse(name).expect("a name"),
        post,
        rights: rights(may),
        reason: why(),
    };
    shop.write(move |tx| make_role(tx, by, &new))
}

fn change(shop: &Shop, by: OperatorId, code: &RoleCode, name: Option<&str>, may: &str) -> Result<(), ManageError> {
    let change = ChangeRole {
        code: code.clone(),
        name: name.map(|name| RoleName::parse(name).expect("a name")),
        rights: rights(may),
        reason: why(),
    };
    shop.write(move |tx| change_rights(tx, by, &change))
}

#[test]
fn every_role_that_a_shop_begins_with_says_whose_rows_it_sees_as_its_rights_say() {
    on_both_engines(|shop| {
        for code in RoleCode::BUILT_IN {
            let looked_for = code.clone();
            let role = shop.read(move |tx| role_of_code(tx, &looked_for)).expect("it is there");
            assert_eq!(
                Rights::of_post(role.post, role.rights.all().to_vec()),
                Ok(role.rights.clone()),
                "{code:?}"
            );
            let id = role.id;
            let sight: String = shop.read(move |tx| tx.value("SELECT sight FROM role WHERE id = ?1", params![id]));
            assert_eq!(sight == "chain", role.role().sees_chain(), "{code:?}");
        }
    });
}

#[test]
fn a_role_of_the_shop_may_what_its_rights_say_and_what_is_taken_away_counts_in_the_next_transaction() {
    on_both_engines(|shop| {
        shop.join("13800139400");
        let lead = make(shop, HEADQUARTERS, "值班经理", Reach::Own, "sell:own see-office:own").expect("headquarters");
        let post = Post {
            role: lead.clone(),
            stores: vec![huika_domain::StoreId::new(1)],
            regions: Vec::new(),
        };
        shop.write(move |tx| change_role(tx, HEADQUARTERS, CASHIER, &post))
            .expect("given");
        assert!(scans(shop, "13800139400", at(1, CASHIER)));
        assert!(!scans(shop, "13800139400", at(2, CASHIER)), "another store");
        change(shop, HEADQUARTERS, &lead, Some("值班经理"), "see-office:own").expect("changed");
        assert!(!scans(shop, "13800139400", at(1, CASHIER)), "taken away");
        change(shop, HEADQUARTERS, &lead, Some("店助"), "sell:chain see-office:own").expect("changed");
        assert!(scans(shop, "13800139400", at(2, CASHIER)), "the whole chain");

        let looked_for = lead.clone();
        let (role, past) = shop.read(move |tx| {
            let role = role_of_code(tx, &looked_for)?.expect("it is there");
            let past = role_history(tx, role.id, 0, 10)?;
            Ok((role, past))
        });
        assert_eq!((role.title.name.as_str(), past.len()), ("店助", 3));
        assert_eq!(past[0].rights.1, role.rights);
        assert_eq!(past[2].rights, (Rights::default(), rights("sell:own see-office:own")));
        let in_use = lead.clone();
        let kept = shop.write(move |tx| end_role(tx, HEADQUARTERS, &in_use, &why()));
        assert!(matches!(kept, Err(ManageError::RoleInUse)), "{kept:?}");
    });
}

#[test]
fn nobody_gives_a_right_that_they_do_not_have_nor_widens_their_own_role() {
    on_both_engines(|shop| {
        // Somebody who edits roles, and otherwise only looks.
        let personnel = make(
            shop,
            HEADQUARTERS,
            "人事",
            Reach::Chain,
            "see-office:chain appoint:chain edit-roles:chain correct-points:chain:100:500",
        )
        .expect("headquarters");
        let code = personnel.as_str().to_owned();
        shop.write(move |tx| {
            tx.exec(
                "UPDATE operator SET role = ?1, store_id = NULL WHERE id = 2",
                params![code],
            )
        })
        .expect("the database works");
        let clerk = OperatorId::new(2);
        let not_yours = |made: Result<RoleCode, ManageError>| matches!(made, Err(ManageError::NotYours));
        assert!(not_yours(make(shop, clerk, "a", Reach::Chain, "see-shop:chain")));
        assert!(not_yours(make(
            shop,
            clerk,
            "b",
            Reach::Chain,
            "correct-points:chain:100:501"
        )));
        assert!(
            not_yours(make(shop, clerk, "c", Reach::Chain, "correct-points:chain")),
            "no limit is more"
        );
        let till = make(shop, clerk, "d", Reach::Own, "sell:own serve-cards:own").expect("the work at a counter");
        let own = change(
            shop,
            clerk,
            &personnel,
            Some("人事"),
            "see-office:chain appoint:chain edit-roles:chain see-shop:chain",
        );
        assert!(matches!(own, Err(ManageError::NotYours)));
        let own = change(
            shop,
            clerk,
            &personnel,
            Some("人事"),
            "see-office:chain appoint:chain edit-roles:chain sell:chain",
        );
        assert!(matches!(own, Err(ManageError::NotYours)), "not even a counter's work");
        change(
            shop,
            clerk,
            &personnel,
            Some("人事"),
            "see-office:chain appoint:chain edit-roles:chain",
        )
        .expect("less");
        // What a role had it keeps, whoever renames it.
        change(
            shop,
            clerk,
            &RoleCode::AUDITOR,
            Some("稽核"),
            "see-office:chain see-shop:chain",
        )
        .expect("another name");
        assert!(matches!(
            change(shop, HEADQUARTERS, &till, None, "sell:own"),
            Err(ManageError::RoleName)
        ));
        let given = shop.read(move |tx| roles_to_give(tx, clerk));
        let given: Vec<&str> = given.iter().map(|role| role.code.as_str()).collect();
        assert!(given.contains(&till.as_str()) && !given.contains(&"headquarters") && !given.contains(&"auditor"));
        for role in ["cashier", "manager", "region", "auditor", "finance"] {
            becomes(shop, CASHIER, role);
            assert!(
                matches!(
                    make(shop, CASHIER, "e", Reach::Own, "sell:own"),
                    Err(ManageError::NotAllowed)
                ),
                "{role}"
            );
        }
    });
}

#[test]
fn the_last_one_who_may_edit_roles_keeps_that_right() {
    on_both_engines(|shop| {
        let without = "see-office:chain see-shop:chain appoint:chain";
        let last = change(shop, HEADQUARTERS, &RoleCode::HEADQUARTERS, None, without);
        assert!(matches!(last, Err(ManageError::LastEditor)), "{last:?}");
        let second = make(shop, HEADQUARTERS, "人事", Reach::Chain, "edit-roles:chain").expect("headquarters");
        let code = second.as_str().to_owned();
        shop.write(move |tx| {
            tx.exec(
                "UPDATE operator SET role = ?1, store_id = NULL WHERE id = 2",
                params![code],
            )
        })
        .expect("the database works");
        change(shop, HEADQUARTERS, &RoleCode::HEADQUARTERS, None, without).expect("somebody else is left");
        let clerk = OperatorId::new(2);
        let ended = shop.write(move |tx| end_operator(tx, HEADQUARTERS, clerk, &why()));
        assert!(
            matches!(ended, Err(ManageError::NotAllowed)),
            "nobody ends somebody with more rights: {ended:?}"
        );
    });
}

#[test]
fn whoever_sees_the_whole_chain_still_decides_only_where_their_right_reaches() {
    on_both_engines(|shop| {
        let curious = make(
            shop,
            HEADQUARTERS,
            "区域助理",
            Reach::Region,
            "see-office:chain sell:region appoint:region",
        )
        .expect("headquarters");
        let code = curious.as_str().to_owned();
        shop.write(move |tx| {
            tx.exec(
                "UPDATE operator SET role = ?1, store_id = NULL WHERE id = 1",
                params![code],
            )?;
            tx.exec("INSERT INTO operator_store (operator_id, store_id) VALUES (1, 1)", &[])
        })
        .expect("the database works");
        shop.join("13800139410");
        assert!(scans(shop, "13800139410", at(1, CASHIER)));
        assert!(!scans(shop, "13800139410", at(2, CASHIER)), "seen, and not led");
        let ended = shop.write(|tx| end_operator(tx, CASHIER, OperatorId::new(2), &why()));
        assert!(matches!(ended, Err(ManageError::NotAllowed)), "{ended:?}");
        let seen = shop.read(|tx| huika_store::staff::stores_of(tx, CASHIER));
        assert_eq!(seen.len(), 2);
    });
}
