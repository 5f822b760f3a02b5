//! What goes over the wire. The till's maker sees these names, so they stay while the types behind them change.

use huika_domain::{Fen, PersonName, Tier, tier_at};
use huika_store::{sale::SaleReceipt, till::TillMember};
use serde::Serialize;
use utoipa::ToSchema;

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
    /// The same by tender.
    pub tenders: Vec<TenderTaken>,
    pub points_earned: i64,
    /// On the card afterwards; nothing without a member.
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
            tenders: receipt.tenders.into_iter().map(TenderTaken::from).collect(),
            points_earned: receipt.earned.get(),
            balance_fen: receipt.balance.get(),
            points: receipt.points.get(),
        }
    }
}

/// Outside money that came in, or goes out, by one tender.
#[derive(Debug, Serialize, ToSchema)]
pub struct TenderTaken {
    #[schema(example = "cash")]
    pub tender: String,
    pub amount_fen: i64,
}

impl From<(String, Fen)> for TenderTaken {
    fn from((tender, amount): (String, Fen)) -> Self {
        Self {
            tender,
            amount_fen: amount.get(),
        }
    }
}
