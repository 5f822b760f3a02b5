//! How many sales a second one PostgreSQL carries. It has half of the machine's cores to itself, and whoever sells has the others; what a sale
//! costs of its processor hardly depends on the load, so what more cores carry follows from that.

use std::{fs, process::Command, sync::Arc};

use huika_store::{
    Store, StoreError, Tx,
    goods::GoodsKey,
    params,
    price::LineWanted,
    testing::{crowd, fresh_postgres},
};

use crate::{Wanted, figure, sale::measure};

const CONNECTIONS: usize = 8;
const CLIENTS: [usize; 2] = [64, 256];
/// Sales that a second of one measurement may use up.
const PLENTY_A_SECOND: usize = 4_000;

pub fn postgres(wanted: &Wanted, base: &str) {
    let url = fresh_postgres(base).expect("a database can be made");
    let store = crowd::open(&url, CONNECTIONS);
    let server = Server::of(&store);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let theirs = (cores / 2).max(1);
    if cores > 1 {
        server.stay_on(&format!("0-{}", theirs - 1));
        stay_on(std::process::id(), &format!("{theirs}-{}", cores - 1));
    }
    figure("postgres.carries.cores", theirs as f64, "cores", None);
    let lines: Vec<LineWanted> = crowd::goods(&store, 5)
        .into_iter()
        .map(|goods| LineWanted::Goods {
            goods: GoodsKey::Id(goods),
            quantity: 2,
        })
        .collect();
    let sales = PLENTY_A_SECOND * usize::try_from(wanted.time.as_secs()).unwrap_or(60).max(1);
    for (kind, lines) in [("amount", None), ("lines", Some(&lines))] {
        for clients in CLIENTS {
            let name = format!("postgres.carries.{kind}.{clients}");
            let tills = crowd::Tills::open(&store, &name, sales, crowd::MEMBERS, crowd::STORES);
            let tills = Arc::new(match lines {
                Some(lines) => tills.with_lines(lines),
                None => tills,
            });
            let before = server.seconds();
            let (rate, p99) = measure(&store, &tills, clients, wanted.time);
            let used = server.seconds() - before;
            let each = used / (rate * wanted.time.as_secs_f64());
            figure(&name, rate, "1/s", None);
            figure(&format!("{name}.p99"), p99.as_secs_f64() * 1000.0, "ms", None);
            figure(&format!("{name}.processor"), each * 1000.0, "ms", None);
            figure(&format!("{name}.per-core"), 1.0 / each, "1/s", None);
            let busy = used / (wanted.time.as_secs_f64() * theirs as f64);
            figure(&format!("{name}.busy"), busy * 100.0, "%", None);
        }
    }
}

/// The processes of a PostgreSQL on this machine.
struct Server {
    first: u32,
}

impl Server {
    /// The one that this store is connected to.
    fn of(store: &Store) -> Self {
        let ours: i64 = store
            .write_blocking(|tx: &mut Tx<'_>| -> Result<i64, StoreError> {
                tx.value("SELECT CAST(pg_backend_pid() AS BIGINT)", params![])
            })
            .expect("it knows its process");
        let ours = u32::try_from(ours).expect("a number of a process");
        Self {
            first: parent(ours).expect("it runs on this machine"),
        }
    }

    /// The first and all that it has started.
    fn processes(&self) -> Vec<u32> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let children = numbers.filter(|process| parent(*process) == Some(self.first));
        std::iter::once(self.first).chain(children).collect()
    }

    /// Keeps them, and those that it starts later, on these cores.
    fn stay_on(&self, cores: &str) {
        for process in self.processes() {
            stay_on(process, cores);
        }
    }

    /// Seconds of processor time that they have had.
    fn seconds(&self) -> f64 {
        let had = |process: &u32| {
            let text = fs::read_to_string(format!("/proc/{process}/schedstat")).ok()?;
            text.split_whitespace().next()?.parse::<f64>().ok()
        };
        self.processes().iter().filter_map(had).sum::<f64>() / 1e9
    }
}

/// Which process has started this one.
fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold spaces.
    let (_, after) = stat.rsplit_once(')')?;
    after.split_whitespace().nth(1)?.parse().ok()
}

/// Keeps all threads of a process on these cores. One that has ended meanwhile needs no place.
fn stay_on(process: u32, cores: &str) {
    let told = Command::new("taskset")
        .args(["-apc", cores, &process.to_string()])
        .output()
        .expect("taskset, which is a part of util-linux");
    assert!(
        told.status.success() || parent(process).is_none(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
}
