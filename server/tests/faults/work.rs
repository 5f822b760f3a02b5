//! Work for a server that may die at any moment: commands with keys, sent over HTTP by several hands. What was answered
//! is in the journal; what was not is sent again under its key until it is.

mod command;
mod dice;
mod wire;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use reqwest::{RequestBuilder, header};
use serde_json::{Value, json};

use self::wire::number_in;
pub use self::{
    command::{Answer, Command, Silence},
    dice::Dice,
    wire::{http, leads_to, read},
};
use crate::people::People;

/// A phone's browser outside of WeChat.
const PHONE_BROWSER: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 \
     Mobile Safari/537.36";

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
