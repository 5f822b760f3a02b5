//! A price with all that explains it, as it goes over the wire.

use huika_domain::{
    LineAmount, Quote,
    pricing::{Applied, Missing, OfferId, QuotedGift, Refused, Source},
};
use huika_store::sale::{LineExplained, PriceExplained};
use serde::Serialize;
use utoipa::ToSchema;

/// What a bill costs, what pays for it and what it earns.
#[derive(Debug, Serialize, ToSchema)]
pub struct Priced {
    pub gross_fen: i64,
    /// Off at a price level, for the tier, by campaigns and coupons, and by rounding down.
    pub discount_fen: i64,
    pub points_used: i64,
    /// What they take off.
    pub points_fen: i64,
    pub due_fen: i64,
    /// Of that from the card.
    pub balance_fen: i64,
    /// Of that to be taken at the till.
    pub outside_fen: i64,
    pub points_earned: i64,
    /// Every figure with its arithmetic.
    pub lines: Vec<PricedLine>,
    /// The lines of the bill, in its order.
    pub items: Vec<PricedItem>,
    /// What each step took off, in their order.
    pub steps: Vec<PriceStep>,
    /// What is given with it.
    pub gifts: Vec<GivenGift>,
    /// Every offer that was not used, why not, and what is missing.
    pub not_used: Vec<NotUsed>,
}

/// How a figure came about.
#[derive(Debug, Serialize, ToSchema)]
pub struct PricedLine {
    #[schema(example = "line-principal")]
    pub key: &'static str,
    #[schema(example = "36.50 × 100.00 ÷ 112.00")]
    pub arithmetic: String,
    /// The figure in fen, or in points where `unit` says so.
    pub amount: i64,
    #[schema(example = "fen")]
    pub unit: &'static str,
}

/// A line of a bill, with what is paid for all its pieces.
#[derive(Debug, Serialize, ToSchema)]
pub struct PricedItem {
    /// What it is called; empty for an amount.
    pub name: String,
    pub quantity: u32,
    /// All pieces at their list price.
    pub list_fen: i64,
    /// To be paid for them.
    pub due_fen: i64,
}

/// What one step took off.
#[derive(Debug, Serialize, ToSchema)]
pub struct PriceStep {
    /// `level`, `own-price`, `tier`, `hand-line`, `line-campaign`, `order-campaign`, `coupon-percent`, `coupon-amount`, `coupon-exchange`,
    /// `hand-bill`, `points` or `rounding`. What is by hand was given at the shop's own counter.
    #[schema(example = "tier")]
    pub step: &'static str,
    /// The campaign or coupon that did; nothing otherwise.
    pub offer: Option<Offer>,
    /// In figures and signs only.
    #[schema(example = "100.10 × 5 %")]
    pub arithmetic: String,
    pub amount_fen: i64,
    /// Its share of each line, in the order of the bill.
    pub shares_fen: Vec<i64>,
}

/// A campaign, a coupon or a code.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offer {
    /// `campaign`, `coupon` or `code`.
    #[schema(example = "coupon")]
    pub kind: &'static str,
    /// Its number; of a code its place among those typed, from 0.
    pub id: i64,
    /// What it is called; empty for a code.
    pub name: String,
}

/// Goods that are given.
#[derive(Debug, Serialize, ToSchema)]
pub struct GivenGift {
    /// The number of the goods.
    pub goods: i64,
    pub quantity: u32,
    /// What one is worth to whoever keeps it and returns what it was given for.
    pub worth_fen: i64,
}

/// An offer that was not used.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotUsed {
    pub offer: Offer,
    /// A stable word, such as `below-threshold`, `not-with` or `unknown-code`.
    #[schema(example = "below-threshold")]
    pub reason: &'static str,
    /// Goods for so much more would be needed.
    pub missing_fen: Option<i64>,
    /// So many more pieces would be needed.
    pub missing_pieces: Option<u32>,
    /// It holds from this instant on.
    pub from_ms: Option<i64>,
    /// It holds from this day on.
    pub from_day: Option<String>,
    /// With it the bill would be so much higher.
    pub dearer_fen: Option<i64>,
    /// What was used instead.
    pub instead: Option<Offer>,
}

impl Offer {
    fn of(price: &PriceExplained, offer: OfferId) -> Self {
        let (kind, id) = match offer {
            OfferId::Campaign(id) => ("campaign", id.get()),
            OfferId::Coupon(id) => ("coupon", id.get()),
            OfferId::Code(place) => ("code", i64::from(place)),
        };
        Self {
            kind,
            id,
            name: price.name_of(offer).to_owned(),
        }
    }
}

/// The lines of a bill as they are told.
pub fn items(price: &PriceExplained) -> Vec<PricedItem> {
    let item = |line: &LineExplained| PricedItem {
        name: line.name.clone(),
        quantity: line.quantity,
        list_fen: line.list.get(),
        due_fen: line.due.get(),
    };
    price.lines.iter().map(item).collect()
}

/// What each step took off.
pub fn steps(price: &PriceExplained) -> Vec<PriceStep> {
    let step = |applied: &Applied| PriceStep {
        step: applied.step.as_str(),
        offer: match applied.source {
            Source::Offer(offer) => Some(Offer::of(price, offer)),
            _ => None,
        },
        arithmetic: applied.arithmetic.display(),
        amount_fen: applied.amount.get(),
        shares_fen: applied.shares.iter().map(|share| share.get()).collect(),
    };
    price.applied.iter().map(step).collect()
}

/// What is given.
pub fn gifts(price: &PriceExplained) -> Vec<GivenGift> {
    let gift = |gift: &QuotedGift| GivenGift {
        goods: gift.goods.get(),
        quantity: gift.quantity,
        worth_fen: gift.worth.get(),
    };
    price.gifts.iter().map(gift).collect()
}

/// What was not used.
pub fn not_used(price: &PriceExplained) -> Vec<NotUsed> {
    let one = |refused: &Refused| {
        let mut told = NotUsed {
            offer: Offer::of(price, refused.offer),
            reason: refused.reason.as_str(),
            missing_fen: None,
            missing_pieces: None,
            from_ms: None,
            from_day: None,
            dearer_fen: None,
            instead: None,
        };
        match refused.missing {
            None => {}
            Some(Missing::Money(fen)) => told.missing_fen = Some(fen.get()),
            Some(Missing::Pieces(pieces)) => told.missing_pieces = Some(pieces),
            Some(Missing::From(from)) => told.from_ms = Some(from.get()),
            Some(Missing::FromDay(day)) => told.from_day = Some(day.to_string()),
            Some(Missing::Dearer(fen)) => told.dearer_fen = Some(fen.get()),
            Some(Missing::Instead { other, saves }) => {
                told.instead = Some(Offer::of(price, other));
                told.dearer_fen = Some(saves.get());
            }
        }
        told
    };
    price.refused.iter().map(one).collect()
}

impl From<(Quote, PriceExplained)> for Priced {
    fn from((quote, price): (Quote, PriceExplained)) -> Self {
        let lines = quote.lines.iter().map(|line| {
            let (amount, unit) = match line.amount {
                LineAmount::Money(fen) => (fen.get(), "fen"),
                LineAmount::Points(points) => (points.get(), "points"),
            };
            PricedLine {
                key: line.words.key(),
                arithmetic: line.arithmetic.clone(),
                amount,
                unit,
            }
        });
        let points_fen = quote.deduction.amount.get();
        Self {
            gross_fen: quote.gross.get(),
            discount_fen: quote.gross.get() - quote.due.get() - points_fen,
            points_used: quote.deduction.points.get(),
            points_fen,
            due_fen: quote.due.get(),
            balance_fen: quote.stored().get(),
            outside_fen: quote.outside.get(),
            points_earned: quote.earned.get(),
            lines: lines.collect(),
            items: items(&price),
            steps: steps(&price),
            gifts: gifts(&price),
            not_used: not_used(&price),
        }
    }
}
