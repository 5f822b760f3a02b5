//! What a report says of itself.

use super::{
    column::{Column, Kind},
    filter::Filter,
    sight::Sight,
};
use crate::staff::Role;

/// Under which heading a report stands in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// What was sold and came back.
    Sales,
    /// What came in from members and went back to them.
    Money,
    /// What the gateways say.
    Gateways,
    /// Who the members are and what they want.
    Members,
    /// Operators and what they did.
    Staff,
}

impl Group {
    /// All of them, in the order of the index.
    pub const ALL: [Self; 5] = [Self::Sales, Self::Money, Self::Gateways, Self::Members, Self::Staff];

    /// The key of its words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Money => "money",
            Self::Gateways => "gateways",
            Self::Members => "members",
            Self::Staff => "staff",
        }
    }
}

/// One list or report.
pub struct Report {
    /// Its name in addresses and file names, and the key of its words.
    pub name: &'static str,
    /// Where it stands in the index.
    pub group: Group,
    /// Which roles may open it.
    pub seen_by: fn(Role) -> bool,
    /// Whose rows they see in it.
    pub sight: Sight,
    /// The office's page on which its rows are acted upon; empty where there is none.
    pub page: &'static str,
    /// What it may be filtered by.
    pub filters: &'static [Filter],
    /// Its columns, the one that names the row first.
    pub columns: &'static [Column],
    /// Its rows: `FROM … {joins} WHERE {sight} AND {period}`. What filters and totals name must stand here. `{before}` is what came before
    /// the period.
    pub rows: &'static str,
    /// Tables that only columns without a total need. Each adds no row and takes none away.
    pub joins: &'static str,
    /// The whole-numbered columns by which the rows are in order, served by an index; together they name a row.
    pub order: &'static [&'static str],
    /// Whether the newest stands first.
    pub newest_first: bool,
}

/// So many members are counted; a page says "10,000+" of more.
const MEMBERS_COUNTED: i64 = 10_000;

impl Report {
    /// Where counting stops, for lists whose conditions may hold of everybody.
    #[must_use]
    pub fn counted_to(&self) -> Option<i64> {
        self.is_of_people().then_some(MEMBERS_COUNTED)
    }

    /// Whether its rows are people, called by their names: a file of them is a right of its own, and each of its rows says who has taken it
    /// and when.
    #[must_use]
    pub fn is_of_people(&self) -> bool {
        self.columns.iter().any(|column| column.kind == Kind::Name)
    }

    /// Whether a role may have its rows as a file.
    #[must_use]
    pub fn may_export(&self, role: Role) -> bool {
        (self.seen_by)(role) && (!self.is_of_people() || role.exports_members())
    }

    /// The column with this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The filter with this name.
    #[must_use]
    pub fn filter(&self, name: &str) -> Option<&'static Filter> {
        self.filters.iter().find(|filter| filter.name == name)
    }
}
