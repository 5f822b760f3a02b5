//! A server whose clock is wrong while its neighbours' are right, and one whose clock jumps.

use std::{
    fs::OpenOptions,
    os::unix::fs::FileExt as _,
    path::PathBuf,
    sync::OnceLock,
    time::{Duration, Instant},
};

use huika_store::{params, testing::postgres_for_tests};

use crate::{
    figures,
    library::compiled,
    people::let_in,
    shop::{Server, Shop, folder},
};

const DAY_SECS: i64 = 86_400;

/// The clock of a server.
struct Hands(PathBuf);

impl Hands {
    /// Puts the library under every program that this shop starts.
    fn of(shop: &mut Shop) -> Self {
        static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
        let library = LIBRARY.get_or_init(|| compiled("clock"));
        let control = shop.folder.path().join("clock");
        std::fs::write(&control, [0; 8]).expect("can be written");
        let named = [("LD_PRELOAD", library), ("CLOCK_CONTROL", &control)];
        let variables = named.map(|(name, path)| (name.to_owned(), path.display().to_string()));
        shop.variables.extend(variables);
        Self(control)
    }

    fn be_ahead(&self, secs: i64) {
        let file = OpenOptions::new().write(true).open(&self.0).expect("can be opened");
        file.write_all_at(&secs.to_ne_bytes(), 0).expect("can be written");
    }
}

/// What `/readyz` says once its status is this.
async fn until(shop: &Shop, status: u16, server: &mut Server) -> String {
    let since = Instant::now();
    loop {
        let asked = crate::work::http().get(format!("{}/readyz", shop.base())).send().await;
        if let Ok(answer) = asked
            && answer.status().as_u16() == status
        {
            return answer.text().await.expect("it says why");
        }
        assert!(
            server.lives() && since.elapsed() < Duration::from_secs(30),
            "not {status}\n{}",
            shop.last_words()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn sealed_days(shop: &std::sync::Arc<Shop>) -> i64 {
    let shop = std::sync::Arc::clone(shop);
    tokio::task::spawn_blocking(move || {
        let count = |tx: &mut huika_store::Tx<'_>| tx.value::<i64>("SELECT COUNT(*) FROM day_seal", params![]);
        shop.store().scan(count).expect("can be read")
    })
    .await
    .expect("no panic")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_whose_clock_is_a_day_ahead_of_the_databases_is_not_ready_and_seals_nothing() {
    let Some(base) = postgres_for_tests() else { return };
    let right = std::sync::Arc::new(Shop::on_postgres(&base));
    let inside = std::sync::Arc::clone(&right);
    tokio::task::spawn_blocking(move || drop(let_in(&inside.store(), 3, 1)))
        .await
        .expect("people come in");
    let mut wrong = Shop::at(folder(), right.url.clone());
    let hands = Hands::of(&mut wrong);
    let mut neighbour = right.open().await;
    hands.be_ahead(DAY_SECS);
    let mut server = wrong.start();
    let why = until(&wrong, 503, &mut server).await;
    let why = if why.contains("clock") {
        why
    } else {
        until(&wrong, 503, &mut server).await
    };
    assert!(why.contains("clock differs from the database's by 86"), "{why}");
    let shown = figures::shown(&wrong).await;
    for (name, value) in [("huika_clock_in_doubt", 1.0), ("huika_ready", 0.0)] {
        assert_eq!(figures::figure(&shown, name), Some(value), "{name}: {shown}");
    }
    let ahead = figures::figure(&shown, "huika_clock_ahead_seconds").expect("it is compared");
    figures::print("chain.clock.ahead-as-shown", ahead, "s");
    assert_eq!(until(&right, 200, &mut neighbour).await, "ready\n");
    // Its first look at the night's work is over by then.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let sealed = sealed_days(&right).await;
    assert_eq!(sealed, 0);
    figures::print(
        "chain.clock.days-sealed",
        f64::from(i32::try_from(sealed).unwrap_or(i32::MAX)),
        "days",
    );
    hands.be_ahead(0);
    until(&wrong, 200, &mut server).await;
    let proved = std::sync::Arc::clone(&right);
    tokio::task::spawn_blocking(move || proved.check())
        .await
        .expect("no panic");
    server.kill();
    neighbour.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_there_is_no_other_clock_one_that_jumps_a_day_is_said_and_seals_nothing() {
    let mut shop = Shop::on_sqlite();
    let hands = Hands::of(&mut shop);
    let store = shop.store();
    tokio::task::spawn_blocking(move || drop(let_in(&store, 3, 1)))
        .await
        .expect("people come in");
    let mut server = shop.open().await;
    // The first look at the time is over.
    tokio::time::sleep(Duration::from_secs(2)).await;
    hands.be_ahead(DAY_SECS);
    let why = until(&shop, 503, &mut server).await;
    assert!(why.contains("clock has jumped"), "{why}");
    hands.be_ahead(0);
    server.kill();
    let shop = std::sync::Arc::new(shop);
    assert_eq!(sealed_days(&shop).await, 0);
    tokio::task::spawn_blocking(move || shop.check())
        .await
        .expect("no panic");
}
