//! Coupons that were issued, each with what became of it.

use huika_domain::{CouponCause, CouponState};

use super::{filter, period};
use crate::{
    report::{Ask, Case, Column, Group, Offer, Report, Sight},
    staff::Role,
};

/// What was noted: that its time is over, the night's work notes of a coupon.
const STATES: [Case; 6] = [
    Case {
        word: "held",
        sql: "c.state = 'held'",
    },
    Case {
        word: "used",
        sql: "c.state = 'used'",
    },
    Case {
        word: "expired",
        sql: "c.state = 'expired'",
    },
    Case {
        word: "taken-back",
        sql: "c.state = 'taken-back'",
    },
    Case {
        word: "given-away",
        sql: "c.state = 'given-away'",
    },
    Case {
        word: "open",
        sql: "c.state = 'open'",
    },
];
const CAUSES: [&str; CouponCause::ALL.len()] = texts_of!(CouponCause);
const _: () = assert!(STATES.len() == CouponState::ALL.len());

/// The kinds, by their newest name.
const KINDS: &str =
    "SELECT k.id, y.name FROM coupon_kind k JOIN coupon_version y ON y.id = k.version_id ORDER BY k.id DESC LIMIT 200";

pub static REPORT: Report = Report {
    name: "coupons",
    group: Group::Members,
    seen_by: Role::sees_office,
    sight: Sight::Store("m.home_store_id"),
    page: "/office/coupons",
    filters: &[
        filter(
            "state",
            Ask::Case {
                words: "coupon-state-",
                options: &STATES,
                first: false,
            },
        ),
        filter(
            "coupon_kind",
            Ask::One(Offer {
                choices: KINDS,
                sql: "c.kind_id = ?",
            }),
        ),
        filter(
            "coupon_cause",
            Ask::Word {
                words: "coupon-cause-",
                options: &CAUSES,
                column: "c.cause",
            },
        ),
        period("c.given_at", Some(365)),
        filter("tail", Ask::PhoneTail("m.phone")),
    ],
    columns: &[
        Column::id("coupon_no", "CAST(c.id AS TEXT)"),
        Column::time("coupon_given_at", "c.given_at"),
        Column::text("coupon", "v.name").linked("/office/coupons/", "c.kind_id"),
        Column::choice("coupon-state-", "state", "c.state"),
        Column::choice("coupon-cause-", "coupon_cause", "c.cause"),
        Column::text("reason", "c.reason"),
        Column::id("member_no", "CAST(m.id AS TEXT)").linked("/office/members/", "m.id"),
        Column::phone("phone", "m.phone"),
        Column::fen("coupon_worth", "c.worth_fen").total(),
        Column::fen("coupon_saved", "COALESCE(u.saved_fen, 0)").total(),
        Column::time("coupon_until", "c.valid_until"),
        Column::time("coupon_ended", "c.ended_at"),
        Column::text("store", "s.name"),
        Column::text("coupon_by", "o.name"),
    ],
    rows: "FROM coupon c LEFT JOIN member m ON m.id = c.member_id LEFT JOIN coupon_use u ON u.coupon_id = c.id AND u.back_at IS NULL \
           {joins} WHERE {sight} AND {period}",
    joins: "JOIN coupon_version v ON v.id = c.version_id LEFT JOIN store s ON s.id = u.store_id LEFT JOIN operator o ON o.id = c.operator_id",
    order: &["c.given_at", "c.id"],
    newest_first: true,
};
