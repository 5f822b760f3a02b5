//! A spend above the member's limit: the till waits, the phone asks, the member decides with the PIN or a passkey.
//!
//! A question is about exactly one bill: what is sold, how it is paid, and what leaves the card for it in money and in points, in this
//! store at this till. The phone shows all of it, and a yes pays that bill and no other: what differs in anything is another
//! question.
//!
//! A till that gave its sale a key when it asked needs nothing more: the member's yes makes the sale in the same
//! transaction, under that key. A till that gave none sells by itself once the answer is yes.

mod answer;
mod ask;
mod bill;
mod question;
mod used;

pub use answer::{Answer, decide};
pub use ask::{ask_again, ask_approval, ask_once, asked_price, withdraw_approval};
pub use question::{Approval, ApprovalError, ApprovalStatus, DecidedBy, approval, last_approval, waiting_approval};
pub(crate) use used::use_approval;
