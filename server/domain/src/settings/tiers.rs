//! The tiers, what is counted for them, and what they ask for and give (RULES, tiers).

use super::{
    Body, BodyError, Dimension, Expected, Field, Kind, Sentence,
    area::{MAX, choice, money, name, or_none, whole},
};
use crate::{ErrorCode, Fen, Points, Tier, default_tiers};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod standing;
pub use standing::{NextTier, TierWayLeft};

crate::text_enum! {
    /// The one figure that tiers ask for.
    pub enum TierMetric {
        /// What was paid net: principal and outside money, without what came back.
        NetSpend = "net-spend",
        /// What was topped up, without bonus and what was paid back.
        TopUp = "top-up",
        /// Points that purchases earned.
        Points = "points",
    }
}

/// The tiers, and what is counted for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TierRule {
    /// The one figure that they ask for.
    pub metric: TierMetric,
    /// Days of which a tier's threshold is a sum, the one that runs included.
    pub window_days: i32,
    /// The tiers, lowest first.
    pub tiers: Vec<Tier>,
    /// Further ways into a tier, such as so much on one day.
    pub ways: Vec<TierWay>,
    /// Whole months that a tier holds at least; its period ends with the last day of a month.
    pub period_months: i32,
    /// Days between the notice that a tier will end and its end.
    pub notice_days: i32,
    /// What is given once to who reaches a tier.
    pub gifts: Vec<TierGift>,
    /// What else a tier has, in the shop's own words.
    pub benefits: Vec<TierBenefit>,
}

/// Another way into a tier beside its threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TierWay {
    /// Which tier, counted from the lowest, which is 1.
    pub tier: u8,
    /// So much of the metric …
    pub at_least_fen: Fen,
    /// … within so many days, the one that runs included.
    pub days: i32,
}

/// What is given to who reaches a tier, once for each member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TierGift {
    /// Which tier, counted from the lowest, which is 1.
    pub tier: u8,
    /// Points.
    pub points: Points,
    /// A coupon of the kind with this number.
    pub coupon: Option<i64>,
}

/// A benefit in the shop's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TierBenefit {
    /// Which tier, counted from the lowest, which is 1; those above have it as well.
    pub tier: u8,
    /// In Chinese.
    pub chinese: String,
    /// In English.
    pub english: String,
}

impl Default for TierRule {
    fn default() -> Self {
        Self {
            metric: TierMetric::NetSpend,
            window_days: 365,
            tiers: default_tiers(),
            ways: Vec::new(),
            period_months: 12,
            notice_days: 30,
            gifts: Vec::new(),
            benefits: Vec::new(),
        }
    }
}

/// The most that a tier may ask for.
const MOST: i64 = 1_000_000_000_000;

/// What a tier says. Its rank is its place in the list.
const TIER: &[Field] = &[
    Field {
        name: "rank",
        kind: Kind::Place { max: 7 },
    },
    name("name", 40),
    money("threshold_fen", 0, MOST),
    whole("points_percent", 0, 1_000),
    whole("discount_percent", 0, 99),
];

const WAY: &[Field] = &[
    whole("tier", 2, 8),
    money("at_least_fen", 1, MOST),
    whole("days", 1, 3_660),
];

const GIFT: &[Field] = &[whole("tier", 2, 8), whole("points", 0, MAX), or_none("coupon", 1, MOST)];

const BENEFIT: &[Field] = &[whole("tier", 1, 8), name("chinese", 60), name("english", 100)];

impl Body for TierRule {
    const DIMENSION: Dimension = Dimension::Chain;
    /// The first form counted whole months and what was paid net only.
    const VERSION: u32 = 2;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("metric", &[choice("metric", &["net-spend", "top-up", "points"])]),
        Sentence::of("growth", &[whole("window_days", 1, 3_660)]),
        Sentence::each("tier", "tiers", 8, TIER),
        Sentence::any("way", "ways", 16, WAY),
        Sentence::of("period", &[whole("period_months", 1, 60)]),
        Sentence::of("notice", &[whole("notice_days", 1, 366)]),
        Sentence::any("gift", "gifts", 8, GIFT),
        Sentence::any("benefit", "benefits", 40, BENEFIT),
    ];

    /// Everybody has a tier, the next one always asks for more, and nothing is said of a tier that there is not.
    fn check_together(&self) -> Result<(), BodyError> {
        let refused = |list: &str, place: usize, field: &str, code: ErrorCode| {
            Err(BodyError::value(
                format!("{list}.{place}.{field}"),
                Expected::Together(code.as_str()),
            ))
        };
        let mut before = None;
        for (place, tier) in self.tiers.iter().enumerate() {
            if usize::from(tier.rank) != place {
                return refused("tiers", place, "rank", ErrorCode::TierRank);
            }
            let fits = match before {
                None => tier.threshold_fen.is_zero(),
                Some(before) => tier.threshold_fen > before,
            };
            if !fits {
                return refused("tiers", place, "threshold_fen", ErrorCode::TierThreshold);
            }
            before = Some(tier.threshold_fen);
        }
        let exists = |tier: u8| usize::from(tier) <= self.tiers.len();
        if let Some(place) = self.ways.iter().position(|way| !exists(way.tier)) {
            return refused("ways", place, "tier", ErrorCode::TierUnknown);
        }
        for (place, gift) in self.gifts.iter().enumerate() {
            if !exists(gift.tier) {
                return refused("gifts", place, "tier", ErrorCode::TierUnknown);
            }
            if self.gifts[..place].iter().any(|other| other.tier == gift.tier) {
                return refused("gifts", place, "tier", ErrorCode::TierGiftTwice);
            }
        }
        if let Some(place) = self.benefits.iter().position(|benefit| !exists(benefit.tier)) {
            return refused("benefits", place, "tier", ErrorCode::TierUnknown);
        }
        Ok(())
    }

    /// So many months are so many days: a year has 365.
    fn upgrade(_: u32, mut body: Map<String, Value>) -> Map<String, Value> {
        if let Some(months) = body.remove("growth_months").and_then(|months| months.as_i64()) {
            let days = months.clamp(1, 120).saturating_mul(365) / 12;
            body.insert("window_days".into(), days.into());
        }
        body
    }
}

impl TierRule {
    /// What is given to who reaches this rank; nothing where nothing is said.
    #[must_use]
    pub fn gift_of(&self, rank: u8) -> TierGift {
        let is_its = |gift: &&TierGift| gift.tier.checked_sub(1) == Some(rank);
        self.gifts.iter().find(is_its).copied().unwrap_or_default()
    }

    /// Whether it can follow another rule while members hold ranks up to `held`: nobody loses a tier because a list became shorter, and a
    /// name does not move to another place, where others would find themselves under it.
    ///
    /// # Errors
    /// Which tier is the matter.
    pub fn check_follows(&self, before: &Self, held: i64) -> Result<(), BodyError> {
        if held > 0 && held >= i64::try_from(self.tiers.len()).unwrap_or(i64::MAX) {
            let code = ErrorCode::TierHeld.as_str();
            return Err(BodyError::value("tiers", Expected::Together(code)));
        }
        let moved = self.tiers.iter().position(|tier| {
            let known = before.tiers.iter().find(|known| known.name == tier.name);
            known.is_some_and(|known| known.rank != tier.rank)
        });
        match moved.filter(|_| held > 0) {
            Some(place) => {
                let code = ErrorCode::TierMoved.as_str();
                Err(BodyError::value(
                    format!("tiers.{place}.name"),
                    Expected::Together(code),
                ))
            }
            None => Ok(()),
        }
    }

    /// What a tier has in the shop's words: its own and those of the tiers below it.
    pub fn benefits_of(&self, rank: u8) -> impl Iterator<Item = &TierBenefit> {
        self.benefits
            .iter()
            .filter(move |benefit| benefit.tier <= rank.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Area;
    use serde_json::json;

    fn read(version: u32, body: &Value) -> Result<Value, BodyError> {
        Area::find("tiers").expect("an area").read(version, body)
    }

    #[test]
    fn months_of_the_first_form_become_days() {
        let body = read(1, &json!({ "growth_months": 12 })).expect("it is read");
        assert_eq!(body["window_days"], 365);
        assert_eq!(
            read(1, &json!({ "growth_months": 3 })).expect("read")["window_days"],
            91
        );
        assert!(read(2, &json!({ "growth_months": 12 })).is_err());
    }

    #[test]
    fn nothing_is_said_of_a_tier_that_there_is_not_and_a_gift_is_said_once() {
        let code = |body: &Value| match read(2, body) {
            Err(BodyError::Value {
                expected: Expected::Together(code),
                ..
            }) => code,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            code(&json!({ "ways": [{ "tier": 5, "at_least_fen": 1, "days": 1 }] })),
            "tier-unknown"
        );
        let gift = json!({ "tier": 2, "points": 1 });
        assert_eq!(code(&json!({ "gifts": [gift, gift] })), "tier-gift-twice");
        let benefit = json!({ "tier": 8, "chinese": "礼宾", "english": "Concierge" });
        assert_eq!(code(&json!({ "benefits": [benefit] })), "tier-unknown");
    }

    #[test]
    fn a_list_that_members_stand_on_grows_at_its_top_and_no_name_moves() {
        let before = TierRule::default();
        let with = |change: fn(&mut Vec<Tier>)| {
            let mut rule = before.clone();
            change(&mut rule.tiers);
            rule
        };
        let longer = with(|tiers| {
            let top = tiers[3].clone();
            tiers.push(Tier {
                rank: 4,
                name: "black".to_owned(),
                ..top
            });
        });
        assert_eq!(longer.check_follows(&before, 3), Ok(()));
        assert_eq!(before.check_follows(&longer, 3), Ok(()));
        assert!(before.check_follows(&longer, 4).is_err(), "somebody stands there");
        let renamed = with(|tiers| tiers[1].name = "bronze".to_owned());
        assert_eq!(renamed.check_follows(&before, 3), Ok(()));
        let moved = with(|tiers| {
            tiers[1].name = "bronze".to_owned();
            tiers[2].name = "silver".to_owned();
        });
        assert!(moved.check_follows(&before, 1).is_err());
        assert_eq!(moved.check_follows(&before, 0), Ok(()), "nobody has risen yet");
    }

    #[test]
    fn a_tier_has_what_those_below_it_have() {
        let benefit = |tier, english: &str| TierBenefit {
            tier,
            chinese: "好".to_owned(),
            english: english.to_owned(),
        };
        let rule = TierRule {
            benefits: vec![benefit(2, "queue"), benefit(3, "line")],
            gifts: vec![TierGift {
                tier: 3,
                points: Points::new(50),
                coupon: None,
            }],
            ..TierRule::default()
        };
        let of = |rank| {
            rule.benefits_of(rank)
                .map(|one| one.english.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!((of(0), of(1), of(3)), (vec![], vec!["queue"], vec!["queue", "line"]));
        assert_eq!(
            (rule.gift_of(2).points, rule.gift_of(1).points),
            (Points::new(50), Points::ZERO)
        );
    }
}
