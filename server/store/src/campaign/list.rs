//! The list of campaigns.

use huika_domain::{
    BusinessDay, CampaignId, Fen, Millis,
    campaign::{CampaignState, Stage, state},
    pricing::{KindName, Window},
};

use crate::{Row, StoreError, Tx, ledger::day_if_any, params};

/// A page of campaigns.
#[derive(Debug, Clone, Copy, Default)]
pub struct CampaignQuery {
    /// Those that stand so today; none: all.
    pub state: Option<CampaignState>,
    /// Those before this one, the newest first.
    pub before: Option<CampaignId>,
    /// So many at most.
    pub limit: i64,
}

/// A campaign as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignLine {
    /// Which.
    pub id: CampaignId,
    /// What it is called.
    pub name: String,
    /// What it does.
    pub kind: KindName,
    /// How it stands today.
    pub state: CampaignState,
    /// Its first day.
    pub first: Option<BusinessDay>,
    /// Its last day.
    pub last: Option<BusinessDay>,
    /// How often it was used, less what was given back.
    pub uses: i64,
    /// What that cost.
    pub cost: Fen,
    /// When it was changed last.
    pub changed_at: Millis,
}

/// Which rows stand so today: the same as [`state`] says, which a test compares.
const fn condition(state: Option<CampaignState>) -> &'static str {
    match state {
        None => "?3 > 0",
        Some(CampaignState::Draft) => "c.stage = 'draft' AND ?3 > 0",
        Some(CampaignState::Test) => "c.stage = 'test' AND ?3 > 0",
        Some(CampaignState::Scheduled) => {
            "c.stage = 'on' AND c.first_day > ?3 AND (c.last_day IS NULL OR c.last_day >= ?3)"
        }
        Some(CampaignState::Running) => {
            "c.stage = 'on' AND (c.first_day IS NULL OR c.first_day <= ?3) AND (c.last_day IS NULL OR c.last_day >= ?3)"
        }
        Some(CampaignState::Paused) => "c.stage = 'paused' AND (c.last_day IS NULL OR c.last_day >= ?3)",
        Some(CampaignState::Ended) => "(c.stage = 'ended' OR (c.stage IN ('on', 'paused') AND c.last_day < ?3))",
    }
}

/// The campaigns of a page, the newest first.
pub fn find_campaigns(tx: &mut Tx<'_>, query: &CampaignQuery) -> Result<Vec<CampaignLine>, StoreError> {
    let today = tx.business_day(None);
    let before = query.before.map_or(i64::MAX, CampaignId::get);
    tx.all(
        &format!(
            "SELECT c.id, c.name, c.kind, c.stage, c.first_day, c.last_day, c.changed_at, \
             (SELECT COUNT(*) FROM campaign_use u WHERE u.campaign_id = c.id AND u.released_at IS NULL) AS uses, \
             (SELECT CAST(COALESCE(SUM(u.amount_fen), 0) AS BIGINT) FROM campaign_use u WHERE u.campaign_id = c.id \
             AND u.released_at IS NULL) AS cost FROM campaign c WHERE c.id < ?1 AND {} ORDER BY c.id DESC LIMIT ?2",
            condition(query.state)
        ),
        params![before, query.limit, i64::from(today.get())],
        |row| read(row, today),
    )
}

fn read(row: &Row<'_>, today: BusinessDay) -> Result<CampaignLine, StoreError> {
    let stage: Stage = row.get("stage")?;
    let window = Window {
        first: day_if_any(row.get::<Option<i64>>("first_day")?.unwrap_or_default())?,
        last: day_if_any(row.get::<Option<i64>>("last_day")?.unwrap_or_default())?,
        ..Window::default()
    };
    Ok(CampaignLine {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        state: state(stage, &window, today),
        first: window.first,
        last: window.last,
        uses: row.get("uses")?,
        cost: row.get("cost")?,
        changed_at: row.get("changed_at")?,
    })
}
