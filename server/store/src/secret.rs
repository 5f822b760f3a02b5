//! What must not be readable in a copy of the database: keys are sealed, tokens and codes kept only as fingerprints.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey},
    constant_time,
    digest::{SHA256, digest},
    hkdf, hmac,
};

use crate::StoreError;

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

    /// A 256-bit token in URL-safe text.
    pub fn token(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

/// The installation's secret, from which one key per purpose is derived.
#[derive(Clone)]
pub struct Secret {
    seal: [u8; 32],
    fingerprint: [u8; 32],
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// From the 32 bytes of the secret file.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
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

    /// Encrypts `plain` with AES-256-GCM under a random nonce; `context` says what it is and must be said again to open it.
    #[must_use]
    pub fn seal(&self, context: &str, plain: &[u8]) -> Vec<u8> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.seal).expect("the key has 32 bytes");
        let mut sealed = plain.to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut sealed)
            .expect("so few bytes can be sealed");
        let mut whole = nonce.as_ref().to_vec();
        whole.append(&mut sealed);
        whole
    }

    /// Opens what [`Secret::seal`] made under the same `context`.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let wrong = || StoreError::Decode(format!("the sealed {context} cannot be opened with this secret"));
        let (nonce, rest) = sealed.split_at_checked(12).ok_or_else(wrong)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| wrong())?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.seal).map_err(|_| wrong())?;
        let mut bytes = rest.to_vec();
        let plain = key
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut bytes)
            .map_err(|_| wrong())?;
        Ok(plain.to_vec())
    }

    /// A keyed fingerprint (HMAC-SHA-256) of short values such as one-time codes, which a plain hash would not hide.
    #[must_use]
    pub fn fingerprint(&self, context: &str, parts: &[&str]) -> [u8; 32] {
        let mut mac = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.fingerprint));
        for part in std::iter::once(&context).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.sign().as_ref().try_into().expect("SHA-256 has 32 bytes")
    }
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
