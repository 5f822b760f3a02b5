//! Our clients against the stand-in: two programs that read the protocols for themselves.

mod shop;
mod sms;
mod wechat;
