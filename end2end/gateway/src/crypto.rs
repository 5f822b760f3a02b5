//! Signing, verifying and sealing, as the gateways do it.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// An RSA key with its public half.
pub struct RsaKey {
    pair: KeyPair,
    public_der: Vec<u8>,
}

impl RsaKey {
    /// A new one of 2048 bits.
    pub fn generate() -> anyhow::Result<Self> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| anyhow::anyhow!("cannot make an RSA key"))?;
        Self::with_public(pair)
    }

    /// Reads PKCS#8 in PEM.
    pub fn from_pem(text: &str) -> anyhow::Result<Self> {
        let base64: String = text
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .map(str::trim)
            .collect();
        let pair = KeyPair::from_pkcs8(&STANDARD.decode(base64)?).map_err(|e| anyhow::anyhow!("no RSA key: {e}"))?;
        Self::with_public(pair)
    }

    fn with_public(pair: KeyPair) -> anyhow::Result<Self> {
        let der: PublicKeyX509Der<'_> = pair
            .public_key()
            .as_der()
            .map_err(|_| anyhow::anyhow!("the key has no public half"))?;
        let public_der = der.as_ref().to_vec();
        Ok(Self { pair, public_der })
    }

    pub fn private_pem(&self) -> anyhow::Result<String> {
        let der: Pkcs8V1Der<'_> = self
            .pair
            .as_der()
            .map_err(|_| anyhow::anyhow!("the key cannot be written"))?;
        Ok(pem("PRIVATE KEY", der.as_ref()))
    }

    /// The SPKI in DER.
    pub fn public_der(&self) -> &[u8] {
        &self.public_der
    }

    pub fn public_pem(&self) -> String {
        pem("PUBLIC KEY", &self.public_der)
    }

    /// PKCS#1 v1.5 with SHA-256, in base64.
    pub fn sign(&self, message: &[u8]) -> String {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .expect("a key that was made or read can sign");
        STANDARD.encode(signature)
    }

    /// Checks a signature in base64 against the public half.
    pub fn verifies(&self, message: &[u8], signature: &str) -> bool {
        STANDARD.decode(signature).is_ok_and(|signature| {
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.public_der)
                .verify(message, &signature)
                .is_ok()
        })
    }
}

impl std::fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RsaKey")
    }
}

/// DER as PEM.
pub fn pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in base64.as_bytes().chunks(64) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}

/// AES-256-GCM with the tag behind the ciphertext, in base64.
pub fn seal(key: &str, nonce: &str, associated_data: &str, plain: &[u8]) -> String {
    let key = UnboundKey::new(&AES_256_GCM, key.as_bytes()).expect("the key has 32 characters");
    let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).expect("the nonce has 12 characters");
    let mut bytes = plain.to_vec();
    LessSafeKey::new(key)
        .seal_in_place_append_tag(nonce, Aad::from(associated_data.as_bytes()), &mut bytes)
        .expect("a notification is far below the limits of GCM");
    STANDARD.encode(bytes)
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes))
}
