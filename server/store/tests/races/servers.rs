//! One server, or two processes on the same PostgreSQL. The second is this test program once more, which takes what to
//! reach for by its standard input and says on its output who won.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
};

use huika_domain::{GiftRule, Points, settings::Rules};
use huika_store::{
    Store, StoreConfig,
    books::prove,
    db::secret::SystemRng,
    settings::InForce,
    testing::{NOON, SetClock, context, folder_for_databases, migrated_postgres, migrated_sqlite, postgres_for_tests},
};

use crate::reach::Reach;

/// Where the second process finds the books.
const BOOKS: &str = "HUIKA_RACE_BOOKS";

pub struct Servers {
    store: Store,
    second: Option<Mutex<Second>>,
    pub clock: Arc<SetClock>,
    _folder: Option<tempfile::TempDir>,
}

fn open(url: &str) -> (Store, Arc<SetClock>) {
    let clock = SetClock::at(NOON);
    let mut context = context(clock.clone(), 1);
    context.rng = Arc::new(SystemRng);
    let rules = Rules {
        gifts: GiftRule {
            allowed: true,
            per_day: Points::new(i64::MAX),
        },
        ..Rules::default()
    };
    context.rules = InForce::of(rules);
    let mut config = StoreConfig::new(url, context);
    config.connections = 3;
    (Store::open(config).expect("the books open"), clock)
}

impl Servers {
    fn start(url: &str, with_second: bool, folder: Option<tempfile::TempDir>) -> Self {
        let (store, clock) = open(url);
        store
            .write_blocking(huika_store::demo::open_shop)
            .expect("a shop opens");
        Self {
            store,
            second: with_second.then(|| Mutex::new(Second::start(url))),
            clock,
            _folder: folder,
        }
    }

    pub fn first(&self) -> &Store {
        &self.store
    }

    /// All hands at once, every other one at the second server when there is one; answers how many got it.
    pub fn race(&self, hands: impl Iterator<Item = Reach>) -> usize {
        let (here, there): (Vec<_>, Vec<_>) = hands
            .enumerate()
            .partition(|(hand, _)| self.second.is_none() || hand % 2 == 0);
        thread::scope(|scope| {
            let tries: Vec<_> = here
                .into_iter()
                .map(|(_, reach)| scope.spawn(|| usize::from(reach.wins(&self.store))))
                .collect();
            let far = self.second.as_ref().map_or(0, |second| {
                let mut second = second.lock().expect("no race panicked");
                second.race(there.iter().map(|(_, reach)| reach))
            });
            tries
                .into_iter()
                .map(|one| one.join().expect("no panic"))
                .sum::<usize>()
                + far
        })
    }

    pub fn books_hold(&self) {
        let proof = self.store.scan(prove).expect("the books can be read");
        assert!(proof.holds(), "{:#?}", proof.findings);
    }
}

/// Runs a race on SQLite, and on PostgreSQL with two servers.
pub fn on_both(story: impl Fn(&Servers)) {
    let folder = tempfile::tempdir_in(folder_for_databases()).expect("a folder can be made");
    let url = migrated_sqlite(folder.path(), "race.db").expect("a database can be made");
    story(&Servers::start(&url, false, Some(folder)));
    if let Some(base) = postgres_for_tests() {
        story(&Servers::start(
            &migrated_postgres(&base).expect("a database"),
            true,
            None,
        ));
    }
}

/// Another server process on the same books.
struct Second {
    process: Child,
    hands: ChildStdin,
    outcomes: BufReader<ChildStdout>,
}

impl Second {
    fn start(url: &str) -> Self {
        let program = std::env::current_exe().expect("this program has a path");
        let mut process = Command::new(program)
            .args(["--exact", "servers::second_server", "--ignored", "--nocapture"])
            .env(BOOKS, url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a second server starts");
        let hands = process.stdin.take().expect("piped");
        let outcomes = BufReader::new(process.stdout.take().expect("piped"));
        let mut second = Self {
            process,
            hands,
            outcomes,
        };
        second.next_of(&["open"]);
        second
    }

    fn race<'r>(&mut self, hands: impl Iterator<Item = &'r Reach>) -> usize {
        let mut lines = String::new();
        let mut count = 0;
        for reach in hands {
            lines += &serde_json::to_string(reach).expect("plain data");
            lines.push('\n');
            count += 1;
        }
        self.hands.write_all(lines.as_bytes()).expect("the second server reads");
        (0..count).filter(|_| self.next_of(&["won", "lost"]) == "won").count()
    }

    /// The next of these words that stands on a line of its own; other lines are the test program's.
    fn next_of(&mut self, words: &[&'static str]) -> &'static str {
        loop {
            let mut line = String::new();
            let read = self.outcomes.read_line(&mut line).expect("the second server writes");
            assert!(read > 0, "the second server has ended");
            if let Some(word) = words.iter().find(|word| line.trim() == **word) {
                return word;
            }
        }
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
#[ignore = "the second process of the races; it ends with its input"]
fn second_server() {
    let Ok(url) = std::env::var(BOOKS) else {
        return;
    };
    let (store, _) = open(&url);
    println!("\nopen");
    for line in std::io::stdin().lines() {
        let reach: Reach = serde_json::from_str(&line.expect("a line")).expect("what to reach for");
        let store = store.clone();
        thread::spawn(move || println!("{}", if reach.wins(&store) { "won" } else { "lost" }));
    }
}
