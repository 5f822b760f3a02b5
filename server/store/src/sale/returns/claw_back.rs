//! Both figures of a part that comes back where the shop claws back: its share, and what was paid less what the rest would have cost alone,
//! under the rules of that day.

use std::sync::Arc;

use huika_domain::{
    CardTypeId, Fen, JoinSource, MoneyLot, Points, PointsWanted, PriceLevelId, Tier,
    pricing::{
        BirthdayNear, Buyer, CartLine, ClawBack, CouponChoice, HandOff, Moment, PayWith, Place, QuoteError, Request,
        claw_back, piece_share,
    },
    settings::Rules,
};

use super::sold::{Restored, Sold};
use crate::{
    StoreError, Tx,
    price::{Offers, coupons_used, price_list},
    sale::kept::KeptSale,
};

/// Both figures of the pieces between `before` and `after`, whose share before points is `share`. None where the shop does not claw back.
pub(super) fn both_figures(
    tx: &mut Tx<'_>,
    sold: &Sold,
    kept: &KeptSale,
    restored: &Restored,
    (before, after): (&[u32], &[u32]),
    share: Fen,
) -> Result<Option<ClawBack>, StoreError> {
    if !tx.rules().returns.claw_back {
        return Ok(None);
    }
    let quote = &kept.quote;
    let mut brought = -restored.claw_kept.get();
    for (line, pieces) in quote.lines.iter().zip(before) {
        let of_line = piece_share(line.before_points, line.quantity, 0, *pieces).unwrap_or_default();
        brought = brought.saturating_add(of_line.get());
    }
    let paid = Fen::new(quote.before_points.get().saturating_sub(brought));
    let rest = rest_of(kept, after);
    let (rules, offers) = match sold.mark {
        Some(mark) => {
            let rules = Arc::clone(tx.rules_as_of(mark)?.of_store(sold.store));
            (rules, Offers::as_of(tx, mark)?)
        }
        None => (tx.rules_of(sold.store), Offers::in_force(tx)?),
    };
    let coupons = coupons_used(tx, quote)?;
    let list = price_list(tx, &rules, &offers);
    let buyer = Was::of(kept, &rules);
    let levels = buyer.as_ref().map(|was| was.levels(tx)).unwrap_or_default();
    let codes: Vec<&str> = kept.inputs.codes.iter().map(String::as_str).collect();
    let local = tx.context().zone.local(sold.at);
    let request = Request {
        lines: &rest,
        buyer: buyer.as_ref().map(|was| Buyer {
            tier: &was.tier,
            card_type: kept.inputs.card_type,
            levels: &levels,
            tags: &kept.inputs.tags,
            source: was.source.as_ref(),
            birthday: was.birthday,
            is_first_sale: kept.inputs.first_sale,
            points_usable: Points::ZERO,
            lots: NO_LOTS,
        }),
        coupons: &coupons,
        choice: CouponChoice::Best,
        codes: &codes,
        allowances: &[],
        hand: hand_of_rest(kept, &rest),
        points: PointsWanted::None,
        pay_with: PayWith::Outside,
        tenders: &[],
        place: Place {
            store: sold.store,
            terminal: None,
        },
        at: Moment {
            now: sold.at,
            day: sold.day,
            minute: u16::try_from(local.hour * 60 + local.minute).unwrap_or_default(),
        },
    };
    let both = claw_back(&list, (!rest.is_empty()).then_some(&request), paid, share);
    both.map(Some)
        .map_err(|error: QuoteError| StoreError::Decode(format!("what is kept cannot be priced: {error}")))
}

const NO_LOTS: &[MoneyLot] = &[];

/// The lines with the pieces that are kept.
fn rest_of(kept: &KeptSale, after: &[u32]) -> Vec<CartLine> {
    let left = |(line, back): (&CartLine, &u32)| {
        let quantity = line.quantity.saturating_sub(*back);
        // A discount in money by hand was given for all its pieces.
        let part = |hand: HandOff| hand.of_part(i64::from(quantity), i64::from(line.quantity));
        (quantity > 0).then(|| CartLine {
            quantity,
            hand: line.hand.and_then(part),
            ..line.clone()
        })
    };
    kept.cart.iter().zip(after).filter_map(left).collect()
}

/// What was taken off the whole bill by hand, as far as it was for the lines that are kept.
fn hand_of_rest(kept: &KeptSale, rest: &[CartLine]) -> Option<HandOff> {
    let whole = kept.quote.list.get();
    let part = rest.iter().filter_map(CartLine::list).map(Fen::get).sum();
    kept.inputs.hand_of_bill()?.of_part(part, whole)
}

/// The member as they were at the sale.
struct Was {
    tier: Tier,
    source: Option<JoinSource>,
    birthday: BirthdayNear,
    card_type: Option<CardTypeId>,
}

impl Was {
    fn of(kept: &KeptSale, rules: &Rules) -> Option<Self> {
        let rank = kept.inputs.tier?;
        let tiers = &rules.tiers.tiers;
        let tier = tiers.iter().find(|tier| tier.rank == rank).or_else(|| tiers.first());
        Some(Self {
            tier: tier?.clone(),
            source: JoinSource::parse(&kept.inputs.source).ok(),
            birthday: match kept.inputs.birthday {
                2 => BirthdayNear::Day,
                1 => BirthdayNear::Month,
                _ => BirthdayNear::No,
            },
            card_type: kept.inputs.card_type,
        })
    }

    fn levels(&self, tx: &Tx<'_>) -> Vec<PriceLevelId> {
        let rules = self
            .card_type
            .map_or_else(|| tx.rules(), |card_type| tx.rules_of_card_type(card_type));
        rules.price_level.levels()
    }
}
