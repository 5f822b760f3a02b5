//! Randomness as a parameter, so that a test can sign the same request twice.

use std::fmt;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

/// Where nonces come from.
pub trait Chance: Send + Sync {
    /// Fills `bytes` with values that nobody can foresee.
    fn fill(&self, bytes: &mut [u8]);

    /// 32 characters of hexadecimal, the form that every gateway here takes as a nonce.
    fn nonce(&self) -> String {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        hex::encode_upper(bytes)
    }
}

/// The operating system's generator, for production.
#[derive(Default)]
pub struct SystemChance(SystemRandom);

impl SystemChance {
    /// Opens the generator.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes).expect("the operating system has randomness");
    }
}

impl fmt::Debug for SystemChance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemChance")
    }
}
