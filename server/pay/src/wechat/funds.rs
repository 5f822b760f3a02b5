//! The fund flow: what the merchant's account took in and gave out, held against the trade bill of the same day.

use std::collections::HashMap;

use huika_domain::{Fen, Millis};

use super::bill_file::values;
use crate::{FundsDifference, time, yuan};

/// A payment or a refund by the trade bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settled {
    /// Our number of the order or refund.
    pub number: String,
    /// WeChat's number of the payment or refund, by which the account books.
    pub transaction: String,
    pub at: Millis,
    pub amount: Fen,
    /// Whether the money came, or went back.
    pub came: bool,
    /// Whether the account must have booked it; a refund that is under way or failed it may have booked, or not.
    pub sure: bool,
}

/// What the account booked under one number of WeChat's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Booked {
    transaction: String,
    at: Millis,
    amount: Fen,
    came: bool,
}

/// All payments and refunds of the account, or nothing when a line cannot be understood. Fees and pay-outs are none of ours.
pub(super) fn read(text: &str) -> Option<Vec<Booked>> {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines();
    let names: Vec<&str> = lines.next()?.split(',').collect();
    let place = |name: &str| names.iter().position(|one| *one == name);
    let (at, transaction, kind) = (place("记账时间")?, place("微信支付业务单号")?, place("业务类型")?);
    let (direction, amount) = (place("收支类型")?, place("收支金额(元)")?);
    let mut all = Vec::new();
    for line in lines {
        if line.starts_with("资金流水总笔数") {
            return Some(all);
        }
        let values = values(line, names.len())?;
        if !matches!(values[kind], "交易" | "退款") {
            continue;
        }
        all.push(Booked {
            transaction: values[transaction].to_owned(),
            at: time::parse_plain(values[at])?,
            amount: yuan::parse(values[amount])?,
            came: match values[direction] {
                "收入" => true,
                "支出" => false,
                _ => return None,
            },
        });
    }
    // Without its summary the file broke off.
    None
}

/// Where the two disagree. What happened close to midnight may be booked on the neighbouring day and is left to the trade bill.
pub(super) fn differences(settled: Vec<Settled>, booked: Vec<Booked>) -> Vec<FundsDifference> {
    let mut flow: HashMap<(String, bool), Booked> = HashMap::with_capacity(booked.len());
    for one in booked {
        let sum = flow
            .entry((one.transaction.clone(), one.came))
            .or_insert_with(|| Booked {
                amount: Fen::ZERO,
                ..one.clone()
            });
        sum.amount = Fen::new(sum.amount.get().saturating_add(one.amount.get()));
    }
    let mut found = Vec::new();
    for one in settled {
        let booked = flow
            .remove(&(one.transaction.clone(), one.came))
            .map(|booked| booked.amount);
        let may_be_missing = !one.sure || near_midnight(one.at);
        if booked != Some(one.amount) && !(booked.is_none() && may_be_missing) {
            found.push(FundsDifference {
                number: one.number,
                transaction: one.transaction,
                at: one.at,
                billed: Some(one.amount),
                booked,
            });
        }
    }
    let mut left: Vec<Booked> = flow.into_values().filter(|one| !near_midnight(one.at)).collect();
    left.sort_by(|a, b| (a.at, &a.transaction).cmp(&(b.at, &b.transaction)));
    found.extend(left.into_iter().map(|one| FundsDifference {
        number: one.transaction.clone(),
        transaction: one.transaction,
        at: one.at,
        billed: None,
        booked: Some(one.amount),
    }));
    found
}

/// Within an hour of midnight in China, where the two bills may turn the day over differently.
fn near_midnight(at: Millis) -> bool {
    const HOUR_SECS: i64 = 3600;
    let of_day = (at.unix_secs() + 8 * HOUR_SECS).rem_euclid(24 * HOUR_SECS);
    !(HOUR_SECS..23 * HOUR_SECS).contains(&of_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line of a refund is WeChat's own published example.
    const FLOW: &str = "\u{FEFF}记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\r\n\
        `2018-02-01 12:10:02,`4200000068201802013084726067,`1900009231201802015884650001,`交易,`交易,`收入,`0.12,`0.19,`system,`会员充值, 送 10 元,`T20180201000001\r\n\
        `2018-02-01 12:10:02,`4200000068201802013084726067,`1900009231201802015884650002,`扣除交易手续费,`扣除交易手续费,`支出,`0.01,`0.18,`system,`,`T20180201000001\r\n\
        `2018-02-01 04:21:23,`50000305742018020103387128253,`1900009231201802015884652186,`退款,`退款,`支出,`0.02,`0.17,`system,`缺货,`REF4200000068201801293084726067\r\n\
        资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n`3.0,`1.0,`0.12,`2.0,`0.03\r\n";

    fn at(text: &str) -> Millis {
        time::parse_plain(text).unwrap()
    }

    fn settled(transaction: &str, time: &str, fen: i64, came: bool) -> Settled {
        Settled {
            number: format!("ours-{transaction}"),
            transaction: transaction.to_owned(),
            at: at(time),
            amount: Fen::new(fen),
            came,
            sure: true,
        }
    }

    fn found(settled: Vec<Settled>) -> Vec<(String, Option<i64>, Option<i64>)> {
        let differences = differences(settled, read(FLOW).unwrap());
        let fen = |amount: Option<Fen>| amount.map(Fen::get);
        differences
            .into_iter()
            .map(|one| (one.number, fen(one.billed), fen(one.booked)))
            .collect()
    }

    fn paid(fen: i64) -> Settled {
        settled("4200000068201802013084726067", "2018-02-01 12:10:00", fen, true)
    }

    fn back() -> Settled {
        settled("50000305742018020103387128253", "2018-02-01 04:21:20", 2, false)
    }

    #[test]
    fn payments_and_refunds_that_were_booked_agree_and_fees_are_none_of_ours() {
        assert_eq!(found(vec![paid(12), back()]), []);
    }

    #[test]
    fn another_amount_a_missing_booking_and_a_booking_of_nothing_are_named() {
        let number = |transaction: &str| format!("ours-{transaction}");
        let dearer = found(vec![paid(13), back()]);
        assert_eq!(dearer, [(number("4200000068201802013084726067"), Some(13), Some(12))]);
        let missing = settled("4200000068999", "2018-02-01 13:00:00", 5, true);
        assert_eq!(
            found(vec![paid(12), back(), missing]),
            [(number("4200000068999"), Some(5), None)]
        );
        assert_eq!(
            found(vec![paid(12)]),
            [("50000305742018020103387128253".to_owned(), None, Some(2))]
        );
    }

    #[test]
    fn what_was_paid_at_midnight_may_be_booked_on_the_next_day() {
        let late = settled("4200000068999", "2018-02-01 23:59:58", 5, true);
        assert_eq!(found(vec![paid(12), back(), late]), []);
    }

    #[test]
    fn a_refund_that_is_under_way_may_be_booked_already_or_not_yet_but_not_with_another_amount() {
        let under_way = |fen: i64| Settled {
            sure: false,
            ..settled("50000305742018020103387128253", "2018-02-01 04:21:20", fen, false)
        };
        assert_eq!(found(vec![paid(12), under_way(2)]), [], "booked already");
        let not_yet = Settled {
            sure: false,
            ..settled("50000000000000000000000000000", "2018-02-01 13:00:00", 5, false)
        };
        assert_eq!(found(vec![paid(12), back(), not_yet]), [], "not yet booked");
        let other = found(vec![paid(12), under_way(3)]);
        let number = "ours-50000305742018020103387128253".to_owned();
        assert_eq!(other, [(number, Some(3), Some(2))]);
    }

    #[test]
    fn a_flow_that_broke_off_or_makes_no_sense_is_not_read_in_part() {
        assert!(
            read(&FLOW[..FLOW.find("资金流水总笔数").unwrap()]).is_none(),
            "without its summary"
        );
        assert!(read(&FLOW.replace("`收入", "`惊喜")).is_none(), "neither in nor out");
        assert!(read(&FLOW.replace(",`T20180201000001", "")).is_none(), "a short line");
        assert!(read("nothing").is_none());
    }
}
