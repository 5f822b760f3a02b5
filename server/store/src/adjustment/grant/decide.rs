//! A grant begins when whoever planned it has seen what it comes to, and, above a limit, when a second person has.

use huika_domain::{Fen, OperatorId, Points};

use super::{GrantError, Granted};
use crate::{
    Tx, params,
    staff::{Act, ActKind, Matter, Role, may},
};

struct Planned {
    id: i64,
    state: String,
    granted: Granted,
    takers: i64,
    asked_by: OperatorId,
}

fn lock(tx: &mut Tx<'_>, number: &str, by: OperatorId) -> Result<Planned, GrantError> {
    if !may(tx, by, Role::grants, Matter::Shop)? {
        return Err(GrantError::NotAllowed);
    }
    let found = tx.lock(
        "SELECT id, state, account, amount, coupon_kind_id, takers, asked_by FROM grant_batch WHERE number = ?1",
        params![number],
        |row| {
            Ok(Planned {
                id: row.get("id")?,
                state: row.get("state")?,
                granted: Granted::in_row(row)?,
                takers: row.get("takers")?,
                asked_by: row.get("asked_by")?,
            })
        },
    )?;
    found.ok_or(GrantError::Over)
}

/// Whoever planned it says yes. It runs, or waits for a second person; answers whether it runs.
pub fn confirm_grant(tx: &mut Tx<'_>, number: &str, by: OperatorId) -> Result<bool, GrantError> {
    let planned = lock(tx, number, by)?;
    if planned.state != "draft" {
        return Err(GrantError::Over);
    }
    if planned.asked_by != by {
        return Err(GrantError::NotAllowed);
    }
    let review = tx.rules().review;
    let all = planned.granted.of_all(planned.takers);
    let alone = match planned.granted {
        Granted::Bonus(_) | Granted::Coupon { .. } => Fen::new(all) <= review.money_granted_alone,
        Granted::Points(_) => Points::new(all) <= review.points_granted_alone,
    };
    tx.exec(
        "UPDATE grant_batch SET state = ?2, confirmed_at = ?3 WHERE id = ?1",
        params![planned.id, if alone { "running" } else { "waiting" }, tx.now()],
    )?;
    log(tx, by, ActKind::GrantConfirmed, number)?;
    Ok(alone)
}

/// A second person says yes: it runs.
pub fn approve_grant(tx: &mut Tx<'_>, number: &str, by: OperatorId) -> Result<(), GrantError> {
    let planned = lock(tx, number, by)?;
    if planned.state != "waiting" {
        return Err(GrantError::Over);
    }
    if planned.asked_by == by {
        return Err(GrantError::SamePerson);
    }
    if !may(tx, by, Role::approves, Matter::Shop)? {
        return Err(GrantError::NotAllowed);
    }
    tx.exec(
        "UPDATE grant_batch SET state = 'running', decided_by = ?2, decided_at = ?3 WHERE id = ?1",
        params![planned.id, by, tx.now()],
    )?;
    log(tx, by, ActKind::GrantApproved, number)
}

/// It is given up before it began, by whoever planned it or a second person.
pub fn drop_grant(tx: &mut Tx<'_>, number: &str, by: OperatorId) -> Result<(), GrantError> {
    let planned = lock(tx, number, by)?;
    if !matches!(planned.state.as_str(), "draft" | "waiting") {
        return Err(GrantError::Over);
    }
    tx.exec(
        "UPDATE grant_batch SET state = 'dropped', decided_by = ?2, decided_at = ?3, done_at = ?3 WHERE id = ?1",
        params![planned.id, by, tx.now()],
    )?;
    tx.exec("DELETE FROM grant_member WHERE batch_id = ?1", params![planned.id])?;
    log(tx, by, ActKind::GrantDropped, number)
}

fn log(tx: &mut Tx<'_>, by: OperatorId, kind: ActKind, number: &str) -> Result<(), GrantError> {
    let act = Act {
        detail: number,
        ..Act::new(by, kind)
    };
    Ok(act.keep(tx)?)
}
