//! Where the payer is, in the gateways' terms.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use huika_app::context::Browser;
use huika_pay::{H5Kind, Scene};

/// The scene of a browser, as far as it decides which gateways can serve it.
pub fn kind_of(browser: Browser) -> Scene {
    match browser {
        Browser::Phone | Browser::Alipay => Scene::MobileBrowser {
            client_ip: SOMEWHERE,
            kind: H5Kind::Wap,
        },
        Browser::Desktop => Scene::Desktop,
        Browser::WeChat => Scene::WeChat { openid: String::new() },
    }
}

/// The scene in which an order is paid. It hangs on how the order was opened and not on the browser of the moment: a gateway wants
/// the same order asked for in the same way.
pub fn scene(method: &str, client: IpAddr, openid: Option<String>) -> Option<Scene> {
    match method {
        "jsapi" => openid.map(|openid| Scene::WeChat { openid }),
        "native" | "page" => Some(Scene::Desktop),
        // A till scanned the payer's code; no page of the payer's leads anywhere.
        "code" | "counter" => None,
        _ => Some(Scene::MobileBrowser {
            client_ip: public_address(client),
            kind: H5Kind::Wap,
        }),
    }
}

/// Stands for any payer where only the kind of browser matters.
const SOMEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// Gateways refuse 127.0.0.1 as a payer's address. Somebody who tries Huika on their own machine is the payer and the server at
/// once, so the machine's address towards the world is theirs.
fn public_address(client: IpAddr) -> IpAddr {
    if client.is_loopback() || client.is_unspecified() {
        outward_address()
    } else {
        client
    }
}

/// Asks the routing table; connecting a datagram socket sends nothing. The target belongs to nobody (RFC 5737).
fn outward_address() -> IpAddr {
    let outward = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    });
    match outward {
        Ok(address) if !address.ip().is_loopback() && !address.ip().is_unspecified() => address.ip(),
        _ => SOMEWHERE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_is_never_told_a_loopback_address() {
        let Some(Scene::MobileBrowser { client_ip, .. }) = scene("h5", IpAddr::V4(Ipv4Addr::LOCALHOST), None) else {
            panic!("a phone pays in its browser");
        };
        assert!(!client_ip.is_loopback() && !client_ip.is_unspecified());
        let member = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7));
        assert_eq!(
            scene("h5", member, None),
            Some(Scene::MobileBrowser {
                client_ip: member,
                kind: H5Kind::Wap
            })
        );
    }

    #[test]
    fn nobody_pays_inside_wechat_unrecognised() {
        assert_eq!(scene("jsapi", SOMEWHERE, None), None);
        let known = scene("jsapi", SOMEWHERE, Some("o1".to_owned()));
        assert_eq!(
            known,
            Some(Scene::WeChat {
                openid: "o1".to_owned()
            })
        );
    }
}
