//! The payment gateways' wire protocols.
//!
//! No database and no clock of its own: what a gateway says comes in as bytes and leaves as a [`PaymentResult`]; what the
//! shop wants goes in as a [`PrepayRequest`] and leaves as a signed request. Everything that a portal needs of a gateway
//! stands in one small trait, [`Channel`]. Hosts, keys and ids are settings, and no secret has a `Debug` that prints it.

pub mod alipay;
mod bill;
mod chance;
mod channel;
mod currency;
mod digest;
mod error;
mod http_client;
mod number;
mod pem;
mod rsa;
mod settings_file;
pub mod stripe;
mod text;
mod time;
pub mod wechat;
mod yuan;
mod zip;

pub use bill::{BillFact, BillFile, BillKind, BillRow, DayBill, FundsDifference};
pub use chance::{Chance, SystemChance};
pub use channel::{
    Acknowledgement, BoxFuture, Channel, ChannelId, CloseOutcome, CodePayAnswer, CodePayRequest, CodeRefusal,
    DisputeResult, DisputeState, GatewayState, H5Kind, Notification, NotifiedEvent, PaidTrade, PaymentResult,
    PrepayAction, PrepayRequest, RefundRequest, RefundResult, RefundState, ReverseOutcome, Scene,
};
pub use currency::Currency;
pub use error::{NotifyError, PayError, SettingsError, SignatureError};
pub use http_client::{HttpTimeouts, http_client};
pub use number::{NumberError, TradeNumber};

/// What a table of states says of a word; nothing when the gateway has a new one, which nobody may guess the meaning of.
fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, meaning)| *meaning)
}
