//! What the queue of the writers has done.

use std::sync::atomic::AtomicU64;

/// What the queue has done, for `/metrics`.
#[derive(Debug, Default)]
pub struct WriterFigures {
    /// Durable commits.
    pub commits: AtomicU64,
    /// Jobs whose changes were committed.
    pub jobs: AtomicU64,
    /// Jobs that were refused because the queue was full.
    pub busy: AtomicU64,
    /// Transactions that were run again after a conflict.
    pub retries: AtomicU64,
    /// Jobs that went to wait for a row that somebody else held.
    pub set_aside: AtomicU64,
    /// Jobs that were not begun because nobody waited for their answer any more.
    pub dropped: AtomicU64,
}
