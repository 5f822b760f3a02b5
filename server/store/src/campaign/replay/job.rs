//! Replays of a whole month: ordered on a page, worked through by whichever server takes them first, under a lease that each sign of
//! progress extends. When the server dies, another one begins again.

use huika_domain::{CampaignId, Millis, OperatorId};

use super::{figures::ReplayFigures, work::REPLAY_DAYS};
use crate::{
    Row, StoreError, Tx,
    campaign::{change::allowed, error::CampaignError, row::campaign},
    db::lease::longest,
    ledger::day_number,
    params,
};

huika_domain::text_enum! {
    /// How far a replay is. The words of each are `replay-state-` with its text.
    pub enum ReplayState {
        /// No server has taken it yet.
        Waiting = "waiting",
        /// A server works at it.
        Running = "running",
        /// Its figures are complete.
        Done = "done",
        /// It could not be made.
        Failed = "failed",
    }
}

crate::db::text_columns!(ReplayState);

impl ReplayState {
    /// Whether somebody still works on it, or will.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// A replay that was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayJob {
    /// Which.
    pub id: i64,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Of which version of it.
    pub version: i64,
    /// How far it is.
    pub state: ReplayState,
    /// Sales there were when it was ordered.
    pub total: i64,
    /// Sales that are worked through.
    pub done: i64,
    /// What it came to.
    pub figures: Option<ReplayFigures>,
    /// When it was ordered.
    pub asked_at: Millis,
}

const COLUMNS: &str = "id, campaign_id, version, state, sales_total, sales_done, result, asked_at";
/// How long a server may be silent before another one begins again.
const LEASE_SECS: i64 = 60;

fn read(row: &Row<'_>) -> Result<ReplayJob, StoreError> {
    let result: String = row.get("result")?;
    Ok(ReplayJob {
        id: row.get("id")?,
        campaign: row.get("campaign_id")?,
        version: row.get("version")?,
        state: row.get("state")?,
        total: row.get("sales_total")?,
        done: row.get("sales_done")?,
        figures: serde_json::from_str(&result).ok(),
        asked_at: row.get("asked_at")?,
    })
}

/// Orders a replay of a campaign as it is written now. One that is under way is not ordered twice.
pub fn order_replay(tx: &mut Tx<'_>, by: OperatorId, id: CampaignId) -> Result<i64, CampaignError> {
    allowed(tx, by)?;
    let row = campaign(tx, id)?.ok_or(CampaignError::Unknown)?;
    if let Some(last) = last_replay(tx, id)?
        && last.state.is_open()
        && last.version == row.version
    {
        return Ok(last.id);
    }
    let since = day_number(tx.business_day(None).plus_days(-REPLAY_DAYS));
    let total: i64 = tx.value("SELECT COUNT(*) FROM sale WHERE business_day >= ?1", params![since])?;
    Ok(tx.insert(
        "INSERT INTO campaign_replay (campaign_id, version, operator_id, state, sales_total, asked_at) \
         VALUES (?1, ?2, ?3, 'waiting', ?4, ?5)",
        params![id, row.version, by, total, tx.now()],
        |id| id,
    )?)
}

/// The newest replay of a campaign.
pub fn last_replay(tx: &mut Tx<'_>, id: CampaignId) -> Result<Option<ReplayJob>, StoreError> {
    tx.one(
        &format!("SELECT {COLUMNS} FROM campaign_replay WHERE campaign_id = ?1 ORDER BY id DESC LIMIT 1"),
        params![id],
        read,
    )
}

/// How many wait, for a look without a lock.
pub fn replays_waiting(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.value(
        "SELECT COUNT(*) FROM campaign_replay WHERE state IN ('waiting', 'running') AND (state = 'waiting' OR lease_until <= ?1 \
         OR lease_until > ?2)",
        params![tx.now(), longest(tx.now(), LEASE_SECS)],
    )
}

/// Takes the oldest one that waits, or that a silent server has left.
pub fn claim_replay(tx: &mut Tx<'_>, server: &str) -> Result<Option<ReplayJob>, StoreError> {
    let now = tx.now();
    let waiting = tx.one(
        "SELECT id FROM campaign_replay WHERE state IN ('waiting', 'running') AND (state = 'waiting' OR lease_until <= ?1 \
         OR lease_until > ?2) ORDER BY id LIMIT 1",
        params![now, longest(now, LEASE_SECS)],
        |row| row.get::<i64>("id"),
    )?;
    let Some(id) = waiting else { return Ok(None) };
    let taken = tx.exec(
        "UPDATE campaign_replay SET state = 'running', server = ?2, lease_until = ?3, sales_done = 0 WHERE id = ?1 \
         AND (state = 'waiting' OR (state = 'running' AND (lease_until <= ?4 OR lease_until > ?5)))",
        params![id, server, now.plus_secs(LEASE_SECS), now, longest(now, LEASE_SECS)],
    )?;
    if taken == 0 {
        return Ok(None);
    }
    tx.one(
        &format!("SELECT {COLUMNS} FROM campaign_replay WHERE id = ?1"),
        params![id],
        read,
    )
}

/// Says how far it is; answers whether it is still this server's.
pub fn note_replay_progress(tx: &mut Tx<'_>, id: i64, server: &str, done: i64) -> Result<bool, StoreError> {
    let noted = tx.exec(
        "UPDATE campaign_replay SET sales_done = ?3, lease_until = ?4 WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![id, server, done, tx.now().plus_secs(LEASE_SECS)],
    )?;
    Ok(noted > 0)
}

/// Keeps the figures.
pub fn finish_replay(tx: &mut Tx<'_>, id: i64, server: &str, figures: &ReplayFigures) -> Result<(), StoreError> {
    let result = serde_json::to_string(figures).map_err(|e| StoreError::Internal(e.to_string()))?;
    tx.exec(
        "UPDATE campaign_replay SET state = 'done', result = ?3, sales_done = ?4, ended_at = ?5 \
         WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![id, server, result, figures.sales, tx.now()],
    )?;
    Ok(())
}

/// It cannot be made.
pub fn fail_replay(tx: &mut Tx<'_>, id: i64, server: &str, why: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE campaign_replay SET state = 'failed', why = ?3, ended_at = ?4 WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![id, server, why, tx.now()],
    )?;
    Ok(())
}

/// The server stops before it is done: the next one that looks begins again.
pub fn restart_replay(tx: &mut Tx<'_>, id: i64, server: &str) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE campaign_replay SET state = 'waiting' WHERE id = ?1 AND server = ?2 AND state = 'running'",
        params![id, server],
    )?;
    Ok(())
}
