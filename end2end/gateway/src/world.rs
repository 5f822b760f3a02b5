//! What every handler shares.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use anyhow::Context;
use tokio::sync::Notify;

use crate::Options;
use crate::book::Book;
use crate::clock::Clock;
use crate::keys::Keys;
use crate::wechat::{Faults, WaitingBill};

/// A handle to the one world.
pub type World = Arc<Inner>;

/// The stand-in's whole state.
#[derive(Debug)]
pub struct Inner {
    /// Our own address.
    pub base: String,
    /// The portal's.
    pub portal: String,
    pub folder: PathBuf,
    pub keys: Keys,
    pub clock: Clock,
    /// For notifications.
    pub http: reqwest::Client,
    /// Rings when a message arrives.
    pub message_arrived: Notify,
    /// Faults that tests asked for.
    pub faults: Faults,
    /// Messages that the provider will refuse.
    pub sms_faults: Countdown,
    /// Nonces that were used.
    pub nonces: Nonces,
    /// Bills that wait to be fetched.
    pub bills: Bills,
    /// Codes of web authorisation that were not used yet.
    pub login_codes: Codes,
    book: Mutex<Book>,
    changed: AtomicBool,
}

impl Inner {
    /// Reads keys and book, or begins them.
    pub fn open(options: &Options, address: SocketAddr) -> anyhow::Result<World> {
        let keys = Keys::open(&options.data)?;
        let file = options.data.join("state.json");
        let book = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| format!("{} is not ours", file.display()))?,
            Err(_) => Book::default(),
        };
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("Mozilla/4.0")
            .no_proxy()
            .build()?;
        Ok(Arc::new(Self {
            base: format!("http://{address}"),
            portal: options.portal.trim_end_matches('/').to_owned(),
            folder: options.data.clone(),
            keys,
            clock: Clock::new(options.time_scale),
            http,
            message_arrived: Notify::new(),
            faults: Faults::default(),
            sms_faults: Countdown::default(),
            nonces: Nonces::default(),
            bills: Bills::default(),
            login_codes: Codes::default(),
            book: Mutex::new(book),
            changed: AtomicBool::new(false),
        }))
    }

    /// The book, to read or to write. Never held over an await.
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.changed.store(true, Ordering::Relaxed);
        self.book.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Writes the book down if it changed.
    pub fn save(&self) {
        if let Err(error) = self.try_save() {
            tracing::warn!(%error, "the state could not be saved");
        }
    }

    fn try_save(&self) -> anyhow::Result<()> {
        if !self.changed.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        let bytes = {
            let book = self.book.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            serde_json::to_vec(&*book)?
        };
        let file = self.folder.join("state.json");
        let draft = self.folder.join("state.json.new");
        std::fs::write(&draft, bytes)?;
        std::fs::rename(draft, file)?;
        Ok(())
    }
}

/// Writes the book down a moment after it changed, so that a restart goes on where this run ends.
pub async fn keep(world: World) {
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        world.save();
    }
}

/// So many times, then no more.
#[derive(Debug, Default)]
pub struct Countdown(AtomicU32);

impl Countdown {
    pub fn set(&self, times: u32) {
        self.0.store(times, Ordering::Relaxed);
    }

    /// True as long as it counts.
    pub fn take(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_ok()
    }
}

/// What may be used once.
#[derive(Debug, Default)]
pub struct Nonces(Mutex<HashSet<String>>);

impl Nonces {
    /// True the first time.
    pub fn is_new(&self, nonce: &str) -> bool {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(nonce.to_owned())
    }
}

/// Files by their token.
#[derive(Debug, Default)]
pub struct Bills(Mutex<HashMap<String, WaitingBill>>);

impl Bills {
    pub fn put(&self, token: String, bill: WaitingBill) {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(token, bill);
    }

    pub fn get(&self, token: &str) -> Option<WaitingBill> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get(token)
            .cloned()
    }
}

/// What may be taken once, with when it was given.
#[derive(Debug, Default)]
pub struct Codes(Mutex<HashMap<String, i64>>);

impl Codes {
    pub fn put(&self, code: String, at: i64) {
        self.lock().insert(code, at);
    }

    pub fn take(&self, code: &str) -> Option<i64> {
        self.lock().remove(code)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
