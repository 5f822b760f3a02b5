//! How a price came about: what each step took off, and its arithmetic as data, from which the total can be worked out again.

use super::refusal::OfferId;
use crate::arith::{mul_div_floor, mul_div_half_up};
use crate::{BrandId, Fen, Points, PriceLevelId, text_enum};
use serde::{Deserialize, Serialize};

text_enum! {
    /// A step of the quote that takes something off, in the order in which they come.
    pub enum Step {
        /// A price level instead of the list price.
        Level = "level",
        /// A lower price that somebody gave a line by hand.
        OwnPrice = "own-price",
        /// The discount of the tier or of a brand.
        Tier = "tier",
        /// A discount of a line by hand.
        HandLine = "hand-line",
        /// A campaign on lines.
        LineCampaign = "line-campaign",
        /// A campaign on the order.
        OrderCampaign = "order-campaign",
        /// A coupon with a percentage.
        CouponPercent = "coupon-percent",
        /// A coupon with an amount.
        CouponAmount = "coupon-amount",
        /// A coupon for goods.
        CouponExchange = "coupon-exchange",
        /// A discount of the whole bill by hand.
        HandBill = "hand-bill",
        /// Points.
        Points = "points",
        /// Rounding-off.
        Rounding = "rounding",
    }
}

impl Step {
    /// The key of its words, `price-step-` and its text.
    pub fn key(self) -> String {
        format!("price-step-{}", self.as_str())
    }
}

/// What took something off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// A price level.
    Level(PriceLevelId),
    /// The member's tier, by its rank.
    Tier(u8),
    /// What members get on a brand.
    Brand(BrandId),
    /// A campaign or a coupon.
    Offer(OfferId),
    /// A person at the till. Which line it was shows by its share.
    Hand,
    /// Points.
    Points,
    /// Rounding-off.
    Rounding,
}

/// How an amount was worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arithmetic {
    /// A percentage, rounded half up to the fen, perhaps at most so much.
    Percent {
        /// Of so much.
        of: Fen,
        /// So many percent.
        percent: u8,
        /// At most.
        most: Option<Fen>,
    },
    /// A percentage of some pieces only.
    Pieces {
        /// So many pieces.
        count: u32,
        /// Which cost so much together.
        of: Fen,
        /// So many percent.
        percent: u8,
    },
    /// An amount, as far as there is something left.
    Amount {
        /// So much.
        amount: Fen,
        /// Of so much.
        of: Fen,
    },
    /// An amount for each so much.
    Each {
        /// What was measured.
        measured: Fen,
        /// For each of these.
        each: Fen,
        /// So much.
        amount: Fen,
        /// As far as there is something left.
        of: Fen,
    },
    /// Another price for some pieces.
    Instead {
        /// They cost so much.
        of: Fen,
        /// And now so much.
        to: Fen,
    },
    /// Points.
    Points {
        /// So many.
        points: Points,
        /// Of which so many …
        block: Points,
        /// … are worth so much; a part of a block as far as the bill allows.
        worth: Fen,
        /// The most that points may pay of this bill.
        most: Fen,
    },
    /// Rounding down to a unit.
    Down {
        /// So much.
        of: Fen,
        /// To whole ones of these.
        unit: Fen,
    },
}

impl Arithmetic {
    /// Works the amount out again.
    pub fn amount(self) -> Option<Fen> {
        let amount = match self {
            Self::Percent { of, percent, most } => {
                let share = mul_div_half_up(of.get(), i64::from(percent), 100)?;
                most.map_or(share, |most| share.min(most.get()))
            }
            Self::Pieces { of, percent, .. } => mul_div_half_up(of.get(), i64::from(percent), 100)?,
            Self::Amount { amount, of } => amount.get().min(of.get()),
            Self::Each {
                measured,
                each,
                amount,
                of,
            } => {
                let times = mul_div_floor(measured.get(), 1, each.get())?;
                times.checked_mul(amount.get())?.min(of.get())
            }
            Self::Instead { of, to } => of.get().checked_sub(to.get())?,
            Self::Points {
                points,
                block,
                worth,
                most,
            } => mul_div_floor(points.get(), worth.get(), block.get())?.min(most.get()),
            Self::Down { of, unit } => of.get().checked_rem_euclid(unit.get())?,
        };
        Some(Fen::new(amount))
    }

    /// In figures and signs only, so that it needs no translation: `100.10 × 5 %`.
    pub fn display(self) -> String {
        match self {
            Self::Percent {
                of,
                percent,
                most: Some(most),
            } => format!("{} × {percent} % ≤ {}", of.yuan(), most.yuan()),
            Self::Percent { of, percent, .. } => format!("{} × {percent} %", of.yuan()),
            Self::Pieces { count, of, percent } => format!("{count} = {} × {percent} %", of.yuan()),
            Self::Amount { amount, of } if of < amount => format!("{} ≤ {}", amount.yuan(), of.yuan()),
            Self::Amount { .. } => String::new(),
            Self::Each {
                measured, each, amount, ..
            } => format!("{} ÷ {} × {}", measured.yuan(), each.yuan(), amount.yuan()),
            Self::Instead { of, to } => format!("{} − {}", of.yuan(), to.yuan()),
            Self::Points {
                points, block, worth, ..
            } => format!("{points} ÷ {block} × {}", worth.yuan()),
            Self::Down { of, unit } => format!("{} mod {}", of.yuan(), unit.yuan()),
        }
    }
}

/// What one step took off, from which lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// In which step.
    pub step: Step,
    /// By what.
    pub source: Source,
    /// How it was worked out.
    pub arithmetic: Arithmetic,
    /// What it took off, above zero unless it only gives points or goods.
    pub amount: Fen,
    /// Its share of each line of the cart, in the cart's order.
    pub shares: Vec<Fen>,
}
