//! Asking a browser for a passkey and reading its answer: what members and operators have in common.
//!
//! A form whose `data-passkey` names where to ask is shown by the script when the browser knows passkeys. Submitted, it asks there
//! for a question, hands that to the browser, and goes on as the plain form that it is, with the answer in a field. Where something
//! is missing, the question's place is taken by the address of a page that says so.

use huika_domain::ErrorCode;
use huika_passkey::{Asked, Key};
use huika_store::{
    StoreError,
    member::{
        KeptKey, KeyOwner, KeyUse, NewKey, PasskeyError, Question, QuestionPurpose, ask_passkey, owner_handle,
        passkey_of_key, take_question,
    },
};

use crate::context::{self, Portal, Visit};

/// Longer answers are not read.
const ANSWER_LIMIT: usize = 16 * 1024;
/// As long as the question lives.
const COOKIE_SECS: i64 = 5 * 60;

/// A browser's request about passkeys; the errors are codes of refusals.
pub struct Asking<'a> {
    pub portal: &'a Portal,
    pub visit: &'a Visit,
    pub purpose: QuestionPurpose,
    /// Whom and what it is about.
    pub subject: String,
}

impl Asking<'_> {
    /// Asks for a new key of `owner`, who is called `name`.
    pub async fn for_new(self, owner: KeyOwner, name: &str, known: &[KeptKey]) -> Result<String, &'static str> {
        let handle = owner_handle(&self.portal.store.context().secret, owner);
        let site = self.portal.passkeys.as_ref().ok_or(ErrorCode::PasskeyFailed.as_str())?;
        let asked = site
            .ask_for_new(handle, name, &ids(known))
            .map_err(|error| broken(&error))?;
        self.keep(asked).await
    }

    /// Asks for a signature of one of these keys, or of any when there is none.
    pub async fn for_known(self, known: &[KeptKey]) -> Result<String, &'static str> {
        let site = self.portal.passkeys.as_ref().ok_or(ErrorCode::PasskeyFailed.as_str())?;
        let asked = site.ask(&ids(known)).map_err(|error| broken(&error))?;
        self.keep(asked).await
    }

    /// Keeps the question and ties it to this browser; answers what the browser is asked.
    async fn keep(self, asked: Asked) -> Result<String, &'static str> {
        let Self {
            portal,
            visit,
            purpose,
            subject,
        } = self;
        let question = Question {
            purpose,
            subject,
            state: asked.state,
            address: visit.ip,
        };
        let token = portal.store.write(move |tx| ask_passkey(tx, &question)).await;
        let token = token
            .map_err(|error| unsaved(&error))?
            .ok_or(ErrorCode::PasskeyTooMany.as_str())?;
        context::set_cookie(portal, &context::passkey_cookie(portal), &token, COOKIE_SECS);
        Ok(asked.options)
    }

    /// Takes the question away that this browser was asked, whatever its answer is worth.
    async fn taken(&self) -> Result<String, &'static str> {
        let token = self.visit.passkey.clone().ok_or(ErrorCode::PasskeyOver.as_str())?;
        context::expired_cookie(self.portal, &context::passkey_cookie(self.portal));
        let (purpose, subject) = (self.purpose, self.subject.clone());
        let taken = self
            .portal
            .store
            .write(move |tx| take_question(tx, &token, purpose, &subject));
        taken
            .await
            .map_err(|error| unsaved(&error))?
            .ok_or(ErrorCode::PasskeyOver.as_str())
    }

    /// Reads the new key out of the answer.
    pub async fn new_key(self, answer: String, name: String) -> Result<NewKey, &'static str> {
        let state = self.taken().await?;
        let key = self
            .checked(answer, move |site, answer| site.new_key(&state, answer))
            .await?;
        Ok(NewKey {
            key_id: key.id,
            kept: key.text,
            counter: i64::from(key.counter),
            name,
        })
    }

    /// Verifies the answer with the key that signed it, which has to be one that `may` serve here.
    pub async fn key_use(self, answer: String, may: impl Fn(KeyOwner) -> bool) -> Result<KeyUse, &'static str> {
        let state = self.taken().await?;
        if answer.len() > ANSWER_LIMIT {
            return Err(ErrorCode::PasskeyFailed.as_str());
        }
        let key_id = huika_passkey::key_id(&answer).map_err(|_| ErrorCode::PasskeyFailed.as_str())?;
        let found = self.portal.store.read(move |tx| passkey_of_key(tx, &key_id)).await;
        let found = found.map_err(|error| unsaved(&error))?;
        let kept = found
            .filter(|key| may(key.owner))
            .ok_or(ErrorCode::PasskeyUnknown.as_str())?;
        let (key, owners) = (kept.clone(), kept.handles(&self.portal.store.context().secret));
        let seen = self
            .checked(answer, move |site, answer| {
                site.verify(&state, answer, &key.kept, &owners)
            })
            .await?;
        Ok(KeyUse {
            key: kept,
            kept: seen.text,
            counter: i64::from(seen.counter),
        })
    }

    /// Runs the arithmetic where it holds nobody up.
    async fn checked(
        &self,
        answer: String,
        check: impl FnOnce(&huika_passkey::Site, &str) -> Result<Key, huika_passkey::PasskeyError> + Send + 'static,
    ) -> Result<Key, &'static str> {
        let portal = self.portal.clone();
        let checked = tokio::task::spawn_blocking(move || {
            let site = portal.passkeys.as_ref().filter(|_| answer.len() <= ANSWER_LIMIT)?;
            Some(check(site, &answer))
        });
        match checked.await {
            Ok(Some(Ok(key))) => Ok(key),
            Ok(Some(Err(error))) => {
                tracing::info!(%error, "a passkey was not accepted");
                Err(ErrorCode::PasskeyFailed.as_str())
            }
            Ok(None) => Err(ErrorCode::PasskeyFailed.as_str()),
            Err(_) => Err(ErrorCode::Busy.as_str()),
        }
    }
}

fn ids(known: &[KeptKey]) -> Vec<Vec<u8>> {
    known.iter().map(|key| key.key_id.clone()).collect()
}

fn broken(error: &huika_passkey::PasskeyError) -> &'static str {
    tracing::error!(%error, "a passkey could not be asked for");
    "passkey-failed"
}

fn unsaved(error: &StoreError) -> &'static str {
    tracing::error!(%error, "a passkey's question could not be kept");
    error.code()
}

/// The code of a refusal to keep a key.
pub fn not_kept(error: &PasskeyError) -> &'static str {
    match error {
        PasskeyError::Exists => ErrorCode::PasskeyExists.as_str(),
        PasskeyError::TooMany => ErrorCode::PasskeyTooManyKept.as_str(),
        PasskeyError::Lost => ErrorCode::NotActive.as_str(),
        PasskeyError::Store(error) => unsaved(error),
    }
}
