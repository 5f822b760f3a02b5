//! What operators may do: a right is a capability, how far it reaches, and up to how much one person alone. A role is a named set of rights.

mod capability;
mod role_name;
mod set;

pub use capability::{Capability, Measure, Reach};
pub use role_name::{RoleCode, RoleName};
pub use set::{Right, Rights, RightsError};

#[cfg(test)]
mod tests;
