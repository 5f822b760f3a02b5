//! What a gateway accepts as words.

/// Words for a gateway: no control characters, nothing outside the Basic Multilingual Plane (an emoji in a nickname is refused
/// as a whole request), at most `limit_bytes` of UTF-8.
pub(crate) fn plain(words: &str, limit_bytes: usize) -> String {
    let mut plain = String::new();
    for c in words.chars().filter(|c| !c.is_control() && u32::from(*c) <= 0xFFFF) {
        if plain.len() + c.len_utf8() > limit_bytes {
            break;
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn emoji_go_and_chinese_stays() {
        assert_eq!(plain("会员\u{1F389}充值\n100", 127), "会员充值100");
        assert_eq!(plain("会员充值", 7), "会员");
    }
}
