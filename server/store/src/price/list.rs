//! Everything in force as one list of prices.

use std::sync::Arc;

use huika_domain::{
    coupon_groups,
    pricing::{PriceList, Stacking},
    settings::Rules,
};

use super::offers::Offers;
use crate::{Tx, points::earn_rates};

/// The list that a store with these rules sells by. While campaigns run, one list is shared by all transactions that go by the same rules and campaigns;
/// without any it is so small that it is made each time.
pub(crate) fn price_list(tx: &Tx<'_>, rules: &Arc<Rules>, offers: &Offers) -> Arc<PriceList> {
    if offers.campaigns.is_empty() {
        return Arc::new(made(rules, offers));
    }
    tx.context()
        .rules
        .lists()
        .of(rules, &offers.campaigns, || made(rules, offers))
}

fn made(rules: &Rules, offers: &Offers) -> PriceList {
    let mut stacking = Stacking::clone(&offers.stacking);
    stacking.groups.extend(coupon_groups());
    PriceList {
        version: offers.version,
        levels: rules.prices.levels(),
        brand_discounts: Vec::new(),
        campaigns: offers.campaigns.to_vec(),
        stacking,
        deduction: rules.deduction,
        earn: rules.points.earn(),
        earn_rates: earn_rates(rules),
        rounding: rules.prices.rounding(),
    }
}
