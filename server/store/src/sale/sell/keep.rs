//! The rows of a sale beside its entry: the receipt, its tenders, its lines as they were priced, and the offers that it used.

use huika_domain::{EntryId, MemberId, SaleId, Tier};

use crate::{
    Tx,
    ledger::day_number,
    params,
    price::{UsedIn, record_uses},
    sale::{
        bill::{Sell, SellError},
        by_hand,
        kept::{Inputs, KeptSale},
        sell::{facts::SaleFacts, priced::Priced},
    },
    settings::RuleMark,
};

/// A sale whose entry is posted.
pub(super) struct Kept<'k> {
    pub request: &'k Sell,
    pub priced: &'k Priced,
    pub entry: EntryId,
    pub receipt_number: &'k str,
    pub mark: RuleMark,
    pub buyer: Option<(&'k SaleFacts, &'k Tier)>,
}

impl Kept<'_> {
    fn member(&self) -> Option<MemberId> {
        self.buyer.map(|(facts, _)| facts.member)
    }
}

/// Writes them.
pub(super) fn keep(tx: &mut Tx<'_>, kept: &Kept<'_>) -> Result<SaleId, SellError> {
    let sale = insert_sale(tx, kept)?;
    let member = kept.member();
    for (number, (tender, amount)) in (1_i64..).zip(&kept.priced.tenders) {
        tx.later(
            "INSERT INTO sale_tender (sale_id, number, member_id, tender, amount_fen) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![sale, number, member, tender, *amount],
        )?;
    }
    let (cart, quote) = (&kept.priced.cart, &kept.priced.quote.priced);
    let inputs = Inputs::of(
        kept.request,
        kept.buyer.map(|(facts, tier)| (facts.buyer.as_ref(), tier)),
    );
    if let Some(lines) = KeptSale::of(cart, quote, inputs) {
        lines.insert(tx, sale, member)?;
    }
    if !kept.request.by_hand.is_empty() {
        let whose = (sale, member, kept.request.place.store);
        by_hand::keep(tx, whose, &kept.request.by_hand, quote)?;
    }
    for (code, amount) in &kept.priced.typed {
        tx.later(
            "INSERT INTO typed_code (sale_id, member_id, store_id, business_day, at, code, amount_fen, operator_id) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                sale,
                member,
                kept.request.place.store,
                day_number(tx.business_day(Some(kept.request.place.store))),
                tx.now(),
                code,
                *amount,
                kept.request.place.operator
            ],
        )?;
    }
    if quote.uses_offers() {
        let used = UsedIn {
            sale: sale.get(),
            member: member.map(MemberId::get),
            store: kept.request.place.store,
            business_day: tx.business_day(Some(kept.request.place.store)),
            at: tx.now(),
        };
        record_uses(tx, &used, quote)?;
    }
    Ok(sale)
}

fn insert_sale(tx: &mut Tx<'_>, kept: &Kept<'_>) -> Result<SaleId, SellError> {
    let (request, quote) = (kept.request, &kept.priced.quote);
    let inserted = tx.insert_later(
        "sale",
        "INSERT INTO sale (receipt_number, entry_id, member_id, store_id, till, operator_id, at, business_day, gross_fen, \
         discount_fen, points_used, points_fen, principal_fen, bonus_fen, outside_fen, outside_channel, points_earned, \
         rules_version, rules_at, tier_rank) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
        params![
            kept.receipt_number,
            kept.entry,
            kept.member(),
            request.place.store,
            request.place.till,
            request.place.operator,
            tx.now(),
            day_number(tx.business_day(Some(request.place.store))),
            quote.gross,
            kept.priced.discount()?,
            quote.deduction.points,
            quote.deduction.amount,
            quote.principal,
            quote.bonus,
            quote.outside,
            kept.priced.channel(),
            quote.earned,
            kept.mark.version,
            kept.mark.at,
            kept.buyer.map(|(_, tier)| i64::from(tier.rank)),
        ],
        SaleId::new,
    )?;
    Ok(inserted)
}
