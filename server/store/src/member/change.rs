//! The office corrects what a member is called, their birthday or their phone, by a document that was shown, and writes down which.

use huika_domain::{Birthday, ErrorCode, MemberId, OperatorId, PersonName, Phone, Reason};

use crate::{
    StoreError, Tx,
    db::outbox,
    member::{
        KeyOwner, PhoneChangedSms, end_devices, name_index::index_name, phone_change::NOTICE_LIVES_SECS,
        remove_passkeys,
    },
    params,
    staff::{Act, ActKind, Role, home_store, is_own_account, may_about},
};

/// What is right instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewDatum {
    /// What they are called.
    Name(PersonName),
    /// Their birthday.
    Birthday(Birthday),
    /// Their phone. Whoever holds the old number is told, and every session ends: the new one is shown to be theirs when they sign in.
    Phone(Phone),
}

/// A correction of a member's data.
#[derive(Debug, Clone)]
pub struct PersonChange {
    /// Whose.
    pub member: MemberId,
    /// What.
    pub new: NewDatum,
    /// Which document was shown.
    pub identification: String,
    /// Why, or where the document is noted.
    pub reason: Reason,
    /// By whom.
    pub by: OperatorId,
}

/// Why nothing was corrected.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChangeError {
    /// There is no such member.
    #[error("there is no such member")]
    NoMember,
    /// This operator does not look after members who are at home there.
    #[error("this operator may not do that")]
    NotAllowed,
    /// It is the operator's own member account.
    #[error("nobody corrects their own account")]
    OwnAccount,
    /// No document was named.
    #[error("identification is required")]
    NoIdentification,
    /// The phone is another member's.
    #[error("the phone belongs to another member")]
    PhoneTaken,
    /// It is so already.
    #[error("nothing would change")]
    Same,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ChangeError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoMember => ErrorCode::NoMember.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::OwnAccount => ErrorCode::OwnAccount.as_str(),
            Self::NoIdentification => ErrorCode::NoIdentification.as_str(),
            Self::PhoneTaken => ErrorCode::PhoneTaken.as_str(),
            Self::Same => ErrorCode::NothingChanged.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Corrects one of a member's data.
pub fn change_person(tx: &mut Tx<'_>, request: &PersonChange) -> Result<(), ChangeError> {
    let member = request.member;
    if request.identification.trim().is_empty() {
        return Err(ChangeError::NoIdentification);
    }
    if is_own_account(tx, request.by, member)? {
        return Err(ChangeError::OwnAccount);
    }
    if !may_about(tx, request.by, Role::keeps_members, member)? {
        return Err(ChangeError::NotAllowed);
    }
    let before = tx.lock(
        "SELECT name, birthday, phone FROM member WHERE id = ?1",
        params![member],
        |row| {
            Ok((
                row.get::<String>("name")?,
                row.get::<Option<String>>("birthday")?,
                row.get::<String>("phone")?,
            ))
        },
    )?;
    let (name, birthday, phone) = before.ok_or(ChangeError::NoMember)?;
    // The record is read by many: it says that something was changed, and not all of what it was.
    let (kind, was) = match &request.new {
        NewDatum::Name(new) => {
            changes(name != new.as_str())?;
            tx.exec(
                "UPDATE member SET name = ?2 WHERE id = ?1",
                params![member, new.as_str()],
            )?;
            index_name(tx, member, new.as_str())?;
            (ActKind::NameCorrected, PersonName::masked(&name).unwrap_or_default())
        }
        NewDatum::Birthday(new) => {
            changes(birthday.as_deref() != Some(new.to_text().as_str()))?;
            tx.exec(
                "UPDATE member SET birthday = ?2, birthday_operator_id = ?3, birthday_document = ?4, birthday_at = ?5 WHERE id = ?1",
                params![member, new.to_text(), request.by, request.identification, tx.now()],
            )?;
            (ActKind::BirthdayCorrected, String::new())
        }
        NewDatum::Phone(new) => {
            changes(phone != new.as_str())?;
            (ActKind::PhoneCorrected, move_phone(tx, member, &phone, new)?)
        }
    };
    let act = Act {
        store: home_store(tx, member)?,
        member: Some(member),
        identification: &request.identification,
        was: &was,
        detail: request.reason.as_str(),
        ..Act::new(request.by, kind)
    };
    Ok(act.keep(tx)?)
}

fn changes(differs: bool) -> Result<(), ChangeError> {
    if differs { Ok(()) } else { Err(ChangeError::Same) }
}

/// Gives the member another number and tells the old one; answers that, masked.
fn move_phone(tx: &mut Tx<'_>, member: MemberId, before: &str, new: &Phone) -> Result<String, ChangeError> {
    let others: i64 = tx.value("SELECT COUNT(*) FROM member WHERE phone = ?1", params![new.as_str()])?;
    if others > 0 {
        return Err(ChangeError::PhoneTaken);
    }
    tx.exec(
        "UPDATE member SET phone = ?2 WHERE id = ?1",
        params![member, new.as_str()],
    )?;
    end_devices(tx, member, None, "phone-changed")?;
    remove_passkeys(tx, KeyOwner::Member(member))?;
    let notice = PhoneChangedSms {
        phone: before.to_owned(),
        tail: new.national()[7..].to_owned(),
    };
    outbox::put(
        tx,
        PhoneChangedSms::KIND,
        &notice,
        tx.now().plus_secs(NOTICE_LIVES_SECS),
    )?;
    Ok(Phone::parse(before).map(|phone| phone.masked()).unwrap_or_default())
}
