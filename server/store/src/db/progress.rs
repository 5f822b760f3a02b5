//! How far long work is. Whoever does the work counts; whoever waits looks at it from another thread, as often as it likes.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// Shared between the one that works and the one that waits. Without anybody who waits it costs an addition now and then.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    part: Mutex<Option<Part>>,
    done: AtomicU64,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    number: u64,
    what: &'static str,
    unit: &'static str,
    total: u64,
}

/// How far the work was at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Which part of the work it is, counted from 1: figures of different parts are not to be compared.
    pub part: u64,
    /// What is being done, such as `copying the books`.
    pub what: &'static str,
    /// Of what there are so many, such as `rows`.
    pub unit: &'static str,
    /// How many are done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
}

impl Progress {
    /// A part of the work begins; the one before is over.
    pub fn begin(&self, what: &'static str, unit: &'static str, total: u64) {
        let mut part = self.0.part.lock().unwrap_or_else(PoisonError::into_inner);
        let number = part.map_or(0, |before| before.number) + 1;
        self.0.done.store(0, Ordering::Relaxed);
        *part = Some(Part {
            number,
            what,
            unit,
            total,
        });
    }

    /// More of the part is done.
    pub fn advance(&self, by: u64) {
        self.0.done.fetch_add(by, Ordering::Relaxed);
    }

    /// So much of the part is done.
    pub fn reach(&self, done: u64) {
        self.0.done.store(done, Ordering::Relaxed);
    }

    /// How far it is; nothing before it has begun.
    #[must_use]
    pub fn reached(&self) -> Option<Reached> {
        let part = self.0.part.lock().unwrap_or_else(PoisonError::into_inner);
        let Part {
            number,
            what,
            unit,
            total,
        } = (*part)?;
        // Rows may be written while they are counted and read.
        let done = self.0.done.load(Ordering::Relaxed).min(total);
        Some(Reached {
            part: number,
            what,
            unit,
            done,
            total,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Progress;

    #[test]
    fn a_part_begins_at_nothing_and_is_never_more_than_whole() {
        let work = Progress::default();
        let seen = work.clone();
        assert_eq!(seen.reached(), None);
        work.begin("copying the books", "rows", 10);
        work.advance(4);
        let first = seen.reached().expect("has begun");
        assert_eq!((first.part, first.done, first.total), (1, 4, 10));
        work.advance(40);
        assert_eq!(seen.reached().map(|now| now.done), Some(10));
        work.begin("proving the books", "rows", 7);
        let second = seen.reached().expect("goes on");
        assert_eq!((second.part, second.done, second.total), (2, 0, 7));
    }
}
