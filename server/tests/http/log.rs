//! What the log says, and what it must not say: no secret and nothing personal, at the level that is shipped.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use tracing_subscriber::fmt::MakeWriter;

use crate::people::{Cashier, Member};
use crate::test_app::TestApp;

/// Everything that any server of this process logs, from the first use on.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn of_this_process() -> &'static Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let subscriber = tracing_subscriber::fmt()
                .json()
                .with_max_level(tracing::Level::INFO)
                .with_writer(log.clone());
            subscriber.init();
            log
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn from_joining_to_a_sale_the_log_tells_nothing_personal_and_no_secret() {
    const PHONE: &str = "13300133777";
    const NAME: &str = "慕容小路";
    let log = Log::of_this_process();
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    member.client.post_form("/do/set_name", &[("name", NAME)]).await;
    let number = member.top_up(&app, "100.00").await;
    let digits = member.code(&app).await;
    let mut cashier = Cashier::sign_in(&app).await;
    cashier.sell(&digits, "36.50").await;
    // What is refused is logged the most readily.
    let mut stranger = app.client();
    stranger
        .post_form(
            "/do/staff_sign_in",
            &[("login", "xuhui"), ("password", "moon-over-the-9-hills")],
        )
        .await;
    stranger.post_form("/do/enter_code", &[("code", "777777")]).await;
    stranger
        .get(&format!("/pay/none?phone={PHONE}&token=secret-of-the-address"))
        .await;
    let forged = serde_json::json!({ "number": number, "forgery": "unsigned" });
    app.gateway_post("/control/wechat/notify", forged).await;

    let said = log.text();
    assert!(said.contains("/do/enter_code"), "the requests are logged at all");
    let token = member.client.cookie("huika").expect("is signed in").to_owned();
    let staff = cashier.client.cookie("huika-staff").expect("is signed in").to_owned();
    for secret in [
        PHONE,
        NAME,
        &digits,
        &token,
        &staff,
        "huika-demo",
        "moon-over-the-9-hills",
        "secret-of-the-address",
    ] {
        assert!(!said.contains(secret), "the log tells {secret}");
    }
}
