//! A member as far as a price depends on it, read outside of a sale: for trying, for replaying, and for the member's own page.

use huika_domain::{
    Birthday, BusinessDay, CardTypeId, JoinSource, MemberId, PriceLevelId, TagId, Tier,
    pricing::{BirthdayNear, Buyer},
    settings::Rules,
};

use crate::{Row, StoreError, Tx, params};

/// What decides a member's price.
#[derive(Debug, Clone)]
pub(super) struct BuyerFacts {
    pub tier: Tier,
    pub card_type: Option<CardTypeId>,
    pub tags: Vec<TagId>,
    pub source: Option<JoinSource>,
    pub birthday: Option<Birthday>,
    /// How near the birthday was when somebody bought; none where that is to be worked out.
    pub near: Option<BirthdayNear>,
    pub is_first_sale: bool,
    /// The price levels that somebody with this kind of card buys at.
    pub levels: Vec<PriceLevelId>,
}

impl BuyerFacts {
    /// As the engine of prices asks for it, on a day.
    pub fn buyer(&self, day: BusinessDay) -> Buyer<'_> {
        Buyer {
            card_type: self.card_type,
            levels: &self.levels,
            tags: &self.tags,
            source: self.source.as_ref(),
            birthday: self
                .near
                .or_else(|| self.birthday.map(|birthday| near(birthday, day)))
                .unwrap_or_default(),
            is_first_sale: self.is_first_sale,
            ..Buyer::of_tier(&self.tier)
        }
    }
}

/// How near a birthday is on a day: on it, or in its month.
fn near(birthday: Birthday, day: BusinessDay) -> BirthdayNear {
    if birthday.is_on(day) {
        return BirthdayNear::Day;
    }
    let first = day.plus_days(1 - day.day());
    let next = birthday.next_from(first);
    if next.is_some_and(|next| next.year() == day.year() && next.month() == day.month()) {
        BirthdayNear::Month
    } else {
        BirthdayNear::No
    }
}

/// The columns of `member m` that a buyer is made of.
pub(super) const BUYER: &str = "m.tier_rank, m.source, m.birthday, (SELECT c.card_type_id FROM card c WHERE c.member_id = m.id \
    AND c.status = 'active' ORDER BY c.chosen_at DESC, c.id LIMIT 1) AS card_type_id";

/// Reads [`BUYER`]; tags, and whether this is the first sale, the caller says.
pub(super) fn read_buyer(row: &Row<'_>, rules: &Rules) -> Result<BuyerFacts, StoreError> {
    let birthday: Option<String> = row.get("birthday")?;
    let source: Option<String> = row.get("source")?;
    Ok(BuyerFacts {
        tier: tier_of(rules, row.get::<Option<i64>>("tier_rank")?.unwrap_or_default())?,
        card_type: row.get("card_type_id")?,
        tags: Vec::new(),
        source: source.and_then(|text| JoinSource::parse(&text).ok()),
        birthday: birthday.and_then(|text| Birthday::from_text(&text).ok()),
        near: None,
        is_first_sale: false,
        levels: Vec::new(),
    })
}

pub(super) fn tier_of(rules: &Rules, rank: i64) -> Result<Tier, StoreError> {
    let tiers = &rules.tiers.tiers;
    let found = tiers.iter().find(|tier| i64::from(tier.rank) == rank);
    let tier = found.or_else(|| tiers.first()).cloned();
    tier.ok_or_else(|| StoreError::Decode("the shop has no tiers".into()))
}

/// The price levels of whoever has this kind of card.
pub(super) fn levels_of(tx: &Tx<'_>, card_type: Option<CardTypeId>) -> Vec<PriceLevelId> {
    let rules = card_type.map_or_else(|| tx.rules(), |card_type| tx.rules_of_card_type(card_type));
    rules.price_level.levels()
}

/// A member as they are now.
pub(super) fn buyer_facts(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<BuyerFacts>, StoreError> {
    let rules = tx.rules();
    let found = tx.one(
        &format!("SELECT {BUYER} FROM member m WHERE m.id = ?1"),
        params![member],
        |row| read_buyer(row, &rules),
    )?;
    let Some(mut facts) = found else { return Ok(None) };
    facts.tags = tx.all(
        "SELECT x.tag_id FROM member_tag x JOIN tag t ON t.id = x.tag_id WHERE x.member_id = ?1 AND x.until IS NULL \
         AND t.ended_at IS NULL ORDER BY x.tag_id LIMIT 200",
        params![member],
        |row| row.get("tag_id"),
    )?;
    let bought = tx.one(
        "SELECT id FROM sale WHERE member_id = ?1 ORDER BY id LIMIT 1",
        params![member],
        |row| row.get::<i64>("id"),
    )?;
    facts.is_first_sale = bought.is_none();
    facts.levels = levels_of(tx, facts.card_type);
    Ok(Some(facts))
}
