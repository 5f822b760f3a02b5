//! Synced before answered, read from what the system saw: the server runs under `strace`, and for every receipt that it
//! answered with there was a write of that receipt into the log, after it a sync that came to its end, and after that the
//! first byte of the answer.
//!
//! Runs where `HUIKA_TEST_STRACE` names the program, as `cargo xtask soak synced` and `cargo xtask test` do.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::Arc,
    time::Duration,
};

use crate::{
    books,
    kills::look,
    people::let_in,
    shop::Shop,
    work::{Answer, Command, Dice, Work},
};

/// Long enough for a page of the log with every byte of it escaped.
const SHOWN_BYTES: &str = "4200";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_answer_that_acknowledges_comes_after_the_sync_of_what_it_acknowledges() {
    let Ok(strace) = std::env::var("HUIKA_TEST_STRACE") else {
        return;
    };
    let seconds: u64 = std::env::var("HUIKA_SYNCED_SECONDS").map_or(2, |text| text.parse().expect("a number"));
    let (shop, people) = tokio::task::spawn_blocking(move || {
        let mut shop = Shop::on_sqlite();
        let people = let_in(&shop.store(), 24, 6);
        let trace = shop.folder.path().join("trace").display().to_string();
        let calls = "trace=pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync";
        let words = [
            &strace,
            "-f",
            "-y",
            "-s",
            SHOWN_BYTES,
            "-e",
            calls,
            "-e",
            "signal=none",
            "-o",
            &trace,
        ];
        shop.starter = words.map(str::to_owned).to_vec();
        (Arc::new(shop), people)
    })
    .await
    .expect("people come in");
    let mut server = shop.open().await;
    let work = Work::new(shop.base(), None, people);
    let mut dice = Dice::new(9);
    // One hand after the other, and then several whose work shares syncs.
    for hands in [1, 6] {
        let hands = work.begin(hands, &mut dice);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        work.stop();
        Work::join(hands).await;
    }
    work.finish().await;
    look(&shop, &work, books::hold).await;
    server.stop();
    let numbers: Vec<String> = work.answered().iter().map(number_of).collect();
    assert!(
        numbers.len() > 10,
        "only {} answers are there to look at",
        numbers.len()
    );
    let trace = std::fs::read(shop.folder.path().join("trace")).expect("strace has written");
    let trace = Trace::read(&String::from_utf8_lossy(&trace), &shop.database(), &numbers);
    for number in &numbers {
        trace.is_synced_before_answered(number);
    }
    println!(
        "{} receipts: each written, synced and then answered; {} syncs of the log",
        numbers.len(),
        trace.syncs.len()
    );
}

fn number_of((command, answer): &(Command, Answer)) -> String {
    let field = match command {
        Command::Sale { .. } => "receipt_number",
        Command::Return { .. } => "return_number",
        Command::Redeem { .. } | Command::TopUp { .. } => "",
    };
    answer.number(field).to_owned()
}

/// What was seen, by line number.
struct Trace {
    /// When the call that first wrote a receipt into the log began.
    written: HashMap<String, usize>,
    /// When a sync of the log came to its end.
    syncs: Vec<usize>,
    /// When the call that first sent a receipt to a socket began.
    sent: HashMap<String, usize>,
}

/// The numbers that a line holds. All begin with a letter and the date, which is looked for.
fn numbers_in<'a>(line: &'a str, known: &'a HashSet<&str>, dates: &'a HashSet<&str>) -> impl Iterator<Item = String> {
    dates
        .iter()
        .flat_map(|date| line.match_indices(date))
        .filter_map(|(at, _)| {
            let from = at.checked_sub(1)?;
            let length = known.iter().next().map_or(0, |number| number.len());
            let number = line.get(from..from + length)?;
            known.contains(number).then(|| number.to_owned())
        })
}

impl Trace {
    /// A call that waits is shown in two lines: `PID call(… <unfinished ...>` and `PID <... call resumed>…`.
    fn read(text: &str, database: &Path, numbers: &[String]) -> Self {
        let log = format!("{}-wal>", database.display());
        let known: HashSet<&str> = numbers.iter().map(String::as_str).collect();
        let dates: HashSet<&str> = numbers.iter().map(|number| &number[1..5]).collect();
        let mut trace = Self {
            written: HashMap::new(),
            syncs: Vec::new(),
            sent: HashMap::new(),
        };
        let mut syncing: HashMap<&str, bool> = HashMap::new();
        for (at, line) in text.lines().enumerate() {
            let Some((process, call)) = line.trim_start().split_once(' ') else {
                continue;
            };
            let call = call.trim_start();
            let name = call.split(['(', ' ']).next().unwrap_or_default();
            match name {
                "pwrite64" | "write" if is_on(call, &log) => {
                    for number in numbers_in(call, &known, &dates) {
                        trace.written.entry(number).or_insert(at);
                    }
                }
                "sendto" | "sendmsg" | "writev" | "write" if is_on(call, "<socket:") || is_on(call, "<TCP") => {
                    for number in numbers_in(call, &known, &dates) {
                        trace.sent.entry(number).or_insert(at);
                    }
                }
                "fsync" | "fdatasync" if is_on(call, &log) => {
                    if call.contains("<unfinished") {
                        syncing.insert(process, true);
                    } else {
                        assert!(call.ends_with("= 0"), "{call}");
                        trace.syncs.push(at);
                    }
                }
                "<..." if call.contains("sync resumed>") && syncing.remove(process).is_some() => {
                    assert!(call.ends_with("= 0"), "{call}");
                    trace.syncs.push(at);
                }
                _ => {}
            }
        }
        trace
    }

    fn is_synced_before_answered(&self, number: &str) {
        let written = self.written.get(number).copied();
        let written = written.unwrap_or_else(|| panic!("{number} was never written into the log"));
        let sent = self.sent.get(number).copied();
        let sent = sent.unwrap_or_else(|| panic!("{number} was never sent"));
        let synced = self.syncs.iter().find(|at| **at > written);
        assert!(
            synced.is_some_and(|synced| *synced < sent),
            "{number} was written in line {written}, synced in {synced:?} and sent in {sent}"
        );
    }
}

/// The first argument says which file a call is on.
fn is_on(call: &str, file: &str) -> bool {
    call.split(',').next().is_some_and(|first| first.contains(file))
}

#[test]
fn a_trace_in_which_an_answer_overtakes_its_sync_is_found_out() {
    let (path, numbers) = (Path::new("/shop/books.db"), ["S2026-1".to_owned()]);
    let lines = |order: [&str; 3]| order.join("\n");
    let write = r#"7 pwrite64(9</shop/books.db-wal>, "\0\0S2026-1\0", 4096, 56) = 4096"#;
    let sync = "7 fdatasync(9</shop/books.db-wal>) = 0";
    let send = r#"8 sendto(12<socket:[1]>, "HTTP/1.1 201 Created … S2026-1", 30, 0, NULL, 0) = 30"#;
    Trace::read(&lines([write, sync, send]), path, &numbers).is_synced_before_answered("S2026-1");
    for wrong in [[write, send, sync], [sync, write, send], [send, write, sync]] {
        let trace = Trace::read(&lines(wrong), path, &numbers);
        let caught = std::panic::catch_unwind(|| trace.is_synced_before_answered("S2026-1"));
        assert!(caught.is_err(), "{wrong:?}");
    }
    let begun = "7 fdatasync(9</shop/books.db-wal> <unfinished ...>";
    let ended = "7 <... fdatasync resumed>) = 0";
    let trace = Trace::read(&[write, begun, send, ended].join("\n"), path, &numbers);
    assert!(std::panic::catch_unwind(|| trace.is_synced_before_answered("S2026-1")).is_err());
    let trace = Trace::read(&[write, begun, ended, send].join("\n"), path, &numbers);
    trace.is_synced_before_answered("S2026-1");
}
