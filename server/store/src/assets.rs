//! What a member owns: balance, points and their lots, and the statement that explains them.

mod earn;
mod give_back;
mod growth;
mod home;
mod lots;
mod statement;

pub(crate) use earn::earn_points;
pub(crate) use give_back::{give_back_money, give_back_points};
pub use growth::growth;
pub(crate) use growth::{count_growth, first_month, growth_with, point_expiry};
pub use home::{CardFace, Home, card_face, home, no_pin_left};
pub(crate) use lots::{MONEY_LOT, draw_money, draw_money_of, draw_points, money_lot_at};
pub use lots::{money_lots, point_lots};
pub use statement::{
    AsideNow, AsideState, HeldOf, Movement, Receipt, ReceiptLine, RefundOf, StatementPage, movements_since, receipt,
    statement,
};
