//! The offers that apply to a cart, in the order in which they work, and why the others do not.

use super::campaign::{Campaign, Gift, Kind};
use super::coupon::Coupon;
use super::effect::Effect;
use super::explanation::Step;
use super::level::Allowed;
use super::list::PriceList;
use super::pool::{Line, Pool, Scratch};
use super::refusal::{OfferId, Reason, Refused, Why};
use super::request::{CouponChoice, Request};
use crate::StackGroupId;

/// Which lines, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LineSet {
    bits: [u64; super::MOST_LINES / 64],
    /// So many words have bits: most carts need one.
    words: usize,
}

impl LineSet {
    fn of(lines: &[usize]) -> Self {
        let mut set = Self::default();
        for line in lines {
            set.bits[line / 64] |= 1 << (line % 64);
            set.words = set.words.max(line / 64 + 1);
        }
        set
    }

    pub fn meets(&self, other: &Self) -> bool {
        let mut both = self.bits.iter().zip(&other.bits).take(self.words.min(other.words));
        both.any(|(one, other)| one & other != 0)
    }

    pub fn is_within(&self, other: &Self) -> bool {
        let mut mine = self.bits.iter().zip(&other.bits).take(self.words);
        mine.all(|(one, other)| one & !other == 0)
    }
}

/// An offer that applies to the cart, unless another one stands in its way.
pub(super) struct Offer<'a> {
    pub id: OfferId,
    pub step: Step,
    pub rank: i32,
    pub group: Option<StackGroupId>,
    /// Its lines, by place and as a set.
    pub lines: Vec<usize>,
    pub set: LineSet,
    pub effect: &'a dyn Effect,
    /// What its lines cost before any campaign.
    pub measured: i64,
    /// What its lines have to cost after all campaigns.
    pub from: i64,
    /// Whether it can change a price.
    pub prices: bool,
    /// It never takes more than this.
    pub bound: i64,
    /// What a coupon is worth to whoever keeps it.
    pub worth: i64,
    pub gift: Option<(&'a Gift, u32)>,
    /// By how much more points are earned on its lines, in percent.
    pub extra_points: u16,
}

impl Offer<'_> {
    pub const fn is_coupon(&self) -> bool {
        matches!(self.id, OfferId::Coupon(_))
    }
}

/// What offers are held against: the cart after step 3.
pub(super) struct Ground<'a, 'r> {
    pub list: &'a PriceList,
    pub request: &'r Request<'a>,
    pub lines: &'r [Line<'a>],
    pub allowed: &'r [Allowed],
    pub left: &'r [i64],
}

/// The offers that apply, and the others with their reasons.
pub(super) fn offers<'a>(ground: &Ground<'a, '_>, scratch: &mut Scratch) -> (Vec<Offer<'a>>, Vec<Refused>) {
    let mut offers: Vec<Offer<'a>> = Vec::new();
    let mut refused: Vec<Refused> = Vec::new();
    let Ground { list, request, .. } = *ground;
    let mut add = |id: OfferId, offer: Result<Offer<'a>, Why>| match offer {
        Ok(offer) if offers.iter().any(|other| other.id == id) => {
            drop(offer);
            refused.push(because(id, (Reason::GivenTwice, None)));
        }
        Ok(offer) => offers.push(offer),
        Err(why) => refused.push(because(id, why)),
    };
    for campaign in &list.campaigns {
        // Whoever does not know its code is not told that it exists.
        if campaign
            .code
            .as_deref()
            .is_none_or(|code| request.codes.contains(&code))
        {
            add(
                OfferId::Campaign(campaign.id),
                campaign_offer(ground, campaign, scratch),
            );
        }
    }
    for coupon in request.coupons {
        add(OfferId::Coupon(coupon.id), coupon_offer(ground, coupon, scratch));
    }
    for (place, code) in request.codes.iter().enumerate() {
        let campaign_has = list.campaigns.iter().any(|one| one.code.as_deref() == Some(*code));
        if !campaign_has && !request.coupons.iter().any(|one| one.code.as_deref() == Some(*code)) {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            refused.push(because(OfferId::Code(place), (Reason::UnknownCode, None)));
        }
    }
    offers.sort_by_key(|offer| (offer.step, offer.rank, offer.id));
    (offers, refused)
}

pub(super) const fn because(offer: OfferId, why: Why) -> Refused {
    let (reason, missing) = why;
    Refused { offer, reason, missing }
}

fn campaign_offer<'a>(
    ground: &Ground<'a, '_>,
    campaign: &'a Campaign,
    scratch: &mut Scratch,
) -> Result<Offer<'a>, Why> {
    let request = ground.request;
    let kind: &'a Kind = &campaign.kind;
    let effect = kind.effect();
    if !effect.makes_sense() {
        return Err((Reason::RuleWrong, None));
    }
    campaign.holds(&request.at, &request.place, request.buyer.as_ref())?;
    let lines: Vec<usize> = (0..ground.lines.len())
        .filter(|place| ground.allowed[*place].discounts)
        .filter(|place| {
            let line = ground.lines[*place].cart;
            campaign.what.names(line) && kind.names(line)
        })
        .collect();
    let mut offer = Offer {
        id: OfferId::Campaign(campaign.id),
        step: kind.step(),
        rank: campaign.rank,
        group: campaign.group,
        set: LineSet::of(&lines),
        lines,
        effect,
        measured: 0,
        from: 0,
        prices: kind.prices(),
        bound: 0,
        worth: 0,
        gift: None,
        extra_points: kind.extra_points(),
    };
    measure(ground, &mut offer, scratch)?;
    if let Kind::Gift(gift) = kind {
        let pieces = gift.pieces(offer.measured);
        offer.gift = Some((gift, pieces));
        // A gift costs what it is worth.
        offer.bound = gift.worth.get().saturating_mul(i64::from(pieces));
        let allowed = check_allowance(ground.request, &offer);
        offer.bound = 0;
        allowed?;
    }
    Ok(offer)
}

fn coupon_offer<'a>(ground: &Ground<'a, '_>, coupon: &'a Coupon, scratch: &mut Scratch) -> Result<Offer<'a>, Why> {
    let request = ground.request;
    if !coupon.kind.makes_sense() || coupon.from.is_negative() {
        return Err((Reason::RuleWrong, None));
    }
    coupon.holds(&request.at, &request.place, request.buyer.as_ref())?;
    if let CouponChoice::These(chosen) = request.choice
        && !chosen.contains(&coupon.id)
    {
        return Err((Reason::NotChosen, None));
    }
    let lines: Vec<usize> = (0..ground.lines.len())
        .filter(|place| ground.allowed[*place].coupons && coupon.what.names(ground.lines[*place].cart))
        .collect();
    let mut offer = Offer {
        id: OfferId::Coupon(coupon.id),
        step: coupon.kind.step(),
        rank: coupon.rank,
        group: coupon.group,
        set: LineSet::of(&lines),
        lines,
        effect: &coupon.kind,
        measured: 0,
        from: coupon.from.get(),
        prices: true,
        bound: 0,
        worth: coupon.worth.get(),
        gift: None,
        extra_points: 0,
    };
    measure(ground, &mut offer, scratch)?;
    Ok(offer)
}

/// Measures an offer on the cart as it is after step 3, where it takes the most that it ever can; answers why it takes nothing.
fn measure(ground: &Ground<'_, '_>, offer: &mut Offer<'_>, scratch: &mut Scratch) -> Result<(), Why> {
    if offer.lines.is_empty() {
        return Err((Reason::NoGoods, None));
    }
    offer.measured = offer.lines.iter().map(|line| ground.left[*line]).sum();
    let pool = Pool {
        cart: ground.lines,
        lines: &offer.lines,
        left: ground.left,
        measured: offer.measured,
    };
    offer.effect.met(&pool)?;
    pool.has_amount(crate::Fen::new(offer.from))?;
    offer.bound = offer.effect.take(&pool, scratch).0;
    let gives = offer.bound > 0 || offer.extra_points > 0 || !offer.prices;
    if !gives {
        return Err((Reason::NothingLeft, None));
    }
    check_allowance(ground.request, offer)
}

/// That limits and budget leave something. A budget that does not cover the whole of what an offer may take covers nothing of it.
fn check_allowance(request: &Request<'_>, offer: &Offer<'_>) -> Result<(), Why> {
    for allowance in request
        .allowances
        .iter()
        .filter(|allowance| allowance.offer == offer.id)
    {
        if allowance.uses_left == Some(0) {
            return Err((Reason::LimitReached, None));
        }
        if allowance.budget_left.is_some_and(|left| left.get() < offer.bound) {
            return Err((Reason::BudgetSpent, None));
        }
    }
    Ok(())
}
