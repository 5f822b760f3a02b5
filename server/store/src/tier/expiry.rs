//! When points expire.

use huika_domain::{Millis, settings::PointsRule};

use crate::Tx;

/// When points expire that are granted now outside of a store; none: never.
pub(crate) fn point_expiry(tx: &Tx<'_>) -> Option<Millis> {
    expiry_under(tx, &tx.rules().points, tx.now())
}

/// When points expire that can be used from `from` on: 31 December of the year that the rule says, in the shop's time.
pub(crate) fn expiry_under(tx: &Tx<'_>, rule: &PointsRule, from: Millis) -> Option<Millis> {
    rule.lapse_years
        .map(|years| tx.context().zone.end_of_year_after(from, years))
}
