//! Money back from a top-up: what is to be paid is set aside, the gateway is asked, and with its word the amount is taken
//! or comes back to its lot. A bonus of the lot ends with it, and so do the points that the top-up gave.

mod ask;
mod hear;
mod open;
mod paid;
mod persons;
mod points;
mod quote;
mod review;
mod row;
mod settle;
mod told;
mod view;

pub use ask::{GATEWAY_REFUND, GatewayRefund};
pub use hear::{NoticedState, RefundHeard, RefundNotice, apply_refund_notice};
pub use open::{AskedBy, OpenRefund, OpenedRefund, open_refund};
pub use paid::RefundTopUpError;
pub(crate) use points::take_points_of;
pub use quote::quote;
pub use review::approve_refund;
pub use row::{ByHand, RefundStatus, RefundWay, RefundWhy};
pub use settle::{
    RefundNews, give_refund_up, give_up_asking, pay_refund_at_counter, pay_refund_by_bank, refund_to_counter,
    settle_refund,
};
pub use told::{RefundOpenedSms, ToldRefund, refund_told};
pub use view::{RefundPage, RefundView, refund_by_number, refund_page, refund_page_for, refunds_of};
