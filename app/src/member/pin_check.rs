//! A PIN that was typed into a form: compared outside of any transaction, because that takes long on purpose, and counted inside
//! the one that does what it is for.

use huika_domain::{ErrorCode, Pin};
use huika_store::{
    StoreError, Tx,
    db::turns,
    member::{NewPin, PinAccount, PinCheck, PinError, Shown, check_pin, pin_account, pin_matches},
};

use super::session::Member;
use crate::{
    context::{Done, refuse_with},
    show::times::moment_text,
};

/// A typed PIN and whether it fits the one that is kept.
#[derive(Clone)]
pub struct TypedPin {
    pub account: PinAccount,
    fits: bool,
}

impl TypedPin {
    /// Compares; the error is the code of the refusal.
    pub async fn compare(member: &Member, typed: &str) -> Result<Self, &'static str> {
        let pin = Pin::parse(typed).map_err(|_| ErrorCode::PinShape.as_str())?;
        let account = member.read(|tx, session| pin_account(tx, session.member)).await;
        let account = account
            .map_err(|error| failed(&error))?
            .ok_or(ErrorCode::PinNone.as_str())?;
        turns::hashing(move || {
            let fits = pin_matches(&account, &pin);
            Self { account, fits }
        })
        .await
        .map_err(|error| failed(&error))
    }

    /// Counts the try and adds it to what was shown when it is right.
    pub fn add_to(&self, tx: &mut Tx<'_>, shown: &mut Shown) -> Result<PinCheck, StoreError> {
        shown.add_pin(tx, &self.account, self.fits)
    }

    /// Counts the try.
    pub fn check(&self, tx: &mut Tx<'_>) -> Result<PinCheck, StoreError> {
        check_pin(tx, &self.account, self.fits)
    }
}

/// Hashes a PIN that was typed twice; the error is the code of the refusal.
pub async fn new_pin(member: &Member, typed: &str, again: &str) -> Result<NewPin, &'static str> {
    let (Ok(pin), Ok(again)) = (Pin::parse(typed), Pin::parse(again)) else {
        return Err(ErrorCode::PinShape.as_str());
    };
    if pin != again {
        return Err(ErrorCode::PinDiffers.as_str());
    }
    let portal = member.portal.clone();
    let hashed = turns::hashing(move || NewPin::hash(portal.store.context().rng.as_ref(), &pin));
    match hashed.await {
        Ok(Ok(pin)) => Ok(pin),
        Ok(Err(PinError::Store(error))) | Err(error) => Err(failed(&error)),
        Ok(Err(error)) => Err(error.code()),
    }
}

fn failed(error: &StoreError) -> &'static str {
    tracing::error!(%error, "a PIN could not be checked");
    "busy"
}

/// Says why a PIN was not accepted, and until when.
pub fn refuse_pin(member: &Member, page: &str, check: PinCheck) -> Done {
    let (code, figures) = why_not(member, check);
    refuse_with(page, code, &figures)
}

/// The code and the figures of a PIN's refusal.
pub fn why_not(member: &Member, check: PinCheck) -> (&'static str, Vec<(&'static str, String)>) {
    let when = |at| vec![("when", moment_text(&member.portal, member.lang(), at))];
    match check {
        PinCheck::Right | PinCheck::None => ("pin-none", Vec::new()),
        PinCheck::Wrong { tries_left } => ("pin-wrong", vec![("tries", tries_left.to_string())]),
        PinCheck::Locked { until } => ("pin-locked", when(until)),
        PinCheck::Cooling { until } => ("pin-cooling", when(until)),
    }
}
