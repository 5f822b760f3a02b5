//! Parts of names, and by what an index finds them: each sign, and each two that stand beside each other. Whatever contains a part has all
//! of its pairs, so the index leaves few rows to look at, and those are compared as they are read. A sign is a character of Unicode, so that
//! a rare one outside of the first 65,536 counts as one.

use std::collections::BTreeSet;

use crate::typed::folded;

/// By what a name is found.
pub fn grams(name: &str) -> BTreeSet<String> {
    let folded = folded(name);
    let mut grams = BTreeSet::new();
    for word in folded.split_whitespace() {
        let signs: Vec<char> = word.chars().collect();
        grams.extend(signs.iter().map(ToString::to_string));
        grams.extend(signs.windows(2).map(|pair| pair.iter().collect::<String>()));
    }
    grams
}

/// What somebody looks for: words that all must stand in a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameWords(Vec<String>);

impl NameWords {
    /// More words or signs than this nobody means.
    const MOST_WORDS: usize = 6;
    const MOST_SIGNS: usize = 60;

    /// Reads what was typed; none when there is nothing to look for.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 1_000 {
            return None;
        }
        let folded: String = folded(text).chars().take(Self::MOST_SIGNS).collect();
        let words: Vec<String> = folded
            .split_whitespace()
            .take(Self::MOST_WORDS)
            .map(str::to_owned)
            .collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// What the index must hold of a name: the pairs of each word, or the sign of a word of one.
    pub fn grams(&self) -> BTreeSet<String> {
        let of_word = |word: &String| -> BTreeSet<String> {
            let all = grams(word);
            let single = word.chars().count() == 1;
            all.into_iter()
                .filter(|gram| single || gram.chars().count() == 2)
                .collect()
        };
        self.0.iter().flat_map(of_word).collect()
    }

    /// Whether all words stand in a name.
    pub fn stand_in(&self, name: &str) -> bool {
        let name = folded(name);
        self.0.iter().all(|word| name.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_found_by_each_of_its_parts_in_whatever_width_and_case() {
        let name = "Ａrabica 手冲咖啡豆 𠮷";
        for part in ["手冲", "咖啡豆", "豆", "arab", "ARABICA 咖啡", "𠮷", "冲咖"] {
            let words = NameWords::parse(part).expect("words");
            assert!(words.grams().is_subset(&grams(name)) && words.stand_in(name), "{part}");
        }
        for other in ["手咖", "咖啡 茶", "吉"] {
            let words = NameWords::parse(other).expect("words");
            assert!(!words.stand_in(name), "{other}");
        }
        assert_eq!(NameWords::parse(" \u{200b} "), None);
        assert_eq!(NameWords::parse(&"长".repeat(1_000)), None);
    }

    proptest! {
        #[test]
        fn whatever_contains_the_words_is_found_by_the_index(name in "\\PC{0,30}", from in 0_usize..30, length in 1_usize..8) {
            let part: String = name.chars().skip(from).take(length).collect();
            if let Some(words) = NameWords::parse(&part)
                && words.stand_in(&name)
            {
                let kept = grams(&name);
                prop_assert!(words.grams().is_subset(&kept), "{words:?} in {kept:?}");
            }
        }
    }
}
