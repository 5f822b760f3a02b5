//! Becoming a member: by oneself with a code, or at a counter, where an operator enters the phone. Who was entered there claims the
//! membership at their first sign-in; there is never a second one for the phone.

use huika_domain::{Birthday, CardNumber, JoinSource, MemberId, PersonName, Phone};

use crate::{
    StoreError, Tx,
    member::{consent, joining::SignIn, referral::referrer},
    params,
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
        .flatten();
    let now = tx.now();
    tx.exec(
        "UPDATE member SET language = ?2, terms_version = ?3, consent_version = ?4, consent_at = ?5, claimed_at = ?6, \
         referred_by = ?7, birthday = COALESCE(birthday, ?8) WHERE id = ?1",
        params![
            member,
            request.language,
            tx.rules().cards.terms_version,
            joining.consent_version,
            joining.consent_version.as_ref().map(|_| now),
            now,
            // Nobody comes on their own word.
            referrer.filter(|referrer| *referrer != member),
            joining.birthday.map(Birthday::to_text),
        ],
    )?;
    if let Some(version) = &joining.consent_version {
        consent::keep(tx, member, true, version)?;
    }
    Ok(())
}

/// An operator enters somebody who stands at the counter.
#[derive(Debug, Clone)]
pub struct EnterMember {
    /// The phone that they say; they prove it when they claim the membership.
    pub phone: Phone,
    /// What they are called, when they said it.
    pub name: Option<PersonName>,
    /// Their birthday, when they said it.
    pub birthday: Option<Birthday>,
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
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a member who has not claimed the membership yet. They can be recognised by the phone and earn points; terms and consent are
/// asked for when they claim it.
pub fn enter_member(tx: &mut Tx<'_>, request: &EnterMember) -> Result<MemberId, EnterError> {
    if !may_at(tx, &request.place, Role::serves_cards)? {
        return Err(EnterError::NotAllowed);
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
    Ok(member)
}

/// Adds a member with an empty wallet and a card of the shop's first card type; `None` when the phone is a member's already.
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
    tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![member])?;
    loop {
        let number = random_card_number(tx);
        // A taken number is drawn again.
        let issued = tx.exec(
            "INSERT INTO card (number, member_id, card_type_id, issued_at) \
             SELECT ?1, ?2, MIN(id), ?3 FROM card_type WHERE 1 = 1 ON CONFLICT (number) DO NOTHING",
            params![number.as_digits(), member, now],
        )?;
        if issued == 1 {
            return Ok(Some(member));
        }
    }
}

/// A card number that tells nothing about how many there are.
pub(crate) fn random_card_number(tx: &Tx<'_>) -> CardNumber {
    CardNumber::compose(CardNumber::DEFAULT_PREFIX, tx.context().rng.below(CARD_SERIALS))
}

/// Card numbers are 6800, eleven digits of a serial, and a check digit.
const CARD_SERIALS: u64 = 100_000_000_000;
