//! The trade bill: an address that lives for thirty seconds, a ZIP of CSV files in GBK.

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flate2::Crc;
use serde_json::{Map, json};

use super::answer::Answer;
use super::request::Request;
use crate::book::{AlipayRefund, AlipayTrade};
use crate::chance;
use crate::clock::{formatted, parse_plain, plain};
use crate::form::yuan;
use crate::wechat::WaitingBill;
use crate::world::World;

const HEADER: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";
const TEN_O_CLOCK_MS: i64 = 34 * 3600 * 1000;
const ADDRESS_LIFE_MS: i64 = 30 * 1000;

/// `alipay.data.dataservice.bill.downloadurl.query`.
pub fn ask(world: &World, request: &Request) -> Answer {
    let refuse = |code: &str, words: &str| Answer::business(request.method(), code, words);
    if request.text("bill_type") != "trade" {
        return refuse("isp.bill_type_not_supported", "账单类型不支持");
    }
    let day = request.text("bill_date");
    let Some(begins) = parse_plain(&format!("{day} 00:00:00")) else {
        return refuse("isp.invalid_bill_date", "账单日期不合法");
    };
    let now = world.clock.now();
    if now < begins + TEN_O_CLOCK_MS {
        return refuse("isp.bill_not_ready", "账单还在生成中，请稍后再试");
    }
    let Some(bytes) = archive(world, day) else {
        return refuse("isp.bill_not_exist", "账单不存在");
    };
    let token = chance::hex::<24>();
    world.bills.put(token.clone(), WaitingBill { made_at: now, bytes });
    let mut content = Map::new();
    let address = format!("{}/alipay/bill?token={token}", world.base);
    content.insert("bill_download_url".to_owned(), json!(address));
    Answer::ok(request.method(), content)
}

/// `GET /alipay/bill?token=`.
pub async fn download(State(world): State<World>, RawQuery(query): RawQuery) -> Response {
    let token = query.as_deref().and_then(|query| query.strip_prefix("token="));
    match token.and_then(|token| world.bills.get(token)) {
        Some(bill) if world.clock.now() - bill.made_at < ADDRESS_LIFE_MS => Body::from(bill.bytes).into_response(),
        _ => StatusCode::FORBIDDEN.into_response(),
    }
}

/// The archive of a day, or nothing when nothing happened on it.
fn archive(world: &World, day: &str) -> Option<Vec<u8>> {
    let on_day = |at: i64| formatted(at, "%Y-%m-%d") == day;
    let book = world.book();
    let paid: Vec<&AlipayTrade> = book
        .alipay_trades
        .values()
        .filter(|trade| trade.paid_at.is_some_and(on_day))
        .collect();
    let back: Vec<(&AlipayRefund, &AlipayTrade)> = book
        .alipay_refunds
        .values()
        .filter(|refund| on_day(refund.at))
        .filter_map(|refund| Some((refund, book.alipay_trades.get(&refund.number)?)))
        .collect();
    if paid.is_empty() && back.is_empty() {
        return None;
    }
    let seller = &world.keys.account.alipay_seller_id;
    let mut lines = vec![
        "#支付宝业务明细查询".to_owned(),
        format!("#账号：[{seller}0156]"),
        "#-----------------------------------------业务明细列表----------------------------------------".to_owned(),
        HEADER.to_owned(),
    ];
    lines.extend(paid.iter().map(|trade| {
        let at = trade.paid_at.unwrap_or_default();
        line(trade, "交易", at, trade.order.total, "")
    }));
    lines.extend(
        back.iter()
            .map(|(refund, trade)| line(trade, "退款", refund.at, -refund.amount, &refund.request_number)),
    );
    lines.push(
        "#-----------------------------------------业务明细列表结束------------------------------------".to_owned(),
    );
    lines.push(format!("#交易合计：{}笔", paid.len()));
    let detail = lines.join("\r\n") + "\r\n";
    let summary = format!("#支付宝业务汇总查询\r\n#交易合计：{}笔\r\n", paid.len());
    let stem = format!("{seller}0156_{}_业务明细", day.replace('-', ""));
    Some(stored(&[
        (gbk(&format!("{stem}(汇总).csv")), gbk(&summary)),
        (gbk(&format!("{stem}.csv")), gbk(&detail)),
    ]))
}

fn line(trade: &AlipayTrade, kind: &str, at: i64, amount: i64, request_number: &str) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let amount = format!("{sign}{}", yuan(amount.abs()));
    let subject = trade.order.subject.replace(',', "，");
    let (number, trade_no, begun, at) = (&trade.order.number, &trade.trade_no, plain(trade.created_at), plain(at));
    format!(
        "{trade_no}\t,{number}\t,{kind},{subject},{begun},{at},,,,,*林(138****0000),{amount},{amount},0.00,0.00,0.00,0.00,0.00,,\
         0.00,0.00,{request_number}\t,0.00,0.00,"
    )
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

/// A ZIP archive whose files are stored as they are.
fn stored(files: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let two = |value: usize| u16::try_from(value).unwrap_or(u16::MAX).to_le_bytes();
    let four = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let mut sum = Crc::new();
        sum.update(bytes);
        let at = archive.len();
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.extend(sum.sum().to_le_bytes());
        head.extend(four(bytes.len()));
        head.extend(four(bytes.len()));
        head.extend(two(name.len()));
        head.extend(two(0));
        archive.extend(b"PK\x03\x04");
        archive.extend(&head);
        archive.extend(name);
        archive.extend(bytes);
        directory.extend(b"PK\x01\x02");
        directory.extend([20, 0]);
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(four(at));
        directory.extend(name);
    }
    let (at, count) = (archive.len(), two(files.len()));
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06");
    archive.extend([0; 4]);
    archive.extend(count);
    archive.extend(count);
    archive.extend(four(directory.len()));
    archive.extend(four(at));
    archive.extend([0, 0]);
    archive
}
