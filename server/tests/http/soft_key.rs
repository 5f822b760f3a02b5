//! An authenticator in software, written from the standard (WebAuthn Level 2, §6.1 and §6.5) and not with the library that the
//! server reads with. It does what it is told, also what a good one would not.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const HAS_KEY: u8 = 0x40;

/// One key, made for one site and one account.
pub struct SoftKey {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    /// The account that it was made for.
    pub owner: String,
    /// What it will say that it was used.
    pub counter: u32,
    /// The site that it says it talks to.
    pub origin: String,
    /// Whether it says that it has verified its user.
    pub verifies: bool,
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

impl SoftKey {
    /// Makes a key for what `navigator.credentials.create` was asked, and its answer.
    pub fn make(options: &Value, origin: &str) -> (Self, String) {
        let options = &options["publicKey"];
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("keys can be made");
        let point = pair.public_key().as_ref().to_vec();
        let key = Self {
            id: sha256(&point),
            pair,
            owner: options["user"]["id"].as_str().expect("the account is named").to_owned(),
            counter: 1,
            origin: origin.to_owned(),
            verifies: true,
        };
        // A COSE key (RFC 9053): kty EC2, alg ES256, crv P-256, x, y.
        let mut cose = vec![0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        cose.extend_from_slice(&point[1..33]);
        cose.extend_from_slice(&[0x22, 0x58, 0x20]);
        cose.extend_from_slice(&point[33..]);
        let mut data = key.data(options["rp"]["id"].as_str().expect("the site is named"), HAS_KEY);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&u16::try_from(key.id.len()).expect("ids are short").to_be_bytes());
        data.extend_from_slice(&key.id);
        data.extend_from_slice(&cose);
        let mut object = vec![0xA3, 0x63];
        object.extend_from_slice(b"fmt\x64none\x67attStmt\xA0\x68authData\x59");
        object.extend_from_slice(&u16::try_from(data.len()).expect("it is short").to_be_bytes());
        object.extend_from_slice(&data);
        let response = json!({
            "clientDataJSON": BASE64.encode(key.client("webauthn.create", options)),
            "attestationObject": BASE64.encode(object),
        });
        let answer = key.answer(&response);
        (key, answer)
    }

    /// Signs what `navigator.credentials.get` was asked.
    pub fn sign(&mut self, options: &Value) -> String {
        self.counter += 1;
        let options = &options["publicKey"];
        let client = self.client("webauthn.get", options);
        let data = self.data(options["rpId"].as_str().expect("the site is named"), 0);
        let mut signed = data.clone();
        signed.extend_from_slice(&sha256(client.as_bytes()));
        let signature = self.pair.sign(&SystemRandom::new(), &signed).expect("keys sign");
        self.answer(&json!({
            "clientDataJSON": BASE64.encode(client),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.as_ref()),
            "userHandle": self.owner,
        }))
    }

    /// By which the options name it.
    pub fn name(&self) -> String {
        BASE64.encode(&self.id)
    }

    fn answer(&self, response: &Value) -> String {
        json!({"id": self.name(), "rawId": self.name(), "type": "public-key", "response": response}).to_string()
    }

    fn client(&self, kind: &str, options: &Value) -> String {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false})
            .to_string()
    }

    fn data(&self, site: &str, more: u8) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut data = sha256(site.as_bytes());
        data.push(USER_PRESENT | verified | more);
        data.extend_from_slice(&self.counter.to_be_bytes());
        data
    }
}
