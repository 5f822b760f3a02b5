//! A member's birthday: said once, corrected by themself as often as the rules allow, and after that by the counter with a document.
//! Gifts hang on it, so it must not wander through the year.

use huika_domain::{Birthday, MemberId, PersonName};

use crate::{
    StoreError, Tx,
    member::guardian,
    params,
    staff::{Place, Role, may_serve},
};

/// What is known, and what the member may still do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberBirthday {
    /// The birthday, when they said it.
    pub birthday: Option<Birthday>,
    /// How often they may still correct it by themself.
    pub corrections_left: i64,
}

/// What came of saying or correcting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BirthdayChange {
    /// It stands now.
    Done,
    /// It was corrected as often as is allowed: the counter does it, with a document.
    NoMoreCorrections,
    /// Somebody this young needs a guardian who agrees.
    GuardianNeeded,
}

/// Reads a member's birthday.
pub fn birthday(tx: &mut Tx<'_>, member: MemberId) -> Result<MemberBirthday, StoreError> {
    let found = tx.one(BIRTHDAY, params![member], |row| {
        Ok((row.get("birthday")?, row.get("birthday_corrections")?))
    })?;
    decode(tx, found)
}

const BIRTHDAY: &str = "SELECT birthday, birthday_corrections FROM member WHERE id = ?1";

fn decode(tx: &Tx<'_>, found: Option<(Option<String>, i64)>) -> Result<MemberBirthday, StoreError> {
    let (text, corrections) = found.unwrap_or_default();
    let birthday = text.map(|text| Birthday::from_text(&text)).transpose();
    Ok(MemberBirthday {
        birthday: birthday.map_err(|e| StoreError::Decode(e.to_string()))?,
        corrections_left: (tx.rules().cards.birthday_corrections - corrections).max(0),
    })
}

/// The member says it, or corrects what they said. The same once more is no correction. Somebody who is not old enough names a guardian
/// who agrees, unless one is known.
pub fn set_birthday(
    tx: &mut Tx<'_>,
    member: MemberId,
    new: Birthday,
    guardian: Option<&PersonName>,
) -> Result<BirthdayChange, StoreError> {
    let found = tx.lock(BIRTHDAY, params![member], |row| {
        Ok((row.get("birthday")?, row.get("birthday_corrections")?))
    })?;
    let now = decode(tx, found)?;
    if now.birthday == Some(new) {
        return Ok(BirthdayChange::Done);
    }
    if now.birthday.is_some() && now.corrections_left == 0 {
        return Ok(BirthdayChange::NoMoreCorrections);
    }
    if guardian::needed(tx, Some(new)) && guardian.is_none() && guardian::guardian(tx, member)?.is_none() {
        return Ok(BirthdayChange::GuardianNeeded);
    }
    if let Some(name) = guardian {
        guardian::keep(tx, member, name, None)?;
    }
    tx.exec(
        "UPDATE member SET birthday = ?2, birthday_corrections = birthday_corrections + ?3 WHERE id = ?1",
        params![member, new.to_text(), i64::from(now.birthday.is_some())],
    )?;
    Ok(BirthdayChange::Done)
}

/// The counter corrects it from a document, however often the member has; who did it and what was shown is kept.
/// Answers whether this operator may do it here.
pub fn correct_birthday(
    tx: &mut Tx<'_>,
    member: MemberId,
    new: Birthday,
    place: &Place,
    document: &str,
) -> Result<bool, StoreError> {
    if !may_serve(tx, place, Role::serves_cards, member)? {
        return Ok(false);
    }
    tx.exec(
        "UPDATE member SET birthday = ?2, birthday_operator_id = ?3, birthday_document = ?4, birthday_at = ?5 WHERE id = ?1",
        params![member, new.to_text(), place.operator, document, tx.now()],
    )?;
    Ok(true)
}
