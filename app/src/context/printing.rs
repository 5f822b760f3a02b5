//! Slip printers as pages see them.

use huika_domain::{ErrorCode, settings::TillPrinter};

use super::payments::Later;

/// What is printed, as facts: how they become bytes is the printer's matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaperSlip {
    /// The shop's name, large.
    pub heading: String,
    /// What kind of slip it is, and where it was made.
    pub title: String,
    /// What it says, a line each: words and a value at the right edge.
    pub rows: Vec<(String, String)>,
    /// An address to scan.
    pub code: Option<String>,
    /// Below it.
    pub foot: Vec<String>,
}

/// Why nothing was printed, or nobody knows whether it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintProblem {
    /// No connection: nothing was sent, and another try is safe.
    Unreachable,
    /// It broke off after the first bytes: look at the paper before printing again.
    Unclear,
}

impl PrintProblem {
    /// For the address of the page that explains it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => ErrorCode::PrinterUnreachable.as_str(),
            Self::Unclear => ErrorCode::PrinterUnclear.as_str(),
        }
    }
}

/// The printers.
pub trait Printing: Send + Sync {
    /// Prints a slip. Never sent twice by itself.
    fn print<'a>(&'a self, printer: &'a TillPrinter, slip: &'a PaperSlip) -> Later<'a, Result<(), PrintProblem>>;

    /// Opens the drawer behind a printer, once. Never sent twice by itself.
    fn open_drawer<'a>(&'a self, printer: &'a TillPrinter) -> Later<'a, Result<(), PrintProblem>>;
}
