//! Kills a program that keeps books with SIGKILL at random moments and looks afterwards: nothing that was acknowledged is
//! lost, nothing is applied twice, and the proof holds after every start.
//!
//! Usage: `crash [--kills 500] [--postgres URL]`. The program kills another copy of itself: `crash victim URL FIRST AGAIN…`
//! sells to members without end and prints `ack NUMBER` after each answer.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use huika_domain::{Clock, Fen, Millis, PayWith, PointsWanted, ShopZone, StoreId};
use huika_store::{
    Context, Rules, Store, StoreConfig, StoreError, Tx,
    books::prove,
    params,
    secret::{Secret, SystemRng},
    testing::fresh_postgres,
    till::{Place, Sell, SellError, sell},
};

/// Clients of the victim.
const CLIENTS: u64 = 4;
/// Members that buy.
const MEMBERS: u64 = 50;
/// Kills after which new books are begun, so that the proof after each stays quick.
const KILLS_A_BOOK: u32 = 50;

struct Real;

impl Clock for Real {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the others are given")]
    fn now(&self) -> Millis {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Millis::new(i64::try_from(since.map_or(0, |time| time.as_millis())).unwrap_or(i64::MAX))
    }
}

fn open(url: &str) -> Store {
    let context = Context {
        clock: Arc::new(Real),
        rng: Arc::new(SystemRng),
        secret: Secret::new(&[7; 32]),
        zone: ShopZone::parse("Asia/Shanghai").expect("the zone is known"),
        rules: Rules::default(),
    };
    let mut config = StoreConfig::new(url, context);
    config.connections = 2;
    Store::open(config).expect("the books open after every kill")
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "victim") {
        return victim(&arguments[1], &arguments[2..]);
    }
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let kills: u32 = value("--kills").map_or(500, |text| text.parse().expect("a number"));
    let mut done = 0;
    let (mut acknowledged, mut torn) = (0, 0);
    while done < kills {
        let some = KILLS_A_BOOK.min(kills - done);
        let folder = tempfile::tempdir_in(".").expect("a folder on this disk");
        let url = match value("--postgres") {
            Some(base) => fresh_postgres(&base).expect("a database can be made"),
            None => format!("sqlite:{}", folder.path().join("crash.db").display()),
        };
        let (acks, in_flight) = kill_often(&url, some);
        acknowledged += acks;
        torn += in_flight;
        done += some;
        println!(
            "{done} kills, {acknowledged} acknowledged sales, {torn} caught in flight: none lost, none twice, books hold"
        );
    }
}

/// Kills so often, and looks after each kill.
fn kill_often(url: &str, kills: u32) -> (u64, u64) {
    drop(prepare(url));
    let mut acknowledged: BTreeSet<u64> = BTreeSet::new();
    let (mut next, mut torn) = (0_u64, 0_u64);
    for _ in 0..kills {
        let again: Vec<u64> = (0..next).filter(|number| !acknowledged.contains(number)).collect();
        torn += again.len() as u64;
        let acks = run_and_kill(url, next, &again);
        let highest = acks.iter().max().map_or(next, |highest| highest + 1);
        acknowledged.extend(acks);
        // Whatever a client may have sent beyond the last answer is sent again under its key.
        next = next.max(highest) + CLIENTS;
        look(url, &acknowledged);
    }
    (acknowledged.len() as u64, torn)
}

fn prepare(url: &str) -> Store {
    let store = open(url);
    store
        .write_blocking(|tx| {
            tx.exec(
                "INSERT INTO store (code, name, created_at) VALUES ('S', 'S', 0)",
                params![],
            )?;
            for number in 1..=MEMBERS {
                tx.exec(
                    "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, 0, 0)",
                    params![format!("+86138{number:08}")],
                )?;
                tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![number as i64])?;
            }
            Ok::<_, StoreError>(())
        })
        .expect("a shop can be made");
    store
}

/// Lets a victim work for a random while and kills it; answers what it had acknowledged.
fn run_and_kill(url: &str, first: u64, again: &[u64]) -> Vec<u64> {
    let mut victim = Command::new(std::env::current_exe().expect("this program"))
        .args(["victim", url, &first.to_string()])
        .args(again.iter().map(ToString::to_string))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the victim starts");
    let output = BufReader::new(victim.stdout.take().expect("its output"));
    let reader = std::thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok);
        lines
            .filter_map(|line| line.strip_prefix("ack ")?.parse().ok())
            .collect::<Vec<u64>>()
    });
    let random = u64::from_be_bytes((&SystemRng as &dyn huika_store::secret::Rng).bytes::<8>());
    // A third is killed while it starts, the others in the middle of their work.
    let span = if random.is_multiple_of(3) { 300 } else { 2_000 };
    std::thread::sleep(Duration::from_millis(40 + (random / 3) % span));
    victim.kill().expect("the victim can be killed");
    victim.wait().expect("it has ended");
    reader.join().expect("its output was read")
}

/// After the kill: every acknowledged sale is there, no key was used for two, and the books hold.
fn look(url: &str, acknowledged: &BTreeSet<u64>) {
    let store = open(url);
    let kept: BTreeSet<u64> = store
        .scan(|tx: &mut Tx<'_>| tx.all("SELECT key FROM request", params![], |row| row.get::<String>(0)))
        .expect("keys can be read")
        .iter()
        .filter_map(|key| key.parse().ok())
        .collect();
    if let Some(lost) = acknowledged.difference(&kept).next() {
        panic!("sale {lost} was acknowledged and is not there");
    }
    let sales: i64 = store
        .scan(|tx| tx.value::<i64>("SELECT COUNT(*) FROM sale", params![]))
        .expect("sales can be counted");
    assert_eq!(sales, kept.len() as i64, "a key stands for exactly one sale");
    let proof = store.scan(prove).expect("the books can be read");
    assert!(proof.holds(), "{:#?}", proof.findings);
}

/// Sells without end: first what has to be sent again, then new numbers.
fn victim(url: &str, numbers: &[String]) {
    let store = open(url);
    let numbers: Vec<u64> = numbers.iter().filter_map(|text| text.parse().ok()).collect();
    for number in &numbers[1..] {
        sell_one(&store, *number);
    }
    let next = AtomicU64::new(numbers[0]);
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    sell_one(&store, next.fetch_add(1, Ordering::SeqCst));
                }
            });
        }
    });
}

fn sell_one(store: &Store, number: u64) {
    let sale = Sell {
        session: format!("t{number}"),
        gross: Fen::new(10_00),
        points: PointsWanted::None,
        pay_with: PayWith::Outside,
        outside_channel: "cash".into(),
        place: Place {
            store: StoreId::new(1),
            till: "1".into(),
            operator: None,
        },
        key: number.to_string(),
    };
    let outcome = store.write_blocking(move |tx| {
        tx.exec(
            "INSERT INTO till_session (token, member_id, store_id, till, rights, opened_at, expires_at) \
             VALUES (?1, ?2, 1, '1', 'spend', ?3, ?4) ON CONFLICT (token) DO NOTHING",
            params![
                sale.session,
                (number % MEMBERS + 1) as i64,
                tx.now(),
                tx.now().plus_secs(3600)
            ],
        )?;
        sell(tx, &sale)
    });
    match outcome {
        Ok(_) => {
            let mut output = std::io::stdout().lock();
            let told = writeln!(output, "ack {number}").and_then(|()| output.flush());
            if told.is_err() {
                std::process::exit(0);
            }
        }
        Err(SellError::Store(_)) => {}
        Err(other) => panic!("{other}"),
    }
}
