//! Lots: what they were granted, what they have left, and which of them are open.

use crate::shop::{Member, Shop, on_both_engines, place};
use huika_domain::{Fen, ItemId, MemberId, PayWith, Points, PointsWanted, SpendOrder, point_balance};
use huika_store::{
    StoreError, Tx,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, LotOfCard, NewMoneyLot, NewPointLot, Posted, Wallet,
        money_lots, point_lots, point_sums, points_expiring,
    },
    mall::{Cancel, Redeem, cancel, redeem},
    member::Shown,
    params,
    sale::returns::{ReturnGoods, Returning, return_goods},
};

/// Granted and left of each open lot, principal and bonus.
fn open_lots(shop: &Shop, member: &Member) -> Vec<[i64; 4]> {
    let id = member.id;
    let lots = shop.read(move |tx| money_lots(tx, id));
    let lots = lots.iter().map(|lot| {
        [
            lot.principal_granted,
            lot.bonus_granted,
            lot.principal_left,
            lot.bonus_left,
        ]
    });
    lots.map(|amounts| amounts.map(Fen::get)).collect()
}

fn flags(shop: &Shop, member: &Member) -> Vec<(i64, i64)> {
    let id = member.id;
    shop.read(move |tx| {
        tx.all(
            "SELECT emptied, bonus_emptied FROM money_lot WHERE member_id = ?1 ORDER BY id",
            params![id],
            |row| Ok((row.get("emptied")?, row.get("bonus_emptied")?)),
        )
    })
}

#[test]
fn a_sale_empties_the_oldest_lot_and_leaves_the_next_one_open() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138310", Fen::new(50_00));
        let order = shop.open_top_up(&member, Fen::new(100_00), "second").expect("an order");
        shop.pay(&order, Fen::new(100_00));
        let granted = open_lots(shop, &member);
        let [first, second] = granted[..] else {
            panic!("{granted:?}")
        };
        assert_eq!((first[0], second[0]), (50_00, 100_00));
        assert!(second[1] > first[1], "{granted:?}");
        assert_eq!(
            (first[2], first[3], second[2], second[3]),
            (first[0], first[1], second[0], second[1])
        );

        let whole_first = Fen::new(first[0] + first[1]);
        let a_little_more = Fen::new(whole_first.get() + 10_00);
        shop.buy(&member, a_little_more, PointsWanted::None, PayWith::Balance, "s1");
        let left = open_lots(shop, &member);
        assert_eq!(left.len(), 1, "{left:?}");
        assert_eq!(left[0][..2], second[..2], "granted stays as it was");
        assert_eq!(left[0][2] + left[0][3], second[2] + second[3] - 10_00);
        assert_eq!(flags(shop, &member), [(1, 1), (0, 0)]);
        shop.books_hold();
    });
}

#[test]
fn a_sale_that_takes_a_lot_to_its_last_fen_closes_it() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138311", Fen::new(100_00));
        let all = shop.balance(&member);
        shop.buy(
            &member,
            Fen::new(all.get() - 1),
            PointsWanted::None,
            PayWith::Balance,
            "s1",
        );
        let left = open_lots(shop, &member);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0][2] + left[0][3], 1, "{left:?}");
        shop.books_hold();
        shop.buy(&member, Fen::new(1), PointsWanted::None, PayWith::Balance, "s2");
        assert!(open_lots(shop, &member).is_empty());
        assert_eq!(flags(shop, &member), [(1, 1)]);
        shop.books_hold();
    });
}

#[test]
fn a_sale_over_twenty_lots_is_one_entry_whose_lines_are_numbered() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138312", Fen::new(1_00));
        for number in 2..=20 {
            let order = shop.open_top_up(&member, Fen::new(1_00), &format!("top-up-{number}"));
            shop.pay(&order.expect("an order"), Fen::new(1_00));
        }
        assert_eq!(open_lots(shop, &member).len(), 20);
        let sale = shop.buy(&member, Fen::new(20_00), PointsWanted::None, PayWith::Balance, "s");
        assert!(open_lots(shop, &member).is_empty());
        let lines: Vec<i64> = shop.read(move |tx| {
            tx.all(
                "SELECT line FROM posting WHERE entry_id = ?1 ORDER BY line",
                params![sale.entry],
                |row| row.get("line"),
            )
        });
        assert!(lines.len() > 20, "a line for each lot, and the shop's: {lines:?}");
        assert!(lines.iter().copied().eq(1..=lines.len() as i64), "{lines:?}");
        shop.books_hold();
    });
}

/// Moves one fen to and fro between two of the shop's accounts.
fn post_lines(tx: &mut Tx<'_>, member: MemberId, pairs: usize) -> Result<Posted, StoreError> {
    let wallet = Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Internal("no wallet".into()))?;
    let mut draft = Draft::new(wallet);
    for _ in 0..pairs {
        draft.shop_money(Account::Sales, "store:1", Fen::new(1));
        draft.shop_money(Account::Clearing, "cash", Fen::new(-1));
    }
    let header = Header {
        kind: EntryKind::Adjustment,
        reference: &format!("test:{pairs}"),
        store: None,
        operator: None,
        reverses: None,
        explanation: &Explanation::Manual {
            reason: "lines".into(),
            approved_by: String::new(),
        },
    };
    draft.post(tx, &header)
}

/// One hundred fen, as much bonus and two points, each in a lot of its own, as a year of small purchases leaves them.
fn grant_small_lots(tx: &mut Tx<'_>, member: MemberId, number: usize) -> Result<Posted, StoreError> {
    let mut draft = Draft::new(Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Internal("no wallet".into()))?);
    draft.grant_money(NewMoneyLot {
        principal: Fen::new(1_00),
        bonus: Fen::new(1_00),
        order: SpendOrder::ProRata,
        bonus_expires_at: None,
        rule: String::new(),
        of_card: LotOfCard::default(),
    })?;
    draft.grant_points(NewPointLot {
        points: Points::new(2),
        available_from: tx.now(),
        expires_at: None,
        rule: String::new(),
    })?;
    draft.shop_money(Account::Adjustment, "", Fen::new(-2_00));
    draft.shop_points(Account::PointsCost, "", Points::new(-2));
    let header = Header {
        kind: EntryKind::Adjustment,
        reference: &format!("test:{number}"),
        store: None,
        operator: None,
        reverses: None,
        explanation: &Explanation::Manual {
            reason: "small lots".into(),
            approved_by: String::new(),
        },
    };
    draft.post(tx, &header)
}

#[test]
fn who_never_spent_empties_five_hundred_lots_at_once_and_gets_each_back() {
    on_both_engines(|shop| {
        let member = shop.join("13800138314");
        let id = member.id;
        shop.write(move |tx| (0..500).try_for_each(|number| grant_small_lots(tx, id, number).map(drop)))
            .expect("five hundred lots of each kind");
        let granted = (open_lots(shop, &member), shop.read(move |tx| point_lots(tx, id)));
        let wish = Redeem {
            member: id,
            item: ItemId::new(1),
            shown: Shown::session(),
            key: "r".into(),
        };
        shop.exec("UPDATE item SET points = 1000 WHERE id = 1");
        let order = shop.write(move |tx| redeem(tx, &wish)).expect("a thousand points");
        let sale = shop.buy(&member, Fen::new(1_000_00), PointsWanted::None, PayWith::Balance, "s");
        assert!(open_lots(shop, &member).is_empty());
        shop.books_hold();
        let undo = Cancel {
            member: id,
            number: order.number,
            operator: None,
            handed_out: false,
            key: "c".into(),
        };
        shop.write(move |tx| cancel(tx, &undo)).expect("can be undone");
        for (key, gross) in [("b1", 333_33), ("b2", 666_67)] {
            let goods = ReturnGoods {
                receipt_number: sale.receipt_number.clone(),
                what: Returning::Amount { gross: Fen::new(gross) },
                line: String::new(),
                place: place(),
                key: key.into(),
            };
            shop.write(move |tx| return_goods(tx, &goods)).expect("comes back");
            shop.books_hold();
        }
        assert_eq!(
            (open_lots(shop, &member), shop.read(move |tx| point_lots(tx, id))),
            granted
        );
    });
}

#[test]
fn an_entry_has_ten_thousand_lines_at_most() {
    on_both_engines(|shop| {
        let member = shop.join("13800138313").id;
        shop.write(move |tx| post_lines(tx, member, 5_000))
            .expect("ten thousand lines");
        let refused = shop.write(move |tx| post_lines(tx, member, 5_001));
        assert!(matches!(refused, Err(StoreError::Internal(_))), "{refused:?}");
        shop.books_hold();
    });
}

/// A member who buys every day has thousands of open lots; their points are added up where they lie.
#[test]
fn points_that_are_added_up_in_the_database_are_those_of_the_lots() {
    on_both_engines(|shop| {
        let member = shop.join("13800138318");
        let (id, now) = (member.id, shop.store.now());
        shop.write(move |tx| -> Result<(), StoreError> {
            for lot in 0..200 {
                // Usable, pending and expired ones, at the edge of each, and of those that expire some together.
                let available = now.get() + (lot % 3 - 1) * (lot % 7);
                let expires = (lot % 4 > 0).then(|| now.get() + (lot % 4 - 2) * (lot % 5) * 86_400_000);
                tx.exec(
                    "INSERT INTO open_point_lot (member_id, lot_id, remaining, granted, available_from, expires_at, created_at) \
                     VALUES (?1, ?2, ?3, ?3, ?4, ?5, 0)",
                    params![id, 1_000_000 + lot, 1 + lot, available, expires],
                )?;
            }
            Ok(())
        })
        .expect("the lots are right");
        let lots = shop.read(move |tx| point_lots(tx, id));
        let sums = shop.read(move |tx| point_sums(tx, id));
        assert_eq!(sums, point_balance(&lots, now));
        assert!(sums.usable.is_positive() && sums.pending.is_positive());
        let soon = now.plus_days(30);
        let (together, at) = shop.read(move |tx| points_expiring(tx, id, soon)).expect("some expire");
        let next = lots
            .iter()
            .filter_map(|lot| lot.expires_at)
            .filter(|at| *at > now)
            .min();
        assert_eq!(Some(at), next);
        let of_then = lots.iter().filter(|lot| lot.expires_at == next);
        assert_eq!(together.get(), of_then.map(|lot| lot.remaining.get()).sum::<i64>());
    });
}
