//! Ticking a line, and the second signature.

use huika_domain::{BusinessDay, ErrorCode, OperatorId, StoreId, visible_lines};

use super::{
    line::AuditLine,
    read::{audit, figures},
};
use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    ledger::day_number,
    params,
};

/// Somebody has read a line.
#[derive(Debug, Clone)]
pub struct Tick {
    /// Of which store.
    pub store: StoreId,
    /// Of which day.
    pub day: BusinessDay,
    /// Which line.
    pub line: AuditLine,
    /// Who.
    pub by: OperatorId,
    /// What they have to say about it; may be empty.
    pub comment: String,
}

/// A second person signs the whole.
#[derive(Debug, Clone)]
pub struct Sign {
    /// Of which store.
    pub store: StoreId,
    /// Of which day.
    pub day: BusinessDay,
    /// Who.
    pub by: OperatorId,
    /// What they have to say about it; may be empty.
    pub comment: String,
}

/// Why nothing was ticked or signed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AuditError {
    /// Whoever asks does not audit this store.
    #[error("whoever asks may not audit this store")]
    NotAllowed,
    /// It was signed: nothing is ticked any more.
    #[error("this audit is signed")]
    Signed,
    /// The day is open.
    #[error("the day is open")]
    Open,
    /// A line was not read, or has changed since.
    #[error("a line is not ticked as it is")]
    NotRead,
    /// Whoever ticked a line does not sign the whole.
    #[error("whoever ticked a line does not sign")]
    SamePerson,
    /// A comment is too long.
    #[error("a comment has at most {} characters", COMMENT_MAX)]
    Comment,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The longest comment.
const COMMENT_MAX: usize = 500;
/// Nobody types more than this; what is longer is not looked at.
const LONGEST_BYTES: usize = 20_000;

impl AuditError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Signed => ErrorCode::AuditSigned.as_str(),
            Self::Open => ErrorCode::DayOpen.as_str(),
            Self::NotRead => ErrorCode::AuditNotRead.as_str(),
            Self::SamePerson => ErrorCode::AuditSamePerson.as_str(),
            Self::Comment => ErrorCode::CommentLength.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Ticks a line as it is now. Ticked again, the newest tick counts, and all are kept.
pub fn tick_line(tx: &mut Tx<'_>, tick: &Tick) -> Result<(), AuditError> {
    // A tick and a signature at once: the second one sees the first.
    pass(tx, Gate::Days)?;
    let comment = comment_of(&tick.comment)?;
    let audit = audit(tx, tick.by, tick.store, tick.day)?.ok_or(AuditError::NotAllowed)?;
    if audit.signed.is_some() {
        return Err(AuditError::Signed);
    }
    let found = audit.lines.iter().find(|found| found.line == tick.line);
    let figures = found.map(|found| figures(found, audit.proved, (audit.opening, audit.closing)));
    tx.exec(
        "INSERT INTO audit_tick (store_id, business_day, line, operator_id, at, figures, comment) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            tick.store,
            day_number(tick.day),
            tick.line,
            tick.by,
            tx.now(),
            figures.unwrap_or_default(),
            comment
        ],
    )?;
    Ok(())
}

/// Signs the audit of a closed day whose every line somebody else has read as it is.
pub fn sign_audit(tx: &mut Tx<'_>, sign: &Sign) -> Result<(), AuditError> {
    pass(tx, Gate::Days)?;
    let comment = comment_of(&sign.comment)?;
    let audit = audit(tx, sign.by, sign.store, sign.day)?.ok_or(AuditError::NotAllowed)?;
    if audit.signed.is_some() {
        return Err(AuditError::Signed);
    }
    let closed: i64 = tx.value(
        "SELECT COUNT(*) FROM day_close WHERE store_id = ?1 AND business_day = ?2",
        params![sign.store, day_number(sign.day)],
    )?;
    if closed == 0 {
        return Err(AuditError::Open);
    }
    if !audit.is_read() {
        return Err(AuditError::NotRead);
    }
    let ticks = audit.lines.iter().filter_map(|found| found.ticked.as_ref());
    if ticks.into_iter().any(|tick| tick.operator == sign.by) {
        return Err(AuditError::SamePerson);
    }
    tx.exec(
        "INSERT INTO audit_sign (store_id, business_day, operator_id, at, comment) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![sign.store, day_number(sign.day), sign.by, tx.now(), comment],
    )?;
    Ok(())
}

/// What can be seen of a comment, line by line.
fn comment_of(typed: &str) -> Result<String, AuditError> {
    if typed.len() > LONGEST_BYTES {
        return Err(AuditError::Comment);
    }
    let comment = visible_lines(typed);
    let fits = comment.chars().count() <= COMMENT_MAX;
    fits.then_some(comment).ok_or(AuditError::Comment)
}
