//! A bill, priced: what the engine makes of its lines, its member and what is in force.

use std::sync::Arc;

use huika_domain::{
    Fen, MoneyLot, OutsideTender, Points, PointsWanted, PriceLevelId, Quote, QuoteTerms, Tier, explained,
    pricing::{
        Buyer, Coupon, CouponChoice, Moment, OfferId, Place, PriceList, Quote as EngineQuote, Request, Source, divided,
        quote,
    },
    settings::Rules,
};

use super::facts::SaleFacts;
use crate::{
    StoreError, Tx,
    ledger::{amount::sum, point_sums},
    pay_code::money_of_key,
    price::{BuyerFacts, Cart, CouponsWanted, Offers, allowances_of, coupons_held, fill, price_list},
    sale::{
        bill::{Sell, SellError, TenderWanted},
        by_hand::{allow, put_on},
    },
};

/// The member of a sale.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    pub facts: &'a SaleFacts,
    pub tier: &'a Tier,
}

impl<'a> Who<'a> {
    pub(super) const fn of(facts: &'a SaleFacts, tier: &'a Tier) -> Self {
        Self { facts, tier }
    }
}

/// What a bill costs, and of what.
pub(super) struct Priced {
    pub cart: Cart,
    pub quote: Quote,
    /// Outside money by tender; none of them is zero.
    pub tenders: Vec<(String, Fen)>,
    /// Codes that took something off, and how much.
    pub typed: Vec<(String, Fen)>,
}

impl Priced {
    /// Works a bill out as it stands now.
    pub(super) fn of(
        tx: &mut Tx<'_>,
        request: &Sell,
        rules: &Arc<Rules>,
        offers: &Offers,
        who: Option<Who<'_>>,
    ) -> Result<Self, SellError> {
        let mut cart = fill(tx, &request.lines)?;
        let hand = put_on(&mut cart, &request.by_hand)?;
        let member = who.map(|who| who.facts.member);
        let usable = match (member, request.points) {
            (None, _) | (_, PointsWanted::None) => Points::ZERO,
            (Some(member), _) => point_sums(tx, member)?.usable,
        };
        let codes: Vec<&str> = request.codes.iter().map(String::as_str).collect();
        let coupons = coupons_held(tx, member, &request.coupons, &codes)?;
        let at = moment(tx, request);
        let allowances = allowances_of(tx, offers, member, request.place.store, &at)?;
        let lots = who.map_or(&[][..], |who| who.facts.lots.as_slice());
        let known = who.and_then(|who| who.facts.buyer.as_ref());
        let levels = known.map(|buyer| buyer.levels(tx)).unwrap_or_default();
        let list = price_list(tx, rules, offers);
        let priced = quote(
            &list,
            &Request {
                lines: &cart.lines,
                buyer: who.map(|who| buyer(known, who.tier, &levels, (usable, lots))),
                coupons: &coupons,
                choice: match &request.coupons {
                    CouponsWanted::These(coupons) => CouponChoice::These(coupons),
                    CouponsWanted::None | CouponsWanted::Best => CouponChoice::Best,
                },
                codes: &codes,
                allowances: &allowances,
                hand,
                points: request.points,
                pay_with: request.pay_with,
                tenders: &[],
                place: Place {
                    store: request.place.store,
                    terminal: known.and_then(|buyer| buyer.terminal),
                },
                at,
            },
        )?;
        let quote = explained(
            priced,
            &QuoteTerms {
                lots,
                earn: rules.points.earn(),
                points_percent: who.map(|who| who.tier.points_percent),
            },
        )?;
        let typed = typed(&codes, &list, &coupons, &quote.priced);
        let by_code = money_of_key(tx, &request.key, &request.place)?;
        let tenders = tenders(
            &rules.tenders.tenders,
            by_code.as_ref(),
            &request.tenders,
            quote.outside,
        )?;
        Ok(Self {
            cart,
            quote,
            tenders,
            typed,
        })
    }

    /// That it costs what the till has shown, where the till says what that was.
    pub(super) fn is_as_shown(&self, request: &Sell) -> Result<(), SellError> {
        let due = self.quote.due;
        match request.expected_due {
            Some(shown) if shown != due => Err(SellError::PriceChanged { due }),
            _ => Ok(()),
        }
    }

    /// That the people who take something off by hand may, and so much.
    pub(super) fn allow_by_hand(&self, tx: &mut Tx<'_>, request: &Sell) -> Result<(), SellError> {
        if request.by_hand.is_empty() {
            return Ok(());
        }
        let (all, quote) = (&request.by_hand, &self.quote.priced);
        Ok(allow(tx, request.place.store, all, quote, &request.key)??)
    }

    /// What a sale names as the one tender by which its outside money came in.
    pub(super) fn channel(&self) -> &str {
        match self.tenders.as_slice() {
            [] => "",
            [(tender, _)] => tender,
            _ => OutsideTender::SEVERAL,
        }
    }

    /// All that was taken off the bill, but for points.
    pub(super) fn discount(&self) -> Result<Fen, StoreError> {
        let quote = &self.quote;
        sum([quote.tier_discount, quote.offers, quote.by_hand, quote.priced.rounding])
    }
}

fn buyer<'a>(
    known: Option<&'a BuyerFacts>,
    tier: &'a Tier,
    levels: &'a [PriceLevelId],
    (points_usable, lots): (Points, &'a [MoneyLot]),
) -> Buyer<'a> {
    match known {
        Some(known) => known.buyer(tier, levels, points_usable, lots),
        None => Buyer {
            points_usable,
            lots,
            ..Buyer::of_tier(tier)
        },
    }
}

/// What each code took off that a campaign or a coupon has.
fn typed(codes: &[&str], list: &PriceList, coupons: &[Coupon], quote: &EngineQuote) -> Vec<(String, Fen)> {
    let off = |offer: OfferId| {
        let by_it = quote
            .applied
            .iter()
            .filter(|applied| applied.source == Source::Offer(offer));
        by_it.map(|applied| applied.amount.get()).fold(0, i64::saturating_add)
    };
    let of_code = |code: &&str| {
        let campaigns = list.campaigns.iter().filter(|one| one.code.as_deref() == Some(*code));
        let coupons = coupons.iter().filter(|one| one.code.as_deref() == Some(*code));
        let offers = campaigns
            .map(|one| OfferId::Campaign(one.id))
            .chain(coupons.map(|one| OfferId::Coupon(one.id)));
        let amount = offers.map(off).fold(0, i64::saturating_add);
        (amount > 0).then(|| ((*code).to_owned(), Fen::new(amount)))
    };
    codes.iter().filter_map(of_code).collect()
}

fn moment(tx: &Tx<'_>, request: &Sell) -> Moment {
    let now = tx.now();
    let local = tx.context().zone.local(now);
    Moment {
        now,
        day: tx.business_day(Some(request.place.store)),
        minute: u16::try_from(local.hour * 60 + local.minute).unwrap_or_default(),
    }
}

/// Each tender is an account in the books, so a till uses those of the shop's list and none of its own invention.
fn tenders(
    known: &[OutsideTender],
    by_code: Option<&(String, Fen)>,
    wanted: &[TenderWanted],
    outside: Fen,
) -> Result<Vec<(String, Fen)>, SellError> {
    let is_known = |wanted: &TenderWanted| {
        known.iter().any(|tender| tender.as_str() == wanted.tender)
            // What a wallet paid for this very sale: its gateway's account, and exactly so much.
            || by_code.is_some_and(|(channel, amount)| *channel == wanted.tender && Some(*amount) == wanted.amount)
    };
    if wanted.iter().any(|tender| tender.tender.is_empty()) {
        return Err(SellError::NoTender);
    }
    if !wanted.iter().all(is_known) {
        return Err(SellError::UnknownTender);
    }
    if wanted.is_empty() {
        return if outside.is_positive() {
            Err(SellError::NoTender)
        } else {
            Ok(Vec::new())
        };
    }
    let amounts: Vec<Option<Fen>> = wanted.iter().map(|tender| tender.amount).collect();
    let amounts = divided(outside, &amounts).map_err(|_| SellError::TendersDiffer { outside })?;
    let named = wanted.iter().map(|tender| tender.tender.clone());
    Ok(named.zip(amounts).filter(|(_, amount)| amount.is_positive()).collect())
}
