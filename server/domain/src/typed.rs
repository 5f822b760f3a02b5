//! What people type, paste and dictate, brought into one plain form before anything is read from it.
//!
//! A number that is copied out of a message, a contact or a page brings along what nobody sees or means: no-break spaces, dashes of
//! six kinds, marks of writing direction (contacts put U+202D before a phone number), zero-width spaces, and full-width digits from a
//! Chinese keyboard. Every parser of this crate that reads what a person typed folds with [`plain`] first, so that one text is
//! read in the same way in every field, on the server and in the browser.

use crate::arith::half_width;

/// The text with its full-width signs, its spaces and its dashes in their plain form, and without what cannot be seen.
/// Doing it twice changes nothing.
pub fn plain(text: &str) -> String {
    text.chars()
        .filter(|sign| !is_invisible(*sign))
        .map(plain_sign)
        .collect()
}

/// The same in lower case, sign by sign: texts that read the same are the same.
pub fn folded(text: &str) -> String {
    plain(text).chars().flat_map(char::to_lowercase).collect()
}

/// [`plain`] without what people put between the digits of one number: spaces, dashes and middle dots.
pub(crate) fn together(text: &str) -> String {
    text.chars()
        .filter(|sign| !is_invisible(*sign))
        .map(plain_sign)
        .filter(|sign| !matches!(sign, ' ' | '-' | '·'))
        .collect()
}

/// The only run of exactly so many digits among the words of a message; `None` when there is none, or more than one.
pub(crate) fn only_run(text: &str, digits: usize) -> Option<String> {
    let folded = plain(text);
    let mut runs = folded
        .split(|sign: char| !sign.is_ascii_digit())
        .filter(|run| run.len() == digits);
    let first = runs.next()?;
    runs.all(|other| other == first).then(|| first.to_owned())
}

fn plain_sign(sign: char) -> char {
    if sign.is_whitespace() { ' ' } else { half_width(sign) }
}

/// Signs that show nothing by themselves: controls, soft hyphens, joiners, marks of direction, variation selectors, fillers, blanks that
/// are no white space, tags.
pub(crate) fn is_invisible(sign: char) -> bool {
    let shows_nothing = matches!(
        sign,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    );
    shows_nothing || sign.is_control() && !sign.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CardNumber, Fen, OneTimeCode, Payload, Phone, Pin, Points, ReferralCode};
    use proptest::prelude::*;

    /// What pasting puts around and between the digits of a number.
    const AROUND: [&str; 12] = [
        "\u{202D}", "\u{202C}", "\u{200B}", "\u{200E}", "\u{2068}", "\u{FEFF}", "\u{AD}", "\u{2060}", "\u{FE0F}",
        "\u{A0}", "\u{3000}", "\u{2009}",
    ];

    #[test]
    fn pasted_marks_spaces_and_dashes_change_no_number() {
        for mark in AROUND {
            let wrapped = |text: &str| format!("{mark}{text}{mark}");
            let phone = Phone::parse("13800138000");
            assert_eq!(Phone::parse(&wrapped("138 0013 8000")), phone, "{mark:?}");
            assert_eq!(
                Phone::parse(&wrapped(&format!("138{mark}0013{mark}8000"))),
                phone,
                "{mark:?}"
            );
            assert_eq!(
                Phone::parse(&wrapped("+86\u{2011}138\u{2013}0013\u{2014}8000")),
                phone,
                "{mark:?}"
            );
            let code = OneTimeCode::parse("123456");
            assert_eq!(OneTimeCode::parse(&wrapped(&format!("123{mark}456"))), code, "{mark:?}");
            assert_eq!(Pin::parse(&wrapped("１３５—７９０")), Pin::parse("135790"), "{mark:?}");
            assert_eq!(
                Fen::parse_yuan(&wrapped("¥１,２３４．５０")),
                Ok(Fen::new(123_450)),
                "{mark:?}"
            );
            assert_eq!(
                Fen::parse_signed_yuan(&wrapped("\u{2012}36.50")),
                Ok(Fen::new(-3_650)),
                "{mark:?}"
            );
            assert_eq!(
                Points::parse(&wrapped("１，２００")),
                Ok(Points::new(1_200)),
                "{mark:?}"
            );
            let card = CardNumber::compose(6800, 241);
            assert_eq!(CardNumber::parse(&wrapped(&card.grouped())), Ok(card), "{mark:?}");
            let payload = Payload::new(
                crate::Prefix::default(),
                crate::Handle::from_random(123_456_789),
                46_119_246,
            );
            assert_eq!(Payload::parse(&wrapped(&payload.compose())), Ok(payload), "{mark:?}");
            assert_eq!(
                ReferralCode::parse(&wrapped("0A1B\u{2014}CD2E")),
                ReferralCode::parse("0A1BCD2E"),
                "{mark:?}"
            );
        }
    }

    #[test]
    fn the_only_run_of_digits_is_found_and_two_are_no_answer() {
        assert_eq!(only_run("验证码 123456，5 分钟内有效", 6).as_deref(), Some("123456"));
        assert_eq!(only_run("123456 / 123456", 6).as_deref(), Some("123456"));
        assert_eq!(only_run("123456 / 654321", 6), None);
        assert_eq!(only_run("1234567", 6), None);
    }

    proptest! {
        #[test]
        fn what_is_plain_stays_as_it_is(text in any::<String>()) {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once);
        }

        #[test]
        fn no_parser_reads_a_text_in_another_way_than_its_plain_form(text in "[0-9０-９+¥.,，－—\u{202D}\u{200B}\u{A0} 元A-Z]{0,24}") {
            let folded = plain(&text);
            prop_assert_eq!(Phone::parse(&text), Phone::parse(&folded));
            prop_assert_eq!(OneTimeCode::parse(&text), OneTimeCode::parse(&folded));
            prop_assert_eq!(Fen::parse_signed_yuan(&text), Fen::parse_signed_yuan(&folded));
            prop_assert_eq!(Points::parse(&text), Points::parse(&folded));
            prop_assert_eq!(Payload::parse(&text), Payload::parse(&folded));
        }
    }
}
