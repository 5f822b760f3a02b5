//! Our clients against the stand-in: two programs that read the protocols for themselves.

mod alipay;
mod shop;
mod sms;
mod stripe;
mod wechat;
