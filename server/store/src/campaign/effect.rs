//! What a campaign does while it runs: worked out from the uses that sales wrote and from what came back of those sales.

use huika_domain::{BusinessDay, CampaignId, Fen};

use crate::{StoreError, Tx, ledger::day_of, params};

/// One day of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfEffect {
    /// Which.
    pub day: BusinessDay,
    /// Sales that used it, less those that came back whole.
    pub uses: i64,
    /// What it took off there.
    pub cost: Fen,
}

/// What a campaign did so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CampaignEffect {
    /// Sales that used it.
    pub uses: i64,
    /// Of those, sales whose use was given back.
    pub given_back: i64,
    /// What it took off and gave.
    pub cost: Fen,
    /// Of that, what was given back.
    pub cost_back: Fen,
    /// Members among the buyers.
    pub members: i64,
    /// What those sales came to before discounts.
    pub gross: Fen,
    /// What was returned of those sales since, at the same prices.
    pub returned: Fen,
    /// What is left of its budget.
    pub budget_left: Option<Fen>,
    /// Sales in its time, with and without it, and what they came to.
    pub all_sales: i64,
    /// See `all_sales`.
    pub all_gross: Fen,
    /// Its last days, the newest first.
    pub days: Vec<DayOfEffect>,
}

/// Days that are shown.
const DAYS: i64 = 31;

/// What a campaign did so far; nothing where no sale has used it.
pub fn campaign_effect(tx: &mut Tx<'_>, id: CampaignId) -> Result<Option<CampaignEffect>, StoreError> {
    let effect = tx.one(
        "SELECT COUNT(*) AS uses, COUNT(u.released_at) AS given_back, CAST(COALESCE(SUM(u.amount_fen), 0) AS BIGINT) AS cost, \
         CAST(COALESCE(SUM(CASE WHEN u.released_at IS NULL THEN 0 ELSE u.amount_fen END), 0) AS BIGINT) AS cost_back, \
         COUNT(DISTINCT u.member_id) AS members, CAST(COALESCE(SUM(s.gross_fen), 0) AS BIGINT) AS gross, \
         CAST(COALESCE(SUM((SELECT SUM(r.gross_fen) FROM sale_return r WHERE r.sale_id = u.sale_id)), 0) AS BIGINT) AS returned \
         FROM campaign_use u JOIN sale s ON s.id = u.sale_id WHERE u.campaign_id = ?1",
        params![id],
        |row| {
            Ok(CampaignEffect {
                uses: row.get("uses")?,
                given_back: row.get("given_back")?,
                cost: row.get("cost")?,
                cost_back: row.get("cost_back")?,
                members: row.get("members")?,
                gross: row.get("gross")?,
                returned: row.get("returned")?,
                ..CampaignEffect::default()
            })
        },
    )?;
    let Some(mut effect) = effect.filter(|effect| effect.uses > 0) else {
        return Ok(None);
    };
    effect.days = tx.all(
        "SELECT business_day, COUNT(*) AS uses, CAST(SUM(amount_fen) AS BIGINT) AS cost FROM campaign_use \
         WHERE campaign_id = ?1 AND released_at IS NULL GROUP BY business_day ORDER BY business_day DESC LIMIT ?2",
        params![id, DAYS],
        |row| {
            Ok(DayOfEffect {
                day: day_of(row.get("business_day")?)?,
                uses: row.get("uses")?,
                cost: row.get("cost")?,
            })
        },
    )?;
    effect.budget_left = tx.value(
        "SELECT CAST(SUM(left_fen) AS BIGINT) FROM campaign_slice WHERE campaign_id = ?1",
        params![id],
    )?;
    let first = effect.days.last().map(|day| i64::from(day.day.get()));
    let last = effect.days.first().map(|day| i64::from(day.day.get()));
    if let (Some(first), Some(last)) = (first, last) {
        let all = tx.one(
            "SELECT COUNT(*) AS sales, CAST(COALESCE(SUM(gross_fen), 0) AS BIGINT) AS gross FROM sale \
             WHERE business_day BETWEEN ?1 AND ?2",
            params![first, last],
            |row| Ok((row.get("sales")?, row.get("gross")?)),
        )?;
        (effect.all_sales, effect.all_gross) = all.unwrap_or_default();
    }
    Ok(Some(effect))
}
