//! What a member agreed to be written to for, and by which way, in words.

use huika_domain::ConsentTo;

use crate::i18n::Lang;

/// Such as "优惠和活动 · 短信".
pub fn consent_words(t: Lang, to: ConsentTo) -> String {
    let said = |key: String| t.find(&key, &[]).unwrap_or_default();
    let purpose = said(format!("consent-{}", to.purpose.as_str()));
    let channel = said(format!("consent-by-{}", to.channel.as_str()));
    format!("{purpose} · {channel}")
}
