//! Time-based one-time passwords as authenticator apps make them: RFC 6238 with SHA-1, steps of 30 seconds and six digits. The
//! member code is another one, with SHA-256 and eight digits.

use aws_lc_rs::hmac;
use huika_domain::Millis;

/// Bytes of a secret: what RFC 4226 recommends, the length of a SHA-1.
pub const SECRET_BYTES: usize = 20;
const STEP_SECS: i64 = 30;
/// A phone's clock may be so many steps away from ours, either way.
const STEPS_APART: i64 = 1;

/// The step that an instant is in.
pub(super) fn step_at(now: Millis) -> i64 {
    now.get() / (STEP_SECS * 1000)
}

/// The six digits of a step.
fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let mac = hmac::sign(&key, &step.to_be_bytes());
    let mac = mac.as_ref();
    let from = usize::from(mac[mac.len() - 1] & 0x0F);
    let four: [u8; 4] = std::array::from_fn(|at| mac[from + at]);
    format!("{:06}", (u32::from_be_bytes(four) & 0x7FFF_FFFF) % 1_000_000)
}

/// The step whose code was typed, when it is near `now` and after `last`.
pub(super) fn step_of(secret: &[u8], typed: &str, now: Millis, last: i64) -> Option<i64> {
    let now = step_at(now);
    // One that lies in the future was used when some clock was ahead; it would shut out everything until then.
    let last = if last > now + STEPS_APART { i64::MIN } else { last };
    (now - STEPS_APART..=now + STEPS_APART)
        .filter(|step| *step > last)
        .find(|step| crate::db::secret::same(code(secret, *step).as_bytes(), typed.as_bytes()))
}

/// The code that an authenticator app with this secret shows.
#[must_use]
pub fn totp_at(secret: &[u8], now: Millis) -> String {
    code(secret, step_at(now))
}

/// The secret in base32 (RFC 4648) without padding: how authenticator apps take it.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = bytes.len() * 8;
    (0..bits.div_ceil(5))
        .map(|at| {
            let digit = (0..5).fold(0_u8, |digit, bit| {
                let place = at * 5 + bit;
                let set = bytes
                    .get(place / 8)
                    .is_some_and(|byte| byte >> (7 - place % 8) & 1 == 1);
                digit << 1 | u8::from(set)
            });
            char::from(DIGITS[usize::from(digit)])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the column for SHA-1, of which six digits are the last six.
    #[test]
    fn the_standards_own_examples_come_out() {
        let secret = b"12345678901234567890";
        for (secs, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(totp_at(secret, Millis::new(secs * 1000)), eight[2..], "at {secs}");
        }
    }

    #[test]
    fn a_neighbouring_step_counts_and_each_step_once() {
        let secret = b"12345678901234567890";
        let now = Millis::new(1_111_111_111_000);
        let step = step_at(now);
        for away in -1..=1 {
            let typed = code(secret, step + away);
            assert_eq!(step_of(secret, &typed, now, 0), Some(step + away));
            assert_eq!(step_of(secret, &typed, now, step + away), None, "it was used");
        }
        for away in [-2, 2] {
            assert_eq!(step_of(secret, &code(secret, step + away), now, 0), None);
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base32_is_the_standards() {
        for (plain, coded) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
        ] {
            assert_eq!(base32(plain.as_bytes()), coded);
        }
    }
}
