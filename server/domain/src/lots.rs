//! Lots: what a top-up or an earning left behind, and which of it a spend takes.
//!
//! A lot is read here and planned over; it is the store that writes what a plan says. A plan takes exactly what was asked
//! for or says what is missing, it takes no lot below zero, and it looks at the instant itself, so that what has expired
//! cannot be spent even if the job that expires it has not run (RULES, stored value and points).

mod money;
mod order;
mod points;

pub use money::{Balance, MoneyDraw, MoneyLot, Shortage, balance, plan_spend, spendable, spendable_on};
pub use order::{SpendOrder, SpendOrderError};
pub use points::{
    PointBalance, PointDraw, PointLot, PointShortage, next_expiry, plan_expiry, plan_points, point_balance,
    usable_points,
};
