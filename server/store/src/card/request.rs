//! Who asks for something about a card, what it costs them, what is written down about it, and why nothing is done.

use huika_domain::{CardId, CardStatus, EntryId, ErrorCode, Fen, MemberId, OperatorId, PersonName};
use serde::Serialize;

use crate::{
    StoreError, Tx,
    db::idempotency::KeyReused,
    member::{NotProved, Shown},
    params,
    staff::{Place, Role, may_about, may_serve},
};

huika_domain::text_enum! {
    /// What happened to a card.
    pub enum CardEventKind {
        /// It was reported lost.
        Lost = "lost",
        /// It was found again.
        Found = "found",
        /// It was frozen.
        Frozen = "frozen",
        /// It can be used again.
        Unfrozen = "unfrozen",
        /// Another one was given out for it.
        Replaced = "replaced",
        /// It was given out beside another one.
        Issued = "issued",
        /// It is of another kind.
        KindChanged = "kind-changed",
        /// It holds for longer.
        Renewed = "renewed",
        /// It was taken back.
        TakenBack = "taken-back",
    }
}

crate::db::text_columns!(CardEventKind);

/// Who asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The member, on a signed-in phone, who has shown this.
    Member(Shown),
    /// Staff at a counter, who wrote down how the person identified themself.
    Counter {
        /// Where and who.
        place: Place,
        /// What was shown, in a word.
        identification: String,
    },
    /// Whoever looks after members in the office, with what the member identified themself by.
    Office {
        /// Who.
        operator: OperatorId,
        /// What was shown or said, in a word.
        identification: String,
    },
}

/// What is written down where somebody else came with the member's document and their own.
#[must_use]
pub fn by_proxy(document: &str, proxy: &PersonName, proxy_document: &str) -> String {
    format!("{document}; {} {proxy_document}", proxy.as_str())
}

/// What pays for a new card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum FeeFrom {
    /// The balance.
    Balance,
    /// Money at the counter.
    Cash,
}

/// Why nothing was done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CardError {
    /// The card is not in the state that this starts from.
    #[error("the card is {status}")]
    WrongStatus {
        /// The state that it is in.
        status: CardStatus,
    },
    /// The fee is more than the balance.
    #[error("the fee of {} is more than the balance", .fee.yuan())]
    FeeAboveBalance {
        /// The fee.
        fee: Fen,
    },
    /// The counter has to write down how the person identified themself.
    #[error("identification is required")]
    NoIdentification,
    /// It needs more than was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// The member has no such card in use.
    #[error("there is no such card")]
    NoCard,
    /// There is no such kind, or it is given out no more.
    #[error("there is no such kind of card")]
    NoCardType,
    /// The card is of this kind already, or holds for as long already.
    #[error("nothing would change")]
    SameKind,
    /// The member's last card is not taken back.
    #[error("this is the member's last card")]
    LastCard,
    /// Nobody holds so many cards.
    #[error("the member has many cards already")]
    TooMany,
    /// No shift is open at this counter, and the shop's rule asks for one.
    #[error("no shift is open at this till")]
    NoShift,
    /// This operator serves no cards, not in this store, or not this one, which is their own.
    #[error("this operator may not do that")]
    NotAllowed,
    /// Who sold it does not give it out, by the rule of this kind of card.
    #[error("who sold it does not give it out")]
    SeparateHands,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether the counter or the office wrote down what it was shown, and serves this member.
pub(super) fn identified(tx: &mut Tx<'_>, member: MemberId, by: &By) -> Result<(), CardError> {
    let (identification, may) = match by {
        By::Member(_) => return Ok(()),
        By::Counter { place, identification } => (identification, may_serve(tx, place, Role::serves_cards, member)?),
        By::Office {
            operator,
            identification,
        } => (identification, may_about(tx, *operator, Role::keeps_members, member)?),
    };
    if identification.trim().is_empty() {
        Err(CardError::NoIdentification)
    } else if may {
        Ok(())
    } else {
        Err(CardError::NotAllowed)
    }
}

/// Writes down what happened to a card, by whom, and what they showed.
pub(super) fn note(
    tx: &mut Tx<'_>,
    member: MemberId,
    card: CardId,
    kind: CardEventKind,
    by: &By,
    entry: Option<EntryId>,
    detail: &str,
) -> Result<(), StoreError> {
    let (store, operator, identification) = match by {
        By::Member(_) => (None, None, ""),
        By::Counter { place, identification } => (Some(place.store), place.operator, identification.as_str()),
        By::Office {
            operator,
            identification,
        } => (None, Some(*operator), identification.as_str()),
    };
    tx.exec(
        "INSERT INTO card_event (member_id, card_id, kind, at, operator_id, store_id, identification, entry_id, detail) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![member, card, kind, tx.now(), operator, store, identification, entry, detail],
    )?;
    Ok(())
}

crate::member::of_act_error!(CardError);

impl CardError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongStatus { .. } => ErrorCode::CardStatus.as_str(),
            Self::FeeAboveBalance { .. } => ErrorCode::FeeAboveBalance.as_str(),
            Self::NoIdentification => ErrorCode::NoIdentification.as_str(),
            Self::NotProved(error) => error.code(),
            Self::NoCard => ErrorCode::NoCard.as_str(),
            Self::NoCardType => ErrorCode::NoCardType.as_str(),
            Self::SameKind => ErrorCode::NothingChanged.as_str(),
            Self::LastCard => ErrorCode::LastCard.as_str(),
            Self::TooMany => ErrorCode::TooManyCards.as_str(),
            Self::NoShift => ErrorCode::NoShift.as_str(),
            Self::SeparateHands => ErrorCode::SeparateHands.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
