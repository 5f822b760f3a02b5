//! Who buys, as far as a price depends on it.

use huika_domain::{
    Birthday, BusinessDay, CardTypeId, JoinSource, MemberId, MoneyLot, Points, PriceLevelId, TagId, TerminalId, Tier,
    pricing::{BirthdayNear, Buyer},
};

use crate::{Row, StoreError, Tx};

/// What a member's own rows say to a price, besides tier and lots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BuyerFacts {
    pub member: MemberId,
    pub card_type: Option<CardTypeId>,
    pub tags: Vec<TagId>,
    pub source: Option<JoinSource>,
    pub birthday: BirthdayNear,
    pub is_first_sale: bool,
    /// The paired till that asks, where it is one.
    pub terminal: Option<TerminalId>,
}

/// Tags of a member that are read for a price: more are no help to anybody.
const MOST_TAGS: usize = 500;

impl BuyerFacts {
    /// The columns that [`BuyerFacts::read`] reads, of a statement in which `m` is the member and `s` the till session.
    pub(crate) const COLUMNS: &'static str = "m.birthday, m.source, \
        (SELECT c.card_type_id FROM card c WHERE c.member_id = m.id AND c.status = 'active' \
         ORDER BY c.chosen_at DESC, c.id LIMIT 1) AS buyer_card_type, \
        (SELECT string_agg(CAST(g.tag_id AS TEXT), ',') FROM member_tag g JOIN tag t ON t.id = g.tag_id AND t.ended_at IS NULL \
         WHERE g.member_id = m.id AND g.until IS NULL) AS buyer_tags, \
        (SELECT w.visits FROM wallet w WHERE w.member_id = m.id) AS buyer_visits, \
        (SELECT MAX(d.id) FROM till_device d WHERE d.store_id = s.store_id AND d.name = s.till AND d.ended_at IS NULL) AS buyer_terminal";

    /// Reads them. `today` is the store's business day.
    pub(crate) fn read(row: &Row<'_>, member: MemberId, today: BusinessDay) -> Result<Self, StoreError> {
        let tags: Option<String> = row.get("buyer_tags")?;
        let tags = tags.as_deref().unwrap_or_default().split(',');
        let source: String = row.get("source")?;
        let birthday: Option<String> = row.get("birthday")?;
        Ok(Self {
            member,
            card_type: row.get("buyer_card_type")?,
            tags: tags.filter_map(|tag| TagId::parse(tag).ok()).take(MOST_TAGS).collect(),
            source: JoinSource::parse(&source).ok(),
            birthday: birthday.map_or(BirthdayNear::No, |text| near(&text, today)),
            is_first_sale: row.get::<Option<i64>>("buyer_visits")?.unwrap_or_default() == 0,
            terminal: row.get::<Option<i64>>("buyer_terminal")?.map(TerminalId::new),
        })
    }

    /// At which price levels a member with this kind of card buys.
    pub(crate) fn levels(&self, tx: &Tx<'_>) -> Vec<PriceLevelId> {
        let rules = self
            .card_type
            .map_or_else(|| tx.rules(), |card_type| tx.rules_of_card_type(card_type));
        rules.price_level.levels()
    }

    /// The buyer as the engine knows it.
    pub(crate) fn buyer<'a>(
        &'a self,
        tier: &'a Tier,
        levels: &'a [PriceLevelId],
        points_usable: Points,
        lots: &'a [MoneyLot],
    ) -> Buyer<'a> {
        Buyer {
            tier,
            card_type: self.card_type,
            levels,
            tags: &self.tags,
            source: self.source.as_ref(),
            birthday: self.birthday,
            is_first_sale: self.is_first_sale,
            points_usable,
            lots,
        }
    }
}

/// A birthday that cannot be read is none: a sale does not fail for it.
fn near(text: &str, today: BusinessDay) -> BirthdayNear {
    let Ok(birthday) = Birthday::from_text(text) else {
        return BirthdayNear::No;
    };
    if birthday.is_on(today) {
        return BirthdayNear::Day;
    }
    let begun = today.plus_days(1 - today.day());
    let is_this_month = |day: BusinessDay| (day.year(), day.month()) == (today.year(), today.month());
    if birthday.next_from(begun).is_some_and(is_this_month) {
        BirthdayNear::Month
    } else {
        BirthdayNear::No
    }
}
