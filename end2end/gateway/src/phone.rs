//! The phones: which exist, and the messages that each received.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Html;
use axum::routing::get;

use crate::book::Message;
use crate::clock::formatted;
use crate::form::html;
use crate::page::page;
use crate::world::World;

/// The pages look again by themselves, because they are watched while a code is awaited.
const REFRESH: &str = "<meta http-equiv=\"refresh\" content=\"2\">";

pub fn routes() -> Router<World> {
    Router::new()
        .route("/phone", get(phones))
        .route("/phone/{number}", get(inbox))
}

/// A number however it is written: `138…`, `+86138…`, `86138…`.
pub fn e164(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        11 if digits.starts_with('1') => format!("+86{digits}"),
        _ => format!("+{digits}"),
    }
}

/// `+8613800138000` as `138 0013 8000`.
fn readable(phone: &str) -> String {
    match phone.strip_prefix("+86") {
        Some(national) if national.len() == 11 => format!("{} {} {}", &national[..3], &national[3..7], &national[7..]),
        _ => phone.to_owned(),
    }
}

async fn phones(State(world): State<World>) -> Html<String> {
    let mut latest: Vec<Message> = Vec::new();
    for message in world.book().messages.iter().rev() {
        if !latest.iter().any(|known| known.phone == message.phone) {
            latest.push(message.clone());
        }
    }
    let rows: String = latest
        .iter()
        .map(|message| {
            format!(
                "<li><a href=\"/phone/{}\"><span><b>{}</b><small>{}</small></span><small>{}</small></a></li>",
                html(message.phone.trim_start_matches('+')),
                html(&readable(&message.phone)),
                html(&message.text.chars().take(40).collect::<String>()),
                formatted(message.at, "%H:%M")
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let list = if rows.is_empty() {
        "<p class=\"empty\">还没有短信。在门户里输入手机号，验证码会出现在这里。</p>".to_owned()
    } else {
        format!("<ul class=\"list\">{rows}</ul>")
    };
    page(
        "手机短信",
        "phone",
        REFRESH,
        &format!(
            "<header class=\"bar\"><a href=\"/\" aria-label=\"返回\">‹</a><h1>手机短信</h1></header><main>{list}</main>"
        ),
    )
}

async fn inbox(State(world): State<World>, Path(number): Path<String>) -> Html<String> {
    let phone = e164(&number);
    let messages: Vec<Message> = world
        .book()
        .messages
        .iter()
        .filter(|m| m.phone == phone)
        .cloned()
        .collect();
    // The newest on top, where it is seen without scrolling.
    let bubbles: String = messages
        .iter()
        .rev()
        .take(50)
        .map(|message| {
            format!(
                "<li><time>{}</time><p data-message=\"{}\">{}</p></li>",
                formatted(message.at, "%-m月%-d日 %H:%M:%S"),
                message.id,
                with_code(&message.text)
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let thread = if bubbles.is_empty() {
        "<p class=\"empty\">这部手机还没有收到短信</p>".to_owned()
    } else {
        format!("<ul class=\"thread\">{bubbles}</ul>")
    };
    let name = html(&readable(&phone));
    page(
        &format!("{name} 的短信"),
        "phone",
        REFRESH,
        &format!(
            "<header class=\"bar\"><a href=\"/phone\" aria-label=\"返回\">‹</a><h1>{name}</h1></header><main>{thread}</main>"
        ),
    )
}

/// The first run of 4 to 8 digits: the one-time code, if there is one.
pub fn code_in(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|run| (4..=8).contains(&run.len()))
}

fn with_code(text: &str) -> String {
    match code_in(text).and_then(|code| text.split_once(code).map(|(before, after)| (before, code, after))) {
        Some((before, code, after)) => format!("{}<b>{code}</b>{}", html(before), html(after)),
        None => html(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_the_same_however_it_is_written() {
        for text in ["13800138000", "+8613800138000", "8613800138000", "138 0013 8000"] {
            assert_eq!(e164(text), "+8613800138000");
        }
    }

    #[test]
    fn the_code_is_found_and_the_text_escaped() {
        assert_eq!(code_in("【会卡】验证码 042917，5 分钟内有效"), Some("042917"));
        assert_eq!(with_code("<i> 042917"), "&lt;i&gt; <b>042917</b>");
    }
}
