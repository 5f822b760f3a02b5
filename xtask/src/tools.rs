//! What the build and the tests need beside Rust: found, or installed, or named in a message that says what to do.

pub mod apt;
pub mod npm;
pub mod wasm_target;
