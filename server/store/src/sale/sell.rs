//! Selling: the quote that the member saw is what the till charges and what the ledger posts.

use std::sync::Arc;

use huika_domain::{
    Fen, OutsideTender, Points, PointsWanted, Quote, QuoteInput, Tier, quote, settings::Rules, tier_at,
};

mod facts;
mod post;

use crate::{
    StoreError, Tx,
    db::idempotency,
    ledger::{Wallet, point_sums},
    params,
    sale::{
        bill::{SaleReceipt, Sell, SellError},
        sell::{
            facts::{MEMBER_OF_SESSION, SaleFacts},
            post::{Checkout, post},
        },
    },
    settings::RuleMark,
    shift::origin_of,
    staff::{Role, may_at},
    till::use_approval,
};

/// What a bill would cost, before it is paid.
pub fn quote_sale(tx: &mut Tx<'_>, request: &Sell) -> Result<Quote, SellError> {
    let facts = SaleFacts::read(tx, request, &scope(request))?
        .filter(|facts| facts.usable)
        .ok_or(SellError::NoSession)?;
    let (rules, _) = rules_of(tx, request, &facts)?;
    let tier = tier(&rules, facts.tier_rank)?;
    quote_now(tx, request, &facts, &rules, &tier)
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
    let found = idempotency::seen_in(facts.answered.take(), request)?;
    idempotency::answered_once_of(tx, found, &scope, &request.key, request, |tx| {
        if !may_at(tx, &request.place, Role::sells)? {
            return Err(SellError::NotAllowed);
        }
        if !facts.usable {
            return Err(SellError::NoSession);
        }
        if !facts.is_active {
            return Err(SellError::NotActive);
        }
        let (rules, mark) = rules_of(tx, request, &facts)?;
        let tier = tier(&rules, facts.tier_rank)?;
        let quote = quote_now(tx, request, &facts, &rules, &tier)?;
        let worth = rules.deduction.worth_of(quote.deduction.points);
        let unproved = check_rights(tx, request, &facts, &wallet, (&quote, worth))?;
        let origin = origin_of(tx, &request.place)?.ok_or(SellError::NoShift)?;
        let bill = Checkout {
            origin,
            request,
            facts: &facts,
            rules: &rules,
            mark,
            quote: &quote,
            unproved,
        };
        let receipt = post(tx, &bill, wallet)?;
        // One scan, one sale: whoever comes next with this session waits for the wallet and finds it ended, and by what.
        tx.later(
            "UPDATE till_session SET ended_at = ?2, sale_id = ?3 WHERE id = ?1 AND ended_at IS NULL",
            params![facts.session, tx.now(), receipt.sale],
        )?;
        Ok(receipt)
    })
}

fn scope(request: &Sell) -> String {
    format!("sale:{}", request.place.store)
}

/// The rules of the store as they were when the session was opened: what was quoted in it is what is charged in it.
fn rules_of(tx: &mut Tx<'_>, request: &Sell, facts: &SaleFacts) -> Result<(Arc<Rules>, RuleMark), StoreError> {
    let mark = facts.mark.unwrap_or_else(|| tx.rule_mark());
    let snapshot = tx.rules_as_of(mark)?;
    Ok((Arc::clone(snapshot.of_store(request.place.store)), mark))
}

fn tier(rules: &Rules, rank: i64) -> Result<Tier, StoreError> {
    tier_at(&rules.tiers.tiers, rank)
        .cloned()
        .ok_or_else(|| StoreError::Decode("the shop has no tiers".into()))
}

fn quote_now(
    tx: &mut Tx<'_>,
    request: &Sell,
    facts: &SaleFacts,
    rules: &Rules,
    tier: &Tier,
) -> Result<Quote, SellError> {
    let now = tx.now();
    let usable = match request.points {
        PointsWanted::None => Points::ZERO,
        _ => point_sums(tx, facts.member)?.usable,
    };
    let quote = quote(&QuoteInput {
        gross: request.gross,
        tier,
        coupon: Fen::ZERO,
        points_wanted: request.points,
        points_usable: usable,
        deduction: rules.deduction,
        earn: rules.points.earn(),
        pay_with: request.pay_with,
        lots: &facts.lots,
        now,
    })?;
    check_tender(&rules.tenders.tenders, &request.outside_channel, quote.outside)?;
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

/// Whether the card may pay its part of a bill, whose points are worth so much; answers what of that counts against what may leave the card today by the code alone:
/// all of it, or nothing when the member approved this very bill.
fn check_rights(
    tx: &mut Tx<'_>,
    request: &Sell,
    facts: &SaleFacts,
    wallet: &Wallet,
    (quote, worth): (&Quote, Fen),
) -> Result<Fen, SellError> {
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
