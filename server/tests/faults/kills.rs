//! The server is killed by SIGKILL: while it makes an empty database, while it starts, and in the middle of its work.
//! After each kill the books are proved and compared with what was answered, and what was not answered is sent again
//! under its key.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use huika_gateway::{Gateway, Options};
use huika_store::testing::postgres_for_tests;

use crate::{
    books,
    people::{let_in, now},
    shop::Shop,
    work::{Answer, Command, Dice, Work},
};

/// Members, tills, and hands that send at the same time.
const MEMBERS: u16 = 40;
const TILLS: u16 = 6;
const HANDS: usize = 12;

/// After so many kills new books are begun, so that proving them stays quick.
const KILLS_A_BOOK: u32 = 50;

/// Kills of each book while its database is made.
const KILLS_WHILE_MIGRATING: u32 = 3;

/// How often, from where, and what came of it.
#[derive(Default)]
struct Sum {
    kills: u32,
    while_starting: u32,
    answered: usize,
    sent_again: u64,
    repeated: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_killed_server_on_sqlite_has_lost_nothing_and_done_nothing_twice() {
    let kills = number("HUIKA_KILLS", 10);
    run("SQLite", kills, |_| Shop::on_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_killed_server_on_postgres_has_lost_nothing_and_done_nothing_twice() {
    let Some(base) = postgres_for_tests() else { return };
    let kills = number("HUIKA_POSTGRES_KILLS", 5);
    run("PostgreSQL", kills, |_| Shop::on_postgres(&base)).await;
}

fn number(variable: &str, otherwise: u32) -> u32 {
    let given = std::env::var(variable).ok();
    given.map_or(otherwise, |text| {
        text.parse().unwrap_or_else(|_| panic!("{variable} is a number"))
    })
}

/// The seed decides what is asked for and when the kills come; the system decides what they hit.
fn seed() -> u64 {
    let given = std::env::var("HUIKA_KILLS_SEED").ok();
    given.map_or_else(
        || now().get().unsigned_abs(),
        |text| text.parse().expect("HUIKA_KILLS_SEED is a number"),
    )
}

async fn run(engine: &str, kills: u32, make: impl Fn(u32) -> Shop) {
    let (seed, began) = (seed(), Instant::now());
    println!("{engine}: {kills} kills, HUIKA_KILLS_SEED={seed}");
    let mut dice = Dice::new(seed);
    let mut sum = Sum::default();
    let mut book = 0;
    while sum.kills < kills {
        let some = KILLS_A_BOOK.min(kills - sum.kills);
        one_book(make(book), some, &mut dice, &mut sum).await;
        book += 1;
        println!(
            "{engine}: {} kills ({} while starting), {} commands answered, {} sent again after a kill, \
             {} asked once more: none lost, none twice, the proof holds ({} s)",
            sum.kills,
            sum.while_starting,
            sum.answered,
            sum.sent_again,
            sum.repeated,
            began.elapsed().as_secs(),
        );
    }
}

async fn one_book(mut shop: Shop, kills: u32, dice: &mut Dice, sum: &mut Sum) {
    let mut left = kills;
    // An empty database, which the server itself makes; on the third try it is left to come to its end.
    for _ in 0..KILLS_WHILE_MIGRATING.min(kills / 3) {
        let mut server = shop.start();
        tokio::time::sleep(Duration::from_millis(dice.below(120))).await;
        server.kill();
        left -= 1;
        sum.kills += 1;
        sum.while_starting += 1;
    }
    let gateway = gateway(&mut shop).await;
    let (shop, people) = tokio::task::spawn_blocking(move || {
        let people = let_in(&shop.store(), MEMBERS, TILLS);
        (Arc::new(shop), people)
    })
    .await
    .expect("people come in");
    let work = Work::new(shop.base(), Some(gateway.base()), people);
    let before = look(&shop, &work, books::wealth_of_all).await;
    for _ in 0..left {
        one_kill(&shop, &work, dice, sum).await;
    }
    let mut server = shop.open().await;
    work.finish().await;
    until_credited(&shop, &work).await;
    sum.repeated += ask_once_more(&work, dice).await;
    look(&shop, &work, books::hold).await;
    look(&shop, &work, move |shop, work| books::add_up(shop, work, &before)).await;
    look(&shop, &work, |shop, _| shop.check()).await;
    server.kill();
    look(&shop, &work, |shop, _| shop.check()).await;
    sum.answered += work.answers();
    sum.sent_again += work.sent_again.load(Ordering::SeqCst);
}

async fn one_kill(shop: &Arc<Shop>, work: &Arc<Work>, dice: &mut Dice, sum: &mut Sum) {
    let mut server = shop.start();
    if dice.below(4) == 0 {
        tokio::time::sleep(Duration::from_millis(dice.below(100))).await;
        server.kill();
        sum.while_starting += 1;
    } else {
        shop.until_ready(&mut server).await;
        let hands = work.begin(HANDS, dice);
        tokio::time::sleep(Duration::from_millis(20 + dice.below(700))).await;
        assert!(server.lives(), "the server ended by itself\n{}", shop.last_words());
        server.kill();
        work.stop();
        Work::join(hands).await;
    }
    sum.kills += 1;
    // Who opens the books first after the kill: the check, or the server that is started next.
    if dice.below(2) == 0 {
        look(shop, work, |shop, _| shop.check()).await;
        look(shop, work, books::hold).await;
    } else {
        let mut server = shop.open().await;
        look(shop, work, |shop, _| shop.check()).await;
        look(shop, work, books::hold).await;
        server.kill();
    }
}

/// Looks at the books outside of asynchronous code.
pub async fn look<T: Send + 'static>(
    shop: &Arc<Shop>,
    work: &Arc<Work>,
    how: impl FnOnce(&Shop, &Work) -> T + Send + 'static,
) -> T {
    let (shop, work) = (Arc::clone(shop), Arc::clone(work));
    let looked = tokio::task::spawn_blocking(move || how(&shop, &work)).await;
    looked.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))
}

/// A gateway beside the shop, which outlives the server's deaths and tells again what was not acknowledged.
pub async fn gateway(shop: &mut Shop) -> Gateway {
    let data = shop.folder.path().join("gateway");
    let options = Options {
        listen: "127.0.0.1:0".parse().expect("an address"),
        portal: shop.base(),
        data: data.clone(),
        time_scale: 100.0,
    };
    let gateway = Gateway::start(options).await.expect("the gateway starts");
    let settings = data.join("huika.toml").display().to_string();
    shop.variables.push(("HUIKA_CONFIG".to_owned(), settings));
    gateway
}

/// A gateway that was not answered tells again after a while.
pub async fn until_credited(shop: &Arc<Shop>, work: &Arc<Work>) {
    let paid: Vec<String> = work
        .answered()
        .into_iter()
        .filter(|(command, _)| matches!(command, Command::TopUp { .. }))
        .map(|(_, answer)| answer.number("").to_owned())
        .collect();
    for _ in 0..600 {
        let numbers = paid.clone();
        let open = look(shop, work, move |shop, _| {
            let open = shop.store().scan(|tx: &mut huika_store::Tx<'_>| {
                tx.all("SELECT number FROM top_up WHERE status = 'open'", &[], |row| {
                    row.get::<String>("number")
                })
            });
            let open = open.expect("the books can be read");
            numbers.iter().filter(|number| open.contains(number)).count()
        })
        .await;
        if open == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("an order was paid at the gateway and is not credited");
}

/// The same key gets the same answer, however long ago the first one was.
async fn ask_once_more(work: &Arc<Work>, dice: &mut Dice) -> usize {
    let answered = work.answered();
    let some: Vec<&(Command, Answer)> = answered.iter().filter(|_| dice.below(10) == 0).collect();
    for (command, first) in &some {
        let again = work.send(command).await.expect("the server answers");
        assert_eq!(again, *first, "{command:?}");
    }
    some.len()
}
