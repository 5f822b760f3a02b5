//! Campaigns and groups of offers as the snapshot of the rules knows them: rows beside the rules, with a number of the same series, so that
//! each server has them at the same moment as a rule, and whoever names the highest number names the campaigns too.

use huika_domain::{CampaignId, Millis, OperatorId, campaign::Published, pricing::Stacking};

use super::rows::{CAMPAIGN, STACKING};
use crate::{StoreError, Tx, params};

/// What a campaign is from a moment on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Publication<'p> {
    pub campaign: CampaignId,
    /// None: it is not in force.
    pub published: Option<&'p Published>,
    /// When it begins, be that later.
    pub from: Millis,
    /// When nobody needs to look at it any more.
    pub until: Option<Millis>,
    /// Who decided that; none for the demo.
    pub by: Option<OperatorId>,
}

/// Puts a campaign into force, or takes it out, also where another moment was planned before. The caller has passed the gate of the rules.
pub(crate) fn publish_campaign(tx: &mut Tx<'_>, of: Publication<'_>) -> Result<(), StoreError> {
    let area = format!("{CAMPAIGN}{}", of.campaign);
    let now = tx.now();
    let planned: Vec<Millis> = tx.all(
        "SELECT DISTINCT effective_from FROM rule WHERE area = ?1 AND scope_kind = 'chain' AND scope_id = 0 \
         AND effective_from > ?2 ORDER BY effective_from",
        params![area, now],
        |row| row.get("effective_from"),
    )?;
    let body = match of.published {
        Some(published) => serde_json::to_string(published).map_err(|e| StoreError::Internal(e.to_string()))?,
        None => NOTHING.to_owned(),
    };
    let from = of.from.max(now);
    let mut moments: Vec<Millis> = [now, from].into_iter().chain(planned).chain(of.until).collect();
    moments.sort_unstable();
    moments.dedup();
    let last = of.until.unwrap_or(Millis::new(i64::MAX));
    for moment in moments.into_iter().filter(|moment| *moment >= now) {
        let body = if (from..last).contains(&moment) {
            body.as_str()
        } else {
            NOTHING
        };
        insert(tx, &area, body, moment, of.by)?;
    }
    tx.rules_changed();
    Ok(())
}

/// The body of what is not in force: the chain's own rows always have one.
const NOTHING: &str = "null";

/// Says what goes with what from now on. The caller has passed the gate of the rules.
pub(crate) fn publish_stacking(tx: &mut Tx<'_>, stacking: &Stacking, by: Option<OperatorId>) -> Result<(), StoreError> {
    let body = serde_json::to_string(stacking).map_err(|e| StoreError::Internal(e.to_string()))?;
    insert(tx, STACKING, &body, tx.now(), by)?;
    tx.rules_changed();
    Ok(())
}

fn insert(tx: &mut Tx<'_>, area: &str, body: &str, from: Millis, by: Option<OperatorId>) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO rule (area, scope_kind, scope_id, body, body_version, effective_from, made_by, source, reason, at) \
         VALUES (?1, 'chain', 0, ?2, 1, ?3, ?4, 'page', 'campaigns', ?5)",
        params![area, body, from, by, tx.now()],
    )?;
    Ok(())
}
