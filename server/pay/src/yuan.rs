//! Yuan as decimal text, the way Alipay and bills write money. Exact: no floating point, no rounding.

use huika_domain::Fen;

/// Reads `12`, `12.3`, `12.34`, and the same with a minus. Anything else is refused rather than guessed at.
pub(crate) fn parse(text: &str) -> Option<Fen> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "00"));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(part) || part.len() > 2 || whole.len() > 15 {
        return None;
    }
    let cents: i64 = part.parse::<i64>().ok()? * if part.len() == 1 { 10 } else { 1 };
    let fen = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
    Some(Fen::new(if negative { -fen } else { fen }))
}

/// Writes `12.30`, never with a separator.
pub(crate) fn format(amount: Fen) -> String {
    let (sign, fen) = (if amount.get() < 0 { "-" } else { "" }, amount.get().unsigned_abs());
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_texts_are_read_exactly_or_not_at_all() {
        for (text, fen) in [
            ("0.10", 10),
            ("0.1", 10),
            ("100", 10_000),
            ("88.88", 8_888),
            ("-36.50", -3_650),
        ] {
            assert_eq!(parse(text), Some(Fen::new(fen)), "{text}");
        }
        for bad in [
            "",
            ".5",
            "1.",
            "1.234",
            "1e3",
            "+1",
            "1,000.00",
            " 1",
            "1.0 ",
            "--1",
            "1.-1",
            "9999999999999999",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(
            (format(Fen::new(8_805)), format(Fen::new(-5))),
            ("88.05".to_owned(), "-0.05".to_owned())
        );
    }
}
