//! One use case in the queue: run, perhaps again, and answered once its transaction has ended.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use crate::{
    Context, StoreError,
    db::{
        live::Topic,
        tx::{Closed, Connection, Tx},
    },
};

/// What running a job once has left.
pub(super) struct Ran {
    /// The use case answered `Ok`.
    pub(super) keep: bool,
    /// Something may have been changed.
    pub(super) wrote: bool,
    pub(super) announced: Vec<Topic>,
    pub(super) fault: Option<StoreError>,
}

/// How long a job may wait for rows that others hold: nobody waits for its answer any longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(12);

/// A use case of any type, as the queue sees it.
pub(super) trait Job: Send {
    fn run(&mut self, connection: &mut dyn Connection, context: &Context) -> Ran;
    /// Hands the outcome of the last run over, or the error with which its transaction ended.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
    /// Whether anybody waits for the answer.
    fn is_wanted(&self) -> bool;
    /// Whether it has waited for as long as one waits.
    fn is_late(&self) -> bool;
}

pub(super) struct UseCase<F, T, E> {
    run: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
    since: Instant,
}

impl<F, T, E> UseCase<F, T, E> {
    pub(super) fn new(run: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self {
            run,
            outcome: None,
            reply,
            since: Instant::now(),
        }
    }
}

impl<F, T, E> Job for UseCase<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, connection: &mut dyn Connection, context: &Context) -> Ran {
        let mut tx = Tx::new(connection, context);
        // A panic in one use case must not take the others, or the writer, with it.
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.run)(&mut tx)))
            .unwrap_or_else(|_| Err(E::from(StoreError::Internal("a use case panicked".into()))));
        let Closed {
            announced,
            fault,
            wrote,
        } = tx.close(outcome.is_ok());
        let keep = outcome.is_ok() && fault.is_none();
        self.outcome = Some(match (outcome, &fault) {
            (Ok(_), Some(fault)) => Err(E::from(fault.clone())),
            (outcome, _) => outcome,
        });
        Ran {
            keep,
            wrote,
            announced,
            fault,
        }
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (committed, self.outcome) {
            (Err(error), Some(Ok(_)) | None) => Err(E::from(error)),
            (_, Some(outcome)) => outcome,
            (Ok(()), None) => Err(E::from(StoreError::Internal("a use case was not run".into()))),
        };
        // A caller that has gone away does not want the answer; the books hold it.
        drop(self.reply.send(answer));
    }

    fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn is_late(&self) -> bool {
        self.since.elapsed() > PATIENCE
    }
}
