//! What a member agreed to be written to for, and by which ways. Each row says in which words, since when, and until when it held, and
//! taking it back is as easy as giving it.
//!
//! Whoever sends something that is not about the account itself asks [`may_send`], in the transaction that puts it into the outbox.

use huika_domain::{ConsentChannel, ConsentPurpose, ConsentTo, ConsentVia, MemberId, Millis};

use crate::{Row, StoreError, Tx, params};

crate::db::text_columns!(ConsentPurpose, ConsentChannel, ConsentVia);

/// What a member may agree to, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// What.
    pub to: ConsentTo,
    /// Since when it has held; `None` when it does not.
    pub since: Option<Millis>,
}

/// What the member sees beside a box: the words, and in which language they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// Whether the page was in Chinese.
    pub chinese: bool,
}

/// One consent that was given, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptConsent {
    /// What.
    pub to: ConsentTo,
    /// What the wording was called.
    pub version: String,
    /// The words that were agreed to; empty where they were not kept in those days.
    pub wording: String,
    /// Since when.
    pub given_at: Millis,
    /// Where it was given.
    pub given_via: ConsentVia,
    /// Until when, once it was taken back.
    pub withdrawn_at: Option<Millis>,
}

/// Everything that the shop asks about, and what else still holds, as it stands for a member.
pub fn consents(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Consent>, StoreError> {
    let in_force = tx.all(
        "SELECT purpose, channel, given_at FROM consent WHERE member_id = ?1 AND withdrawn_at IS NULL",
        params![member],
        |row| Ok((what(row)?, row.get::<Millis>("given_at")?)),
    )?;
    let rule = tx.rules().consents.clone();
    let since = |to: ConsentTo| in_force.iter().find(|(known, _)| *known == to).map(|(_, since)| *since);
    // What was agreed to by a way that is not used any more can still be taken back.
    let shown = ConsentTo::all().map(|to| Consent { to, since: since(to) });
    Ok(shown
        .filter(|consent| rule.uses(consent.to.channel) || consent.since.is_some())
        .collect())
}

/// Every consent of a member, the newest first, fifty at most.
pub fn consent_history(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<KeptConsent>, StoreError> {
    tx.all(
        "SELECT purpose, channel, version, wording, given_at, given_via, withdrawn_at FROM consent WHERE member_id = ?1 \
         ORDER BY id DESC LIMIT 50",
        params![member],
        |row| {
            Ok(KeptConsent {
                to: what(row)?,
                version: row.get("version")?,
                wording: row.get("wording")?,
                given_at: row.get("given_at")?,
                given_via: row.get("given_via")?,
                withdrawn_at: row.get("withdrawn_at")?,
            })
        },
    )
}

fn what(row: &Row<'_>) -> Result<ConsentTo, StoreError> {
    Ok(ConsentTo {
        purpose: row.get("purpose")?,
        channel: row.get("channel")?,
    })
}

/// Whether something may be sent to a member for this purpose, by this way, now: they have agreed to exactly that, the shop uses that
/// way, and the membership goes on.
pub fn may_send(
    tx: &mut Tx<'_>,
    member: MemberId,
    purpose: ConsentPurpose,
    channel: ConsentChannel,
) -> Result<bool, StoreError> {
    if !tx.rules().consents.uses(channel) {
        return Ok(false);
    }
    let in_force: i64 = tx.value(
        "SELECT COUNT(*) FROM consent c JOIN member m ON m.id = c.member_id WHERE c.member_id = ?1 AND c.purpose = ?2 \
         AND c.channel = ?3 AND c.withdrawn_at IS NULL AND m.status <> 'closed' AND NOT EXISTS \
         (SELECT 1 FROM closing x WHERE x.member_id = c.member_id AND x.state = 'waiting')",
        params![member, purpose, channel],
    )?;
    Ok(in_force > 0)
}

/// The member agrees, in the words that the shop has now. Who has agreed before goes on as before, and what the shop does not ask about
/// is nothing to agree to.
pub fn give_consent(
    tx: &mut Tx<'_>,
    member: MemberId,
    to: ConsentTo,
    shown: Wording,
    via: ConsentVia,
) -> Result<(), StoreError> {
    let rule = tx.rules().consents.clone();
    if !rule.uses(to.channel) {
        return Ok(());
    }
    tx.exec(
        "INSERT INTO consent (member_id, purpose, channel, version, wording, given_at, given_via) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (member_id, purpose, channel) WHERE withdrawn_at IS NULL DO NOTHING",
        params![
            member,
            to.purpose,
            to.channel,
            rule.version,
            rule.wording(to.purpose, shown.chinese),
            tx.now(),
            via
        ],
    )?;
    Ok(())
}

/// The member takes it back, in force at once.
pub fn withdraw_consent(tx: &mut Tx<'_>, member: MemberId, to: ConsentTo, via: ConsentVia) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE consent SET withdrawn_at = CASE WHEN given_at > ?4 THEN given_at ELSE ?4 END, withdrawn_via = ?5 \
         WHERE member_id = ?1 AND purpose = ?2 AND channel = ?3 AND withdrawn_at IS NULL",
        params![member, to.purpose, to.channel, tx.now(), via],
    )?;
    Ok(())
}

/// Everything is taken back at once.
pub fn withdraw_all(tx: &mut Tx<'_>, member: MemberId, via: ConsentVia) -> Result<u64, StoreError> {
    tx.exec(
        "UPDATE consent SET withdrawn_at = CASE WHEN given_at > ?2 THEN given_at ELSE ?2 END, withdrawn_via = ?3 \
         WHERE member_id = ?1 AND withdrawn_at IS NULL",
        params![member, tx.now(), via],
    )
}
