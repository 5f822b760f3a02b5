//! Work for a server that may die at any moment: commands with keys, sent over HTTP by several hands. What was answered
//! is in the journal; what was not is sent again under its key until it is.

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use reqwest::{Client, RequestBuilder, Response, header};
use serde_json::{Value, json};

use crate::people::People;

/// Chance that repeats: SplitMix64.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap_or(0)]
    }

    /// Another one that is independent of this one's further throws.
    pub fn fork(&mut self) -> Self {
        Self(self.below(u64::MAX))
    }
}

/// The client of all tests; connections are not kept over a server's death.
pub fn http() -> Client {
    static HTTP: LazyLock<Client> = LazyLock::new(|| {
        Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client can be made")
    });
    HTTP.clone()
}

/// A phone's browser outside of WeChat.
const PHONE_BROWSER: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 \
     Mobile Safari/537.36";

/// What is asked for, under a key that is the same each time.
#[derive(Debug, Clone)]
pub enum Command {
    Sale {
        key: String,
        till: usize,
        session: String,
        phone: usize,
        fen: i64,
        cash: bool,
    },
    Return {
        key: String,
        till: usize,
        phone: usize,
        receipt: String,
        fen: i64,
    },
    Redeem {
        key: String,
        phone: usize,
    },
    /// Opens the order, goes to the gateway, pays there; the gateway tells the server twice.
    TopUp {
        key: String,
        phone: usize,
    },
}

impl Command {
    pub fn key(&self) -> &str {
        match self {
            Self::Sale { key, .. } | Self::Return { key, .. } | Self::Redeem { key, .. } | Self::TopUp { key, .. } => {
                key
            }
        }
    }
}

/// What a command was answered with: the till's JSON, or the number that the page leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Json(Value),
    Number(String),
}

impl Answer {
    pub fn number(&self, field: &str) -> &str {
        match self {
            Self::Json(value) => value[field].as_str().unwrap_or_default(),
            Self::Number(number) => number,
        }
    }

    pub fn figure(&self, field: &str) -> i64 {
        match self {
            Self::Json(value) => value[field].as_i64().unwrap_or_else(|| panic!("{field} in {value}")),
            Self::Number(_) => 0,
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Silence {
    /// The connection broke: nobody knows whether it was done.
    Broken,
    /// The server said that it cannot at the moment, with this code.
    Unavailable(String),
}

/// What was answered, what was not, and who sends.
pub struct Work {
    pub base: String,
    pub gateway: Option<String>,
    pub people: People,
    next: AtomicU64,
    over: AtomicBool,
    answered: Mutex<Vec<(Command, Answer)>>,
    unanswered: Mutex<Vec<Command>>,
    /// Receipts that can still be returned.
    receipts: Mutex<Vec<(String, i64, usize)>>,
    pub sent_again: AtomicU64,
    pub refused: Mutex<HashMap<String, u64>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Work {
    pub fn new(base: String, gateway: Option<String>, people: People) -> Arc<Self> {
        Arc::new(Self {
            base,
            gateway,
            people,
            next: AtomicU64::new(1),
            over: AtomicBool::new(false),
            answered: Mutex::default(),
            unanswered: Mutex::default(),
            receipts: Mutex::default(),
            sent_again: AtomicU64::new(0),
            refused: Mutex::default(),
        })
    }

    pub fn answered(&self) -> Vec<(Command, Answer)> {
        lock(&self.answered).clone()
    }

    pub fn answers(&self) -> usize {
        lock(&self.answered).len()
    }

    pub fn waiting(&self) -> usize {
        lock(&self.unanswered).len()
    }

    /// Lets so many hands work; the answer ends when [`Work::stop`] was called or the server is gone.
    pub fn begin(self: &Arc<Self>, hands: usize, dice: &mut Dice) -> tokio::task::JoinSet<()> {
        self.over.store(false, Ordering::SeqCst);
        let mut set = tokio::task::JoinSet::new();
        for hand in 0..hands {
            let (work, dice) = (Arc::clone(self), dice.fork());
            set.spawn(async move { work.one_hand(hand, dice).await });
        }
        set
    }

    pub fn stop(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    /// Waits for all hands, and fails where one of them did.
    pub async fn join(hands: tokio::task::JoinSet<()>) {
        hands.join_all().await;
    }

    /// Sends again until everything was answered.
    pub async fn finish(&self) {
        loop {
            let next = lock(&self.unanswered).pop();
            let Some(command) = next else { return };
            self.send_until_answered(command, 200).await;
        }
    }

    async fn send_until_answered(&self, command: Command, tries: u32) {
        for _ in 0..tries {
            match self.send(&command).await {
                Ok(answer) => return self.keep(command, answer),
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        panic!("not answered after {tries} tries: {command:?}");
    }

    async fn one_hand(&self, hand: usize, mut dice: Dice) {
        while !self.over.load(Ordering::SeqCst) {
            let again = lock(&self.unanswered).pop();
            let command = match again {
                Some(command) => {
                    self.sent_again.fetch_add(1, Ordering::SeqCst);
                    Ok(command)
                }
                None => self.invent(hand, &mut dice).await,
            };
            let outcome = match command {
                Ok(command) => match self.send(&command).await {
                    Ok(answer) => {
                        self.keep(command, answer);
                        Ok(())
                    }
                    Err(silence) => {
                        lock(&self.unanswered).push(command);
                        Err(silence)
                    }
                },
                Err(silence) => Err(silence),
            };
            match outcome {
                Ok(()) => {}
                Err(Silence::Broken) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(Silence::Unavailable(code)) => {
                    *lock(&self.refused).entry(code).or_default() += 1;
                    tokio::time::sleep(Duration::from_millis(30)).await;
                }
            }
        }
    }

    /// Something that was sent by hand and answered.
    pub fn note(&self, command: Command, answer: Answer) {
        self.keep(command, answer);
    }

    fn keep(&self, command: Command, answer: Answer) {
        if let Command::Sale { fen, phone, .. } = &command {
            let receipt = answer.number("receipt_number").to_owned();
            lock(&self.receipts).push((receipt, *fen, *phone));
        }
        lock(&self.answered).push((command, answer));
    }

    fn key(&self) -> String {
        format!("command-{:08}", self.next.fetch_add(1, Ordering::SeqCst))
    }

    /// The next thing to ask for; a sale begins with a scan.
    async fn invent(&self, hand: usize, dice: &mut Dice) -> Result<Command, Silence> {
        let key = self.key();
        let till = hand % self.people.tills.len();
        let phone = usize::try_from(dice.below(self.people.phones.len() as u64)).unwrap_or(0);
        match dice.below(20) {
            0..3 => Ok(Command::Redeem { key, phone }),
            3 if self.gateway.is_some() => Ok(Command::TopUp { key, phone }),
            4..7 => {
                let sold = lock(&self.receipts).pop();
                Ok(match sold {
                    Some((receipt, fen, phone)) => Command::Return {
                        key,
                        till,
                        phone,
                        receipt,
                        fen,
                    },
                    None => Command::Redeem { key, phone },
                })
            }
            _ => self.scan(key, till, phone, dice).await,
        }
    }

    /// By the rotating code where the phone has one to show, which spends; else by its number, which earns.
    async fn scan(&self, key: String, till: usize, phone: usize, dice: &mut Dice) -> Result<Command, Silence> {
        let shown = &self.people.phones[phone];
        let code = shown.code();
        let cash = code.is_none();
        let scanned = code.unwrap_or_else(|| shown.number.clone());
        let request = self.till(till, "scans", "").json(&json!({ "code": scanned }));
        let (status, body) = read(request).await?;
        let fen = i64::try_from(*dice.pick(&[5_u64, 17, 99, 250])).unwrap_or(5);
        match (status, body["code"].as_str()) {
            (201, _) => Ok(Command::Sale {
                key,
                till,
                session: body["session"].as_str().unwrap_or_default().to_owned(),
                phone,
                fen,
                cash,
            }),
            // A half minute ended between showing and scanning.
            (422, Some("out-of-time")) => Ok(Command::Redeem { key, phone }),
            _ => panic!("a scan was answered {status} {body}"),
        }
    }

    fn till(&self, till: usize, path: &str, key: &str) -> RequestBuilder {
        let request = http()
            .post(format!("{}/pos/v1/{path}", self.base))
            .bearer_auth(&self.people.tills[till]);
        if key.is_empty() {
            request
        } else {
            request.header("idempotency-key", key)
        }
    }

    /// A member's request, as the browser sends it.
    fn member(&self, request: RequestBuilder, phone: usize) -> RequestBuilder {
        request
            .header(header::ACCEPT, "text/html")
            .header(header::USER_AGENT, PHONE_BROWSER)
            .header(header::ORIGIN, &self.base)
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", format!("11.0.{phone}.1"))
            .header(header::COOKIE, format!("huika={}", self.people.phones[phone].token))
    }

    pub fn page(&self, path: &str, phone: usize, language: &str) -> RequestBuilder {
        let request = http().get(format!("{}{path}", self.base));
        self.member(request, phone).header(header::ACCEPT_LANGUAGE, language)
    }

    pub fn form(&self, path: &str, phone: usize, fields: &[(&str, &str)]) -> RequestBuilder {
        self.member(http().post(format!("{}{path}", self.base)).form(fields), phone)
    }

    /// Sends a command once.
    pub async fn send(&self, command: &Command) -> Result<Answer, Silence> {
        match command {
            Command::Sale {
                key,
                till,
                session,
                fen,
                cash,
                ..
            } => {
                let mut bill = json!({ "session": session, "amount_fen": fen });
                if *cash {
                    bill["payment"] = json!("outside");
                    bill["outside_channel"] = json!("cash");
                }
                self.command(*till, "sales", key, &bill).await
            }
            Command::Return {
                key,
                till,
                receipt,
                fen,
                ..
            } => {
                let back = json!({ "receipt_number": receipt, "amount_fen": fen, "line": "all" });
                self.command(*till, "returns", key, &back).await
            }
            Command::Redeem { key, phone } => {
                let item = self.people.item.to_string();
                let form = self.form("/do/redeem", *phone, &[("item", &item), ("key", key)]);
                let leads_to = leads_to(form).await?;
                number_in(&leads_to, "/orders/")
            }
            Command::TopUp { key, phone } => self.top_up(key, *phone).await,
        }
    }

    async fn command(&self, till: usize, path: &str, key: &str, body: &Value) -> Result<Answer, Silence> {
        let (status, answer) = read(self.till(till, path, key).json(body)).await?;
        assert_eq!(status, 201, "{path} {key} {body} was answered {answer}");
        Ok(Answer::Json(answer))
    }

    async fn top_up(&self, key: &str, phone: usize) -> Result<Answer, Silence> {
        let fields = [("choice", "amount"), ("amount", "1"), ("key", key)];
        let page = leads_to(self.form("/do/top_up", phone, &fields)).await?;
        let answer = number_in(&page, "/top-up/")?;
        let Answer::Number(number) = &answer else {
            return Ok(answer);
        };
        let cashier = leads_to(self.page(&format!("/top-up/{number}/pay"), phone, "zh-CN")).await?;
        // Once it is paid, the way to the cashier leads back to the order.
        if !cashier.ends_with(&format!("/top-up/{number}")) {
            if !cashier.contains("prepay_id=") {
                return Err(Silence::Unavailable("no-cashier".to_owned()));
            }
            let gateway = self.gateway.as_deref().unwrap_or_default();
            let pay = http().post(format!("{gateway}/control/wechat/trades/{number}/pay"));
            let paid = pay.json(&json!({ "how": "twice" })).send().await;
            let status = paid.expect("the gateway answers").status().as_u16();
            assert!(matches!(status, 200 | 409), "the gateway answered {status}");
        }
        Ok(answer)
    }
}

/// The status and the JSON of a till's answer; a server that says that it cannot now is silent too.
pub async fn read(request: RequestBuilder) -> Result<(u16, Value), Silence> {
    loop {
        let answer = sent(request.try_clone().expect("bodies here can be sent twice")).await?;
        let status = answer.status().as_u16();
        let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
        let body = answer.bytes().await.map_err(|_| Silence::Broken)?;
        let body: Value = serde_json::from_slice(&body)
            .unwrap_or_else(|e| panic!("{status} {e}: {}", String::from_utf8_lossy(&body)));
        match status {
            429 => tokio::time::sleep(Duration::from_millis(50)).await,
            500.. => {
                assert_eq!(
                    kind.as_ref().map(header::HeaderValue::as_bytes),
                    Some(&b"application/problem+json"[..])
                );
                assert_eq!(status, 503, "{body}");
                return Err(Silence::Unavailable(
                    body["code"].as_str().unwrap_or_default().to_owned(),
                ));
            }
            _ => return Ok((status, body)),
        }
    }
}

/// Where a form's answer leads.
pub async fn leads_to(request: RequestBuilder) -> Result<String, Silence> {
    let answer = sent(request).await?;
    let status = answer.status();
    if status.as_u16() == 503 {
        return Err(Silence::Unavailable("503".to_owned()));
    }
    assert!(status.is_redirection(), "{} was answered {status}", answer.url());
    let location = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|value| value.to_str().ok());
    Ok(location.unwrap_or_default().to_owned())
}

async fn sent(request: RequestBuilder) -> Result<Response, Silence> {
    request.send().await.map_err(|_| Silence::Broken)
}

/// The number at the end of an address, or why the form was refused.
fn number_in(address: &str, before: &str) -> Result<Answer, Silence> {
    if let Some((_, code)) = address.split_once("error=") {
        let faults = ["busy", "storage", "unknown-outcome", "gateway-unavailable"];
        assert!(faults.contains(&code), "a form was refused: {address}");
        return Err(Silence::Unavailable(code.to_owned()));
    }
    let number = address
        .split_once(before)
        .unwrap_or_else(|| panic!("a form leads to {address}"))
        .1;
    Ok(Answer::Number(number.to_owned()))
}
