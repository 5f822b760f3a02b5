//! Checking a payment PIN: read the account, compare outside of any transaction, then count.

use crate::{StoreError, Tx, db::argon, params};
use huika_domain::{ErrorCode, MemberId, Millis, Pin};
use serde::{Deserialize, Serialize};

/// What is needed to check a PIN.
#[derive(Debug, Clone)]
pub struct PinAccount {
    /// Whose.
    pub member: MemberId,
    /// Argon2id in PHC form.
    pub hash: String,
    /// Until when no PIN is accepted.
    pub locked_until: Millis,
    /// From when this PIN may be used.
    pub usable_from: Millis,
}

/// What a check came to. Refusals are outcomes and not errors, because tries are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PinCheck {
    /// It is the right one.
    Right,
    /// It is not.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// Too many wrong ones.
    Locked {
        /// Until when.
        until: Millis,
    },
    /// It was set or reset by a one-time code a short while ago and may not be used yet.
    Cooling {
        /// Until when.
        until: Millis,
    },
    /// The member has no PIN.
    None,
}

/// The PIN's account, when the member has one.
pub fn pin_account(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<PinAccount>, StoreError> {
    tx.one(
        "SELECT hash, locked_until, usable_from FROM member_pin WHERE member_id = ?1",
        params![member],
        |row| {
            Ok(PinAccount {
                member,
                hash: row.get("hash")?,
                locked_until: row.get("locked_until")?,
                usable_from: row.get("usable_from")?,
            })
        },
    )
}

/// Whether the PIN fits; about 20 ms of work.
#[must_use]
pub fn pin_matches(account: &PinAccount, pin: &Pin) -> bool {
    argon::matches(&account.hash, pin.as_str())
}

/// Counts the outcome of [`pin_matches`]. A lock, and a PIN that was changed meanwhile, win over a right PIN.
pub fn check_pin(tx: &mut Tx<'_>, account: &PinAccount, fits: bool) -> Result<PinCheck, StoreError> {
    let (now, rules) = (tx.now(), tx.rules());
    // A lock that would last longer than one does began in a future that some clock was in.
    let lock_ends_by = now.plus_secs(rules.sign_in.pin_lock_secs);
    // What is typed while no PIN is accepted is no try.
    let row = tx.one(
        "UPDATE member_pin SET wrong_tries = wrong_tries \
         + CASE WHEN (locked_until > ?3 AND locked_until <= ?4) OR usable_from > ?3 THEN 0 ELSE 1 END \
         WHERE member_id = ?1 AND hash = ?2 RETURNING wrong_tries, locked_until, usable_from",
        params![account.member, account.hash, now, lock_ends_by],
        |row| {
            Ok((
                row.get::<i64>("wrong_tries")?,
                row.get::<Millis>("locked_until")?,
                row.get::<Millis>("usable_from")?,
            ))
        },
    )?;
    let Some((tries, locked_until, usable_from)) = row else {
        return Ok(PinCheck::None);
    };
    if locked_until > now && locked_until <= lock_ends_by {
        return Ok(PinCheck::Locked { until: locked_until });
    }
    if usable_from > now {
        return Ok(PinCheck::Cooling { until: usable_from });
    }
    if fits {
        tx.exec(
            "UPDATE member_pin SET wrong_tries = 0 WHERE member_id = ?1",
            params![account.member],
        )?;
        return Ok(PinCheck::Right);
    }
    let tries_left = rules.sign_in.pin_tries - tries;
    if tries_left > 0 {
        return Ok(PinCheck::Wrong { tries_left });
    }
    let until = now.plus_secs(rules.sign_in.pin_lock_secs);
    tx.exec(
        "UPDATE member_pin SET wrong_tries = 0, locked_until = ?2 WHERE member_id = ?1",
        params![account.member, until],
    )?;
    Ok(PinCheck::Locked { until })
}

impl PinCheck {
    /// A stable code for addresses and words; empty when the PIN was right.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Right => "",
            Self::Wrong { .. } => ErrorCode::PinWrong.as_str(),
            Self::Locked { .. } => ErrorCode::PinLocked.as_str(),
            Self::Cooling { .. } => ErrorCode::PinCooling.as_str(),
            Self::None => ErrorCode::PinNone.as_str(),
        }
    }
}
