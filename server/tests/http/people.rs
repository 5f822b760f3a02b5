//! Who the stories are about: a member with a phone, a cashier at a till. They do what people do, by pages and forms.

use std::time::Duration;

use http::StatusCode;
use huika_domain::{Fen, OperatorId, Points, Reason};
use huika_store::{
    StoreError, Tx,
    adjustment::grant::{Granted, OpenGrant, Takers, open_grant, run_grants},
    member::session,
    till::show_code,
};
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    test_app::TestApp,
};

/// A member, signed in on their phone.
pub struct Member {
    pub phone: String,
    pub client: Client,
}

impl Member {
    /// Joins by phone and the code that the SMS brings.
    pub async fn join(app: &TestApp, phone: &str) -> Self {
        Self::join_with(app, phone, app.client()).await
    }

    /// The same with a browser of one's own.
    pub async fn join_with(app: &TestApp, phone: &str, mut client: Client) -> Self {
        let sent = client.post_form("/do/send_code", &[("phone", phone)]).await;
        assert_eq!(sent.location(), "/join/code");
        let code = app.sms_code(phone).await;
        let entered = client.post_form("/do/enter_code", &[("code", &code)]).await;
        assert_eq!(entered.location(), "/");
        Self {
            phone: phone.to_owned(),
            client,
        }
    }

    /// Signs in again on another phone.
    pub async fn sign_in(app: &TestApp, phone: &str) -> Self {
        let mut client = app.client();
        client.post_form("/do/send_code", &[("phone", phone)]).await;
        let code = app.next_sms_code(phone).await;
        let entered = client.post_form("/do/enter_code", &[("code", &code)]).await;
        assert_eq!(entered.location(), "/");
        Self {
            phone: phone.to_owned(),
            client,
        }
    }

    /// Opens an order for an amount; answers its number.
    pub async fn order_top_up(&mut self, yuan: &str) -> String {
        let key = self.client.get("/top-up").await.field("key");
        let fields = [("choice", "amount"), ("amount", yuan), ("key", &key)];
        let opened = self.client.post_form("/do/top_up", &fields).await;
        let number = opened
            .location()
            .strip_prefix("/top-up/")
            .unwrap_or_else(|| panic!("{}", opened.location()));
        assert!(number.starts_with('T'), "{number}");
        number.to_owned()
    }

    /// Asks for a top-up back, as the page's form does; answers the page that follows.
    pub async fn ask_refund(&mut self, number: &str) -> Answer {
        let page = format!("/top-up/{number}/refund");
        let key = self.client.get(&page).await.field("key");
        let fields = [("number", number), ("key", &key)];
        let asked = self.client.post_form("/do/ask_refund", &fields).await;
        assert_eq!(asked.location(), page);
        self.client.get(&page).await
    }

    /// Goes to the gateway's cashier, as a browser does that follows the link.
    pub async fn go_to_cashier(&mut self, number: &str) -> Answer {
        let paying = self.client.get(&format!("/top-up/{number}/pay")).await;
        assert_eq!(
            paying.header("referrer-policy"),
            "strict-origin",
            "the cashier wants to know where one came from"
        );
        assert!(paying.location().contains("prepay_id="), "{}", paying.location());
        paying
    }

    /// Orders, pays at the gateway, and waits until the money is on the card.
    pub async fn top_up(&mut self, app: &TestApp, yuan: &str) -> String {
        let number = self.order_top_up(yuan).await;
        self.go_to_cashier(&number).await;
        app.gateway_post(&format!("/control/wechat/trades/{number}/pay"), json!({}))
            .await;
        app.until("the top-up is credited", async || {
            app.top_up_status(&number).await.is_paid()
        })
        .await;
        number
    }

    /// Sets the first payment PIN.
    pub async fn set_pin(&mut self, pin: &str) {
        let set = self
            .client
            .post_form("/do/set_pin", &[("pin", pin), ("again", pin)])
            .await;
        assert!(
            ["/me/pin?done=set", "/approve"].contains(&set.location()),
            "{}",
            set.location()
        );
    }

    /// The twenty digits that the phone shows in this moment.
    pub async fn code(&self, app: &TestApp) -> String {
        let token = self.client.cookie("huika").expect("the member is signed in").to_owned();
        let shown = app.state.store.read(move |tx: &mut Tx<'_>| {
            let session = session(tx, &token)?.ok_or_else(|| StoreError::Internal("no session".into()))?;
            show_code(tx, session.device)
        });
        shown.await.unwrap().expect("the device shows a code").payload.compose()
    }

    /// Principal and bonus together.
    pub async fn balance(&self, app: &TestApp) -> Fen {
        app.home_of(&self.phone).await.balance
    }
}

/// A cashier, signed in at a till.
pub struct Cashier {
    pub client: Client,
}

impl Cashier {
    pub async fn sign_in(app: &TestApp) -> Self {
        Self::sign_in_as(app, "xuhui").await
    }

    /// Another of the shop's operators.
    pub async fn sign_in_as(app: &TestApp, login: &str) -> Self {
        let mut client = app.client();
        let fields = [("login", login), ("password", "huika-demo")];
        let signed_in = client.post_form("/do/staff_sign_in", &fields).await;
        assert_eq!(signed_in.location(), "/counter");
        Self { client }
    }

    /// Scans; answers where the counter goes on.
    pub async fn scan(&mut self, digits: &str) -> String {
        self.client
            .post_form("/do/scan", &[("scanned", digits)])
            .await
            .location()
            .to_owned()
    }

    /// Scans and sells; answers where the counter goes on.
    pub async fn sell(&mut self, digits: &str, yuan: &str) -> String {
        let page = self.scan(digits).await;
        assert!(page.starts_with("/counter/sale/"), "{page}");
        self.take_payment(&page, yuan).await
    }

    /// Takes an amount from an open till session.
    pub async fn take_payment(&mut self, page: &str, yuan: &str) -> String {
        let session = page.trim_start_matches("/counter/sale/");
        let key = format!("test-{session}");
        let fields = [("session", session), ("amount", yuan), ("key", &key)];
        self.client.post_form("/do/sell", &fields).await.location().to_owned()
    }
}

impl TestApp {
    /// A present of points from headquarters.
    pub async fn give_points(&self, phone: &str, points: i64) {
        let grant = OpenGrant {
            granted: Granted::Points(Points::new(points)),
            expires_at: None,
            takers: Takers::These(vec![self.member_of(phone).await]),
            reason: Reason::parse("周年庆").unwrap(),
            operator: OperatorId::new(3),
            key: format!("grant-{phone}-{points}"),
        };
        let store = &self.state.store;
        store.write(move |tx| open_grant(tx, &grant)).await.unwrap();
        while store.write(|tx| run_grants(tx, 10)).await.unwrap() > 0 {}
    }

    /// The six digits of the newest SMS to a phone; waits for it to arrive.
    pub async fn sms_code(&self, phone: &str) -> String {
        self.sms_code_after(phone, 0).await
    }

    /// The six digits of the SMS that comes after the last one that was read.
    pub async fn next_sms_code(&self, phone: &str) -> String {
        let read = self.messages_read.lock().unwrap().get(phone).copied();
        self.sms_code_after(phone, read.unwrap_or_default()).await
    }

    async fn sms_code_after(&self, phone: &str, after: u64) -> String {
        let found = self
            .gateway_get(&format!("/control/sms?phone={phone}&after={after}&wait_ms=10000"))
            .await;
        let id = found["id"].as_u64().expect("the message has a number");
        self.messages_read.lock().unwrap().insert(phone.to_owned(), id);
        found["code"].as_str().expect("the message holds a code").to_owned()
    }

    pub async fn gateway_get(&self, path: &str) -> Value {
        let answer = self
            .http
            .get(format!("{}{path}", self.gateway.base()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    pub async fn gateway_post(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.gateway.base())).json(&body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path} {body}");
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// Waits for something that happens by itself, for ten seconds at most.
    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        for _ in 0..200 {
            if holds().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("in vain: {what}");
    }
}
