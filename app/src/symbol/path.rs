//! A picture as one SVG path.

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
pub fn stroke_row(path: &mut String, dark: impl Iterator<Item = bool>, left: usize, row: usize) {
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
