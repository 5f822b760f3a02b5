//! What settings may be besides their type. Each is refused where it was set, with its line or variable.

use std::num::NonZeroU16;

use huika_domain::ShopZone;
use huika_store::ranges::{check_name, checked};
use serde::Deserializer;
use tracing_subscriber::EnvFilter;

use super::value::{Cidr, PublicUrl};

/// Everybody's sessions would be readable on the way, and browsers would not make the rotating code.
pub(super) fn public_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PublicUrl, D::Error> {
    checked(deserializer, |url: &PublicUrl| {
        if url.is_https() || url.is_private() {
            Ok(())
        } else {
            Err("expected https://: members must not sign in over plain http, except within a network of your own")
        }
    })
}

/// Whoever is a proxy says whose request it is: were everybody one, each could be anybody.
pub(super) fn proxies<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Cidr>, D::Error> {
    checked(deserializer, |proxies: &Vec<Cidr>| {
        if proxies.iter().any(|network| network.is_of_strangers()) {
            return Err(
                "expected the addresses of your own proxies, or their networks: /8 of IPv4 and /7 of IPv6 at most",
            );
        }
        Ok(())
    })
}

pub(super) fn few_connections<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NonZeroU16, D::Error> {
    checked(deserializer, |wanted: &NonZeroU16| {
        if wanted.get() <= 500 {
            Ok(())
        } else {
            Err(format!("expected a number from 1 to 500, found {wanted}"))
        }
    })
}

pub(super) fn filter<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, |level: &String| {
        EnvFilter::builder().parse(level).map(drop)
    })
}

pub(super) fn shop_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, |name: &String| check_name(name, 60))
}

pub(super) fn time_zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    checked(deserializer, |name: &String| ShopZone::parse(name).map(drop))
}
