//! The kinds of browser.

/// The kinds of browser that are paid in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// Inside the WeChat app.
    WeChat,
    /// Inside the Alipay app.
    Alipay,
    /// Any other browser on a phone.
    Phone,
    Desktop,
}

impl Browser {
    /// What calls itself like this.
    pub fn of(agent: &str) -> Self {
        if agent.contains("MicroMessenger") {
            Self::WeChat
        } else if agent.contains("AlipayClient") {
            Self::Alipay
        } else if ["Mobile", "Android", "iPhone", "iPad"]
            .iter()
            .any(|word| agent.contains(word))
        {
            Self::Phone
        } else {
            Self::Desktop
        }
    }
}
