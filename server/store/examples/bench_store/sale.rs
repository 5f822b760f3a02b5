//! Sales a second.

use std::{sync::Arc, time::Duration};

use huika_store::{
    Store,
    goods::GoodsKey,
    price::LineWanted,
    sale::sell,
    testing::{crowd, fresh_postgres},
};

use crate::{Wanted, clients, figure, reference};

const CLIENTS: [usize; 4] = [1, 8, 64, 256];

/// Sales that one measurement may use up.
pub const PLENTY_A_SECOND: usize = 60_000;

pub fn sqlite(wanted: &Wanted) {
    let folder = tempfile::tempdir_in(".").expect("a folder on this disk");
    let path = folder.path().join("bench.db");
    let store = crowd::open(&format!("sqlite:{}", path.display()), 1);
    let reference = reference::sqlite(&store, &path, wanted.time);
    figure("sqlite.sale.reference", reference, "1/s", None);
    all(wanted, &store, "sqlite", reference, PLENTY_A_SECOND);
    by_lines(wanted, &store, "sqlite", PLENTY_A_SECOND);
}

pub fn postgres(wanted: &Wanted, base: &str) {
    for connections in [1, 4, 8] {
        if !wanted.has(&format!("postgres.{connections}-connections.sale")) {
            continue;
        }
        let url = fresh_postgres(base).expect("a database can be made");
        let store = crowd::open(&url, connections);
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
        by_lines(wanted, &store, &format!("postgres.{connections}-connections"), 6_000);
    }
}

/// Sales of five lines beside those of an amount, in turns; the best of each, and the one's part of the other.
fn by_lines(wanted: &Wanted, store: &Store, engine: &str, plenty: usize) {
    const TURNS: usize = 3;
    let name = format!("{engine}.sale.lines");
    if !wanted.has(&name) {
        return;
    }
    let lines: Vec<LineWanted> = crowd::goods(store, 5)
        .into_iter()
        .map(|goods| LineWanted::Goods {
            goods: GoodsKey::Id(goods),
            quantity: 2,
        })
        .collect();
    let time = wanted.time / u32::try_from(TURNS).unwrap_or(1);
    let sales = plenty * usize::try_from(time.as_secs()).unwrap_or(60).max(1);
    let (mut amounts, mut carts) = (0.0_f64, 0.0_f64);
    for turn in 0..TURNS {
        let open = |kind: &str| {
            crowd::Tills::open(
                store,
                &format!("{name}.{kind}.{turn}"),
                sales,
                crowd::MEMBERS,
                crowd::STORES,
            )
        };
        amounts = amounts.max(measure(store, &Arc::new(open("amount")), 64, time).0);
        carts = carts.max(measure(store, &Arc::new(open("lines").with_lines(&lines)), 64, time).0);
    }
    figure(&format!("{engine}.sale.amount"), amounts, "1/s", None);
    figure(&name, carts, "1/s", Some(carts / amounts));
}

fn all(wanted: &Wanted, store: &Store, engine: &str, reference: f64, plenty: usize) {
    for (spread, stores) in [("uniform", crowd::STORES), ("onestore", 1)] {
        for clients in CLIENTS {
            let name = format!("{engine}.sale.{spread}.{clients}");
            if wanted.has(&name) {
                let sales = plenty * usize::try_from(wanted.time.as_secs()).unwrap_or(60).max(1);
                let tills = Arc::new(crowd::Tills::open(store, &name, sales, crowd::MEMBERS, stores));
                let before = writer_seconds();
                let (rate, p99) = measure(store, &tills, clients, wanted.time);
                let busy = (writer_seconds() - before) * 1e6 / (rate * wanted.time.as_secs_f64());
                figure(&name, rate, "1/s", Some(rate / reference));
                figure(&format!("{name}.cpu"), busy, "us", None);
                figure(&format!("{name}.p99"), p99.as_secs_f64() * 1000.0, "ms", None);
            }
        }
    }
}

/// Durable sales a second by so many clients that each wait for their answer, and the slowest hundredth's time.
pub fn measure(store: &Store, tills: &Arc<crowd::Tills>, clients: usize, time: Duration) -> (f64, Duration) {
    let (store, tills) = (store.clone(), Arc::clone(tills));
    clients::measure(clients, time, move |_| {
        let sale = tills.next().expect("more sales were made than sessions were opened");
        let store = store.clone();
        async move {
            store
                .write(move |tx| sell(tx, &sale))
                .await
                .expect("every sale succeeds");
        }
    })
}

/// Seconds of processor time that the writers' threads have had, as Linux counts them: unlike a rate, this hardly changes
/// when the machine does something else beside.
fn writer_seconds() -> f64 {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return 0.0;
    };
    let read = |task: &std::path::Path, file: &str| std::fs::read_to_string(task.join(file)).unwrap_or_default();
    tasks
        .flatten()
        .map(|task| task.path())
        .filter(|task| read(task, "comm").starts_with("huika-writer"))
        .filter_map(|task| read(&task, "schedstat").split_whitespace().next()?.parse::<f64>().ok())
        .sum::<f64>()
        / 1e9
}
