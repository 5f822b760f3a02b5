//! Joining and signing in: one flow. The right code opens a session; a phone that nobody has becomes a member, and one that the
//! counter has entered becomes its owner's.

use huika_domain::Millis;
use serde::{Deserialize, Serialize};

use crate::{
    SentForm, StoreError, Tx,
    member::{
        code_check::{CodeCheck, use_code},
        code_purpose::Purpose,
        guardian::needed as guardian_needed,
        join::{agree, claim, join},
        joining::SignIn,
        session::{OpenSession, SignedIn, open_session},
    },
    once, params,
};

/// What came of it. A wrong code is an outcome and not an error, because it has to be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInOutcome {
    /// Signed in.
    Done(SignedIn),
    /// The code is not the one that was sent.
    Wrong {
        /// How many tries are left.
        tries_left: i64,
    },
    /// This browser has no live code: it never asked for one, or the code was used, expired, or was burnt by too many tries. Ask for a
    /// new one.
    NoCode,
    /// Somebody this young needs a guardian who agrees. The code was not looked at and stays good.
    GuardianNeeded,
    /// Too many wrong codes came from this address; nothing was looked at.
    Wait {
        /// Until when.
        until: Millis,
    },
}

/// Checks the code, makes the member when there is none yet, and opens a session with a new token. The same code from the same
/// request once more, as a second tap sends it, is the same sign-in.
pub fn sign_in(tx: &mut Tx<'_>, request: &SignIn) -> Result<SignInOutcome, StoreError> {
    let typed = [request.phone.as_str(), request.code.code.as_str()];
    let sent = SentForm::new("sign-in", request.code.key(), &typed);
    once(
        tx,
        &sent,
        |answer| matches!(answer, SignInOutcome::Done(_)),
        |tx| check_and_open(tx, request),
    )
}

fn check_and_open(tx: &mut Tx<'_>, request: &SignIn) -> Result<SignInOutcome, StoreError> {
    // Before the code is used up, and whoever it is: it tells nobody whether the phone is known.
    if request.joining.guardian.is_none() && guardian_needed(tx, request.joining.birthday) {
        return Ok(SignInOutcome::GuardianNeeded);
    }
    let phone = request.phone.as_str();
    match use_code(tx, phone, Purpose::SignIn, &request.code)? {
        CodeCheck::Right => {}
        CodeCheck::Wrong { tries_left } => return Ok(SignInOutcome::Wrong { tries_left }),
        CodeCheck::NoCode => return Ok(SignInOutcome::NoCode),
        CodeCheck::Wait { until } => return Ok(SignInOutcome::Wait { until }),
    }
    let known = tx.lock(
        "SELECT id, claimed_at FROM member WHERE phone = ?1",
        params![phone],
        |row| Ok((row.get("id")?, row.get::<Option<Millis>>("claimed_at")?)),
    )?;
    let (member, joined) = match known {
        Some((member, Some(_))) => {
            // The box means the same at every sign-in; left empty, it takes nothing back.
            agree(tx, member, request)?;
            (member, false)
        }
        Some((member, None)) => {
            claim(tx, member, request)?;
            (member, true)
        }
        None => (join(tx, request)?, true),
    };
    let opened = OpenSession {
        by_code: true,
        joined,
        user_agent: &request.user_agent,
        place: &request.place,
    };
    open_session(tx, member, &opened).map(SignInOutcome::Done)
}
