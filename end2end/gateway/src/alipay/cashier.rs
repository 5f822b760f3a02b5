//! Alipay's cashier. Alipay knows a trade only when the payer has confirmed here.

use std::time::Duration;

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::notify::return_address;
use super::order;
use super::request::Request;
use super::trade::{How, confirm};
use crate::book::AlipayOrder;
use crate::chance;
use crate::form::{html, yuan};
use crate::page::{page, page_error};
use crate::world::World;

const NAME: &str = "支付宝";

/// `alipay.trade.wap.pay` and `alipay.trade.page.pay`: the payer's browser arrives with the signed order.
pub fn open(world: &World, request: &Request, headers: &HeaderMap) -> Response {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if agent.contains("MicroMessenger") {
        return page_error(NAME, "请在浏览器中打开此页面完成付款");
    }
    match order::read(world, request) {
        Ok(order) => {
            let token = chance::hex::<16>();
            world.book().alipay_cashiers.insert(token.clone(), order.clone());
            show(&token, &order)
        }
        Err(problem) => page_error(NAME, problem),
    }
}

#[derive(Deserialize)]
pub struct ActForm {
    #[serde(default = "ten_seconds")]
    delay_ms: u64,
}

const fn ten_seconds() -> u64 {
    10_000
}

/// A button of the cashier.
pub async fn act(
    State(world): State<World>,
    Path((token, action)): Path<(String, String)>,
    Form(form): Form<ActForm>,
) -> Response {
    let found = world.book().alipay_cashiers.get(&token).cloned();
    let Some(order) = found else {
        return page_error(NAME, "页面已失效，请返回商家重新付款");
    };
    let how = match action.as_str() {
        "pay" => How::Now,
        "pay-twice" => How::Twice,
        "pay-late" => How::Late(Duration::from_millis(form.delay_ms)),
        "confirm" => How::NotYet,
        "cancel" => {
            let back = if order.quit_url.is_empty() {
                &order.return_url
            } else {
                &order.quit_url
            };
            return Redirect::to(back).into_response();
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    if let Err(problem) = confirm(&world, &order, how) {
        return page_error(NAME, problem);
    }
    let trade = world.book().alipay_trades.get(&order.number).cloned();
    match trade {
        Some(trade) if !trade.order.return_url.is_empty() => {
            Redirect::to(&return_address(&world, &trade)).into_response()
        }
        _ => page_error(NAME, "付款成功"),
    }
}

fn show(token: &str, order: &AlipayOrder) -> Response {
    let button = |action: &str, label: &str, plain: &str| {
        format!("<button class=\"button{plain}\" formaction=\"/alipay/cashier/{token}/{action}\">{label}</button>")
    };
    page(
        NAME,
        "cashier alipay",
        "",
        &format!(
            "<header class=\"bar\"><span></span><h1>{NAME}</h1></header>\
             <main><div class=\"amount\"><span class=\"quiet\">{subject}</span><b><sup>¥</sup>{amount}</b></div>\
             <dl><div><dt>收款方</dt><dd>会卡演示商户</dd></div><div><dt>订单号</dt><dd>{number}</dd></div>\
             <div><dt>付款方式</dt><dd>账户余额</dd></div></dl>\
             <form method=\"post\">{pay}{cancel}</form>\
             <details><summary>测试用的付款方式</summary><form method=\"post\">{confirm}{late}{twice}</form></details>\
             <p class=\"note\">本地替身，不涉及真实资金</p></main>",
            subject = html(&order.subject),
            amount = yuan(order.total),
            number = html(&order.number),
            pay = button("pay", "确认付款", ""),
            cancel = button("cancel", "取消", " plain"),
            confirm = button("confirm", "确认但不付款", " plain"),
            late = button("pay-late", "稍后到账", " plain"),
            twice = button("pay-twice", "重复支付", " plain"),
        ),
    )
    .into_response()
}
