//! What goods say about themselves, and why nothing was changed.

use huika_domain::{
    Barcode, BrandName, BusinessDay, CategoryId, ErrorCode, GoodsKind, GoodsName, GoodsUnit, Millis, OperatorId, Prices,
};

use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    staff::{Act, ActKind, Matter, Role, may},
};

crate::db::text_columns!(GoodsKind);

/// On sale from the beginning of a day to the end of another one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SalePeriod {
    /// The first day; none: from now on, or since it was so.
    pub from: Option<BusinessDay>,
    /// The last day; none: without an end.
    pub until: Option<BusinessDay>,
}

/// What goods say about themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsDetails {
    /// What they are called.
    pub name: GoodsName,
    /// A thing, or something that is done.
    pub kind: GoodsKind,
    /// In which category.
    pub category: Option<CategoryId>,
    /// Of which brand; one that nobody has named before is added.
    pub brand: Option<BrandName>,
    /// What they are counted in.
    pub unit: GoodsUnit,
    /// The number under the bars.
    pub barcode: Option<Barcode>,
    /// What they cost.
    pub prices: Prices,
    /// Whether no discount touches them.
    pub no_discount: bool,
    /// Whether they earn no points.
    pub no_points: bool,
    /// When they are on sale.
    pub period: SalePeriod,
}

/// Why nothing was changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GoodsError {
    /// Only headquarters change goods.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There are no such goods.
    #[error("there are no such goods")]
    Unknown,
    /// Other goods have this number.
    #[error("other goods have this number")]
    CodeTaken,
    /// Other goods that are on sale at that time have this barcode.
    #[error("{name} is on sale with this barcode")]
    BarcodeTaken {
        /// Which.
        name: String,
    },
    /// A price makes no sense.
    #[error("{0}")]
    Price(ErrorCode),
    /// They are taken off sale before they come on sale.
    #[error("the last day is before the first one")]
    Days,
    /// There is no such category.
    #[error("there is no such category")]
    NoCategory,
    /// There is such a category already.
    #[error("there is such a category already")]
    CategoryTaken,
    /// Categories have three levels at most.
    #[error("categories have three levels at most")]
    TooDeep,
    /// There are goods or categories in it.
    #[error("this category is not empty")]
    CategoryInUse,
    /// It is so already.
    #[error("nothing would change")]
    Same,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl GoodsError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Unknown => ErrorCode::NoGoods.as_str(),
            Self::CodeTaken => ErrorCode::GoodsCodeTaken.as_str(),
            Self::BarcodeTaken { .. } => ErrorCode::BarcodeTaken.as_str(),
            Self::Price(code) => code.as_str(),
            Self::Days => ErrorCode::GoodsDays.as_str(),
            Self::NoCategory => ErrorCode::NoCategory.as_str(),
            Self::CategoryTaken => ErrorCode::CategoryTaken.as_str(),
            Self::TooDeep => ErrorCode::CategoryDepth.as_str(),
            Self::CategoryInUse => ErrorCode::CategoryInUse.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Lets one change of goods through at a time, of who may make it: barcodes are compared, and tills read changes in their order.
pub(super) fn allowed(tx: &mut Tx<'_>, by: OperatorId) -> Result<(), GoodsError> {
    pass(tx, Gate::Goods)?;
    if may(tx, by, Role::runs_shop, Matter::Shop)? {
        Ok(())
    } else {
        Err(GoodsError::NotAllowed)
    }
}

/// Writes down what was done about goods.
pub(super) fn note(tx: &mut Tx<'_>, by: OperatorId, kind: ActKind, was: &str, detail: &str) -> Result<(), StoreError> {
    let act = Act {
        was,
        detail,
        ..Act::new(by, kind)
    };
    act.keep(tx)
}

impl SalePeriod {
    /// The first instant on sale, and the first one after it. `begun` is when it began where the period does not say.
    pub(super) fn instants(self, tx: &Tx<'_>, begun: Millis) -> Result<(Millis, Option<Millis>), GoodsError> {
        let zone = tx.context().zone;
        let from = self.from.map_or(begun, |day| zone.start_of(day));
        let until = self.until.map(|day| zone.start_of(day.succ()));
        if until.is_some_and(|until| until <= from) {
            return Err(GoodsError::Days);
        }
        Ok((from, until))
    }
}
