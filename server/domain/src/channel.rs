//! The payment channels.

crate::text_enum! {
    /// A payment channel: the gateway through which money comes in and goes back.
    pub enum ChannelId {
        /// WeChat Pay, API v3.
        WeChat = "wechat",
        /// Alipay, open platform.
        Alipay = "alipay",
        /// Stripe Checkout.
        Stripe = "stripe",
    }
}
