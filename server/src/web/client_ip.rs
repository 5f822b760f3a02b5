//! Whose request it is, by address: limits hang on it, so only proxies that the settings name are believed.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Once};

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use huika_app::context::ClientIp;

use crate::config::Cidr;

/// Middleware: puts `ClientIp` into the request.
pub async fn find(State(proxies): State<Arc<[Cidr]>>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical();
    let client = client_of(peer, request.headers(), &proxies);
    if is_unnamed_proxy(peer, request.headers(), &proxies) {
        static SAID: Once = Once::new();
        SAID.call_once(|| {
            tracing::warn!(
                proxy = %peer,
                "requests come by a proxy that server.trusted_proxies does not name: all its clients count as one address, and share \
                 the limits of one"
            );
        });
    }
    request.extensions_mut().insert(ClientIp(client));
    next.run(request).await
}

/// Walks `X-Forwarded-For` from its end, where our own proxies wrote, to the first address that is none of them. What
/// stands further left was written by the client and proves nothing.
fn client_of(peer: IpAddr, headers: &HeaderMap, proxies: &[Cidr]) -> IpAddr {
    let trusted = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let lines: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !trusted(client) {
            break;
        }
        match address_of(hop.trim()) {
            Some(address) => client = address.to_canonical(),
            None => break,
        }
    }
    client
}

/// Some proxies write the port too, and put an address of IPv6 into brackets: `203.0.113.9`, `203.0.113.9:4711`, `2001:db8::9`,
/// `[2001:db8::9]`, `[2001:db8::9]:4711`.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let alone = bare.unwrap_or(hop).parse().ok();
    alone.or_else(|| hop.parse::<SocketAddr>().ok().map(|both| both.ip()))
}

/// Whether a proxy of our own network forwards to us that the settings do not name. Strangers may claim to be proxies.
fn is_unnamed_proxy(peer: IpAddr, headers: &HeaderMap, proxies: &[Cidr]) -> bool {
    let is_near = match peer {
        IpAddr::V4(four) => four.is_loopback() || four.is_private() || four.is_link_local(),
        IpAddr::V6(six) => six.is_loopback() || six.is_unique_local() || six.is_unicast_link_local(),
    };
    is_near && headers.contains_key("x-forwarded-for") && !proxies.iter().any(|network| network.contains(peer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], proxies: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies: Vec<Cidr> = proxies.iter().map(|p| p.parse().unwrap()).collect();
        client_of(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn nobody_is_believed_unless_the_settings_name_them() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn behind_our_proxies_the_last_foreign_address_is_the_client() {
        assert_eq!(seen("10.0.0.1", &["198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
        assert_eq!(
            seen("10.0.0.1", &["6.6.6.6, 198.51.100.1, 10.0.0.2"], &["10.0.0.0/8"]),
            "198.51.100.1"
        );
        assert_eq!(
            seen("10.0.0.1", &["6.6.6.6", "198.51.100.1"], &["10.0.0.0/8"]),
            "198.51.100.1"
        );
        assert_eq!(seen("10.0.0.1", &["forged"], &["10.0.0.0/8"]), "10.0.0.1");
    }

    #[test]
    fn a_port_or_brackets_beside_the_address_change_nothing() {
        for (hop, client) in [
            ("198.51.100.1:4711", "198.51.100.1"),
            ("[2001:db8::9]", "2001:db8::9"),
            ("[2001:db8::9]:4711", "2001:db8::9"),
            ("2001:db8::9", "2001:db8::9"),
            ("[::ffff:198.51.100.1]:80", "198.51.100.1"),
        ] {
            assert_eq!(seen("10.0.0.1", &[hop], &["10.0.0.0/8"]), client, "{hop}");
        }
        for nobody in ["unknown", "[198.51.100.1", "198.51.100.1:", "_hidden", ""] {
            assert_eq!(seen("10.0.0.1", &[nobody], &["10.0.0.0/8"]), "10.0.0.1", "{nobody}");
        }
    }

    #[test]
    fn a_proxy_of_our_own_network_that_nobody_named_is_noticed() {
        let noticed = |peer: &str, header: bool, proxies: &[&str]| {
            let mut headers = HeaderMap::new();
            if header {
                headers.append("x-forwarded-for", "198.51.100.1".parse().unwrap());
            }
            let proxies: Vec<Cidr> = proxies.iter().map(|p| p.parse().unwrap()).collect();
            is_unnamed_proxy(peer.parse().unwrap(), &headers, &proxies)
        };
        assert!(
            noticed("127.0.0.1", true, &[])
                && noticed("10.0.0.1", true, &["127.0.0.1"])
                && noticed("fd00::1", true, &[])
        );
        assert!(!noticed("10.0.0.1", true, &["10.0.0.0/8"]) && !noticed("10.0.0.1", false, &[]));
        assert!(!noticed("203.0.113.9", true, &[]), "anybody can send the header");
    }
}
