//! PostgreSQL itself goes away under load, by `pg_ctl stop --mode=immediate`, which is a crash: it flushes nothing. What
//! was acknowledged was in its log on disk, or it is gone.
//!
//! `HUIKA_TEST_CLUSTER` names one that may be stopped, as JSON: `{"url", "start", "stop"}`, the latter two as lists of
//! words. `cargo xtask test` and `cargo xtask soak kills` make one that syncs.

use std::{
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use serde::Deserialize;

use crate::{
    books,
    kills::look,
    people::let_in,
    shop::Shop,
    work::{Dice, Silence, Work, read},
};

#[derive(Deserialize)]
struct Cluster {
    url: String,
    start: Vec<String>,
    stop: Vec<String>,
}

fn run(words: &[String]) {
    // Its output would be inherited by the server that it starts, and be waited for.
    let status = Command::new(&words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.expect("pg_ctl can be started").success(), "{words:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn postgres_that_crashes_under_load_has_everything_that_was_acknowledged() {
    let Ok(given) = std::env::var("HUIKA_TEST_CLUSTER") else {
        return;
    };
    let cluster: Cluster = serde_json::from_str(&given).expect("HUIKA_TEST_CLUSTER is JSON");
    let crashes: u32 = std::env::var("HUIKA_POSTGRES_CRASHES").map_or(3, |text| text.parse().expect("a number"));
    let base = cluster.url.clone();
    let (shop, people) = tokio::task::spawn_blocking(move || {
        let shop = Shop::on_postgres(&base);
        let people = let_in(&shop.store(), 24, 6);
        (Arc::new(shop), people)
    })
    .await
    .expect("people come in");
    let work = Work::new(shop.base(), None, people);
    let before = look(&shop, &work, books::wealth_of_all).await;
    let mut server = shop.open().await;
    let mut dice = Dice::new(8);
    let (began, mut longest) = (Instant::now(), Duration::ZERO);
    for _ in 0..crashes {
        let hands = work.begin(12, &mut dice);
        tokio::time::sleep(Duration::from_millis(200 + dice.below(600))).await;
        let stop = cluster.stop.clone();
        tokio::task::spawn_blocking(move || run(&stop))
            .await
            .expect("PostgreSQL is stopped");
        is_said(&shop, &work).await;
        let start = cluster.start.clone();
        tokio::task::spawn_blocking(move || run(&start))
            .await
            .expect("PostgreSQL is started");
        let back = Instant::now();
        shop.until_ready(&mut server).await;
        longest = longest.max(back.elapsed());
        work.stop();
        Work::join(hands).await;
        work.finish().await;
        look(&shop, &work, books::hold).await;
        look(&shop, &work, |shop, _| shop.check()).await;
    }
    look(&shop, &work, move |shop, work| books::add_up(shop, work, &before)).await;
    println!(
        "PostgreSQL itself: {crashes} crashes, {} commands answered, {:?} refused meanwhile: none lost, none twice; ready \
         again within {} ms ({} s)",
        work.answers(),
        work.refused.lock().expect("no panic"),
        longest.as_millis(),
        began.elapsed().as_secs()
    );
    server.kill();
}

/// While it is away: not ready, alive, and a clear answer at the till and on the phone.
async fn is_said(shop: &Shop, work: &Work) {
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(shop.ready().await, Some(503));
    let health = crate::work::http().get(format!("{}/healthz", shop.base())).send().await;
    assert_eq!(health.expect("the server answers").status().as_u16(), 200);
    let asked = crate::work::http()
        .get(format!("{}/pos/v1/sales", work.base))
        .bearer_auth(&work.people.tills[0]);
    let silence = read(asked).await.expect_err("nothing can be read");
    assert!(
        matches!(&silence, Silence::Unavailable(code) if code == "busy"),
        "{silence:?}"
    );
    for (language, words) in [("zh-CN", "暂时无法显示"), ("en", "Not available right now")] {
        let page = work.page("/", 0, language).send().await.expect("the server answers");
        assert_eq!(page.status().as_u16(), 503);
        assert!(page.text().await.expect("a page").contains(words));
    }
}
