//! The payment PIN: six digits, kept as Argon2id, tries counted in the database and so across all servers.
//!
//! Checking takes long on purpose, so it stands outside of any transaction: read the account, compare, then count.

use huika_domain::{Act, CardStatus, ErrorCode, Fen, MemberId, Pin, SpendLimit};

use crate::{
    StoreError, Tx,
    db::secret::Rng,
    member::{
        code_check::{CodeCheck, TypedCode, use_code},
        code_purpose::Purpose,
        pin_check::PinAccount,
        proof::{ActError, NotProved, Shown, require},
    },
    params,
    staff::password_hash,
};

/// Why a PIN was not set.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PinError {
    /// One of those that are tried first.
    #[error("this PIN is too easy to guess")]
    Weak,
    /// There is one already: change it with the old one, or reset it.
    #[error("there is a PIN already")]
    Exists,
    /// The card was reported lost: whoever holds the phone now may not be its owner.
    #[error("the card was reported lost")]
    Lost,
    /// It needs more than was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A PIN that may be set: not one of the easy ones, and hashed.
#[derive(Clone)]
pub struct NewPin(String);

impl std::fmt::Debug for NewPin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPin(…)")
    }
}

impl NewPin {
    /// Argon2id in PHC form.
    pub(crate) fn as_hash(&self) -> &str {
        &self.0
    }

    /// Hashes a PIN; about 20 ms of work, to be done outside of any transaction.
    pub fn hash(rng: &dyn Rng, pin: &Pin) -> Result<Self, PinError> {
        if pin.is_weak() {
            Err(PinError::Weak)
        } else {
            Ok(Self(password_hash(rng, pin.as_str())?))
        }
    }
}

/// Sets the first PIN, in force at once. Whoever shows too little for that takes the way of [`reset_pin`].
pub fn set_first_pin(tx: &mut Tx<'_>, member: MemberId, pin: &NewPin, shown: &Shown) -> Result<(), PinError> {
    not_lost(tx, member)?;
    require(tx, member, Act::FirstPinAtOnce, shown)?;
    let set = tx.exec(
        "INSERT INTO member_pin (member_id, hash, usable_from, set_at) VALUES (?1, ?2, ?3, ?3) \
         ON CONFLICT (member_id) DO NOTHING",
        params![member, pin.0, tx.now()],
    )?;
    if set == 1 { Ok(()) } else { Err(PinError::Exists) }
}

/// Sets the next PIN after the old one was found right just now.
pub fn change_pin(tx: &mut Tx<'_>, member: MemberId, pin: &NewPin, old: &PinAccount) -> Result<(), PinError> {
    not_lost(tx, member)?;
    let changed = tx.exec(
        "UPDATE member_pin SET hash = ?2, wrong_tries = 0, usable_from = ?3, set_at = ?3 WHERE member_id = ?1 AND hash = ?4",
        params![member, pin.0, tx.now(), old.hash],
    )?;
    if changed == 1 { Ok(()) } else { Err(PinError::Exists) }
}

/// Sets the first PIN, or replaces a forgotten one, by the proof of the phone; answers whether the code was right, because tries
/// are counted. It may be used after a cooling-off, so that holding a phone for a minute is not enough to spend.
pub fn reset_pin(tx: &mut Tx<'_>, member: MemberId, code: &TypedCode, pin: &NewPin) -> Result<CodeCheck, PinError> {
    not_lost(tx, member)?;
    let phone: String = tx.value("SELECT phone FROM member WHERE id = ?1", params![member])?;
    let check = use_code(tx, &phone, Purpose::Pin, code)?;
    if check != CodeCheck::Right {
        return Ok(check);
    }
    let now = tx.now();
    let usable_from = now.plus_secs(tx.rules().sign_in.pin_cooling_secs);
    tx.exec(
        "INSERT INTO member_pin (member_id, hash, usable_from, set_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (member_id) \
         DO UPDATE SET hash = ?2, wrong_tries = 0, locked_until = 0, usable_from = ?3, set_at = ?4",
        params![member, pin.0, usable_from, now],
    )?;
    Ok(check)
}

fn not_lost(tx: &mut Tx<'_>, member: MemberId) -> Result<(), PinError> {
    let status: CardStatus = tx.value("SELECT status FROM member WHERE id = ?1", params![member])?;
    if status == CardStatus::Lost {
        Err(PinError::Lost)
    } else {
        Ok(())
    }
}

/// What may leave the member's card a day by code or session alone.
pub fn no_pin_limit(tx: &mut Tx<'_>, member: MemberId) -> Result<Fen, StoreError> {
    tx.value("SELECT no_pin_limit_fen FROM member WHERE id = ?1", params![member])
}

/// Sets what may leave the card a day by code or session alone.
pub fn set_no_pin_limit(tx: &mut Tx<'_>, member: MemberId, limit: SpendLimit, shown: &Shown) -> Result<(), ActError> {
    require(tx, member, Act::ChangeLimit, shown)?;
    tx.exec(
        "UPDATE member SET no_pin_limit_fen = ?2 WHERE id = ?1",
        params![member, limit.per_day()],
    )?;
    Ok(())
}

crate::member::of_act_error!(PinError);

impl PinError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Weak => ErrorCode::PinWeak.as_str(),
            Self::Exists => ErrorCode::PinExists.as_str(),
            Self::Lost => ErrorCode::PinCardLost.as_str(),
            Self::NotProved(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}
