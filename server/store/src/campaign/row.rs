//! A campaign, its versions and its steps, as they stand in their tables.

use huika_domain::{
    BusinessDay, CampaignId, Millis,
    campaign::{CampaignState, Stage, Terms, state},
    pricing::KindName,
};

use crate::{Row, StoreError, Tx, params};

crate::db::text_columns!(Stage, KindName);

/// A campaign with what its newest version says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignRow {
    /// Which.
    pub id: CampaignId,
    /// What was decided about it.
    pub stage: Stage,
    /// How it stands today.
    pub state: CampaignState,
    /// The number of its newest version.
    pub version: i64,
    /// What that says.
    pub terms: Terms,
    /// When it was first on.
    pub begun_at: Option<Millis>,
}

/// An earlier or the newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its number.
    pub version: i64,
    /// What it says.
    pub terms: Terms,
    /// Who made it; empty for the demo.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Millis,
}

/// A step in the life of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was decided.
    pub stage: Stage,
    /// About which version.
    pub version: i64,
    /// By whom; empty for the demo.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Millis,
}

/// Versions and steps that a page shows.
const SHOWN: i64 = 50;

pub(super) fn read_terms(row: &Row<'_>) -> Result<Terms, StoreError> {
    let body: String = row.get("body")?;
    serde_json::from_str(&body).map_err(|e| StoreError::Decode(format!("a campaign: {e}")))
}

/// A campaign.
pub fn campaign(tx: &mut Tx<'_>, id: CampaignId) -> Result<Option<CampaignRow>, StoreError> {
    let today = tx.business_day(None);
    tx.one(
        "SELECT c.id, c.stage, c.version, c.begun_at, v.body FROM campaign c \
         JOIN campaign_version v ON v.campaign_id = c.id AND v.version = c.version WHERE c.id = ?1",
        params![id],
        |row| read(row, today),
    )
}

fn read(row: &Row<'_>, today: BusinessDay) -> Result<CampaignRow, StoreError> {
    let (stage, terms) = (row.get("stage")?, read_terms(row)?);
    Ok(CampaignRow {
        id: row.get("id")?,
        stage,
        state: state(stage, &terms.window, today),
        version: row.get("version")?,
        terms,
        begun_at: row.get("begun_at")?,
    })
}

/// What a version of a campaign says.
pub fn terms_of(tx: &mut Tx<'_>, id: CampaignId, version: i64) -> Result<Option<Terms>, StoreError> {
    tx.one(
        "SELECT body FROM campaign_version WHERE campaign_id = ?1 AND version = ?2",
        params![id, version],
        read_terms,
    )
}

/// The versions of a campaign, the newest first.
pub fn past_versions(tx: &mut Tx<'_>, id: CampaignId) -> Result<Vec<Past>, StoreError> {
    tx.all(
        "SELECT v.version, v.body, COALESCE(o.name, '') AS made_by, v.reason, v.at FROM campaign_version v \
         LEFT JOIN operator o ON o.id = v.made_by WHERE v.campaign_id = ?1 ORDER BY v.version DESC LIMIT ?2",
        params![id, SHOWN],
        |row| {
            Ok(Past {
                version: row.get("version")?,
                terms: read_terms(row)?,
                by: row.get("made_by")?,
                reason: row.get("reason")?,
                at: row.get("at")?,
            })
        },
    )
}

/// What became of a campaign, the newest first.
pub fn steps_of(tx: &mut Tx<'_>, id: CampaignId) -> Result<Vec<Step>, StoreError> {
    tx.all(
        "SELECT s.stage, s.version, COALESCE(o.name, '') AS made_by, s.reason, s.at FROM campaign_step s \
         LEFT JOIN operator o ON o.id = s.made_by WHERE s.campaign_id = ?1 ORDER BY s.id DESC LIMIT ?2",
        params![id, SHOWN],
        |row| {
            Ok(Step {
                stage: row.get("stage")?,
                version: row.get("version")?,
                by: row.get("made_by")?,
                reason: row.get("reason")?,
                at: row.get("at")?,
            })
        },
    )
}
