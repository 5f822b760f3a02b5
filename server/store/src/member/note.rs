//! What the staff should know when they serve somebody, such as what they must not eat. A note is taken away, never changed, and both are
//! kept with who did it.

use huika_domain::{ErrorCode, MemberId, Millis, OperatorId, Reason};

use crate::{
    StoreError, Tx, params,
    staff::{Act, ActKind, Role, home_store, may_about},
};

/// A note about a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Which.
    pub id: i64,
    /// What it says.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Millis,
}

/// Why nothing was noted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NoteError {
    /// This operator does not look after members who are at home there.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such note, or somebody has taken it away.
    #[error("there is no such note")]
    NotThere,
    /// There are as many as anybody reads.
    #[error("there are too many notes")]
    TooMany,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NoteError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NotThere => ErrorCode::NotWaiting.as_str(),
            Self::TooMany => ErrorCode::NotesTooMany.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Notes about one member: more are read by nobody at a counter.
const EACH_MAX: i64 = 20;

/// The notes about a member that hold, newest first.
pub fn notes(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<Note>, StoreError> {
    tx.all(
        "SELECT n.id, n.text, n.made_at, o.name FROM member_note n JOIN operator o ON o.id = n.made_by \
         WHERE n.member_id = ?1 AND n.ended_at IS NULL ORDER BY n.id DESC LIMIT 20",
        params![member],
        |row| {
            Ok(Note {
                id: row.get("id")?,
                text: row.get("text")?,
                by: row.get("name")?,
                at: row.get("made_at")?,
            })
        },
    )
}

/// Notes something about a member.
pub fn add_note(tx: &mut Tx<'_>, by: OperatorId, member: MemberId, text: &Reason) -> Result<(), NoteError> {
    if !may_about(tx, by, Role::keeps_members, member)? {
        return Err(NoteError::NotAllowed);
    }
    // Counted under the member's lock: two who write at once would both find room for the last one.
    tx.lock("SELECT id FROM member WHERE id = ?1", params![member], |row| {
        row.get::<MemberId>("id")
    })?;
    let there: i64 = tx.value(
        "SELECT COUNT(*) FROM member_note WHERE member_id = ?1 AND ended_at IS NULL",
        params![member],
    )?;
    if there >= EACH_MAX {
        return Err(NoteError::TooMany);
    }
    tx.exec(
        "INSERT INTO member_note (member_id, text, made_by, made_at) VALUES (?1, ?2, ?3, ?4)",
        params![member, text.as_str(), by, tx.now()],
    )?;
    note_act(tx, by, member, ActKind::NoteAdded, "", text.as_str())
}

/// Takes a note away.
pub fn end_note(tx: &mut Tx<'_>, by: OperatorId, member: MemberId, note: i64) -> Result<(), NoteError> {
    if !may_about(tx, by, Role::keeps_members, member)? {
        return Err(NoteError::NotAllowed);
    }
    let text = tx.lock(
        "SELECT text FROM member_note WHERE id = ?1 AND member_id = ?2 AND ended_at IS NULL",
        params![note, member],
        |row| row.get::<String>("text"),
    )?;
    let text = text.ok_or(NoteError::NotThere)?;
    tx.exec(
        "UPDATE member_note SET ended_by = ?2, ended_at = ?3 WHERE id = ?1",
        params![note, by, tx.now()],
    )?;
    note_act(tx, by, member, ActKind::NoteEnded, &text, "")
}

fn note_act(
    tx: &mut Tx<'_>,
    by: OperatorId,
    member: MemberId,
    kind: ActKind,
    was: &str,
    detail: &str,
) -> Result<(), NoteError> {
    let act = Act {
        store: home_store(tx, member)?,
        member: Some(member),
        was,
        detail,
        ..Act::new(by, kind)
    };
    Ok(act.keep(tx)?)
}
