//! Web authorisation with `snsapi_base`: a silent redirect inside WeChat, then the openid for a code that works once.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::chance;
use crate::page::page_error;
use crate::world::World;

const CODE_LIFE_MS: i64 = 5 * 60 * 1000;

pub fn routes() -> Router<World> {
    Router::new()
        .route("/connect/oauth2/authorize", get(authorize))
        .route("/sns/oauth2/access_token", get(access_token))
}

fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .into_owned()
        .collect()
}

/// WeChat's own browser passes through here without anybody seeing a page.
async fn authorize(State(world): State<World>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    const NAME: &str = "微信";
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    if !agent.unwrap_or_default().contains("MicroMessenger") {
        return page_error(NAME, "请在微信客户端打开链接");
    }
    let parameters = pairs(query.as_deref());
    let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
    // In this order and no other.
    if names != ["appid", "redirect_uri", "response_type", "scope", "state"] {
        return page_error(NAME, "参数错误");
    }
    let value = |place: usize| parameters[place].1.as_str();
    let (return_address, state) = (value(1), value(4));
    if value(0) != world.keys.account.appid || value(2) != "code" || value(3) != "snsapi_base" {
        return page_error(NAME, "该链接无法访问：appid、response_type或scope参数错误");
    }
    if state.is_empty() || state.len() > 128 || !state.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return page_error(NAME, "state参数错误");
    }
    let host = |address: &str| {
        url::Url::parse(address)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
    };
    if host(return_address).is_none() || host(return_address) != host(&world.portal) {
        return page_error(NAME, "redirect_uri域名与后台配置不一致，错误码：10003");
    }
    let code = chance::hex::<16>();
    world.login_codes.put(code.clone(), world.clock.now());
    let joint = if return_address.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{return_address}{joint}code={code}&state={state}")).into_response()
}

/// Errors too come with status 200, and everything as plain text.
async fn access_token(State(world): State<World>, RawQuery(query): RawQuery) -> Response {
    let answer = exchange(&world, query.as_deref());
    ([(header::CONTENT_TYPE, "text/plain")], answer.to_string()).into_response()
}

fn exchange(world: &World, query: Option<&str>) -> Value {
    let parameters = pairs(query);
    let value = |name: &str| {
        let found = parameters.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let account = &world.keys.account;
    if value("appid") != account.appid {
        return json!({ "errcode": 40013, "errmsg": "invalid appid" });
    }
    if value("secret") != account.wechat_app_secret {
        return json!({ "errcode": 40125, "errmsg": "invalid appsecret" });
    }
    if value("grant_type") != "authorization_code" {
        return json!({ "errcode": 40002, "errmsg": "invalid grant_type" });
    }
    match world.login_codes.take(value("code")) {
        Some(given_at) if world.clock.now() - given_at < CODE_LIFE_MS => json!({
            "access_token": chance::hex::<32>(),
            "expires_in": 7200,
            "refresh_token": chance::hex::<32>(),
            "openid": account.wechat_openid,
            "scope": "snsapi_base",
        }),
        Some(_) => json!({ "errcode": 42003, "errmsg": "code expired" }),
        None => json!({ "errcode": 40029, "errmsg": "invalid code" }),
    }
}
