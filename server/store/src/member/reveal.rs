//! What pages show masked, in full: for somebody who asks for it, this once, and written down with who asked about whom.

use huika_domain::{Birthday, MemberId, OperatorId, Phone};

use crate::{
    StoreError, Tx, params,
    staff::{Act, ActKind, Role, home_store, may_about},
};

/// A member's data in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revealed {
    /// What they are called; empty when they have not said.
    pub name: String,
    /// Their phone.
    pub phone: Phone,
    /// Their birthday, when they said it.
    pub birthday: Option<Birthday>,
}

/// Shows a member's data to an operator who looks after members there; `None` to everybody else, and about nobody.
pub fn reveal(tx: &mut Tx<'_>, by: OperatorId, member: MemberId) -> Result<Option<Revealed>, StoreError> {
    if !may_about(tx, by, Role::keeps_members, member)? {
        return Ok(None);
    }
    let found = tx.one(
        "SELECT name, phone, birthday FROM member WHERE id = ?1 AND status <> 'closed'",
        params![member],
        |row| {
            let phone: String = row.get("phone")?;
            let birthday = row.get::<Option<String>>("birthday")?;
            let birthday = birthday.map(|text| Birthday::from_text(&text)).transpose();
            Ok(Revealed {
                name: row.get("name")?,
                phone: Phone::parse(&phone).map_err(|e| StoreError::Decode(e.to_string()))?,
                birthday: birthday.map_err(|e| StoreError::Decode(e.to_string()))?,
            })
        },
    )?;
    if found.is_some() {
        let act = Act {
            store: home_store(tx, member)?,
            member: Some(member),
            ..Act::new(by, ActKind::DataShown)
        };
        act.keep(tx)?;
    }
    Ok(found)
}
