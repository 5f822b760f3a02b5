//! Wakes the live pages of a member when something of theirs was committed, on whichever server that happened.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crossbeam_channel::Sender;
use huika_domain::MemberId;
use tokio::sync::watch;

/// The hub of one server. Subscribers learn *that* something changed, never what: they read it from the books.
#[derive(Clone, Default)]
pub struct Live {
    pages: Arc<Mutex<HashMap<MemberId, watch::Sender<u64>>>>,
    /// Who tells the other servers, when there can be any.
    others: Option<Sender<Vec<MemberId>>>,
}

impl Live {
    /// A hub that passes on what is committed here.
    pub(crate) fn beside(others: Sender<Vec<MemberId>>) -> Self {
        Self {
            others: Some(others),
            ..Self::default()
        }
    }

    /// A receiver that changes with every commit that announces `member`.
    pub fn subscribe(&self, member: MemberId) -> watch::Receiver<u64> {
        let mut hub = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        // Members whose last page has gone are forgotten whenever somebody arrives, so the hub stays as small as its users.
        if hub.len() % 64 == 63 {
            hub.retain(|_, sender| sender.receiver_count() > 0);
        }
        hub.entry(member).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Whether anybody but the caller still holds this hub.
    pub(crate) fn is_used(&self) -> bool {
        Arc::strong_count(&self.pages) > 1
    }

    /// Wakes pages here and on other servers; called once the change is durable.
    pub(crate) fn announce(&self, members: Vec<MemberId>) {
        self.wake(&members);
        if let (Some(others), false) = (&self.others, members.is_empty())
            && others.try_send(members).is_err()
        {
            tracing::warn!("too much waits to be told to other servers; their pages are late");
        }
    }

    pub(crate) fn wake(&self, members: &[MemberId]) {
        if members.is_empty() {
            return;
        }
        let hub = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        for member in members {
            if let Some(sender) = hub.get(member) {
                sender.send_modify(|version| *version += 1);
            }
        }
    }
}
