//! Wakes the live pages of a member when something of theirs was committed, on whichever server that happened.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crossbeam_channel::Sender;
use huika_domain::MemberId;
use tokio::sync::watch;

/// What a commit was about, as those hear who are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// Something of this member.
    Member(MemberId),
    /// What every server keeps a copy of.
    Rules,
}

const RULES: &str = "rules";

impl Topic {
    /// As one server tells it to another.
    pub(crate) fn to_text(self) -> String {
        match self {
            Self::Member(member) => member.to_string(),
            Self::Rules => RULES.to_owned(),
        }
    }

    /// Reads [`Self::to_text`]; `None` for what a newer program tells.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            RULES => Some(Self::Rules),
            text => text.parse().ok().map(|id| Self::Member(MemberId::new(id))),
        }
    }
}

/// The hub of one server. Subscribers learn *that* something changed, never what: they read it from the books.
#[derive(Clone, Default)]
pub struct Live {
    pages: Arc<Mutex<HashMap<MemberId, watch::Sender<u64>>>>,
    /// Who tells the other servers, when there can be any.
    others: Option<Sender<Vec<Topic>>>,
    /// Who renews this server's copy of the rules, when others can change them.
    rules: Option<Sender<()>>,
}

impl Live {
    /// The hub of the only server; `rules` renews its copy of the rules.
    pub(crate) fn alone(rules: Sender<()>) -> Self {
        Self {
            rules: Some(rules),
            ..Self::default()
        }
    }

    /// A hub that passes on what is committed here.
    pub(crate) fn beside(others: Sender<Vec<Topic>>, rules: Sender<()>) -> Self {
        Self {
            others: Some(others),
            rules: Some(rules),
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
    pub(crate) fn announce(&self, topics: Vec<Topic>) {
        self.wake(&topics);
        if let (Some(others), false) = (&self.others, topics.is_empty())
            && others.try_send(topics).is_err()
        {
            tracing::warn!("too much waits to be told to other servers; their pages are late");
        }
    }

    pub(crate) fn wake(&self, topics: &[Topic]) {
        if topics.is_empty() {
            return;
        }
        let hub = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        for topic in topics {
            match topic {
                Topic::Member(member) => {
                    if let Some(sender) = hub.get(member) {
                        sender.send_modify(|version| *version += 1);
                    }
                }
                Topic::Rules => {
                    if let Some(rules) = &self.rules {
                        // A full channel: a look that has not begun yet will see this as well.
                        let _ = rules.try_send(());
                    }
                }
            }
        }
    }
}
