//! A sale to nobody in particular: no wallet, no points, nothing but outside money, and an entry without a member.

use huika_domain::{Fen, Points, QuoteError};

use crate::{
    Tx,
    db::{idempotency, number},
    ledger::{
        Account, EntryKind, Explanation, Header, ShopDraft,
        amount::{minus, sum},
    },
    price::Offers,
    sale::{
        bill::{SaleReceipt, Sell, SellError},
        sell::{
            keep::{Kept, keep},
            priced::Priced,
        },
    },
    shift::origin_of,
    staff::{Role, may_at},
};

/// Pays a bill without a member. Of two requests with one key at once, the second gives way to the first one's answer.
pub(super) fn sell(tx: &mut Tx<'_>, request: &Sell, scope: &str) -> Result<SaleReceipt, SellError> {
    idempotency::answered_once(tx, scope, &request.key, request, |tx| {
        if !may_at(tx, &request.place, Role::sells)? {
            return Err(SellError::NotAllowed);
        }
        let rules = tx.rules_of(request.place.store);
        let offers = Offers::in_force(tx)?;
        let priced = Priced::of(tx, request, &rules, &offers, None)?;
        priced.is_as_shown(request)?;
        priced.allow_by_hand(tx, request)?;
        post(tx, request, &priced)
    })
}

fn post(tx: &mut Tx<'_>, request: &Sell, priced: &Priced) -> Result<SaleReceipt, SellError> {
    let quote = &priced.quote;
    let receipt_number = number::fresh(tx, 'S');
    let origin = origin_of(tx, &request.place)?.ok_or(SellError::NoShift)?;
    let mut draft = ShopDraft::from_origin(origin);
    let store = format!("store:{}", request.place.store);
    draft.money(Account::Sales, &store, sum([quote.stored(), quote.outside])?);
    for (tender, amount) in &priced.tenders {
        draft.money(Account::Clearing, tender, minus(*amount)?);
    }
    // A discount to the last fen: there is nothing to write down.
    if draft.is_empty() {
        return Err(QuoteError::NotPositive.into());
    }
    let explanation = Explanation::Sale {
        receipt_number: receipt_number.clone(),
        gross: quote.gross,
        discount: priced.discount()?,
        points_value: quote.deduction.amount,
        outside: quote.outside,
        outside_channel: priced.channel().to_owned(),
    };
    tx.number_ahead(&["entry", "sale"])?;
    let header = Header {
        kind: EntryKind::Sale,
        reference: &format!("sale:{receipt_number}"),
        store: Some(request.place.store),
        operator: request.place.operator,
        reverses: None,
        explanation: &explanation,
    };
    let entry = draft.post(tx, &header)?;
    let kept = Kept {
        request,
        priced,
        entry,
        receipt_number: &receipt_number,
        mark: tx.rule_mark(),
        buyer: None,
    };
    let sale = keep(tx, &kept)?;
    Ok(SaleReceipt {
        sale,
        receipt_number,
        entry,
        member: None,
        at: tx.now(),
        gross: quote.gross,
        discount: priced.discount()?,
        points_used: quote.deduction.points,
        points_value: quote.deduction.amount,
        principal: quote.principal,
        bonus: quote.bonus,
        outside: quote.outside,
        tenders: priced.tenders.clone(),
        earned: quote.earned,
        balance: Fen::ZERO,
        points: Points::ZERO,
    })
}
