//! Selling: the quote that the member saw is what the till charges and what the ledger posts.

use huika_domain::{
    EntryId, Fen, MemberId, Millis, OutsideTender, PayWith, Points, PointsWanted, Quote, QuoteError, QuoteInput,
    SaleId, Tier, quote, usable_points,
};
use serde::{Deserialize, Serialize};

mod facts;
mod post;

use crate::{
    StoreError, Tx,
    db::idempotency::{self, KeyReused, Seen},
    ledger::{Wallet, point_lots},
    params,
    sale::sell::{
        facts::{MEMBER_OF_SESSION, SaleFacts},
        post::{Bill, post},
    },
    staff::{Place, Role, may_at},
    till::use_approval,
};

/// A bill to be paid.
#[derive(Debug, Clone, Serialize)]
pub struct Sell {
    /// The open till session.
    pub session: String,
    /// The bill before discounts.
    pub gross: Fen,
    /// Points to pay with.
    pub points: PointsWanted,
    /// What pays the rest.
    pub pay_with: PayWith,
    /// How outside money comes in: one of the shop's tenders, such as `cash`. Empty when none does.
    pub outside_channel: String,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// The request's key.
    #[serde(skip)]
    pub key: String,
}

/// A paid bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleReceipt {
    /// The sale.
    pub sale: SaleId,
    /// Its number on paper.
    pub receipt_number: String,
    /// Its entry in the books.
    pub entry: EntryId,
    /// Who paid.
    pub member: MemberId,
    /// When.
    pub at: Millis,
    /// The bill before discounts.
    pub gross: Fen,
    /// Taken off.
    pub discount: Fen,
    /// Points spent, and what they were worth.
    pub points_used: Points,
    /// See `points_used`.
    pub points_value: Fen,
    /// From the card, paid in.
    pub principal: Fen,
    /// From the card, given by the shop.
    pub bonus: Fen,
    /// Paid outside.
    pub outside: Fen,
    /// Points earned.
    pub earned: Points,
    /// On the card afterwards.
    pub balance: Fen,
    /// Points afterwards.
    pub points: Points,
}

/// Why nothing was sold.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SellError {
    /// There is no such till session here, it has ended, or it was used.
    #[error("the code has to be scanned again")]
    NoSession,
    /// A printed or spoken number identifies; only the rotating code spends.
    #[error("only the rotating code may spend")]
    IdentifyOnly,
    /// More than may leave the card today by the code alone, in money and points, and the member did not approve this bill.
    #[error("above the member's limit, of which {} is left", .left.yuan())]
    AboveLimit {
        /// What is left of it.
        left: Fen,
    },
    /// A question to the member about a bill that takes nothing from the card.
    #[error("nothing would leave the card, so there is nothing to approve")]
    NothingToApprove,
    /// The member was asked about this scan often enough.
    #[error("the member was asked too often; scan again")]
    AskedTooOften,
    /// The card is frozen, lost or closed.
    #[error("the card is not in use")]
    NotActive,
    /// Whoever is at the till may not sell, or not in this store.
    #[error("whoever is at this till may not sell here")]
    NotAllowed,
    /// Money comes in outside of the card, and the till does not say how.
    #[error("say how the money outside of the card comes in, such as cash")]
    NoTender,
    /// The shop takes no money like this.
    #[error("the shop knows no tender of this name")]
    UnknownTender,
    /// The bill cannot be paid like this.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a bill would cost, before it is paid.
pub fn quote_sale(tx: &mut Tx<'_>, request: &Sell) -> Result<Quote, SellError> {
    let facts = SaleFacts::read(tx, request, &scope(request))?
        .filter(|facts| facts.usable)
        .ok_or(SellError::NoSession)?;
    let tier = tier(tx, facts.tier_rank)?;
    quote_now(tx, request, &facts, &tier)
}

/// Pays a bill: balances, lots, points, receipt and the used-up till session in one transaction.
pub fn sell(tx: &mut Tx<'_>, request: &Sell) -> Result<SaleReceipt, SellError> {
    let wallet = Wallet::lock_of(
        tx,
        MEMBER_OF_SESSION,
        params![request.session, request.place.store, request.place.till],
    )?
    .ok_or(SellError::NoSession)?;
    let scope = scope(request);
    let mut facts = SaleFacts::read(tx, request, &scope)?.ok_or(SellError::NoSession)?;
    match idempotency::seen_in(facts.answered.take(), request)? {
        Seen::Before(receipt) => return Ok(receipt),
        Seen::Other => return Err(KeyReused.into()),
        Seen::New => {}
    }
    if !may_at(tx, &request.place, Role::sells)? {
        return Err(SellError::NotAllowed);
    }
    if !facts.usable {
        return Err(SellError::NoSession);
    }
    if !facts.is_active {
        return Err(SellError::NotActive);
    }
    let tier = tier(tx, facts.tier_rank)?;
    let quote = quote_now(tx, request, &facts, &tier)?;
    let unproved = check_rights(tx, request, &facts, &wallet, &quote)?;
    // One scan, one sale: whoever comes next with this session waits for the wallet and finds it ended.
    tx.later(
        "UPDATE till_session SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL",
        params![facts.session, tx.now()],
    )?;
    let bill = Bill {
        request,
        facts: &facts,
        quote: &quote,
        tier: &tier,
        unproved,
    };
    let receipt = post(tx, &bill, wallet)?;
    idempotency::keep(tx, &scope, &request.key, request, &receipt)?;
    Ok(receipt)
}

fn scope(request: &Sell) -> String {
    format!("sale:{}", request.place.store)
}

fn tier(tx: &Tx<'_>, rank: i64) -> Result<Tier, StoreError> {
    let tiers = &tx.context().rules.tiers;
    tiers
        .iter()
        .find(|tier| i64::from(tier.rank) == rank)
        .or_else(|| tiers.first())
        .cloned()
        .ok_or_else(|| StoreError::Decode("the shop has no tiers".into()))
}

fn quote_now(tx: &mut Tx<'_>, request: &Sell, facts: &SaleFacts, tier: &Tier) -> Result<Quote, SellError> {
    let now = tx.now();
    let usable = match request.points {
        PointsWanted::None => Points::ZERO,
        _ => usable_points(&point_lots(tx, facts.member)?, now),
    };
    let rules = &tx.context().rules;
    let quote = quote(&QuoteInput {
        gross: request.gross,
        tier,
        coupon: Fen::ZERO,
        points_wanted: request.points,
        points_usable: usable,
        deduction: rules.deduction,
        earn: rules.points,
        pay_with: request.pay_with,
        lots: &facts.lots,
        now,
    })?;
    check_tender(&rules.tenders, &request.outside_channel, quote.outside)?;
    Ok(quote)
}

/// Each tender is an account in the books, so a till uses those of the shop's list and none of its own invention.
fn check_tender(tenders: &[OutsideTender], named: &str, outside: Fen) -> Result<(), SellError> {
    if named.is_empty() {
        return if outside.is_positive() {
            Err(SellError::NoTender)
        } else {
            Ok(())
        };
    }
    if tenders.iter().any(|tender| tender.as_str() == named) {
        Ok(())
    } else {
        Err(SellError::UnknownTender)
    }
}

/// Whether the card may pay its part of a bill; answers what of that counts against what may leave the card today by the code alone:
/// all of it, or nothing when the member approved this very bill.
fn check_rights(
    tx: &mut Tx<'_>,
    request: &Sell,
    facts: &SaleFacts,
    wallet: &Wallet,
    quote: &Quote,
) -> Result<Fen, SellError> {
    let points = quote.deduction.points;
    let worth = tx.context().rules.deduction.worth_of(points);
    let leaving = Fen::new(quote.stored().get().saturating_add(worth.get()));
    if leaving.is_zero() {
        return Ok(Fen::ZERO);
    }
    if !facts.may_spend {
        return Err(SellError::IdentifyOnly);
    }
    let left = wallet.no_pin_left(tx, facts.no_pin_limit);
    if leaving <= left {
        Ok(leaving)
    } else if use_approval(tx, facts.session, request, quote)? {
        Ok(Fen::ZERO)
    } else {
        Err(SellError::AboveLimit { left })
    }
}

impl SellError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSession => "no-session",
            Self::IdentifyOnly => "identify-only",
            Self::AboveLimit { .. } => "above-limit",
            Self::NothingToApprove => "nothing-to-approve",
            Self::AskedTooOften => "asked-too-often",
            Self::NotActive => "not-active",
            Self::NotAllowed => "not-allowed",
            Self::NoTender => "no-tender",
            Self::UnknownTender => "unknown-tender",
            Self::Quote(error) => error.code(),
            Self::KeyReused(_) => "key-reused",
            Self::Store(error) => error.code(),
        }
    }
}
