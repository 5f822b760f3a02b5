//! Random ids.

/// `count` random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the operating system has randomness");
    bytes
}

/// Random hexadecimal of twice `N` characters.
pub fn hex<const N: usize>() -> String {
    hex::encode(bytes::<N>())
}

/// Random decimal digits.
pub fn digits(count: usize) -> String {
    let mut text = String::with_capacity(count);
    while text.len() < count {
        // Bytes of 250 and above would favour the small digits.
        text.extend(
            bytes::<32>()
                .iter()
                .filter(|b| **b < 250)
                .take(count - text.len())
                .map(|b| char::from(b'0' + b % 10)),
        );
    }
    text
}
