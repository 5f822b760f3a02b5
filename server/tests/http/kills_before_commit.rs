//! The server dies just before a commit: everything was decided and written, and nothing of it counts yet. At each commit of a top-up and
//! of a refund. Afterwards it is as if the step had not been begun, and the same order or refund ends well.
//!
//! On SQLite a library below the program sends SIGKILL when the log is about to be written with what that commit holds; on PostgreSQL
//! a deferred trigger keeps the commit waiting until the server was killed and its transaction taken back.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use huika_store::testing::{migrated_postgres, postgres_for_tests};
use huika_store::{StoreError, Tx};
use serde_json::json;

use crate::kills::Shop;
use crate::library;

/// The commits of a top-up and of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Commit {
    /// The order.
    Order,
    /// Where the payment goes on, as the gateway answered.
    PayTarget,
    /// The money on the card.
    Credit,
    /// The refund, and the amount set aside.
    Hold,
    /// The amount taken, after the gateway has paid it back.
    Taken,
    /// What came of asking the gateway: on SQLite that it works on it and is to be asked again, on PostgreSQL that it is done.
    Asked,
}

impl Commit {
    /// On SQLite: text that only this commit writes.
    fn text(self, number: &str) -> String {
        match self {
            Self::Order => "no bonus: 10.07".to_owned(),
            Self::PayTarget => "prepay_id=".to_owned(),
            Self::Credit => format!("top-up:{number}"),
            Self::Hold => "in-full".to_owned(),
            Self::Taken => "refund:F".to_owned(),
            Self::Asked => "gateway-refund".to_owned(),
        }
    }

    /// On PostgreSQL: table, and which of its changes.
    const fn change(self) -> (&'static str, &'static str) {
        match self {
            Self::Order => ("top_up", "INSERT ON top_up"),
            Self::PayTarget => ("top_up", "UPDATE OF pay_kind ON top_up"),
            Self::Credit => ("top_up", "UPDATE OF entry_id ON top_up"),
            Self::Hold => ("refund", "INSERT ON refund"),
            Self::Taken => ("refund", "UPDATE OF settled_at ON refund"),
            Self::Asked => ("outbox", "UPDATE OF done_at ON outbox"),
        }
    }
}

/// A commit that is looked for: on SQLite by text that only it writes, on PostgreSQL by a change of a table.
pub struct At<'a> {
    pub text: &'a str,
    pub table: &'static str,
    pub change: &'static str,
}

/// What the server falls into.
pub enum Trap {
    /// The bytes that the library below the program looks at.
    Disk(File),
    Trigger,
}

impl Trap {
    pub fn under(shop: &mut Shop, on_disk: bool) -> Self {
        if !on_disk {
            return Self::Trigger;
        }
        let control = shop.folder.path().join("faults");
        let database = shop.database.trim_start_matches("sqlite:").to_owned();
        shop.variables
            .extend(library::variables(&control, Path::new(&database)));
        Self::Disk(OpenOptions::new().write(true).open(control).unwrap())
    }

    async fn set(&self, shop: &Shop, commit: Commit, number: &str) {
        let (table, change) = commit.change();
        let text = &commit.text(number);
        self.set_at(shop, &At { text, table, change }).await;
    }

    pub async fn set_at(&self, shop: &Shop, at: &At<'_>) {
        const LOG: u8 = 2;
        match self {
            Self::Disk(control) => {
                let text = at.text;
                control.write_all_at(text.as_bytes(), 16).unwrap();
                control.write_all_at(&[LOG], 0).unwrap();
                control.write_all_at(&[u8::try_from(text.len()).unwrap()], 12).unwrap();
            }
            Self::Trigger => {
                let change = at.change;
                let trigger = format!(
                    "CREATE CONSTRAINT TRIGGER trap AFTER {change} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trap()"
                );
                run(
                    shop,
                    &[
                        "CREATE OR REPLACE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS \
                         'BEGIN PERFORM pg_sleep(60); RETURN NULL; END'"
                            .to_owned(),
                        trigger,
                    ],
                )
                .await;
            }
        }
    }

    /// Waits until the server has died in it, and takes it away.
    async fn sprung(&self, shop: &mut Shop, commit: Commit) {
        self.sprung_at(shop, commit.change().0).await;
    }

    pub async fn sprung_at(&self, shop: &mut Shop, table: &'static str) {
        match self {
            Self::Disk(control) => {
                shop.died(table).await;
                control.write_all_at(&[0], 12).unwrap();
            }
            Self::Trigger => {
                shop.until(&format!("{table} waits"), async || {
                    let waiting = shop.ask(|tx| {
                        tx.value::<i64>(
                            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'",
                            &[],
                        )
                    });
                    waiting.await > 0
                })
                .await;
                shop.kill();
                let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                           AND wait_event = 'PgSleep'";
                run(shop, &[end.to_owned(), format!("DROP TRIGGER trap ON {table}")]).await;
            }
        }
    }
}

async fn run(shop: &Shop, statements: &[String]) {
    for statement in statements {
        let statement = statement.clone();
        shop.ask(move |tx| tx.exec(&statement, &[])).await;
    }
}

fn count(sql: &'static str) -> impl Fn(&mut Tx<'_>) -> Result<i64, StoreError> + Send + 'static {
    move |tx| tx.value(sql, &[])
}

async fn top_up(shop: &mut Shop, trap: &Trap, killed: Option<Commit>) -> String {
    let amount = if killed == Some(Commit::Order) { "10.07" } else { "10" };
    let key = shop.member.get("/top-up").await.field("key");
    let fields = [
        ("choice", "amount"),
        ("amount", amount),
        ("channel", "wechat"),
        ("key", &*key),
    ];
    if killed == Some(Commit::Order) {
        let before = shop.ask(count("SELECT COUNT(*) FROM top_up")).await;
        trap.set(shop, Commit::Order, "").await;
        shop.post_in_vain("/do/top_up", &fields);
        trap.sprung(shop, Commit::Order).await;
        assert_eq!(shop.ask(count("SELECT COUNT(*) FROM top_up")).await, before, "no order");
        shop.killed_for_long().await;
    }
    let page = shop.member.post_form("/do/top_up", &fields).await.location().to_owned();
    let number = page.strip_prefix("/top-up/").expect("an order").to_owned();
    let again = shop.member.post_form("/do/top_up", &fields).await;
    assert_eq!(again.location(), page, "the same form is the same order");
    let pay = format!("{page}/pay");
    if killed == Some(Commit::PayTarget) {
        trap.set(shop, Commit::PayTarget, &number).await;
        shop.ask_in_vain(pay.clone());
        trap.sprung(shop, Commit::PayTarget).await;
        let kept = shop.ask(count(
            "SELECT COUNT(*) FROM top_up WHERE status = 'open' AND pay_kind <> ''",
        ));
        assert_eq!(kept.await, 0, "nothing was kept of the gateway's answer");
        assert!(shop.at_gateway(&number).await.is_some(), "which knows the order");
        shop.killed_for_long().await;
    }
    assert!(shop.member.get(&pay).await.location().contains("prepay_id="));
    if killed == Some(Commit::Credit) {
        trap.set(shop, Commit::Credit, &number).await;
    }
    shop.control(&format!("/control/wechat/trades/{number}/pay"), json!({}))
        .await;
    if killed == Some(Commit::Credit) {
        trap.sprung(shop, Commit::Credit).await;
        let open = shop.ask(count("SELECT COUNT(*) FROM top_up WHERE status = 'open'"));
        assert_eq!(open.await, 1, "nothing was credited");
        shop.killed_for_long().await;
    }
    shop.until_page(&page, "充值成功").await;
    number
}

async fn refund(shop: &mut Shop, trap: &Trap, number: &str, killed: Commit) {
    let page = format!("/top-up/{number}/refund");
    let key = shop.member.get(&page).await.field("key");
    let fields = [("number", number), ("key", &*key)];
    // What is seen here is what the server does by itself.
    shop.control("/control/policy", json!({ "drop_next": 1_000 })).await;
    if killed == Commit::Hold {
        trap.set(shop, Commit::Hold, number).await;
        shop.post_in_vain("/do/ask_refund", &fields);
        trap.sprung(shop, Commit::Hold).await;
        assert_eq!(
            shop.ask(count("SELECT COUNT(*) FROM refund")).await,
            0,
            "nothing is set aside"
        );
        assert_eq!(shop.refunds_at_gateway(number).await, 0, "and nobody was asked");
        shop.killed_for_long().await;
    } else {
        // Long enough to set the trap while the gateway is at work.
        let slow = json!([{ "kind": "slow", "path": "refund/domestic", "times": 1, "delay_ms": 1_500 }]);
        shop.control("/control/wechat/faults", slow).await;
    }
    assert_eq!(shop.member.post_form("/do/ask_refund", &fields).await.location(), page);
    if killed != Commit::Hold {
        shop.until("the gateway has it, and its answer is on the way", async || {
            shop.refunds_at_gateway(number).await == 1
        })
        .await;
        trap.set(shop, killed, number).await;
        trap.sprung(shop, killed).await;
        let open = shop
            .ask(count("SELECT COUNT(*) FROM refund WHERE status = 'open'"))
            .await;
        let asked = shop.ask(count(
            "SELECT COUNT(*) FROM outbox WHERE kind = 'gateway-refund' AND done_at IS NULL",
        ));
        let still_open = killed == Commit::Taken || matches!(trap, Trap::Disk(_));
        assert_eq!(
            (open, asked.await),
            (i64::from(still_open), 1),
            "{killed:?}: what was not committed is not there"
        );
        assert_eq!(shop.refunds_at_gateway(number).await, 1);
        shop.killed_for_long().await;
    }
    shop.until_page(&page, "已退款").await;
    shop.until("the outbox is empty", async || {
        let waiting = shop.ask(count(
            "SELECT COUNT(*) FROM outbox WHERE kind = 'gateway-refund' AND done_at IS NULL",
        ));
        waiting.await == 0
    })
    .await;
    shop.control("/control/policy", json!({})).await;
    assert_eq!(shop.refunds_at_gateway(number).await, 1, "{killed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_dies_just_before_any_commit_has_done_nothing_and_does_it_once_afterwards() {
    let mut databases = vec![None];
    databases.extend(postgres_for_tests().map(|base| Some(migrated_postgres(&base).unwrap())));
    for database in databases {
        let on_disk = database.is_none();
        let mut shop = Shop::open(database).await;
        let trap = Trap::under(&mut shop, on_disk);
        shop.killed_for_long().await;
        for killed in [Commit::Order, Commit::PayTarget, Commit::Credit] {
            top_up(&mut shop, &trap, Some(killed)).await;
        }
        for killed in [Commit::Hold, Commit::Taken, Commit::Asked] {
            let number = top_up(&mut shop, &trap, None).await;
            refund(&mut shop, &trap, &number, killed).await;
        }
        let home = shop.member.get("/").await;
        assert!(home.body.contains("¥30.07"), "{}", home.body);
        shop.kill();
        let check = shop.program("check").status().unwrap();
        assert!(check.success(), "the books are right");
    }
}
