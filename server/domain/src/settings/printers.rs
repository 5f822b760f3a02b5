//! The slip printers of tills, reached over the shop's own network.

use super::{
    Body, Dimension, Field, Sentence,
    area::{name, switch, whole},
};
use serde::{Deserialize, Serialize};

/// Which till prints where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PrinterRule {
    /// One a till; a till without one prints by its browser.
    pub printers: Vec<TillPrinter>,
    /// Whether the drawer behind a till's printer is opened when cash pays a sale.
    pub drawer: bool,
}

/// The printer of a till.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TillPrinter {
    /// The till's name.
    pub till: String,
    /// Host and port, such as `192.168.1.50:9100`.
    pub address: String,
    /// Half-width columns of a line: 32 on paper of 58 mm, 48 on 80 mm, 42 on some printers of that width.
    pub columns: u8,
}

impl Default for TillPrinter {
    fn default() -> Self {
        Self {
            till: String::new(),
            address: String::new(),
            columns: 48,
        }
    }
}

const PRINTER: &[Field] = &[name("till", 40), name("address", 80), whole("columns", 24, 64)];

impl Body for PrinterRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::any("printer", "printers", 50, PRINTER),
        Sentence::of("drawer", &[switch("drawer")]),
    ];
}

impl PrinterRule {
    /// The printer of a till, where it has one.
    #[must_use]
    pub fn of_till(&self, till: &str) -> Option<&TillPrinter> {
        self.printers.iter().find(|printer| printer.till == till)
    }
}
