//! Selling: the quote that the member saw is what the till charges and what the ledger posts.

use std::sync::Arc;

use huika_domain::{Fen, Quote, Tier, settings::Rules, tier_at};

mod anybody;
mod facts;
mod keep;
mod post;
mod priced;

use crate::{
    StoreError, Tx,
    db::{idempotency, secret::Ticket},
    ledger::Wallet,
    params,
    price::Offers,
    sale::{
        bill::{SaleReceipt, Sell, SellError},
        explained::PriceExplained,
        sell::{
            facts::{MEMBER_OF_SESSION, SaleFacts},
            post::{Checkout, post},
            priced::{Priced, Who},
        },
    },
    settings::RuleMark,
    shift::origin_of,
    staff::{Role, may_at},
    till::use_approval,
};

/// What a bill would cost, before it is paid.
pub fn quote_sale(tx: &mut Tx<'_>, request: &Sell) -> Result<Quote, SellError> {
    Ok(priced_now(tx, request)?.quote)
}

/// The same with everything that explains it.
pub fn price_sale(tx: &mut Tx<'_>, request: &Sell) -> Result<(Quote, PriceExplained), SellError> {
    let priced = priced_now(tx, request)?;
    let explained = PriceExplained::of_quote(tx, &priced.cart.names, &priced.quote.priced)?;
    let explained = explained.with_by_hand(&request.by_hand);
    Ok((priced.quote, explained))
}

fn priced_now(tx: &mut Tx<'_>, request: &Sell) -> Result<Priced, SellError> {
    let offers = Offers::in_force(tx)?;
    if request.session.is_none() {
        let rules = tx.rules_of(request.place.store);
        return Priced::of(tx, request, &rules, &offers, None);
    }
    let facts = SaleFacts::read(tx, request, &scope(request), &offers)?
        .filter(|facts| facts.usable)
        .ok_or(SellError::NoSession)?;
    let (rules, _) = rules_of(tx, request, &facts)?;
    let tier = tier(&rules, facts.tier_rank)?;
    Priced::of(tx, request, &rules, &offers, Some(Who::of(&facts, &tier)))
}

/// Pays a bill: balances, lots, points, receipt and the used-up till session in one transaction.
pub fn sell(tx: &mut Tx<'_>, request: &Sell) -> Result<SaleReceipt, SellError> {
    if request.session.is_none() {
        return anybody::sell(tx, request, &scope(request));
    }
    let name = tx.context().secret.name_in(Ticket::TillSession, request.token());
    let wallet = Wallet::lock_of(
        tx,
        MEMBER_OF_SESSION,
        params![name, request.place.store, request.place.till],
    )?
    .ok_or(SellError::NoSession)?;
    let scope = scope(request);
    let offers = Offers::in_force(tx)?;
    let mut facts = SaleFacts::read(tx, request, &scope, &offers)?.ok_or(SellError::NoSession)?;
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
        let priced = Priced::of(tx, request, &rules, &offers, Some(Who::of(&facts, &tier)))?;
        priced.is_as_shown(request)?;
        let worth = rules.deduction.worth_of(priced.quote.deduction.points);
        let unproved = check_rights(tx, request, &facts, &wallet, (&priced.quote, worth))?;
        let origin = origin_of(tx, &request.place)?.ok_or(SellError::NoShift)?;
        priced.allow_by_hand(tx, request)?;
        let bill = Checkout {
            origin,
            request,
            facts: &facts,
            rules: &rules,
            mark,
            priced: &priced,
            tier: &tier,
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
