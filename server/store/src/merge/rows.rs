//! Which rows go to the account that stays, and which tell what the other one did. A test asks of every table with a member in it whether it
//! is named here.

use huika_domain::MemberId;

use crate::{StoreError, Tx, params};

/// Rows that are the other account's from then on, with the tables that they stand in. What hangs on a sale or an order goes before it.
/// Each statement knows the account that ends as `?1`, and the one that stays as `?2`.
pub const MOVED: [(&str, &str); 29] = [
    (
        "sale_lines",
        "UPDATE sale_lines SET member_id = ?2 WHERE sale_id IN (SELECT id FROM sale WHERE member_id = ?1)",
    ),
    (
        "sale_tender",
        "UPDATE sale_tender SET member_id = ?2 WHERE sale_id IN (SELECT id FROM sale WHERE member_id = ?1)",
    ),
    (
        "sale_return",
        "UPDATE sale_return SET member_id = ?2 WHERE sale_id IN (SELECT id FROM sale WHERE member_id = ?1)",
    ),
    (
        "watched_sale",
        "UPDATE watched_sale SET member_id = ?2 WHERE member_id = ?1",
    ),
    (
        "hand_discount",
        "UPDATE hand_discount SET member_id = ?2 WHERE member_id = ?1",
    ),
    (
        "typed_code",
        "UPDATE typed_code SET member_id = ?2 WHERE member_id = ?1",
    ),
    ("sale", "UPDATE sale SET member_id = ?2 WHERE member_id = ?1"),
    (
        "refund",
        "UPDATE refund SET member_id = ?2 WHERE top_up_id IN (SELECT id FROM top_up WHERE member_id = ?1)",
    ),
    (
        "held_top_up",
        "UPDATE held_top_up SET member_id = ?2 WHERE top_up_id IN (SELECT id FROM top_up WHERE member_id = ?1)",
    ),
    ("top_up", "UPDATE top_up SET member_id = ?2 WHERE member_id = ?1"),
    ("pay_code", "UPDATE pay_code SET member_id = ?2 WHERE member_id = ?1"),
    (
        "parked_sale",
        "UPDATE parked_sale SET member_id = ?2 WHERE member_id = ?1",
    ),
    (
        "redemption",
        "UPDATE redemption SET member_id = ?2 WHERE member_id = ?1",
    ),
    // A lot that is empty may be filled again by a return, and is found by the entry that made it.
    (
        "money_lot",
        "UPDATE money_lot SET member_id = ?2 WHERE entry_id IN (SELECT e.id FROM entry e WHERE e.member_id = ?1 \
         OR e.member_id IN (SELECT m.id FROM member m WHERE m.merged_into = ?1)) AND member_id = ?1",
    ),
    (
        "point_lot",
        "UPDATE point_lot SET member_id = ?2 WHERE entry_id IN (SELECT e.id FROM entry e WHERE e.member_id = ?1 \
         OR e.member_id IN (SELECT m.id FROM member m WHERE m.merged_into = ?1)) AND member_id = ?1",
    ),
    (
        "open_point_lot",
        "UPDATE open_point_lot SET member_id = ?2 WHERE member_id = ?1",
    ),
    ("card", "UPDATE card SET member_id = ?2 WHERE member_id = ?1"),
    (
        "card_event",
        "UPDATE card_event SET member_id = ?2 WHERE member_id = ?1",
    ),
    // What was given once for an occasion stays given once; the second one is kept, and is of no occasion.
    (
        "coupon",
        "UPDATE coupon SET occasion = '' WHERE member_id = ?1 AND occasion <> '' AND occasion IN \
         (SELECT o.occasion FROM coupon o WHERE o.member_id = ?2 AND o.occasion <> '')",
    ),
    ("coupon", "UPDATE coupon SET member_id = ?2 WHERE member_id = ?1"),
    (
        "coupon_use",
        "UPDATE coupon_use SET member_id = ?2 WHERE member_id = ?1",
    ),
    (
        "member_tag",
        "UPDATE member_tag SET member_id = ?2 WHERE member_id = ?1 AND (until IS NOT NULL OR NOT EXISTS \
         (SELECT 1 FROM member_tag o WHERE o.member_id = ?2 AND o.tag_id = member_tag.tag_id AND o.until IS NULL))",
    ),
    (
        "member_note",
        "UPDATE member_note SET member_id = ?2 WHERE member_id = ?1",
    ),
    (
        "member_profile",
        "UPDATE member_profile SET member_id = ?2 WHERE member_id = ?1 AND NOT EXISTS \
         (SELECT 1 FROM member_profile o WHERE o.member_id = ?2)",
    ),
    (
        "member_document",
        "UPDATE member_document SET member_id = ?2 WHERE member_id = ?1 AND NOT EXISTS \
         (SELECT 1 FROM member_document o WHERE o.member_id = ?2 AND o.kind = member_document.kind)",
    ),
    (
        "member_guardian",
        "UPDATE member_guardian SET member_id = ?2 WHERE member_id = ?1 AND NOT EXISTS \
         (SELECT 1 FROM member_guardian o WHERE o.member_id = ?2)",
    ),
    ("staff_act", "UPDATE staff_act SET member_id = ?2 WHERE member_id = ?1"),
    ("operator", "UPDATE operator SET member_id = ?2 WHERE member_id = ?1"),
    (
        "tier_gift",
        "UPDATE tier_gift SET member_id = ?2 WHERE member_id = ?1 AND NOT EXISTS \
         (SELECT 1 FROM tier_gift o WHERE o.member_id = ?2 AND o.rank = tier_gift.rank)",
    ),
];

/// Tables whose rows stay where they are: entries and what is about them, which are never changed; what ends or is erased with the account
/// that ends; and those whose figures are added up (`campaign_use`, `member_day`, `referral`, `wallet`).
pub const STAYING: [&str; 26] = [
    "adjustment",
    "approval",
    "campaign_use",
    "closing",
    "code_use",
    "consent",
    "data_copy",
    "device",
    "entry",
    "gift",
    "grant_member",
    "grant_refusal",
    "hold",
    "member",
    "member_day",
    "member_name_gram",
    "member_openid",
    "member_pin",
    "passkey",
    "posting",
    "referral",
    "sign_off",
    "tier_change",
    "tier_notice",
    "till_session",
    "wallet",
];

/// Moves them.
pub(super) fn move_rows(tx: &mut Tx<'_>, from: MemberId, into: MemberId) -> Result<(), StoreError> {
    for (_, text) in MOVED {
        tx.exec(text, params![from, into])?;
    }
    move_uses(tx, from, into)?;
    move_friends(tx, from, into)
}

/// The uses of a campaign are counted through, so those of the account that ends come after those of the other one.
fn move_uses(tx: &mut Tx<'_>, from: MemberId, into: MemberId) -> Result<(), StoreError> {
    let uses = tx.all(
        "SELECT u.id, (SELECT CAST(COALESCE(MAX(o.nth), 0) AS BIGINT) FROM campaign_use o WHERE o.campaign_id = u.campaign_id \
         AND o.member_id = ?2) AS nth, (SELECT CAST(COALESCE(MAX(o.nth_of_day), 0) AS BIGINT) FROM campaign_use o \
         WHERE o.campaign_id = u.campaign_id AND o.member_id = ?2 AND o.business_day = u.business_day) AS nth_of_day \
         FROM campaign_use u WHERE u.member_id = ?1 ORDER BY u.id",
        params![from, into],
        |row| {
            Ok((
                row.get::<i64>("id")?,
                row.get::<i64>("nth")?,
                row.get::<i64>("nth_of_day")?,
            ))
        },
    )?;
    for (id, nth, nth_of_day) in uses {
        tx.exec(
            "UPDATE campaign_use SET member_id = ?2, nth = nth + ?3, nth_of_day = nth_of_day + ?4 WHERE id = ?1",
            params![id, into, nth, nth_of_day],
        )?;
    }
    Ok(())
}

/// Friends whom the account that ends had sent are the other one's, and so is its own coming, where that one came by itself. Nobody is
/// rewarded for themself.
fn move_friends(tx: &mut Tx<'_>, from: MemberId, into: MemberId) -> Result<(), StoreError> {
    for text in [
        "UPDATE referral SET state = 'refused', why = 'merged' WHERE state IN ('waiting', 'due') AND \
         ((member_id = ?1 AND referrer_id = ?2) OR (member_id = ?2 AND referrer_id = ?1))",
        "UPDATE referral SET member_id = ?2 WHERE member_id = ?1 AND referrer_id <> ?2 AND NOT EXISTS \
         (SELECT 1 FROM referral o WHERE o.member_id = ?2)",
        "UPDATE referral SET referrer_id = ?2 WHERE referrer_id = ?1 AND member_id <> ?2",
        "UPDATE member SET referred_by = ?2 WHERE referred_by = ?1 AND id <> ?2",
        "UPDATE member SET referred_by = NULL WHERE referred_by = ?1 AND id = ?2",
    ] {
        tx.exec(text, params![from, into])?;
    }
    tx.exec(
        "UPDATE referral SET state = 'refused', why = 'merged' WHERE member_id = ?1 AND state IN ('waiting', 'due')",
        params![from],
    )?;
    Ok(())
}
