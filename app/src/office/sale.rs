//! Sales that a person looks at.

pub mod watched;
