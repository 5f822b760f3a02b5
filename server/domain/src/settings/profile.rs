//! What a member is asked about themself.

use super::{Body, Dimension, Sentence, area::choice};
use serde::{Deserialize, Serialize};

/// A short profile or a full one: each of them is not asked, asked, or needed before the form is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProfileRule {
    /// What they are called.
    pub name: String,
    /// Their birthday.
    pub birthday: String,
    /// Woman or man.
    pub gender: String,
    /// A day that they keep, such as a wedding day.
    pub anniversary: String,
    /// Where they live.
    pub address: String,
    /// Their e-mail address.
    pub email: String,
    /// The number of a document; asked at the counter only.
    pub document: String,
}

/// How much a field is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is not asked.
    Off,
    /// It may be left out.
    Optional,
    /// The form is not taken without it.
    Needed,
}

const WORDS: &[&str] = &["off", "asked", "needed"];

impl Default for ProfileRule {
    fn default() -> Self {
        let [off, asked] = ["off", "asked"].map(str::to_owned);
        Self {
            name: asked.clone(),
            birthday: asked.clone(),
            gender: asked.clone(),
            anniversary: asked,
            address: off.clone(),
            email: off.clone(),
            document: off,
        }
    }
}

impl Body for ProfileRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("name", &[choice("name", WORDS)]),
        Sentence::of("birthday", &[choice("birthday", WORDS)]),
        Sentence::of("gender", &[choice("gender", WORDS)]),
        Sentence::of("anniversary", &[choice("anniversary", WORDS)]),
        Sentence::of("address", &[choice("address", WORDS)]),
        Sentence::of("email", &[choice("email", WORDS)]),
        Sentence::of("document", &[choice("document", WORDS)]),
    ];
}

impl Asked {
    /// Reads the word of a rule.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "needed" => Self::Needed,
            "asked" => Self::Optional,
            _ => Self::Off,
        }
    }

    /// Whether there is a field for it.
    #[must_use]
    pub const fn is_asked(self) -> bool {
        !matches!(self, Self::Off)
    }

    /// Whether nothing is no answer.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Needed)
    }
}
