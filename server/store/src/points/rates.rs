//! Where a purchase earns more or less: the rows of the rule as the engine of prices reads them.

use huika_domain::{pricing::EarnRate, settings::Rules};

/// The rates of a store, by its rules, in the order in which they are looked at: the first one that holds for a line decides.
#[must_use]
pub fn earn_rates(rules: &Rules) -> Vec<EarnRate> {
    rules.earn_rates.rates()
}
