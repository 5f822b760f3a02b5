//! What goes over the wire. The till's maker sees these names, so they stay while the types behind them change.

use huika_domain::{Fen, LineAmount, PayWith, PersonName, Points, PointsWanted, Quote, Tier, tier_at};
use huika_store::{
    sale::{SaleReceipt, Sell},
    staff::Place,
    till::TillMember,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Bounded, longest, plain};
use super::problem::Problem;

/// Points to pay with.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PointsToUse {
    #[default]
    None,
    /// As many as bill and balance allow.
    Most,
    /// Exactly so many, in whole blocks.
    Exactly(i64),
}

/// What pays the bill.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Payment {
    /// All of it from the card.
    #[default]
    Balance,
    /// The card as far as it goes, the rest at the till.
    BalanceFirst,
    /// All of it at the till; the member earns points.
    Outside,
}

/// A bill.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// The till session that the scan opened.
    #[schema(
        example = "q1YvQm0c3sXJbWl4oP7rTn2kE8uHf6aZ9dGiV5xLwKs",
        min_length = 1,
        max_length = 64
    )]
    pub session: String,
    /// The goods at their prices, in fen.
    #[schema(example = 3650, minimum = 1, maximum = 1_000_000_000)]
    pub amount_fen: i64,
    #[serde(default)]
    pub points: PointsToUse,
    #[serde(default)]
    pub payment: Payment,
    /// How outside money comes in; needed when some does. One of the shop's tenders: `cash`, `card`, `wechat-pos`, `alipay-pos`,
    /// `unionpay-pos`, `voucher` and `other`, unless the shop has set others.
    #[serde(default)]
    #[schema(example = "cash", max_length = 40)]
    pub outside_channel: String,
}

impl Bounded for Bill {
    fn check(&self) -> Result<(), Problem> {
        plain("session", &self.session, longest::SESSION)?;
        plain("outside_channel", &self.outside_channel, longest::TENDER)
    }
}

impl Bill {
    /// For the store.
    pub fn sell(self, place: Place, key: String) -> Sell {
        Sell {
            session: self.session,
            gross: Fen::new(self.amount_fen),
            points: match self.points {
                PointsToUse::None => PointsWanted::None,
                PointsToUse::Most => PointsWanted::Most,
                PointsToUse::Exactly(points) => PointsWanted::Exactly(Points::new(points)),
            },
            pay_with: match self.payment {
                Payment::Balance => PayWith::Balance,
                Payment::BalanceFirst => PayWith::BalanceFirst,
                Payment::Outside => PayWith::Outside,
            },
            outside_channel: self.outside_channel,
            place,
            key,
        }
    }
}

/// Who was scanned, as much as a till needs.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names of the wire")]
pub struct Session {
    /// Names the session in later requests; one sale, one till, five minutes.
    pub session: String,
    /// Whether money and points may be spent. A printed or typed number only identifies and earns.
    pub may_spend: bool,
    pub expires_at_ms: i64,
    /// Whether it can still be used.
    pub open: bool,
    pub member: Member,
    /// The question that the member's phone asks, if there is one: `waiting`, `approved`, `refused`, `expired` or `used`.
    pub approval: Option<&'static str>,
}

/// The member, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    /// The first sign of the name, or nothing.
    #[schema(example = "林**")]
    pub name: String,
    #[schema(example = "138****8000")]
    pub phone: String,
    pub card_tail: String,
    #[schema(example = "gold")]
    pub tier: String,
    pub balance_fen: i64,
    /// What may be spent now without asking the member, in money; points count against the same daily limit, at what they are
    /// worth.
    pub spendable_fen: i64,
    pub points: i64,
}

/// The name of a tier by its rank.
pub fn tier_name(tiers: &[Tier], rank: i64) -> String {
    tier_at(tiers, rank).map(|tier| tier.name.clone()).unwrap_or_default()
}

impl Session {
    pub fn of(session: String, found: &TillMember, tiers: &[Tier], approval: Option<&'static str>) -> Self {
        Self {
            session,
            may_spend: found.may_spend,
            expires_at_ms: found.expires_at.get(),
            open: found.open,
            member: Member {
                name: PersonName::masked(&found.card.name).unwrap_or_default(),
                phone: found.card.phone.masked(),
                card_tail: found.card.number.tail(),
                tier: tier_name(tiers, found.card.tier_rank),
                balance_fen: found.balance.get(),
                spendable_fen: found.spendable.get(),
                points: found.points.get(),
            },
            approval,
        }
    }
}

/// What a bill costs, what pays for it and what it earns.
#[derive(Debug, Serialize, ToSchema)]
pub struct Priced {
    pub gross_fen: i64,
    /// Off for the tier.
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
    pub lines: Vec<PricedLine>,
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

impl From<Quote> for Priced {
    fn from(quote: Quote) -> Self {
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
        Self {
            gross_fen: quote.gross.get(),
            discount_fen: quote.tier_discount.get(),
            points_used: quote.deduction.points.get(),
            points_fen: quote.deduction.amount.get(),
            due_fen: quote.due.get(),
            balance_fen: quote.stored().get(),
            outside_fen: quote.outside.get(),
            points_earned: quote.earned.get(),
            lines: lines.collect(),
        }
    }
}

/// A paid bill.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names of the wire")]
pub struct Receipt {
    /// Its number on paper, by which it can be found and returned.
    pub receipt_number: String,
    pub at_ms: i64,
    pub gross_fen: i64,
    pub discount_fen: i64,
    pub points_used: i64,
    pub points_fen: i64,
    /// From the card: paid in by the member, and given by the shop.
    pub principal_fen: i64,
    pub bonus_fen: i64,
    /// Taken at the till.
    pub outside_fen: i64,
    pub points_earned: i64,
    /// On the card afterwards.
    pub balance_fen: i64,
    pub points: i64,
}

impl From<SaleReceipt> for Receipt {
    fn from(receipt: SaleReceipt) -> Self {
        Self {
            receipt_number: receipt.receipt_number,
            at_ms: receipt.at.get(),
            gross_fen: receipt.gross.get(),
            discount_fen: receipt.discount.get(),
            points_used: receipt.points_used.get(),
            points_fen: receipt.points_value.get(),
            principal_fen: receipt.principal.get(),
            bonus_fen: receipt.bonus.get(),
            outside_fen: receipt.outside.get(),
            points_earned: receipt.earned.get(),
            balance_fen: receipt.balance.get(),
            points: receipt.points.get(),
        }
    }
}
