//! RSASSA-PKCS1-v1_5 with SHA-256: the one signature that WeChat Pay and Alipay share.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::{SignatureError, pem};

/// Our private key. Prints as its size only.
pub(crate) struct SigningKey(RsaKeyPair);

impl SigningKey {
    /// Reads PKCS#8 or PKCS#1, in PEM or in bare base64.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let der = pem::key_der(text)?;
        RsaKeyPair::from_pkcs8(&der)
            .or_else(|_| RsaKeyPair::from_der(&der))
            .ok()
            .map(Self)
    }

    /// Signs, and writes the signature in base64.
    pub(crate) fn sign(&self, message: &[u8]) -> String {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .expect("a key that was read can sign; this padding uses no randomness");
        STANDARD.encode(signature)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({} bits)", self.0.public_modulus_len() * 8)
    }
}

/// A gateway's public key.
pub(crate) struct VerifyingKey(ParsedPublicKey);

impl VerifyingKey {
    /// Reads an SPKI or PKCS#1 public key, in PEM or in bare base64.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::from_der(&pem::key_der(text)?)
    }

    /// Reads an SPKI or PKCS#1 public key in DER.
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).ok().map(Self)
    }

    /// Checks a signature that is written in base64.
    pub(crate) fn verify(&self, message: &[u8], signature: &str) -> Result<(), SignatureError> {
        let signature = STANDARD.decode(signature).map_err(|_| SignatureError::NotReadable)?;
        self.0
            .verify_sig(message, &signature)
            .map_err(|_| SignatureError::Mismatch)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey")
    }
}
