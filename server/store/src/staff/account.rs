//! Operators' accounts: log-in, password, and the sessions that they open.
use huika_domain::{OperatorId, StoreId};

use crate::{
    Row, StoreError, Tx,
    db::{
        argon,
        guess::{Bucket, count_wrong, forgive, waits_until},
        secret::{Rng, sha256},
    },
    params,
};

/// What is needed to check a password, outside of any transaction because that takes long on purpose.
#[derive(Debug, Clone)]
pub struct StaffAccount {
    /// Who.
    pub operator: OperatorId,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// The operator's own store, or the first one.
    pub store: StoreId,
}

/// Why no staff session was opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StaffError {
    /// The log-in or the password is wrong; which one is not said.
    #[error("log-in or password is wrong")]
    Wrong,
    /// Too many wrong passwords.
    #[error("locked after too many wrong passwords")]
    Locked,
    /// The operator's store is closed; the password was right.
    #[error("the operator's store is closed")]
    StoreClosed,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

macro_rules! select_account {
    ($till:literal, $tail:literal) => {
        concat!(
            "SELECT o.id, o.password_hash, COALESCE(",
            $till,
            "o.store_id, ",
            "(SELECT MIN(r.store_id) FROM operator_store r WHERE r.operator_id = o.id), ",
            "(SELECT MIN(id) FROM store WHERE closed_at IS NULL), (SELECT MIN(id) FROM store)) AS store ",
            "FROM operator o ",
            $tail
        )
    };
}

fn decode_account(row: &Row<'_>) -> Result<StaffAccount, StoreError> {
    Ok(StaffAccount {
        operator: row.get("id")?,
        password_hash: row.get("password_hash")?,
        store: row.get("store")?,
    })
}

/// The account of a log-in.
pub fn staff_account(tx: &mut Tx<'_>, login: &str) -> Result<Option<StaffAccount>, StoreError> {
    tx.one(
        select_account!("", "WHERE o.login = ?1 AND o.ended_at IS NULL"),
        params![login],
        decode_account,
    )
}

/// The same in a browser that is paired as a till: whoever has a post in that store stands there, and not where their own post is.
pub fn staff_account_at(tx: &mut Tx<'_>, login: &str, till_token: &str) -> Result<Option<StaffAccount>, StoreError> {
    tx.one(
        select_account!(
            "(SELECT d.store_id FROM till_device d JOIN operator_post_store p ON p.store_id = d.store_id \
             WHERE d.token_hash = ?2 AND d.ended_at IS NULL AND p.operator_id = o.id LIMIT 1), ",
            "WHERE o.login = ?1 AND o.ended_at IS NULL"
        ),
        params![login, sha256(till_token.as_bytes())],
        decode_account,
    )
}

/// The account of an operator who is signed in, to ask for the password again.
pub fn account_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Option<StaffAccount>, StoreError> {
    tx.one(
        select_account!("", "WHERE o.id = ?1 AND o.ended_at IS NULL"),
        params![operator],
        decode_account,
    )
}

/// A hash that no password has, of the same cost: of a log-in that nobody has, and of an operator who has set none yet.
pub(super) const NO_PASSWORD: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$aHVpa2EtaHVpa2EtaHVpaw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether the password fits. An account that does not exist takes as long as one that does.
#[must_use]
pub fn password_matches(account: Option<&StaffAccount>, password: &str) -> bool {
    let hash = account.map_or(NO_PASSWORD, |account| account.password_hash.as_str());
    argon::matches(hash, password)
}

/// Argon2id of a password or PIN, in PHC form.
pub fn password_hash(rng: &dyn Rng, password: &str) -> Result<String, StoreError> {
    argon::hash(rng, password)
}

/// Counts the outcome of the password check of an operator who is signed in and types it again; answers whether it was right. What
/// strangers try at the sign-in does not count here.
pub fn count_password(tx: &mut Tx<'_>, account: &StaffAccount, password_fits: bool) -> Result<bool, StaffError> {
    let own = Bucket::signed_in_operator(tx, &account.operator.to_string());
    count_in(tx, &[own], &[own], password_fits)
}

/// Counts a password in these buckets, unless one of them has to wait; a right one empties those of `emptied`.
pub(super) fn count_in(
    tx: &mut Tx<'_>,
    buckets: &[Bucket],
    emptied: &[Bucket],
    password_fits: bool,
) -> Result<bool, StaffError> {
    if waits_until(tx, buckets)?.is_some() {
        return Err(StaffError::Locked);
    }
    if password_fits {
        forgive(tx, emptied)?;
    } else {
        count_wrong(tx, buckets)?;
    }
    Ok(password_fits)
}
