//! Several servers on one PostgreSQL, as a chain has them: one that stands still costs the others little, new programs take the place of
//! old ones while people buy, and a promoted standby is found without a hand.
//!
//! These are the short forms; `cargo xtask soak chain` runs the long ones (`HUIKA_CHAIN_PAUSE_SECS`, `HUIKA_CHAIN_SALES`).

mod clusters;
mod door;
mod pooler;
mod secured;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use huika_store::testing::postgres_for_tests;

use self::{clusters::Pair, door::Door};
use crate::{
    books, figures,
    kills::look,
    people::{People, let_in},
    shop::{Shop, folder},
    work::{Command, Dice, Work},
};

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().expect("a number"))
}

/// A shop with people in it, and two servers' places on its books.
async fn shop_of_two(url: String, members: u16, tills: u16) -> (Arc<Shop>, Shop, People) {
    let first = Arc::new(Shop::at(folder(), url.clone()));
    let inside = Arc::clone(&first);
    let people = tokio::task::spawn_blocking(move || let_in(&inside.store(), members, tills))
        .await
        .expect("people come in");
    (first, Shop::at(folder(), url), people)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The slowest of a hundred, of what one member does again and again for so long.
async fn p99(work: &Arc<Work>, key: &str, long: Duration) -> Duration {
    let begun = Instant::now();
    let mut took = Vec::new();
    while begun.elapsed() < long {
        let command = Command::Redeem {
            key: format!("{key}-{}", took.len()),
            phone: 0,
        };
        let sent = Instant::now();
        let answer = work.send(&command).await.expect("nobody is in this member's way");
        took.push(sent.elapsed());
        work.note(command, answer);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    took.sort();
    took[took.len() * 99 / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_stands_still_in_the_middle_of_its_work_costs_its_neighbour_little() {
    let Some(base) = postgres_for_tests() else { return };
    let pause = Duration::from_secs(number("HUIKA_CHAIN_PAUSE_SECS", 6));
    let url = huika_store::testing::fresh_postgres(&base).expect("a database can be made");
    let (first, second, mut people) = shop_of_two(url, 16, 4).await;
    let theirs = People {
        phones: people.phones.split_off(8),
        tills: people.tills.split_off(2),
        item: people.item,
    };
    let (mut server, mut other) = (first.open().await, second.open().await);
    let (work, paused) = (
        Work::new(first.base(), None, people),
        Work::new(second.base(), None, theirs),
    );
    let before = look(&first, &work, books::wealth_of_all).await;
    let theirs_before = look(&first, &paused, books::wealth_of_all).await;
    let mut dice = Dice::new(9);
    let hands = paused.begin(6, &mut dice);
    let calm = p99(&work, "calm", Duration::from_secs(3)).await;
    other.signal("-STOP");
    let beside = p99(&work, "beside", pause).await;
    assert_eq!(first.ready().await, Some(200), "{}", first.last_words());
    other.signal("-CONT");
    assert!(
        beside <= (2 * calm).max(Duration::from_millis(400)),
        "p99 {beside:?} beside a server that stands still, {calm:?} without"
    );
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(other.lives());
    paused.stop();
    Work::join(hands).await;
    paused.finish().await;
    for (work, before) in [(work, before), (paused, theirs_before)] {
        look(&first, &work, books::hold).await;
        look(&first, &work, move |shop, work| books::add_up(shop, work, &before)).await;
        look(&first, &work, |shop, _| shop.check()).await;
    }
    let shown = figures::shown(&first).await;
    assert_eq!(figures::figure(&shown, "huika_ready"), Some(1.0), "{shown}");
    for (name, value, unit) in [
        ("pause", pause.as_secs_f64(), "s"),
        ("p99-of-the-other", millis(beside), "ms"),
        ("p99-before", millis(calm), "ms"),
        (
            "set-aside",
            figures::figure(&shown, "huika_store_set_aside_total").unwrap_or(0.0),
            "changes",
        ),
    ] {
        figures::print(&format!("chain.stands-still.{name}"), value, unit);
    }
    server.kill();
    other.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn servers_that_are_replaced_one_after_the_other_refuse_nobody() {
    let Some(base) = postgres_for_tests() else { return };
    let url = huika_store::testing::fresh_postgres(&base).expect("a database can be made");
    let (first, second, people) = shop_of_two(url, 12, 4).await;
    let mut servers = [first.open().await, second.open().await];
    let door = Door::to([first.port, second.port]).await;
    let work = Work::new(format!("http://127.0.0.1:{}", door.port), None, people);
    let before = look(&first, &work, books::wealth_of_all).await;
    let hands = work.begin(4, &mut Dice::new(10));
    for (shop, server) in [&*first, &second].into_iter().zip(&mut servers) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        // In order: what has begun is finished, and new ones go to the other one.
        server.signal("-TERM");
        tokio::task::block_in_place(|| server.ended());
        tokio::time::sleep(Duration::from_millis(500)).await;
        *server = shop.open().await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    work.stop();
    Work::join(hands).await;
    work.finish().await;
    assert!(work.answers() > 20, "{} answers", work.answers());
    assert!(
        work.refused.lock().expect("no panic").is_empty(),
        "{:?}\n{}\n{}",
        work.refused,
        first.last_words(),
        second.last_words()
    );
    look(&first, &work, books::hold).await;
    look(&first, &work, move |shop, work| books::add_up(shop, work, &before)).await;
    look(&first, &work, |shop, _| shop.check()).await;
    figures::print("chain.rolling-start.answered", count(work.answers()), "commands");
    figures::print("chain.rolling-start.refused", 0.0, "commands");
    for mut server in servers {
        server.kill();
    }
}

/// The primary is lost in the middle of sales, and its synchronous standby takes its place: nothing that was acknowledged is missing, and no
/// server is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_standby_that_is_promoted_under_sales_has_everything_that_was_acknowledged() {
    if postgres_for_tests().is_none() {
        return;
    }
    let sales = usize::try_from(number("HUIKA_CHAIN_SALES", 60)).expect("a small number");
    let mut pair = tokio::task::spawn_blocking(Pair::start)
        .await
        .expect("two clusters start");
    let (first, second, people) = shop_of_two(pair.url(), 12, 4).await;
    let (mut server, mut other) = (first.open().await, second.open().await);
    let door = Door::to([first.port, second.port]).await;
    let work = Work::new(format!("http://127.0.0.1:{}", door.port), None, people);
    let before = look(&first, &work, books::wealth_of_all).await;
    // The standby can be proved while it is one, and nothing is written there.
    let standby = Shop::at(folder(), pair.standby_url());
    tokio::task::spawn_blocking(move || standby.check())
        .await
        .expect("it is right");
    let hands = work.begin(6, &mut Dice::new(11));
    until(&work, sales / 2).await;
    let lost = Instant::now();
    let watched = Arc::clone(&first);
    let over = Arc::new(AtomicBool::new(false));
    let until_over = Arc::clone(&over);
    // Whether somebody who looks at the figures learns of it.
    let watching = tokio::spawn(async move {
        let mut alarmed = false;
        while !until_over.load(Ordering::SeqCst) {
            let shown = figures::shown(&watched).await;
            alarmed |= figures::figure(&shown, "huika_ready") == Some(0.0);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        alarmed
    });
    pair = tokio::task::spawn_blocking(move || {
        pair.fail_over();
        pair
    })
    .await
    .expect("the standby is promoted");
    let answered = work.answers();
    until(&work, answered + sales / 2).await;
    let back = lost.elapsed();
    over.store(true, Ordering::SeqCst);
    let alarmed = watching.await.expect("no panic");
    work.stop();
    Work::join(hands).await;
    work.finish().await;
    assert!(server.lives() && other.lives());
    look(&first, &work, books::hold).await;
    look(&first, &work, move |shop, work| books::add_up(shop, work, &before)).await;
    look(&first, &work, |shop, _| shop.check()).await;
    let refused: u64 = work.refused.lock().expect("no panic").values().sum();
    for (name, value, unit) in [
        ("answered", count(work.answers()), "commands"),
        (
            "refused-meanwhile",
            count(usize::try_from(refused).unwrap_or(usize::MAX)),
            "commands",
        ),
        // The books were compared with every answer above.
        ("lost", 0.0, "commands"),
        ("as-many-again-after", millis(back), "ms"),
        ("not-ready-was-shown", f64::from(u8::from(alarmed)), ""),
    ] {
        figures::print(&format!("chain.promoted.{name}"), value, unit);
    }
    server.kill();
    other.kill();
    drop(pair);
}

async fn until(work: &Work, answers: usize) {
    let since = Instant::now();
    while work.answers() < answers {
        assert!(
            since.elapsed() < Duration::from_mins(2),
            "{} of {answers} answers; refused: {:?}",
            work.answers(),
            work.refused
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
