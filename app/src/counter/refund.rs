//! Refunds of top-ups at the till.

pub mod top_ups;
