//! The sections of the file that every server has. Defaults make a server on this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU16;
use std::path::PathBuf;

use huika_pay::alipay::AlipaySettings;
use huika_pay::stripe::StripeSettings;
use huika_pay::wechat::WeChatSettings;
use huika_store::ranges::within;
use serde::Deserialize;

use super::checks::{few_connections, filter, proxies, public_address, shop_name, time_zone};
use super::value::{Accent, Cidr, DatabaseUrl, PublicUrl, Secret};

/// `[server]`: how it is reached and how much it takes at once.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    pub listen: SocketAddr,
    #[serde(deserialize_with = "public_address")]
    pub public_url: PublicUrl,
    /// 64 hexadecimal digits that every sealed value hangs on.
    pub secret: Option<Secret>,
    pub secret_file: Option<PathBuf>,
    /// Secrets that are accepted beside it, while it is being changed.
    pub other_secrets: Vec<Secret>,
    /// Threads that answer; 0 means one a core. Never fewer than four: a page waits for several at once.
    #[serde(deserialize_with = "within::<0, 1024, _, _>")]
    pub workers: usize,
    /// Connections at one time, of clients and proxies.
    #[serde(deserialize_with = "within::<32, 1_000_000, _, _>")]
    pub connections: usize,
    /// Those of one address (or /64 of IPv6) that is no trusted proxy.
    #[serde(deserialize_with = "within::<1, 1_000_000, _, _>")]
    pub connections_per_address: usize,
    /// How long a client may take for the headers of a request.
    #[serde(deserialize_with = "within::<1, 300, _, _>")]
    pub header_timeout_secs: u64,
    /// How long a connection may rest between two requests: longer than the proxy's own limit.
    #[serde(deserialize_with = "within::<1, 3600, _, _>")]
    pub idle_timeout_secs: u64,
    /// Event streams of one session.
    #[serde(deserialize_with = "within::<1, 1000, _, _>")]
    pub streams_per_session: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    #[serde(deserialize_with = "proxies")]
    pub trusted_proxies: Vec<Cidr>,
    #[serde(deserialize_with = "within::<16, 65_536, _, _>")]
    pub body_limit_kib: usize,
    #[serde(deserialize_with = "within::<1, 600, _, _>")]
    pub request_timeout_secs: u64,
    #[serde(deserialize_with = "within::<0, 600, _, _>")]
    pub shutdown_grace_secs: u64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000),
            public_url: "http://localhost:3000".parse().expect("the default is a URL"),
            secret: None,
            secret_file: None,
            other_secrets: Vec::new(),
            workers: 0,
            connections: 2048,
            connections_per_address: 256,
            header_timeout_secs: 10,
            idle_timeout_secs: 75,
            streams_per_session: 8,
            trusted_proxies: Vec::new(),
            body_limit_kib: 64,
            request_timeout_secs: 15,
            shutdown_grace_secs: 10,
        }
    }
}

/// `[log]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    pub format: LogFormat,
    /// A filter such as `info` or `info,huika_store=debug`.
    #[serde(deserialize_with = "filter")]
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Pretty,
            level: "info".to_owned(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One line for a person.
    Pretty,
    /// One JSON object a line, for a collector.
    Json,
}

/// `[metrics]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Metrics {
    /// The bearer token that `/metrics` wants. Without one it answers only this machine, and nobody where members reach the server by
    /// another address.
    pub token: Option<Secret>,
}

/// `[store]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    pub url: DatabaseUrl,
    /// A read replica of the same PostgreSQL, for what reads much: the proof and reports.
    pub replica_url: Option<DatabaseUrl>,
    /// PostgreSQL connections that write, and as many that read.
    #[serde(deserialize_with = "few_connections")]
    pub connections: NonZeroU16,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            url: "sqlite:huika.db".parse().expect("the default is a URL"),
            replica_url: None,
            connections: NonZeroU16::new(8).expect("eight is not zero"),
        }
    }
}

/// `[shop]`: what it is called and where its day begins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shop {
    #[serde(deserialize_with = "shop_name")]
    pub name: String,
    #[serde(deserialize_with = "time_zone")]
    pub time_zone: String,
    pub accent: Accent,
    pub currency: Currency,
    /// How members reach the shop besides its counters, such as a phone number; shown with the terms. Empty where there is no other way.
    pub contact: String,
}

impl Default for Shop {
    fn default() -> Self {
        Self {
            name: "会卡".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            accent: "#0b7a5b".parse().expect("the default is a colour"),
            currency: Currency::Cny,
            contact: String::new(),
        }
    }
}

/// The ledger counts fen, so there is one so far; a server set to another is refused instead of showing the wrong sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Currency {
    #[serde(rename = "CNY")]
    Cny,
}

/// `[pay]`: a table for each gateway. One that is not configured is not offered.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pay {
    /// `[pay.wechat]`; all but the hosts comes from the merchant's console.
    pub wechat: Option<WeChatSettings>,
    /// `[pay.alipay]`, in public-key or certificate mode.
    pub alipay: Option<AlipaySettings>,
    /// `[pay.stripe]`, for shops abroad.
    pub stripe: Option<StripeSettings>,
}
