//! Two accounts of one person become one: what moves, what stands in the way, who has to say yes, and what is right afterwards.

use huika_domain::{CardStatus, Fen, MemberId, OperatorId, PayWith, PointsWanted, Reason};
use huika_store::{
    StoreError,
    card::find_card_holder,
    ledger::{EntryKind, Explanation, money_lots, point_lots},
    member::{devices, statement},
    merge::{AskMerge, AskedMerge, MOVED, MergeError, MergeObstacle, STAYING, ask_merge, merged_into, preview_merge},
    params, privacy,
    refund::{AskedBy, OpenRefund, open_refund},
    sale::returns::{ReturnGoods, Returning, return_goods},
    sign_off::{SignOff, SignOffError, sign_off, sign_offs_for},
    staff::{ActKind, SecondKind},
};

use crate::shop::{Member, Shop, on_both_engines, place};

const CLERK: OperatorId = OperatorId::new(2);
const BOSS: OperatorId = OperatorId::new(3);
const ENDS: &str = "13900139101";
const STAYS: &str = "13900139102";

fn because(text: &str) -> Reason {
    Reason::parse(text).expect("a reason")
}

fn ask(shop: &Shop, from: &Member, into: &Member, operator: OperatorId) -> Result<AskedMerge, MergeError> {
    let request = AskMerge {
        from: from.id,
        into: into.id,
        reason: because("同一证件，两次入会"),
        operator,
        key: format!("{}-{}-{operator}", from.id, into.id),
    };
    shop.write(move |tx| ask_merge(tx, &request))
}

fn say(shop: &Shop, operator: OperatorId, yes: bool) -> Result<(), SignOffError> {
    let id: i64 = shop.read(|tx| tx.value("SELECT MAX(id) FROM sign_off WHERE decision = ''", params![]));
    let said = SignOff {
        id,
        operator,
        yes,
        reason: because("核对过"),
    };
    shop.write(move |tx| sign_off(tx, &said))
}

/// A second person of headquarters, beside the demo's own.
fn two_of_headquarters(shop: &Shop) {
    shop.exec("UPDATE operator SET role = 'headquarters' WHERE id = 2");
}

fn merge(shop: &Shop, from: &Member, into: &Member) {
    two_of_headquarters(shop);
    ask(shop, from, into, CLERK).expect("can be asked for");
    say(shop, BOSS, true).expect("a second person");
}

fn growth(shop: &Shop, member: MemberId) -> i64 {
    shop.read(move |tx| {
        tx.value(
            "SELECT w.day_net_fen + CAST((SELECT COALESCE(SUM(g.net_fen), 0) FROM member_day g \
             WHERE g.member_id = w.member_id) AS BIGINT) FROM wallet w WHERE w.member_id = ?1",
            params![member],
        )
    })
}

#[test]
fn two_accounts_become_one_with_every_lot_and_its_dates_and_the_books_hold() {
    on_both_engines(|shop| {
        let (ends, stays) = (
            shop.member_with(ENDS, Fen::new(500_00)),
            shop.member_with(STAYS, Fen::new(300_00)),
        );
        let sale = shop.buy(&ends, Fen::new(100_00), PointsWanted::None, PayWith::Balance, "1");
        shop.buy(&stays, Fen::new(40_00), PointsWanted::None, PayWith::Balance, "2");
        let (a, b) = (ends.id, stays.id);
        let before = shop.read(move |tx| Ok((money_lots(tx, a)?, point_lots(tx, a)?, money_lots(tx, b)?)));
        let both = (
            shop.balance(&ends).get() + shop.balance(&stays).get(),
            growth(shop, a) + growth(shop, b),
        );
        let points: i64 = before.1.iter().map(|lot| lot.remaining.get()).sum();
        let card: String = shop.read(move |tx| tx.value("SELECT number FROM card WHERE member_id = ?1", params![a]));
        merge(shop, &ends, &stays);
        shop.books_hold();
        assert_eq!(shop.balance_of_closed(a), (0, 0));
        assert_eq!((shop.balance(&stays).get(), growth(shop, b)), both);
        let after = shop.read(move |tx| Ok((money_lots(tx, b)?, point_lots(tx, b)?)));
        for lot in before.0.iter().chain(&before.2) {
            assert!(after.0.contains(lot), "{lot:?} is as it was");
        }
        for lot in &before.1 {
            assert!(after.1.contains(lot), "{lot:?} is as it was");
        }
        let status: CardStatus = shop.read(move |tx| tx.value("SELECT status FROM member WHERE id = ?1", params![a]));
        assert_eq!(status, CardStatus::Closed);
        assert_eq!(shop.read(move |tx| merged_into(tx, a)), Some(b));
        assert_eq!(shop.read(move |tx| devices(tx, a)), [], "its sessions are over at once");
        assert_eq!(
            shop.read(move |tx| find_card_holder(tx, &card)),
            Some(b),
            "its card leads to the one that stays"
        );
        assert_eq!(
            shop.read(|tx| find_card_holder(tx, ENDS)),
            None,
            "its phone leads to nobody"
        );
        // Each statement says it in one line, with the other side.
        for (member, away) in [(a, true), (b, false)] {
            let page = shop.read(move |tx| statement(tx, member, None));
            let line = page
                .movements
                .iter()
                .find(|line| line.kind == EntryKind::Merge)
                .expect("a line of the merge");
            let Explanation::Merge { other, away: said } = &line.explanation else {
                panic!("{:?}", line.explanation)
            };
            assert_eq!((*said, other.contains("****")), (away, true));
            assert_eq!(line.points.get().abs(), points);
        }
        // What was bought on the account that ended comes back to the one that stays, and into its own lot.
        let request = ReturnGoods {
            receipt_number: sale.receipt_number,
            what: Returning::Amount {
                gross: Fen::new(100_00),
            },
            line: String::new(),
            place: place(),
            key: "back".into(),
        };
        shop.write(move |tx| return_goods(tx, &request))
            .expect("goods come back");
        assert_eq!(shop.balance(&stays).get(), both.0 + 100_00);
        shop.books_hold();
        // And the number is free: whoever proves it joins as somebody new.
        assert_ne!(shop.join(ENDS).id, a);
        shop.books_hold();
    });
}

#[test]
fn a_top_up_of_the_account_that_ended_is_refunded_from_its_own_lot() {
    on_both_engines(|shop| {
        let (ends, stays) = (shop.member_with(ENDS, Fen::new(500_00)), shop.join(STAYS));
        let a = ends.id;
        let number: String =
            shop.read(move |tx| tx.value("SELECT number FROM top_up WHERE member_id = ?1", params![a]));
        merge(shop, &ends, &stays);
        let request = OpenRefund {
            top_up: number,
            by: AskedBy::Member(stays.id),
            key: "refund".into(),
        };
        shop.write(move |tx| open_refund(tx, &request))
            .expect("the top-up is theirs now");
        assert_eq!(shop.balance(&stays), Fen::ZERO);
        shop.books_hold();
    });
}

#[test]
fn an_account_that_was_merged_into_one_that_is_merged_leads_to_the_last_one() {
    on_both_engines(|shop| {
        let first = shop.member_with(ENDS, Fen::new(200_00));
        let (second, third) = (shop.join(STAYS), shop.join("13900139103"));
        let all = shop.balance(&first);
        merge(shop, &first, &second);
        merge(shop, &second, &third);
        assert_eq!(shop.balance(&third), all);
        let ids = [first.id, second.id];
        for id in ids {
            assert_eq!(shop.read(move |tx| merged_into(tx, id)), Some(third.id));
        }
        shop.books_hold();
    });
}

#[test]
fn a_merge_needs_the_right_a_second_person_and_two_accounts_in_use() {
    on_both_engines(|shop| {
        let (a, b) = (shop.join(ENDS), shop.join(STAYS));
        assert_eq!(
            ask(shop, &a, &b, OperatorId::new(1)).expect_err("a cashier").code(),
            "not-allowed"
        );
        assert_eq!(ask(shop, &a, &a, BOSS).expect_err("itself").code(), "merge-same");
        two_of_headquarters(shop);
        let own = a.id;
        let set: Result<u64, StoreError> =
            shop.write(move |tx| tx.exec("UPDATE operator SET member_id = ?1 WHERE id = 2", params![own]));
        set.expect("the database works");
        assert_eq!(ask(shop, &a, &b, CLERK).expect_err("their own").code(), "own-account");
        ask(shop, &a, &b, BOSS).expect("another's");
        assert_eq!(say(shop, CLERK, true).expect_err("their own").code(), "own-account");
        assert_eq!(say(shop, BOSS, true).expect_err("who asked").code(), "not-allowed");
        shop.exec("UPDATE operator SET member_id = NULL WHERE id = 2");
        let shown = shop.read(|tx| sign_offs_for(tx, CLERK, 0, 10));
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].kind, SecondKind::Merge);
        assert!(shown[0].leaving_phone.is_some() && !shown[0].reason.is_empty());
        say(shop, CLERK, false).expect("a no");
        assert_eq!(shop.read(move |tx| merged_into(tx, own)), None);
        // Asked again, and whoever asked is no headquarters any more when it is approved.
        let request = AskMerge {
            from: a.id,
            into: b.id,
            reason: because("同一证件"),
            operator: CLERK,
            key: "again".into(),
        };
        shop.write(move |tx| ask_merge(tx, &request)).expect("asked again");
        shop.exec("UPDATE operator SET role = 'cashier' WHERE id = 2");
        assert_eq!(say(shop, BOSS, true).expect_err("demoted").code(), "not-allowed");
        two_of_headquarters(shop);
        shop.exec("UPDATE member SET status = 'frozen' WHERE phone LIKE '%13900139101'");
        assert_eq!(
            say(shop, BOSS, true).expect_err("frozen meanwhile").code(),
            "merge-not-active"
        );
        shop.exec("UPDATE member SET status = 'active'");
        say(shop, BOSS, true).expect("both in use");
        let acts: i64 = shop.read(|tx| {
            tx.value(
                "SELECT COUNT(*) FROM staff_act WHERE kind = ?1",
                params![ActKind::MembersMerged.as_str()],
            )
        });
        assert_eq!(acts, 1);
        shop.books_hold();
    });
}

#[test]
fn what_is_under_way_stands_in_the_way_of_a_merge_and_the_preview_says_it() {
    on_both_engines(|shop| {
        let (a, b) = (shop.join(ENDS), shop.join(STAYS));
        shop.open_top_up(&a, Fen::new(100_00), "open").expect("on offer");
        let refused = ask(shop, &a, &b, BOSS).expect_err("an order is open");
        assert!(matches!(refused, MergeError::Obstacle(MergeObstacle::TopUpOpen)));
        let (from, into) = (a.id, b.id);
        let preview = shop
            .read(move |tx| preview_merge(tx, BOSS, from, into))
            .expect("both are seen");
        assert_eq!(preview.obstacles, [MergeObstacle::TopUpOpen]);
        assert_eq!((preview.from.cards, preview.into.cards), (1, 1));
        assert_eq!(
            shop.read(move |tx| preview_merge(tx, OperatorId::new(1), from, into)),
            None
        );
        for (phone, number) in [(ENDS, "AA"), (STAYS, "BB")] {
            let put: Result<u64, StoreError> = shop.write(move |tx| {
                tx.exec(
                    "INSERT INTO member_document (member_id, kind, sealed, fingerprint, tail, at) \
                     SELECT id, 'passport', ?2, ?2, '1234', 1 FROM member WHERE phone = ?1",
                    params![format!("+86{phone}"), number.as_bytes().to_vec()],
                )
            });
            put.expect("the database works");
        }
        shop.exec("UPDATE top_up SET status = 'closed'");
        assert_eq!(
            ask(shop, &a, &b, BOSS).expect_err("two people").code(),
            "merge-other-person"
        );
    });
}

#[test]
fn the_higher_tier_the_longer_tags_and_coupons_of_both_stay() {
    on_both_engines(|shop| {
        let (a, b) = (shop.join(ENDS), shop.join(STAYS));
        shop.exec(
            "UPDATE member SET tier_rank = 2, earned_rank = 2, earned_until = 20991231 WHERE phone LIKE '%13900139101'",
        );
        shop.exec("INSERT INTO tag (id, name, made_by, made_at) VALUES (71, 'both', 3, 1), (72, 'one', 3, 1)");
        shop.exec(
            "INSERT INTO member_tag (tag_id, member_id, given_by_rule, given_by, since) \
             SELECT t.id, m.id, 0, 3, 1 FROM tag t JOIN member m ON t.id = 71 OR (t.id = 72 AND m.phone LIKE '%13900139101') \
             WHERE t.id IN (71, 72) AND (m.phone LIKE '%13900139101' OR m.phone LIKE '%13900139102')",
        );
        merge(shop, &a, &b);
        let stays = b.id;
        let found = shop.read(move |tx| {
            tx.one(
                "SELECT m.tier_rank, (SELECT COUNT(*) FROM member_tag g WHERE g.member_id = m.id AND g.until IS NULL AND g.tag_id IN (71, 72)) AS tags \
                 FROM member m WHERE m.id = ?1",
                params![stays],
                |row| Ok((row.get::<i64>("tier_rank")?, row.get::<i64>("tags")?)),
            )
        });
        assert_eq!(found, Some((2, 2)));
        let ends = a.id;
        let left: i64 =
            shop.read(move |tx| tx.value("SELECT COUNT(*) FROM member_tag WHERE member_id = ?1", params![ends]));
        assert_eq!(left, 0);
    });
}

#[test]
fn every_table_with_a_member_in_it_says_what_a_merge_does_to_its_rows() {
    for table in privacy::TABLES {
        let has = |name: &str| {
            table
                .columns
                .iter()
                .any(|columns| columns.names.split_whitespace().any(|column| column == name))
        };
        if has("member_id") || has("giver_id") || has("referred_by") {
            let named = MOVED.iter().any(|(moved, _)| *moved == table.name) || STAYING.contains(&table.name);
            assert!(named, "what becomes of {} when two accounts are merged?", table.name);
        }
    }
}

#[test]
fn whoever_is_signed_in_on_the_account_that_ends_reads_why_they_are_out() {
    on_both_engines(|shop| {
        let (a, b) = (shop.join(ENDS), shop.join(STAYS));
        merge(shop, &a, &b);
        let ends = a.id;
        let why: String = shop.read(move |tx| {
            tx.value(
                "SELECT ended_why FROM device WHERE member_id = ?1 ORDER BY id DESC LIMIT 1",
                params![ends],
            )
        });
        assert_eq!(why, "merged");
    });
}
