//! 10,000 members want one of 100 pieces at the same moment.

use std::time::{Duration, Instant};

use huika_domain::{ItemId, MemberId};
use huika_store::{
    Store, StoreError,
    books::prove,
    mall::{Redeem, RedeemError, redeem},
    member::Shown,
    params,
    testing::{crowd, fresh_postgres},
};

use crate::figure;

pub fn sqlite() {
    let folder = tempfile::tempdir_in(".").expect("a folder on this disk");
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    run(&crowd::open(&url, 1), "sqlite");
}

pub fn postgres(base: &str) {
    let url = fresh_postgres(base).expect("a database can be made");
    run(&crowd::open(&url, 8), "postgres");
}

fn run(store: &Store, engine: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let mut outcomes: Vec<(bool, Duration)> = runtime.block_on(async {
        let tasks: Vec<_> = (1..=crowd::MEMBERS)
            .map(|member| tokio::spawn(request(store.clone(), MemberId::new(member))))
            .collect();
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.expect("a request does not panic"));
        }
        outcomes
    });
    let got = outcomes.iter().filter(|(got, _)| *got).count();
    let orders: i64 = store
        .scan(|tx| tx.value::<i64>("SELECT COUNT(*) FROM redemption", params![]))
        .expect("orders can be counted");
    assert_eq!((got, orders), (100, 100), "exactly a hundred pieces were given");
    let proof = store.scan(prove).expect("the books can be read");
    assert!(proof.holds(), "{:#?}", proof.findings);
    outcomes.sort_unstable_by_key(|(_, took)| *took);
    let p99 = outcomes[outcomes.len() * 99 / 100].1;
    let most = outcomes.last().map_or(Duration::ZERO, |(_, took)| *took);
    figure(
        &format!("{engine}.scarce.orders"),
        got as f64,
        "orders",
        Some(got as f64 / 100.0),
    );
    figure(
        &format!("{engine}.scarce.p99"),
        p99.as_secs_f64() * 1000.0,
        "ms",
        Some(p99.as_secs_f64()),
    );
    figure(
        &format!("{engine}.scarce.slowest"),
        most.as_secs_f64() * 1000.0,
        "ms",
        None,
    );
}

/// One request from the press of the button to the answer; a full queue says "busy", and the button is pressed again.
async fn request(store: Store, member: MemberId) -> (bool, Duration) {
    let asked = Instant::now();
    loop {
        let wish = Redeem {
            member,
            item: ItemId::new(1),
            shown: Shown::session(),
            key: "once".into(),
        };
        match store.write(move |tx| redeem(tx, &wish)).await {
            Ok(_) => return (true, asked.elapsed()),
            Err(RedeemError::SoldOut) => return (false, asked.elapsed()),
            Err(RedeemError::Store(StoreError::Busy)) => tokio::time::sleep(Duration::from_millis(20)).await,
            Err(other) => panic!("{other}"),
        }
    }
}
