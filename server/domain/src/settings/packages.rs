//! What can be topped up on a kind of card and what it gives: packages, bonus by amount in money or in points, campaigns, and the first
//! top-up (RULES, stored value: top-up price; FEATURES D4, D5).

use super::{
    Body, BodyError, Dimension, Expected, Field, Sentence,
    area::{MAX, day, money, name, whole},
};
use crate::{
    BonusGrant, BonusSegment, BonusTable, BusinessDay, Campaign, ErrorCode, Fen, Millis, Package, PackageId, Points,
    ShopZone, TopUpMenu,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What a kind of card offers to who tops it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PackageRule {
    /// Packages, in the order in which they are shown.
    pub packages: Vec<PackageRow>,
    /// Bonus of a free amount, from an amount on.
    pub segments: Vec<BonusRow>,
    /// What gives more for some days.
    pub campaigns: Vec<CampaignRow>,
    /// The smallest free amount.
    pub least_fen: Fen,
    /// The largest free amount.
    pub most_fen: Fen,
    /// Bonus on top of a member's first top-up.
    pub first_fen: Fen,
}

/// A package at a fixed price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PackageRow {
    /// What is paid, and becomes principal. No two packages have the same, so it is also what a form names the package by: a page that
    /// was drawn before a change never buys another package than the one that was seen.
    pub principal_fen: Fen,
    /// Bonus with it.
    pub bonus_fen: Fen,
    /// Points with it.
    pub points: Points,
}

/// What a free amount gives from an amount on: a fixed bonus or a part of the amount, and points.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BonusRow {
    /// The smallest amount.
    pub from_fen: Fen,
    /// So much, whatever the amount.
    pub bonus_fen: Fen,
    /// So many hundredths of the amount, rounded down to the fen.
    pub percent: u32,
    /// Points.
    pub points: Points,
}

/// What a campaign gives from an amount on. Rows with the same name and days are one campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CampaignRow {
    /// What members read.
    pub name: String,
    /// Its first day.
    pub from_day: String,
    /// Its last day.
    pub until_day: String,
    /// The smallest amount.
    pub from_fen: Fen,
    /// So much, whatever the amount.
    pub bonus_fen: Fen,
    /// So many hundredths of the amount.
    pub percent: u32,
    /// Points.
    pub points: Points,
}

impl Default for PackageRule {
    /// What [`TopUpMenu::default`] offers.
    fn default() -> Self {
        let menu = TopUpMenu::default();
        let steps = menu.packages.iter().map(|package| (package.principal, package.bonus));
        Self {
            least_fen: menu.least,
            most_fen: menu.most,
            ..Self::of_steps(steps)
        }
    }
}

const PACKAGE: &[Field] = &[
    money("principal_fen", 1, MAX),
    money("bonus_fen", 0, MAX),
    whole("points", 0, MAX),
];

const SEGMENT: &[Field] = &[
    money("from_fen", 1, MAX),
    money("bonus_fen", 0, MAX),
    whole("percent", 0, 100),
    whole("points", 0, MAX),
];

const CAMPAIGN: &[Field] = &[
    name("name", 20),
    day("from_day"),
    day("until_day"),
    money("from_fen", 1, MAX),
    money("bonus_fen", 0, MAX),
    whole("percent", 0, 100),
    whole("points", 0, MAX),
];

impl Body for PackageRule {
    const DIMENSION: Dimension = Dimension::CardType;
    /// The first form is the text that a kind of card had before this was a rule.
    const VERSION: u32 = 2;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::any("package", "packages", 20, PACKAGE),
        Sentence::any("segment", "segments", 20, SEGMENT),
        Sentence::any("campaign", "campaigns", 20, CAMPAIGN),
        Sentence::of("free", &[money("least_fen", 1, MAX), money("most_fen", 1, MAX)]),
        Sentence::of("first", &[money("first_fen", 0, MAX)]),
    ];

    fn check_together(&self) -> Result<(), BodyError> {
        let refused = |field: String, code: ErrorCode| Err(BodyError::value(field, Expected::Together(code.as_str())));
        for (place, package) in self.packages.iter().enumerate() {
            let before = &self.packages[..place];
            if before.iter().any(|other| other.principal_fen == package.principal_fen) {
                return refused(format!("packages.{place}.principal_fen"), ErrorCode::PackageTwice);
            }
        }
        for (place, row) in self.segments.iter().enumerate() {
            if self.segments[..place]
                .iter()
                .any(|other| other.from_fen == row.from_fen)
            {
                return refused(format!("segments.{place}.from_fen"), ErrorCode::BonusTwice);
            }
            if row.bonus_fen.is_positive() && row.percent > 0 {
                return refused(format!("segments.{place}.percent"), ErrorCode::BonusOneWay);
            }
        }
        for (place, row) in self.campaigns.iter().enumerate() {
            let before = &self.campaigns[..place];
            if before
                .iter()
                .any(|other| other.is_of(row) && other.from_fen == row.from_fen)
            {
                return refused(format!("campaigns.{place}.from_fen"), ErrorCode::BonusTwice);
            }
            if row.bonus_fen.is_positive() && row.percent > 0 {
                return refused(format!("campaigns.{place}.percent"), ErrorCode::BonusOneWay);
            }
            match row.days() {
                Some((from, until)) if from <= until => {}
                _ => return refused(format!("campaigns.{place}.until_day"), ErrorCode::CampaignDays),
            }
        }
        if self.least_fen > self.most_fen {
            return refused("most_fen".to_owned(), ErrorCode::AmountsOrder);
        }
        Ok(())
    }

    /// A menu as it stood in the kind of card. Its campaigns are not taken over: no page and no command could ever make one.
    fn upgrade(_: u32, body: Map<String, Value>) -> Map<String, Value> {
        let fen = |value: &Value| value.as_i64().unwrap_or_default();
        let rows = |name: &str| body.get(name).and_then(Value::as_array).cloned();
        let mut upgraded = Map::new();
        if let Some(packages) = rows("packages") {
            let row = |one: &Value| json!({ "principal_fen": fen(&one["principal"]), "bonus_fen": fen(&one["bonus"]), "points": fen(&one["points"]) });
            upgraded.insert("packages".into(), packages.iter().map(row).collect());
        }
        if let Some(table) = rows("table") {
            let row = |one: &Value| {
                let bonus = &one["bonus"];
                json!({
                    "from_fen": fen(&one["from"]), "bonus_fen": fen(&bonus["fixed"]), "percent": fen(&bonus["per-mille"]) / 10, "points": 0,
                })
            };
            upgraded.insert("segments".into(), table.iter().map(row).collect());
        }
        for (old, new) in [("least", "least_fen"), ("most", "most_fen")] {
            if let Some(value) = body.get(old) {
                upgraded.insert(new.into(), value.clone());
            }
        }
        if let Some(first) = body.get("first") {
            upgraded.insert("first_fen".into(), fen(&first["fixed"]).into());
        }
        upgraded
    }
}

impl PackageRule {
    /// A package for each step of price and bonus, and the same bonuses for free amounts.
    #[must_use]
    pub fn of_steps(steps: impl Iterator<Item = (Fen, Fen)>) -> Self {
        let packages: Vec<PackageRow> = steps
            .map(|(principal_fen, bonus_fen)| PackageRow {
                principal_fen,
                bonus_fen,
                points: Points::ZERO,
            })
            .collect();
        let segments = packages.iter().map(|package| BonusRow {
            from_fen: package.principal_fen,
            bonus_fen: package.bonus_fen,
            ..BonusRow::default()
        });
        Self {
            segments: segments.collect(),
            packages,
            campaigns: Vec::new(),
            least_fen: Fen::new(100),
            most_fen: Fen::new(500_000),
            first_fen: Fen::ZERO,
        }
    }

    /// What members choose from, by the days of the shop's time zone.
    #[must_use]
    pub fn menu(&self, zone: ShopZone) -> TopUpMenu {
        TopUpMenu {
            packages: self.packages.iter().map(PackageRow::package).collect(),
            table: table(self.segments.iter().map(BonusRow::segment)),
            least: self.least_fen,
            most: self.most_fen,
            campaigns: self.campaigns(|day| zone.start_of(day)),
            first: self
                .first_fen
                .is_positive()
                .then_some(BonusGrant::Fixed(self.first_fen)),
        }
    }

    fn campaigns(&self, start_of: impl Fn(BusinessDay) -> Millis) -> Vec<Campaign> {
        let mut firsts: Vec<&CampaignRow> = Vec::new();
        for row in &self.campaigns {
            if !firsts.iter().any(|first| first.is_of(row)) {
                firsts.push(row);
            }
        }
        let campaign = |first: &CampaignRow| {
            let (from, until) = first.days()?;
            let rows = self.campaigns.iter().filter(|row| row.is_of(first));
            Some(Campaign {
                name: first.name.clone(),
                from: start_of(from),
                until: start_of(until.succ()),
                table: table(rows.map(CampaignRow::segment)),
            })
        };
        firsts.into_iter().filter_map(campaign).collect()
    }
}

/// The rows in their order. What a rule may say was checked when it was made, so nothing is left out here.
fn table(rows: impl Iterator<Item = BonusSegment>) -> BonusTable {
    let mut rows: Vec<BonusSegment> = rows.collect();
    rows.sort_by_key(|row| row.from);
    BonusTable::new(rows).unwrap_or_else(|_| BonusTable::none())
}

const fn grant(bonus: Fen, percent: u32) -> BonusGrant {
    if percent > 0 {
        BonusGrant::PerMille(percent * 10)
    } else {
        BonusGrant::Fixed(bonus)
    }
}

impl PackageRow {
    const fn package(&self) -> Package {
        Package {
            id: PackageId::new(self.principal_fen.get()),
            principal: self.principal_fen,
            bonus: self.bonus_fen,
            points: self.points,
        }
    }
}

impl BonusRow {
    const fn segment(&self) -> BonusSegment {
        BonusSegment {
            from: self.from_fen,
            bonus: grant(self.bonus_fen, self.percent),
            points: self.points,
        }
    }
}

impl CampaignRow {
    const fn segment(&self) -> BonusSegment {
        BonusSegment {
            from: self.from_fen,
            bonus: grant(self.bonus_fen, self.percent),
            points: self.points,
        }
    }

    fn days(&self) -> Option<(BusinessDay, BusinessDay)> {
        Some((
            BusinessDay::parse(&self.from_day).ok()?,
            BusinessDay::parse(&self.until_day).ok()?,
        ))
    }

    /// Whether both rows are of one campaign.
    fn is_of(&self, other: &Self) -> bool {
        (&self.name, &self.from_day, &self.until_day) == (&other.name, &other.from_day, &other.until_day)
    }
}

#[cfg(test)]
mod tests;
