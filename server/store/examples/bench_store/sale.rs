//! Sales a second.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use huika_store::{Store, testing::fresh_postgres, till::sell};

use crate::{Wanted, figure, reference, shop};

const CLIENTS: [usize; 4] = [1, 8, 64, 256];

/// Sales that one measurement may use up.
const PLENTY_A_SECOND: usize = 60_000;

pub fn sqlite(wanted: &Wanted) {
    let folder = tempfile::tempdir_in(".").expect("a folder on this disk");
    let path = folder.path().join("bench.db");
    let store = shop::open(&format!("sqlite:{}", path.display()), 1);
    let reference = reference::sqlite(&store, &path, wanted.time);
    figure("sqlite.sale.reference", reference, "1/s", None);
    all(wanted, &store, "sqlite", reference, PLENTY_A_SECOND);
}

pub fn postgres(wanted: &Wanted, base: &str) {
    for connections in [1, 4, 8] {
        if !wanted.has(&format!("postgres.{connections}-connections.sale")) {
            continue;
        }
        let url = fresh_postgres(base).expect("a database can be made");
        let store = shop::open(&url, connections);
        let reference = reference::postgres(&store, base, wanted.time);
        figure(
            &format!("postgres.{connections}-connections.sale.reference"),
            reference,
            "1/s",
            None,
        );
        all(
            wanted,
            &store,
            &format!("postgres.{connections}-connections"),
            reference,
            6_000,
        );
    }
}

fn all(wanted: &Wanted, store: &Store, engine: &str, reference: f64, plenty: usize) {
    for (spread, stores) in [("uniform", shop::STORES), ("onestore", 1)] {
        for clients in CLIENTS {
            let name = format!("{engine}.sale.{spread}.{clients}");
            if wanted.has(&name) {
                let sales = plenty * usize::try_from(wanted.time.as_secs()).unwrap_or(60).max(1);
                let tills = Arc::new(shop::Tills::open(store, &name, sales, stores));
                let (rate, p99) = measure(store, &tills, clients, wanted.time);
                figure(&name, rate, "1/s", Some(rate / reference));
                figure(&format!("{name}.p99"), p99.as_secs_f64() * 1000.0, "ms", None);
            }
        }
    }
}

/// Durable sales a second by so many clients that each wait for their answer, and the slowest hundredth's time.
fn measure(store: &Store, tills: &Arc<shop::Tills>, clients: usize, time: Duration) -> (f64, Duration) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let started = Instant::now();
    let times = runtime.block_on(async {
        let tasks: Vec<_> = (0..clients)
            .map(|_| tokio::spawn(client(store.clone(), Arc::clone(tills), started + time)))
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.expect("a client does not panic"));
        }
        times
    });
    let took = started.elapsed();
    let mut sorted: Vec<Duration> = times;
    sorted.sort_unstable();
    let p99 = sorted.get(sorted.len() * 99 / 100).copied().unwrap_or_default();
    (sorted.len() as f64 / took.as_secs_f64(), p99)
}

async fn client(store: Store, tills: Arc<shop::Tills>, until: Instant) -> Vec<Duration> {
    let mut times = Vec::with_capacity(4096);
    while Instant::now() < until {
        let Some(sale) = tills.next() else {
            panic!("more sales were made than sessions were opened");
        };
        let asked = Instant::now();
        store
            .write(move |tx| sell(tx, &sale))
            .await
            .expect("every sale succeeds");
        times.push(asked.elapsed());
    }
    times
}
