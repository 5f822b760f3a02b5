//! What payment channels and tenders are called.

use crate::i18n::Lang;

/// What a payment channel is called, or the tender by which a counter took the money.
pub fn channel_name(t: Lang, channel: &str) -> String {
    t.find(&format!("channel-{channel}"), &[])
        .or_else(|| t.find(&format!("tender-{channel}"), &[]))
        .unwrap_or_else(|| channel.to_owned())
}

/// What somebody paid with beside the card. A tender that only the shop has a name for is told as another one.
pub fn tender_name(t: Lang, tender: &str) -> String {
    t.find(&format!("tender-{tender}"), &[])
        .or_else(|| t.find(&format!("channel-{tender}"), &[]))
        .unwrap_or_else(|| t.text("tender-other").to_owned())
}
