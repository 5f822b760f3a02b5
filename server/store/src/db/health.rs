//! Connections of one kind that share their work. One that broke takes none before it is whole again, as long as there is another; when
//! none is left, whoever waits hears of it at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use crate::{StoreError, db::tx::Connection};

/// Between two tries to connect again.
const PAUSE: Duration = Duration::from_millis(250);

/// How many connections can be worked with.
#[derive(Clone)]
pub(crate) struct Health(Arc<AtomicUsize>);

impl Health {
    pub(crate) fn of(connections: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(connections)))
    }

    /// Whether a connection other than the one that asks, which is whole itself so far as it is counted, can do the work.
    pub(crate) fn has_another(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 1
    }

    /// Makes a broken connection whole, however long that takes. Meanwhile it counts for nothing; while it is the last one, `when_none` is
    /// told why. Answers whether it was done before `stop` came to its end.
    pub(crate) fn mend(
        &self,
        connection: &mut dyn Connection,
        stop: &Receiver<()>,
        mut when_none: impl FnMut(&StoreError),
    ) -> bool {
        self.0.fetch_sub(1, Ordering::SeqCst);
        let mut said = false;
        let mended = loop {
            match connection.revive() {
                Ok(()) => break true,
                Err(error) => {
                    if !said {
                        said = true;
                        tracing::warn!(%error, "a connection to the database is gone, and is made anew");
                    }
                    if self.0.load(Ordering::SeqCst) == 0 {
                        when_none(&error);
                    }
                }
            }
            if stop.recv_timeout(PAUSE) == Err(RecvTimeoutError::Disconnected) {
                break false;
            }
        };
        self.0.fetch_add(1, Ordering::SeqCst);
        mended
    }
}
