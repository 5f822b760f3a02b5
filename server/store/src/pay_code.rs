//! Attempts to be paid by the code of a customer's own wallet (付款码): committed before the gateway hears of it, moved by what it says
//! afterwards, and asked after until the end is proved.
//!
//! Always: an attempt is taken as paid only while nobody has begun to reverse it (`domain::CodeAttempt`), so no money is given away and
//! none is taken twice. The attempt of a top-up has the top-up's number, and what is heard of it goes the way of all news of payments.

mod due;
mod hear;
mod open;
mod refund;
mod view;

pub use due::{code_later, codes_are_due, due_codes, stop_code};
pub use hear::{apply_code_refund, code_refused, hear_payment};
pub use open::{CodeOffer, CodePurpose, CodeRefusal, OpenCodeError};
pub(crate) use open::{NewAttempt, fingerprint, open_attempt};
pub(crate) use refund::code_refund;
pub use refund::{CodeRefundState, refund_by_code};
pub use view::{CodePayment, code_payment, code_payment_at};
pub(crate) use view::{key_of_code, money_of_key};
