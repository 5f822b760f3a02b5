//! A paid bill in the books: its entry, its receipt, and what it does for the member's tier.

use huika_domain::{Fen, QuoteError, Tier, plan_points, settings::Rules};

use crate::{
    StoreError, Tx,
    db::number,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, Origin, Posted, Wallet,
        amount::{minus, sum},
        draw_money_of, draw_points, point_lots,
    },
    points::{Earned, earn_points},
    referral::note_first_purchase,
    sale::{
        bill::{SaleReceipt, Sell, SellError},
        sell::{
            facts::SaleFacts,
            keep::{Kept, keep},
            priced::Priced,
        },
        watch,
    },
    settings::RuleMark,
    tier::{Cause, rise},
};

/// What was decided about a bill.
pub(super) struct Checkout<'b> {
    /// To whose drawer it belongs.
    pub(super) origin: Origin,
    pub(super) request: &'b Sell,
    pub(super) facts: &'b SaleFacts,
    /// The rules that it was quoted under, and which those are.
    pub(super) rules: &'b Rules,
    pub(super) mark: RuleMark,
    pub(super) priced: &'b Priced,
    pub(super) tier: &'b Tier,
    /// What counts against what may leave the card today by the code alone.
    pub(super) unproved: Fen,
}

/// Writes entry and receipt, and moves the member up when the bill reaches a higher tier.
pub(super) fn post(tx: &mut Tx<'_>, bill: &Checkout<'_>, wallet: Wallet) -> Result<SaleReceipt, SellError> {
    let (member, quote) = (wallet.member, &bill.priced.quote);
    let receipt_number = number::fresh(tx, 'S');
    tx.number_ahead(&["entry", "point_lot", "sale"])?;
    let posted = post_entry(tx, bill, wallet, &receipt_number)?;
    let kept = Kept {
        request: bill.request,
        priced: bill.priced,
        entry: posted.entry,
        receipt_number: &receipt_number,
        mark: bill.mark,
        buyer: Some((bill.facts, bill.tier)),
    };
    let sale = keep(tx, &kept)?;
    let sold = watch::Posted {
        sale,
        entry: posted.entry,
        receipt_number: &receipt_number,
        place: &bill.request.place,
        outside: quote.outside,
        earned: quote.earned,
    };
    let wallet = watch::watch(tx, &sold, posted.wallet)?;
    let cause = Cause {
        entry: posted.entry,
        store: Some(bill.request.place.store),
    };
    let wallet = rise(tx, wallet, &cause)?;
    note_first_purchase(tx, &wallet, posted.entry, quote.net)?;
    Ok(SaleReceipt {
        sale,
        receipt_number,
        entry: posted.entry,
        member: Some(member),
        at: tx.now(),
        gross: quote.gross,
        discount: bill.priced.discount()?,
        points_used: quote.deduction.points,
        points_value: quote.deduction.amount,
        principal: quote.principal,
        bonus: quote.bonus,
        outside: quote.outside,
        tenders: bill.priced.tenders.clone(),
        earned: quote.earned,
        balance: wallet.balance(),
        points: wallet.points,
    })
}

/// Where the money and the points come from, and where they go.
fn post_entry(tx: &mut Tx<'_>, bill: &Checkout<'_>, wallet: Wallet, receipt_number: &str) -> Result<Posted, SellError> {
    let Checkout { request, priced, .. } = *bill;
    let quote = &priced.quote;
    let (now, day, member) = (tx.now(), tx.today(), wallet.member);
    let store = format!("store:{}", request.place.store);
    let mut draft = Draft::new(wallet).made_under(bill.mark.version).of_origin(bill.origin);
    draw_money_of(tx, &mut draft, &bill.facts.lots, &quote.draws)?;
    if quote.deduction.points.is_positive() {
        let lots = point_lots(tx, member)?;
        let draws = plan_points(&lots, quote.deduction.points, now)
            .map_err(|short| StoreError::Internal(format!("quoted points are not there: {short}")))?;
        draw_points(tx, &mut draft, &draws)?;
        draft.shop_points(Account::PointsCost, &store, quote.deduction.points);
    }
    let stored = quote.stored();
    draft.shop_money(Account::Sales, &store, sum([stored, quote.outside])?);
    for (tender, amount) in &priced.tenders {
        draft.shop_money(Account::Clearing, tender, minus(*amount)?);
    }
    let earned = Earned {
        points: quote.earned,
        terms: bill.rules.points,
        rule: "sale",
        party: &store,
    };
    earn_points(tx, &mut draft, &earned)?;
    // A discount to the last fen: there is nothing to write down.
    if draft.is_empty() {
        return Err(SellError::Quote(QuoteError::NotPositive));
    }
    draft.count_no_pin(day, bill.unproved);
    draft.count_visit(tx.now());
    let explanation = Explanation::Sale {
        receipt_number: receipt_number.to_owned(),
        gross: quote.gross,
        discount: priced.discount()?,
        points_value: quote.deduction.amount,
        outside: quote.outside,
        outside_channel: priced.channel().to_owned(),
    };
    let header = Header {
        kind: EntryKind::Sale,
        reference: &format!("sale:{receipt_number}"),
        store: Some(request.place.store),
        operator: request.place.operator,
        reverses: None,
        explanation: &explanation,
    };
    Ok(draft.post(tx, &header)?)
}
