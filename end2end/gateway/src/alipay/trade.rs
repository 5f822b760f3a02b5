//! A trade's life, from the payer's confirmation on.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::notify::notify_trade;
use super::request::Request;
use crate::book::{AlipayOrder, AlipayStatus, AlipayTrade};
use crate::chance;
use crate::clock::{formatted, plain};
use crate::form::yuan;
use crate::world::World;

/// How a payer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Now,
    /// Two notifications.
    Twice,
    /// The bank answers later, whatever the order's expiry says by then.
    Late(Duration),
    /// Confirmed, but not paid: from here on Alipay knows the trade.
    NotYet,
}

/// Why a payer cannot pay.
pub type Refusal = &'static str;

/// The payer confirms: only now the trade exists at Alipay.
pub fn confirm(world: &World, order: &AlipayOrder, how: How) -> Result<(), Refusal> {
    {
        let now = world.clock.now();
        let mut book = world.book();
        if let Some(known) = book.alipay_trades.get(&order.number) {
            match known.status_at(now) {
                AlipayStatus::TradeSuccess => return Err("交易已支付，请勿重复付款"),
                AlipayStatus::TradeClosed => return Err("交易已关闭"),
                AlipayStatus::WaitBuyerPay if known.order.total != order.total => return Err("订单金额与之前不一致"),
                AlipayStatus::WaitBuyerPay => {}
            }
        } else {
            if now >= order.expires_at {
                return Err("交易已超时关闭");
            }
            let trade_no = format!("{}22001{}", formatted(now, "%Y%m%d"), chance::digits(15));
            let trade = AlipayTrade {
                order: order.clone(),
                trade_no,
                created_at: now,
                paid_at: None,
                status: AlipayStatus::WaitBuyerPay,
                refunded: 0,
                refunded_at: None,
                in_flight: false,
                auth_code: None,
            };
            book.alipay_trades.insert(order.number.clone(), trade);
        }
        if let (How::Late(_), Some(trade)) = (how, book.alipay_trades.get_mut(&order.number)) {
            trade.in_flight = true;
        }
    }
    match how {
        How::NotYet => {}
        How::Now => settle(world, &order.number, 1),
        How::Twice => settle(world, &order.number, 2),
        How::Late(delay) => {
            let (world, number) = (world.clone(), order.number.clone());
            tokio::spawn(async move {
                tokio::time::sleep(delay).await;
                settle(&world, &number, 1);
            });
        }
    }
    Ok(())
}

/// Pays without a browser: the newest cashier of an order, or its trade.
pub fn pay(world: &World, number: &str, how: &str, delay_ms: u64) -> Result<(), Refusal> {
    let order = {
        let book = world.book();
        let looked_at = book.alipay_cashiers.values().find(|order| order.number == number);
        looked_at
            .or_else(|| book.alipay_trades.get(number).map(|trade| &trade.order))
            .cloned()
    };
    let order = order.ok_or("no such order")?;
    let how = match how {
        "twice" => How::Twice,
        "late" => How::Late(Duration::from_millis(delay_ms)),
        _ => How::Now,
    };
    confirm(world, &order, how)
}

pub(super) fn settle(world: &World, number: &str, notices: u32) {
    let now = world.clock.now();
    if let Some(trade) = world.book().alipay_trades.get_mut(number) {
        trade.in_flight = false;
        trade.status = AlipayStatus::TradeSuccess;
        trade.paid_at = Some(now);
    }
    for _ in 0..notices {
        notify_trade(world, number, None);
    }
}

/// Goes on with payments that a restart interrupted.
pub fn resume(world: &World) {
    let late: Vec<String> = world
        .book()
        .alipay_trades
        .values()
        .filter(|t| t.in_flight)
        .map(|t| t.order.number.clone())
        .collect();
    for number in late {
        settle(world, &number, 1);
    }
}

/// The trade that a request names by either number.
pub fn named(world: &World, request: &Request) -> Result<AlipayTrade, Answer> {
    let (number, trade_no) = (request.text("out_trade_no"), request.text("trade_no"));
    if number.is_empty() && trade_no.is_empty() {
        return Err(Answer::business(request.method(), "ACQ.INVALID_PARAMETER", "参数无效"));
    }
    let book = world.book();
    let found = book
        .alipay_trades
        .values()
        .find(|t| (number.is_empty() || t.order.number == number) && (trade_no.is_empty() || t.trade_no == trade_no));
    found
        .cloned()
        .ok_or_else(|| Answer::business(request.method(), "ACQ.TRADE_NOT_EXIST", "交易不存在"))
}

pub fn query(world: &World, request: &Request) -> Answer {
    super::code::catch_up(world, request.text("out_trade_no"));
    let trade = match named(world, request) {
        Ok(trade) => trade,
        Err(refusal) => return refusal,
    };
    let mut content: Map<String, Value> = Map::new();
    let total = yuan(trade.order.total);
    let paid = trade.paid_at.map_or_else(|| "0.00".to_owned(), |_| total.clone());
    for (name, value) in [
        ("buyer_logon_id", json!("138****0000")),
        ("buyer_user_id", json!("2088102122524333")),
        ("out_trade_no", json!(trade.order.number)),
        ("trade_no", json!(trade.trade_no)),
        ("trade_status", json!(trade.status_at(world.clock.now()))),
        ("total_amount", json!(total)),
        ("buyer_pay_amount", json!(paid)),
        ("receipt_amount", json!(paid)),
        ("invoice_amount", json!(paid)),
        ("point_amount", json!("0.00")),
    ] {
        content.insert(name.to_owned(), value);
    }
    if let Some(at) = trade.paid_at {
        content.insert("send_pay_date".to_owned(), json!(plain(at)));
        content.insert(
            "fund_bill_list".to_owned(),
            json!([{ "amount": total, "fund_channel": "ALIPAYACCOUNT" }]),
        );
    }
    Answer::ok(request.method(), content)
}

pub fn close(world: &World, request: &Request) -> Answer {
    let trade = match named(world, request) {
        Ok(trade) => trade,
        Err(refusal) => return refusal,
    };
    if trade.in_flight || trade.status_at(world.clock.now()) != AlipayStatus::WaitBuyerPay {
        return Answer::business(request.method(), "ACQ.REASON_TRADE_STATUS_INVALID", "交易状态异常");
    }
    let number = trade.order.number.clone();
    if let Some(trade) = world.book().alipay_trades.get_mut(&number) {
        trade.status = AlipayStatus::TradeClosed;
    }
    notify_trade(world, &number, None);
    let mut content = Map::new();
    content.insert("out_trade_no".to_owned(), json!(number));
    content.insert("trade_no".to_owned(), json!(trade.trade_no));
    Answer::ok(request.method(), content)
}
