//! Entries with their postings, as the bytes that are hashed: each column with its length, so that no two rows of
//! different content have the same bytes.

use huika_domain::Millis;

use super::form::Form;
use crate::{Row, StoreError, Tx, db::secret::sha256, params};

/// Bytes of a row's hash that are kept to name it by.
pub(super) const MARK: usize = 8;

/// An entry and its postings.
pub(super) struct SealedEntry {
    pub id: i64,
    /// When it was posted, by the clock of its server.
    pub at: Millis,
    pub kind: String,
    /// Hashes in full: the entry's, then those of its postings by line.
    pub rows: Vec<[u8; 32]>,
    /// The numbers of its lines.
    pub lines: Vec<i64>,
    /// Account, commodity, party and amount of its postings.
    pub amounts: Vec<(i64, i64, String, i64)>,
}

impl SealedEntry {
    /// The first bytes of each hash.
    pub fn marks(&self) -> Vec<u8> {
        self.rows.iter().flat_map(|row| row[..MARK].to_vec()).collect()
    }
}

/// A table of lots, and what of a lot never changes.
struct Lots {
    table: &'static str,
    ints: [&'static str; 6],
    texts: &'static [&'static str],
}

const LOTS: [Lots; 2] = [
    Lots {
        table: "money_lot",
        ints: [
            "id",
            "member_id",
            "principal_granted",
            "bonus_granted",
            "bonus_expires_at",
            "created_at",
        ],
        texts: &["spend_order", "rule"],
    },
    Lots {
        table: "point_lot",
        ints: [
            "id",
            "member_id",
            "granted",
            "available_from",
            "expires_at",
            "created_at",
        ],
        texts: &["rule"],
    },
];

/// Adds the lots that each entry granted to its bytes.
fn put_lots(
    tx: &mut Tx<'_>,
    lots: &Lots,
    (day, after, last): (i64, i64, i64),
    entries: &[SealedEntry],
    heads: &mut [Vec<u8>],
) -> Result<(), StoreError> {
    let Lots { table, ints, texts } = lots;
    let columns: Vec<_> = ints.iter().chain(*texts).map(|name| format!("l.{name}")).collect();
    let columns = columns.join(", ");
    let text = format!(
        "SELECT l.entry_id, {columns} FROM entry e JOIN {table} l ON l.entry_id = e.id \
         WHERE e.business_day = ?1 AND e.id > ?2 AND e.id <= ?3 ORDER BY l.entry_id, l.id"
    );
    tx.each(&text, params![day, after, last], |row| {
        let entry: i64 = row.get("entry_id")?;
        let Ok(index) = entries.binary_search_by_key(&entry, |one| one.id) else {
            return Ok(());
        };
        let bytes = &mut heads[index];
        for column in ints {
            put_int(bytes, row, column)?;
        }
        for column in *texts {
            put_text(bytes, row, column)?;
        }
        // Both kinds of lots have two texts in their bytes.
        for _ in texts.len()..2 {
            put(bytes, "");
        }
        Ok(())
    })
}

/// The entries of a day after one number and up to another, at most `limit`, in order.
pub(super) fn read_entries(
    tx: &mut Tx<'_>,
    (day, form): (i64, Form),
    after: i64,
    up_to: i64,
    limit: i64,
) -> Result<Vec<SealedEntry>, StoreError> {
    let found = tx.all(
        "SELECT id, kind, reference, explanation, member_id, store_id, operator_id, at, business_day, reverses_id, \
         money_after, points_after FROM entry WHERE business_day = ?1 AND id > ?2 AND id <= ?3 ORDER BY id LIMIT ?4",
        params![day, after, up_to, limit],
        |row| {
            let mut bytes = Vec::with_capacity(256);
            put_int(&mut bytes, row, "id")?;
            for column in ["kind", "reference", "explanation"] {
                put_text(&mut bytes, row, column)?;
            }
            for column in [
                "member_id",
                "store_id",
                "operator_id",
                "at",
                "business_day",
                "reverses_id",
                "money_after",
                "points_after",
            ] {
                put_int(&mut bytes, row, column)?;
            }
            let entry = SealedEntry {
                id: row.get("id")?,
                at: row.get("at")?,
                kind: row.get("kind")?,
                rows: Vec::new(),
                lines: Vec::new(),
                amounts: Vec::new(),
            };
            Ok((entry, bytes))
        },
    )?;
    let (mut entries, mut heads): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let Some(last) = entries.last().map(|entry| entry.id) else {
        return Ok(entries);
    };
    if form >= Form::WITH_LOTS {
        for lots in &LOTS {
            put_lots(tx, lots, (day, after, last), &entries, &mut heads)?;
        }
    }
    for (entry, head) in entries.iter_mut().zip(&heads) {
        entry.rows.push(sha256(head));
    }
    let mut index = 0;
    tx.each(
        "SELECT p.entry_id, p.line, p.account, p.commodity, p.member_id, p.lot_id, p.amount, p.balance_after, p.party \
         FROM entry e JOIN posting p ON p.entry_id = e.id WHERE e.business_day = ?1 AND e.id > ?2 AND e.id <= ?3 \
         ORDER BY p.entry_id, p.line",
        params![day, after, last],
        |row| {
            let entry: i64 = row.get("entry_id")?;
            while entries.get(index).is_some_and(|current| current.id < entry) {
                index += 1;
            }
            let mut bytes = Vec::with_capacity(96);
            for column in [
                "entry_id",
                "line",
                "account",
                "commodity",
                "member_id",
                "lot_id",
                "amount",
                "balance_after",
            ] {
                put_int(&mut bytes, row, column)?;
            }
            put_text(&mut bytes, row, "party")?;
            if let Some(current) = entries.get_mut(index).filter(|current| current.id == entry) {
                current.rows.push(sha256(&bytes));
                current.lines.push(row.get("line")?);
                current.amounts.push((
                    row.get("account")?,
                    row.get("commodity")?,
                    row.get("party")?,
                    row.get("amount")?,
                ));
            }
            Ok(())
        },
    )?;
    Ok(entries)
}

fn put_int(bytes: &mut Vec<u8>, row: &Row<'_>, column: &str) -> Result<(), StoreError> {
    match row.get::<Option<i64>>(column)? {
        None => bytes.push(0),
        Some(number) => {
            bytes.push(1);
            bytes.extend(number.to_be_bytes());
        }
    }
    Ok(())
}

fn put_text(bytes: &mut Vec<u8>, row: &Row<'_>, column: &str) -> Result<(), StoreError> {
    put(bytes, &row.get::<String>(column)?);
    Ok(())
}

fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.push(2);
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend(text.as_bytes());
}
