//! Batches of several servers on one PostgreSQL.

use std::sync::Arc;

use huika_domain::MemberId;
use huika_store::{
    Store, StoreConfig, StoreError, Tx,
    db::secret::SystemRng,
    params,
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests},
};

const WALLETS: usize = 60;
const ROUNDS: i64 = 8;

fn server(url: &str) -> Store {
    let mut context = context(SetClock::at(NOON), 1);
    context.rng = Arc::new(SystemRng);
    let mut config = StoreConfig::new(url, context);
    config.connections = 2;
    Store::open(config).expect("the books open")
}

fn newcomers(tx: &mut Tx<'_>) -> Result<Vec<MemberId>, StoreError> {
    let mut members = Vec::new();
    for serial in 0..WALLETS {
        let member: MemberId = tx.value(
            "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, 0, ?2) RETURNING id",
            params![format!("+861380{serial:07}"), tx.now()],
        )?;
        tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![member])?;
        members.push(member);
    }
    Ok(members)
}

/// Takes one wallet, and counts in it that it was taken.
fn take(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    tx.lock(
        "SELECT visits FROM wallet WHERE member_id = ?1",
        params![member],
        |row| row.get::<i64>("visits"),
    )?;
    tx.exec(
        "UPDATE wallet SET visits = visits + 1 WHERE member_id = ?1",
        params![member],
    )?;
    Ok(())
}

/// Two servers fill their batches with the same wallets, one from the first to the last and one from the last to the first. They
/// must give way to each other before the database has to find a deadlock, for which it waits a second each time.
#[test]
fn batches_that_take_the_same_rows_in_another_sequence_never_come_to_a_deadlock() {
    let Some(base) = postgres_for_tests() else { return };
    let url = fresh_postgres(&base).expect("a database can be made");
    let servers = [server(&url), server(&url)];
    let members = servers[0].write_blocking(newcomers).expect("members join");
    let mut met = 0;
    for _ in 0..ROUNDS {
        std::thread::scope(|scope| {
            for (server, backwards) in servers.iter().zip([false, true]) {
                let mut wanted = members.clone();
                if backwards {
                    wanted.reverse();
                }
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .build()
                        .expect("a runtime starts");
                    let all = wanted
                        .into_iter()
                        .map(|member| server.write(move |tx| take(tx, member)));
                    runtime
                        .block_on(futures_util::future::join_all(all))
                        .into_iter()
                        .for_each(|taken| {
                            taken.expect("a wallet is taken in the end");
                        });
                });
            }
        });
    }
    for server in &servers {
        met += server.figures().retries;
    }
    assert!(met > 0, "no batches met, so nothing was shown");
    let taken: i64 = servers[0]
        .scan(|tx| tx.value::<i64>("SELECT CAST(SUM(visits) AS BIGINT) FROM wallet", params![]))
        .expect("can be read");
    assert_eq!(taken, 2 * ROUNDS * i64::try_from(WALLETS).expect("small"));
    // A connection says what it has counted when it ends.
    drop(servers);
    let deadlocks: i64 = server(&url)
        .scan(|tx| {
            tx.value(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
                params![],
            )
        })
        .expect("can be read");
    assert_eq!(deadlocks, 0);
}
