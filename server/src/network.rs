//! Whom an address stands for, where something is counted by address.

use std::net::{IpAddr, Ipv6Addr};

/// Who holds one address of IPv6 holds its whole /64, and can ask from each of its addresses in turn. An address of IPv4 stands for itself,
/// also where it is written as one of IPv6.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests {
    use super::network_of;

    #[test]
    fn all_addresses_of_a_subscriber_are_one() {
        for (address, network) in [
            ("2001:db8:1:2::1", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
            ("2001:db8:1:3::1", "2001:db8:1:3::"),
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
        ] {
            assert_eq!(network_of(address.parse().unwrap()).to_string(), network, "{address}");
        }
    }
}
