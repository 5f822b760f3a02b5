//! `huika serve`: everything in order, and in order again when it stops.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use huika_store::{
    setup::{SETUP_KEY_HOURS, is_unopened, make_setup_key},
    unverified_host,
};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Failure, output};
use crate::config::{Config, Store};
use crate::listen::{self, Limits};
use crate::{jobs, logging, version, web};

pub fn run(config: Config) -> Result<ExitCode, Failure> {
    let _log = logging::start(&config.log)?;
    warn_of_open_ways(&config.store);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers(config.server.workers))
        .thread_name("huika")
        .enable_all()
        .build()?;
    runtime.block_on(serve(config))?;
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(ExitCode::SUCCESS)
}

/// Names each database of another machine that is reached so that others can listen, or answer in its place.
fn warn_of_open_ways(store: &Store) {
    let urls = [Some(&store.url), store.replica_url.as_ref()];
    for host in urls
        .into_iter()
        .flatten()
        .filter_map(|url| unverified_host(url.expose()))
    {
        tracing::warn!(
            %host,
            "the database is on another machine and its certificate is not verified: add ?sslmode=verify-full&sslrootcert=FILE to its address"
        );
    }
}

/// A page may wait for several of its parts at once, each of which needs a thread to go on: four at least.
fn workers(wanted: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if wanted == 0 { cores } else { wanted }.max(4)
}

async fn serve(config: Config) -> Result<(), Failure> {
    let listen = config.server.listen;
    let grace = Duration::from_secs(config.server.shutdown_grace_secs);
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|e| format!("cannot listen on {listen}: {e}"))?;
    let limits = Limits::new(&config.server, listen::raise_open_files());
    let (stop, stopping) = watch::channel(false);
    let state = web::AppState::open(Arc::new(config), stopping.clone())?;
    if let Some(address) = set_up_address(&state).await? {
        output::say(&address)?;
    }
    jobs::start(&state);
    tracing::info!(version = version::IN_WORDS, %listen, public_url = state.config.server.public_url.origin(), database = ?state.config.store.url, "listening");
    let hung_up = tokio::spawn(go_on_when_hung_up());
    let mut server = tokio::spawn(listen::serve(listener, web::router(&state), limits, stopping));

    tokio::select! {
        ended = &mut server => ended?,
        () = asked_to_stop() => {
            tracing::info!("stopping: no new requests; those that have begun are finished");
            stop.send_replace(true);
            if tokio::time::timeout(grace, &mut server).await.is_err() {
                tracing::warn!(grace_secs = grace.as_secs(), "requests were still running");
                server.abort();
            }
        }
    }
    hung_up.abort();
    tracing::info!("stopped");
    Ok(())
}

/// A terminal that was closed, and a supervisor that asks for settings to be read again, send SIGHUP, which would end the program. Settings
/// are read at the start; what the shop decides is followed anyway.
async fn go_on_when_hung_up() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut hung_up) = signal(SignalKind::hangup()) else {
        return;
    };
    while hung_up.recv().await.is_some() {
        tracing::info!("SIGHUP: nothing is read again; start anew for other settings");
    }
}

/// Where the shop is opened, while there is none. It goes to the terminal and not into the log, because whoever knows it opens the shop.
async fn set_up_address(state: &web::AppState) -> Result<Option<String>, Failure> {
    if !state.store.read(is_unopened).await? {
        return Ok(None);
    }
    let key = state.store.write(make_setup_key).await?;
    Ok(key.map(|key| {
        format!(
            "\nThere is no shop in this database yet. Open it at\n\n    {}/setup?key={}\n\nThe address works once, and for {} hour.\n\n",
            state.config.server.public_url.origin(),
            key.as_str(),
            SETUP_KEY_HOURS,
        )
    }))
}

/// Ctrl-C or a supervisor's SIGTERM.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut stream) => drop(stream.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
