//! WeChat's cashier as a payer sees it: the page behind an H5 address, and behind a scanned code.

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::book::{Product, TradeState, WeChatTrade};
use crate::form::{html, yuan};
use crate::page::page;
use crate::wechat::{self, PayError};
use crate::world::World;

/// An H5 address lives five minutes, the id behind it two hours.
const H5_LIFE_MS: i64 = 5 * 60 * 1000;
const PREPAY_LIFE_MS: i64 = 2 * 3600 * 1000;
const TICK: &str = "<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\"><path d=\"M5 13l4 4L19 7\"/></svg>";
const CROSS: &str = "<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\" stroke-linecap=\"round\" aria-hidden=\"true\"><path d=\"M12 6v8M12 18v.01\"/></svg>";

pub fn routes() -> Router<World> {
    Router::new()
        .route("/cgi-bin/mmpayweb-bin/checkmweb", get(from_h5))
        .route("/cashier/scan", get(from_scan))
        .route("/cashier/{prepay_id}/{action}", post(act))
}

#[derive(Deserialize)]
struct H5Query {
    #[serde(default)]
    prepay_id: String,
    #[serde(default)]
    redirect_url: String,
}

#[derive(Deserialize)]
struct ScanQuery {
    code_url: String,
}

#[derive(Deserialize)]
struct ActForm {
    #[serde(default)]
    redirect_url: String,
    #[serde(default = "ten_seconds")]
    delay_ms: u64,
}

const fn ten_seconds() -> u64 {
    10_000
}

/// The H5 address: only from the merchant's registered site, only outside of WeChat, only for five minutes.
async fn from_h5(State(world): State<World>, Query(query): Query<H5Query>, headers: HeaderMap) -> Response {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    if text(header::USER_AGENT).contains("MicroMessenger") {
        return page_error("请在微信外打开订单，进行支付");
    }
    if !same_host(text(header::REFERER), &world.portal) {
        return page_error("商家参数格式有误，请联系商家解决（当前请求的Referer与商户配置的H5支付域名不一致）");
    }
    if !query.redirect_url.is_empty() && !same_host(&query.redirect_url, &world.portal) {
        return page_error("商家参数格式有误，请联系商家解决（redirect_url不在商户配置的H5支付域名下）");
    }
    match find(&world, &query.prepay_id, H5_LIFE_MS) {
        Some((trade, state)) if trade.product == Product::H5 => {
            show(&query.prepay_id, &trade, state, &query.redirect_url)
        }
        _ => page_error("支付请求已失效，请重新发起支付"),
    }
}

/// What WeChat's scanner opens for a Native code.
async fn from_scan(State(world): State<World>, Query(query): Query<ScanQuery>) -> Response {
    let prepay_id = query
        .code_url
        .strip_prefix("weixin://wxpay/bizpayurl?pr=")
        .unwrap_or_default();
    match find(&world, prepay_id, PREPAY_LIFE_MS) {
        Some((trade, state)) if trade.product == Product::Native => show(prepay_id, &trade, state, ""),
        _ => page_error("二维码已失效，请刷新后重试"),
    }
}

/// A button of the cashier.
async fn act(
    State(world): State<World>,
    Path((prepay_id, action)): Path<(String, String)>,
    Form(form): Form<ActForm>,
) -> Response {
    let Some((trade, _)) = find(&world, &prepay_id, PREPAY_LIFE_MS) else {
        return page_error("支付请求已失效，请重新发起支付");
    };
    let done = match action.as_str() {
        "pay" => wechat::pay(&world, &trade.number, 1),
        "pay-twice" => wechat::pay(&world, &trade.number, 2),
        "pay-late" => wechat::begin_late_payment(&world, &trade.number, form.delay_ms),
        "cancel" => Ok(()),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match done {
        Ok(()) if !form.redirect_url.is_empty() => Redirect::to(&form.redirect_url).into_response(),
        Ok(()) if action == "cancel" => result("已取消", "订单没有付款", false),
        Ok(()) => result("支付成功", &format!("¥{}", yuan(trade.total)), true),
        Err(PayError::AlreadyPaid) => page_error("该订单已支付，请勿重复付款"),
        Err(PayError::Closed) => page_error("该订单已关闭，无法付款"),
        Err(PayError::NotKnown) => page_error("订单不存在"),
    }
}

fn find(world: &World, prepay_id: &str, life_ms: i64) -> Option<(WeChatTrade, TradeState)> {
    let now = world.clock.now();
    let book = world.book();
    let (number, given_at) = book.prepay_ids.get(prepay_id)?;
    if now - given_at > life_ms {
        return None;
    }
    let trade = book.wechat_trades.get(number)?;
    Some((trade.clone(), trade.state_at(now)))
}

fn same_host(address: &str, portal: &str) -> bool {
    let host = |text: &str| {
        url::Url::parse(text)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
    };
    host(address).is_some_and(|own| host(portal) == Some(own))
}

fn show(prepay_id: &str, trade: &WeChatTrade, state: TradeState, redirect_url: &str) -> Response {
    match state {
        TradeState::Success | TradeState::Refund => return page_error("该订单已支付，请勿重复付款"),
        TradeState::Closed | TradeState::Revoked => return page_error("该订单已关闭，无法付款"),
        TradeState::NotPay | TradeState::UserPaying | TradeState::PayError => {}
    }
    let hidden = format!(
        "<input type=\"hidden\" name=\"redirect_url\" value=\"{}\">",
        html(redirect_url)
    );
    let button = |action: &str, label: &str, plain: &str| {
        format!(
            "<button class=\"button{plain}\" formaction=\"/cashier/{}/{action}\">{label}</button>",
            html(prepay_id)
        )
    };
    page(
        "微信支付",
        "cashier",
        "",
        &format!(
            "<header class=\"bar\"><span></span><h1>微信支付</h1></header><main><div class=\"amount\"><span class=\"quiet\">{description}</span><b><sup>¥</sup>{amount}</b></div>\
             <dl><div><dt>收款方</dt><dd>会卡演示商户</dd></div><div><dt>订单号</dt><dd>{number}</dd></div>\
             <div><dt>付款方式</dt><dd>零钱</dd></div></dl>\
             <form method=\"post\">{hidden}{pay}{cancel}</form>\
             <details><summary>测试用的付款方式</summary><form method=\"post\">{hidden}{late}{twice}</form></details>\
             <p class=\"note\">本地替身，不涉及真实资金</p></main>",
            description = html(&trade.description),
            amount = yuan(trade.total),
            number = html(&trade.number),
            pay = button("pay", "立即支付", ""),
            cancel = button("cancel", "取消", " plain"),
            late = button("pay-late", "稍后到账", " plain"),
            twice = button("pay-twice", "重复支付", " plain"),
        ),
    )
    .into_response()
}

fn page_error(problem: &str) -> Response {
    crate::page::page_error("微信支付", problem)
}

fn result(title: &str, detail: &str, good: bool) -> Response {
    let (kind, sign) = if good { ("mark", TICK) } else { ("mark bad", CROSS) };
    let body = format!(
        "<header class=\"bar\"><span></span><h1>微信支付</h1></header><main class=\"result\"><div class=\"{kind}\">{sign}</div><h2>{}</h2><p class=\"quiet\">{}</p></main>",
        html(title),
        html(detail)
    );
    page("微信支付", "cashier", "", &body).into_response()
}
