//! What a rule would have done to what happened in the last days, had it been in force: asked before it is put into force.
//!
//! What happened is read from the books, the newest rows of a bounded number, and worked out twice by the rules' own functions: as
//! it holds now, and with the new rule. Both times members buy what they bought; nobody is guessed to have bought more.

mod corrections;
mod outcome;
mod sales;
mod top_ups;

use huika_domain::{
    OperatorId,
    settings::{Area, BodyError, Scope},
};
use serde_json::Value;

pub use outcome::{DAYS, Effect, Of, Preview, ROWS};

use crate::{
    StoreError, Tx,
    staff::{Matter, Role, may},
};

/// Why nothing is said.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PreviewError {
    /// Whoever asks does not lead the shop.
    #[error("only headquarters changes rules")]
    NotAllowed,
    /// A value is not what it may be.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What this body would have done for the scope, by who may make such a rule.
pub fn preview(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    area: &'static Area,
    scope: Scope,
    body: &Value,
) -> Result<Preview, PreviewError> {
    if !may(tx, viewer, Role::sets_rules, Matter::Shop)? {
        return Err(PreviewError::NotAllowed);
    }
    let body = area.read(area.version, body)?;
    let then = tx
        .standing()
        .with(area, scope, body, tx.now())
        .map_err(|error| StoreError::of_rule(&error))?;
    Ok(match area.name {
        "points" | "deduction" | "tiers" | "watch" | "tenders" => sales::replay(tx, area, scope, &then)?,
        "stored-value" | "top-up" => top_ups::replay(tx, area, scope, &then)?,
        "review" => corrections::replay(tx, &then)?,
        _ => Preview {
            of: Of::Nothing,
            count: 0,
            changed: 0,
            effects: Vec::new(),
        },
    })
}
