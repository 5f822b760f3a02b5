//! A cashier's browser, by forms and pages alone.

use std::collections::HashMap;

use reqwest::{RequestBuilder, Response, header};

use crate::work::http;

/// The demo's cashier of the first store, signed in.
pub struct Counter {
    base: String,
    cookies: HashMap<String, String>,
}

impl Counter {
    pub async fn sign_in(base: &str) -> Self {
        let mut counter = Self {
            base: base.to_owned(),
            cookies: HashMap::new(),
        };
        let fields = [("login", "xuhui"), ("password", "huika-demo")];
        assert_eq!(counter.post("/do/staff_sign_in", &fields).await, "/counter");
        counter
    }

    /// What its cookies hold that nobody could guess.
    pub fn secrets(&self) -> impl Iterator<Item = &String> {
        self.cookies.values().filter(|value| value.len() >= 32)
    }

    /// Where a form leads.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let request = http().post(format!("{}{path}", self.base)).form(fields);
        let answer = self.send(request).await;
        assert!(
            answer.status().is_redirection(),
            "{path} was answered {}",
            answer.status()
        );
        location(&answer)
    }

    /// A page, or where it leads instead.
    pub async fn get(&mut self, path: &str) -> Result<String, String> {
        let answer = self.send(http().get(format!("{}{path}", self.base))).await;
        if answer.status().is_redirection() {
            return Err(location(&answer));
        }
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        Ok(answer.text().await.expect("a page"))
    }

    async fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        // A browser that shows pages; whoever asks for data is answered without a redirect.
        let request = request
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, cookies.join("; "));
        let answer = request.send().await;
        let answer = answer.expect("the server answers");
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie
                .to_str()
                .unwrap_or_default()
                .split(';')
                .next()
                .unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

fn location(answer: &Response) -> String {
    let address = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok());
    address.unwrap_or_default().to_owned()
}

/// What a hidden field of a page holds.
pub fn field(page: &str, name: &str) -> String {
    let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    after
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}
