//! What a row of a table says about goods.

use huika_domain::{Barcode, BrandName, BusinessDay, CategoryName, Fen, GoodsCode, GoodsKind, GoodsName, GoodsUnit};

use crate::goods::GoodsError;

/// What a cell says. A column that is not in the table changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cell<T> {
    /// The table has no such column.
    #[default]
    Absent,
    /// The cell is empty: what goods need not have, they have not; what they must have, stays.
    Empty,
    /// This.
    Is(T),
}

impl<T> Cell<T> {
    /// What goods have afterwards that need not have it.
    pub(super) fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Absent => before,
            Self::Empty => None,
            Self::Is(said) => Some(said),
        }
    }

    /// What goods have afterwards that must have it; none when neither says it.
    pub(super) fn or(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Absent | Self::Empty => before,
            Self::Is(said) => Some(said),
        }
    }
}

/// A row, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The number that names the goods.
    pub code: GoodsCode,
    /// What they are called.
    pub name: Cell<GoodsName>,
    /// A thing, or something that is done.
    pub kind: Cell<GoodsKind>,
    /// The category behind those above it; what is not there is added.
    pub category: Cell<Vec<CategoryName>>,
    /// The brand.
    pub brand: Cell<BrandName>,
    /// What they are counted in.
    pub unit: Cell<GoodsUnit>,
    /// The number under the bars.
    pub barcode: Cell<Barcode>,
    /// For everybody.
    pub list: Cell<Fen>,
    /// For members.
    pub member: Cell<Fen>,
    /// For dealers, by level.
    pub dealers: [Cell<Fen>; 3],
    /// Whether no discount touches them.
    pub no_discount: Cell<bool>,
    /// Whether they earn no points.
    pub no_points: Cell<bool>,
    /// The first day on sale.
    pub from: Cell<BusinessDay>,
    /// The last day on sale.
    pub until: Cell<BusinessDay>,
}

impl ImportRow {
    /// A row that says nothing but which goods it is about.
    #[must_use]
    pub fn of(code: GoodsCode) -> Self {
        Self {
            code,
            name: Cell::Absent,
            kind: Cell::Absent,
            category: Cell::Absent,
            brand: Cell::Absent,
            unit: Cell::Absent,
            barcode: Cell::Absent,
            list: Cell::Absent,
            member: Cell::Absent,
            dealers: [const { Cell::Absent }; 3],
            no_discount: Cell::Absent,
            no_points: Cell::Absent,
            from: Cell::Absent,
            until: Cell::Absent,
        }
    }
}

/// Why a row is wrong.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RowError {
    /// The same number stands in a row before.
    #[error("the number stands in a row before")]
    Twice,
    /// New goods need a name, a unit and a list price.
    #[error("new goods need a name, a unit and a list price")]
    Missing,
    /// As on the form of one.
    #[error(transparent)]
    Goods(#[from] GoodsError),
}
