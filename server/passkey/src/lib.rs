//! Passkeys (WebAuthn): what a browser is asked, and whether what it answers is right.
//!
//! Reading and verifying is webauthn-rs's work; here stands how this program uses it. Every key has to verify its user (by
//! fingerprint, face or the phone's own PIN), is found by itself without a user name, and tells nothing about its maker.
//! Between question and answer lies a state of text that the caller keeps, out of the browser's reach and for one use; so any
//! server can check what another one asked.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Uuid,
    Webauthn, WebauthnBuilder, WebauthnError,
};

/// Whom keys are made for: this site.
pub struct Site(Webauthn);

/// A key whose owner's name is nobody's: 16 bytes that stand for an account.
pub type Owner = [u8; 16];

/// What goes to the browser, and what stays here until it answers.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The options of `navigator.credentials`, as JSON with its bytes in base64url.
    pub options: String,
    /// To be sent back with the answer.
    pub state: String,
}

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// By which the authenticator knows it.
    pub id: Vec<u8>,
    /// Public key, counter and flags, as JSON.
    pub text: String,
    /// How often the authenticator says it was used; stays 0 for those that are synchronised.
    pub counter: u32,
}

/// Why an answer was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// It is not an answer at all, or what was kept cannot be read.
    #[error("not readable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Wrong challenge, origin, key or signature; a counter that went back; a user who was not verified.
    #[error("not accepted: {0}")]
    Wrong(#[from] WebauthnError),
    /// The address of the site is none that a browser makes keys for.
    #[error("passkeys need a host with a name, such as card.example.com or localhost, and not {0}")]
    Nameless(String),
}

impl Site {
    /// The site at `origin`, such as `https://card.example.com`; people know it as `name`. Its keys belong to its host for good.
    pub fn new(origin: &str, name: &str) -> Result<Self, PasskeyError> {
        let nameless = || PasskeyError::Nameless(origin.to_owned());
        let url = Url::parse(origin).map_err(|_| nameless())?;
        let host = url.domain().ok_or_else(nameless)?;
        Ok(Self(WebauthnBuilder::new(host, &url)?.rp_name(name).build()?))
    }

    /// Asks for a new key of `owner`, who is called `name` where keys are chosen. Authenticators that hold one of `known` say so.
    pub fn ask_for_new(&self, owner: Owner, name: &str, known: &[Vec<u8>]) -> Result<Asked, PasskeyError> {
        let (options, state) =
            self.0
                .start_passkey_registration(Uuid::from_bytes(owner), name, name, Some(known.to_vec()))?;
        let mut options = serde_json::to_value(&options)?;
        // Without this the library lets the authenticator choose, and such a key could not sign in without a user name.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
        options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
        Ok(Asked {
            options: options.to_string(),
            state: serde_json::to_string(&state)?,
        })
    }

    /// Reads the new key out of the browser's answer.
    pub fn new_key(&self, state: &str, answer: &str) -> Result<Key, PasskeyError> {
        let state: PasskeyRegistration = serde_json::from_str(state)?;
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer)?;
        key(&self.0.finish_passkey_registration(&answer, &state)?)
    }

    /// Asks for a signature of one of the keys `known`; of any key of this site when none is named.
    pub fn ask(&self, known: &[Vec<u8>]) -> Result<Asked, PasskeyError> {
        let (mut options, state) = self.0.start_discoverable_authentication()?;
        // A button was pressed: the browser asks at once instead of offering keys in a field.
        options.mediation = None;
        let mut options = serde_json::to_value(&options)?;
        let known = known
            .iter()
            .map(|id| json!({"type": "public-key", "id": BASE64_URL_SAFE_NO_PAD.encode(id)}));
        options["publicKey"]["allowCredentials"] = Value::Array(known.collect());
        Ok(Asked {
            options: options.to_string(),
            state: serde_json::to_string(&state)?,
        })
    }

    /// Checks a signature of the key that is kept as `kept` and whose account may be called by one of `owners`; answers how the
    /// key is to be kept from now on.
    pub fn verify(&self, state: &str, answer: &str, kept: &str, owners: &[Owner]) -> Result<Key, PasskeyError> {
        let state: DiscoverableAuthentication = serde_json::from_str(state)?;
        let answer: PublicKeyCredential = serde_json::from_str(answer)?;
        let mut passkey: Passkey = serde_json::from_str(kept)?;
        // A key that is asked for by its name may leave its owner out; one that names another is not this one.
        if let Ok((named, _)) = self.0.identify_discoverable_authentication(&answer)
            && !owners.contains(named.as_bytes())
        {
            return Err(WebauthnError::InvalidUserUniqueId.into());
        }
        let seen = self.0.finish_discoverable_authentication_v2(&answer, state, &passkey)?;
        passkey.update_credential(&seen);
        Ok(Key {
            counter: seen.counter(),
            ..key(&passkey)?
        })
    }
}

/// Which key signed an answer. Nothing of it is verified yet.
pub fn key_id(answer: &str) -> Result<Vec<u8>, PasskeyError> {
    let answer: PublicKeyCredential = serde_json::from_str(answer)?;
    Ok(answer.raw_id)
}

fn key(passkey: &Passkey) -> Result<Key, PasskeyError> {
    let kept = serde_json::to_value(passkey)?;
    let counter = kept["cred"]["counter"].as_u64().unwrap_or_default();
    Ok(Key {
        id: passkey.cred_id().clone(),
        text: kept.to_string(),
        counter: u32::try_from(counter).unwrap_or(u32::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_needs_a_name_that_keys_can_belong_to() {
        assert!(Site::new("https://card.example.com", "会卡").is_ok());
        assert!(Site::new("http://localhost:3000", "会卡").is_ok());
        for nameless in ["http://127.0.0.1:3000", "https://[::1]", "card.example.com"] {
            assert!(
                matches!(Site::new(nameless, "会卡"), Err(PasskeyError::Nameless(_))),
                "{nameless}"
            );
        }
    }

    #[test]
    fn a_new_key_has_to_verify_its_user_and_to_be_found_without_a_user_name() {
        let site = Site::new("https://card.example.com", "会卡").unwrap();
        let asked = site.ask_for_new([7; 16], "138****8000", &[vec![1, 2, 3]]).unwrap();
        let options: Value = serde_json::from_str(&asked.options).unwrap();
        let options = &options["publicKey"];
        assert_eq!(options["rp"]["id"], "card.example.com");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["attestation"], "none");
        assert_eq!(options["excludeCredentials"][0]["id"], "AQID");
    }

    #[test]
    fn every_question_is_another_one_and_names_the_keys_that_may_answer() {
        let site = Site::new("https://card.example.com", "会卡").unwrap();
        let read = |asked: Asked| serde_json::from_str::<Value>(&asked.options).unwrap();
        let (first, second) = (read(site.ask(&[vec![1, 2, 3]]).unwrap()), read(site.ask(&[]).unwrap()));
        assert_ne!(first["publicKey"]["challenge"], second["publicKey"]["challenge"]);
        assert_eq!(first["publicKey"]["allowCredentials"][0]["id"], "AQID");
        assert_eq!(second["publicKey"]["allowCredentials"], json!([]));
        assert_eq!(second["publicKey"]["userVerification"], "required");
        assert!(second.get("mediation").is_none_or(Value::is_null));
    }
}
