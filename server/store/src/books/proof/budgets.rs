//! What the proof looks at in campaigns.

use huika_domain::{Fen, campaign::Terms};

use super::Proof;
use crate::{StoreError, Tx, params};

/// What is left of a budget in all its slices, and what was used of it, add up to it.
pub(super) fn fit(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT c.id, v.body, (SELECT CAST(COALESCE(SUM(s.left_fen), 0) AS BIGINT) FROM campaign_slice s \
         WHERE s.campaign_id = c.id) AS left_sum, (SELECT CAST(COALESCE(SUM(u.amount_fen), 0) AS BIGINT) FROM campaign_use u \
         WHERE u.campaign_id = c.id AND u.released_at IS NULL) AS used_sum FROM campaign c \
         JOIN campaign_version v ON v.campaign_id = c.id AND v.version = c.version \
         WHERE c.begun_at IS NOT NULL ORDER BY c.id",
        params![],
        |row| {
            let body: String = row.get("body")?;
            let terms: Terms = serde_json::from_str(&body).map_err(|e| StoreError::Decode(e.to_string()))?;
            let found: i64 = row.get::<i64>("left_sum")? + row.get::<i64>("used_sum")?;
            if let Some(budget) = terms.budget.map(Fen::get).filter(|budget| *budget != found) {
                proof.note("budget-not-whole", format!("campaign {}", row.get::<i64>("id")?), budget, found);
            }
            Ok(())
        },
    )
}
