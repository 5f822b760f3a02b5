use barcoders::sym::code128::Code128;

use super::path::{Symbol, stroke_row};

/// Light modules on either side of a Code 128 (ISO/IEC 15417).
const QUIET: usize = 10;

/// Chooses character set C in the crate's notation: two digits in one symbol character.
const SET_C: char = '\u{0106}';

/// An even number of digits as Code 128-C, one unit high: the page stretches it to the height it wants.
pub fn code128(digits: &str) -> Option<Symbol> {
    let mut data = String::with_capacity(digits.len() + 2);
    data.push(SET_C);
    data.push_str(digits);
    let bars = Code128::new(data).ok()?.encode();
    let mut path = String::with_capacity(512);
    stroke_row(&mut path, bars.iter().map(|bar| *bar == 1), QUIET, 0);
    Some(Symbol {
        path,
        width: bars.len() + 2 * QUIET,
        height: 1,
    })
}
