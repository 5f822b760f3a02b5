//! What is on for a member: the campaigns that concern them, with when and where.

use huika_domain::{
    CampaignId, MemberId, StoreId,
    campaign::{CampaignState, Stage, Terms, state},
    pricing::Moment,
};

use super::{
    buyer::buyer_facts,
    uses::{allowances, campaigns_in_force},
};
use crate::{StoreError, Tx, params};

/// A campaign that concerns a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersCampaign {
    /// Which.
    pub id: CampaignId,
    /// What it says.
    pub terms: Terms,
    /// In which stores; empty for all.
    pub stores: Vec<String>,
    /// How often this member may still use it, where it has a limit for each.
    pub left: Option<u32>,
}

/// The campaigns that run today and concern this member, by their ranks. One with a code is known to whom it was told.
pub fn campaigns_for(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<MembersCampaign>, StoreError> {
    let campaigns = campaigns_in_force(tx)?;
    if campaigns.is_empty() {
        return Ok(Vec::new());
    }
    let Some(facts) = buyer_facts(tx, member)? else {
        return Ok(Vec::new());
    };
    let day = tx.business_day(None);
    let at = Moment {
        now: tx.now(),
        day,
        minute: 0,
    };
    let standing = std::sync::Arc::clone(tx.standing());
    let buyer = facts.buyer(day);
    let mut found = Vec::new();
    for campaign in campaigns.iter().filter(|one| one.code.is_none()) {
        let Some(published) = standing.published(campaign.id) else {
            continue;
        };
        let terms = &published.terms;
        let runs = state(Stage::On, &terms.window, day) == CampaignState::Running;
        if !runs || campaign.who.check_member(&buyer).is_err() || !campaign.kind.concerns(&buyer) {
            continue;
        }
        let store = campaign.who.stores.first().copied().unwrap_or(StoreId::new(0));
        let allowed = allowances(tx, std::slice::from_ref(campaign), Some(member), store, &at)?;
        let allowed = allowed.first();
        let spent = allowed.is_some_and(|one| one.budget_left.is_some_and(|left| !left.is_positive()));
        if spent {
            continue;
        }
        found.push(MembersCampaign {
            id: campaign.id,
            stores: store_names(tx, &campaign.who.stores)?,
            left: allowed
                .and_then(|one| one.uses_left)
                .filter(|_| terms.limits.are_of_members()),
            terms: terms.clone(),
        });
    }
    found.sort_by_key(|one| (one.terms.rank, one.id));
    Ok(found)
}

fn store_names(tx: &mut Tx<'_>, stores: &[StoreId]) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for store in stores {
        let name = tx.one("SELECT name FROM store WHERE id = ?1", params![store], |row| {
            row.get("name")
        })?;
        names.extend(name);
    }
    Ok(names)
}
