//! What a member has shown in a request, and whether it is enough for what they want. Which proof an act needs stands in
//! `huika_domain::Act`; here is what is known of the member and of what was shown.

use huika_domain::{Act, CardStanding, CardStatus, ErrorCode, MemberId, Proof, Standing};

use crate::{
    StoreError, Tx,
    member::{
        passkey::{KeyUse, use_passkey},
        pin_check::{PinAccount, PinCheck, check_pin},
        session::MemberSession,
    },
    params,
};

/// The proofs of one request. Nothing but a check adds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown(Vec<Proof>);

impl Default for Shown {
    fn default() -> Self {
        Self::session()
    }
}

impl Shown {
    /// Nothing but a signed-in browser.
    #[must_use]
    pub fn session() -> Self {
        Self(vec![Proof::Session])
    }

    /// What the session itself shows: that it is one, and for some minutes how it began.
    #[must_use]
    pub fn by_session(tx: &Tx<'_>, session: &MemberSession) -> Self {
        let mut shown = Self::session();
        if session.since.plus_secs(tx.rules().sign_in.fresh_secs) > tx.now() {
            shown.0.push(Proof::FreshSignIn);
            if session.by_code {
                shown.0.push(Proof::FreshCode);
            }
        }
        shown
    }

    /// Counts a typed PIN and adds it when it is right.
    pub fn add_pin(&mut self, tx: &mut Tx<'_>, account: &PinAccount, fits: bool) -> Result<PinCheck, StoreError> {
        let check = check_pin(tx, account, fits)?;
        if check == PinCheck::Right {
            self.0.push(Proof::Pin);
        }
        Ok(check)
    }

    /// Counts a verified passkey of the member's own and adds it. `false` when it was removed meanwhile, or used by somebody
    /// else with the same count.
    pub fn add_passkey(&mut self, tx: &mut Tx<'_>, used: &KeyUse) -> Result<bool, StoreError> {
        let counted = use_passkey(tx, used)?;
        if counted {
            self.0.push(Proof::Passkey);
        }
        Ok(counted)
    }

    /// The strongest of them.
    #[must_use]
    pub fn strongest(&self) -> Proof {
        self.0.iter().copied().max().unwrap_or(Proof::Session)
    }

    /// Whether they are enough for what a member in this standing wants.
    #[must_use]
    pub fn prove(&self, act: Act, standing: Standing) -> bool {
        act.is_proved(standing, &self.0)
    }

    /// Whether more may leave the card than by session alone. That does not hang on how the card stands: one that is not in use
    /// spends nothing anyway.
    #[must_use]
    pub fn lets_spend(&self) -> bool {
        let standing = Standing {
            has_pin: false,
            card: CardStanding::InUse,
        };
        self.prove(Act::SpendAboveLimit, standing)
    }

    /// Proofs without a check.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn for_tests(proofs: &[Proof]) -> Self {
        Self(proofs.to_vec())
    }
}

/// Why an act was not carried out that needs nothing but its proof.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ActError {
    /// Too little was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was shown is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} needs more than was shown", .act.as_str())]
pub struct NotProved {
    /// For what.
    pub act: Act,
    /// Of a member who stands like this.
    pub standing: Standing,
}

impl ActError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotProved(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl NotProved {
    /// A stable code for addresses and words: what would help on this phone.
    #[must_use]
    pub fn code(&self) -> &'static str {
        let enough = self.act.enough(self.standing);
        if enough.contains(&Proof::Pin) && self.standing.has_pin {
            ErrorCode::PinShape.as_str()
        } else if enough.contains(&Proof::FreshSignIn) || enough.contains(&Proof::FreshCode) {
            ErrorCode::SignInAgain.as_str()
        } else {
            ErrorCode::PinNone.as_str()
        }
    }
}

/// What is known of a member who wants to do something; `None` when there is no such member.
pub fn standing(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Standing>, StoreError> {
    let found = tx.one(
        "SELECT m.status, (SELECT COUNT(*) FROM member_pin p WHERE p.member_id = m.id) AS pins FROM member m WHERE m.id = ?1",
        params![member],
        |row| Ok((row.get::<CardStatus>("status")?, row.get::<i64>("pins")? > 0)),
    )?;
    let Some((status, has_pin)) = found else {
        return Ok(None);
    };
    let card = match status {
        CardStatus::Lost => CardStanding::Lost,
        CardStatus::Frozen if frozen_by_counter(tx, member)? => CardStanding::FrozenByCounter,
        CardStatus::Frozen => CardStanding::FrozenByMember,
        CardStatus::Active | CardStatus::Closed => CardStanding::InUse,
    };
    Ok(Some(Standing { has_pin, card }))
}

/// Whether a counter did what the card's last event says.
fn frozen_by_counter(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    let store = tx.one(
        "SELECT store_id FROM card_event WHERE member_id = ?1 ORDER BY id DESC LIMIT 1",
        params![member],
        |row| row.get::<Option<i64>>("store_id"),
    )?;
    Ok(store.flatten().is_some())
}

/// Refuses an act for which too little was shown. To be called under a lock on what decides: the member's wallet or row.
pub fn require(tx: &mut Tx<'_>, member: MemberId, act: Act, shown: &Shown) -> Result<(), ActError> {
    let standing = standing(tx, member)?.ok_or_else(|| StoreError::Decode("there is no such member".into()))?;
    if shown.prove(act, standing) {
        Ok(())
    } else {
        Err(NotProved { act, standing }.into())
    }
}

/// Errors of use cases that need a proof have a place for it.
macro_rules! of_act_error {
    ($error:ty) => {
        impl From<$crate::member::ActError> for $error {
            fn from(error: $crate::member::ActError) -> Self {
                match error {
                    $crate::member::ActError::NotProved(error) => Self::NotProved(error),
                    $crate::member::ActError::Store(error) => Self::Store(error),
                }
            }
        }
    };
}

pub(crate) use of_act_error;
