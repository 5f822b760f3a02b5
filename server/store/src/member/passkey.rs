//! Passkeys as they are kept. What an authenticator says is verified outside of any transaction; here it is kept, counted and ended.

use huika_domain::{MemberId, Millis, OperatorId, PasskeyId};

use crate::{Row, StoreError, Tx, db::secret::Secret, params};

/// Whose a passkey is. A member's never serves an operator, nor the reverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOwner {
    /// Signs in to the portal and approves spends.
    Member(MemberId),
    /// The second step of an operator's sign-in.
    Operator(OperatorId),
}

impl KeyOwner {
    pub(super) const fn member(self) -> Option<MemberId> {
        match self {
            Self::Member(member) => Some(member),
            Self::Operator(_) => None,
        }
    }

    pub(super) const fn operator(self) -> Option<OperatorId> {
        match self {
            Self::Operator(operator) => Some(operator),
            Self::Member(_) => None,
        }
    }
}

/// A passkey of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    /// Which.
    pub id: PasskeyId,
    /// Whose.
    pub owner: KeyOwner,
    /// By which its authenticator knows it.
    pub key_id: Vec<u8>,
    /// Public key and flags, as the library writes them.
    pub kept: String,
    /// What the authenticator counted last.
    pub counter: i64,
    /// What its owner knows it by.
    pub name: String,
    /// Since when.
    pub made_at: Millis,
    /// When it was used last.
    pub used_at: Option<Millis>,
    /// What its authenticator calls the account by; `None` for keys older than the column.
    handle: Option<Vec<u8>>,
}

/// A passkey that was just made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// See [`KeptKey::key_id`].
    pub key_id: Vec<u8>,
    /// See [`KeptKey::kept`].
    pub kept: String,
    /// See [`KeptKey::counter`].
    pub counter: i64,
    /// See [`KeptKey::name`].
    pub name: String,
}

/// A verified use of a passkey: how it was found, and how it is to be kept from now on.
#[derive(Debug, Clone)]
pub struct KeyUse {
    /// As it was when the signature was verified.
    pub key: KeptKey,
    /// The state after it.
    pub kept: String,
    /// The count after it.
    pub counter: i64,
}

/// Why a passkey was not kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PasskeyError {
    /// This one is kept already.
    #[error("this passkey is kept already")]
    Exists,
    /// As many as one may have.
    #[error("there are {PASSKEYS_EACH} passkeys already")]
    TooMany,
    /// The card was reported lost: whoever holds the phone now may not be its owner.
    #[error("the card was reported lost")]
    Lost,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many passkeys one person may have.
pub const PASSKEYS_EACH: i64 = 10;

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, member_id, operator_id, key_id, kept, counter, name, made_at, used_at, owner_handle FROM passkey ",
            $tail
        )
    };
}

/// What authenticators call an account by: the same for all its keys, and telling nothing about it.
#[must_use]
pub fn owner_handle(secret: &Secret, owner: KeyOwner) -> [u8; 16] {
    let mut all = owner_handles(secret, owner);
    all.swap_remove(0)
}

/// The one that new keys get, and behind it those that keys got under the other secrets.
fn owner_handles(secret: &Secret, owner: KeyOwner) -> Vec<[u8; 16]> {
    let (kind, number) = match owner {
        KeyOwner::Member(member) => ("member", member.get()),
        KeyOwner::Operator(operator) => ("operator", operator.get()),
    };
    secret
        .fingerprints("passkey-owner", &[kind, &number.to_string()])
        .map(|whole| std::array::from_fn(|at| whole[at]))
        .collect()
}

impl KeptKey {
    /// What its authenticator may call the account by.
    #[must_use]
    pub fn handles(&self, secret: &Secret) -> Vec<[u8; 16]> {
        match self.handle.as_deref().map(<[u8; 16]>::try_from) {
            Some(Ok(handle)) => vec![handle],
            _ => owner_handles(secret, self.owner),
        }
    }
}

/// Writes down what the authenticators of older keys call the account by, which hangs on the secret under which they were made: the
/// last of the accepted ones. Looks at up to `limit` rows behind `after`; answers how many were written, and the last row. Call in a write.
pub fn keep_owner_handles(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<(u64, Option<i64>), StoreError> {
    let keys = tx.all(
        select!("WHERE id > ?1 ORDER BY id LIMIT ?2"),
        params![after, limit],
        decode,
    )?;
    let last = keys.last().map(|key| key.id.get());
    let mut written = 0;
    for key in keys.into_iter().filter(|key| key.handle.is_none()) {
        let handle = owner_handles(&tx.context().secret, key.owner).pop();
        written += tx.exec(
            "UPDATE passkey SET owner_handle = ?2 WHERE id = ?1 AND owner_handle IS NULL",
            params![key.id, handle],
        )?;
    }
    Ok((written, last))
}

fn decode(row: &Row<'_>) -> Result<KeptKey, StoreError> {
    let owner = match (
        row.get::<Option<MemberId>>("member_id")?,
        row.get::<Option<OperatorId>>("operator_id")?,
    ) {
        (Some(member), None) => KeyOwner::Member(member),
        (None, Some(operator)) => KeyOwner::Operator(operator),
        _ => return Err(StoreError::Decode("a passkey has not one owner".into())),
    };
    Ok(KeptKey {
        id: row.get("id")?,
        owner,
        key_id: row.get("key_id")?,
        kept: row.get("kept")?,
        counter: row.get("counter")?,
        name: row.get("name")?,
        made_at: row.get("made_at")?,
        used_at: row.get("used_at")?,
        handle: row.get("owner_handle")?,
    })
}

/// The passkeys of one person, newest first.
pub fn passkeys(tx: &mut Tx<'_>, owner: KeyOwner) -> Result<Vec<KeptKey>, StoreError> {
    tx.all(
        select!("WHERE member_id = ?1 OR operator_id = ?2 ORDER BY id DESC LIMIT 10"),
        params![owner.member(), owner.operator()],
        decode,
    )
}

/// The passkey that an authenticator named; `None` when it was never kept, or was removed.
pub fn passkey_of_key(tx: &mut Tx<'_>, key_id: &[u8]) -> Result<Option<KeptKey>, StoreError> {
    tx.one(select!("WHERE key_id = ?1"), params![key_id], decode)
}

/// Keeps a passkey that its authenticator has just made. Its question was asked for who had shown enough to add one.
pub fn keep_passkey(tx: &mut Tx<'_>, owner: KeyOwner, key: &NewKey) -> Result<PasskeyId, PasskeyError> {
    // Two that arrive at once are counted one after the other.
    match owner {
        KeyOwner::Member(member) => {
            let status = tx.lock("SELECT status FROM member WHERE id = ?1", params![member], |row| {
                row.get::<String>("status")
            })?;
            if status.as_deref() == Some("lost") {
                return Err(PasskeyError::Lost);
            }
        }
        KeyOwner::Operator(operator) => {
            tx.lock("SELECT id FROM operator WHERE id = ?1", params![operator], |row| {
                row.get::<i64>("id")
            })?;
        }
    }
    if passkeys(tx, owner)?.len() as i64 >= PASSKEYS_EACH {
        return Err(PasskeyError::TooMany);
    }
    let kept = tx.one(
        "INSERT INTO passkey (member_id, operator_id, key_id, kept, counter, name, made_at, owner_handle) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (key_id) DO NOTHING RETURNING id",
        params![
            owner.member(),
            owner.operator(),
            key.key_id,
            key.kept,
            key.counter,
            key.name,
            tx.now(),
            owner_handle(&tx.context().secret, owner),
        ],
        |row| row.get("id"),
    )?;
    kept.ok_or(PasskeyError::Exists)
}

/// Counts a verified use. `false` when the passkey was removed meanwhile, or was used by somebody else with the same count.
pub fn use_passkey(tx: &mut Tx<'_>, used: &KeyUse) -> Result<bool, StoreError> {
    let changed = tx.exec(
        "UPDATE passkey SET kept = ?3, counter = ?4, used_at = ?5 WHERE id = ?1 AND counter = ?2",
        params![used.key.id, used.key.counter, used.kept, used.counter, tx.now()],
    )?;
    Ok(changed == 1)
}
