//! Becoming a member: by oneself with a code, or at a counter, where an operator enters the phone. Who was entered there claims the
//! membership at their first sign-in; there is never a second one for the phone.

use huika_domain::{Birthday, ConsentVia, DocumentNumber, ErrorCode, JoinSource, MemberId, PersonName, Phone};

use crate::{
    StoreError, Tx,
    card::{NewCard, issue_card, joining_type},
    ledger::Wallet,
    member::{
        consent::{Wording, give_consent},
        document, guardian,
        joining::SignIn,
        name_index::index_name,
        referral::referrer,
        said::{ProfileValues, save_profile},
        welcome::welcome,
    },
    params,
    referral::came,
    staff::{Place, Role, may_at},
};

/// Makes the member who has just shown that the phone is theirs.
pub(super) fn join(tx: &mut Tx<'_>, request: &SignIn) -> Result<MemberId, StoreError> {
    let Some(member) = add_member(tx, &request.phone, "", &request.joining.source)? else {
        // A counter entered the same phone in this moment: looked at again, they are its owner.
        return Err(tx.give_way());
    };
    claim(tx, member, request)?;
    Ok(member)
}

/// The membership is its owner's from now on: with the terms, the consent and whoever sent them, in the same transaction.
pub(super) fn claim(tx: &mut Tx<'_>, member: MemberId, request: &SignIn) -> Result<(), StoreError> {
    let joining = &request.joining;
    let referrer = joining
        .referral
        .as_ref()
        .map(|code| referrer(tx, code))
        .transpose()?
        .flatten()
        // Nobody comes on their own word.
        .filter(|referrer| *referrer != member);
    let now = tx.now();
    tx.exec(
        "UPDATE member SET language = ?2, terms_version = ?3, claimed_at = ?4, \
         referred_by = ?5, birthday = COALESCE(birthday, ?6) WHERE id = ?1",
        params![
            member,
            request.language,
            tx.rules().cards.terms_version,
            now,
            referrer,
            joining.birthday.map(Birthday::to_text),
        ],
    )?;
    if let Some(referrer) = referrer {
        came(tx, (member, referrer), joining.knew.contains(&referrer))?;
    }
    agree(tx, member, request)?;
    if let Some(guardian) = &joining.guardian {
        guardian::keep(tx, member, guardian, None)?;
    }
    welcome(tx, member)
}

/// What was ticked on the way in.
pub(super) fn agree(tx: &mut Tx<'_>, member: MemberId, request: &SignIn) -> Result<(), StoreError> {
    let shown = Wording {
        chinese: request.language.starts_with("zh"),
    };
    for to in &request.joining.consents {
        give_consent(tx, member, *to, shown, ConsentVia::Joining)?;
    }
    Ok(())
}

/// An operator enters somebody who stands at the counter, or whom the office has on the phone.
#[derive(Debug, Clone)]
pub struct EnterMember {
    /// The phone that they say; they prove it when they claim the membership.
    pub phone: Phone,
    /// What they are called, when they said it.
    pub name: Option<PersonName>,
    /// Their birthday, when they said it.
    pub birthday: Option<Birthday>,
    /// What else they said.
    pub profile: ProfileValues,
    /// The number of a document that they showed.
    pub document: Option<DocumentNumber>,
    /// The guardian who agrees for somebody who is not old enough.
    pub guardian: Option<PersonName>,
    /// Where, and by whom.
    pub place: Place,
}

/// Why nobody was entered.
#[derive(Debug, Clone, thiserror::Error)]
pub enum EnterError {
    /// The phone belongs to a member already: that one is served.
    #[error("the phone belongs to a member already")]
    Known(MemberId),
    /// This operator serves no members, or not in this store.
    #[error("this operator may not do that")]
    NotAllowed,
    /// Somebody this young needs a guardian who agrees.
    #[error("a guardian has to agree")]
    GuardianNeeded,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a member who has not claimed the membership yet. They can be recognised by the phone and earn points; terms and consent are
/// asked for when they claim it.
pub fn enter_member(tx: &mut Tx<'_>, request: &EnterMember) -> Result<MemberId, EnterError> {
    if !may_at(tx, &request.place, Role::enters_members)? {
        return Err(EnterError::NotAllowed);
    }
    if request.guardian.is_none() && guardian::needed(tx, request.birthday) {
        return Err(EnterError::GuardianNeeded);
    }
    let name = request.name.as_ref().map_or("", PersonName::as_str);
    let Some(member) = add_member(tx, &request.phone, name, &JoinSource::counter())? else {
        let known = tx.value(
            "SELECT id FROM member WHERE phone = ?1",
            params![request.phone.as_str()],
        )?;
        return Err(EnterError::Known(known));
    };
    tx.exec(
        "UPDATE member SET birthday = ?2, home_store_id = ?3, entered_by = ?4 WHERE id = ?1",
        params![
            member,
            request.birthday.map(Birthday::to_text),
            request.place.store,
            request.place.operator,
        ],
    )?;
    save_profile(tx, member, &request.profile)?;
    if let Some(number) = &request.document {
        document::keep(tx, member, number, request.place.operator)?;
    }
    if let Some(guardian) = &request.guardian {
        guardian::keep(tx, member, guardian, Some(&request.place))?;
    }
    Ok(member)
}

impl EnterError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Known(_) => ErrorCode::PhoneTaken.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::GuardianNeeded => ErrorCode::GuardianNeeded.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Adds a member with an empty wallet and a card of the kind that whoever joins gets; `None` when the phone is a member's already.
pub(crate) fn add_member(
    tx: &mut Tx<'_>,
    phone: &Phone,
    name: &str,
    source: &JoinSource,
) -> Result<Option<MemberId>, StoreError> {
    let (now, limit) = (tx.now(), tx.rules().cards.no_pin_limit_fen);
    let added: Option<MemberId> = tx.one(
        "INSERT INTO member (phone, name, source, no_pin_limit_fen, joined_at) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (phone) DO NOTHING RETURNING id",
        params![phone.as_str(), name, source.as_str(), limit, now],
        |row| row.get("id"),
    )?;
    let Some(member) = added else { return Ok(None) };
    index_name(tx, member, name)?;
    Wallet::open(tx, member)?;
    let card = NewCard {
        member,
        card_type: joining_type(tx)?,
        further: false,
        joined: tx.today(),
    };
    issue_card(tx, &card)?;
    Ok(Some(member))
}
