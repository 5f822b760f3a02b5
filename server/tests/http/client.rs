//! A browser without a screen: keeps cookies, sends what Chromium sends with a form, follows nothing by itself.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::StatusCode;
use http::header::{self, HeaderMap};

/// A phone's browser outside of WeChat.
const PHONE_BROWSER: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 \
     Mobile Safari/537.36";

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("headers are text"))
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        assert!(
            self.status.is_redirection(),
            "expected a redirect, got {} {}",
            self.status,
            self.body
        );
        self.header("location")
    }

    /// The value of a hidden field in the page.
    pub fn field(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\"");
        let tag = self
            .body
            .split('<')
            .find(|tag| tag.starts_with("input") && tag.contains(&marker))
            .unwrap_or_else(|| panic!("no field {name} in {}", self.body));
        let value = tag
            .split("value=\"")
            .nth(1)
            .unwrap_or_else(|| panic!("field {name} has no value: {tag}"));
        value.split('"').next().unwrap_or_default().replace("&amp;", "&")
    }

    /// What the page tells with `role="alert"`, without its tags.
    pub fn alert(&self) -> String {
        let after = self
            .body
            .split("role=\"alert\"")
            .nth(1)
            .unwrap_or_else(|| panic!("no alert in {}", self.body));
        let inner = after.split_once('>').map_or("", |(_, rest)| rest);
        let mut text = String::new();
        let mut inside_tag = false;
        for c in inner.split("</p>").next().unwrap_or(inner).chars() {
            match c {
                '<' => inside_tag = true,
                '>' => inside_tag = false,
                c if !inside_tag => text.push(c),
                _ => {}
            }
        }
        text.trim().to_owned()
    }
}

/// One person's browser, at an address of its own, since limits hang on addresses.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    address: Ipv4Addr,
    cookies: BTreeMap<String, String>,
    agent: String,
}

impl Client {
    /// The same browser under another name.
    pub fn calling_itself(mut self, agent: &str) -> Self {
        agent.clone_into(&mut self.agent);
        self
    }

    pub fn new(base: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        // One /24 each.
        let address = Ipv4Addr::from(0x0B00_0001 + (NEXT.fetch_add(1, Ordering::Relaxed) << 8));
        Self {
            http,
            base: base.to_owned(),
            address,
            cookies: BTreeMap::new(),
            agent: PHONE_BROWSER.to_owned(),
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self
            .http
            .get(format!("{}{path}", self.base))
            .header(header::ACCEPT, "text/html");
        self.send(request).await
    }

    /// Asks for a page of a server that may die before it answers.
    pub async fn get_in_vain(self, path: String) {
        let request = self.http.get(format!("{}{path}", self.base));
        let request = request
            .header(header::USER_AGENT, &self.agent)
            .header(header::COOKIE, self.jar())
            .header("x-forwarded-for", self.address.to_string());
        let _no_answer = request.send().await;
    }

    /// Posts a form to a server that may die before it answers.
    pub async fn post_in_vain(self, path: &'static str, fields: Vec<(String, String)>) {
        let request = self.http.post(format!("{}{path}", self.base)).form(&fields);
        let request = request
            .header(header::USER_AGENT, &self.agent)
            .header(header::COOKIE, self.jar())
            .header(header::ORIGIN, &self.base)
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", self.address.to_string());
        let _no_answer = request.send().await;
    }

    /// Posts a form as a page of ours does.
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, &self.base)
            .header("sec-fetch-site", "same-origin")
            .header(header::REFERER, format!("{}/", self.base))
            .form(fields);
        self.send(request).await
    }

    /// Asks for what a script goes on with, as `fetch` on a page of ours does.
    pub async fn ask(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header(header::ACCEPT, "*/*")
            .header(header::ORIGIN, &self.base)
            .header("sec-fetch-site", "same-origin")
            .form(fields);
        self.send(request).await
    }

    /// Posts a form as a page of another site does, with this browser's cookies.
    pub async fn post_form_from_elsewhere(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, "https://evil.example")
            .header("sec-fetch-site", "cross-site")
            .form(fields);
        self.send(request).await
    }

    /// A form with a file in it, as a browser sends it; what the file is called says nothing about what it is.
    pub async fn post_file(&mut self, path: &str, fields: &[(&str, &str)], field: &str, file: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (name, text) in fields {
            let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"C:\\a.svg\"\r\nContent-Type: image/svg+xml\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, &self.base)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(body);
        self.send(request).await
    }

    /// Any request, with this browser's cookies and address.
    pub async fn request(&mut self, method: http::Method, path: &str, headers: HeaderMap, body: Vec<u8>) -> Answer {
        let request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .headers(headers)
            .body(body);
        self.send(request).await
    }

    /// The same browser, led to another server of the shop.
    pub fn led_to(mut self, base: &str) -> Self {
        base.clone_into(&mut self.base);
        self
    }

    /// Puts a cookie into the browser, as somebody does who has copied it.
    pub fn put_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// What a cookie holds.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Opens an event stream, as `EventSource` does.
    pub async fn listen(&mut self, path: &str) -> Events {
        let request = self
            .http
            .get(format!("{}{path}", self.base))
            .header(header::ACCEPT, "text/event-stream")
            .header(header::ACCEPT_ENCODING, "gzip, deflate, br")
            .header("sec-fetch-site", "same-origin");
        let response = request
            .header(header::COOKIE, self.jar())
            .send()
            .await
            .expect("the server answers");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        Events {
            response,
            text: String::new(),
        }
    }

    pub fn jar(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let jar = self.jar();
        let request = request
            .header(header::USER_AGENT, &self.agent)
            .header("x-forwarded-for", self.address.to_string());
        let request = if jar.is_empty() {
            request
        } else {
            request.header(header::COOKIE, jar)
        };
        let response = request.send().await.expect("the server answers");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("cookies are text"));
        }
        let (status, headers) = (response.status(), response.headers().clone());
        Answer {
            status,
            headers,
            body: response.text().await.expect("the answer is text"),
        }
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').expect("a cookie has a name and a value");
        if value.is_empty() || attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// An open event stream.
pub struct Events {
    response: reqwest::Response,
    text: String,
}

impl Events {
    /// How the stream is compressed; empty when it is not.
    pub fn coding(&self) -> &str {
        let coding = self.response.headers().get(header::CONTENT_ENCODING);
        coding.map_or("", |coding| coding.to_str().expect("headers are text"))
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.response.headers().get(name);
        value.map_or("", |value| value.to_str().expect("headers are text"))
    }

    /// The next event that is more than a heartbeat; waits five seconds at most.
    pub async fn next_event(&mut self) -> String {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                if event.contains("data:") {
                    return event;
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(5), self.response.chunk()).await;
            let chunk = chunk
                .expect("an event arrives")
                .expect("the stream holds")
                .expect("the stream goes on");
            self.text.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}
