//! A till charges the payer's own code (付款码支付), and takes an attempt back. No notification: the till asks.
//!
//! How the payer behaves stands in the last two digits of the code, so that a test and somebody at a demo choose it by what they "scan".

use serde_json::Value;

use super::answer::Answer;
use super::schema::{Field, Kind, may, must, read};
use super::trade::{settle, transaction};
use crate::book::{Product, TradeState, WeChatTrade};
use crate::chance;
use crate::world::World;

const AMOUNT: &[Field] = &[
    must("total", Kind::Whole(1, 100_000_000_000)),
    may("currency", Kind::Text(16)),
];
const PAYER: &[Field] = &[must("auth_code", Kind::Text(32))];
const STORE: &[Field] = &[may("id", Kind::Text(32)), may("out_id", Kind::Text(256))];
const SCENE: &[Field] = &[
    may("device_id", Kind::Text(32)),
    may("device_ip", Kind::Text(45)),
    must("store_info", Kind::Object(STORE)),
];
const CHARGE: &[Field] = &[
    must("appid", Kind::Text(32)),
    must("mchid", Kind::Text(32)),
    must("description", Kind::Text(127)),
    must("out_trade_no", Kind::Text(32)),
    may("attach", Kind::Text(128)),
    may("goods_tag", Kind::Text(32)),
    may("support_fapiao", Kind::Flag),
    must("payer", Kind::Object(PAYER)),
    must("amount", Kind::Object(AMOUNT)),
    must("scene_info", Kind::Object(SCENE)),
];
const REVERSE: &[Field] = &[must("appid", Kind::Text(32)), must("mchid", Kind::Text(32))];

/// WeChat revokes by itself what was not paid by then.
const LIFE_MS: i64 = 45_000;
/// Nothing is reversed before.
const REVERSIBLE_AFTER_MS: i64 = 15_000;
/// A password takes so long.
const PASSWORD_MS: i64 = 4_000;

/// How the payer of a code behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Payer {
    Pays,
    /// Types the password, and pays.
    TypesPassword,
    /// Is asked for the password and puts the phone away.
    PutsPhoneAway,
    /// Types a wrong password.
    FailsPassword,
    /// Has too little money.
    TooLittle,
    /// Shows a code that is dead.
    DeadCode,
    /// Pays, and the answer is a 500.
    PaysUnheard,
    /// Pays, and the answer is a refusal of a parameter.
    PaysRefused,
    /// Is asked for the password, and the till's reversal comes while it is being typed.
    TypesDuringReversal,
}

fn payer_of(code: &str) -> Payer {
    match &code[code.len() - 2..] {
        "01" => Payer::TypesPassword,
        "02" => Payer::PutsPhoneAway,
        "03" => Payer::FailsPassword,
        "04" => Payer::TooLittle,
        "05" => Payer::DeadCode,
        "06" => Payer::PaysUnheard,
        "07" => Payer::PaysRefused,
        "08" => Payer::TypesDuringReversal,
        _ => Payer::Pays,
    }
}

/// `POST /v3/pay/transactions/codepay`.
pub fn charge(world: &World, body: &[u8]) -> Answer {
    match try_charge(world, body) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn try_charge(world: &World, body: &[u8]) -> Result<Answer, Answer> {
    let order = read(body, CHARGE)?;
    let text = |pointer: &str| order.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let account = &world.keys.account;
    if text("/appid") != account.appid || text("/mchid") != account.mchid {
        return Err(Answer::refusal(400, "APPID_MCHID_NOT_MATCH", "商户号与appid不匹配"));
    }
    let store = (text("/scene_info/store_info/id"), text("/scene_info/store_info/out_id"));
    if store == ("", "") || !store.1.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Answer::bad_field("/scene_info/store_info", "id或out_id至少填一个"));
    }
    let (number, code) = (text("/out_trade_no").to_owned(), text("/payer/auth_code").to_owned());
    let is_code = code.len() == 18
        && code.bytes().all(|b| b.is_ascii_digit())
        && matches!(&code[..2], "10" | "11" | "12" | "13" | "14" | "15");
    if !is_code {
        return Err(Answer::refusal(
            400,
            "AUTH_CODE_INVALID",
            "101 付款码无效，请扫描微信支付付款码",
        ));
    }
    let now = world.clock.now();
    let mut book = world.book();
    if book.wechat_trades.contains_key(&number) {
        return Err(Answer::refusal(400, "OUT_TRADE_NO_USED", "商户订单号重复"));
    }
    if book
        .wechat_trades
        .values()
        .any(|t| t.auth_code.as_deref() == Some(code.as_str()))
    {
        return Err(Answer::refusal(400, "AUTH_CODE_INVALID", "101 付款码已被使用"));
    }
    let payer = payer_of(&code);
    if payer == Payer::DeadCode {
        return Err(Answer::refusal(
            400,
            "AUTHCODEEXPIRE",
            "二维码已过期，请用户在微信上刷新后再试",
        ));
    }
    let mut trade = WeChatTrade {
        number: number.clone(),
        product: Product::Code,
        description: text("/description").to_owned(),
        attach: None,
        total: order
            .pointer("/amount/total")
            .and_then(Value::as_i64)
            .unwrap_or_default(),
        notify_url: String::new(),
        openid: format!("o{}", chance::hex::<13>()),
        expires_at: now + LIFE_MS,
        created_at: now,
        fingerprint: String::new(),
        state: TradeState::UserPaying,
        transaction_id: None,
        paid_at: None,
        in_flight: false,
        auth_code: Some(code),
    };
    let answer = match payer {
        Payer::Pays | Payer::DeadCode => {
            settle(&mut trade, now);
            Answer::ok(&transaction(world, &trade))
        }
        Payer::PaysUnheard => {
            settle(&mut trade, now);
            Answer::refusal(500, "SYSTEM_ERROR", "系统异常，请查询订单")
        }
        Payer::PaysRefused => {
            settle(&mut trade, now);
            Answer::refusal(400, "PARAM_ERROR", "bank_type长度不正确")
        }
        Payer::TooLittle => {
            trade.state = TradeState::PayError;
            Answer::refusal(403, "NOT_ENOUGH", "余额不足")
        }
        Payer::TypesPassword | Payer::PutsPhoneAway | Payer::FailsPassword | Payer::TypesDuringReversal => Answer {
            status: 202,
            ..Answer::ok(&transaction(world, &trade))
        },
    };
    book.wechat_trades.insert(number, trade);
    Ok(answer)
}

/// What the payer has done since: called before anything is said about a trade.
pub fn catch_up(trade: &mut WeChatTrade, now: i64) {
    let Some(code) = trade.auth_code.clone() else { return };
    if trade.state != TradeState::UserPaying || now < trade.created_at + PASSWORD_MS {
        return;
    }
    match payer_of(&code) {
        Payer::TypesPassword => settle(trade, trade.created_at + PASSWORD_MS),
        Payer::FailsPassword => trade.state = TradeState::PayError,
        _ => {}
    }
}

/// `POST /v3/pay/transactions/out-trade-no/{number}/reverse`.
pub fn reverse(world: &World, number: &str, body: &[u8]) -> Answer {
    let order = match read(body, REVERSE) {
        Ok(order) => order,
        Err(refusal) => return refusal,
    };
    if order["mchid"] != world.keys.account.mchid.as_str() {
        return Answer::bad_field("/mchid", "商户号与签名的商户号不一致");
    }
    let now = world.clock.now();
    let mut book = world.book();
    let Some(trade) = book.wechat_trades.get_mut(number) else {
        return Answer::refusal(404, "ORDER_NOT_EXIST", "订单不存在");
    };
    if now < trade.created_at + REVERSIBLE_AFTER_MS {
        return Answer::refusal(400, "INVALID_REQUEST", "支付15秒后才能撤销");
    }
    let code = trade.auth_code.clone().unwrap_or_default();
    if trade.state == TradeState::UserPaying && !code.is_empty() && payer_of(&code) == Payer::TypesDuringReversal {
        // The payer confirms in this very moment: the next reversal finds a paid order.
        settle(trade, now);
        return Answer::refusal(400, "USERPAYING", "用户支付中，请稍后再试");
    }
    trade.state = TradeState::Revoked;
    Answer::ok(&serde_json::json!({
        "appid": world.keys.account.appid, "mchid": world.keys.account.mchid, "out_trade_no": number,
    }))
}
