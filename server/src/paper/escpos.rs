//! ESC/POS with Chinese text: GBK bytes, and widths counted in them, because a printer's column is a byte of GBK.
//!
//! Commands by their names in Epson's manual; Chinese firmware knows `FS &` beside them.

use huika_app::context::PaperSlip;

const ESC: u8 = 0x1B;
const FS: u8 = 0x1C;
const GS: u8 = 0x1D;

/// What stands for a sign that GBK does not have: □.
const MISSING: [u8; 2] = [0xA1, 0xF5];

/// ESC p: a pulse on pin 2, 50 ms on and 500 ms off. Without both times a printer takes what comes next for them.
pub(super) const DRAWER: [u8; 5] = [ESC, b'p', 0, 25, 250];

/// The bytes of one slip on paper of so many half-width columns.
pub(super) fn bytes(slip: &PaperSlip, columns: usize) -> Vec<u8> {
    let mut job = Job(Vec::with_capacity(1024));
    // ESC @: reset. FS &: two-byte characters on.
    job.raw(&[ESC, b'@', FS, b'&']);
    job.centred(true);
    job.large(true);
    for line in wrapped(&gbk(&slip.heading), columns / 2) {
        job.line(&line);
    }
    job.large(false);
    for line in wrapped(&gbk(&slip.title), columns) {
        job.line(&line);
    }
    job.centred(false);
    job.line(&vec![b'-'; columns]);
    for (words, value) in &slip.rows {
        job.pair(&gbk(words), &gbk(value), columns);
    }
    job.line(&vec![b'-'; columns]);
    job.centred(true);
    if let Some(code) = &slip.code {
        job.qr(code.as_bytes(), if columns < 40 { 5 } else { 6 });
    }
    for foot in &slip.foot {
        for line in wrapped(&gbk(foot), columns) {
            job.line(&line);
        }
    }
    job.centred(false);
    // ESC d: feed past the knife. GS V B: cut, leaving a bridge.
    job.raw(&[ESC, b'd', 4, GS, b'V', b'B', 0]);
    job.0
}

struct Job(Vec<u8>);

impl Job {
    fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn line(&mut self, text: &[u8]) {
        self.raw(text);
        self.raw(b"\n");
    }

    /// ESC a.
    fn centred(&mut self, on: bool) {
        self.raw(&[ESC, b'a', u8::from(on)]);
    }

    /// GS ! for one-byte characters, and FS ! for two-byte ones, which some models size apart.
    fn large(&mut self, on: bool) {
        let (plain, chinese) = if on { (0x11, 0x0C) } else { (0, 0) };
        self.raw(&[GS, b'!', plain, FS, b'!', chinese]);
    }

    /// Words at the left and a value at the right; words that do not fit beside it go on below, indented.
    fn pair(&mut self, words: &[Sign], value: &[Sign], columns: usize) {
        let value = joined(value);
        let room = columns.saturating_sub(value.len() + 1);
        if room < 4 {
            for line in wrapped(words, columns) {
                self.line(&line);
            }
            let pad = columns.saturating_sub(value.len());
            self.line(&[vec![b' '; pad], value].concat());
            return;
        }
        let mut lines = wrapped(words, room).into_iter();
        let first = lines.next().unwrap_or_default();
        let pad = columns - first.len() - value.len();
        self.line(&[first, vec![b' '; pad], value].concat());
        for line in lines {
            self.line(&[b"  ".to_vec(), line].concat());
        }
    }

    /// GS ( k: model 2, the size of a module in dots, level M, the data, and print.
    fn qr(&mut self, data: &[u8], module: u8) {
        let head = |length: usize| {
            let length = u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes();
            [GS, b'(', b'k', length[0], length[1], b'1']
        };
        self.raw(&[&head(4)[..], &[65, 50, 0]].concat());
        self.raw(&[&head(3)[..], &[67, module]].concat());
        self.raw(&[&head(3)[..], &[69, 49]].concat());
        self.raw(&[&head(data.len() + 3)[..], &[80, 48], data].concat());
        self.raw(&[&head(3)[..], &[81, 48]].concat());
        self.raw(b"\n");
    }
}

/// The bytes of one character, which are never parted: half of one would shift all that follows.
type Sign = Vec<u8>;

/// A text in GBK, sign by sign. The euro would become a byte that printers read otherwise, and ¥ has a full-width form of its own.
fn gbk(text: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '€' => signs.extend([b'E', b'U', b'R'].map(|byte| vec![byte])),
            '¥' => signs.push(vec![0xA3, 0xA4]),
            sign if sign.is_ascii() => {
                if !sign.is_ascii_control() {
                    signs.push(vec![u8::try_from(sign).unwrap_or(b'?')]);
                }
            }
            sign => {
                let text = sign.to_string();
                let (bytes, _, missing) = encoding_rs::GBK.encode(&text);
                signs.push(if missing || bytes.len() > 2 {
                    MISSING.to_vec()
                } else {
                    bytes.into_owned()
                });
            }
        }
    }
    signs
}

fn joined(signs: &[Sign]) -> Vec<u8> {
    signs.concat()
}

/// Lines of at most so many columns; what goes on below is two columns shorter, for its indent.
fn wrapped(signs: &[Sign], columns: usize) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    let mut line: Vec<u8> = Vec::new();
    for sign in signs {
        let room = if lines.is_empty() {
            columns
        } else {
            columns.saturating_sub(2)
        };
        if line.len() + sign.len() > room && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line.extend_from_slice(sign);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip() -> PaperSlip {
        PaperSlip {
            heading: "会卡".to_owned(),
            title: "存款单".to_owned(),
            rows: vec![("金额".to_owned(), "¥100.00".to_owned())],
            code: Some("https://a/1".to_owned()),
            foot: vec!["谢谢".to_owned()],
        }
    }

    /// Byte for byte, with each command on a line of its own.
    #[test]
    fn a_slip_is_these_bytes() {
        let golden = "\
            1b40 1c26 1b6101 1d21111c210c bbe1bfa8 0a 1d21001c2100 b4e6bfeeb5a5 0a 1b6100 \
            2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d 0a \
            bdf0b6ee 20202020202020202020202020202020202020 20 a3a43130302e3030 0a \
            2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d 0a 1b6101 \
            1d286b0400 31413200 1d286b0300 314305 1d286b0300 314531 1d286b0e00 315030 68747470733a2f2f612f31 1d286b0300 315130 0a \
            d0bbd0bb 0a 1b6100 1b6404 1d564200";
        let golden: String = golden.chars().filter(|sign| !sign.is_whitespace()).collect();
        assert_eq!(hex::encode(bytes(&slip(), 32)), golden);
    }

    #[test]
    fn no_line_is_wider_than_the_paper_and_no_sign_is_parted() {
        let long = PaperSlip {
            rows: vec![
                (
                    "茉莉花茶礼盒（中秋限定款）加大杯 500ml".repeat(3),
                    "¥1,234,567.89".to_owned(),
                ),
                ("名".repeat(20), "很长的值".repeat(9)),
                ("€ \u{1F389} ①·—".to_owned(), "1".to_owned()),
            ],
            ..slip()
        };
        for columns in [32_usize, 42, 48] {
            let mut job = Job(Vec::new());
            for (words, value) in &long.rows {
                job.pair(&gbk(words), &gbk(value), columns);
            }
            for line in job.0.split(|byte| *byte == b'\n') {
                let (text, _, malformed) = encoding_rs::GBK.decode(line);
                assert!(!malformed, "{text}");
                // A value that is wider than the paper is the printer's to wrap.
                assert!(line.len() <= columns || text.trim_start().starts_with("很长"), "{text}");
            }
        }
        assert_eq!(joined(&gbk("€\u{1F389}")), [b"EUR".as_slice(), &MISSING].concat());
    }
}
