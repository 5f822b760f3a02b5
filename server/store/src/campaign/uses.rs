//! Uses of campaigns by sales.
//!
//! A use is a row, unique for its sale and by how-many-th it is of its member and day, so that two tills which count at once cannot both
//! find room for the last one. It is written only where something was taken off or given, and keeps its row when it is given back.

use std::{collections::BTreeMap, sync::Arc};

use huika_domain::{
    CampaignId, Fen, MemberId, StoreId,
    campaign::{Counted, Limits},
    pricing::{Allowance, Campaign, Moment, OfferId, Quote, Source, Stacking},
};

use super::{budget, error::CampaignError};
use crate::{StoreError, Tx, ledger::day_number, params, price::UsedIn};

/// The campaigns that are on. Their days, hours and places the engine looks at.
pub fn campaigns_in_force(tx: &mut Tx<'_>) -> Result<Arc<Vec<Campaign>>, StoreError> {
    Ok(Arc::clone(tx.standing().campaigns()))
}

/// What goes with what.
#[must_use]
pub fn stacking_in_force(tx: &Tx<'_>) -> Arc<Stacking> {
    Arc::clone(tx.standing().stacking())
}

/// How often, and for how much, each of these campaigns may still be used by this member in this store at this moment; nothing for those
/// without limit and budget.
pub fn allowances(
    tx: &mut Tx<'_>,
    campaigns: &[Campaign],
    member: Option<MemberId>,
    store: StoreId,
    at: &Moment,
) -> Result<Vec<Allowance>, StoreError> {
    let standing = Arc::clone(tx.standing());
    let mut allowances = Vec::new();
    for campaign in campaigns {
        let Some(published) = standing.published(campaign.id) else {
            continue;
        };
        let terms = &published.terms;
        if !terms.limits.any() && terms.budget.is_none() {
            continue;
        }
        let whose = Whose {
            member,
            store,
            day: day_number(at.day),
        };
        let used = counted(tx, campaign.id, terms.limits, whose)?;
        let budget_left = match terms.budget {
            Some(_) => Some(budget::left(tx, campaign.id)?),
            None => None,
        };
        allowances.push(Allowance {
            offer: OfferId::Campaign(campaign.id),
            uses_left: terms.limits.left(used),
            budget_left,
        });
    }
    Ok(allowances)
}

/// Whose uses are counted, where and when.
#[derive(Clone, Copy)]
struct Whose {
    member: Option<MemberId>,
    store: StoreId,
    day: i64,
}

/// Counts what the limits are about, and nothing else.
fn counted(tx: &mut Tx<'_>, campaign: CampaignId, limits: Limits, whose: Whose) -> Result<Counted, StoreError> {
    let mut used = Counted::default();
    let mut count = |limit: Option<u32>, condition: &str, values: [i64; 2]| -> Result<u32, StoreError> {
        let Some(limit) = limit else { return Ok(0) };
        // More than the limit need not be counted.
        let found: i64 = tx.value(
            &format!(
                "SELECT COUNT(*) FROM (SELECT 1 AS one FROM campaign_use WHERE campaign_id = ?1 AND released_at IS NULL \
                 AND {condition} AND ?3 >= 0 LIMIT ?4) q"
            ),
            params![campaign, values[0], values[1], i64::from(limit)],
        )?;
        Ok(u32::try_from(found).unwrap_or(limit))
    };
    if let Some(member) = whose.member {
        used.member = count(limits.member, "member_id = ?2", [member.get(), 0])?;
        used.member_day = count(
            limits.member_day,
            "member_id = ?2 AND business_day = ?3",
            [member.get(), whose.day],
        )?;
    }
    used.day = count(limits.day, "business_day = ?2", [whose.day, 0])?;
    used.store = count(limits.store, "store_id = ?2", [whose.store.get(), 0])?;
    used.total = count(limits.total, "?2 >= 0", [0, 0])?;
    Ok(used)
}

/// What one campaign did in a quote.
#[derive(Debug, Default)]
struct Carried {
    amount: i64,
    lines: Vec<u32>,
}

/// The campaigns that took something off or gave something, by their numbers: nobody's use is counted where nothing was given.
fn carried(quote: &Quote) -> BTreeMap<CampaignId, Carried> {
    let mut found: BTreeMap<CampaignId, Carried> = BTreeMap::new();
    for applied in quote.applied.iter().filter(|applied| applied.amount.is_positive()) {
        let Source::Offer(OfferId::Campaign(campaign)) = applied.source else {
            continue;
        };
        let one = found.entry(campaign).or_default();
        one.amount += applied.amount.get();
        let places = (0_u32..).zip(&applied.shares).filter(|(_, share)| share.is_positive());
        one.lines.extend(places.map(|(place, _)| place));
    }
    for gift in quote.gifts.iter().filter(|gift| gift.quantity > 0) {
        let one = found.entry(gift.campaign).or_default();
        one.amount += gift.worth.get().saturating_mul(i64::from(gift.quantity));
        one.lines.extend(gift.of.iter().map(|(place, _)| *place));
    }
    found
}

/// Writes down which campaigns a sale uses, within the sale's transaction. Limits and budgets are asked again, under a lock where everybody
/// shares them; the member's own are counted under the lock of the wallet that the sale holds. Where somebody was faster since the quote was made
/// from [`allowances`] in the same transaction, the transaction is run again, and its next quote knows.
pub fn record_campaign_uses(tx: &mut Tx<'_>, used_in: &UsedIn, quote: &Quote) -> Result<(), CampaignError> {
    let standing = Arc::clone(tx.standing());
    for (campaign, carried) in carried(quote) {
        let published = standing.published(campaign).ok_or(CampaignError::Over)?;
        let terms = &published.terms;
        let whose = Whose {
            member: used_in.member.map(MemberId::new),
            store: used_in.store,
            day: day_number(used_in.business_day),
        };
        if terms.limits.are_shared() {
            tx.lock("SELECT id FROM campaign WHERE id = ?1", params![campaign], |row| {
                row.get::<CampaignId>("id")
            })?;
        }
        let used = counted(tx, campaign, terms.limits, whose)?;
        let amount = Fen::new(carried.amount);
        let is_left = terms.limits.left(used) != Some(0)
            && (terms.budget.is_none() || budget::take(tx, campaign, used_in.store, amount)?);
        if !is_left {
            return Err(tx.give_way().into());
        }
        let (nth, nth_of_day) = next_of(tx, campaign, whose)?;
        let lines = serde_json::to_string(&carried.lines).map_err(|e| StoreError::Internal(e.to_string()))?;
        let written = tx.exec(
            "INSERT INTO campaign_use (campaign_id, version, sale_id, member_id, store_id, business_day, nth, nth_of_day, \
             amount_fen, lines, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                campaign,
                published.version,
                used_in.sale,
                used_in.member,
                used_in.store,
                whose.day,
                nth,
                nth_of_day,
                amount,
                lines,
                used_in.at,
            ],
        );
        match written {
            Ok(_) => {}
            // The same member at another till: who comes second counts again.
            Err(StoreError::Constraint(name)) if name.contains("nth") => return Err(tx.give_way().into()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The how-many-th use of a member this is, and of the member on this day. What was given back keeps its place.
fn next_of(tx: &mut Tx<'_>, campaign: CampaignId, whose: Whose) -> Result<(Option<i64>, Option<i64>), StoreError> {
    let Some(member) = whose.member else {
        return Ok((None, None));
    };
    let next = tx.one(
        "SELECT CAST(COALESCE((SELECT MAX(nth) FROM campaign_use WHERE campaign_id = ?1 AND member_id = ?2), 0) + 1 AS BIGINT) AS nth, \
         CAST(COALESCE((SELECT MAX(nth_of_day) FROM campaign_use WHERE campaign_id = ?1 AND member_id = ?2 \
         AND business_day = ?3), 0) + 1 AS BIGINT) AS nth_of_day",
        params![campaign, member, whose.day],
        |row| Ok((row.get("nth")?, row.get("nth_of_day")?)),
    )?;
    Ok(next.unwrap_or_default())
}

/// How much of a sale is back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned<'r> {
    /// All of it.
    Whole,
    /// These lines, by their places, each with all its pieces, now or before.
    Lines(&'r [u32]),
}

/// Gives back the uses whose lines are all back: somebody who keeps a part of what was discounted keeps the discount, and the use with it.
/// Answers how many that were.
pub fn give_back_campaign_uses(tx: &mut Tx<'_>, sale: i64, returned: Returned<'_>) -> Result<usize, StoreError> {
    let uses: Vec<(i64, CampaignId, Fen, String)> = tx.all(
        "SELECT id, campaign_id, amount_fen, lines FROM campaign_use WHERE sale_id = ?1 AND released_at IS NULL \
         ORDER BY campaign_id LIMIT 1000",
        params![sale],
        |row| {
            Ok((
                row.get("id")?,
                row.get("campaign_id")?,
                row.get("amount_fen")?,
                row.get("lines")?,
            ))
        },
    )?;
    let mut given_back = 0;
    for (id, campaign, amount, lines) in uses {
        let lines: Vec<u32> = serde_json::from_str(&lines).map_err(|e| StoreError::Decode(e.to_string()))?;
        let is_back = match returned {
            Returned::Whole => true,
            Returned::Lines(places) => !lines.is_empty() && lines.iter().all(|place| places.contains(place)),
        };
        if !is_back {
            continue;
        }
        let released = tx.exec(
            "UPDATE campaign_use SET released_at = ?2 WHERE id = ?1 AND released_at IS NULL",
            params![id, tx.now()],
        )?;
        if released > 0 {
            // A campaign without a budget has no slice to give it to.
            budget::give(tx, campaign, amount)?;
            given_back += 1;
        }
    }
    Ok(given_back)
}
