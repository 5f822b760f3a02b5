//! Browsers that are tills of the shop: a code from the office, typed once into the till's browser, makes it a named device of a store. What
//! the browser keeps is a token; whoever ends the device makes it worth nothing in the next request of every server.

use huika_domain::{ErrorCode, Millis, OperatorId, StoreId};

use crate::{
    StoreError, Tx,
    db::{
        guess::{Bucket, count_wrong, forgive, waits_until},
        secret::sha256,
    },
    params,
    staff::{Act, ActKind, Matter, Role, may, sees_store},
    till::TillName,
};

/// A till as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillDevice {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub store: StoreId,
    /// What the store is called.
    pub store_name: String,
    /// Since when somebody wants it.
    pub made_at: Millis,
    /// Until when its code pairs a browser.
    pub code_until: Millis,
    /// Since when a browser is paired.
    pub paired_at: Option<Millis>,
    /// When it was used last.
    pub last_used_at: Option<Millis>,
    /// Since when it is ended.
    pub ended_at: Option<Millis>,
}

/// Why nothing was made, paired or changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TillDeviceError {
    /// The role is not for this.
    #[error("this operator may not do that")]
    NotAllowed,
    /// There is no such till, or it is another store's, or it has ended.
    #[error("there is no such till")]
    NoTill,
    /// The store is closed.
    #[error("the store is closed")]
    StoreClosed,
    /// It is called so already.
    #[error("nothing would change")]
    Same,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TillDeviceError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoTill => ErrorCode::NoTill.as_str(),
            Self::StoreClosed => ErrorCode::StoreClosed.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

macro_rules! select_tills {
    ($tail:expr) => {
        concat!(
            "SELECT d.id, d.name, d.store_id, s.name AS store_name, d.made_at, d.code_expires_at, d.paired_at, d.last_used_at, d.ended_at ",
            "FROM till_device d JOIN store s ON s.id = d.store_id ",
            $tail
        )
    };
}

/// How long a code pairs a browser: long enough to walk from the office to the till.
const CODE_LIVES_SECS: i64 = 15 * 60;
/// Digits and letters without those that are easily taken for another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// With so many signs of that alphabet a code has 40 bits.
const CODE_SIGNS: usize = 8;

/// Makes a till and answers the code that pairs a browser with it; it is not shown again.
pub fn make_till(tx: &mut Tx<'_>, by: OperatorId, store: StoreId, name: &TillName) -> Result<String, TillDeviceError> {
    let open = tx.lock("SELECT closed_at FROM store WHERE id = ?1", params![store], |row| {
        Ok(row.get::<Option<i64>>("closed_at")?.is_none())
    })?;
    if open.is_none() || !may(tx, by, Role::keeps_tills, Matter::Store(store))? {
        return Err(TillDeviceError::NotAllowed);
    }
    if open == Some(false) {
        return Err(TillDeviceError::StoreClosed);
    }
    let random = tx.context().rng.bytes::<CODE_SIGNS>();
    let code: String = random
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect();
    tx.exec(
        "INSERT INTO till_device (store_id, name, made_by, made_at, code_hash, code_expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            store,
            name.as_str(),
            by,
            tx.now(),
            sha256(code.as_bytes()),
            tx.now().plus_secs(CODE_LIVES_SECS)
        ],
    )?;
    note(tx, by, ActKind::TillCodeMade, store, "", name.as_str())?;
    Ok(format!("{}-{}", &code[..4], &code[4..]))
}

/// What a browser that typed a code gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairing {
    /// It is this till from now on.
    Paired {
        /// For its cookie.
        token: String,
        /// What it is called.
        name: String,
    },
    /// No open code is this one; that was counted.
    Wrong,
    /// Too many wrong ones from there.
    Locked,
}

/// Pairs the browser that typed a code, once. Wrong ones are counted for the address that they came from.
pub fn pair_till(tx: &mut Tx<'_>, typed: &str, address: &str) -> Result<Pairing, StoreError> {
    let bucket = [Bucket::pairing_codes_of_address(tx, address)];
    if waits_until(tx, &bucket)?.is_some() {
        return Ok(Pairing::Locked);
    }
    let code = plain_code(typed);
    let token = tx.context().rng.token();
    let paired = tx.one(
        "UPDATE till_device SET token_hash = ?2, paired_at = ?3, last_used_at = ?3, code_hash = NULL \
         WHERE code_hash = ?1 AND code_expires_at > ?3 AND ended_at IS NULL AND paired_at IS NULL \
         RETURNING name, store_id, made_by",
        params![sha256(code.as_bytes()), sha256(token.as_bytes()), tx.now()],
        |row| {
            let names: (String, StoreId) = (row.get("name")?, row.get("store_id")?);
            Ok((names, row.get::<OperatorId>("made_by")?))
        },
    )?;
    let Some(((name, store), made_by)) = paired else {
        count_wrong(tx, &bucket)?;
        return Ok(Pairing::Wrong);
    };
    forgive(tx, &bucket)?;
    note(tx, made_by, ActKind::TillPaired, store, "", &name)?;
    Ok(Pairing::Paired { token, name })
}

/// As it was made, however it is typed: without hyphens and spaces, in capitals, and with the letters that people take for digits.
fn plain_code(typed: &str) -> String {
    let signs = typed.chars().filter(char::is_ascii_alphanumeric).take(CODE_SIGNS + 1);
    signs
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            sign => sign,
        })
        .collect()
}

/// The till of a browser's token, when it was not ended.
pub fn till_of_token(tx: &mut Tx<'_>, token: &str) -> Result<Option<TillDevice>, StoreError> {
    tx.one(
        select_tills!("WHERE d.token_hash = ?1 AND d.ended_at IS NULL"),
        params![sha256(token.as_bytes())],
        listed,
    )
}

fn listed(row: &crate::Row<'_>) -> Result<TillDevice, StoreError> {
    Ok(TillDevice {
        id: row.get("id")?,
        name: row.get("name")?,
        store: row.get("store_id")?,
        store_name: row.get("store_name")?,
        made_at: row.get("made_at")?,
        code_until: row.get("code_expires_at")?,
        paired_at: row.get("paired_at")?,
        last_used_at: row.get("last_used_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// The tills of the stores that somebody sees, newest first: those of one store or of all, before the one with this number.
pub fn tills_seen(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    store: Option<StoreId>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<TillDevice>, StoreError> {
    tx.all(
        select_tills!(concat!(
            "WHERE ",
            sees_store!("?1", "d.store_id"),
            " AND (?2 = 0 OR d.store_id = ?2) AND (?3 = 0 OR d.id < ?3) ORDER BY d.id DESC LIMIT ?4"
        )),
        params![viewer, store.map_or(0, StoreId::get), before.unwrap_or(0), limit],
        listed,
    )
}

/// Gives a till another name.
pub fn rename_till(tx: &mut Tx<'_>, by: OperatorId, till: i64, name: &TillName) -> Result<(), TillDeviceError> {
    let (store, was) = changeable(tx, by, till)?;
    if was == name.as_str() {
        return Err(TillDeviceError::Same);
    }
    tx.exec(
        "UPDATE till_device SET name = ?2 WHERE id = ?1",
        params![till, name.as_str()],
    )?;
    Ok(note(tx, by, ActKind::TillRenamed, store, &was, name.as_str())?)
}

/// Ends a till at once: its browser is none of the shop's from the next request on, and its code pairs nothing.
pub fn end_till(tx: &mut Tx<'_>, by: OperatorId, till: i64) -> Result<(), TillDeviceError> {
    let (store, name) = changeable(tx, by, till)?;
    tx.exec(
        "UPDATE till_device SET ended_at = ?2, code_hash = NULL WHERE id = ?1",
        params![till, tx.now()],
    )?;
    Ok(note(tx, by, ActKind::TillEnded, store, "", &name)?)
}

/// Store and name of a till that has not ended, locked, for who keeps the tills there. What is another store's is answered as none.
fn changeable(tx: &mut Tx<'_>, by: OperatorId, till: i64) -> Result<(StoreId, String), TillDeviceError> {
    let found = tx.lock(
        "SELECT store_id, name FROM till_device WHERE id = ?1 AND ended_at IS NULL",
        params![till],
        |row| Ok((row.get::<StoreId>("store_id")?, row.get::<String>("name")?)),
    )?;
    if !may(tx, by, Role::keeps_tills, Matter::Anybodys)? {
        return Err(TillDeviceError::NotAllowed);
    }
    let (store, name) = found.ok_or(TillDeviceError::NoTill)?;
    if !may(tx, by, Role::keeps_tills, Matter::Store(store))? {
        return Err(TillDeviceError::NoTill);
    }
    Ok((store, name))
}

fn note(
    tx: &mut Tx<'_>,
    by: OperatorId,
    kind: ActKind,
    store: StoreId,
    was: &str,
    detail: &str,
) -> Result<(), StoreError> {
    let act = Act {
        store: Some(store),
        was,
        detail,
        ..Act::new(by, kind)
    };
    act.keep(tx)
}

#[cfg(test)]
mod tests {
    use super::plain_code;

    #[test]
    fn a_code_is_the_same_however_people_type_it() {
        for typed in ["7K0M-1QZ9", " 7k0m 1qz9 ", "7KOM-lQZ9", "7kom-IQZ9"] {
            assert_eq!(plain_code(typed), "7K0M1QZ9", "{typed}");
        }
        assert_eq!(plain_code(""), "");
    }
}
