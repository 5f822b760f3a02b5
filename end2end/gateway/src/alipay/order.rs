//! What an order for the cashier may hold.

use rust_decimal::prelude::ToPrimitive;

use super::request::Request;
use crate::book::AlipayOrder;
use crate::clock::parse_plain;
use crate::world::World;

/// Which product code an order has to name, by the interface that carries it: 手机网站支付 and 电脑网站支付.
pub fn product_of(method: &str) -> Option<&'static str> {
    match method {
        "alipay.trade.wap.pay" => Some("QUICK_WAP_WAY"),
        "alipay.trade.page.pay" => Some("FAST_INSTANT_TRADE_PAY"),
        _ => None,
    }
}

/// What each of the two interfaces knows besides what both know.
const OF_WAP: [&str; 2] = ["quit_url", "auth_token"];
const OF_PAGE: [&str; 4] = ["qr_pay_mode", "qrcode_width", "integration_type", "request_from_url"];

const KNOWN: [&str; 11] = [
    "out_trade_no",
    "total_amount",
    "subject",
    "product_code",
    "body",
    "time_expire",
    "timeout_express",
    "passback_params",
    "goods_type",
    "seller_id",
    "business_params",
];

/// Reads an order, or says what Alipay would show the payer.
pub fn read(world: &World, request: &Request) -> Result<AlipayOrder, &'static str> {
    let own: &[&str] = if request.method() == "alipay.trade.page.pay" {
        &OF_PAGE
    } else {
        &OF_WAP
    };
    let unknown = request.biz.as_object().is_some_and(|biz| {
        biz.keys()
            .any(|name| !KNOWN.contains(&name.as_str()) && !own.contains(&name.as_str()))
    });
    if unknown {
        return Err("订单信息含有未知参数");
    }
    let number = request.text("out_trade_no");
    if number.is_empty() || number.len() > 64 || !number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err("商户订单号不合法");
    }
    let total = fen(request.text("total_amount")).filter(|fen| (1..=10_000_000_000).contains(fen));
    let total = total.ok_or("订单金额不合法")?;
    let subject = request.text("subject");
    if subject.is_empty() || subject.chars().count() > 256 || subject.contains(['/', '=', '&']) {
        return Err("订单标题不合法");
    }
    if Some(request.text("product_code")) != product_of(request.method()) {
        return Err("商家签约的产品与订单不符");
    }
    let now = world.clock.now();
    let expires_at = match request.text("time_expire") {
        "" => now + 15 * 24 * 3600 * 1000,
        given => parse_plain(given)
            .or_else(|| parse_plain(&format!("{given}:00")))
            .ok_or("订单超时时间不合法")?,
    };
    Ok(AlipayOrder {
        method: request.method().to_owned(),
        number: number.to_owned(),
        total,
        subject: subject.to_owned(),
        expires_at,
        notify_url: request.parameter("notify_url").to_owned(),
        return_url: request.parameter("return_url").to_owned(),
        quit_url: request.text("quit_url").to_owned(),
        passback_params: request.text("passback_params").to_owned(),
    })
}

/// `88.05` in fen, exactly.
pub fn fen(yuan: &str) -> Option<i64> {
    let amount: rust_decimal::Decimal = yuan.parse().ok()?;
    if amount.scale() > 2 || yuan.starts_with('+') {
        return None;
    }
    i64::try_from((amount * rust_decimal::Decimal::ONE_HUNDRED).to_i128()?).ok()
}

#[cfg(test)]
mod tests {
    use super::fen;

    #[test]
    fn yuan_become_fen_exactly() {
        for (text, expected) in [
            ("0.10", Some(10)),
            ("100", Some(10_000)),
            ("88.05", Some(8_805)),
            ("0.001", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(fen(text), expected, "{text}");
        }
    }
}
