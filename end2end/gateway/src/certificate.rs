//! The certificates of Alipay's certificate mode: a root, and one each for the app and for Alipay that it issued. They are X.509 v3 as far as
//! both sides look at them: issuer, number, key.

use std::fs;
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

use crate::crypto::{RsaKey, pem};

/// The names by which requests and answers call them.
#[derive(Debug, Clone)]
pub struct Certificates {
    pub app: String,
    pub alipay: String,
    pub root: String,
}

/// Country, organisation, unit, name: the order inside a certificate.
type Name = [(&'static [u8], &'static str); 4];

const ROOT: Name = name("Ant Financial Certification Authority R1");
const ISSUER: Name = ROOT;
const APP: Name = name("stand-in app");
const ALIPAY: Name = name("stand-in alipay");

const fn name(common: &'static str) -> Name {
    [
        (&[0x55, 0x04, 0x06], "CN"),
        (&[0x55, 0x04, 0x0A], "Ant Financial"),
        (&[0x55, 0x04, 0x0B], "Certification Authority"),
        (&[0x55, 0x04, 0x03], common),
    ]
}

impl Certificates {
    /// Writes `alipay-root.crt`, `alipay-app.crt` and `alipay-public.crt`. The same keys make the same certificates.
    pub fn make(folder: &Path, root: &RsaKey, app: &RsaKey, alipay: &RsaKey) -> anyhow::Result<Self> {
        let write = |file: &str, subject: &Name, number: u64, key: &RsaKey| -> anyhow::Result<String> {
            let der = certificate(subject, number, key, root)?;
            fs::write(folder.join(file), pem("CERTIFICATE", &der)).with_context(|| format!("cannot write {file}"))?;
            Ok(serial_of(number))
        };
        Ok(Self {
            root: write("alipay-root.crt", &ROOT, 2_018_112_201, root)?,
            app: write("alipay-app.crt", &APP, 20_260_101_000_000_001, app)?,
            alipay: write("alipay-public.crt", &ALIPAY, 20_260_101_000_000_002, alipay)?,
        })
    }
}

/// MD5 over the issuer, its parts in reverse, and the number in decimal.
fn serial_of(number: u64) -> String {
    let short = ["C", "O", "OU", "CN"];
    let parts: Vec<String> = ISSUER
        .iter()
        .zip(short)
        .rev()
        .map(|((_, value), short)| format!("{short}={value}"))
        .collect();
    hex::encode(Md5::digest(format!("{}{number}", parts.join(","))))
}

fn certificate(subject: &Name, number: u64, key: &RsaKey, issuer_key: &RsaKey) -> anyhow::Result<Vec<u8>> {
    let algorithm = der(
        0x30,
        &[
            der(0x06, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B]),
            vec![0x05, 0x00],
        ]
        .concat(),
    );
    let validity = der(
        0x30,
        &[der(0x17, b"260101000000Z"), der(0x17, b"460101000000Z")].concat(),
    );
    let body = der(
        0x30,
        &[
            der(0xA0, &der(0x02, &[2])),
            der(0x02, &whole(number)),
            algorithm.clone(),
            name_der(&ISSUER),
            validity,
            name_der(subject),
            key.public_der().to_vec(),
        ]
        .concat(),
    );
    let mut signature = vec![0];
    signature.extend(STANDARD.decode(issuer_key.sign(&body))?);
    Ok(der(0x30, &[body, algorithm, der(0x03, &signature)].concat()))
}

fn name_der(name: &Name) -> Vec<u8> {
    let parts: Vec<u8> = name
        .iter()
        .flat_map(|(oid, value)| {
            der(
                0x31,
                &der(0x30, &[der(0x06, oid), der(0x0C, value.as_bytes())].concat()),
            )
        })
        .collect();
    der(0x30, &parts)
}

/// A positive number without leading zeros, its first bit clear.
fn whole(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1);
    let mut shortest = bytes[first..].to_vec();
    if shortest[0] >= 0x80 {
        shortest.insert(0, 0);
    }
    shortest
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut bytes = vec![tag];
    if length < 0x80 {
        bytes.push(length.to_be_bytes()[7]);
    } else {
        let all = length.to_be_bytes();
        let first = all.iter().position(|byte| *byte != 0).unwrap_or(0);
        bytes.push(0x80 | (all.len() - first).to_be_bytes()[7]);
        bytes.extend(&all[first..]);
    }
    bytes.extend(content);
    bytes
}
