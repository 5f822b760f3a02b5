//! Somebody leaves: they are out at once, and what they have begun is somebody else's from then on.

use huika_domain::{OperatorId, Reason};

use crate::{
    StoreError, Tx, params,
    staff::{
        act::ActKind,
        edit_role::somebody_edits_roles,
        invitation::end_invitations,
        subject::{ManageError, end_sessions, subject},
    },
};

/// What somebody has begun that another one has to see to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Handover {
    /// The numbers of refunds that they opened and that are not ended: under way at a gateway, or waiting for a person.
    pub refunds: Vec<String>,
    /// Questions of theirs that members have not answered.
    pub approvals: i64,
    /// Members whom they scanned and have not served.
    pub till_sessions: i64,
    /// What they asked a second person for, or were asked for as one.
    pub sign_offs: i64,
    /// The names of tills' keys that they made and that still open a till.
    pub keys: Vec<String>,
}

impl Handover {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// More of a kind are not listed.
const LISTED_MAX: i64 = 50;

/// What this operator has begun, before or after they left.
pub fn handover(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Handover, StoreError> {
    let now = tx.now();
    Ok(Handover {
        refunds: tx.all(
            "SELECT number FROM refund WHERE status IN ('open', 'counter') AND operator_id = ?1 ORDER BY opened_at LIMIT ?2",
            params![operator, LISTED_MAX],
            |row| row.get("number"),
        )?,
        approvals: tx.value(
            "SELECT COUNT(*) FROM approval WHERE operator_id = ?1 AND status = 'waiting' AND expires_at > ?2",
            params![operator, now],
        )?,
        till_sessions: tx.value(
            "SELECT COUNT(*) FROM till_session WHERE operator_id = ?1 AND ended_at IS NULL AND expires_at > ?2",
            params![operator, now],
        )?,
        sign_offs: tx.value(
            "SELECT (SELECT COUNT(*) FROM sign_off s WHERE s.asked_by = ?1 AND s.decision = '') \
             + (SELECT COUNT(*) FROM sign_off s WHERE s.chosen_id = ?1 AND s.decision = '')",
            params![operator],
        )?,
        keys: tx.all(
            "SELECT name FROM till_key WHERE created_by = ?1 AND ended_at IS NULL ORDER BY id LIMIT ?2",
            params![operator, LISTED_MAX],
            |row| row.get("name"),
        )?,
    })
}

/// Ends an operator: their sessions, a sign-in under way and a link to a password end in the same transaction, and they may do nothing
/// from the next request on. Their log-in stays theirs, because it stands in what they did.
pub fn end_operator(tx: &mut Tx<'_>, by: OperatorId, operator: OperatorId, reason: &Reason) -> Result<(), ManageError> {
    let subject = subject(tx, by, operator)?;
    tx.exec(
        "UPDATE operator SET ended_at = ?2 WHERE id = ?1",
        params![operator, tx.now()],
    )?;
    end_further_posts(tx, operator)?;
    end_sessions(tx, operator)?;
    end_invitations(tx, operator)?;
    // What they were asked for as a second person, anybody may see to who has the right.
    tx.exec(
        "UPDATE sign_off SET chosen_id = NULL WHERE chosen_id = ?1 AND decision = ''",
        params![operator],
    )?;
    // Whom they scanned is scanned again by somebody else.
    tx.exec(
        "UPDATE till_session SET ended_at = ?2 WHERE operator_id = ?1 AND ended_at IS NULL AND expires_at > ?2",
        params![operator, tx.now()],
    )?;
    somebody_edits_roles(tx)?;
    Ok(subject.note(tx, ActKind::OperatorEnded, subject.role.title.plain(), reason.as_str())?)
}

fn end_further_posts(tx: &mut Tx<'_>, operator: OperatorId) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE operator_post SET ended_at = ?2, in_force = 0 WHERE operator_id = ?1 AND ended_at IS NULL",
        params![operator, tx.now()],
    )?;
    tx.exec(
        "DELETE FROM operator_post_store WHERE operator_id = ?1",
        params![operator],
    )?;
    Ok(())
}
