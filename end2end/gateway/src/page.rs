//! The frame of the stand-in's pages, and its front page.

use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::form::{html, yuan};
use crate::world::World;

const CROSS: &str = "<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\" stroke-linecap=\"round\" aria-hidden=\"true\"><path d=\"M12 6v8M12 18v.01\"/></svg>";
const STYLE: &str = include_str!("page.css");

pub fn routes() -> Router<World> {
    Router::new()
        .route("/", get(front))
        .route("/healthz", get(|| async { "ok" }))
}

/// A whole page. `kind` is the class of its body.
pub fn page(title: &str, kind: &str, head: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">\
         <title>{}</title>{head}<style>{STYLE}</style></head><body class=\"{kind}\">{body}</body></html>",
        html(title)
    ))
}

/// What can be seen here, and what happened last.
async fn front(State(world): State<World>) -> Html<String> {
    let mut trades: Vec<_> = {
        let book = world.book();
        book.wechat_trades.values().cloned().collect()
    };
    trades.sort_by_key(|trade| std::cmp::Reverse(trade.created_at));
    let now = world.clock.now();
    let rows: String = trades
        .iter()
        .take(30)
        .map(|trade| {
            format!(
                "<li><span><b>{}</b><small>{}</small></span><span class=\"sum\">¥{}<small>{:?}</small></span></li>",
                html(&trade.description),
                html(&trade.number),
                yuan(trade.total),
                trade.state_at(now)
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let list = if rows.is_empty() {
        "<p class=\"empty\">还没有订单</p>".to_owned()
    } else {
        format!("<ul class=\"list\">{rows}</ul>")
    };
    page(
        "本地支付与短信",
        "front",
        "",
        &format!(
            "<main><h1>本地支付与短信</h1><p class=\"quiet\">这是测试用的替身：它代替微信支付和短信通道，不涉及真实资金。</p>\
             <nav><a class=\"button\" href=\"/phone\">手机短信</a><a class=\"button plain\" href=\"{}\">返回会员门户</a></nav>\
             <h2>最近订单</h2>{list}</main>",
            html(&world.portal)
        ),
    )
}

/// A page that says what is wrong.
pub fn page_error(title: &str, problem: &str) -> Response {
    let title_text = html(title);
    let body = format!(
        "<header class=\"bar\"><span></span><h1>{title_text}</h1></header>\
         <main class=\"result\"><div class=\"mark bad\">{CROSS}</div><p role=\"alert\">{}</p></main>",
        html(problem)
    );
    page(title, "cashier", "", &body).into_response()
}
