//! The member code as pictures. Server and phone draw with the same code, so that both show the same symbol.
//!
//! Each picture is one SVG path of horizontal strokes: a stroke covers a run of dark modules, which keeps a QR code at about a kilobyte.

mod code128;
mod qr;

pub use code128::code128;
pub use qr::{qr, qr_of_any_size};

/// A drawn symbol: modules are one unit wide, the quiet zone is part of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Symbol {
    /// The `d` of a path that is stroked one unit wide.
    pub path: String,
    pub width: usize,
    pub height: usize,
}

impl Symbol {
    pub fn view_box(&self) -> String {
        format!("0 0 {} {}", self.width, self.height)
    }
}

/// Appends one row of modules as strokes along its middle.
fn stroke_row(path: &mut String, dark: impl Iterator<Item = bool>, left: usize, row: usize) {
    use std::fmt::Write;

    let mut start = None;
    // One light module more closes a run that touches the edge.
    for (x, dark) in dark.chain(std::iter::once(false)).enumerate() {
        match (start, dark) {
            (None, true) => start = Some(x),
            (Some(from), false) => {
                // Writing into a string cannot fail.
                let _ = write!(path, "M{} {row}.5h{}", left + from, x - from);
                start = None;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
