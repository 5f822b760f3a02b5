//! An order's life: asking for it, closing it, paying it.

use serde_json::{Value, json};

use super::answer::Answer;
use super::notify::notify_trade;
use super::schema::{Field, Kind, must, read};
use crate::book::{Product, TradeState, WeChatTrade};
use crate::chance;
use crate::clock::{Ms, formatted, rfc3339};
use crate::world::World;

const CLOSE: &[Field] = &[must("mchid", Kind::Text(32))];

/// `GET /v3/pay/transactions/out-trade-no/{number}?mchid=`.
pub fn by_number(world: &World, number: &str, query: &str) -> Answer {
    if let Err(refusal) = is_ours(world, query) {
        return refusal;
    }
    let now = world.clock.now();
    let mut book = world.book();
    book.wechat_trades.get_mut(number).map_or_else(not_known, |trade| {
        super::code::catch_up(trade, now);
        Answer::ok(&transaction(world, trade))
    })
}

/// `GET /v3/pay/transactions/id/{transaction_id}?mchid=`.
pub fn by_transaction(world: &World, id: &str, query: &str) -> Answer {
    if let Err(refusal) = is_ours(world, query) {
        return refusal;
    }
    let book = world.book();
    let found = book
        .wechat_trades
        .values()
        .find(|trade| trade.transaction_id.as_deref() == Some(id));
    found.map_or_else(not_known, |trade| Answer::ok(&transaction(world, trade)))
}

fn is_ours(world: &World, query: &str) -> Result<(), Answer> {
    if query == format!("mchid={}", world.keys.account.mchid) {
        Ok(())
    } else {
        Err(Answer::refusal(
            400,
            "PARAM_ERROR",
            "缺少查询参数mchid，或与签名的商户号不一致",
        ))
    }
}

fn not_known() -> Answer {
    Answer::refusal(404, "ORDER_NOT_EXIST", "订单不存在")
}

/// `POST /v3/pay/transactions/out-trade-no/{number}/close`.
pub fn close(world: &World, number: &str, body: &[u8]) -> Answer {
    let order = match read(body, CLOSE) {
        Ok(order) => order,
        Err(refusal) => return refusal,
    };
    if order["mchid"] != world.keys.account.mchid.as_str() {
        return Answer::bad_field("/mchid", "商户号与签名的商户号不一致");
    }
    let mut book = world.book();
    let Some(trade) = book.wechat_trades.get_mut(number) else {
        return not_known();
    };
    if trade.in_flight {
        return Answer::refusal(500, "SYSTEM_ERROR", "系统异常，请用相同参数重新调用");
    }
    if trade.product == Product::Code {
        return Answer::refusal(400, "INVALID_REQUEST", "付款码订单请使用撤销接口").with_inner_code(268_449_641);
    }
    match trade.state {
        TradeState::Success | TradeState::Refund => {
            Answer::refusal(400, "ORDERPAID", "该订单已支付").with_inner_code(268_449_538)
        }
        _ => {
            trade.state = TradeState::Closed;
            Answer::nothing()
        }
    }
}

/// An order as query and notification tell it.
pub fn transaction(world: &World, trade: &WeChatTrade) -> Value {
    let state = trade.state_at(world.clock.now());
    let (name, described) = match state {
        TradeState::NotPay => ("NOTPAY", "订单未支付"),
        TradeState::Success => ("SUCCESS", "支付成功"),
        TradeState::Refund => ("REFUND", "订单发生过退款，退款详情请查询退款单"),
        TradeState::Closed => ("CLOSED", "订单已关闭"),
        TradeState::UserPaying => ("USERPAYING", "需要用户输入支付密码"),
        TradeState::PayError => ("PAYERROR", "支付失败"),
        TradeState::Revoked => ("REVOKED", "订单已撤销"),
    };
    let mut value = json!({
        "appid": world.keys.account.appid,
        "mchid": world.keys.account.mchid,
        "out_trade_no": trade.number,
        "trade_state": name,
        "trade_state_desc": described,
        "attach": trade.attach.clone().unwrap_or_default(),
    });
    if let (Some(id), Some(paid_at), false) = (&trade.transaction_id, trade.paid_at, state == TradeState::Revoked) {
        value["transaction_id"] = json!(id);
        value["trade_type"] = json!(trade.product.trade_type());
        value["bank_type"] = json!("OTHERS");
        value["success_time"] = json!(rfc3339(paid_at));
        value["payer"] = json!({ "openid": trade.openid });
        value["amount"] = json!({
            "total": trade.total, "payer_total": trade.total, "currency": "CNY", "payer_currency": "CNY",
        });
    } else {
        value["amount"] = json!({ "total": trade.total, "currency": "CNY" });
    }
    value
}

/// Why a payer cannot pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayError {
    NotKnown,
    AlreadyPaid,
    Closed,
}

/// The payer pays: the order succeeds and the portal is told, `notices` times.
pub fn pay(world: &World, number: &str, notices: u32) -> Result<(), PayError> {
    {
        let now = world.clock.now();
        let mut book = world.book();
        let trade = book.wechat_trades.get_mut(number).ok_or(PayError::NotKnown)?;
        match trade.state_at(now) {
            TradeState::NotPay | TradeState::UserPaying | TradeState::PayError => settle(trade, now),
            TradeState::Success | TradeState::Refund => return Err(PayError::AlreadyPaid),
            TradeState::Closed | TradeState::Revoked => return Err(PayError::Closed),
        }
    }
    for _ in 0..notices.max(1) {
        notify_trade(world, number);
    }
    Ok(())
}

/// An order that was opened and paid before, as the book keeps it.
pub fn paid_before(number: &str, total: i64, paid_at: Ms, transaction: String) -> WeChatTrade {
    WeChatTrade {
        number: number.to_owned(),
        product: Product::H5,
        description: "会员充值".to_owned(),
        attach: None,
        total,
        notify_url: String::new(),
        openid: "o000000000000000000000000000".to_owned(),
        expires_at: paid_at + 900_000,
        created_at: paid_at - 1_000,
        fingerprint: String::new(),
        state: TradeState::Success,
        transaction_id: Some(transaction),
        paid_at: Some(paid_at),
        in_flight: false,
        auth_code: None,
    }
}

/// The payer confirms now, the bank answers only after `delay_ms`: until then the order is neither paid nor closable, and its expiry does
/// not count any more.
pub fn begin_late_payment(world: &World, number: &str, delay_ms: u64) -> Result<(), PayError> {
    {
        let now = world.clock.now();
        let mut book = world.book();
        let trade = book.wechat_trades.get_mut(number).ok_or(PayError::NotKnown)?;
        match trade.state_at(now) {
            TradeState::NotPay | TradeState::UserPaying | TradeState::PayError => trade.in_flight = true,
            TradeState::Success | TradeState::Refund => return Err(PayError::AlreadyPaid),
            TradeState::Closed | TradeState::Revoked => return Err(PayError::Closed),
        }
    }
    let (world, number) = (world.clone(), number.to_owned());
    tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(delay_ms)).await;
        finish_late_payment(&world, &number);
    });
    Ok(())
}

/// The bank answered.
pub fn finish_late_payment(world: &World, number: &str) {
    let now = world.clock.now();
    if let Some(trade) = world.book().wechat_trades.get_mut(number)
        && trade.in_flight
    {
        settle(trade, now);
    } else {
        return;
    }
    notify_trade(world, number);
}

pub(super) fn settle(trade: &mut WeChatTrade, now: Ms) {
    trade.in_flight = false;
    trade.state = TradeState::Success;
    trade.transaction_id = Some(format!("4200{}{}", formatted(now, "%Y%m%d"), chance::digits(16)));
    trade.paid_at = Some(now);
}
