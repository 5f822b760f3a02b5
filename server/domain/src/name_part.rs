//! Parts of names, and how they are found by an index: a name is kept as every two signs that stand beside each other, and its last sign
//! alone, each with its place. A part of a name is then a few such pairs at places that follow each other, and nothing that contains it is
//! read in vain. A sign is a character of Unicode, so that a rare one outside of the first 65,536 counts as one.

use crate::typed::folded;

/// A part of a name that somebody looks for: at least one sign, folded as names are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePart(String);

/// A text with nothing in it that could be part of a name, or longer than names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a part of a name has 1 to {} signs", NamePart::MOST)]
pub struct NamePartError;

/// Two signs of a name, or its last one, at a place counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameGram {
    /// The signs.
    pub signs: String,
    /// Where the first of them stands.
    pub place: i64,
}

/// What must stand in a name for a part to be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// A pair, or a last sign, that begins with this sign: from the first text up to, and without, the second one by their bytes.
    From(String, String),
    /// All of these pairs, at places as far from each other as theirs are.
    Pairs(Vec<NameGram>),
}

/// Folded and without spaces: names that read the same are the same.
fn signs_of(text: &str) -> Vec<char> {
    folded(text).chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// The pairs by which a name is found; none for a name of nothing.
pub fn name_grams(name: &str) -> Vec<NameGram> {
    let signs = signs_of(name);
    (0_i64..)
        .zip(0..signs.len())
        .map(|(place, at)| NameGram {
            signs: signs[at..signs.len().min(at + 2)].iter().collect(),
            place,
        })
        .collect()
}

impl NamePart {
    /// The most signs: as many as a name has.
    pub const MOST: usize = 20;
    /// Nobody types more than this; what is longer is not looked at.
    const LONGEST_BYTES: usize = 400;

    /// Reads it as people type it.
    ///
    /// # Errors
    /// When nothing of it can be seen, or it is longer than a name.
    pub fn parse(text: &str) -> Result<Self, NamePartError> {
        if text.len() > Self::LONGEST_BYTES {
            return Err(NamePartError);
        }
        let signs = signs_of(text);
        if (1..=Self::MOST).contains(&signs.len()) {
            Ok(Self(signs.into_iter().collect()))
        } else {
            Err(NamePartError)
        }
    }

    /// Whether a text reads like one: a letter of any script or another sign that is no figure and no punctuation of ASCII, and no digit.
    pub fn looks_like_one(text: &str) -> bool {
        let folded = signs_of(text);
        let named = folded.iter().any(|sign| sign.is_alphabetic() || !sign.is_ascii());
        named && !folded.iter().any(char::is_ascii_digit)
    }

    /// The part, folded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// By what it is found. Pairs that follow each other without a gap say all of its signs; the last one may overlap the one before.
    pub fn to_match(&self) -> NameMatch {
        let signs: Vec<char> = self.0.chars().collect();
        if let [only] = signs.as_slice() {
            // No sign comes after the last one of Unicode, so that nothing which begins with this sign lies outside.
            return NameMatch::From(only.to_string(), format!("{only}\u{10FFFF}"));
        }
        let last = signs.len() - 2;
        let mut places: Vec<usize> = (0..=last).step_by(2).collect();
        if places.last() != Some(&last) {
            places.push(last);
        }
        let pairs = places.into_iter().map(|at| NameGram {
            signs: signs[at..at + 2].iter().collect(),
            place: i64::try_from(at).unwrap_or(i64::MAX),
        });
        NameMatch::Pairs(pairs.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(name: &str) -> Vec<(String, i64)> {
        name_grams(name)
            .into_iter()
            .map(|gram| (gram.signs, gram.place))
            .collect()
    }

    fn kept(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
        pairs
            .iter()
            .map(|(signs, place)| ((*signs).to_owned(), *place))
            .collect()
    }

    /// Whether a part is found in a name by what is kept of it, as the statements of the store do it.
    fn finds(name: &str, part: &str) -> bool {
        let kept = name_grams(name);
        match NamePart::parse(part).expect("a part").to_match() {
            NameMatch::From(first, end) => kept.iter().any(|gram| gram.signs >= first && gram.signs < end),
            NameMatch::Pairs(pairs) => kept.iter().any(|first| {
                pairs.iter().all(|pair| {
                    let place = first.place + pair.place;
                    kept.iter().any(|gram| gram.signs == pair.signs && gram.place == place)
                })
            }),
        }
    }

    #[test]
    fn a_name_is_kept_in_pairs_and_a_rare_sign_counts_as_one() {
        assert_eq!(grams("林女士"), kept(&[("林女", 0), ("女士", 1), ("士", 2)]));
        // U+20BB7, which UTF-16 writes with two units.
        assert_eq!(grams("𠮷野"), kept(&[("𠮷野", 0), ("野", 1)]));
        assert_eq!(grams("Ｗu  Lei"), grams("wulei"));
        assert_eq!(grams(" \u{200b}"), Vec::new());
    }

    #[test]
    fn a_part_is_found_wherever_it_stands_and_nothing_else_is() {
        for (name, part) in [
            ("欧阳靖", "欧"),
            ("欧阳靖", "靖"),
            ("欧阳靖", "阳靖"),
            ("欧阳靖", "欧阳靖"),
            ("𠮷野家太郎", "𠮷"),
            ("𠮷野家太郎", "野家太"),
            ("彭🌿青", "🌿青"),
            ("Anna Ma", "NAM"),
            ("哈哈哈", "哈哈"),
        ] {
            assert!(finds(name, part), "{part} is in {name}");
        }
        for (name, part) in [
            ("欧阳靖", "阳欧"),
            ("欧阳靖", "欧靖"),
            ("阳欧阳", "欧阳欧"),
            ("林", "林林"),
            ("𠮷野", "吉"),
            // The pairs are there, at other places.
            ("ABXBC", "abc"),
        ] {
            assert!(!finds(name, part), "{part} is not in {name}");
        }
    }

    #[test]
    fn what_has_digits_or_nothing_of_a_name_is_no_part_of_one() {
        for text in ["林", "𠮷野", "wu lei", "🌿"] {
            assert!(NamePart::looks_like_one(text), "{text}");
        }
        for text in ["", " ", "800", "%", "_8000", "S2026", "-", "林1"] {
            assert!(!NamePart::looks_like_one(text), "{text}");
        }
        assert_eq!(NamePart::parse(" \u{200b}"), Err(NamePartError));
        assert_eq!(NamePart::parse(&"长".repeat(21)), Err(NamePartError));
        assert_eq!(
            NamePart::parse("＿%").map(|part| part.as_str().to_owned()),
            Ok("_%".into())
        );
    }
}
