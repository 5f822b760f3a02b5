//! The bills: asked for with a signature, downloaded with one, and themselves not signed. The trade bill lists what was paid and
//! refunded, the fund flow what the merchant's account took in and gave out.

use std::io::Write;
use std::ops::Range;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use url::form_urlencoded;

use super::answer::Answer;
use crate::book::{RefundStatus, TradeState, WeChatRefund, WeChatTrade};
use crate::chance;
use crate::clock::{parse_plain, plain};
use crate::form::yuan;
use crate::world::World;

/// Where bills are fetched.
pub const DOWNLOAD: &str = "/v3/billdownload/file";

const HEADER: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const SUMMARY: &str = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";
const DAY_MS: i64 = 24 * 3600 * 1000;
const TEN_O_CLOCK_MS: i64 = 34 * 3600 * 1000;
const THREE_MONTHS_MS: i64 = 92 * 24 * 3600 * 1000;
const TOKEN_LIFE_MS: i64 = 5 * 60 * 1000;

/// A file that waits to be fetched.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub made_at: i64,
    pub bytes: Vec<u8>,
}

/// `GET /v3/bill/tradebill`.
pub fn ask(world: &World, query: &str) -> Answer {
    let choices = ["ALL", "SUCCESS", "REFUND"];
    answered(offer(world, query, ("bill_type", &choices), |day, kind| {
        file(world, day, kind)
    }))
}

/// `GET /v3/bill/fundflowbill`. This merchant has a basic account and no other.
pub fn ask_funds(world: &World, query: &str) -> Answer {
    let choices = ["BASIC", "OPERATION", "FEES"];
    answered(offer(world, query, ("account_type", &choices), |day, account| {
        (account == "BASIC").then(|| fund_flow(world, day)).flatten()
    }))
}

fn answered(answer: Result<Answer, Answer>) -> Answer {
    match answer {
        Ok(answer) | Err(answer) => answer,
    }
}

/// Puts the day's file where it can be fetched, and says where. The first of the choices is meant where none is named.
fn offer(
    world: &World,
    query: &str,
    (choice, choices): (&str, &[&str]),
    file: impl FnOnce(&str, &str) -> Option<String>,
) -> Result<Answer, Answer> {
    let parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    if parameters
        .iter()
        .any(|(name, _)| !matches!(name.as_str(), "bill_date" | "tar_type") && name != choice)
    {
        return Err(Answer::refusal(400, "PARAM_ERROR", "存在多余的参数"));
    }
    let given = |name: &str| parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let day = given("bill_date").unwrap_or_default();
    let begins = parse_plain(&format!("{day} 00:00:00"));
    let begins = begins.ok_or_else(|| Answer::refusal(400, "PARAM_ERROR", "bill_date格式不正确"))?;
    let kind = given(choice).unwrap_or(choices[0]);
    if !choices.contains(&kind) || !matches!(given("tar_type"), None | Some("GZIP")) {
        return Err(Answer::refusal(400, "PARAM_ERROR", "账单类型或tar_type不正确"));
    }
    let now = world.clock.now();
    if now < begins + TEN_O_CLOCK_MS {
        return Err(Answer::refusal(400, "STATEMENT_CREATING", "账单生成中，请稍后再试"));
    }
    if now - begins > THREE_MONTHS_MS {
        return Err(Answer::refusal(400, "INVALID_REQUEST", "只能下载三个月以内的账单"));
    }
    let file = file(day, kind).ok_or_else(|| Answer::refusal(400, "NO_STATEMENT_EXIST", "账单文件不存在"))?;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, file.as_bytes());
    let bytes = if given("tar_type").is_some() {
        packed(file.as_bytes())
    } else {
        file.into_bytes()
    };
    let token = chance::hex::<24>();
    world.bills.put(token.clone(), Waiting { made_at: now, bytes });
    Ok(Answer::ok(&json!({
        "hash_type": "SHA1",
        "hash_value": hex::encode(digest),
        "download_url": format!("{}{DOWNLOAD}?token={token}", world.base),
    })))
}

/// `GET /v3/billdownload/file?token=`.
pub fn download(world: &World, query: &str) -> Response {
    let waiting = query.strip_prefix("token=").and_then(|token| world.bills.get(token));
    match waiting {
        Some(Waiting { made_at, bytes }) if world.clock.now() - made_at < TOKEN_LIFE_MS => {
            Body::from(bytes).into_response()
        }
        _ => Answer::refusal(400, "INVALID_REQUEST", "账单下载链接已失效").send(world),
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer
        .write_all(bytes)
        .and_then(|()| packer.finish())
        .unwrap_or_default()
}

/// The instants of a day.
fn span(day: &str) -> Option<Range<i64>> {
    let begins = parse_plain(&format!("{day} 00:00:00"))?;
    Some(begins..begins + DAY_MS)
}

/// The file of a day, or nothing when nothing happened on it.
fn file(world: &World, day: &str, kind: &str) -> Option<String> {
    let day = span(day)?;
    let on_day = |at: Option<i64>| at.is_some_and(|at| day.contains(&at));
    let book = world.book();
    let paid: Vec<&WeChatTrade> = book
        .wechat_trades
        .values()
        .filter(|t| kind != "REFUND" && on_day(t.paid_at) && t.state != TradeState::Revoked)
        .collect();
    let back: Vec<(&WeChatRefund, &WeChatTrade)> = book
        .wechat_refunds
        .values()
        .filter(|r| kind != "SUCCESS" && on_day(Some(r.created_at)))
        .filter_map(|r| Some((r, book.wechat_trades.get(&r.number)?)))
        .collect();
    if paid.is_empty() && back.is_empty() {
        return None;
    }
    let mut lines = vec![format!("\u{FEFF}{HEADER}")];
    lines.extend(paid.iter().map(|trade| paid_line(world, trade, "SUCCESS")));
    let revoked = book
        .wechat_trades
        .values()
        .filter(|t| t.state == TradeState::Revoked && on_day(t.paid_at));
    lines.extend(revoked.map(|trade| paid_line(world, trade, "REVOKED")));
    lines.extend(back.iter().map(|(refund, trade)| refund_line(world, refund, trade)));
    let came: i64 = paid.iter().map(|trade| trade.total).sum();
    let went: i64 = back.iter().map(|(refund, _)| refund.amount).sum();
    lines.push(SUMMARY.to_owned());
    let (came, went) = (yuan(came), yuan(went));
    lines.push(line(&[
        &format!("{}.0", paid.len() + back.len()),
        &came,
        &went,
        "0.0",
        "0.0",
        &came,
        &went,
    ]));
    Some(lines.join("\n") + "\n")
}

const FLOW_HEADER: &str = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号";
const FLOW_SUMMARY: &str = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额";

/// One movement of the account.
struct Movement {
    at: i64,
    /// WeChat's number of the payment or refund.
    id: String,
    kind: &'static str,
    fen: i64,
    note: String,
    voucher: String,
}

/// The account's movements of a day, or nothing when there were none.
fn fund_flow(world: &World, day: &str) -> Option<String> {
    let mut movements = movements(world, &span(day)?);
    if movements.is_empty() {
        return None;
    }
    movements.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let mut lines = vec![format!("\u{FEFF}{FLOW_HEADER}")];
    let mut balance = 0;
    for (place, one) in movements.iter().enumerate() {
        balance += one.fen;
        let flow_id = format!("{}{place:012}", world.keys.account.mchid);
        let direction = if one.fen > 0 { "收入" } else { "支出" };
        lines.push(line(&[
            &plain(one.at),
            &one.id,
            &flow_id,
            one.kind,
            one.kind,
            direction,
            &yuan(one.fen.abs()),
            &yuan(balance),
            "system",
            &one.note,
            &one.voucher,
        ]));
    }
    let came: Vec<i64> = movements.iter().map(|one| one.fen).filter(|fen| *fen > 0).collect();
    let went: Vec<i64> = movements.iter().map(|one| -one.fen).filter(|fen| *fen > 0).collect();
    lines.push(FLOW_SUMMARY.to_owned());
    lines.push(line(&[
        &format!("{}.0", movements.len()),
        &format!("{}.0", came.len()),
        &yuan(came.iter().sum()),
        &format!("{}.0", went.len()),
        &yuan(went.iter().sum()),
    ]));
    Some(lines.join("\n") + "\n")
}

fn movements(world: &World, day: &Range<i64>) -> Vec<Movement> {
    let on_day = |at: i64| day.contains(&at);
    let book = world.book();
    let left_out = |number: &str| book.policy.not_booked.iter().any(|one| one == number);
    let paid = book.wechat_trades.values().filter_map(|trade| {
        let kept = trade.state != TradeState::Revoked && !left_out(&trade.number);
        let at = trade.paid_at.filter(|at| on_day(*at) && kept)?;
        Some(Movement {
            at,
            id: trade.transaction_id.clone().unwrap_or_default(),
            kind: "交易",
            fen: trade.total,
            note: trade.description.clone(),
            voucher: trade.number.clone(),
        })
    });
    let back = book.wechat_refunds.values().filter_map(|refund| {
        let moved = !matches!(refund.status, RefundStatus::Closed) && on_day(refund.created_at);
        let trade = book.wechat_trades.get(&refund.number)?;
        (moved && !left_out(&refund.refund_number)).then(|| Movement {
            at: refund.created_at,
            id: refund.refund_id.clone(),
            kind: "退款",
            fen: -refund.amount,
            note: String::new(),
            voucher: format!("REF{}", trade.transaction_id.as_deref().unwrap_or_default()),
        })
    });
    paid.chain(back).collect()
}

/// Every value with a backtick in front, so that a spreadsheet leaves long numbers alone.
fn line(values: &[&str]) -> String {
    values
        .iter()
        .map(|value| format!("`{value}"))
        .collect::<Vec<_>>()
        .join(",")
}

fn paid_line(world: &World, trade: &WeChatTrade, state: &str) -> String {
    let account = &world.keys.account;
    let (at, total) = (plain(trade.paid_at.unwrap_or_default()), yuan(trade.total));
    line(&[
        &at,
        &account.appid,
        &account.mchid,
        "0",
        "",
        trade.transaction_id.as_deref().unwrap_or_default(),
        &trade.number,
        &trade.openid,
        trade.product.trade_type(),
        state,
        "OTHERS",
        "CNY",
        &total,
        "0.00",
        "0",
        "0",
        "0.00",
        "0.00",
        "",
        "",
        &trade.description,
        trade.attach.as_deref().unwrap_or_default(),
        "0.00000",
        "0.60%",
        &total,
        "0.00",
        "",
    ])
}

fn refund_line(world: &World, refund: &WeChatRefund, trade: &WeChatTrade) -> String {
    let account = &world.keys.account;
    let (at, amount) = (plain(refund.created_at), yuan(refund.amount));
    let state = match refund.status {
        RefundStatus::Success => "SUCCESS",
        RefundStatus::Processing => "PROCESSING",
        RefundStatus::Closed => "FAIL",
        RefundStatus::Abnormal => "CHANGE",
    };
    line(&[
        &at,
        &account.appid,
        &account.mchid,
        "0",
        "",
        trade.transaction_id.as_deref().unwrap_or_default(),
        &trade.number,
        &trade.openid,
        trade.product.trade_type(),
        "REFUND",
        "OTHERS",
        "CNY",
        "0.00",
        "0.00",
        &refund.refund_id,
        &refund.refund_number,
        &amount,
        "0.00",
        "ORIGINAL",
        state,
        &trade.description,
        trade.attach.as_deref().unwrap_or_default(),
        "0.00000",
        "0.60%",
        "0.00",
        &amount,
        "",
    ])
}
