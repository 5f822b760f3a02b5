//! Wakes the live pages of a member when something of theirs was committed, on whichever server that happened.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use huika_domain::MemberId;
use tokio::sync::watch;

/// The hub of one server. Subscribers learn *that* something changed, never what: they read it from the books.
#[derive(Clone, Default)]
pub struct Live(Arc<Mutex<HashMap<MemberId, watch::Sender<u64>>>>);

impl Live {
    /// A receiver that changes with every commit that announces `member`.
    pub fn subscribe(&self, member: MemberId) -> watch::Receiver<u64> {
        let mut hub = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Members whose last page has gone are forgotten whenever somebody arrives, so the hub stays as small as its users.
        if hub.len() % 64 == 63 {
            hub.retain(|_, sender| sender.receiver_count() > 0);
        }
        hub.entry(member).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Whether anybody but the caller still holds this hub.
    pub(crate) fn is_used(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    pub(crate) fn wake(&self, members: &[MemberId]) {
        if members.is_empty() {
            return;
        }
        let hub = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for member in members {
            if let Some(sender) = hub.get(member) {
                sender.send_modify(|version| *version += 1);
            }
        }
    }
}
