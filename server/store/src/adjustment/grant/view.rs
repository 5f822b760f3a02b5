//! A grant as the office sees it: what it is, how far it has come, and whom it does not reach.

use huika_domain::{Fen, Millis, OperatorId, Phone, Points};

use super::Granted;
use crate::{
    Row, StoreError, Tx, params,
    staff::{Matter, Role, may},
};

huika_domain::text_enum! {
    /// How far a grant is.
    pub enum GrantPhase {
        /// Whoever planned it has not confirmed it.
        Draft = "draft",
        /// A second person has to approve it.
        Waiting = "waiting",
        /// It runs.
        Running = "running",
        /// Everybody was looked at.
        Done = "done",
        /// It was given up before it began.
        Dropped = "dropped",
    }
}

huika_domain::text_enum! {
    /// Why somebody is not reached.
    pub enum RefusedWhy {
        /// Nobody has this phone or card.
        Unknown = "unknown",
        /// They were named before.
        Twice = "twice",
        /// Their card is not in use.
        NotActive = "not-active",
        /// It is the operator's own account.
        OwnAccount = "own-account",
    }
}

crate::db::text_columns!(RefusedWhy);

/// A grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// Its number.
    pub number: String,
    /// What each gets.
    pub granted: Granted,
    /// What the coupon is called, and in English, where it is one.
    pub coupon: (String, String),
    /// When it expires.
    pub expires_at: Option<Millis>,
    /// What the statements say.
    pub reason: String,
    /// How far it is.
    pub phase: GrantPhase,
    /// How many are to get it; none for a grant to everybody.
    pub takers: i64,
    /// How many have it.
    pub done: i64,
    /// How many are not reached.
    pub refused: i64,
    /// The segment that they come from; empty for a list.
    pub segment: String,
    /// Who planned it.
    pub asked_by: OperatorId,
    /// Their name.
    pub asked_name: String,
    /// When.
    pub asked_at: Millis,
    /// The second person's name; empty for none.
    pub decided_name: String,
}

impl GrantRow {
    /// What it comes to, in fen or points.
    #[must_use]
    pub fn sum(&self) -> Granted {
        let all = self.granted.of_all(self.takers);
        match self.granted {
            Granted::Bonus(_) => Granted::Bonus(Fen::new(all)),
            Granted::Points(_) => Granted::Points(Points::new(all)),
            Granted::Coupon { kind, .. } => Granted::Coupon {
                kind,
                worth: Fen::new(all),
            },
        }
    }
}

/// The grant with this number, for those who see the whole shop.
pub fn grant_row(tx: &mut Tx<'_>, viewer: OperatorId, number: &str) -> Result<Option<GrantRow>, StoreError> {
    if !may(tx, viewer, Role::sees_grants, Matter::Shop)? {
        return Ok(None);
    }
    tx.one(
        "SELECT b.number, b.account, b.amount, b.coupon_kind_id, COALESCE(cv.name, '') AS coupon_name, \
         COALESCE(cv.name_en, '') AS coupon_english, b.expires_at, b.reason, b.state, b.done_at, b.takers, b.granted, b.segment, b.asked_by, \
         o.name AS asked_name, b.asked_at, COALESCE(d.name, '') AS decided_name, \
         (SELECT COUNT(*) FROM grant_refusal r WHERE r.batch_id = b.id) AS refused \
         FROM grant_batch b JOIN operator o ON o.id = b.asked_by LEFT JOIN operator d ON d.id = b.decided_by \
         LEFT JOIN coupon_kind ck ON ck.id = b.coupon_kind_id LEFT JOIN coupon_version cv ON cv.id = ck.version_id WHERE b.number = ?1",
        params![number],
        |row| {
            Ok(GrantRow {
                number: row.get("number")?,
                granted: Granted::in_row(row)?,
                coupon: (row.get("coupon_name")?, row.get("coupon_english")?),
                expires_at: row.get("expires_at")?,
                reason: row.get("reason")?,
                phase: phase(row)?,
                takers: row.get("takers")?,
                done: row.get("granted")?,
                refused: row.get("refused")?,
                segment: row.get("segment")?,
                asked_by: row.get("asked_by")?,
                asked_name: row.get("asked_name")?,
                asked_at: row.get("asked_at")?,
                decided_name: row.get("decided_name")?,
            })
        },
    )
}

fn phase(row: &Row<'_>) -> Result<GrantPhase, StoreError> {
    let state: String = row.get("state")?;
    let ended = row.get::<Option<Millis>>("done_at")?.is_some();
    match (GrantPhase::parse(&state), ended) {
        (Some(GrantPhase::Running), true) => Ok(GrantPhase::Done),
        (Some(phase), _) => Ok(phase),
        (None, _) => Err(StoreError::Decode(format!("a grant is {state}"))),
    }
}

/// Somebody whom a grant does not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRefusal {
    /// Which row it is.
    pub id: i64,
    /// The line of the list; 0 for a member of a segment.
    pub line: i64,
    /// What was typed, or the member's phone, masked.
    pub who: String,
    /// Why.
    pub why: RefusedWhy,
}

/// Whom a grant does not reach, those after a row of theirs.
pub fn grant_refusals(tx: &mut Tx<'_>, number: &str, after: i64, limit: i64) -> Result<Vec<GrantRefusal>, StoreError> {
    tx.all(
        "SELECT r.id, r.line, r.typed, r.why, m.phone FROM grant_refusal r LEFT JOIN member m ON m.id = r.member_id \
         WHERE r.batch_id = (SELECT b.id FROM grant_batch b WHERE b.number = ?1) AND r.id > ?2 ORDER BY r.id LIMIT ?3",
        params![number, after, limit],
        |row| {
            let typed: String = row.get("typed")?;
            let phone = row.get::<Option<String>>("phone")?;
            let phone = phone.and_then(|phone| Phone::parse(&phone).ok());
            Ok(GrantRefusal {
                id: row.get("id")?,
                line: row.get("line")?,
                who: if typed.is_empty() {
                    phone.map(|phone| phone.masked()).unwrap_or_default()
                } else {
                    typed
                },
                why: row.get("why")?,
            })
        },
    )
}
