//! Who agreed for a member who is not old enough to do so (RULES, minors): by name, with when and where.

use huika_domain::{Birthday, MemberId, PersonName};

use crate::{StoreError, Tx, params, staff::Place};

/// Whether somebody with this birthday needs a guardian today. Who has said none is taken for grown up.
pub fn needed(tx: &Tx<'_>, birthday: Option<Birthday>) -> bool {
    let age = birthday.and_then(|birthday| birthday.age_on(tx.today()));
    age.is_some_and(|age| tx.rules().minors.needs_guardian(age))
}

/// How old a member is today, as far as they have said.
pub(crate) fn age(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<i64>, StoreError> {
    let text = tx.one("SELECT birthday FROM member WHERE id = ?1", params![member], |row| {
        row.get::<Option<String>>("birthday")
    })?;
    let birthday = text.flatten().map(|text| Birthday::from_text(&text)).transpose();
    let birthday = birthday.map_err(|e| StoreError::Decode(e.to_string()))?;
    Ok(birthday.and_then(|birthday| birthday.age_on(tx.today())))
}

/// The guardian whom a member has named last.
pub fn guardian(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<PersonName>, StoreError> {
    let name = tx.one(
        "SELECT name FROM member_guardian WHERE member_id = ?1 ORDER BY id DESC LIMIT 1",
        params![member],
        |row| row.get::<String>("name"),
    )?;
    name.map(|name| PersonName::parse(&name))
        .transpose()
        .map_err(|e| StoreError::Decode(e.to_string()))
}

/// Keeps who agrees; `place` where staff wrote it down.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    member: MemberId,
    name: &PersonName,
    place: Option<&Place>,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO member_guardian (member_id, name, at, operator_id, store_id) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            member,
            name.as_str(),
            tx.now(),
            place.and_then(|place| place.operator),
            place.map(|place| place.store),
        ],
    )?;
    Ok(())
}
