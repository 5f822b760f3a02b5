//! How much one person alone may do: at once, and in a day. What is above that needs a second one.
//!
//! What was done alone is a row of `right_use`, and a day's sum is counted under the lock of the operator's row: however many requests come
//! at once, together they stay within the limit.

use huika_domain::{Capability, OperatorId, Right};

use crate::{StoreError, Tx, params, staff::role_row::role_rows_of};

/// Something that somebody wants to do alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alone<'a> {
    /// Who.
    pub operator: OperatorId,
    /// Under which right; it was asked for already.
    pub capability: Capability,
    /// How much of it, in the right's measure, up or down.
    pub amount: i64,
    /// Whether the shop's rule asks for a second person; a limit of the role's own replaces that.
    pub above_rule: bool,
    /// The most a day by the shop's rule; a limit of the role's own replaces that. None where the rule says nothing.
    pub day_rule: Option<i64>,
    /// What is done, by its number.
    pub reference: &'a str,
}

/// Whether this is within the limits, and then notes it as used. A lock of the member's wallet, where there is one, comes before this one.
pub(crate) fn acts_alone(tx: &mut Tx<'_>, alone: &Alone<'_>) -> Result<bool, StoreError> {
    tx.lock(
        "SELECT id FROM operator WHERE id = ?1",
        params![alone.operator],
        |row| row.get::<OperatorId>("id"),
    )?;
    if !would_act_alone(tx, alone)? {
        return Ok(false);
    }
    tx.exec(
        "INSERT INTO right_use (operator_id, capability, day, amount, reference, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            alone.operator,
            alone.capability.as_str(),
            i64::from(tx.today().get()),
            amount_of(alone),
            alone.reference,
            tx.now()
        ],
    )?;
    Ok(true)
}

fn amount_of(alone: &Alone<'_>) -> i64 {
    i64::try_from(alone.amount.unsigned_abs()).unwrap_or(i64::MAX)
}

/// Whether this is within the limits as they are now; notes nothing.
pub(crate) fn would_act_alone(tx: &mut Tx<'_>, alone: &Alone<'_>) -> Result<bool, StoreError> {
    let roles = role_rows_of(tx, alone.operator)?;
    let amount = amount_of(alone);
    let day = i64::from(tx.today().get());
    let used: i64 = tx.value(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM right_use WHERE operator_id = ?1 AND capability = ?2 AND day = ?3",
        params![alone.operator, alone.capability.as_str(), day],
    )?;
    // Of several posts the one with the highest limit counts.
    let within = |right: &Right| {
        let above = right.per_act.map_or(alone.above_rule, |most| amount > most);
        let most_a_day = right.per_day.or(alone.day_rule);
        !above && most_a_day.is_none_or(|most| used.saturating_add(amount) <= most)
    };
    let mut rights = roles.iter().filter_map(|role| role.rights.get(alone.capability));
    Ok(rights.any(within))
}
