//! When the business day of a store ends.

use super::{Body, Dimension, Sentence, area::whole};
use serde::{Deserialize, Serialize};

/// The end of a business day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BusinessDayRule {
    /// Hours after midnight until which what happens belongs to the day before. A change moves nothing that was posted.
    pub ends_hour: i64,
}

impl Body for BusinessDayRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[Sentence::of("ends", &[whole("ends_hour", 0, 12)])];
}
