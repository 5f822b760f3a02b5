//! The columns of a table of goods. They are called what the fields of the form are called, in either language.

use huika_domain::folded;

use crate::i18n::Lang;

/// A column that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoodsColumn {
    Code,
    Name,
    Kind,
    Category,
    Brand,
    Unit,
    Barcode,
    List,
    Member,
    Dealer1,
    Dealer2,
    Dealer3,
    NoDiscount,
    NoPoints,
    From,
    Until,
}

impl GoodsColumn {
    pub const ALL: [Self; 16] = [
        Self::Code,
        Self::Name,
        Self::Kind,
        Self::Category,
        Self::Brand,
        Self::Unit,
        Self::Barcode,
        Self::List,
        Self::Member,
        Self::Dealer1,
        Self::Dealer2,
        Self::Dealer3,
        Self::NoDiscount,
        Self::NoPoints,
        Self::From,
        Self::Until,
    ];

    pub fn words(self, t: Lang) -> &'static str {
        match self {
            Self::Code => t.text("goods-code"),
            Self::Name => t.text("goods-name"),
            Self::Kind => t.text("goods-kind"),
            Self::Category => t.text("goods-category"),
            Self::Brand => t.text("goods-brand"),
            Self::Unit => t.text("goods-unit"),
            Self::Barcode => t.text("goods-barcode"),
            Self::List => t.text("goods-list-price"),
            Self::Member => t.text("goods-member-price"),
            Self::Dealer1 => t.text("goods-dealer-1"),
            Self::Dealer2 => t.text("goods-dealer-2"),
            Self::Dealer3 => t.text("goods-dealer-3"),
            Self::NoDiscount => t.text("goods-no-discount"),
            Self::NoPoints => t.text("goods-no-points"),
            Self::From => t.text("goods-from"),
            Self::Until => t.text("goods-until"),
        }
    }

    /// What stands in it.
    pub fn hint(self, t: Lang) -> &'static str {
        match self {
            Self::Code => t.text("import-code-hint"),
            Self::Name => t.text("import-name-hint"),
            Self::Kind => t.text("import-kind-hint"),
            Self::Category => t.text("import-category-hint"),
            Self::Brand => t.text("import-brand-hint"),
            Self::Unit => t.text("goods-unit-hint"),
            Self::Barcode => t.text("goods-barcode-hint"),
            Self::List => t.text("import-price-hint"),
            Self::Member | Self::Dealer1 | Self::Dealer2 | Self::Dealer3 => t.text("goods-price-hint"),
            Self::NoDiscount | Self::NoPoints => t.text("import-yes-hint"),
            Self::From => t.text("import-day-hint"),
            Self::Until => t.text("goods-until-hint"),
        }
    }

    /// The column of this heading.
    pub fn of(heading: &str) -> Option<Self> {
        let heading = bare(heading);
        Self::ALL
            .into_iter()
            .find(|one| Lang::ALL.iter().any(|lang| bare(one.words(*lang)) == heading))
    }
}

/// Without spaces, width and case, in which headings differ by accident.
fn bare(text: &str) -> String {
    folded(text).chars().filter(|sign| !sign.is_whitespace()).collect()
}
