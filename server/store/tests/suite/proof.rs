//! Rows that somebody changed by hand, on a day that is not sealed: each change is named.

use huika_domain::{Fen, PayWith, PointsWanted};

use crate::shop::on_both_engines;

/// A change, and what the proof calls it.
const CHANGES: [(&str, &str); 24] = [
    (
        "UPDATE posting SET amount = amount + 1 WHERE account = 1",
        "entry-not-zero",
    ),
    (
        "UPDATE posting SET member_id = 2 WHERE account = 3 AND member_id = 1",
        "posting-without-entry",
    ),
    (
        "UPDATE entry SET member_id = NULL WHERE kind = 'sale'",
        "posting-without-entry",
    ),
    ("DELETE FROM entry WHERE kind = 'sale'", "posting-without-entry"),
    (
        "DELETE FROM posting WHERE entry_id = (SELECT MAX(id) FROM entry)",
        "entry-without-postings",
    ),
    (
        "UPDATE posting SET lot_id = 4711 WHERE account = 1 AND amount > 0",
        "posting-without-lot",
    ),
    (
        "UPDATE posting SET balance_after = balance_after + 1 WHERE account = 3",
        "running-balance",
    ),
    (
        "UPDATE entry SET money_after = money_after + 1 WHERE kind = 'sale'",
        "statement-balance",
    ),
    (
        "UPDATE entry SET points_after = points_after + 1 WHERE kind = 'sale'",
        "statement-points",
    ),
    (
        "UPDATE entry SET principal_change = principal_change + 1 WHERE kind = 'sale'",
        "statement-change",
    ),
    ("UPDATE wallet SET points = points + 1", "balance-not-postings"),
    (
        "UPDATE wallet SET principal_fen = principal_fen - 1",
        "balance-not-lots",
    ),
    ("DELETE FROM wallet WHERE member_id = 1", "postings-without-wallet"),
    ("DELETE FROM money_lot", "posting-without-lot"),
    ("DELETE FROM point_lot", "open-lot-not-lot"),
    ("DELETE FROM open_point_lot", "lot-not-postings"),
    (
        "UPDATE money_lot SET principal_granted = principal_granted + 1",
        "lot-not-granted",
    ),
    (
        "UPDATE money_lot SET principal_left = principal_left - 1",
        "lot-not-postings",
    ),
    ("UPDATE money_lot SET bonus_left = 0", "lot-flag"),
    (
        "UPDATE money_lot SET member_id = 2 WHERE member_id = 1",
        "lot-of-another-member",
    ),
    (
        "UPDATE point_lot SET member_id = 2 WHERE member_id = 1",
        "lot-of-another-member",
    ),
    ("UPDATE point_lot SET granted = granted + 1", "lot-not-granted"),
    (
        "UPDATE open_point_lot SET expires_at = COALESCE(expires_at, 0) + 1",
        "open-lot-not-lot",
    ),
    (
        "UPDATE open_point_lot SET remaining = remaining - 1 WHERE remaining > 1",
        "lot-not-postings",
    ),
];

#[test]
fn every_change_by_hand_is_named() {
    for (change, what) in CHANGES {
        on_both_engines(|shop| {
            let first = shop.member_with("13800138500", Fen::new(300_00));
            let second = shop.member_with("13800138501", Fen::new(200_00));
            assert_eq!((first.id.get(), second.id.get()), (1, 2));
            for (member, key) in [(&first, "a"), (&second, "b")] {
                shop.buy(member, Fen::new(20_00), PointsWanted::None, PayWith::Balance, key);
            }
            shop.books_hold();
            shop.exec(change);
            let named: Vec<_> = shop.proof().findings.into_iter().map(|finding| finding.what).collect();
            assert!(named.contains(&what), "{change}: {named:?}");
        });
    }
}
