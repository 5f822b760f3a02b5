//! The trade bill: a signed answer names where it lies for thirty seconds; a ZIP of CSV files in GBK, whose entry names are GBK too.
//!
//! Lines that begin with `#` are comments and titles. The detail file has a header line; columns are found by their names. A second
//! file sums up and is not needed.

use std::time::Duration;

use huika_domain::{BusinessDay, Fen};
use serde::Deserialize;
use serde_json::json;

use super::Alipay;
use crate::digest::sha256_hex;
use crate::http_client::{read_limited, unreachable_gateway};
use crate::{BillFact, BillFile, BillKind, BillRow, Currency, DayBill, PayError, RefundState, time, yuan, zip};

const PACKED_LIMIT_BYTES: usize = 64 * 1024 * 1024;
const PLAIN_LIMIT_BYTES: usize = 512 * 1024 * 1024;
const DOWNLOAD_TIMEOUT: Duration = Duration::from_mins(2);

#[derive(Deserialize)]
struct Where {
    bill_download_url: String,
}

impl Alipay {
    /// What Alipay offers of a day from 10:00 on the next.
    pub(super) async fn bill_files(&self, day: BusinessDay) -> Result<Vec<BillFile>, PayError> {
        let asked = json!({ "bill_type": "trade", "bill_date": day.to_string() });
        let place: Where = match self
            .call("alipay.data.dataservice.bill.downloadurl.query", &asked)
            .await
        {
            Ok(place) => place,
            // A day on which nothing happened.
            Err(PayError::Refused { code, .. }) if code == "isp.bill_not_exist" => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let content = self.download(&place).await?;
        // What cannot be opened is not even kept.
        detail_file(&content)?;
        let digest = sha256_hex(&content);
        let kind = BillKind::Trade;
        Ok(vec![BillFile { kind, digest, content }])
    }

    /// The address was signed; the file itself is not.
    async fn download(&self, place: &Where) -> Result<Vec<u8>, PayError> {
        let request = self.http.get(&place.bill_download_url).timeout(DOWNLOAD_TIMEOUT);
        let response = request.send().await.map_err(|e| unreachable_gateway(&e))?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(PayError::Busy {
                status,
                code: String::new(),
            });
        }
        read_limited(response, PACKED_LIMIT_BYTES).await
    }
}

/// The day's bill from its file.
pub(super) fn read_files(files: &[BillFile], seller: &str, app: &str) -> Result<DayBill, PayError> {
    let Some(trade) = files.first() else {
        return Ok(DayBill::default());
    };
    if sha256_hex(&trade.content) != trade.digest {
        return Err(unreadable("the digest does not fit"));
    }
    let rows = read(&detail_file(&trade.content)?, seller, app);
    Ok(DayBill {
        rows: rows.ok_or_else(|| unreadable("a line that makes no sense"))?,
        digest: trade.digest.clone(),
        ..DayBill::default()
    })
}

fn unreadable(what: &str) -> PayError {
    PayError::Unreadable(format!("bill: {what}"))
}

/// The one file of the archive that is not the summary (`…业务明细(汇总).csv`), decoded.
fn detail_file(packed: &[u8]) -> Result<String, PayError> {
    let files = zip::read_all(packed, PLAIN_LIMIT_BYTES).ok_or_else(|| unreadable("no ZIP"))?;
    let decoded = |bytes: &[u8]| {
        let (text, _, broken) = encoding_rs::GBK.decode(bytes);
        (!broken).then(|| text.into_owned())
    };
    let detail = files
        .iter()
        .find(|file| decoded(&file.name).is_some_and(|name| name.ends_with("业务明细.csv")));
    let detail = detail.ok_or_else(|| unreadable("no detail file"))?;
    decoded(&detail.bytes).ok_or_else(|| unreadable("no GBK"))
}

/// All lines, or nothing when one cannot be understood.
fn read(text: &str, seller: &str, app: &str) -> Option<Vec<BillRow>> {
    // The last comment ends the list; without it the file broke off.
    let end = text.lines().position(|line| line.contains("业务明细列表结束"))?;
    let mut lines = text.lines().take(end).filter(|line| !line.starts_with('#'));
    let header: Vec<&str> = lines.next()?.split(',').map(str::trim).collect();
    let place = |name: &str| header.iter().position(|one| *one == name);
    let (transaction, number) = (place("支付宝交易号")?, place("商户订单号")?);
    let (kind, done_at, amount) = (place("业务类型")?, place("完成时间")?, place("订单金额（元）")?);
    let (refund_number, fee) = (place("退款批次号/请求号")?, place("服务费（元）")?);
    lines
        .map(|line| {
            // Values are padded with tabs, so that a spreadsheet leaves long numbers alone.
            let values: Vec<&str> = line.split(',').map(str::trim).collect();
            if values.len() != header.len() {
                return None;
            }
            let (at, amount) = (time::parse_plain(values[done_at])?, yuan::parse(values[amount])?);
            let fact = match values[kind] {
                "交易" => BillFact::Paid { amount },
                "退款" => BillFact::Refunded {
                    refund_number: values[refund_number].to_owned(),
                    // What goes out is negative here.
                    amount: Fen::new(amount.get().abs()),
                    state: RefundState::Done { at },
                },
                _ => return None,
            };
            Some(BillRow {
                merchant: seller.to_owned(),
                app: app.to_owned(),
                number: values[number].to_owned(),
                transaction: values[transaction].to_owned(),
                at,
                currency: Currency::CNY,
                // What the gateway kept is negative here.
                fee: Fen::new(-yuan::parse(values[fee])?.get()),
                fact,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "#支付宝业务明细查询\r\n#账号：[20881234567890120156]\r\n#-----------------------------------------业务明细列表----------------------------------------\r\n\
        支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注\r\n\
        2026112122001\t,T20261121000001\t,交易,会员充值,2026-11-21 19:52:01,2026-11-21 19:52:32,,,,,*林(138****0000),100.00,100.00,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,-0.60,0.00,\r\n\
        2026112122001\t,T20261121000001\t,退款,会员充值,2026-11-21 20:01:01,2026-11-21 20:01:46,,,,,*林(138****0000),-30.00,-30.00,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,F20261121000001\t,0.18,0.00,\r\n\
        #-----------------------------------------业务明细列表结束------------------------------------\r\n#交易合计：1笔\r\n";

    #[test]
    fn payments_and_refunds_are_read_with_their_fees() {
        let rows = read(FILE, "2088", "2021").unwrap();
        assert_eq!(
            (rows.len(), rows[0].number.as_str(), rows[0].fee),
            (2, "T20261121000001", Fen::new(60))
        );
        assert_eq!(
            rows[0].fact,
            BillFact::Paid {
                amount: Fen::new(10_000)
            }
        );
        let BillFact::Refunded {
            refund_number,
            amount,
            state,
        } = &rows[1].fact
        else {
            panic!("a refund")
        };
        assert_eq!((refund_number.as_str(), *amount), ("F20261121000001", Fen::new(3_000)));
        assert!(matches!(state, RefundState::Done { .. }));
    }

    #[test]
    fn a_bill_that_broke_off_or_makes_no_sense_is_not_read_in_part() {
        assert!(
            read(&FILE[..FILE.find("列表结束").unwrap()], "", "").is_none(),
            "without its end"
        );
        assert!(
            read(&FILE.replace("退款,", "惊喜,"), "", "").is_none(),
            "an unknown kind"
        );
        assert!(read("nothing", "", "").is_none());
    }

    #[test]
    fn an_archive_in_gbk_is_found_by_its_names_and_decoded() {
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        let archive = zip::tests::packed(&[
            (&gbk("20881234_20261121_业务明细(汇总).csv"), &gbk("#汇总")),
            (&gbk("20881234_20261121_业务明细.csv"), &gbk(FILE)),
        ]);
        assert_eq!(detail_file(&archive).unwrap(), FILE);
        assert!(detail_file(b"PK").is_err());
    }
}
