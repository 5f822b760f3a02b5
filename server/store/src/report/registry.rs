//! Every report there is. What is not named here has no page, no file and no test.

use super::{definition::Report, reports};

/// All reports, in the order in which the index shows them.
pub static ALL: [&Report; 33] = [
    &reports::members::REPORT,
    &reports::summary::REPORT,
    &reports::sales::REPORT,
    &reports::consumption::REPORT,
    &reports::returns::REPORT,
    &reports::hand_discounts::REPORT,
    &reports::campaign_uses::REPORT,
    &reports::watched::REPORT,
    &reports::goods::REPORT,
    &reports::liability::REPORT,
    &reports::balance_moves::REPORT,
    &reports::income::REPORT,
    &reports::entries::REPORT,
    &reports::deposits::REPORT,
    &reports::top_ups::REPORT,
    &reports::refunds::REPORT,
    &reports::held::REPORT,
    &reports::corrections::REPORT,
    &reports::grants::REPORT,
    &reports::points_adjusted::REPORT,
    &reports::redemptions::REPORT,
    &reports::coupons::REPORT,
    &reports::coupon_codes::REPORT,
    &reports::alarms::REPORT,
    &reports::reconciliation::REPORT,
    &reports::findings::REPORT,
    &reports::slips::REPORT,
    &reports::audit_ticks::REPORT,
    &reports::consents::REPORT,
    &reports::closings::REPORT,
    &reports::staff::REPORT,
    &reports::acts::REPORT,
    &reports::exports::REPORT,
];

/// The report with this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Report> {
    ALL.iter().copied().find(|report| report.name == name)
}
