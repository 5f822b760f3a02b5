//! A member's copy of everything that is kept about them: asked for with a proof, a few times a day, and fetched for some minutes by the
//! browser that asked.
//!
//! What is in it stands in one list, a part a table or so. Each is read in pages by the key of the row before, so that nobody's long
//! history is in memory at once. Staff are named by their role alone.

mod parts;

use huika_domain::{Act, DeviceId, ErrorCode, MemberId, Millis};

use crate::{
    StoreError, Tx,
    member::{NotProved, Shown, require},
    params,
    report::{Cell, Column},
};

pub use parts::PARTS;

/// One file of the copy.
pub struct DataPart {
    /// What the file is called.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows, of the member `?1`.
    pub(super) rows: &'static str,
    /// The whole number by which they are in order.
    pub(super) key: &'static str,
}

/// Why no copy is made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CopyError {
    /// So many were made today that no more are.
    #[error("{most} copies were made today")]
    UsedUp {
        /// How many a day.
        most: i64,
    },
    /// It needs more than was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

crate::member::of_act_error!(CopyError);

impl CopyError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UsedUp { .. } => ErrorCode::CopiesUsedUp.as_str(),
            Self::NotProved(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// How long the copy can be fetched.
const FETCHED_WITHIN_SECS: i64 = 15 * 60;
const DAY_SECS: i64 = 24 * 3600;

/// A member wants a copy, on this browser. Answers until when it can be fetched.
pub fn ask_copy(tx: &mut Tx<'_>, member: MemberId, device: DeviceId, shown: &Shown) -> Result<Millis, CopyError> {
    // Two that are asked for at once are counted one after the other.
    tx.lock("SELECT id FROM member WHERE id = ?1", params![member], |row| {
        row.get::<MemberId>("id")
    })?;
    require(tx, member, Act::TakeData, shown)?;
    let (now, most) = (tx.now(), tx.rules().privacy.copies_a_day);
    let made: i64 = tx.value(
        "SELECT COUNT(*) FROM data_copy WHERE member_id = ?1 AND asked_at > ?2",
        params![member, now.minus_secs(DAY_SECS)],
    )?;
    if made >= most {
        return Err(CopyError::UsedUp { most });
    }
    let until = now.plus_secs(FETCHED_WITHIN_SECS);
    tx.exec(
        "INSERT INTO data_copy (member_id, device_id, asked_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![member, device, now, until],
    )?;
    Ok(until)
}

const WAITING: &str = "SELECT id, expires_at FROM data_copy WHERE member_id = ?1 AND device_id = ?2 AND expires_at > ?3 \
    AND fetched_at IS NULL ORDER BY asked_at DESC LIMIT 1";

/// Until when this browser can fetch a copy.
pub fn copy_waiting(tx: &mut Tx<'_>, member: MemberId, device: DeviceId) -> Result<Option<Millis>, StoreError> {
    tx.one(WAITING, params![member, device, tx.now()], |row| row.get("expires_at"))
}

/// Takes the copy that waits for this browser; answers whether there was one. Each is fetched once.
pub fn take_copy(tx: &mut Tx<'_>, member: MemberId, device: DeviceId) -> Result<bool, StoreError> {
    let waiting = tx.lock(WAITING, params![member, device, tx.now()], |row| row.get::<i64>("id"))?;
    let Some(id) = waiting else {
        return Ok(false);
    };
    let taken = tx.exec(
        "UPDATE data_copy SET fetched_at = ?2 WHERE id = ?1 AND fetched_at IS NULL",
        params![id, tx.now()],
    )?;
    Ok(taken == 1)
}

/// What stands in a part behind the row with this key: the rows, and the key of the last one, when there may be more.
pub fn part_rows(
    tx: &mut Tx<'_>,
    part: &DataPart,
    member: MemberId,
    after: i64,
    limit: i64,
) -> Result<(Vec<Vec<Cell>>, Option<i64>), StoreError> {
    let list: Vec<String> = part
        .columns
        .iter()
        .map(|column| format!("{} AS \"{}\"", column.sql, column.name))
        .collect();
    let text = format!(
        "SELECT {}, {key} AS \"row-key\" {rows} AND {key} > ?2 ORDER BY {key} LIMIT ?3",
        list.join(", "),
        key = part.key,
        rows = part.rows,
    );
    let mut last = None;
    let rows = tx.all(&text, params![member, after, limit], |row| {
        let cells = part.columns.iter().map(|column| Cell::read(row, column));
        let cells = cells.collect::<Result<Vec<_>, _>>()?;
        Ok((cells, row.get::<i64>("row-key")?))
    })?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) == limit {
        last = rows.last().map(|(_, key)| *key);
    }
    Ok((rows.into_iter().map(|(cells, _)| cells).collect(), last))
}

impl DataPart {
    /// Whether rows of this table are in it.
    #[must_use]
    pub fn reads(&self, table: &str) -> bool {
        let words: Vec<&str> = self.rows.split_whitespace().collect();
        words
            .windows(2)
            .any(|pair| matches!(pair[0], "FROM" | "JOIN") && pair[1] == table)
    }
}
