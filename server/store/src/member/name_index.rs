//! By what names are found: the pairs of their signs ([`huika_domain::name_grams`]). Who changes a name writes them with it; a name that was
//! changed in any other way, or by an older program, is marked by the database and indexed by a job.

use std::fmt::Write as _;

use huika_domain::{MemberId, name_grams};

use crate::{StoreError, Tx, Value, params};

/// Writes by what a member's name, as it stands in their row now, is found.
pub(crate) fn index_name(tx: &mut Tx<'_>, member: MemberId, name: &str) -> Result<(), StoreError> {
    if name.is_empty() {
        return Ok(());
    }
    let grams = name_grams(name);
    if !grams.is_empty() {
        let mut text = String::from("INSERT INTO member_name_gram (gram, member_id, place) VALUES ");
        let mut values = vec![Value::Int(member.get())];
        for (index, gram) in grams.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            // Writing into a string cannot fail.
            let _ = write!(text, "{comma}(?{}, ?1, ?{})", index * 2 + 2, index * 2 + 3);
            values.extend([Value::Text(&gram.signs), Value::Int(gram.place)]);
        }
        text.push_str(" ON CONFLICT (gram, member_id, place) DO NOTHING");
        tx.exec(&text, &values)?;
    }
    tx.exec("UPDATE member SET name_indexed = 1 WHERE id = ?1", params![member])?;
    Ok(())
}

/// Whether a name waits to be indexed, for a look without a lock.
pub fn names_wait(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let waiting: i64 = tx.value(
        "SELECT COUNT(*) FROM (SELECT id FROM member WHERE name_indexed = 0 AND name <> '' LIMIT 1) waiting",
        params![],
    )?;
    Ok(waiting > 0)
}

/// Indexes up to `limit` names that wait; answers how many. The lowest numbers first, each under its lock, so that a name which is changed
/// meanwhile is indexed as it is afterwards.
pub fn index_names(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let waiting = tx.all(
        "SELECT id FROM member WHERE name_indexed = 0 AND name <> '' ORDER BY id LIMIT ?1",
        params![limit],
        |row| row.get::<MemberId>("id"),
    )?;
    for member in &waiting {
        let name = tx.lock("SELECT name FROM member WHERE id = ?1", params![member], |row| {
            row.get::<String>("name")
        })?;
        tx.exec("DELETE FROM member_name_gram WHERE member_id = ?1", params![member])?;
        index_name(tx, *member, &name.unwrap_or_default())?;
    }
    Ok(waiting.len() as u64)
}
