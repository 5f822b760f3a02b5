//! A member without a browser: opens pages, fills in forms by the names of their fields, keeps cookies. Enough to sign
//! in for a measurement the way anybody signs in.

use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::{http, stage::Plan};

/// A number that the invented chain does not use.
const PHONE: &str = "13912345678";

pub struct Visitor {
    port: u16,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// Registers as a new member: phone number, the code from the SMS, signed in.
    pub fn joined(plan: &Plan) -> Result<Self> {
        let mut visitor = Self {
            port: plan.port,
            cookies: BTreeMap::new(),
        };
        visitor.submit("/join", &[("phone", PHONE)])?;
        let code = code_from_sms(plan)?;
        visitor.submit("/join/code", &[("code", &code)])?;
        if visitor.page("/")?.is_empty() {
            bail!("the new member's home page is empty");
        }
        Ok(visitor)
    }

    /// A page's HTML; anything but 200 is an error.
    pub fn page(&self, path: &str) -> Result<String> {
        let answer = http::exchange(self.port, &self.text("GET", path, "close", "", ""))?;
        let (head, body) = answer
            .split_once("\r\n\r\n")
            .context("the server's answer has no end of its head")?;
        if head.split_whitespace().nth(1) != Some("200") {
            bail!("{path} answered {:?}", head.lines().next().unwrap_or_default());
        }
        Ok(body.to_owned())
    }

    /// The bytes of a request for a page on a kept connection.
    pub fn request(&self, path: &str) -> String {
        self.text("GET", path, "keep-alive", "", "")
    }

    /// Fills in the form of a page that has all these fields, and sends it with its hidden ones.
    fn submit(&mut self, path: &str, values: &[(&str, &str)]) -> Result<()> {
        let answer = http::exchange(self.port, &self.text("GET", path, "close", "", ""))?;
        self.keep_cookies(&answer);
        let form = form_with(&answer, values).with_context(|| format!("{path} has no form with these fields"))?;
        let action = attribute(form, "action").context("the form has no action")?;
        let mut body = String::new();
        for (name, value) in hidden_fields(form)
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .chain(values.iter().copied())
        {
            let _infallible = write!(
                body,
                "{}{}={}",
                if body.is_empty() { "" } else { "&" },
                encoded(name),
                encoded(value)
            );
        }
        let kind = "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";
        let answer = http::exchange(self.port, &self.text("POST", &action, "close", kind, &body))?;
        self.keep_cookies(&answer);
        let refused = answer
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with("location:") && line.contains("error="));
        if let Some(line) = refused {
            bail!("{path} was refused: {line}");
        }
        Ok(())
    }

    fn text(&self, method: &str, path: &str, connection: &str, headers: &str, body: &str) -> String {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: {connection}\r\naccept-language: zh-CN\r\n\
             cookie: {}\r\n{headers}content-length: {}\r\n\r\n{body}",
            self.port,
            cookies.join("; "),
            body.len()
        )
    }

    fn keep_cookies(&mut self, answer: &str) {
        let head = answer.split("\r\n\r\n").next().unwrap_or_default();
        for line in head.lines() {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            if name.eq_ignore_ascii_case("set-cookie") {
                let pair = value.split(';').next().unwrap_or_default().trim();
                if let Some((name, value)) = pair.split_once('=') {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }
}

/// The newest one-time code that reached the stand-in's phone.
fn code_from_sms(plan: &Plan) -> Result<String> {
    let answer = http::get(
        plan.gateway_port,
        &format!("/control/sms?phone={PHONE}&wait_ms=4000"),
        "",
    )?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let message: Value =
        serde_json::from_str(body).with_context(|| format!("no SMS arrived at the stand-in: {body}"))?;
    message
        .get("code")
        .and_then(Value::as_str)
        .map(str::to_owned)
        .context("the SMS has no code")
}

fn form_with<'a>(html: &'a str, values: &[(&str, &str)]) -> Option<&'a str> {
    html.split("<form")
        .skip(1)
        .map(|rest| rest.split("</form>").next().unwrap_or(rest))
        .find(|form| {
            values
                .iter()
                .all(|(name, _)| form.contains(&format!("name=\"{name}\"")))
        })
}

fn hidden_fields(form: &str) -> Vec<(String, String)> {
    let inputs = form
        .split("<input")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap_or(rest));
    inputs
        .filter(|input| input.contains("type=\"hidden\""))
        .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _infallible = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{encoded, form_with, hidden_fields};

    #[test]
    fn the_form_with_the_fields_is_found_and_its_hidden_ones_are_kept() {
        let html = r#"<form action="/do/a"><input name="other"></form>
            <form action="/do/b"><input type="hidden" name="key" value="a&amp;b"><input name="phone" type="tel"></form>"#;
        let form = form_with(html, &[("phone", "")]).unwrap();
        assert!(form.contains("/do/b"));
        assert_eq!(hidden_fields(form), [("key".to_owned(), "a&b".to_owned())]);
    }

    #[test]
    fn form_values_are_percent_encoded() {
        assert_eq!(encoded("+86 138"), "%2B86%20138");
    }
}
