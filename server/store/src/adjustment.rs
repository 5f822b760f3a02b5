//! What staff change by hand: corrections of one account, grants to many.

pub mod correction;
pub mod grant;
pub mod set_aside;
