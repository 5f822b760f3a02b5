//! Brand day, as it is written.

use super::{CodeBook, KindForm};
use crate::{
    ErrorCode,
    pricing::{BrandDay, Kind},
    settings::{Body, Dimension, Sentence, name, whole},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BrandDayForm {
    brand: String,
    percent: u8,
}

impl Default for BrandDayForm {
    fn default() -> Self {
        Self {
            brand: String::new(),
            percent: 10,
        }
    }
}

impl Body for BrandDayForm {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[Sentence::of("brand", &[name("brand", 40), whole("percent", 1, 100)])];
}

impl KindForm for BrandDayForm {
    fn kind(&self, book: &CodeBook) -> Result<Kind, ErrorCode> {
        Ok(Kind::BrandDay(BrandDay {
            brand: book.brand(&self.brand)?,
            percent: self.percent,
        }))
    }

    fn of(kind: &Kind, book: &CodeBook) -> Option<Self> {
        let Kind::BrandDay(kind) = kind else { return None };
        Some(Self {
            brand: book.brand_name(kind.brand),
            percent: kind.percent,
        })
    }
}
