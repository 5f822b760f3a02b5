//! The listening socket: how many connections there may be, and how long each may keep the server waiting.
//!
//! Whoever sends half a request, reads no answer, or opens one connection after another takes places from others. So each connection has
//! deadlines ([`connection`]), and when the places are all taken, the one that has kept the server waiting longest makes room
//! ([`doors`]). Connections that answer something are never closed for others.

mod connection;
mod doors;
mod pulse;

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use self::doors::Doors;
use crate::config::{Cidr, Server};
use crate::metrics;

/// Files that are open besides connections of clients: the database, gateways, what a migration sorts.
const OTHER_FILES: u64 = 192;
/// How long it is waited when the system gives no more connections.
const BREATH: Duration = Duration::from_millis(50);

/// What a client may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at one time.
    pub connections: usize,
    /// Those of one address (or /64 of IPv6) that is none of our proxies.
    pub per_address: usize,
    /// From a request's first byte, or from the connection's beginning, to the end of its headers.
    pub headers: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// How long an answer may wait for its reader to take any of it.
    pub reading: Duration,
    /// Our own proxies, behind which there are many clients.
    pub proxies: Arc<[Cidr]>,
}

impl Limits {
    /// Those of the settings, as far as this process may open files.
    pub fn new(settings: &Server, open_files: u64) -> Self {
        let files = usize::try_from(open_files.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX);
        Self {
            connections: settings.connections.min(files).max(32),
            per_address: settings.connections_per_address,
            headers: Duration::from_secs(settings.header_timeout_secs),
            idle: Duration::from_secs(settings.idle_timeout_secs),
            reading: Duration::from_secs(30),
            proxies: settings.trusted_proxies.as_slice().into(),
        }
    }
}

/// Lets the process open as many files as the system allows it, and answers how many those are. Systems begin with 1,024.
pub fn raise_open_files() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => maximum.unwrap_or(u64::MAX),
        Err(error) => {
            tracing::warn!(%error, "the number of open files could not be raised");
            current.unwrap_or(u64::MAX)
        }
    }
}

/// Answers requests until told to stop, and then until those that have begun are answered.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, mut stopping: watch::Receiver<bool>) {
    let doors = Arc::new(Doors::new(limits));
    let (all, alive) = watch::channel(());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some(seat) = doors.enter(peer.ip()) else {
                    turn_away(&stream);
                    continue;
                };
                let served = connection::serve(stream, peer, seat, router.clone(), stopping.clone());
                let alive = alive.clone();
                tokio::spawn(async move {
                    served.await;
                    drop(alive);
                });
            }
            Err(error) => survive(&error, &doors).await,
        }
    }
    drop((listener, alive));
    all.closed().await;
}

/// A client that is gone already needs no line in the log; a system that gives no more connections does.
async fn survive(error: &io::Error, doors: &Doors) {
    let gone = [
        ErrorKind::ConnectionAborted,
        ErrorKind::ConnectionRefused,
        ErrorKind::ConnectionReset,
    ];
    if gone.contains(&error.kind()) {
        return;
    }
    tracing::error!(%error, "no connection could be accepted");
    doors.make_room();
    tokio::time::sleep(BREATH).await;
}

/// All places are taken by requests that are being answered.
fn turn_away(stream: &TcpStream) {
    const WORDS: &str = "系统正忙，请稍后再试。\nThe system is busy. Please try again.\n";
    metrics::observe_turned_away("full");
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-type: text/plain; charset=utf-8\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{WORDS}",
        WORDS.len()
    );
    // It fits into the socket's buffer, or the client gets nothing.
    let _sent = stream.try_write(answer.as_bytes());
}
