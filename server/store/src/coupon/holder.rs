//! Who holds coupons, as far as it decides whether they work: read once for a page of them.

use huika_domain::{
    Birthday, CardTypeId, Fen, JoinSource, MemberId, StoreId, TagId, Tier,
    pricing::{BirthdayNear, Buyer},
};

use crate::{StoreError, Tx, card::current_card, ledger::Wallet, params, tag::tags_of};

/// The member with what conditions ask about.
pub(super) struct Holder {
    tier: Tier,
    card_type: Option<CardTypeId>,
    tags: Vec<TagId>,
    source: Option<JoinSource>,
    birthday: BirthdayNear,
    is_first_sale: bool,
    /// Where the member is at home.
    pub home: Option<StoreId>,
    /// What a purchase of theirs usually comes to; none for who never bought.
    pub usual: Option<Fen>,
}

impl Holder {
    pub(super) fn read(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Self>, StoreError> {
        let found = tx.one(
            "SELECT tier_rank, source, birthday, home_store_id, status FROM member WHERE id = ?1",
            params![member],
            |row| {
                let birthday: Option<String> = row.get("birthday")?;
                let of: (i64, String) = (row.get("tier_rank")?, row.get("source")?);
                Ok((of, birthday, row.get::<Option<StoreId>>("home_store_id")?))
            },
        )?;
        let (Some(((rank, source), birthday, home)), Some(wallet)) = (found, Wallet::read(tx, member)?) else {
            return Ok(None);
        };
        let rules = tx.rules();
        let tiers = &rules.tiers.tiers;
        let tier = tiers
            .iter()
            .find(|tier| i64::from(tier.rank) == rank)
            .or_else(|| tiers.first());
        let tier = tier.cloned().unwrap_or_else(|| Tier {
            rank: 0,
            name: String::new(),
            threshold_fen: Fen::ZERO,
            points_percent: 100,
            discount_percent: 0,
        });
        let today = tx.today();
        let near = birthday.and_then(|text| Birthday::from_text(&text).ok());
        let birthday = match near {
            Some(day) if day.is_on(today) => BirthdayNear::Day,
            Some(day) if in_month(day, today) => BirthdayNear::Month,
            _ => BirthdayNear::No,
        };
        Ok(Some(Self {
            tier,
            // A member whose card was lost has none for now.
            card_type: current_card(tx, member).ok().map(|card| card.card_type),
            tags: tags_of(tx, member)?.into_iter().map(|tag| tag.id).collect(),
            source: JoinSource::parse(&source).ok(),
            birthday,
            is_first_sale: wallet.visits == 0,
            home,
            usual: (wallet.visits > 0).then(|| Fen::new(wallet.spent.get() / wallet.visits)),
        }))
    }

    pub(super) fn buyer(&self) -> Buyer<'_> {
        Buyer {
            card_type: self.card_type,
            tags: &self.tags,
            source: self.source.as_ref(),
            birthday: self.birthday,
            is_first_sale: self.is_first_sale,
            ..Buyer::of_tier(&self.tier)
        }
    }
}

fn in_month(birthday: Birthday, today: huika_domain::BusinessDay) -> bool {
    let first = today.plus_days(1 - today.day());
    let next = birthday.next_from(first);
    next.is_some_and(|day| day.year() == today.year() && day.month() == today.month())
}
