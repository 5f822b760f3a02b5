//! Selling: a bill of goods and amounts, who buys, and how it is paid. Keyboard and scanner first; every step is a form, and a few lines of
//! script send the forms without a reload.

pub mod begin;
mod bill;
mod by_hand;
pub mod change;
pub mod display;
pub mod give;
mod lines;
mod offers;
pub mod page;
pub mod pay;
mod pay_form;
mod who;
