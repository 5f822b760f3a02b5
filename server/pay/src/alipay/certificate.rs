//! As much of X.509 as certificate mode needs: whose certificate, its number, its key. No chain is checked: the files come from the
//! merchant's own console, and what matters is that both sides mean the same ones.

use std::fmt::Write;

use md5::{Digest, Md5};

use crate::pem;

/// Signature algorithms that begin like this are RSA's (1.2.840.113549.1.1).
const RSA_OID: [u8; 8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];

/// A certificate's parts.
pub(super) struct Certificate {
    /// Alipay's name for it: MD5 over issuer and decimal number, in hexadecimal.
    pub serial: String,
    /// The SPKI in DER.
    pub public_key: Vec<u8>,
    signed_with_rsa: bool,
}

/// All certificates of a PEM text that can be read.
pub(super) fn read_all(pem_text: &str) -> Vec<Certificate> {
    pem::blocks(pem_text)
        .iter()
        .filter(|block| block.label == "CERTIFICATE")
        .filter_map(|b| read(&b.der))
        .collect()
}

/// The number of a root bundle: those of its members that are signed with RSA, joined.
pub(super) fn root_serial(pem_text: &str) -> Option<String> {
    let serials: Vec<String> = read_all(pem_text)
        .into_iter()
        .filter(|one| one.signed_with_rsa)
        .map(|one| one.serial)
        .collect();
    (!serials.is_empty()).then(|| serials.join("_"))
}

fn read(der: &[u8]) -> Option<Certificate> {
    let mut certificate = Reader(Reader(der).expect(0x30)?);
    let mut tbs = Reader(certificate.expect(0x30)?);
    let signature_oid = Reader(certificate.expect(0x30)?).expect(0x06)?;
    if tbs.0.first() == Some(&0xA0) {
        tbs.next()?; // version
    }
    let number = tbs.expect(0x02)?;
    tbs.expect(0x30)?; // algorithm
    let issuer = tbs.expect(0x30)?;
    tbs.expect(0x30)?; // validity
    tbs.expect(0x30)?; // subject
    let before_key = tbs.0;
    tbs.expect(0x30)?;
    let public_key = before_key[..before_key.len() - tbs.0.len()].to_vec();

    let named = format!("{}{}", issuer_name(issuer)?, decimal(number));
    Some(Certificate {
        serial: hex::encode(Md5::digest(named.as_bytes())),
        public_key,
        signed_with_rsa: signature_oid.starts_with(&RSA_OID),
    })
}

/// `CN=…,OU=…,O=…,C=…`: the reverse of the order in the certificate.
fn issuer_name(issuer: &[u8]) -> Option<String> {
    let mut sets = Reader(issuer);
    let mut parts = Vec::new();
    while !sets.0.is_empty() {
        let mut attribute = Reader(Reader(sets.expect(0x31)?).expect(0x30)?);
        let oid = attribute.expect(0x06)?;
        let (_, value) = attribute.next()?;
        parts.push(format!("{}={}", short_name(oid)?, std::str::from_utf8(value).ok()?));
    }
    parts.reverse();
    Some(parts.join(","))
}

fn short_name(oid: &[u8]) -> Option<&'static str> {
    Some(match oid {
        [0x55, 0x04, 0x03] => "CN",
        [0x55, 0x04, 0x05] => "serialName",
        [0x55, 0x04, 0x06] => "C",
        [0x55, 0x04, 0x07] => "L",
        [0x55, 0x04, 0x08] => "ST",
        [0x55, 0x04, 0x0A] => "O",
        [0x55, 0x04, 0x0B] => "OU",
        _ => return None,
    })
}

/// A big-endian number of any length in decimal.
fn decimal(bytes: &[u8]) -> String {
    // Groups of nine digits, the least first.
    let mut groups: Vec<u64> = vec![0];
    for byte in bytes {
        let mut carry = u64::from(*byte);
        for group in &mut groups {
            let value = *group * 256 + carry;
            *group = value % 1_000_000_000;
            carry = value / 1_000_000_000;
        }
        if carry > 0 {
            groups.push(carry);
        }
    }
    let mut text = groups.last().map(u64::to_string).unwrap_or_default();
    for group in groups.iter().rev().skip(1) {
        let _ = write!(text, "{group:09}");
    }
    text
}

/// DER, one element after the other.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7F => (usize::from(first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
                (
                    bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)),
                    rest,
                )
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, value))
    }

    fn expect(&mut self, wanted: u8) -> Option<&'a [u8]> {
        self.next().filter(|(tag, _)| *tag == wanted).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected names were computed by Alipay's own SDK for Node, from certificates made with openssl.
    #[test]
    fn certificates_are_named_as_alipays_own_sdk_names_them() {
        let app = read_all(include_str!("../../fixtures/test-only-app.crt"));
        assert_eq!(app[0].serial, "051d1f8de83bcc86291b9d4355bffc1e");
        // The bundle holds two certificates signed with RSA and between them one signed with ECDSA, which does not count.
        let root = include_str!("../../fixtures/test-only-root.crt");
        assert_eq!(read_all(root).len(), 3);
        let expected = "4879cf5279bc9ef6de9400fb8b2a7211_0bc689f2cf9f6c8d8c7dc603e01caefd";
        assert_eq!(root_serial(root).as_deref(), Some(expected));
    }

    #[test]
    fn the_key_of_a_certificate_verifies_what_its_owner_signed() {
        let app = read_all(include_str!("../../fixtures/test-only-app.crt"));
        let key = crate::rsa::VerifyingKey::from_der(&app[0].public_key).unwrap();
        let own = crate::rsa::SigningKey::parse(include_str!("../../fixtures/test-only-private.pem")).unwrap();
        assert_eq!(key.verify(b"words", &own.sign(b"words")), Ok(()));
    }

    #[test]
    fn what_is_no_certificate_is_passed_over() {
        assert!(read_all("-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----").is_empty());
        assert_eq!(root_serial("nothing"), None);
    }

    #[test]
    fn numbers_of_any_length_become_decimal() {
        assert_eq!(decimal(&[0]), "0");
        assert_eq!(decimal(&[0x3B, 0x9A, 0xCA, 0x00]), "1000000000");
        assert_eq!(decimal(&[0xFF; 16]), u128::MAX.to_string());
    }
}
