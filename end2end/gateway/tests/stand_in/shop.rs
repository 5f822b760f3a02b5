//! A shop as the tests need it: a stand-in on a free port, our client with the settings that the stand-in wrote, and a small portal that
//! keeps the notifications which arrive.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use huika_domain::{BusinessDay, Clock, Fen, Millis, ShopZone};
use huika_gateway::{Gateway, Options};
use huika_pay::alipay::{Alipay, AlipaySettings};
use huika_pay::stripe::{Stripe, StripeSettings};
use huika_pay::wechat::{WeChatLogin, WeChatPay, WeChatSettings};
use huika_pay::{
    Channel, H5Kind, HttpTimeouts, Notification, NotifyError, PrepayRequest, RefundRequest, Scene, SystemChance,
    TradeNumber, http_client,
};
use huika_sms::SmsSettings;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

/// The settings that the stand-in writes for a portal.
#[derive(Deserialize)]
pub struct Settings {
    pub pay: PaySettings,
    pub sms: SmsSettings,
}

#[derive(Deserialize)]
pub struct PaySettings {
    pub wechat: WeChatSettings,
}

/// The settings of the other channels, in a file of their own.
#[derive(Deserialize)]
struct MoreSettings {
    pay: MorePaySettings,
}

#[derive(Deserialize)]
struct MorePaySettings {
    alipay: AlipaySettings,
    stripe: StripeSettings,
}

pub struct Shop {
    pub portal: String,
    pub wechat: WeChatPay,
    pub alipay: Alipay,
    pub stripe: Stripe,
    pub sms: SmsSettings,
    pub gateway: Gateway,
    pub http: reqwest::Client,
    arrived: Mutex<mpsc::UnboundedReceiver<(HeaderMap, Bytes)>>,
    answer: Arc<AtomicU16>,
    /// How far the stand-in's own clock was moved forward.
    ahead_secs: AtomicI64,
    folder: TempDir,
}

#[derive(Clone)]
struct Portal {
    arrivals: mpsc::UnboundedSender<(HeaderMap, Bytes)>,
    answer: Arc<AtomicU16>,
}

/// Keys take a while to make, so all stand-ins of this run begin with the same.
static KEYS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    huika_gateway::make_keys(folder.path()).unwrap();
    folder
});

impl Shop {
    pub async fn open() -> Self {
        Self::open_with(HttpTimeouts {
            connect_ms: 5_000,
            total_ms: 30_000,
        })
        .await
    }

    pub async fn open_with(timeouts: HttpTimeouts) -> Self {
        let (arrivals, arrived) = mpsc::unbounded_channel();
        let answer = Arc::new(AtomicU16::new(200));
        let portal = listen(Portal {
            arrivals,
            answer: answer.clone(),
        })
        .await;

        let folder = TempDir::new().unwrap();
        for file in std::fs::read_dir(KEYS.path()).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
        let gateway = Gateway::start(Options {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            portal: portal.clone(),
            data: folder.path().to_owned(),
            time_scale: 100.0,
        })
        .await
        .unwrap();

        let file = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let settings: Settings = toml::from_str(&file("huika.toml")).unwrap();
        let more: MoreSettings = toml::from_str(&file("huika.toml")).unwrap();
        let http = http_client(timeouts).unwrap();
        let wechat = WeChatPay::new(
            settings.pay.wechat,
            http.clone(),
            Arc::new(SystemClock),
            Arc::new(SystemChance::new()),
        )
        .unwrap();
        let alipay = Alipay::new(more.pay.alipay, http.clone(), Arc::new(SystemClock)).unwrap();
        let stripe = Stripe::new(more.pay.stripe, http.clone()).unwrap();
        let arrived = Mutex::new(arrived);
        Self {
            portal,
            wechat,
            alipay,
            stripe,
            sms: settings.sms,
            gateway,
            http,
            arrived,
            answer,
            ahead_secs: AtomicI64::new(0),
            folder,
        }
    }

    /// Alipay in certificate mode.
    pub fn alipay_by_certificate(&self) -> Alipay {
        let text = std::fs::read_to_string(self.folder.path().join("certificates.toml")).unwrap();
        let more: MoreSettings = toml::from_str(&text).unwrap();
        Alipay::new(more.pay.alipay, self.http.clone(), Arc::new(SystemClock)).unwrap()
    }

    /// How the payer is recognised inside WeChat.
    pub fn login(&self) -> WeChatLogin {
        let text = std::fs::read_to_string(self.folder.path().join("huika.toml")).unwrap();
        let settings: Settings = toml::from_str(&text).unwrap();
        WeChatLogin::of(&settings.pay.wechat, self.http.clone()).unwrap()
    }

    /// Where an address redirects to.
    pub async fn led_on(&self, url: &str, agent: &str) -> String {
        let answer = self.http.get(url).header("User-Agent", agent).send().await.unwrap();
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    pub fn order(&self, number: &str, fen: i64) -> PrepayRequest {
        PrepayRequest {
            number: TradeNumber::parse(number).unwrap(),
            amount: Fen::new(fen),
            description: "会员充值".to_owned(),
            expires_at: self.stand_ins_now().plus_secs(900),
            scene: Scene::MobileBrowser {
                client_ip: "203.0.113.7".parse().unwrap(),
                kind: H5Kind::Ios,
            },
            return_url: format!("{}/pay/token", self.portal),
        }
    }

    /// Moves the stand-in's own clock forward; signatures go on carrying the real time.
    pub async fn advance_secs(&self, secs: i64) {
        self.control("clock", serde_json::json!({ "advance_secs": secs })).await;
        self.ahead_secs.fetch_add(secs, Ordering::SeqCst);
    }

    /// Makes it the stand-in's next noon and says of which day in China. What happens near midnight may stand on two days' bills, so a
    /// test of bills would otherwise depend on the time at which it runs.
    pub async fn at_noon(&self) -> BusinessDay {
        let china = ShopZone::parse("Asia/Shanghai").unwrap();
        let now = self.stand_ins_now();
        let noon_of = |day: BusinessDay| china.start_of(day).plus_secs(12 * 3600);
        let today = china.business_day(now);
        let day = if noon_of(today) < now { today.succ() } else { today };
        self.advance_secs(noon_of(day).unix_secs() - now.unix_secs() + 1).await;
        day
    }

    fn stand_ins_now(&self) -> Millis {
        SystemClock.now().plus_secs(self.ahead_secs.load(Ordering::SeqCst))
    }

    /// What the next notification that arrives says to our WeChat client.
    pub async fn next_notification(&self) -> Result<Notification, NotifyError> {
        self.next_for(&self.wechat).await
    }

    /// What the next notification that arrives says to one of our clients.
    pub async fn next_for(&self, channel: &dyn Channel) -> Result<Notification, NotifyError> {
        let (headers, body) = self.next_arrival().await;
        channel.read_notification(&headers, &body, SystemClock.now())
    }

    pub async fn next_arrival(&self) -> (HeaderMap, Bytes) {
        let mut arrived = self.arrived.lock().await;
        tokio::time::timeout(Duration::from_secs(30), arrived.recv())
            .await
            .expect("a notification within 30 s")
            .unwrap()
    }

    /// The ids and secrets that the stand-in made.
    pub fn account(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.folder.path().join("account.json")).unwrap()).unwrap()
    }

    pub fn answer_notifications_with(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    pub async fn control(&self, path: &str, order: Value) -> Value {
        let url = format!("{}/control/{path}", self.gateway.base());
        let answer = self.http.post(url).json(&order).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    pub async fn notify(&self, number: &str, forgery: &str) {
        let order = serde_json::json!({ "number": number, "forgery": forgery });
        self.control("wechat/notify", order).await;
    }

    /// Opens an address as a browser that comes from the shop's site.
    pub async fn browse(&self, url: &str) -> String {
        self.browse_as(url, Some(&self.portal), "Mozilla/5.0").await
    }

    pub async fn browse_as(&self, url: &str, referer: Option<&str>, agent: &str) -> String {
        let mut request = self.http.get(url).header("User-Agent", agent);
        if let Some(referer) = referer {
            request = request.header("Referer", referer);
        }
        request.send().await.unwrap().text().await.unwrap()
    }
}

pub fn refund(order: &PrepayRequest, refund_number: &str, fen: i64) -> RefundRequest {
    RefundRequest {
        number: order.number.clone(),
        refund_number: TradeNumber::parse(refund_number).unwrap(),
        amount: Fen::new(fen),
        total: order.amount,
        reason: "充值退款".to_owned(),
    }
}

async fn listen(state: Portal) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let limit = axum::extract::DefaultBodyLimit::max(8 * 1024 * 1024);
    let app = Router::new()
        .route("/notify/{channel}", post(keep))
        .layer(limit)
        .with_state(state);
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

async fn keep(State(portal): State<Portal>, headers: HeaderMap, body: Bytes) -> (StatusCode, &'static str) {
    let _ = portal.arrivals.send((headers, body));
    (
        StatusCode::from_u16(portal.answer.load(Ordering::SeqCst)).unwrap(),
        "success",
    )
}

pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the tests' one clock")]
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Millis::new(i64::try_from(since.as_millis()).unwrap())
    }
}
