//! What happens to a member now and then, once each, so that every kind of entry and every list of the office has a row in the demo.

use huika_domain::{Fen, MemberId, Millis, OperatorId, Points, Reason};

use super::acts::{expected, place, sale, top_up};
use crate::{
    StoreError, Tx,
    adjustment::correction::{Adjust, Change, adjust},
    card::{By, FeeFrom, Replace, replace_card},
    mall::{Cancel, cancel},
    params,
    refund::{AskedBy, OpenRefund, RefundNews, open_refund, settle_refund},
    sale::returns::{ReturnGoods, Returning, return_goods},
};

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Occasion {
    /// Headquarters correct points that a sale without the card would have earned.
    PointsCorrected,
    /// Headquarters make good for a spilt cup.
    BonusCorrected,
    /// The newest order in the mall is taken back.
    OrderCancelled,
    /// A part of the newest receipt comes back.
    GoodsReturned,
    /// The card is replaced at the counter, for its fee.
    CardReplaced,
    /// A top-up is paid, and paid back whole an hour later.
    TopUpRefunded,
    /// A till says that a very large bill was paid in cash.
    LargeSale,
}

/// Lets one happen.
pub(super) fn happen(tx: &mut Tx<'_>, member: MemberId, occasion: Occasion, at: Millis) -> Result<(), StoreError> {
    let key = format!("demo-{}", at.get());
    match occasion {
        Occasion::PointsCorrected => corrected(tx, member, Change::Points(Points::new(120)), "上次消费漏刷会员卡", key),
        Occasion::BonusCorrected => corrected(tx, member, Change::Bonus(Fen::new(15_00)), "打翻饮品，补偿一杯", key),
        Occasion::OrderCancelled => order_cancelled(tx, member, key),
        Occasion::GoodsReturned => goods_returned(tx, member, key),
        Occasion::CardReplaced => {
            let request = Replace {
                by: By::Counter {
                    place: place(tx, 1)?,
                    identification: "身份证".into(),
                },
                fee_from: FeeFrom::Balance,
                keep: None,
                key,
            };
            expected(replace_card(tx, member, &request)).map(drop)
        }
        Occasion::TopUpRefunded => top_up_refunded(tx, member, at),
        Occasion::LargeSale => sale(tx, member, Fen::new(30_000_00), 2, true),
    }
}

fn headquarters(tx: &mut Tx<'_>) -> Result<OperatorId, StoreError> {
    tx.value("SELECT id FROM operator WHERE login = 'hq'", params![])
}

fn corrected(tx: &mut Tx<'_>, member: MemberId, change: Change, reason: &str, key: String) -> Result<(), StoreError> {
    let request = Adjust {
        member,
        change,
        reason: Reason::parse(reason).map_err(|e| StoreError::Internal(e.to_string()))?,
        operator: headquarters(tx)?,
        key,
    };
    expected(adjust(tx, &request)).map(drop)
}

fn order_cancelled(tx: &mut Tx<'_>, member: MemberId, key: String) -> Result<(), StoreError> {
    let newest: Option<String> = tx.one(
        "SELECT number FROM redemption WHERE member_id = ?1 ORDER BY id DESC LIMIT 1",
        params![member],
        |row| row.get("number"),
    )?;
    let Some(number) = newest else { return Ok(()) };
    let request = Cancel {
        member,
        number,
        operator: None,
        handed_out: false,
        key,
    };
    expected(cancel(tx, &request)).map(drop)
}

fn goods_returned(tx: &mut Tx<'_>, member: MemberId, key: String) -> Result<(), StoreError> {
    let newest: Option<(String, i64)> = tx.one(
        "SELECT receipt_number, store_id FROM sale WHERE member_id = ?1 ORDER BY id DESC LIMIT 1",
        params![member],
        |row| Ok((row.get("receipt_number")?, row.get("store_id")?)),
    )?;
    let Some((receipt_number, store)) = newest else {
        return Ok(());
    };
    let request = ReturnGoods {
        receipt_number,
        what: Returning::Amount { gross: Fen::new(22_00) },
        line: String::new(),
        place: place(tx, store)?,
        key,
    };
    expected(return_goods(tx, &request)).map(drop)
}

fn top_up_refunded(tx: &mut Tx<'_>, member: MemberId, at: Millis) -> Result<(), StoreError> {
    let Some(top_up) = top_up(tx, member, Fen::new(100_00), at)? else {
        return Ok(());
    };
    tx.set_now(at.plus_secs(3600));
    let request = OpenRefund {
        top_up,
        by: AskedBy::Member(member),
        key: format!("demo-refund-{}", at.get()),
    };
    let Some(opened) = expected(open_refund(tx, &request))? else {
        return Ok(());
    };
    let paid = RefundNews::Paid {
        transaction: format!("demo-{}", opened.number),
    };
    expected(settle_refund(tx, &opened.number, &paid)).map(drop)
}
