//! What a new member gets, by the path that they came by (FEATURES A7).

use super::{
    Body, BodyError, Dimension, Expected, Field, Sentence,
    area::{MAX, money, name, whole},
};
use crate::{ErrorCode, Fen, Points};
use serde::{Deserialize, Serialize};

/// The benefits of joining.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JoiningRule {
    /// One for each path.
    pub benefits: Vec<JoiningBenefit>,
}

/// What somebody gets who came by one path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JoiningBenefit {
    /// The path as its link names it, `portal`, `counter`, or `*` for every path without a line of its own.
    pub source: String,
    /// Points.
    pub points: Points,
    /// Bonus money.
    pub bonus_fen: Fen,
}

const BENEFIT: &[Field] = &[
    name("source", 40),
    whole("points", 0, MAX),
    money("bonus_fen", 0, 100_000_000),
];

impl Body for JoiningRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[Sentence::any("benefit", "benefits", 30, BENEFIT)];

    fn check_together(&self) -> Result<(), BodyError> {
        for (place, benefit) in self.benefits.iter().enumerate() {
            if self.benefits[..place]
                .iter()
                .any(|other| other.source == benefit.source)
            {
                let code = ErrorCode::JoiningTwice.as_str();
                return Err(BodyError::value(
                    format!("benefits.{place}.source"),
                    Expected::Together(code),
                ));
            }
        }
        Ok(())
    }
}

/// The line that stands for every path without one of its own.
const ANY: &str = "*";

impl JoiningRule {
    /// What somebody gets who came by this path; none for nothing.
    #[must_use]
    pub fn benefit_of(&self, source: &str) -> Option<&JoiningBenefit> {
        let line = |source: &str| self.benefits.iter().find(|benefit| benefit.source == source);
        line(source)
            .or_else(|| line(ANY))
            .filter(|benefit| benefit.points.is_positive() || benefit.bonus_fen.is_positive())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Area;
    use serde_json::json;

    #[test]
    fn a_path_has_its_own_benefit_and_every_other_one_the_common_one() {
        let area = Area::find("joining").expect("an area");
        let body = json!({ "benefits": [
            { "source": "poster-7", "points": 100 }, { "source": "counter" }, { "source": "*", "bonus_fen": 500 },
        ]});
        let body = area.read(area.version, &body).expect("it is right");
        let rule: JoiningRule = serde_json::from_value(body).expect("it was read");
        let of = |source: &str| rule.benefit_of(source).map(|it| (it.points.get(), it.bonus_fen.get()));
        assert_eq!(
            ["poster-7", "counter", "portal"].map(of),
            [Some((100, 0)), None, Some((0, 500))]
        );
        let twice = json!({ "benefits": [{ "source": "*" }, { "source": "*" }] });
        assert!(area.read(area.version, &twice).is_err());
    }
}
