//! The trade bill, read line by line.
//!
//! The file is UTF-8 with a byte order mark; each value has a backtick in front; a summary follows the lines. Columns are found by their
//! names, since WeChat adds some from time to time.

use huika_domain::Fen;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::bill_file::{unpacked, unreadable, values};
use super::funds::{self, Settled};
use super::states;
use crate::{BillFact, BillFile, BillKind, BillRow, Currency, DayBill, PayError, RefundState, time, yuan};

/// The day's bill from its files, each held against its digest.
pub(super) fn read_files(files: &[BillFile]) -> Result<DayBill, PayError> {
    let file = |kind| files.iter().find(|file| file.kind == kind);
    let (mut bill, settled) = match file(BillKind::Trade) {
        Some(trade) => {
            let (rows, settled) = read(&unpacked(trade)?).ok_or_else(|| unreadable("a line that makes no sense"))?;
            let digest = trade.digest.clone();
            (
                DayBill {
                    rows,
                    digest,
                    ..DayBill::default()
                },
                settled,
            )
        }
        None => (DayBill::default(), Vec::new()),
    };
    if let Some(flow) = file(BillKind::Funds) {
        let booked = funds::read(&unpacked(flow)?).ok_or_else(|| unreadable("a fund flow that makes no sense"))?;
        bill.unbooked = funds::differences(settled, booked);
    }
    Ok(bill)
}

/// Where each column stands.
struct Columns {
    at: usize,
    app: usize,
    merchant: usize,
    transaction: usize,
    number: usize,
    state: usize,
    currency: usize,
    refund_number: usize,
    refund_state: usize,
    fee: usize,
    amount: usize,
    refund_amount: usize,
    settled: usize,
    refund_settled: usize,
    refund_id: usize,
    count: usize,
}

impl Columns {
    fn find(header: &str) -> Option<Self> {
        let names: Vec<&str> = header.split(',').collect();
        let place = |name: &str| names.iter().position(|one| *one == name);
        Some(Self {
            at: place("交易时间")?,
            app: place("公众账号ID")?,
            merchant: place("商户号")?,
            transaction: place("微信订单号")?,
            number: place("商户订单号")?,
            state: place("交易状态")?,
            currency: place("货币种类")?,
            refund_number: place("商户退款单号")?,
            refund_state: place("退款状态")?,
            fee: place("手续费")?,
            amount: place("订单金额")?,
            refund_amount: place("申请退款金额")?,
            settled: place("应结订单金额")?,
            refund_settled: place("退款金额")?,
            refund_id: place("微信退款单号")?,
            count: names.len(),
        })
    }
}

/// All lines, and what the account should have booked for them; or nothing when one cannot be understood: a bill that is read in part
/// would call the rest missing.
fn read(text: &str) -> Option<(Vec<BillRow>, Vec<Settled>)> {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines();
    let columns = Columns::find(lines.next()?)?;
    let (mut rows, mut all_settled) = (Vec::new(), Vec::new());
    for line in lines {
        if line.starts_with("总交易单数") {
            return Some((rows, all_settled));
        }
        let values = values(line, columns.count)?;
        if let Some(fact) = fact(&values, &columns).ok()? {
            let row = row(&values, &columns, fact)?;
            settled(&values, &columns, &row, &mut all_settled)?;
            rows.push(row);
        }
    }
    // Without its summary the file broke off.
    None
}

/// What the account took in for a payment, or gave out for a refund; a coupon of WeChat's is not part of it. For a refund that is not
/// done the account may have booked it already, or not yet, or never.
fn settled(values: &[&str], columns: &Columns, row: &BillRow, all: &mut Vec<Settled>) -> Option<()> {
    let (number, transaction, amount, sure) = match &row.fact {
        BillFact::Paid { .. } => (&row.number, row.transaction.as_str(), columns.settled, true),
        BillFact::Refunded {
            refund_number, state, ..
        } => {
            let done = matches!(state, RefundState::Done { .. });
            (refund_number, values[columns.refund_id], columns.refund_settled, done)
        }
        BillFact::Disputed { .. } => return Some(()),
    };
    all.push(Settled {
        number: number.clone(),
        transaction: transaction.to_owned(),
        at: row.at,
        amount: yuan::parse(values[amount])?,
        came: matches!(row.fact, BillFact::Paid { .. }),
        sure,
    });
    Some(())
}

fn row(values: &[&str], columns: &Columns, fact: BillFact) -> Option<BillRow> {
    Some(BillRow {
        merchant: values[columns.merchant].to_owned(),
        app: values[columns.app].to_owned(),
        number: values[columns.number].to_owned(),
        transaction: values[columns.transaction].to_owned(),
        at: time::parse_plain(values[columns.at])?,
        currency: Currency::parse(values[columns.currency])?,
        fee: fee(values[columns.fee])?,
        fact,
    })
}

/// Fees have five decimals.
fn fee(text: &str) -> Option<Fen> {
    let fen = text.parse::<Decimal>().ok()? * Decimal::ONE_HUNDRED;
    fen.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_i64()
        .map(Fen::new)
}

/// A line that cannot be understood.
struct NoSense;

/// What a line says; nothing when it moved no money, such as a scanned payment that was revoked.
fn fact(values: &[&str], columns: &Columns) -> Result<Option<BillFact>, NoSense> {
    let amount = |column: usize| yuan::parse(values[column]).ok_or(NoSense);
    match values[columns.state] {
        "SUCCESS" => Ok(Some(BillFact::Paid {
            amount: amount(columns.amount)?,
        })),
        "REFUND" => {
            let state = match states::billed_refund(values[columns.refund_state]).ok_or(NoSense)? {
                states::Refund::Done => RefundState::Done {
                    at: time::parse_plain(values[columns.at]).ok_or(NoSense)?,
                },
                states::Refund::Processing => RefundState::Processing,
                states::Refund::Abnormal => RefundState::Abnormal,
                states::Refund::Closed => RefundState::Closed,
            };
            let refund_number = values[columns.refund_number].to_owned();
            Ok(Some(BillFact::Refunded {
                refund_number,
                amount: amount(columns.refund_amount)?,
                state,
            }))
        }
        "REVOKED" => Ok(None),
        _ => Err(NoSense),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
    const PAID: &str = "`2026-11-21 19:52:32,`wx1,`1900000001,`0,`,`4200000001,`T20261121000001,`o1,`MWEB,`SUCCESS,`OTHERS,`CNY,`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`会员充值, 送 10 元,`,`0.60500,`0.60%,`100.00,`0.00,`";
    const BACK: &str = "`2026-11-21 20:01:46,`wx1,`1900000001,`0,`,`4200000001,`T20261121000001,`o1,`MWEB,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5000000001,`R20261121000001,`30.00,`0.00,`ORIGINAL,`SUCCESS,`会员充值,`,`-0.18000,`0.60%,`0.00,`30.00,`";
    const SUMMARY: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n`2.0,`100.00,`30.00,`0.0,`0.43,`100.00,`30.00\n";

    fn bill(lines: &[&str]) -> String {
        format!("\u{FEFF}{HEADER}\r\n{}\r\n{SUMMARY}", lines.join("\r\n"))
    }

    #[test]
    fn payments_and_refunds_are_read_with_their_fees() {
        let (rows, settled) = read(&bill(&[PAID, BACK])).unwrap();
        let booked: Vec<_> = settled
            .iter()
            .map(|one| (one.transaction.as_str(), one.amount.get(), one.came))
            .collect();
        assert_eq!(booked, [("4200000001", 10_000, true), ("5000000001", 3_000, false)]);
        assert_eq!(
            rows[0].fact,
            BillFact::Paid {
                amount: Fen::new(10_000)
            }
        );
        assert_eq!((rows[0].fee, rows[1].fee), (Fen::new(61), Fen::new(-18)));
        let BillFact::Refunded {
            refund_number,
            amount,
            state,
        } = &rows[1].fact
        else {
            panic!("a refund")
        };
        assert_eq!((refund_number.as_str(), *amount), ("R20261121000001", Fen::new(3_000)));
        assert!(matches!(state, RefundState::Done { .. }));
    }

    #[test]
    fn a_bill_that_broke_off_or_makes_no_sense_is_not_read_in_part() {
        let whole = bill(&[PAID, BACK]);
        let cut = whole.find("总交易单数").unwrap();
        assert!(read(&whole[..cut]).is_none(), "without its summary");
        assert!(read(&bill(&[PAID, "`2026-11-21"])).is_none(), "a short line");
        assert!(
            read(&bill(&[&PAID.replace("SUCCESS", "SURPRISE")])).is_none(),
            "an unknown state"
        );
        assert!(read("nothing").is_none());
    }
}
