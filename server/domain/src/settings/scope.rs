//! For whom a rule holds. The nearest scope wins, and its body replaces the whole body of the wider one.

use crate::{CardTypeId, RegionId, StoreId};

/// Which scopes an area has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// One for all: what is asked before anybody knows where, such as how somebody signs in.
    Chain,
    /// By place: the chain, a region, a store.
    Place,
    /// By the kind of card, or one for all of them.
    CardType,
}

/// For whom a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everybody, unless something nearer says otherwise.
    Chain,
    /// The stores of a region.
    Region(RegionId),
    /// One store.
    Store(StoreId),
    /// Cards of one kind.
    CardType(CardTypeId),
}

/// A text is no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected chain, region:NUMBER, store:NUMBER or card-type:NUMBER")]
pub struct ScopeError;

impl Scope {
    /// The word in the column.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Region(_) => "region",
            Self::Store(_) => "store",
            Self::CardType(_) => "card-type",
        }
    }

    /// The number beside it; 0 for the chain.
    pub const fn id(self) -> i64 {
        match self {
            Self::Chain => 0,
            Self::Region(region) => region.get(),
            Self::Store(store) => store.get(),
            Self::CardType(card_type) => card_type.get(),
        }
    }

    /// Reads the two columns.
    ///
    /// # Errors
    /// The word is none of these.
    pub fn of(kind: &str, id: i64) -> Result<Self, ScopeError> {
        match (kind, id) {
            ("chain", 0) => Ok(Self::Chain),
            ("region", 1..) => Ok(Self::Region(RegionId::new(id))),
            ("store", 1..) => Ok(Self::Store(StoreId::new(id))),
            ("card-type", 1..) => Ok(Self::CardType(CardTypeId::new(id))),
            _ => Err(ScopeError),
        }
    }

    /// Reads `chain`, `store:3`, `region:2` or `card-type:1`, as forms, addresses and commands write it.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        let Some((kind, id)) = text.split_once(':') else {
            return Self::of(text, 0);
        };
        let id = StoreId::parse(id).map_err(|_| ScopeError)?.get();
        Self::of(kind, id)
    }

    /// What [`Self::parse`] reads.
    #[must_use]
    pub fn to_text(self) -> String {
        match self {
            Self::Chain => self.kind().to_owned(),
            _ => format!("{}:{}", self.kind(), self.id()),
        }
    }

    /// Whether an area of this dimension can have a rule for it.
    #[must_use]
    pub const fn is_of(self, dimension: Dimension) -> bool {
        matches!(
            (self, dimension),
            (Self::Chain, _)
                | (Self::Region(_) | Self::Store(_), Dimension::Place)
                | (Self::CardType(_), Dimension::CardType)
        )
    }

    /// The scopes of a store, the widest first: whoever puts on one body after the other ends with the nearest.
    #[must_use]
    pub fn of_store(store: StoreId, region: Option<RegionId>) -> Vec<Self> {
        let region = region.map(Self::Region);
        [Some(Self::Chain), region, Some(Self::Store(store))]
            .into_iter()
            .flatten()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_comes_back_from_its_text_and_its_columns() {
        for scope in [
            Scope::Chain,
            Scope::Region(RegionId::new(2)),
            Scope::Store(StoreId::new(3)),
            Scope::CardType(CardTypeId::new(1)),
        ] {
            assert_eq!(Scope::parse(&scope.to_text()), Ok(scope));
            assert_eq!(Scope::of(scope.kind(), scope.id()), Ok(scope));
        }
        for text in [
            "",
            "store",
            "store:",
            "store:0",
            "store:-1",
            "chain:1",
            "till:1",
            "store:1:2",
        ] {
            assert_eq!(Scope::parse(text), Err(ScopeError), "{text}");
        }
    }

    #[test]
    fn an_area_has_the_scopes_of_its_dimension_only() {
        let (store, card) = (Scope::Store(StoreId::new(1)), Scope::CardType(CardTypeId::new(1)));
        assert!(Scope::Chain.is_of(Dimension::Chain) && Scope::Chain.is_of(Dimension::Place));
        assert!(store.is_of(Dimension::Place) && !store.is_of(Dimension::CardType) && !store.is_of(Dimension::Chain));
        assert!(card.is_of(Dimension::CardType) && !card.is_of(Dimension::Place));
    }
}
