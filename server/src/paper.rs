//! Slips on paper: facts become the bytes of an ESC/POS printer, and go to it over TCP.

mod escpos;
mod printer;

pub use printer::Printers;
