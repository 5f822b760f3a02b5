//! How money may come in at a till that the card does not pay.

use super::{Body, Dimension, Field, Kind, Sentence};
use crate::{OutsideTender, default_tenders};
use serde::{Deserialize, Serialize};

/// The tenders of a till.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TenderRule {
    /// Small letters, digits and dashes; never the name of one of our own gateways.
    pub tenders: Vec<OutsideTender>,
}

impl Default for TenderRule {
    fn default() -> Self {
        Self {
            tenders: default_tenders(),
        }
    }
}

const TENDERS: Field = Field {
    name: "tenders",
    kind: Kind::Words { max: 50 },
};

impl Body for TenderRule {
    const DIMENSION: Dimension = Dimension::Place;
    const SENTENCES: &'static [Sentence] = &[Sentence::of("tenders", &[TENDERS])];
}
