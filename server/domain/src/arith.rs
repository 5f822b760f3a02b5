//! The few divisions that rules are made of, done in 128 bits so that no product of two 64-bit numbers can overflow.

/// `a × b ÷ c` rounded down, or `None` when `c` is not positive or the result does not fit.
pub(crate) fn mul_div_floor(a: i64, b: i64, c: i64) -> Option<i64> {
    if c <= 0 {
        return None;
    }
    let product = i128::from(a) * i128::from(b);
    i64::try_from(product.div_euclid(i128::from(c))).ok()
}

/// `a × b ÷ c` rounded half up (towards plus infinity), or `None` when `c` is not positive or the result does not fit.
pub(crate) fn mul_div_half_up(a: i64, b: i64, c: i64) -> Option<i64> {
    if c <= 0 {
        return None;
    }
    let product = i128::from(a) * i128::from(b);
    let divisor = i128::from(c);
    let quotient = product.div_euclid(divisor);
    let rest = product.rem_euclid(divisor);
    let rounded = if rest * 2 >= divisor { quotient + 1 } else { quotient };
    i64::try_from(rounded).ok()
}

/// Groups the digits of a number by three: `1234567` becomes `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Folds what a Chinese keyboard and a careful typist type into ASCII: full-width digits and signs, the ideographic and the no-break
/// space, and every kind of dash.
pub(crate) fn half_width(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '\u{3000}' | '\u{A0}' => ' ',
        '。' => '.',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2E3A}' | '\u{2E3B}' | '\u{FE58}' | '\u{FE63}' => '-',
        other => other,
    }
}

/// Reads digits with optional, correctly placed thousands separators. `None` when it is anything else.
pub(crate) fn ungrouped(text: &str) -> Option<String> {
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !text.contains(',') {
        return all_digits(text).then(|| text.to_owned());
    }
    let mut groups = text.split(',');
    let first = groups.next()?;
    if !all_digits(first) || first.len() > 3 {
        return None;
    }
    let mut digits = first.to_owned();
    for group in groups {
        if !all_digits(group) || group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_a_fen_rounds_up_and_less_rounds_down() {
        assert_eq!(mul_div_half_up(1, 1, 2), Some(1));
        assert_eq!(mul_div_half_up(1, 1, 3), Some(0));
        assert_eq!(mul_div_half_up(2, 1, 3), Some(1));
        assert_eq!(mul_div_floor(2, 1, 3), Some(0));
    }

    #[test]
    fn a_division_by_nothing_is_refused() {
        assert_eq!(mul_div_floor(1, 1, 0), None);
        assert_eq!(mul_div_half_up(1, 1, -1), None);
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1254), "1,254");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    proptest! {
        #[test]
        fn no_input_makes_the_divisions_panic(a: i64, b: i64, c: i64) {
            let floor = mul_div_floor(a, b, c);
            let half_up = mul_div_half_up(a, b, c);
            if let (Some(floor), Some(half_up)) = (floor, half_up) {
                prop_assert!(half_up == floor || half_up == floor + 1);
            }
        }

        #[test]
        fn what_was_grouped_can_be_ungrouped(number: u64) {
            prop_assert_eq!(ungrouped(&grouped(number)), Some(number.to_string()));
        }
    }
}
