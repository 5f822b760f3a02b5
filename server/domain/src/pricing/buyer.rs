//! Who buys.

use crate::{CardTypeId, JoinSource, MoneyLot, Points, PriceLevelId, TagId, Tier};

/// How near a member's birthday is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum BirthdayNear {
    /// Neither this month nor today, or not known.
    #[default]
    No,
    /// In this month.
    Month,
    /// Today.
    Day,
}

/// The member at the till, as far as a price depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Buyer<'a> {
    /// The tier before this sale: its discount and its factor for points.
    pub tier: &'a Tier,
    /// The kind of card that was shown.
    pub card_type: Option<CardTypeId>,
    /// The price levels that this member may buy at.
    pub levels: &'a [PriceLevelId],
    /// The member's tags.
    pub tags: &'a [TagId],
    /// The path that the member joined by.
    pub source: Option<&'a JoinSource>,
    /// How near the birthday is.
    pub birthday: BirthdayNear,
    /// The member has bought nothing yet.
    pub is_first_sale: bool,
    /// Points that can be used now.
    pub points_usable: Points,
    /// Money lots, oldest first.
    pub lots: &'a [MoneyLot],
}

impl<'a> Buyer<'a> {
    /// A member of a tier and nothing else.
    pub const fn of_tier(tier: &'a Tier) -> Self {
        Self {
            tier,
            card_type: None,
            levels: &[],
            tags: &[],
            source: None,
            birthday: BirthdayNear::No,
            is_first_sale: false,
            points_usable: Points::ZERO,
            lots: &[],
        }
    }
}
