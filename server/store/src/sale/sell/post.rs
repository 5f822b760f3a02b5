//! A paid bill in the books: its entry, its receipt, and what it does for the member's tier.

use huika_domain::{Fen, Quote, QuoteError, SaleId, plan_points, settings::Rules};

use crate::{
    StoreError, Tx,
    db::number,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, Origin, Posted, Wallet,
        amount::{minus, sum},
        day_number, draw_money_of, draw_points, point_lots,
    },
    params,
    points::{Earned, earn_points},
    referral::note_first_purchase,
    sale::{
        bill::{SaleReceipt, Sell, SellError},
        sell::facts::SaleFacts,
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
    pub(super) quote: &'b Quote,
    /// What counts against what may leave the card today by the code alone.
    pub(super) unproved: Fen,
}

/// Writes entry and receipt, and moves the member up when the bill reaches a higher tier.
pub(super) fn post(tx: &mut Tx<'_>, bill: &Checkout<'_>, wallet: Wallet) -> Result<SaleReceipt, SellError> {
    let (member, quote) = (wallet.member, bill.quote);
    let receipt_number = number::fresh(tx, 'S');
    tx.number_ahead(&["entry", "point_lot", "sale"])?;
    let posted = post_entry(tx, bill, wallet, &receipt_number)?;
    let sale = insert_sale(tx, bill, &posted, &receipt_number)?;
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
        member,
        at: tx.now(),
        gross: quote.gross,
        discount: discount(quote)?,
        points_used: quote.deduction.points,
        points_value: quote.deduction.amount,
        principal: quote.principal,
        bonus: quote.bonus,
        outside: quote.outside,
        earned: quote.earned,
        balance: wallet.balance(),
        points: wallet.points,
    })
}

/// Where the money and the points come from, and where they go.
fn post_entry(tx: &mut Tx<'_>, bill: &Checkout<'_>, wallet: Wallet, receipt_number: &str) -> Result<Posted, SellError> {
    let Checkout { request, quote, .. } = *bill;
    let (now, day, member) = (tx.now(), tx.today(), wallet.member);
    let store = format!("store:{}", request.place.store);
    let mut draft = Draft::new(wallet)
        .made_under(bill.mark.version)
        .from_origin(bill.origin);
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
    draft.shop_money(Account::Clearing, &request.outside_channel, minus(quote.outside)?);
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
        discount: discount(quote)?,
        points_value: quote.deduction.amount,
        outside: quote.outside,
        outside_channel: request.outside_channel.clone(),
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

fn insert_sale(
    tx: &mut Tx<'_>,
    bill: &Checkout<'_>,
    posted: &Posted,
    receipt_number: &str,
) -> Result<SaleId, StoreError> {
    let Checkout { request, quote, .. } = *bill;
    tx.insert_later(
        "sale",
        "INSERT INTO sale (receipt_number, entry_id, member_id, store_id, till, operator_id, at, business_day, gross_fen, \
         discount_fen, points_used, points_fen, principal_fen, bonus_fen, outside_fen, outside_channel, points_earned, \
         rules_version, rules_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        params![
            receipt_number,
            posted.entry,
            posted.wallet.member,
            request.place.store,
            request.place.till,
            request.place.operator,
            tx.now(),
            day_number(tx.business_day(Some(request.place.store))),
            quote.gross,
            discount(quote)?,
            quote.deduction.points,
            quote.deduction.amount,
            quote.principal,
            quote.bonus,
            quote.outside,
            request.outside_channel,
            quote.earned,
            bill.mark.version,
            bill.mark.at,
        ],
        SaleId::new,
    )
}

/// All that was taken off the bill.
fn discount(quote: &Quote) -> Result<Fen, StoreError> {
    sum([quote.tier_discount, quote.coupon])
}
