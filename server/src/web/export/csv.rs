//! Tables as CSV (RFC 4180), the one way in which any of them leaves the program. A spreadsheet must neither run a cell nor change it:
//! what it would take for a formula, and digits that it would round or drop, become text by an apostrophe in front.

use huika_domain::Fen;

/// What stands in a cell. A text is protected; a figure is one of ours and stays one that can be added up.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'a> {
    Text(&'a str),
    /// In yuan; nothing when there is no amount.
    Yuan(Option<Fen>),
    Whole(i64),
}

/// A table on its way into a file.
pub struct Csv(String);

impl Csv {
    /// Begins with the byte order mark by which spreadsheets know UTF-8, and the names of the columns.
    pub fn with_columns(names: &[&str]) -> Self {
        let mut csv = Self("\u{FEFF}".to_owned());
        let names: Vec<Cell<'_>> = names.iter().map(|name| Cell::Text(name)).collect();
        csv.push(&names);
        csv
    }

    /// Adds a row.
    pub fn push(&mut self, cells: &[Cell<'_>]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            match cell {
                Cell::Text(text) => self.0.push_str(&protected(text)),
                Cell::Yuan(amount) => self.0.push_str(&amount.map(Fen::yuan).unwrap_or_default()),
                Cell::Whole(number) => self.0.push_str(&number.to_string()),
            }
        }
        self.0.push_str("\r\n");
    }

    /// The file.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// A text as it stands in the file: told to be text where a spreadsheet would think otherwise, and quoted where it must be.
fn protected(text: &str) -> String {
    let text = if is_formula(text) || loses_digits(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r', '\t']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// Whether a spreadsheet may take it for a formula. Some skip what stands before the sign, and those made for Chinese and Japanese know
/// the full-width signs too.
fn is_formula(text: &str) -> bool {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    text.starts_with(['\t', '\r', '\n']) || first.starts_with(SIGNS)
}

/// The digits that a spreadsheet keeps of a number.
const KEPT_DIGITS: usize = 15;

/// Whether it reads as a number whose digits would not come back: too long (a gateway's 28 digits become 4.2E+27), with zeros in front, or
/// written with an exponent.
fn loses_digits(text: &str) -> bool {
    let text = text.trim();
    let figures = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    if !figures || !text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let zero_in_front = text.starts_with('0') && text.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    digits > KEPT_DIGITS || zero_in_front || text.contains(['e', 'E'])
}

#[cfg(test)]
mod tests {
    use huika_domain::Fen;

    use super::{Cell, Csv, protected};

    #[test]
    fn no_cell_becomes_a_formula_or_breaks_its_line() {
        assert_eq!(protected("T2026"), "T2026");
        for text in ["=1+1", "+86", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A1"] {
            assert_eq!(protected(text), format!("'{text}"), "{text}");
        }
        assert_eq!(protected("\t=1"), "\"'\t=1\"");
        assert_eq!(protected("\r=1"), "\"'\r=1\"");
        assert_eq!(protected(" =1"), "' =1");
        assert_eq!(protected("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
    }

    #[test]
    fn the_digits_of_a_number_come_back_from_a_spreadsheet_as_they_went_in() {
        let gateways = "4200001234202611281234567890";
        assert_eq!(gateways.len(), 28);
        for text in [
            gateways,
            "1234567890123456",
            "0012",
            "12e5",
            "1E10",
            "0.1234567890123456",
        ] {
            assert_eq!(protected(text), format!("'{text}"), "{text}");
        }
        for text in [
            "123456789012345",
            "137****7000",
            "0",
            "12.50",
            "e5",
            "pi_3",
            "2026-11-28 12:00:00",
        ] {
            assert_eq!(protected(text), text);
        }
    }

    #[test]
    fn figures_stay_figures_below_zero_too() {
        let mut csv = Csv::with_columns(&["amount", "points", "note"]);
        csv.push(&[Cell::Yuan(Some(Fen::new(-3_00))), Cell::Whole(-12), Cell::Text("-12")]);
        csv.push(&[Cell::Yuan(None), Cell::Whole(0), Cell::Text("")]);
        assert_eq!(
            csv.into_text(),
            "\u{FEFF}amount,points,note\r\n-3.00,-12,'-12\r\n,0,\r\n"
        );
    }
}
