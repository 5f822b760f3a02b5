//! The cashier's screens: keyboard and scanner first. A folder an area.

pub mod card_desk;
pub mod goods_back;
pub mod mall;
pub mod refund;
pub mod sale;
pub mod sell;
pub mod shift;
pub mod till;
pub mod top_up;
