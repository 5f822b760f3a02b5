//! An operator's new password: long enough, and none of those that everybody tries first.

use huika_domain::{ErrorCode, OperatorId};

use crate::{
    StoreError, Tx,
    db::secret::{Rng, sha256},
    params,
    staff::{
        account::password_hash,
        act::{Act, ActKind},
        role::store_of,
    },
};

/// Fewer characters are refused.
const SHORTEST: usize = 8;
/// More bytes are not hashed: room for 64 characters of any script that shops write.
const LONGEST: usize = 200;

/// The most frequent passwords of at least eight characters, in lower case and sorted, from the list that Django ships.
static COMMON: &str = include_str!("common_passwords.txt");

/// A password that may be set, as Argon2id.
#[derive(Clone)]
pub struct NewPassword(String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword")
    }
}

impl NewPassword {
    /// Why this one is refused, as a code for addresses and words.
    pub fn check(typed: &str, login: &str) -> Result<(), &'static str> {
        let lower = typed.to_lowercase();
        if typed.chars().count() < SHORTEST {
            Err(ErrorCode::PasswordShort.as_str())
        } else if typed.len() > LONGEST {
            Err(ErrorCode::PasswordLong.as_str())
        } else if is_common(&lower) || lower.contains(&login.to_lowercase()) || all_same(&lower) {
            Err(ErrorCode::PasswordCommon.as_str())
        } else {
            Ok(())
        }
    }

    /// Argon2id in PHC form.
    pub(crate) fn as_hash(&self) -> &str {
        &self.0
    }

    /// Hashes one that [`Self::check`] has let pass; about 20 ms of work.
    pub fn hash(rng: &dyn Rng, typed: &str) -> Result<Self, StoreError> {
        password_hash(rng, typed).map(Self)
    }
}

fn is_common(lower: &str) -> bool {
    COMMON.lines().any(|known| known == lower)
}

fn all_same(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_none_or(|first| letters.all(|next| next == first))
}

/// Sets an operator's own password. Every other session of theirs ends, and so does a sign-in that is under way: who knew the old
/// password is out. The caller has checked it in the same transaction.
pub fn change_password(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    new: &NewPassword,
    keep_token: &str,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE operator SET password_hash = ?2 WHERE id = ?1",
        params![operator, new.0],
    )?;
    tx.exec(
        "UPDATE staff_session SET ended_at = ?2 WHERE operator_id = ?1 AND ended_at IS NULL AND token_hash <> ?3",
        params![operator, tx.now(), sha256(keep_token.as_bytes())],
    )?;
    tx.exec("DELETE FROM staff_step WHERE operator_id = ?1", params![operator])?;
    let act = Act {
        store: store_of(tx, operator)?,
        about: Some(operator),
        ..Act::new(operator, ActKind::PasswordChanged)
    };
    act.keep(tx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_own_names_are_refused_and_long_ones_taken() {
        for (typed, code) in [
            ("", "password-short"),
            ("qX7-vm2", "password-short"),
            ("password1", "password-common"),
            ("PassWord1", "password-common"),
            ("iloveyou", "password-common"),
            ("1234567890", "password-common"),
            ("aaaaaaaaaaaa", "password-common"),
            ("XuHui-2026", "password-common"),
            (&"长".repeat(67), "password-long"),
        ] {
            assert_eq!(NewPassword::check(typed, "xuhui"), Err(code), "{typed}");
        }
        for typed in [
            "vm2-qX7-",
            "a cup of jasmine tea",
            &"长短".repeat(32),
            &"k7".repeat(100),
        ] {
            assert_eq!(NewPassword::check(typed, "xuhui"), Ok(()), "{typed}");
        }
    }

    #[test]
    fn the_list_has_what_can_be_typed_and_nothing_shorter() {
        assert!(COMMON.lines().count() > 3_000);
        for line in COMMON.lines() {
            assert!(
                line.chars().count() >= SHORTEST && line == line.to_lowercase(),
                "{line}"
            );
        }
    }
}
