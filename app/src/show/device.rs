//! Devices in words.

use huika_store::member::KeptKey;

use crate::i18n::Lang;

/// The user agents that people have a name for, by a word in them; the first that fits counts.
const DEVICES: [(&str, &str); 6] = [
    ("MicroMessenger", "device-wechat"),
    ("iPhone", "device-iphone"),
    ("iPad", "device-ipad"),
    ("Android", "device-android"),
    ("Macintosh", "device-mac"),
    ("Windows", "device-windows"),
];

/// What kind of thing sent this user agent, as the key of its words: kept with a passkey, so that its name follows the reader's language.
pub fn device_kind(user_agent: &str) -> &'static str {
    let found = DEVICES.iter().find(|(word, _)| user_agent.contains(word));
    found.map_or("device-other", |(_, kind)| kind)
}

/// What people call the thing that sent this user agent.
pub fn device_name(t: Lang, user_agent: &str) -> &'static str {
    t.text(device_kind(user_agent))
}

/// What a passkey is called. Those of earlier versions have a name in the language of whoever made them.
pub fn key_name(t: Lang, key: &KeptKey) -> String {
    let known = key.name == "device-other" || DEVICES.iter().any(|(_, kind)| *kind == key.name);
    let words = known.then(|| t.find(&key.name, &[])).flatten();
    words.unwrap_or_else(|| key.name.clone())
}
