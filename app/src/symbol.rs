//! The member code as pictures. Server and phone draw with the same code, so that both show the same symbol.
//!
//! Each picture is one SVG path of horizontal strokes: a stroke covers a run of dark modules, which keeps a QR code at about a kilobyte.

mod code128;
mod path;
mod qr;

pub use code128::code128;
pub use path::Symbol;
pub use qr::{qr, qr_of_any_size};

#[cfg(test)]
mod tests;
