//! Servers on one PostgreSQL tell each other whose pages to wake, by `NOTIFY`.
//!
//! A transaction that notifies takes a lock of the whole database server before it commits and keeps it until its commit is on disk
//! (<https://www.postgresql.org/docs/15/sql-notify.html>, `PreCommit_Notify`), so writers would commit one after the other, on
//! all servers together. Hence what was committed is told afterwards, by a connection that does nothing else and does not
//! wait for the disk. What is lost on the way makes a page late, until it asks again: it reads the books then.

use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use sqlx::{Executor as _, postgres::PgConnection};
use tokio::runtime::Runtime;

use crate::{
    Live, StoreError,
    db::{
        engine::postgres::{connect, fault, within},
        live::Topic,
    },
};

const CHANNEL: &str = "huika_live";

/// Batches that wait to be told; more than a moment's work means that nobody can be told anyway.
const WAITING: usize = 1024;

/// Topics named by one notification, which has room for 8,000 bytes.
const TOPICS_A_NOTIFICATION: usize = 350;

/// How long telling may take before the connection is given up.
const TOLD_WITHIN: Duration = Duration::from_secs(5);

/// No answer waits for this connection's commits.
const SETTINGS: &str = "SET synchronous_commit = off; SET lock_timeout = '4s'; SET statement_timeout = '5s'";

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

fn tell_some(
    runtime: &Runtime,
    url: &str,
    connection: &mut Option<PgConnection>,
    topics: &[Topic],
) -> Result<(), StoreError> {
    let list: Vec<_> = topics.iter().map(|topic| topic.to_text()).collect();
    let connection = match connection {
        Some(connection) => connection,
        none => none.insert(connect(runtime, url, SETTINGS)?),
    };
    let telling = sqlx::query("SELECT pg_notify($1, $2)")
        .bind(CHANNEL)
        .bind(list.join(","));
    runtime.block_on(async {
        let told = within(TOLD_WITHIN, connection.execute(telling)).await?;
        told.map(drop).map_err(|e| fault(&e))
    })
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
                tracing::warn!(error = %fault(&error), "not hearing from other servers, trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    });
}

async fn hear_once(url: &str, live: &Live) -> Result<(), sqlx::Error> {
    let mut listener = sqlx::postgres::PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    while live.is_used() {
        // The time-out is when to look whether anybody still listens, not an error.
        let wait = tokio::time::timeout(Duration::from_secs(2), listener.recv());
        if let Ok(notification) = wait.await {
            let topics: Vec<_> = notification?.payload().split(',').filter_map(Topic::parse).collect();
            live.wake(&topics);
        }
    }
    Ok(())
}
