//! What somebody brings along who joins or signs in.

use crate::member::code_check::TypedCode;
use huika_domain::{Birthday, ConsentTo, JoinSource, MemberId, PersonName, Phone, ReferralCode};

/// A phone and the code that came to it.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The phone.
    pub phone: Phone,
    /// What was typed, where.
    pub code: TypedCode,
    /// What the browser calls itself; shortened when it is kept.
    pub user_agent: String,
    /// The network it is in, shortened so that it names no single subscriber.
    pub place: String,
    /// The language that the pages had.
    pub language: String,
    /// What is kept when this makes or claims a membership.
    pub joining: Joining,
}

/// What a new member says on the way in, and how they found it.
#[derive(Debug, Clone, Default)]
pub struct Joining {
    /// The path that they came by; the portal when no link says otherwise.
    pub source: JoinSource,
    /// The code of the member on whose word they came; one that nobody has changes nothing.
    pub referral: Option<ReferralCode>,
    /// Who signed in on this phone before, as far as it remembers.
    pub knew: Vec<MemberId>,
    /// Their birthday, when they said it.
    pub birthday: Option<Birthday>,
    /// What they agreed to be written to for. Agreeing to the terms is none of it.
    pub consents: Vec<ConsentTo>,
    /// The guardian who agrees for somebody who is not old enough.
    pub guardian: Option<PersonName>,
}
