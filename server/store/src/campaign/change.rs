//! Making and changing campaigns: a new version each time, and never a changed one.

use huika_domain::{
    CampaignId, Fen, OperatorId, Reason, StackGroupId,
    campaign::{CampaignState, Limits, Published, Stage, Terms},
};

use super::{
    budget,
    error::CampaignError,
    row::{CampaignRow, campaign, read_terms},
};
use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    params,
    settings::{Publication, publish_campaign},
    staff::{Matter, Role, may},
};

/// So many campaigns may be on at once: a bill looks at all of them.
const ON_MAX: i64 = 200;

/// A campaign that is to say something else.
#[derive(Debug, Clone)]
pub struct ChangeCampaign {
    /// Which.
    pub campaign: CampaignId,
    /// The version that was seen: another one that came meanwhile refuses this change, because all of it is replaced.
    pub seen: i64,
    /// What it is to say.
    pub terms: Terms,
    /// Why.
    pub reason: Reason,
    /// Who asks.
    pub by: OperatorId,
}

/// A step in the life of a campaign.
#[derive(Debug, Clone)]
pub struct MoveCampaign {
    /// Which.
    pub campaign: CampaignId,
    /// The version that was seen.
    pub seen: i64,
    /// What it becomes.
    pub stage: Stage,
    /// Why.
    pub reason: Reason,
    /// Who asks.
    pub by: OperatorId,
}

/// Lets one change of campaigns through at a time, of who may make it: they take numbers of the rules.
pub(super) fn allowed(tx: &mut Tx<'_>, by: OperatorId) -> Result<(), CampaignError> {
    pass(tx, Gate::Rules)?;
    if may(tx, by, Role::runs_campaigns, Matter::Shop)? {
        Ok(())
    } else {
        Err(CampaignError::NotAllowed)
    }
}

/// Makes a campaign: a draft.
pub fn make_campaign(tx: &mut Tx<'_>, by: OperatorId, terms: &Terms) -> Result<CampaignId, CampaignError> {
    allowed(tx, by)?;
    insert_campaign(tx, Some(by), terms, "new")
}

/// The same without asking who does it, behind the gate of who calls.
pub(crate) fn insert_campaign(
    tx: &mut Tx<'_>,
    by: Option<OperatorId>,
    terms: &Terms,
    reason: &str,
) -> Result<CampaignId, CampaignError> {
    check(tx, terms)?;
    let id = tx.insert(
        "INSERT INTO campaign (name, kind, stage, first_day, last_day, version, changed_at) \
         VALUES (?1, ?2, 'draft', ?3, ?4, 1, ?5)",
        params![
            terms.name,
            terms.kind.name(),
            terms.window.first.map(|day| i64::from(day.get())),
            terms.window.last.map(|day| i64::from(day.get())),
            tx.now()
        ],
        CampaignId::new,
    )?;
    insert_version(tx, id, 1, terms, by, reason)?;
    insert_step(tx, id, 1, Stage::Draft, by, reason)?;
    Ok(id)
}

fn check(tx: &mut Tx<'_>, terms: &Terms) -> Result<(), CampaignError> {
    terms.check().map_err(CampaignError::Terms)?;
    if let Some(group) = terms.group {
        let found = tx.one("SELECT id FROM stack_group WHERE id = ?1", params![group], |row| {
            row.get::<StackGroupId>("id")
        })?;
        found.ok_or(CampaignError::NoGroup)?;
    }
    Ok(())
}

fn insert_version(
    tx: &mut Tx<'_>,
    id: CampaignId,
    version: i64,
    terms: &Terms,
    by: Option<OperatorId>,
    reason: &str,
) -> Result<(), StoreError> {
    let body = serde_json::to_string(terms).map_err(|e| StoreError::Internal(e.to_string()))?;
    tx.exec(
        "INSERT INTO campaign_version (campaign_id, version, body, made_by, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, version, body, by, reason, tx.now()],
    )?;
    Ok(())
}

fn insert_step(
    tx: &mut Tx<'_>,
    id: CampaignId,
    version: i64,
    stage: Stage,
    by: Option<OperatorId>,
    reason: &str,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO campaign_step (campaign_id, version, stage, made_by, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, version, stage, by, reason, tx.now()],
    )?;
    Ok(())
}

/// The campaign as it was seen, or why it cannot be changed.
fn seen(tx: &mut Tx<'_>, id: CampaignId, version: i64) -> Result<CampaignRow, CampaignError> {
    let row = campaign(tx, id)?.ok_or(CampaignError::Unknown)?;
    if row.version == version {
        Ok(row)
    } else {
        Err(CampaignError::Meanwhile)
    }
}

/// Says something else in a campaign; answers the number of its new version. What was sold before keeps the version that it was sold under.
pub fn change_campaign(tx: &mut Tx<'_>, change: &ChangeCampaign) -> Result<i64, CampaignError> {
    allowed(tx, change.by)?;
    let before = seen(tx, change.campaign, change.seen)?;
    let (id, terms) = (change.campaign, &change.terms);
    if before.terms == *terms {
        return Err(CampaignError::Same);
    }
    check(tx, terms)?;
    terms
        .may_follow(&before.terms, before.state)
        .map_err(CampaignError::Terms)?;
    if before.stage == Stage::On {
        check_code(tx, id, terms)?;
    }
    let version = before.version + 1;
    if before.begun_at.is_some() {
        not_below_used(tx, id, terms.limits, before.terms.limits)?;
        match (terms.budget, before.terms.budget) {
            // More, while tills take of it.
            (Some(now), Some(was)) if now >= was => budget::give(tx, id, Fen::new(now.get() - was.get()))?,
            (now, was) if now != was => budget::set(tx, id, now)?,
            _ => {}
        }
    }
    insert_version(tx, id, version, terms, Some(change.by), change.reason.as_str())?;
    tx.exec(
        "UPDATE campaign SET name = ?2, kind = ?3, first_day = ?4, last_day = ?5, version = ?6, changed_at = ?7 WHERE id = ?1",
        params![
            id,
            terms.name,
            terms.kind.name(),
            terms.window.first.map(|day| i64::from(day.get())),
            terms.window.last.map(|day| i64::from(day.get())),
            version,
            tx.now()
        ],
    )?;
    if before.stage == Stage::On {
        publish(tx, id, version, terms, true, Some(change.by))?;
    }
    Ok(version)
}

/// Puts a campaign on or takes it off: what was taken off is on no new bill of any server within a second.
pub fn move_campaign(tx: &mut Tx<'_>, step: &MoveCampaign) -> Result<CampaignState, CampaignError> {
    allowed(tx, step.by)?;
    let row = seen(tx, step.campaign, step.seen)?;
    set_stage(tx, &row, step.stage, Some(step.by), step.reason.as_str())
}

/// The same without asking who does it, behind the gate of who calls.
pub(crate) fn set_stage(
    tx: &mut Tx<'_>,
    row: &CampaignRow,
    stage: Stage,
    by: Option<OperatorId>,
    reason: &str,
) -> Result<CampaignState, CampaignError> {
    if row.state == CampaignState::Ended || !row.stage.next().contains(&stage) {
        return Err(CampaignError::Step);
    }
    let id = row.id;
    if stage == Stage::On {
        check_code(tx, id, &row.terms)?;
        if row.begun_at.is_none() {
            budget::set(tx, id, row.terms.budget)?;
        }
        tx.exec(
            "UPDATE campaign SET begun_at = COALESCE(begun_at, ?2) WHERE id = ?1",
            params![id, tx.now()],
        )?;
    }
    tx.exec(
        "UPDATE campaign SET stage = ?2, changed_at = ?3 WHERE id = ?1",
        params![id, stage, tx.now()],
    )?;
    insert_step(tx, id, row.version, stage, by, reason)?;
    if stage == Stage::On || row.begun_at.is_some() {
        publish(tx, id, row.version, &row.terms, stage == Stage::On, by)?;
    }
    Ok(huika_domain::campaign::state(
        stage,
        &row.terms.window,
        tx.business_day(None),
    ))
}

/// Into the snapshot of the rules, from the first day on until no store has a business day in its time any more.
fn publish(
    tx: &mut Tx<'_>,
    id: CampaignId,
    version: i64,
    terms: &Terms,
    is_on: bool,
    by: Option<OperatorId>,
) -> Result<(), StoreError> {
    let zone = tx.context().zone;
    let published = Published {
        id,
        version,
        terms: terms.clone(),
    };
    let first = terms.window.first.map(|day| zone.start_of(day));
    // The last business day may end at night, after the calendar's.
    let until = terms.window.last.map(|day| zone.start_of(day.succ()).plus_days(1));
    publish_campaign(
        tx,
        Publication {
            campaign: id,
            published: is_on.then_some(&published),
            from: first.unwrap_or_else(|| tx.now()),
            until: until.filter(|_| is_on),
            by,
        },
    )
}

/// That no other campaign which is on has its code, and that there is room for one more.
fn check_code(tx: &mut Tx<'_>, id: CampaignId, terms: &Terms) -> Result<(), CampaignError> {
    let today = i64::from(tx.business_day(None).get());
    let mut others = 0;
    let mut taken = false;
    tx.each(
        "SELECT v.body FROM campaign c JOIN campaign_version v ON v.campaign_id = c.id AND v.version = c.version \
         WHERE c.stage = 'on' AND c.id <> ?1 AND (c.last_day IS NULL OR c.last_day >= ?2) ORDER BY c.id LIMIT ?3",
        params![id, today, ON_MAX],
        |row| {
            others += 1;
            let other = read_terms(row)?;
            taken |= terms.code.is_some() && other.code == terms.code;
            Ok(())
        },
    )?;
    match (taken, others >= ON_MAX) {
        (true, _) => Err(CampaignError::CodeTaken),
        (_, true) => Err(CampaignError::TooMany),
        _ => Ok(()),
    }
}

/// That no limit falls below what was used.
fn not_below_used(tx: &mut Tx<'_>, id: CampaignId, now: Limits, before: Limits) -> Result<(), CampaignError> {
    let grouped = [
        (now.member, before.member, "member_id"),
        (now.member_day, before.member_day, "member_id, business_day"),
        (now.day, before.day, "business_day"),
        (now.store, before.store, "store_id"),
        (now.total, before.total, "campaign_id"),
    ];
    for (now, before, columns) in grouped {
        let Some(limit) = now.filter(|_| now != before) else {
            continue;
        };
        let of_members = if columns.starts_with("member_id") {
            " AND member_id IS NOT NULL"
        } else {
            ""
        };
        let most: i64 = tx.value(
            &format!(
                "SELECT CAST(COALESCE(MAX(uses), 0) AS BIGINT) FROM (SELECT COUNT(*) AS uses FROM campaign_use \
                 WHERE campaign_id = ?1 AND released_at IS NULL{of_members} GROUP BY {columns}) q"
            ),
            params![id],
        )?;
        if most > i64::from(limit) {
            return Err(CampaignError::Used);
        }
    }
    Ok(())
}
