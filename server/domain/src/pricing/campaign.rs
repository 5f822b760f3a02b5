//! Campaigns: a registry of kinds, a file each.
//!
//! A kind says whether its own figures make sense, whether the cart meets its condition, and what it takes of the goods that it finds. Everything else
//! that decides whether a campaign holds is the same for all of them: when, where, for whom, on what, and what goes with what.

use super::buyer::Buyer;
use super::cart::CartLine;
use super::condition::{Moment, Place, What, Who, Window};
use super::effect::Effect;
use super::explanation::Step;
use super::refusal::{Reason, Why};
use crate::{CampaignId, StackGroupId, text_enum};
use serde::{Deserialize, Serialize};

mod brand_day;
mod bundle;
mod buy_get;
mod first_purchase;
mod gift;
mod member_day;
mod nth_item;
mod percentage;
mod points_factor;
mod special_price;
mod threshold_off;

pub use brand_day::BrandDay;
pub use bundle::{Bundle, BundlePart};
pub use buy_get::BuyGet;
pub use first_purchase::FirstPurchase;
pub use gift::Gift;
pub use member_day::MemberDay;
pub use nth_item::NthItem;
pub use percentage::Percentage;
pub use points_factor::PointsFactor;
pub use special_price::{GoodsPrice, SpecialPrice};
pub use threshold_off::{StepOff, ThresholdOff};

/// A campaign in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Which.
    pub id: CampaignId,
    /// Its place within its step, and its priority where two are as good: the lower one first.
    pub rank: i32,
    /// What decides with which others it goes.
    pub group: Option<StackGroupId>,
    /// When it holds.
    pub window: Window,
    /// For whom and where.
    pub who: Who,
    /// On which goods.
    pub what: What,
    /// The code that has to be typed for it, where it has one.
    pub code: Option<String>,
    /// What it does.
    pub kind: Kind,
}

macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident = $text:literal in $step:ident;)+) => {
        text_enum! {
            /// The name of a kind of campaign.
            pub enum KindName {
                $($(#[$doc])+ $kind = $text),+
            }
        }

        /// What a campaign does.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        pub enum Kind {
            $($(#[$doc])+ $kind($kind)),+
        }

        impl Kind {
            /// Its name.
            pub const fn name(&self) -> KindName {
                match self {
                    $(Self::$kind(_) => KindName::$kind),+
                }
            }

            /// In which step it works.
            pub const fn step(&self) -> Step {
                match self {
                    $(Self::$kind(_) => Step::$step),+
                }
            }

            pub(super) fn effect(&self) -> &dyn Effect {
                match self {
                    $(Self::$kind(kind) => kind),+
                }
            }
        }
    };
}

kinds! {
    /// Another price for named goods.
    SpecialPrice = "special-price" in LineCampaign;
    /// A percentage on a brand.
    BrandDay = "brand-day" in LineCampaign;
    /// A percentage and more points for members.
    MemberDay = "member-day" in LineCampaign;
    /// A percentage on every n-th piece.
    NthItem = "nth-item" in LineCampaign;
    /// Pieces together for one price.
    Bundle = "bundle" in LineCampaign;
    /// Pieces free or cheaper beside others.
    BuyGet = "buy-get" in LineCampaign;
    /// Goods for nothing from an amount on.
    Gift = "gift" in LineCampaign;
    /// An amount off from an amount on.
    ThresholdOff = "threshold-off" in OrderCampaign;
    /// A percentage off, perhaps from an amount or a number of pieces on.
    Percentage = "percentage" in OrderCampaign;
    /// An amount off a member's first purchase.
    FirstPurchase = "first-purchase" in OrderCampaign;
    /// More points.
    PointsFactor = "points-factor" in OrderCampaign;
}

impl Kind {
    /// Whether its figures make sense.
    pub fn makes_sense(&self) -> bool {
        self.effect().makes_sense()
    }

    /// Whether a quote says what it took off or gave, so that its uses can be counted: all but what only gives points.
    pub fn is_counted(&self) -> bool {
        self.prices() || matches!(self, Self::Gift(_))
    }

    /// Whether it can be anything for this member, apart from what the campaign says about members.
    pub const fn concerns(&self, buyer: &Buyer<'_>) -> bool {
        !matches!(self, Self::FirstPurchase(_)) || buyer.is_first_sale
    }

    /// Whether it is about a line, apart from the campaign's own goods.
    pub(super) fn names(&self, line: &CartLine) -> bool {
        match self {
            Self::SpecialPrice(kind) => kind.price_of(line).is_some(),
            Self::BrandDay(kind) => line.brand == Some(kind.brand),
            Self::Bundle(kind) => kind.parts.iter().any(|part| part.what.names(line)),
            Self::BuyGet(kind) => kind.buy.names(line) || kind.get.names(line),
            _ => true,
        }
    }

    /// By how much more than once points are earned on its goods, in percent.
    pub(super) fn extra_points(&self) -> u16 {
        match self {
            Self::MemberDay(kind) => kind.points_percent.saturating_sub(100),
            Self::PointsFactor(kind) => kind.percent.saturating_sub(100),
            _ => 0,
        }
    }

    /// Whether it can change a price.
    pub(super) fn prices(&self) -> bool {
        match self {
            Self::Gift(_) | Self::PointsFactor(_) => false,
            Self::MemberDay(kind) => kind.percent > 0,
            _ => true,
        }
    }
}

impl Campaign {
    /// That it holds now, here and for this member.
    pub(super) fn holds(&self, at: &Moment, place: &Place, buyer: Option<&Buyer<'_>>) -> Result<(), Why> {
        self.window.check(at)?;
        self.who.check(place, buyer)?;
        match (&self.kind, buyer) {
            (Kind::MemberDay(_) | Kind::BrandDay(_) | Kind::FirstPurchase(_), None) => Err((Reason::MembersOnly, None)),
            (Kind::FirstPurchase(_), Some(buyer)) if !buyer.is_first_sale => Err((Reason::NotFirstSale, None)),
            _ => Ok(()),
        }
    }
}
