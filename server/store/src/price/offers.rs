//! Where campaigns and coupons come into a price, and where their use is written down.

use std::{collections::BTreeSet, sync::Arc};

use huika_domain::{
    CouponId, CouponTerms, MemberId, SaleId, StoreId,
    pricing::{Allowance, Campaign, Coupon, Missing, Moment, OfferId, Quote, Source, Stacking},
};
use serde::{Deserialize, Serialize};

use super::UsedIn;
use crate::{
    StoreError, Tx,
    campaign::{
        self, CampaignError, Returned, allowances, campaigns_in_force, give_back_campaign_uses, record_campaign_uses,
        stacking_in_force,
    },
    coupon::{CouponError, coupons_of, coupons_of_codes, give_back_coupons, record_coupon_uses},
    params,
    settings::RuleMark,
};

/// Which of the member's coupons may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CouponsWanted {
    /// None.
    #[default]
    None,
    /// The set that makes the bill lowest.
    Best,
    /// These, as far as they go together.
    These(Vec<CouponId>),
}

impl CouponsWanted {
    /// Whether none is.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// Why an offer that a bill was priced with is none any more.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OfferError {
    /// A campaign.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
    /// A coupon.
    #[error(transparent)]
    Coupon(#[from] CouponError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OfferError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Campaign(error) => error.code(),
            Self::Coupon(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    /// The fault of the database behind it, if there is one.
    pub(crate) fn fault(self) -> Result<StoreError, Self> {
        match self {
            Self::Campaign(CampaignError::Store(fault))
            | Self::Coupon(CouponError::Store(fault))
            | Self::Store(fault) => Ok(fault),
            other => Err(other),
        }
    }
}

/// The campaigns in force, which all transactions share, what goes with what, and the version of that.
#[derive(Debug, Clone, Default)]
pub(crate) struct Offers {
    pub campaigns: Arc<Vec<Campaign>>,
    pub stacking: Arc<Stacking>,
    pub version: i64,
}

impl Offers {
    /// Those that are in force now.
    pub(crate) fn in_force(tx: &mut Tx<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            campaigns: campaigns_in_force(tx)?,
            stacking: stacking_in_force(tx),
            version: tx.rules_version(),
        })
    }

    /// Those of an earlier moment, for a return that asks what the rest would have cost.
    pub(crate) fn as_of(tx: &mut Tx<'_>, mark: RuleMark) -> Result<Self, StoreError> {
        let snapshot = tx.rules_as_of(mark)?;
        Ok(Self {
            campaigns: Arc::clone(snapshot.campaigns()),
            stacking: Arc::clone(snapshot.stacking()),
            version: mark.version,
        })
    }
}

/// The coupons that a member holds, when any may be used, and those that the typed codes name. Who names a coupon that is not there any more
/// is told so: its bill would be another one.
pub(crate) fn coupons_held(
    tx: &mut Tx<'_>,
    member: Option<MemberId>,
    wanted: &CouponsWanted,
    codes: &[&str],
) -> Result<Vec<Coupon>, OfferError> {
    let now = tx.now();
    let mut coupons = match member {
        Some(member) if !wanted.is_none() || !codes.is_empty() => coupons_of(tx, member, now)?,
        _ => Vec::new(),
    };
    if wanted.is_none() {
        // A code says which one is meant.
        coupons.retain(|coupon| coupon.code.as_deref().is_some_and(|code| codes.contains(&code)));
    }
    if !codes.is_empty() {
        coupons.extend(coupons_of_codes(tx, codes, now)?);
    }
    if let CouponsWanted::These(named) = wanted {
        let is_held = |id: &CouponId| coupons.iter().any(|coupon| coupon.id == *id);
        if let Some(gone) = named.iter().find(|id| !is_held(id)) {
            return Err(CouponError::Gone(*gone).into());
        }
    }
    Ok(coupons)
}

/// What limits and budgets leave of the campaigns in force.
pub(crate) fn allowances_of(
    tx: &mut Tx<'_>,
    offers: &Offers,
    member: Option<MemberId>,
    store: StoreId,
    at: &Moment,
) -> Result<Vec<Allowance>, StoreError> {
    allowances(tx, &offers.campaigns, member, store, at)
}

/// Writes down which offers a sale used, once and for all: what another sale has used up meanwhile makes this one begin again.
pub(crate) fn record_uses(tx: &mut Tx<'_>, used: &UsedIn, quote: &Quote) -> Result<(), OfferError> {
    record_campaign_uses(tx, used, quote)?;
    record_coupon_uses(tx, used, quote)?;
    Ok(())
}

/// What of a sale is back now, with what came back before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BackNow {
    /// All of it.
    pub is_all: bool,
    /// The places of the lines of which every piece is back.
    pub lines: Vec<u32>,
    /// The coupons of which every line that carried them is back.
    pub coupons: Vec<CouponId>,
}

/// Gives back what a sale had used: coupons of which nothing is kept, and uses of campaigns whose lines are all back.
pub(crate) fn give_back_uses(tx: &mut Tx<'_>, sale: SaleId, back: &BackNow) -> Result<(), StoreError> {
    let returned = if back.is_all {
        Returned::Whole
    } else {
        Returned::Lines(&back.lines)
    };
    give_back_campaign_uses(tx, sale.get(), returned)?;
    give_back_coupons(tx, sale.get(), &back.coupons)
}

/// The coupons that a sale used, as they were: each may be used again where the rest of the sale is priced alone.
pub(crate) fn coupons_used(tx: &mut Tx<'_>, quote: &Quote) -> Result<Vec<Coupon>, StoreError> {
    let mut coupons = Vec::new();
    for id in quote.coupons() {
        if let Some(terms) = terms_of(tx, id)? {
            coupons.push(terms.coupon(id, (None, None), None));
        }
    }
    Ok(coupons)
}

fn terms_of(tx: &mut Tx<'_>, coupon: CouponId) -> Result<Option<CouponTerms>, StoreError> {
    let text = tx.one(
        "SELECT v.terms FROM coupon c JOIN coupon_version v ON v.id = c.version_id WHERE c.id = ?1",
        params![coupon],
        |row| row.get::<String>("terms"),
    )?;
    text.map(|text| serde_json::from_str(&text).map_err(|e| StoreError::Decode(e.to_string())))
        .transpose()
}

/// What an offer is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OfferName {
    pub offer: OfferId,
    pub name: String,
    /// Empty where the other name stands for it.
    pub english: String,
}

/// The names of the offers that a quote speaks of.
pub(crate) fn names_of(tx: &mut Tx<'_>, quote: &Quote) -> Result<Vec<OfferName>, StoreError> {
    let used = quote.applied.iter().filter_map(|applied| match applied.source {
        Source::Offer(offer) => Some(offer),
        _ => None,
    });
    let refused = quote.refused.iter().map(|refused| refused.offer);
    let instead = quote.refused.iter().filter_map(|refused| match refused.missing {
        Some(Missing::Instead { other, .. }) => Some(other),
        _ => None,
    });
    let offers: BTreeSet<OfferId> = used.chain(refused).chain(instead).collect();
    let mut names = Vec::new();
    for offer in offers {
        let found = match offer {
            OfferId::Campaign(id) => campaign::campaign(tx, id)?.map(|row| (row.terms.name, String::new())),
            OfferId::Coupon(id) => terms_of(tx, id)?.map(|terms| (terms.name, terms.english)),
            OfferId::Code(_) => None,
        };
        names.extend(found.map(|(name, english)| OfferName { offer, name, english }));
    }
    Ok(names)
}
