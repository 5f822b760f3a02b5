//! What the build and the tests need beside Rust: found, or installed, or named in a message that says what to do.

pub mod apt;
pub mod chromium;
pub mod npm;
pub mod poppler;
pub mod postgres;
pub mod proxies;
pub mod strace;
pub mod wasm_target;
