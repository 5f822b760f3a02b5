//! Refunds: PROCESSING at first, then their end, with a notification.

use serde_json::{Value, json};

use super::answer::Answer;
use super::notify::notify_refund;
use super::schema::{Field, Kind, may, must, read};
use crate::book::{RefundStatus, TradeState, WeChatRefund, WeChatTrade};
use crate::chance;
use crate::clock::{formatted, rfc3339};
use crate::world::World;

const AMOUNT: &[Field] = &[
    must("refund", Kind::Whole(1, i64::MAX)),
    must("total", Kind::Whole(1, i64::MAX)),
    must("currency", Kind::Text(16)),
];
const REFUND: &[Field] = &[
    may("transaction_id", Kind::Text(32)),
    may("out_trade_no", Kind::Text(32)),
    must("out_refund_no", Kind::Text(64)),
    may("reason", Kind::Text(80)),
    may("notify_url", Kind::Text(256)),
    may("funds_account", Kind::Text(32)),
    must("amount", Kind::Object(AMOUNT)),
];
const YEAR_MS: i64 = 365 * 24 * 3600 * 1000;
/// How long a bank takes, before the clock's scale.
const BANK_SECS: u32 = 15;

/// `POST /v3/refund/domestic/refunds`.
pub fn order(world: &World, body: &[u8]) -> Answer {
    match try_order(world, body) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn try_order(world: &World, body: &[u8]) -> Result<Answer, Answer> {
    let wanted = read(body, REFUND)?;
    let text = |pointer: &str| wanted.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let whole = |pointer: &str| wanted.pointer(pointer).and_then(Value::as_i64).unwrap_or_default();
    if text("/transaction_id").is_empty() == text("/out_trade_no").is_empty() {
        return Err(Answer::refusal(
            400,
            "PARAM_ERROR",
            "transaction_id和out_trade_no必须二选一",
        ));
    }
    if text("/amount/currency") != "CNY" {
        return Err(Answer::bad_field("/amount/currency", "不支持的币种"));
    }
    let now = world.clock.now();
    let mut book = world.book();
    let trade = book
        .wechat_trades
        .values()
        .find(|t| t.number == text("/out_trade_no") || t.transaction_id.as_deref() == Some(text("/transaction_id")))
        .cloned()
        .ok_or_else(|| Answer::refusal(404, "RESOURCE_NOT_EXISTS", "订单不存在"))?;
    let number = text("/out_refund_no");
    if let Some(known) = book.wechat_refunds.get(number) {
        // The same number again is the same refund, or a mistake.
        if known.number != trade.number || known.amount != whole("/amount/refund") {
            return Err(Answer::refusal(
                400,
                "INVALID_REQUEST",
                "订单金额或退款金额与之前请求不一致，请核实后再试",
            ));
        }
        return Ok(Answer::ok(&refund_answer(&trade, known)));
    }
    let before: Vec<i64> = book
        .wechat_refunds
        .values()
        .filter(|r| r.number == trade.number && counts(r.status))
        .map(|r| r.amount)
        .collect();
    may_be_refunded(&trade, whole("/amount/total"), whole("/amount/refund"), &before, now)?;
    let refund = WeChatRefund {
        refund_number: number.to_owned(),
        refund_id: format!("50{}{}", formatted(now, "%d%m%Y%m%d"), chance::digits(14)),
        number: trade.number.clone(),
        amount: whole("/amount/refund"),
        reason: wanted.pointer("/reason").and_then(Value::as_str).map(str::to_owned),
        notify_url: wanted.pointer("/notify_url").and_then(Value::as_str).map(str::to_owned),
        created_at: now,
        status: RefundStatus::Processing,
        success_at: None,
    };
    let answer = Answer::ok(&refund_answer(&trade, &refund));
    book.wechat_refunds.insert(number.to_owned(), refund);
    if let Some(trade) = book.wechat_trades.get_mut(&trade.number) {
        trade.state = TradeState::Refund;
    }
    drop(book);
    end_later(world, number);
    Ok(answer)
}

/// A refund that somebody makes in the merchant's console, which numbers it by itself. `notified` says whether the portal hears of it.
pub fn from_console(world: &World, number: &str, amount: i64, notified: bool) -> Option<String> {
    let now = world.clock.now();
    // No number of a portal looks like this.
    let refund_number = format!("{}-{}", formatted(now, "%Y%m%d%H%M%S"), chance::digits(30));
    {
        let mut book = world.book();
        let trade = book
            .wechat_trades
            .get_mut(number)
            .filter(|trade| trade.paid_at.is_some())?;
        trade.state = TradeState::Refund;
        let refund = WeChatRefund {
            refund_number: refund_number.clone(),
            refund_id: format!("50{}{}", formatted(now, "%d%m%Y%m%d"), chance::digits(14)),
            number: number.to_owned(),
            amount,
            reason: None,
            notify_url: notified.then(|| trade.notify_url.clone()),
            created_at: now,
            status: RefundStatus::Success,
            success_at: Some(now),
        };
        book.wechat_refunds.insert(refund_number.clone(), refund);
    }
    notify_refund(world, &refund_number);
    Some(refund_number)
}

fn may_be_refunded(trade: &WeChatTrade, total: i64, refund: i64, before: &[i64], now: i64) -> Result<(), Answer> {
    let Some(paid_at) = trade.paid_at else {
        return Err(Answer::refusal(400, "INVALID_REQUEST", "订单未支付，不能退款"));
    };
    if now - paid_at > YEAR_MS {
        return Err(Answer::refusal(400, "INVALID_REQUEST", "订单已超过可退款的最大期限"));
    }
    if total != trade.total {
        return Err(Answer::refusal(
            400,
            "INVALID_REQUEST",
            "订单金额或退款金额与之前请求不一致，请核实后再试",
        ));
    }
    if before.len() >= 50 {
        return Err(Answer::refusal(400, "INVALID_REQUEST", "部分退款次数超限"));
    }
    if before.iter().sum::<i64>() + refund > trade.total {
        return Err(Answer::refusal(400, "INVALID_REQUEST", "退款金额大于订单剩余可退金额"));
    }
    Ok(())
}

fn counts(status: RefundStatus) -> bool {
    status != RefundStatus::Closed
}

/// `GET /v3/refund/domestic/refunds/{out_refund_no}`.
pub fn query(world: &World, number: &str) -> Answer {
    let book = world.book();
    let found = book.wechat_refunds.get(number);
    let both = found.and_then(|refund| book.wechat_trades.get(&refund.number).map(|trade| (trade, refund)));
    both.map_or_else(
        || Answer::refusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在"),
        |(trade, refund)| Answer::ok(&refund_answer(trade, refund)),
    )
}

/// Goes on with refunds that a restart interrupted, too.
pub fn end_later(world: &World, number: &str) {
    let (world, number) = (world.clone(), number.to_owned());
    tokio::spawn(async move {
        tokio::time::sleep(world.clock.scaled(BANK_SECS)).await;
        {
            let now = world.clock.now();
            let mut book = world.book();
            let end = book.policy.refunds_end;
            let Some(refund) = book.wechat_refunds.get_mut(&number) else {
                return;
            };
            if refund.status != RefundStatus::Processing || end == RefundStatus::Processing {
                return;
            }
            refund.status = end;
            refund.success_at = (end == RefundStatus::Success).then_some(now);
        }
        notify_refund(&world, &number);
    });
}

fn refund_answer(trade: &WeChatTrade, refund: &WeChatRefund) -> Value {
    let mut value = json!({
        "refund_id": refund.refund_id,
        "out_refund_no": refund.refund_number,
        "transaction_id": trade.transaction_id,
        "out_trade_no": refund.number,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(refund.created_at),
        "status": refund.status,
        "funds_account": "UNSETTLED",
        "amount": {
            "total": trade.total, "refund": refund.amount, "payer_total": trade.total, "payer_refund": refund.amount,
            "settlement_refund": refund.amount, "settlement_total": trade.total, "discount_refund": 0, "currency": "CNY",
        },
    });
    if let Some(at) = refund.success_at {
        value["success_time"] = json!(rfc3339(at));
    }
    value
}
