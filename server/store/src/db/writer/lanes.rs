//! Where jobs wait for a connection: in the queue of those that work, or in that of those that wait for rows which others hold.

use crossbeam_channel::{Receiver, Sender, TrySendError, select};

use super::job::Job;
use crate::StoreError;

/// Jobs that may wait for rows which others hold; one more is answered "busy".
const ASIDE_LIMIT: usize = 256;

type Boxed = Box<dyn Job>;

/// The jobs of connections of one kind.
#[derive(Clone)]
pub(super) struct Lane {
    jobs: Receiver<Boxed>,
    /// Jobs that one of these connections had and could not end. They hold both ends, so it ends with the last of them.
    back: (Sender<Boxed>, Receiver<Boxed>),
    aside: Aside,
}

/// Where a job goes that has to wait for a row.
#[derive(Clone)]
enum Aside {
    /// Nowhere: there is one writer, who has everything to itself.
    Nowhere,
    /// To the connections that wait.
    To(Sender<Boxed>),
    /// These are the ones that wait: to the end of their jobs.
    Here,
}

/// The lane of those that work, and that of those that wait, if there are any.
pub(super) fn lanes(jobs: Receiver<Boxed>, waiting: usize) -> (Lane, Option<Lane>) {
    let lane = |jobs, aside| Lane {
        jobs,
        back: crossbeam_channel::unbounded(),
        aside,
    };
    if waiting == 0 {
        return (lane(jobs, Aside::Nowhere), None);
    }
    let (aside, waits) = crossbeam_channel::bounded(ASIDE_LIMIT);
    (lane(jobs, Aside::To(aside)), Some(lane(waits, Aside::Here)))
}

impl Lane {
    /// The next job, whenever there is one; none when no more can come.
    pub(super) fn next(&self) -> Option<Boxed> {
        select! {
            recv(self.jobs) -> job => job.ok().or_else(|| self.back.1.try_recv().ok()),
            recv(self.back.1) -> job => job.ok(),
        }
    }

    /// A job that waits at this moment.
    pub(super) fn try_next(&self) -> Option<Boxed> {
        self.back.1.try_recv().or_else(|_| self.jobs.try_recv()).ok()
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.jobs.len() + self.back.1.len()
    }

    /// Gives a job to another connection of this kind.
    pub(super) fn hand_on(&self, job: Boxed) {
        if let Err(unsent) = self.back.0.send(job) {
            unsent.into_inner().answer(Err(stopped()));
        }
    }

    /// Whether these connections wait for rows, and do nothing else.
    pub(super) fn is_for_waiting(&self) -> bool {
        matches!(self.aside, Aside::Here)
    }

    /// Whether a job can wait for a row where that is in nobody's way.
    pub(super) fn has_aside(&self) -> bool {
        !matches!(self.aside, Aside::Nowhere)
    }

    /// Lets a job wait for a row there.
    pub(super) fn set_aside(&self, job: Boxed) {
        let Aside::To(aside) = &self.aside else {
            return self.hand_on(job);
        };
        match aside.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => job.answer(Err(StoreError::Busy)),
            Err(TrySendError::Disconnected(job)) => job.answer(Err(stopped())),
        }
    }

    /// Answers everybody who waits.
    pub(super) fn answer_all(&self, error: &StoreError) {
        while let Some(job) = self.try_next() {
            job.answer(Err(error.clone()));
        }
    }
}

fn stopped() -> StoreError {
    StoreError::Internal("the writer has stopped".into())
}
