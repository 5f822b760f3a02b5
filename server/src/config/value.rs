//! The kinds of values that settings have. Each parses itself, so a wrong one is refused at its own line.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, Visitor};
use url::{Host, Url};

/// A text that must not print. Unlike a plain string, a value of the wrong type is refused without being repeated.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    pub fn new(text: &str) -> Self {
        Self(SecretString::from(text))
    }

    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub fn inner(&self) -> SecretString {
        self.0.clone()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Secret;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a secret in quotes")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Secret, E> {
                if text.trim().is_empty() {
                    return Err(E::custom("the secret is empty"));
                }
                Ok(Secret::new(text))
            }
            fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Secret, E> {
                Err(E::custom("expected a secret in quotes"))
            }
            fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Secret, E> {
                Err(E::custom("expected a secret in quotes"))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Where members reach the server: scheme, host and port, nothing behind them.
#[derive(Clone, Debug)]
pub struct PublicUrl(Url);

impl PublicUrl {
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// `https://card.example.com`, without a slash at its end.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether it is in a network of the shop's own: a private number, or a name that is not one of the internet.
    pub fn is_private(&self) -> bool {
        const INSIDE: [&str; 6] = [".local", ".internal", ".lan", ".home.arpa", ".test", ".localhost"];
        match self.0.host() {
            Some(Host::Ipv4(four)) => four.is_loopback() || four.is_private() || four.is_link_local(),
            Some(Host::Ipv6(six)) => six.is_loopback() || six.is_unique_local() || six.is_unicast_link_local(),
            Some(Host::Domain(name)) => !name.contains('.') || INSIDE.iter().any(|end| name.ends_with(end)),
            None => false,
        }
    }

    /// Whether it is this machine by its own name for itself, where nobody else can reach it.
    pub fn is_this_machine(&self) -> bool {
        match self.0.host() {
            Some(Host::Ipv4(four)) => four.is_loopback(),
            Some(Host::Ipv6(six)) => six.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        }
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|e| format!("not a URL: {e}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err("expected http://host or https://host".to_owned());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err("expected scheme, host and port only; Huika lives at the root of its host".to_owned());
        }
        Ok(Self(url))
    }
}

/// `sqlite:FILE` or `postgres://…`.
#[derive(Clone)]
pub struct DatabaseUrl(SecretString);

impl DatabaseUrl {
    /// The whole URL. It may hold a password.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The file, when it is SQLite.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let rest = self.expose().strip_prefix("sqlite:")?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        Some(Path::new(rest.split('?').next().unwrap_or(rest)).to_owned())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sqlite_file() {
            Some(file) => write!(f, "sqlite:{}", file.display()),
            None => f.write_str("postgres://…"),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = ["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme));
        let url = Self(SecretString::from(text));
        if !known || url.sqlite_file().is_some_and(|file| file.as_os_str().is_empty()) {
            return Err("expected sqlite:FILE or postgres://USER@HOST/DATABASE".to_owned());
        }
        Ok(url)
    }
}

/// A network such as `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    network: IpAddr,
    prefix_bits: u8,
}

impl Cidr {
    pub fn contains(&self, address: IpAddr) -> bool {
        fn same(a: u128, b: u128, width: u8, bits: u8) -> bool {
            bits == 0 || (a ^ b) >> (width - bits) == 0
        }
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => same(a.to_bits().into(), b.to_bits().into(), 32, self.prefix_bits),
            (IpAddr::V6(a), IpAddr::V6(b)) => same(a.to_bits(), b.to_bits(), 128, self.prefix_bits),
            _ => false,
        }
    }
}

impl Cidr {
    /// Whether it is larger than any network that somebody has for themself.
    pub fn is_of_strangers(self) -> bool {
        match self.network {
            // 10.0.0.0/8 is the largest private network, fc00::/7 that of IPv6.
            IpAddr::V4(_) => self.prefix_bits < 8,
            IpAddr::V6(_) => self.prefix_bits < 7,
        }
    }
}

impl FromStr for Cidr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "expected an IP address or a network such as 10.0.0.0/8".to_owned();
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let network: IpAddr = address.parse().map_err(|_| wrong())?;
        let width = if network.is_ipv4() { 32 } else { 128 };
        let prefix_bits = bits.map_or(Ok(width), |b| b.parse::<u8>().map_err(|_| wrong()))?;
        if prefix_bits > width {
            return Err(wrong());
        }
        Ok(Self { network, prefix_bits })
    }
}

/// The shop's colour, `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accent(String);

impl Accent {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Accent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let hex = text
            .strip_prefix('#')
            .filter(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit()));
        hex.map(|_| Self(text.to_ascii_lowercase()))
            .ok_or_else(|| "expected a colour such as #b4552d".to_owned())
    }
}

/// Settings that are texts with a form of their own.
macro_rules! deserialize_by_parsing {
    ($($name:ty),*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}
deserialize_by_parsing!(PublicUrl, DatabaseUrl, Cidr, Accent);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_contains_its_addresses_and_no_others() {
        let network: Cidr = "10.1.0.0/16".parse().unwrap();
        assert!(network.contains("10.1.255.1".parse().unwrap()));
        assert!(!network.contains("10.2.0.1".parse().unwrap()));
        assert!("::ffff:10.1.0.9".parse().is_ok_and(|mapped| network.contains(mapped)));
        assert!(
            "0.0.0.0/0"
                .parse::<Cidr>()
                .unwrap()
                .contains("8.8.8.8".parse().unwrap())
        );
        assert!("10.0.0.0/33".parse::<Cidr>().is_err());
    }

    #[test]
    fn a_public_address_is_an_origin_and_nothing_more() {
        assert_eq!(
            "https://card.example.com".parse::<PublicUrl>().unwrap().origin(),
            "https://card.example.com"
        );
        assert_eq!(
            "http://127.0.0.1:3000/".parse::<PublicUrl>().unwrap().origin(),
            "http://127.0.0.1:3000"
        );
        for wrong in ["card.example.com", "ftp://x", "https://x/member", "https://x?y"] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_database_address_prints_without_its_password() {
        let url: DatabaseUrl = "postgres://huika:hunter2@db/huika".parse().unwrap();
        assert!(!format!("{url:?}").contains("hunter2"));
        assert_eq!(
            "sqlite:huika.db".parse::<DatabaseUrl>().unwrap().sqlite_file(),
            Some("huika.db".into())
        );
        assert_eq!(
            "sqlite:///var/huika.db".parse::<DatabaseUrl>().unwrap().sqlite_file(),
            Some("/var/huika.db".into())
        );
        assert!("mysql://x".parse::<DatabaseUrl>().is_err());
        assert!("sqlite:".parse::<DatabaseUrl>().is_err());
    }
}
