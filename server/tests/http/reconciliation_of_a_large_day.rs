//! A large day: differences of each kind are planted among many orders, and the program itself, `huika reconcile`, finds every one of
//! them, within a minute and 200 MB. The short version is a test; `cargo xtask soak reconcile` sets `HUIKA_TEST_RECONCILE_ORDERS` to 100,000.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use huika_domain::{Millis, ShopZone};
use huika_store::{StoreError, Tx, Value};
use serde_json::{Value as Json, json};

use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

const PHONE: &str = "13200132000";
/// Of each kind.
const PLANTED: usize = 7;
const MEMORY_LIMIT_KIB: u64 = 200 * 1024;
const TIME_LIMIT: Duration = Duration::from_mins(1);

fn orders() -> usize {
    std::env::var("HUIKA_TEST_RECONCILE_ORDERS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(500)
}

/// One order on both sides; what is planted changes one of them.
#[derive(Clone)]
struct Order {
    number: String,
    transaction: String,
    fen: i64,
    paid_at: i64,
}

async fn insert(app: &TestApp, orders: &[Order], status: &'static str) {
    for chunk in orders.chunks(200) {
        let chunk = chunk.to_vec();
        let member = app.member_of(PHONE).await;
        let done = app.state.store.write(move |tx: &mut Tx<'_>| -> Result<(), StoreError> {
            for order in &chunk {
                let paid = status == "paid";
                let params = [
                    Value::Text(&order.number),
                    Value::Int(member.get()),
                    Value::Int(order.fen),
                    Value::Text(status),
                    Value::Int(order.paid_at),
                    if paid { Value::Int(order.paid_at) } else { Value::NullInt },
                    if paid { Value::Text(&order.transaction) } else { Value::NullText },
                ];
                tx.exec(
                    "INSERT INTO top_up (number, token, member_id, channel, method, merchant, app, currency, principal_fen, bonus_fen, \
                     rule, status, opened_at, expires_at, paid_at, transaction_id) SELECT ?1, ?1, ?2, channel, method, merchant, app, \
                     currency, ?3, 0, rule, ?4, ?5, ?5, ?6, ?7 FROM top_up WHERE member_id = ?2 ORDER BY id LIMIT 1",
                    &params,
                )?;
            }
            Ok(())
        });
        done.await.unwrap();
    }
}

async fn pay_at_gateway(app: &TestApp, orders: &[Order]) {
    for chunk in orders.chunks(2_000) {
        let chunk: Vec<Json> = chunk
            .iter()
            .map(|order| {
                json!({ "number": order.number, "total": order.fen, "paid_at": order.paid_at, "transaction": order.transaction })
            })
            .collect();
        app.gateway_post("/control/wechat/paid", json!(chunk)).await;
    }
}

/// Runs the program and watches its memory.
fn watched(app: &TestApp, day: &str) -> (Json, Duration, u64) {
    let mut command = app.huika(&["reconcile", "--channel", "wechat", "--json", "--day", day]);
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    let mut output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).unwrap();
        text
    });
    let mut most_kib = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|kib| kib.parse().ok());
        most_kib = most_kib.max(peak.unwrap_or(0));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let took = begun.elapsed();
    (serde_json::from_str(&reader.join().unwrap()).unwrap(), took, most_kib)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_difference_planted_in_a_large_day_is_found_within_a_minute_and_200_mb() {
    let count = orders();
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        // What the inserted orders take after; it is not paid and no difference.
        member.order_top_up("10.00").await;
        app.arrange("UPDATE top_up SET poll_at = NULL").await;
        let china = ShopZone::parse("Asia/Shanghai").unwrap();
        let day = china.business_day(app.state.store.now()).pred();
        let noon: Millis = china.start_of(day).plus_secs(2 * 3600);
        let all: Vec<Order> = (0..count + 4 * PLANTED)
            .map(|place| Order {
                number: format!("T20200101large{place:08}"),
                transaction: format!("4200000000{place:012}"),
                fen: 10_00 + i64::try_from(place % 50_000).unwrap(),
                // WeChat tells seconds.
                paid_at: noon.plus_secs(i64::try_from(place % 70_000).unwrap()).get() / 1000 * 1000,
            })
            .collect();
        let (agreed, rest) = all.split_at(count);
        let mut kinds = rest.chunks(PLANTED);
        let mut next = || kinds.next().unwrap().to_vec();
        let (dearer, ours, theirs, unpaid) = (next(), next(), next(), next());
        insert(app, agreed, "paid").await;
        pay_at_gateway(app, agreed).await;
        let fen_more: Vec<Order> = dearer
            .iter()
            .cloned()
            .map(|order| Order {
                fen: order.fen + 1,
                ..order
            })
            .collect();
        insert(app, &fen_more, "paid").await;
        pay_at_gateway(app, &dearer).await;
        insert(app, &ours, "paid").await;
        pay_at_gateway(app, &theirs).await;
        insert(app, &unpaid, "closed").await;
        pay_at_gateway(app, &unpaid).await;
        app.gateway_post("/control/clock", json!({ "advance_secs": 3 * 24 * 3600 }))
            .await;

        let (report, took, most_kib) = tokio::task::block_in_place(|| watched(app, &day.to_string()));
        let found: BTreeSet<(String, String)> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["kind"].as_str().unwrap().to_owned(),
                    one["number"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        let expected: BTreeSet<(String, String)> = [
            ("amount-differs", &dearer),
            ("ours-only", &ours),
            ("theirs-only", &theirs),
            ("state-differs", &unpaid),
        ]
        .into_iter()
        .flat_map(|(kind, orders)| orders.iter().map(move |order| (kind.to_owned(), order.number.clone())))
        .collect();
        assert_eq!(found, expected);
        assert_eq!(report["matched"], count);
        for order in &unpaid {
            assert!(
                app.top_up_status(&order.number).await.is_paid(),
                "credited from the bill"
            );
        }
        println!(
            "{count} orders and {} differences: {took:?}, {} MB",
            4 * PLANTED,
            most_kib / 1024
        );
        assert!(
            took < TIME_LIMIT && most_kib < MEMORY_LIMIT_KIB,
            "{took:?} {most_kib} KiB"
        );
    })
    .await;
}
