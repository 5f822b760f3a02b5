//! Servers on one PostgreSQL tell each other whose pages to wake, by `NOTIFY`.
//!
//! A transaction that notifies takes a lock of the whole database server before it commits and keeps it until its commit is on disk
//! (<https://www.postgresql.org/docs/15/sql-notify.html>, `PreCommit_Notify`), so writers would commit one after the other, on
//! all servers together. Hence what was committed is told afterwards, by a connection that does nothing else and does not
//! wait for the disk. What is lost on the way makes a page late, until it asks again: it reads the books then.

use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use sqlx::{
    AssertSqlSafe, Executor as _, Row as _,
    postgres::{PgConnection, PgListener, PgPoolOptions},
};
use tokio::runtime::Runtime;

use super::{
    connect,
    fault::fault,
    reach::{CONNECT_WITHIN, find},
    within,
};
use crate::{Live, StoreError, db::live::Topic};

/// Notifications reach everybody in a database. Books that have a schema of their own beside others have a channel of their own, so
/// that one shop's numbers do not wake another one's pages.
const CHANNEL: &str = "SELECT CASE n.nspname WHEN 'public' THEN 'huika_live' ELSE 'huika_live_' || n.oid END AS channel \
                       FROM pg_catalog.pg_namespace n WHERE n.nspname = current_schema()";

/// As `pg_stat_activity` shows the two connections.
const TELLING: &str = "huika telling";
const HEARING: &str = "huika hearing";

/// Batches that wait to be told; more than a moment's work means that nobody can be told anyway.
const WAITING: usize = 1024;

/// Topics named by one notification, which has room for 8,000 bytes.
const TOPICS_A_NOTIFICATION: usize = 350;

/// How long telling may take before the connection is closed.
const TOLD_WITHIN: Duration = Duration::from_secs(5);

const SETTINGS: &str = "SET lock_timeout = '4s'; SET statement_timeout = '5s'";

/// Starts the thread that tells other servers; it ends when the last sender has gone.
pub(crate) fn tell(url: &str) -> Result<Sender<Vec<Topic>>, StoreError> {
    let (sender, batches) = crossbeam_channel::bounded(WAITING);
    let url = url.to_owned();
    std::thread::Builder::new()
        .name("huika-tell".into())
        .spawn(move || tell_all(&url, &batches))
        .map_err(|e| StoreError::Internal(e.to_string()))?;
    Ok(sender)
}

fn tell_all(url: &str, batches: &Receiver<Vec<Topic>>) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return;
    };
    let mut connection = None;
    while let Ok(mut topics) = batches.recv() {
        topics.extend(batches.try_iter().flatten());
        topics.sort_unstable();
        topics.dedup();
        for some in topics.chunks(TOPICS_A_NOTIFICATION) {
            if let Err(error) = tell_some(&runtime, url, &mut connection, some) {
                tracing::warn!(%error, "other servers could not be told what changed; their pages are late");
                connection = None;
            }
        }
    }
}

/// No answer waits for the commit of a notification, so it does not wait for the disk: a matter of this transaction alone, as the session
/// might turn out to be somebody else's.
fn tell_some(
    runtime: &Runtime,
    url: &str,
    connection: &mut Option<(PgConnection, String)>,
    topics: &[Topic],
) -> Result<(), StoreError> {
    let (connection, channel) = match connection {
        Some(open) => open,
        none => {
            let mut opened = connect(runtime, url, TELLING, SETTINGS)?;
            let channel = runtime.block_on(async { within(TOLD_WITHIN, channel(&mut opened)).await? })?;
            none.insert((opened, channel))
        }
    };
    // Numbers and words of ours: nothing in them has to be escaped.
    let list: Vec<_> = topics.iter().map(|topic| topic.to_text()).collect();
    let telling = format!(
        "BEGIN; SET LOCAL synchronous_commit = off; SELECT pg_notify('{channel}', '{}'); COMMIT",
        list.join(",")
    );
    runtime.block_on(async {
        let told = within(TOLD_WITHIN, connection.execute(sqlx::raw_sql(AssertSqlSafe(telling)))).await?;
        told.map(drop).map_err(|e| fault(&e))
    })
}

async fn channel(connection: &mut PgConnection) -> Result<String, StoreError> {
    let row = sqlx::raw_sql(CHANNEL)
        .fetch_one(connection)
        .await
        .map_err(|e| fault(&e))?;
    row.try_get("channel").map_err(|e| fault(&e))
}

/// Passes on what other servers announce until the program ends. When the connection is lost, pages are late by at
/// most the time that it takes to come back: they read the books when they reconnect.
pub(crate) fn hear(url: &str, live: &Live) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return;
    };
    runtime.block_on(async {
        while live.is_used() {
            if let Err(error) = hear_once(url, live).await {
                tracing::warn!(%error, "not hearing from other servers, trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    });
}

async fn hear_once(url: &str, live: &Live) -> Result<(), StoreError> {
    // Which server it is, and how its books are called, as the connections that write find it.
    let (mut found, server) = find(url, HEARING).await?;
    let channel = within(CONNECT_WITHIN, channel(&mut found)).await??;
    drop(found);
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_with(server)
        .await
        .map_err(|e| fault(&e))?;
    let mut listener = PgListener::connect_with(&pool).await.map_err(|e| fault(&e))?;
    listener.listen(&channel).await.map_err(|e| fault(&e))?;
    while live.is_used() {
        // The time-out is when to look whether anybody still listens, not an error.
        let wait = tokio::time::timeout(Duration::from_secs(2), listener.try_recv());
        match wait.await {
            Err(_) => {}
            Ok(Ok(Some(notification))) => {
                let topics: Vec<_> = notification.payload().split(',').filter_map(Topic::parse).collect();
                live.wake(&topics);
            }
            // The connection is gone, and the server that comes next may be another one.
            Ok(Ok(None)) => return Err(StoreError::Unavailable("the connection is gone".into())),
            Ok(Err(error)) => return Err(fault(&error)),
        }
    }
    Ok(())
}
