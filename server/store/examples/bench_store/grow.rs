//! Whether the books stay as fast when they grow: the same pages, sales and redemptions on books of two sizes, made in
//! bulk with the same history for each member, measured in turns.

mod books;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use huika_domain::{ItemId, MemberId};
use huika_store::{
    Store, StoreError, Tx,
    books::prove,
    mall::{Redeem, redeem},
    member::{Shown, home, statement},
    params,
    testing::{crowd, fresh_postgres},
};

use crate::{Wanted, clients, figure, sale};

/// How often the two sizes take turns.
const TURNS: usize = 5;

/// Pages read in a turn.
const PAGES: i64 = 2_000;

/// Clients that sell and redeem at once.
const CLIENTS: usize = 64;

/// Books of one size, with what was measured on them.
struct Grown {
    store: Store,
    url: String,
    members: i64,
    /// Microseconds of each turn, by what was measured.
    home: Vec<f64>,
    statement: Vec<f64>,
    older: Vec<f64>,
    sale: Vec<f64>,
    redemption: Vec<f64>,
}

pub fn sqlite(wanted: &Wanted) {
    let temporary = tempfile::tempdir_in(".").expect("a folder on this disk");
    let folder = wanted.books.as_deref().unwrap_or(temporary.path());
    std::fs::create_dir_all(folder).expect("the folder for the books can be made");
    let url = |name: &str| format!("sqlite:{}", folder.join(name).display());
    compare(wanted, "sqlite", &url("few.db"), &url("many.db"), 1);
}

pub fn postgres(wanted: &Wanted, base: &str) {
    let url = || fresh_postgres(base).expect("a database can be made");
    let (few, many) = (url(), url());
    compare(wanted, "postgres", &few, &many, 4);
}

fn compare(wanted: &Wanted, engine: &str, few: &str, many: &str, connections: usize) {
    let mut few = Grown::make(few, wanted.members / 100, connections);
    let mut many = Grown::make(many, wanted.members, connections);
    for turn in 0..TURNS {
        few.take_turn(turn, wanted.time);
        many.take_turn(turn, wanted.time);
    }
    for (name, few, many) in [
        ("home", &few.home, &many.home),
        ("statement", &few.statement, &many.statement),
        ("statement-older", &few.older, &many.older),
        ("sale", &few.sale, &many.sale),
        ("redemption", &few.redemption, &many.redemption),
    ] {
        let (few, many) = (median(few), median(many));
        figure(&format!("{engine}.grow.{name}.few"), few, "us", None);
        figure(&format!("{engine}.grow.{name}.many"), many, "us", Some(many / few));
    }
    let started = Instant::now();
    let proof = many.store.scan(prove).expect("the books can be read");
    assert!(proof.holds(), "{:#?}", proof.findings);
    figure(
        &format!("{engine}.grow.proof"),
        started.elapsed().as_secs_f64(),
        "s",
        None,
    );
    figure(&format!("{engine}.grow.resident"), resident_mb(), "MB", None);
}

impl Grown {
    fn make(url: &str, members: i64, connections: usize) -> Self {
        let started = Instant::now();
        let is_there = url.strip_prefix("sqlite:").is_some_and(|path| Path::new(path).exists());
        let store = if is_there {
            crowd::open_again(url, connections)
        } else {
            let store = crowd::open_empty(url, connections);
            let postings = books::fill(&store, url, members);
            let seconds = started.elapsed().as_secs_f64();
            eprintln!("{members} members and {postings} postings in {seconds:.0} s");
            store
        };
        Self {
            store,
            url: url.to_owned(),
            members,
            home: Vec::new(),
            statement: Vec::new(),
            older: Vec::new(),
            sale: Vec::new(),
            redemption: Vec::new(),
        }
    }

    fn take_turn(&mut self, turn: usize, time: Duration) {
        self.warm();
        let first = turn as i64 * PAGES;
        self.home
            .push(self.read(first, |tx, member| home(tx, member).map(drop)));
        self.statement
            .push(self.read(first, |tx, member| statement(tx, member, None).map(drop)));
        self.older.push(self.read(first, |tx, member| {
            let older = statement(tx, member, None)?
                .movements
                .get(5)
                .map(|movement| movement.entry);
            statement(tx, member, older).map(drop)
        }));
        self.sale.push(self.sell(turn, time));
        self.redemption.push(self.redeem(turn, time));
    }

    /// Reads everything once, so that the system holds books of either size in its memory: what is compared is the work, not
    /// how much of the machine's memory is free.
    fn warm(&self) {
        let Some(path) = self.url.strip_prefix("sqlite:") else {
            let read = self.store.scan(|tx| {
                tx.value::<i64>(
                    "SELECT CAST(COALESCE(SUM(pg_prewarm(CAST(oid AS regclass), 'read')), 0) AS BIGINT) FROM pg_class \
                     WHERE relkind IN ('r', 'i') AND relnamespace = CAST('public' AS regnamespace)",
                    params![],
                )
            });
            read.expect("everything can be read");
            return;
        };
        for end in ["", "-wal"] {
            let mut file = std::fs::File::open(format!("{path}{end}")).expect("the file is there");
            std::io::copy(&mut file, &mut std::io::sink()).expect("the file can be read");
        }
    }

    /// Microseconds of a page, each of another member.
    fn read(&self, first: i64, page: impl Fn(&mut Tx<'_>, MemberId) -> Result<(), StoreError>) -> f64 {
        let times = self.store.scan(|tx| {
            (first..first + PAGES)
                .map(|index| {
                    let asked = Instant::now();
                    page(tx, self.member(index))?;
                    Ok::<_, StoreError>(asked.elapsed().as_secs_f64() * 1e6)
                })
                .collect::<Result<Vec<_>, _>>()
        });
        median(&times.expect("pages can be read"))
    }

    fn member(&self, index: i64) -> MemberId {
        MemberId::new(crowd::nth_member(index, self.members))
    }

    /// Microseconds of the machine for a durable sale, of so many at once.
    fn sell(&self, turn: usize, time: Duration) -> f64 {
        let count = sale::PLENTY_A_SECOND * usize::try_from(time.as_secs()).unwrap_or(60).max(1);
        let name = format!("grow-{}-{turn}", self.store.now().get());
        let tills = Arc::new(crowd::Tills::open(
            &self.store,
            &name,
            count,
            self.members,
            crowd::STORES,
        ));
        1e6 / sale::measure(&self.store, &tills, CLIENTS, time).0
    }

    /// The same for a redemption.
    fn redeem(&self, turn: usize, time: Duration) -> f64 {
        let (store, members, began) = (self.store.clone(), self.members, self.store.now().get());
        let (rate, _) = clients::measure(CLIENTS, time, move |count| {
            let wish = Redeem {
                member: MemberId::new(crowd::nth_member(count as i64, members)),
                item: ItemId::new(books::PLENTIFUL),
                shown: Shown::session(),
                key: format!("{began}-{turn}-{count}"),
            };
            let store = store.clone();
            async move {
                store.write(move |tx| redeem(tx, &wish)).await.expect("there is plenty");
            }
        });
        1e6 / rate
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The most memory that this program has held, as Linux counts it.
fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
