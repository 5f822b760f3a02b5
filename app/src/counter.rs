//! The cashier's screens: keyboard and scanner first. A folder an area.

pub mod card_desk;
pub mod mall;
pub mod refund;
pub mod sale;
pub mod shift;
pub mod till;
pub mod top_up;
