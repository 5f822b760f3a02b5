//! The trade bill: asked for, downloaded, held against its digest, and read line by line.
//!
//! The file is UTF-8 with a byte order mark; each value has a backtick in front; a summary follows the lines. Columns are found by their
//! names, since WeChat adds some from time to time.

use std::io::Read;
use std::time::Duration;

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::Method;
use huika_domain::{BusinessDay, Fen};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;

use super::WeChatPay;
use crate::http_client::read_limited;
use crate::{Bill, BillFact, BillRow, Currency, PayError, RefundState, time, yuan};

const PACKED_LIMIT_BYTES: usize = 64 * 1024 * 1024;
const PLAIN_LIMIT_BYTES: u64 = 512 * 1024 * 1024;
const DOWNLOAD_TIMEOUT: Duration = Duration::from_mins(2);

#[derive(Deserialize)]
struct Where {
    hash_type: String,
    hash_value: String,
    download_url: String,
}

impl WeChatPay {
    /// Everything that was paid and refunded on a day, which WeChat offers from 10:00 on the next.
    pub(super) async fn trade_bill(&self, day: BusinessDay) -> Result<Bill, PayError> {
        let path = format!("/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP");
        let place: Where = match self.call(Method::GET, &path, Bytes::new()).await {
            Ok(place) => place,
            // A day on which nothing happened.
            Err(PayError::Refused { code, .. }) if code == "NO_STATEMENT_EXIST" => return Ok(Bill::default()),
            Err(error) => return Err(error),
        };
        let file = self.download(&place).await?;
        let text = String::from_utf8(file).map_err(|_| unreadable("no UTF-8"))?;
        let rows = read(&text).ok_or_else(|| unreadable("a line that makes no sense"))?;
        Ok(Bill {
            rows,
            digest: place.hash_value,
        })
    }

    /// The file is not signed, but its digest was.
    async fn download(&self, place: &Where) -> Result<Vec<u8>, PayError> {
        let url = url::Url::parse(&place.download_url).map_err(|_| unreadable("download_url"))?;
        // Asked for at the host that we know, wherever the address points: the request carries our signature.
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let request = self.request(&Method::GET, path, Bytes::new()).timeout(DOWNLOAD_TIMEOUT);
        let response = request
            .send()
            .await
            .map_err(|e| crate::http_client::unreachable_gateway(&e))?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(PayError::Busy {
                status,
                code: String::new(),
            });
        }
        let packed = read_limited(response, PACKED_LIMIT_BYTES).await?;
        let mut plain = Vec::new();
        let mut unpacked = GzDecoder::new(packed.as_slice()).take(PLAIN_LIMIT_BYTES);
        unpacked.read_to_end(&mut plain).map_err(|_| unreadable("no gzip"))?;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &plain);
        if place.hash_type != "SHA1" || !hex::encode(digest).eq_ignore_ascii_case(&place.hash_value) {
            return Err(unreadable("the digest does not fit"));
        }
        Ok(plain)
    }
}

fn unreadable(what: &str) -> PayError {
    PayError::Unreadable(format!("bill: {what}"))
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
            count: names.len(),
        })
    }
}

/// All lines, or nothing when one cannot be understood: a bill that is read in part would call the rest missing.
fn read(text: &str) -> Option<Vec<BillRow>> {
    let mut lines = text.trim_start_matches('\u{FEFF}').lines();
    let columns = Columns::find(lines.next()?)?;
    let mut rows = Vec::new();
    for line in lines {
        if line.starts_with("总交易单数") {
            return Some(rows);
        }
        // The name of a good may hold a comma, but no comma with a backtick behind it.
        let values: Vec<&str> = line.strip_prefix('`')?.split(",`").collect();
        if values.len() != columns.count {
            return None;
        }
        if let Some(fact) = fact(&values, &columns).ok()? {
            rows.push(row(&values, &columns, fact)?);
        }
    }
    // Without its summary the file broke off.
    None
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
            let state = match values[columns.refund_state] {
                "SUCCESS" => RefundState::Done {
                    at: time::parse_plain(values[columns.at]).ok_or(NoSense)?,
                },
                "PROCESSING" => RefundState::Processing,
                "CHANGE" => RefundState::Abnormal,
                _ => RefundState::Closed,
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
        let rows = read(&bill(&[PAID, BACK])).unwrap();
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
