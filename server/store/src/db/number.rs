//! Numbers that people and gateways see: `S20261122193005k7f3q9xz`. Letter, day and time of day make them readable and
//! keep neighbours in time neighbours in an index; 40 random bits keep two servers from ever choosing the same and a
//! stranger from guessing one.

use crate::Tx;

/// Digits and letters without those that are easily taken for another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new number that begins with `letter`.
pub(crate) fn fresh(tx: &Tx<'_>, letter: char) -> String {
    let local = tx.context().zone.local(tx.now());
    let mut number = format!(
        "{letter}{:04}{:02}{:02}{:02}{:02}{:02}",
        local.year, local.month, local.day, local.hour, local.minute, local.second
    );
    let random = tx.context().rng.bytes::<5>();
    let bits = random.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    for place in (0..8).rev() {
        number.push(char::from(ALPHABET[(bits >> (5 * place) & 31) as usize]));
    }
    number
}
