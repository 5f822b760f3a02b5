//! What members are asked whether they want, by which ways, and in which words.

use super::{
    Body, Dimension, Sentence,
    area::{name, switch},
};
use crate::{ConsentChannel, ConsentPurpose, ConsentTo};
use serde::{Deserialize, Serialize};

/// The ways by which the shop writes, and the words that are agreed to. The words that somebody saw are kept with their consent, so
/// another wording changes nothing about those who agreed to this one.
#[expect(clippy::struct_excessive_bools, reason = "each is a yes or no of its own")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConsentRule {
    /// What the wording is called.
    pub version: String,
    /// Whether text messages are asked about.
    pub sms: bool,
    /// Whether messages in `WeChat` are.
    pub wechat: bool,
    /// Whether calls are.
    pub call: bool,
    /// Whether e-mails are.
    pub mail: bool,
    /// What is agreed to for offers, in Chinese.
    pub offers_zh: String,
    /// The same in English.
    pub offers_en: String,
    /// What is agreed to for wishes and questions, in Chinese.
    pub care_zh: String,
    /// The same in English.
    pub care_en: String,
}

impl Default for ConsentRule {
    fn default() -> Self {
        Self {
            version: "2026-11".to_owned(),
            sms: true,
            wechat: false,
            call: false,
            mail: false,
            offers_zh: "接收优惠、活动和新品消息（可随时在“我的”里取消）".to_owned(),
            offers_en: "Send me offers and news (stop them any time under Me)".to_owned(),
            care_zh: "接收生日、纪念日祝福和消费后的回访（可随时在“我的”里取消）".to_owned(),
            care_en: "Send me birthday and anniversary wishes, and ask me how it was (stop it any time under Me)"
                .to_owned(),
        }
    }
}

impl Body for ConsentRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("version", &[name("version", 40)]),
        Sentence::of(
            "ways",
            &[switch("sms"), switch("wechat"), switch("call"), switch("mail")],
        ),
        Sentence::of("offers", &[name("offers_zh", 200), name("offers_en", 300)]),
        Sentence::of("care", &[name("care_zh", 200), name("care_en", 300)]),
    ];
}

impl ConsentRule {
    /// Whether the shop writes by this way at all.
    #[must_use]
    pub const fn uses(&self, channel: ConsentChannel) -> bool {
        match channel {
            ConsentChannel::Sms => self.sms,
            ConsentChannel::WeChat => self.wechat,
            ConsentChannel::Call => self.call,
            ConsentChannel::Mail => self.mail,
        }
    }

    /// What members are asked about.
    pub fn asked(&self) -> impl Iterator<Item = ConsentTo> + use<'_> {
        ConsentTo::all().filter(|consent| self.uses(consent.channel))
    }

    /// The words for a purpose, in Chinese or in English.
    #[must_use]
    pub fn wording(&self, purpose: ConsentPurpose, chinese: bool) -> &str {
        match (purpose, chinese) {
            (ConsentPurpose::Offers, true) => &self.offers_zh,
            (ConsentPurpose::Offers, false) => &self.offers_en,
            (ConsentPurpose::Care, true) => &self.care_zh,
            (ConsentPurpose::Care, false) => &self.care_en,
        }
    }
}
