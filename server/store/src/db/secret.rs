//! What must not be readable in a copy of the database: keys are sealed, tokens and codes kept only as fingerprints.

use std::sync::Arc;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey},
    constant_time,
    digest::{SHA256, digest},
    hkdf, hmac,
};

use crate::StoreError;

mod reseal;

pub use reseal::{RESEALED, Resealed, Sealed, operators_with_recovery_codes, reseal_page};

/// Where randomness comes from; a parameter, so that a test can replay a run.
pub trait Rng: Send + Sync {
    /// Fills `bytes` with random ones, fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the operating system has randomness");
    }
}

impl dyn Rng + '_ {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number from 0 up to, not including, `below`, each as likely as the other.
    pub fn below(&self, below: u64) -> u64 {
        assert!(below > 0, "there is no number below 0");
        // Values past the last whole multiple are drawn again, or small numbers would be a little more likely.
        let last = u64::MAX - u64::MAX % below;
        loop {
            let number = u64::from_be_bytes(self.bytes());
            if number < last {
                return number % below;
            }
        }
    }

    /// A name of 128 random bits in URL-safe text, for a row that is handed out by a [`Secret::ticket`].
    pub fn name(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.bytes::<16>())
    }

    /// A 256-bit token in URL-safe text.
    pub fn token(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

/// The installation's secret, from which one key per purpose is derived, and beside it the ones that are changed from or to.
///
/// The current one seals and makes fingerprints. What was sealed or taken the fingerprint of under one of the others is still
/// opened and recognised, so that a secret can be changed on one server after the other while all of them serve.
#[derive(Clone)]
pub struct Secret {
    current: Keys,
    others: Arc<[Keys]>,
}

#[derive(Clone)]
struct Keys {
    seal: [u8; 32],
    fingerprint: [u8; 32],
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Keys {
    fn derived_from(bytes: &[u8; 32]) -> Self {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"huika").extract(bytes);
        let derive = |purpose: &[u8]| {
            let mut key = [0; 32];
            root.expand(&[purpose], hkdf::HKDF_SHA256)
                .and_then(|expanded| expanded.fill(&mut key))
                .expect("a key of 32 bytes can be derived");
            key
        };
        Self {
            seal: derive(b"seal"),
            fingerprint: derive(b"fingerprint"),
        }
    }

    fn open(&self, context: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_at_checked(12)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.seal).ok()?;
        let mut bytes = rest.to_vec();
        let plain = key
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut bytes)
            .ok()?;
        Some(plain.to_vec())
    }

    fn fingerprint(&self, context: &str, parts: &[&str]) -> [u8; 32] {
        let mut mac = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.fingerprint));
        for part in std::iter::once(&context).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.sign().as_ref().try_into().expect("SHA-256 has 32 bytes")
    }
}

impl Secret {
    /// From the 32 bytes of the secret file.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self {
            current: Keys::derived_from(bytes),
            others: Arc::new([]),
        }
    }

    /// Opens and recognises what was made under `others` too. Nothing new is made under them.
    #[must_use]
    pub fn accepting(mut self, others: &[[u8; 32]]) -> Self {
        self.others = others.iter().map(Keys::derived_from).collect();
        self
    }

    /// Encrypts `plain` with AES-256-GCM under a random nonce; `context` says what it is and must be said again to open it.
    #[must_use]
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.current.seal).expect("the key has 32 bytes");
        let mut sealed = plain.to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut sealed)
            .expect("so few bytes can be sealed");
        let mut whole = nonce.as_ref().to_vec();
        whole.append(&mut sealed);
        whole
    }

    /// Opens what [`Secret::seal`] made under the same `context`, with this secret or one of the others.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.all()
            .find_map(|keys| keys.open(context, sealed))
            .ok_or_else(|| StoreError::Decode(format!("the sealed {context} cannot be opened with this secret")))
    }

    /// Whether the current secret, and not one of the others, opens it.
    #[must_use]
    pub fn is_current(&self, context: &str, sealed: &[u8]) -> bool {
        self.current.open(context, sealed).is_some()
    }

    /// A keyed fingerprint (HMAC-SHA-256) of short values such as one-time codes, which a plain hash would not hide.
    #[must_use]
    pub fn fingerprint(&self, context: &str, parts: &[&str]) -> [u8; 32] {
        self.current.fingerprint(context, parts)
    }

    /// The fingerprints that a value may have been kept under: the current one first, then one for each other secret.
    pub fn fingerprints<'a>(&'a self, context: &'a str, parts: &'a [&str]) -> impl Iterator<Item = [u8; 32]> + 'a {
        self.all().map(move |keys| keys.fingerprint(context, parts))
    }

    /// What addresses and forms hold of a row that the database knows by `name`: the name, and behind it the proof that this shop gave it out.
    /// Statements only ever hear the name. So whoever reads them, in a log or over somebody's shoulder, can open nothing with what they read,
    /// and the row can still be handed out a second time, which a hash in its place would not allow.
    #[must_use]
    pub fn ticket(&self, of: Ticket, name: &str) -> String {
        format!("{name}{}", proof_of(&self.current, of, name))
    }

    /// The name in a ticket; the empty one, which no row has, where the proof is not ours.
    #[must_use]
    pub fn name_in<'a>(&self, of: Ticket, ticket: &'a str) -> &'a str {
        let Some((name, proof)) = ticket
            .len()
            .checked_sub(PROOF_CHARS)
            .and_then(|end| ticket.split_at_checked(end))
        else {
            return "";
        };
        let is_ours = self
            .all()
            .any(|keys| same(proof.as_bytes(), proof_of(keys, of, name).as_bytes()));
        if is_ours { name } else { "" }
    }

    fn all(&self) -> impl Iterator<Item = &Keys> {
        std::iter::once(&self.current).chain(self.others.iter())
    }
}

/// What a ticket is for; one for another thing opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticket {
    /// A scan at a till, and what is sold in it.
    TillSession,
    /// A question of a till to a phone.
    Approval,
    /// The page that says how a payment went.
    Payment,
}

impl Ticket {
    const fn context(self) -> &'static str {
        match self {
            Self::TillSession => "till-session",
            Self::Approval => "approval",
            Self::Payment => "payment",
        }
    }
}

/// 128 bits.
const PROOF_BYTES: usize = 16;
/// So many in base64.
const PROOF_CHARS: usize = 22;

fn proof_of(keys: &Keys, of: Ticket, name: &str) -> String {
    use base64::Engine as _;
    let whole = keys.fingerprint("ticket", &[of.context(), name]);
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&whole[..PROOF_BYTES])
}

/// Compares in a time that does not depend on where the difference is.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// SHA-256, for tokens that are random enough by themselves.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes)
        .as_ref()
        .try_into()
        .expect("SHA-256 has 32 bytes")
}

/// HMAC-SHA-256 of `message` under `key`: what the member code is computed from.
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    mac.as_ref().try_into().expect("SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_accepted_secret_sealed_is_opened_and_what_is_new_is_sealed_by_the_current_one_alone() {
        let (old, new) = ([1; 32], [2; 32]);
        let before = Secret::new(&old);
        let sealed = before.seal("code-key", b"thirty-two bytes of a device key");
        assert!(Secret::new(&new).open("code-key", &sealed).is_err());

        let changing = Secret::new(&new).accepting(&[old]);
        assert_eq!(
            changing.open("code-key", &sealed).unwrap(),
            b"thirty-two bytes of a device key"
        );
        assert!(!changing.is_current("code-key", &sealed));
        assert!(
            changing.open("totp", &sealed).is_err(),
            "the context counts under every secret"
        );
        let again = changing.seal("code-key", b"x");
        assert!(changing.is_current("code-key", &again));
        assert!(before.open("code-key", &again).is_err());
    }

    #[test]
    fn a_ticket_opens_what_it_was_given_out_for_under_each_accepted_secret_and_its_name_alone_opens_nothing() {
        let before = Secret::new(&[1; 32]);
        let name = (&SystemRng as &dyn Rng).name();
        let ticket = before.ticket(Ticket::TillSession, &name);
        assert_eq!((name.len(), ticket.len()), (22, 44));
        assert_eq!(before.name_in(Ticket::TillSession, &ticket), name);
        let changing = Secret::new(&[2; 32]).accepting(&[[1; 32]]);
        assert_eq!(changing.name_in(Ticket::TillSession, &ticket), name);

        let other_end = if ticket.ends_with('A') { "B" } else { "A" };
        let forged = format!("{}{other_end}", &ticket[..ticket.len() - 1]);
        for wrong in [
            &*name,
            &forged,
            &ticket[..ticket.len() - 1],
            "",
            "会员会员会员会员会员会员会员会员",
        ] {
            assert_eq!(before.name_in(Ticket::TillSession, wrong), "", "{wrong}");
        }
        assert_eq!(before.name_in(Ticket::Approval, &ticket), "");
        assert_eq!(Secret::new(&[2; 32]).name_in(Ticket::TillSession, &ticket), "");
    }

    #[test]
    fn fingerprints_name_the_current_one_first_and_those_of_the_others_behind_it() {
        let changing = Secret::new(&[2; 32]).accepting(&[[1; 32]]);
        let all: Vec<_> = changing.fingerprints("code", &["138", "123456"]).collect();
        assert_eq!(
            all,
            [
                Secret::new(&[2; 32]).fingerprint("code", &["138", "123456"]),
                Secret::new(&[1; 32]).fingerprint("code", &["138", "123456"])
            ]
        );
        assert_eq!(all[0], changing.fingerprint("code", &["138", "123456"]));
    }
}
