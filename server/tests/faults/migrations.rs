//! `huika migrate` is killed at random moments, over and over, until the schema is complete; then it is the same schema.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use huika_store::testing::postgres_for_tests;

use crate::{shop::Shop, work::Dice};

const KILLS: u32 = 30;

/// Schemas that are also filled; that they are complete is looked at in each.
const FILLED: u32 = 2;

fn killed_and_resumed(make: impl Fn() -> Shop) {
    // How long it takes undisturbed, so that the kills fall into it.
    let whole = make();
    let began = Instant::now();
    let made = whole.run(&["migrate"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let takes = u64::try_from(began.elapsed().as_micros()).unwrap_or(1_000_000);
    let version = String::from_utf8_lossy(&made.stdout).into_owned();
    let mut dice = Dice::new(30);
    let (mut kills, mut completed) = (0, 0);
    while kills < KILLS {
        let shop = make();
        loop {
            let mut child = shop
                .huika(&["migrate"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the program can be started");
            std::thread::sleep(Duration::from_micros(dice.below(takes * 6 / 5)));
            if child.try_wait().expect("a child can be asked").is_none() {
                child.kill().expect("a child can be killed");
                child.wait().expect("it has ended");
                kills += 1;
                continue;
            }
            let ended = child.wait_with_output().expect("it has ended");
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
            assert_eq!(String::from_utf8_lossy(&ended.stdout), version);
            break;
        }
        completed += 1;
        shop.check();
        if completed <= FILLED {
            let seeded = shop.run(&["seed-demo"]);
            assert!(seeded.status.success(), "{}", String::from_utf8_lossy(&seeded.stderr));
            shop.check();
        }
    }
    println!("{kills} kills, {completed} schemas completed, each {}", version.trim());
}

#[test]
fn a_migration_that_is_killed_goes_on_where_it_stopped_on_sqlite() {
    killed_and_resumed(Shop::on_sqlite);
}

#[test]
fn a_migration_that_is_killed_goes_on_where_it_stopped_on_postgres() {
    if let Some(base) = postgres_for_tests() {
        killed_and_resumed(|| Shop::on_postgres(&base));
    }
}
