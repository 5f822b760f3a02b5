//! Changes of the organisation: who may make them, and why none was made.

use huika_domain::{ErrorCode, OperatorId, StoreId};

use crate::{
    StoreError, Tx,
    staff::{Act, ActKind, Matter, Role, may},
};

/// Why nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OrganisationError {
    /// Only headquarters change the organisation.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such store.
    #[error("there is no such store")]
    NoStore,
    /// There is no such region, or it has ended.
    #[error("there is no such region")]
    NoRegion,
    /// Another store has this short name.
    #[error("this short name is taken")]
    CodeTaken,
    /// Another region has this name.
    #[error("this name is taken")]
    NameTaken,
    /// A region ends when no store is in it, today or later.
    #[error("there are stores in this region")]
    RegionInUse,
    /// Somebody leads it.
    #[error("somebody leads this region")]
    RegionLed,
    /// A shop has one open store at least.
    #[error("this is the last store that is open")]
    LastStore,
    /// It is so already.
    #[error("nothing would change")]
    Same,
    /// Nobody plans a move so far away, and no shop is that old.
    #[error("this day is too far away")]
    DayTooFar,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OrganisationError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoStore => ErrorCode::NoStore.as_str(),
            Self::NoRegion => ErrorCode::NoRegion.as_str(),
            Self::CodeTaken => ErrorCode::CodeTaken.as_str(),
            Self::NameTaken => ErrorCode::NameTaken.as_str(),
            Self::RegionInUse => ErrorCode::RegionInUse.as_str(),
            Self::RegionLed => ErrorCode::RegionLed.as_str(),
            Self::LastStore => ErrorCode::LastStore.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::DayTooFar => ErrorCode::DayTooFar.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Whether `by` may change the organisation at this moment.
pub(super) fn allowed(tx: &mut Tx<'_>, by: OperatorId) -> Result<(), OrganisationError> {
    if may(tx, by, Role::keeps_stores, Matter::Shop)? {
        Ok(())
    } else {
        Err(OrganisationError::NotAllowed)
    }
}

/// Writes down what was done about a store, or about a region.
pub(super) fn note(
    tx: &mut Tx<'_>,
    by: OperatorId,
    kind: ActKind,
    store: Option<StoreId>,
    was: &str,
    detail: &str,
) -> Result<(), StoreError> {
    let act = Act {
        store,
        was,
        detail,
        ..Act::new(by, kind)
    };
    act.keep(tx)
}
