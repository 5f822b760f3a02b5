//! What the filters of a report offer that stands in the books: stores, tiers, and what its own statements name.

use huika_domain::{OperatorId, StoreId};

use super::{definition::Report, filter::Ask, query::tier_names};
use crate::{StoreError, Tx, params, staff::stores_of};

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// The stores that the operator sees.
    pub stores: Vec<(StoreId, String)>,
    /// For each filter that offers something, its choices by number.
    pub offered: Vec<(&'static str, Vec<(i64, String)>)>,
}

impl Choices {
    /// What a filter offers.
    #[must_use]
    pub fn of(&self, filter: &str) -> &[(i64, String)] {
        let found = self.offered.iter().find(|(name, _)| *name == filter);
        found.map_or(&[], |(_, choices)| choices)
    }
}

/// Reads what the filters of a report offer to this operator.
pub fn choices(tx: &mut Tx<'_>, viewer: OperatorId, report: &Report) -> Result<Choices, StoreError> {
    let mut offered = Vec::new();
    for filter in report.filters {
        match filter.ask {
            Ask::Tier(_) => offered.push((filter.name, tier_names(tx))),
            Ask::One(offer) => {
                let named = tx.all(offer.choices, params![], |row| Ok((row.get("id")?, row.get("name")?)))?;
                offered.push((filter.name, named));
            }
            _ => {}
        }
    }
    Ok(Choices {
        stores: stores_of(tx, viewer)?,
        offered,
    })
}
