//! A card in words: its states, what can be asked for, and why it was refused.

use huika_domain::{Act, CardStatus, ErrorCode};
use huika_store::card::{CardAction, CardError, CardEventKind, Stopped};

use crate::{
    context::{self, Done, refuse, refuse_with},
    i18n::Lang,
    ui::{icon as draw, icon::Icon},
};

/// What can be asked for, as it stands in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Change(CardAction),
    Replace,
}

impl Wish {
    const ALL: [Self; 5] = [
        Self::Change(CardAction::Lose),
        Self::Change(CardAction::Freeze),
        Self::Change(CardAction::Unfreeze),
        Self::Change(CardAction::Find),
        Self::Replace,
    ];

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Change(action) => action.as_str(),
            Self::Replace => "replaced",
        }
    }

    /// What can be asked for while a card is in this state.
    pub fn of_status(status: CardStatus) -> Vec<Self> {
        let actions: &[CardAction] = match status {
            CardStatus::Active => &[CardAction::Freeze, CardAction::Lose],
            CardStatus::Frozen => &[CardAction::Unfreeze, CardAction::Lose],
            CardStatus::Lost => &[CardAction::Find],
            CardStatus::Closed => return Vec::new(),
        };
        let changes = actions.iter().map(|action| Self::Change(*action));
        changes.chain([Self::Replace]).collect()
    }

    /// What it is when the member does it by themself.
    pub fn act(self) -> Act {
        match self {
            Self::Change(action) => action.act(),
            Self::Replace => Act::ReplaceCard,
        }
    }

    pub fn name(self, t: Lang) -> &'static str {
        match self {
            Self::Change(CardAction::Lose) => t.text("card-lose"),
            Self::Change(CardAction::Find) => t.text("card-find"),
            Self::Change(CardAction::Freeze) => t.text("card-freeze"),
            Self::Change(CardAction::Unfreeze) => t.text("card-unfreeze"),
            Self::Replace => t.text("card-replace"),
        }
    }

    /// What it does, in a sentence.
    pub fn effect(self, t: Lang) -> &'static str {
        match self {
            Self::Change(CardAction::Lose) => t.text("card-lose-text"),
            Self::Change(CardAction::Find) => t.text("card-find-text"),
            Self::Change(CardAction::Freeze) => t.text("card-freeze-text"),
            Self::Change(CardAction::Unfreeze) => t.text("card-unfreeze-text"),
            Self::Replace => t.text("card-replace-text"),
        }
    }

    pub const fn icon(self) -> Icon {
        match self {
            Self::Change(CardAction::Lose) => draw::ALERT,
            Self::Change(CardAction::Find | CardAction::Unfreeze) => draw::CHECK,
            Self::Change(CardAction::Freeze) => draw::SHIELD,
            Self::Replace => draw::REFRESH,
        }
    }
}

/// How a state reads, and how it looks.
pub fn status_words(t: Lang, status: CardStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        CardStatus::Active => ("good", t.text("card-active"), t.text("card-active-text")),
        CardStatus::Frozen => ("warn", t.text("card-frozen"), t.text("card-frozen-text")),
        CardStatus::Lost => ("bad", t.text("card-lost"), t.text("card-lost-text")),
        CardStatus::Closed => ("bad", t.text("card-closed"), t.text("card-closed-text")),
    }
}

/// A card that cannot be used, in a word.
pub fn stopped_words(t: Lang, stopped: Stopped) -> &'static str {
    status_words(t, stopped.status()).1
}

/// What happened, as the receipts and the list of events say it.
pub fn event_words(t: Lang, kind: CardEventKind) -> &'static str {
    match kind {
        CardEventKind::Lost => t.text("card-was-lost"),
        CardEventKind::Found => t.text("card-was-found"),
        CardEventKind::Frozen => t.text("card-was-frozen"),
        CardEventKind::Unfrozen => t.text("card-was-unfrozen"),
        CardEventKind::Replaced => t.text("card-was-replaced"),
        CardEventKind::Issued => t.text("card-was-issued"),
        CardEventKind::KindChanged => t.text("card-was-of-another-kind"),
        CardEventKind::Renewed => t.text("card-was-renewed"),
        CardEventKind::TakenBack => t.text("card-was-taken-back"),
    }
}

/// Says why nothing was done to a card.
pub fn refuse_card(page: &str, error: &CardError) -> Done {
    match error {
        CardError::WrongStatus { .. } => refuse(page, ErrorCode::CardStatus.as_str()),
        CardError::FeeAboveBalance { fee } => {
            refuse_with(page, ErrorCode::FeeAboveBalance.as_str(), &[("amount", fee.display())])
        }
        CardError::NoIdentification => refuse(page, ErrorCode::NoIdentification.as_str()),
        CardError::NotProved(error) => refuse(page, error.code()),
        CardError::NoCard | CardError::NoCardType | CardError::SameKind | CardError::LastCard | CardError::TooMany => {
            refuse(page, error.code())
        }
        CardError::NotAllowed => refuse(page, ErrorCode::NotAllowed.as_str()),
        CardError::SeparateHands => refuse(page, ErrorCode::SeparateHands.as_str()),
        CardError::NoShift => refuse(page, ErrorCode::NoShift.as_str()),
        CardError::KeyReused(_) => refuse(page, ErrorCode::KeyReused.as_str()),
        CardError::Store(error) => context::failed(page, error),
    }
}
