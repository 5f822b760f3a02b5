//! What a member says about themself beside name and birthday. What the shop does not ask is not taken.

use huika_domain::{BusinessDay, Email, Gender, HomeAddress, MemberId, settings::Asked};

use crate::{StoreError, Tx, params};

crate::db::text_columns!(Gender);

/// What is known; nothing for what was not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileValues {
    /// Woman or man.
    pub gender: Option<Gender>,
    /// A day that they keep.
    pub anniversary: Option<BusinessDay>,
    /// Where they live.
    pub address: Option<HomeAddress>,
    /// Their e-mail address.
    pub email: Option<Email>,
}

/// Reads a member's profile.
pub fn said_profile(tx: &mut Tx<'_>, member: MemberId) -> Result<ProfileValues, StoreError> {
    let found = tx.one(
        "SELECT gender, anniversary, address, email FROM member_profile WHERE member_id = ?1",
        params![member],
        |row| {
            Ok((
                row.get::<Option<Gender>>("gender")?,
                row.get::<String>("anniversary")?,
                row.get::<String>("address")?,
                row.get::<String>("email")?,
            ))
        },
    )?;
    let Some((gender, anniversary, address, email)) = found else {
        return Ok(ProfileValues::default());
    };
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(ProfileValues {
        gender,
        anniversary: said(anniversary)
            .map(|text| BusinessDay::parse(&text))
            .transpose()
            .map_err(|e| StoreError::Decode(e.to_string()))?,
        address: said(address)
            .map(|text| HomeAddress::parse(&text))
            .transpose()
            .map_err(|e| StoreError::Decode(e.to_string()))?,
        email: said(email)
            .map(|text| Email::parse(&text))
            .transpose()
            .map_err(|e| StoreError::Decode(e.to_string()))?,
    })
}

/// Keeps what is asked by the rule. What is not asked stays as it was: it may have been said in other times.
pub fn save_profile(tx: &mut Tx<'_>, member: MemberId, said: &ProfileValues) -> Result<(), StoreError> {
    let rule = tx.rules().profile.clone();
    let before = said_profile(tx, member)?;
    let asked = |word: &str| Asked::of(word).is_asked();
    let next = ProfileValues {
        gender: if asked(&rule.gender) {
            said.gender
        } else {
            before.gender
        },
        anniversary: if asked(&rule.anniversary) {
            said.anniversary
        } else {
            before.anniversary
        },
        address: if asked(&rule.address) {
            said.address.clone()
        } else {
            before.address.clone()
        },
        email: if asked(&rule.email) {
            said.email.clone()
        } else {
            before.email.clone()
        },
    };
    if next == before {
        return Ok(());
    }
    tx.exec(
        "INSERT INTO member_profile (member_id, gender, anniversary, address, email, changed_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (member_id) DO UPDATE \
         SET gender = ?2, anniversary = ?3, address = ?4, email = ?5, changed_at = ?6",
        params![
            member,
            next.gender.map_or("", Gender::as_str),
            next.anniversary.map(|day| day.to_string()).unwrap_or_default(),
            next.address.as_ref().map_or("", HomeAddress::as_str),
            next.email.as_ref().map_or("", Email::as_str),
            tx.now(),
        ],
    )?;
    Ok(())
}
