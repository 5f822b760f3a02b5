//! A member's copy: asked for with a proof, so many times a day, fetched once by the browser that asked, and whole.

use std::collections::BTreeMap;

use huika_domain::{Fen, MemberId, PayWith, PointsWanted, Proof};
use huika_store::{
    member::{CopyError, PARTS, Shown, ask_copy, copy_waiting, part_rows, take_copy},
    report::Cell,
};

use crate::shop::{Member, Shop, on_both_engines};

const PHONE: &str = "13900139000";

fn ask(shop: &Shop, member: &Member, shown: &[Proof]) -> Result<(), CopyError> {
    let (id, device, shown) = (member.id, member.device, Shown::for_tests(shown));
    shop.write(move |tx| ask_copy(tx, id, device, &shown)).map(drop)
}

fn take(shop: &Shop, member: &Member) -> bool {
    let (id, device) = (member.id, member.device);
    shop.write(move |tx| take_copy(tx, id, device))
        .expect("the database works")
}

/// All rows of all parts, read in pages of two.
fn copy(shop: &Shop, member: MemberId) -> BTreeMap<&'static str, Vec<Vec<Cell>>> {
    let mut parts = BTreeMap::new();
    for part in PARTS {
        let mut all = Vec::new();
        let mut after = i64::MIN;
        loop {
            let (rows, last) = shop.read(move |tx| part_rows(tx, part, member, after, 2));
            all.extend(rows);
            let Some(last) = last else { break };
            after = last;
        }
        parts.insert(part.name, all);
    }
    parts
}

#[test]
fn a_copy_needs_a_proof_is_fetched_once_by_the_browser_that_asked_and_ends_after_minutes() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        shop.clock.advance_secs(3600);
        let other = shop.join(PHONE);
        assert!(matches!(
            ask(shop, &member, &[Proof::Session, Proof::FreshSignIn]),
            Err(CopyError::NotProved(_))
        ));
        assert!(!take(shop, &member));
        ask(shop, &member, &[Proof::Session, Proof::Pin]).expect("shown");
        assert!(
            !take(shop, &other),
            "another browser of the same member has shown nothing"
        );
        assert!(take(shop, &member));
        assert!(!take(shop, &member), "once");
        ask(shop, &member, &[Proof::Session, Proof::FreshCode]).expect("shown");
        shop.clock.advance_secs(15 * 60);
        let (id, device) = (member.id, member.device);
        assert_eq!(shop.read(move |tx| copy_waiting(tx, id, device)), None);
        assert!(!take(shop, &member), "its time is over");
    });
}

#[test]
fn so_many_copies_are_made_a_day_also_when_all_are_asked_for_at_once() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE);
        let made = std::thread::scope(|scope| {
            let asked: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| ask(shop, &member, &[Proof::Session, Proof::Pin])))
                .collect();
            let made = asked.into_iter().map(|one| one.join().expect("it ends"));
            made.flatten().count()
        });
        assert_eq!(made, 3);
        assert!(matches!(
            ask(shop, &member, &[Proof::Session, Proof::Pin]),
            Err(CopyError::UsedUp { most: 3 })
        ));
        shop.clock.advance_secs(24 * 3600);
        ask(shop, &member, &[Proof::Session, Proof::Pin]).expect("the next day");
    });
}

#[test]
fn the_copy_holds_every_row_of_its_owner_and_nobody_elses() {
    on_both_engines(|shop| {
        let member = shop.member_with(PHONE, Fen::new(500_00));
        let other = shop.member_with("13900139001", Fen::new(300_00));
        for key in ["1", "2", "3"] {
            shop.buy(&member, Fen::new(10_00), PointsWanted::None, PayWith::Balance, key);
        }
        let mine = copy(shop, member.id);
        assert_eq!(mine["purchases"].len(), 3);
        assert_eq!(mine["top-ups"].len(), 1);
        assert_eq!(mine["cards"].len(), 1);
        assert_eq!(mine["sessions"].len(), 1);
        assert_eq!(mine["codes-sent"].len(), 1);
        assert_eq!(mine["scans"].len(), 3);
        // A top-up, three purchases, and nothing of the other's.
        assert_eq!(mine["statement"].len(), 4);
        assert!(
            mine["profile"][0].contains(&Cell::Text("+8613900139000".into())),
            "one's own number is whole"
        );
        let theirs = copy(shop, other.id);
        assert_eq!((theirs["purchases"].len(), theirs["top-ups"].len()), (0, 1));
        for (name, rows) in &mine {
            for row in rows {
                let part = PARTS.iter().find(|part| part.name == *name).expect("a part");
                assert_eq!(row.len(), part.columns.len(), "{name}");
                assert!(!row.contains(&Cell::Text("+8613900139001".into())), "{name}");
            }
        }
    });
}
