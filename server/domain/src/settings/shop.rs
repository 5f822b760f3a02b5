//! What members know the shop by.

use super::{Body, Dimension, Field, Kind, Sentence, area::name};
use serde::{Deserialize, Serialize};

/// The shop's name and its one colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShopRule {
    /// On the card, in messages, in the browser's tab.
    pub name: String,
    /// As `#0b7a5b`; the colours of buttons and cards are worked out from it.
    pub accent: String,
}

/// Characters of a name.
const NAME_MAX: usize = 40;

impl Default for ShopRule {
    fn default() -> Self {
        Self {
            name: "会卡".to_owned(),
            accent: "#0b7a5b".to_owned(),
        }
    }
}

impl Body for ShopRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("name", &[name("name", NAME_MAX)]),
        Sentence::of(
            "accent",
            &[Field {
                name: "accent",
                kind: Kind::Colour,
            }],
        ),
    ];
}

impl ShopRule {
    /// Reads what was typed; `None` when the name is empty or too long, or the colour is none.
    #[must_use]
    pub fn parse(name: &str, accent: &str) -> Option<Self> {
        let name = Kind::Name { max: NAME_MAX }.read(&crate::visible(&name.chars().take(400).collect::<String>()));
        let accent = Kind::Colour.read(accent);
        Some(Self {
            name: name.ok()?.as_str()?.to_owned(),
            accent: accent.ok()?.as_str()?.to_owned(),
        })
    }
}
