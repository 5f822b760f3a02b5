//! What a member may agree to: to be written to for a purpose, by a channel. Each pair is agreed to by itself, and nothing is taken for
//! granted from another one.

crate::text_enum! {
    /// What for. Messages about the account itself, such as a code or a refund, need no consent and are none of these.
    pub enum ConsentPurpose {
        /// Offers, campaigns and news.
        Offers = "offers",
        /// Birthday and anniversary wishes, and asking how it was.
        Care = "care",
    }
}

crate::text_enum! {
    /// By which way.
    pub enum ConsentChannel {
        /// A text message.
        Sms = "sms",
        /// A message in `WeChat`.
        WeChat = "wechat",
        /// A call.
        Call = "call",
        /// An e-mail.
        Mail = "mail",
    }
}

crate::text_enum! {
    /// Where somebody agreed or took it back.
    pub enum ConsentVia {
        /// On the way in.
        Joining = "joining",
        /// On their own pages.
        Phone = "phone",
        /// The account was closed.
        Closing = "closing",
    }
}

/// One thing that is agreed to or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsentTo {
    /// What for.
    pub purpose: ConsentPurpose,
    /// By which way.
    pub channel: ConsentChannel,
}

impl ConsentTo {
    /// Each there is, by purpose and then by channel.
    pub fn all() -> impl Iterator<Item = Self> {
        let channels = |purpose| {
            ConsentChannel::ALL
                .into_iter()
                .map(move |channel| Self { purpose, channel })
        };
        ConsentPurpose::ALL.into_iter().flat_map(channels)
    }

    /// As it stands in forms: `offers.sms`.
    pub fn to_text(self) -> String {
        format!("{}.{}", self.purpose.as_str(), self.channel.as_str())
    }

    /// Reads [`Self::to_text`] back.
    pub fn parse(text: &str) -> Option<Self> {
        let (purpose, channel) = text.split_once('.')?;
        Some(Self {
            purpose: ConsentPurpose::parse(purpose)?,
            channel: ConsentChannel::parse(channel)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ConsentTo;

    #[test]
    fn each_consent_has_a_text_that_leads_back_to_it() {
        let all: Vec<_> = ConsentTo::all().collect();
        assert_eq!(all.len(), 8);
        for consent in all {
            assert_eq!(ConsentTo::parse(&consent.to_text()), Some(consent));
        }
        for text in ["", "offers", "offers.", "offers.pigeon", "sms.offers", "offers.sms.x"] {
            assert_eq!(ConsentTo::parse(text), None, "{text}");
        }
    }
}
