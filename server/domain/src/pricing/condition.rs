//! When, where, for whom and on what an offer holds.

use super::buyer::{BirthdayNear, Buyer};
use super::cart::CartLine;
use super::refusal::{Missing, Reason, Why};
use crate::{BrandId, BusinessDay, CardTypeId, CategoryId, GoodsId, JoinSource, Millis, StoreId, TagId, TerminalId};
use serde::{Deserialize, Serialize};

/// When a sale is: the instant, the shop's business day, and what the clock on its wall shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub now: Millis,
    /// The business day.
    pub day: BusinessDay,
    /// Minutes since midnight on the shop's wall, 0 to 1439.
    pub minute: u16,
}

/// Where a sale is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which store.
    pub store: StoreId,
    /// At which till, where there is one.
    pub terminal: Option<TerminalId>,
}

/// Hours of a day: from one minute to before another. An end before its beginning lies after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// The first minute, since midnight.
    pub from: u16,
    /// The minute after the last one.
    pub until: u16,
}

/// When an offer holds. Everything that is not said is unlimited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Window {
    /// The first business day.
    pub first: Option<BusinessDay>,
    /// The last business day.
    pub last: Option<BusinessDay>,
    /// Days of the week, 0 for Monday.
    pub weekdays: Vec<u8>,
    /// Days of the month, from 1.
    pub month_days: Vec<u8>,
    /// Hours of the day.
    pub minutes: Option<Minutes>,
}

impl Window {
    pub(super) fn check(&self, at: &Moment) -> Result<(), Why> {
        if let Some(first) = self.first.filter(|first| at.day < *first) {
            return Err((Reason::NotYet, Some(Missing::FromDay(first))));
        }
        if self.last.is_some_and(|last| at.day > last) {
            return Err((Reason::Over, None));
        }
        let other_weekday = !self.weekdays.is_empty() && !self.weekdays.contains(&at.day.weekday());
        let is_today = |day: &u8| i32::from(*day) == at.day.day();
        if other_weekday || (!self.month_days.is_empty() && !self.month_days.iter().any(is_today)) {
            return Err((Reason::OtherDay, None));
        }
        match self.minutes {
            Some(Minutes { from, until }) if from <= until && !(from..until).contains(&at.minute) => {
                Err((Reason::OtherHour, None))
            }
            Some(Minutes { from, until }) if from > until && (until..from).contains(&at.minute) => {
                Err((Reason::OtherHour, None))
            }
            _ => Ok(()),
        }
    }
}

/// Whom an offer is for, and where. An empty list is everybody and everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Who {
    /// In these stores.
    pub stores: Vec<StoreId>,
    /// At these tills.
    pub terminals: Vec<TerminalId>,
    /// Members only.
    pub members: bool,
    /// Members of these tiers, by rank.
    pub tiers: Vec<u8>,
    /// Members with these kinds of card.
    pub card_types: Vec<CardTypeId>,
    /// Members with one of these tags.
    pub tags: Vec<TagId>,
    /// Members who joined by one of these paths.
    pub sources: Vec<JoinSource>,
    /// Members around their birthday.
    pub birthday: Option<NearBirthday>,
    /// Members who bought nothing yet.
    pub first_sale: bool,
}

/// How near a birthday has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NearBirthday {
    /// In the month of the birthday.
    Month,
    /// On the day itself.
    Day,
}

impl Who {
    pub(super) fn check(&self, place: &Place, buyer: Option<&Buyer<'_>>) -> Result<(), Why> {
        let other_till = !self.terminals.is_empty()
            && place
                .terminal
                .is_none_or(|terminal| !self.terminals.contains(&terminal));
        if other_till || !(self.stores.is_empty() || self.stores.contains(&place.store)) {
            return Err((Reason::OtherStore, None));
        }
        let asks_for_a_member = self.members
            || self.first_sale
            || self.birthday.is_some()
            || !(self.tiers.is_empty()
                && self.card_types.is_empty()
                && self.tags.is_empty()
                && self.sources.is_empty());
        if !asks_for_a_member {
            return Ok(());
        }
        let Some(buyer) = buyer else {
            return Err((Reason::MembersOnly, None));
        };
        self.check_member(buyer).map_err(|reason| (reason, None))
    }

    /// Whether this member is meant, wherever they buy.
    ///
    /// # Errors
    /// Why not.
    pub fn check_member(&self, buyer: &Buyer<'_>) -> Result<(), Reason> {
        if !(self.tiers.is_empty() || self.tiers.contains(&buyer.tier.rank)) {
            return Err(Reason::OtherTier);
        }
        let has_card = |card: CardTypeId| self.card_types.contains(&card);
        if !(self.card_types.is_empty() || buyer.card_type.is_some_and(has_card)) {
            return Err(Reason::OtherCardType);
        }
        if !(self.tags.is_empty() || self.tags.iter().any(|tag| buyer.tags.contains(tag))) {
            return Err(Reason::OtherTag);
        }
        let is_meant = |source: &JoinSource| self.sources.contains(source);
        if !(self.sources.is_empty() || buyer.source.is_some_and(is_meant)) {
            return Err(Reason::OtherSource);
        }
        let near = match self.birthday {
            None => true,
            Some(NearBirthday::Month) => buyer.birthday >= BirthdayNear::Month,
            Some(NearBirthday::Day) => buyer.birthday == BirthdayNear::Day,
        };
        if !near {
            return Err(Reason::NoBirthday);
        }
        if self.first_sale && !buyer.is_first_sale {
            return Err(Reason::NotFirstSale);
        }
        Ok(())
    }
}

/// Which goods an offer is about. Without any named it is about all; a line is named by its goods, its category or its brand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct What {
    /// These goods.
    pub goods: Vec<GoodsId>,
    /// These categories.
    pub categories: Vec<CategoryId>,
    /// These brands.
    pub brands: Vec<BrandId>,
    /// But not these goods.
    pub not_goods: Vec<GoodsId>,
    /// And not these categories.
    pub not_categories: Vec<CategoryId>,
    /// And not these brands.
    pub not_brands: Vec<BrandId>,
}

impl What {
    /// Whether a line is meant.
    pub fn names(&self, line: &CartLine) -> bool {
        let among = |goods: &[GoodsId], categories: &[CategoryId], brands: &[BrandId]| {
            line.goods.is_some_and(|one| goods.contains(&one))
                || line.category.is_some_and(|one| categories.contains(&one))
                || line.brand.is_some_and(|one| brands.contains(&one))
        };
        let all = self.goods.is_empty() && self.categories.is_empty() && self.brands.is_empty();
        (all || among(&self.goods, &self.categories, &self.brands))
            && !among(&self.not_goods, &self.not_categories, &self.not_brands)
    }
}
