//! Working sales through a campaign.

use std::collections::HashMap;

use huika_domain::{
    BusinessDay, CampaignId, Fen, MemberId, ShopZone, StoreId,
    campaign::{Counted, Terms},
    pricing::{
        Allowance, Campaign, CouponChoice, Missing, Moment, OfferId, PayWith, Place, PointsWanted, PriceList, Quote,
        Reason, Request, Source, quote,
    },
};

use super::{
    figures::{Beside, ReplayFigures},
    read::{After, PastSale, newest_sales, next_sales},
};
use crate::{
    StoreError, Tx,
    campaign::{trial::with_campaign, uses::stacking_in_force},
    ledger::day_number,
};

/// Days that are looked back.
pub const REPLAY_DAYS: i32 = 30;
/// Sales that are worked through while a page waits.
pub const SAMPLE: i64 = 2_000;

/// What a replay came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// The figures.
    pub figures: ReplayFigures,
    /// Whether these are all sales, or the newest ones.
    pub is_all: bool,
}

/// A replay under way.
pub struct Replay {
    id: CampaignId,
    terms: Terms,
    with: PriceList,
    without: PriceList,
    zone: ShopZone,
    after: After,
    of_member: HashMap<MemberId, u32>,
    of_member_day: HashMap<(MemberId, BusinessDay), u32>,
    of_day: HashMap<BusinessDay, u32>,
    of_store: HashMap<StoreId, u32>,
    total: u32,
    budget_left: Option<i64>,
    first_day: BusinessDay,
    /// What it has come to so far.
    pub figures: ReplayFigures,
}

/// A campaign without its days.
fn without_days(mut campaign: Campaign) -> Campaign {
    campaign.window.first = None;
    campaign.window.last = None;
    campaign
}

impl Replay {
    /// A replay from [`REPLAY_DAYS`] ago on.
    #[must_use]
    pub fn new(tx: &Tx<'_>, id: CampaignId, terms: &Terms) -> Self {
        let first_day = tx.business_day(None).plus_days(-REPLAY_DAYS);
        let campaigns = with_campaign(tx, id, terms).into_iter().map(without_days);
        let rules = tx.rules();
        let with = PriceList {
            levels: rules.prices.levels(),
            rounding: rules.prices.rounding(),
            campaigns: campaigns.collect(),
            stacking: (*stacking_in_force(tx)).clone(),
            ..PriceList::default()
        };
        let mut without = with.clone();
        without.campaigns.retain(|one| one.id != id);
        Self {
            id,
            terms: terms.clone(),
            with,
            without,
            zone: tx.context().zone,
            after: (day_number(first_day), 0),
            of_member: HashMap::new(),
            of_member_day: HashMap::new(),
            of_day: HashMap::new(),
            of_store: HashMap::new(),
            total: 0,
            budget_left: terms.budget.map(Fen::get),
            first_day,
            figures: ReplayFigures::default(),
        }
    }

    fn allowances(&self, sale: &PastSale) -> Vec<Allowance> {
        let member = sale.member;
        let of = |count: Option<&u32>| count.copied().unwrap_or_default();
        let used = Counted {
            member: of(member.and_then(|member| self.of_member.get(&member))),
            member_day: of(member.and_then(|member| self.of_member_day.get(&(member, sale.day)))),
            day: of(self.of_day.get(&sale.day)),
            store: of(self.of_store.get(&sale.store)),
            total: self.total,
        };
        vec![Allowance {
            offer: OfferId::Campaign(self.id),
            uses_left: self.terms.limits.left(used),
            budget_left: self.budget_left.map(Fen::new),
        }]
    }

    fn quote(&self, list: &PriceList, sale: &PastSale, allowances: &[Allowance]) -> Option<Quote> {
        let codes: Vec<&str> = self.terms.code.as_deref().into_iter().collect();
        let local = self.zone.local(sale.at);
        let request = Request {
            lines: &sale.lines,
            buyer: sale.buyer.as_ref().map(|facts| facts.buyer(sale.day)),
            coupons: &[],
            choice: CouponChoice::Best,
            codes: &codes,
            allowances,
            hand: None,
            points: PointsWanted::None,
            pay_with: PayWith::Outside,
            tenders: &[],
            place: Place {
                store: sale.store,
                terminal: None,
            },
            at: Moment {
                now: sale.at,
                day: sale.day,
                minute: local.minute_of_day(),
            },
        };
        // A sale that the engine cannot price is none that a campaign would have met.
        quote(list, &request).ok()
    }

    /// Works one sale through.
    fn add(&mut self, sale: &PastSale) {
        let allowances = self.allowances(sale);
        let Some(then) = self.quote(&self.with, sale, &allowances) else {
            return;
        };
        let figures = &mut self.figures;
        figures.sales += 1;
        figures.list = Fen::new(figures.list.get() + then.list.get());
        let step = usize::try_from(then.list.get() / 2_000).unwrap_or(usize::MAX);
        let step = step.min(figures.baskets.len() - 1);
        figures.baskets[step] += 1;
        let offer = OfferId::Campaign(self.id);
        let cost = cost_of(&then, self.id);
        if cost > 0 || then.gifts.iter().any(|gift| gift.campaign == self.id) {
            self.hit(sale, &then, cost);
            return;
        }
        let Some(refused) = then.refused.iter().find(|refused| refused.offer == offer) else {
            return;
        };
        match (refused.reason, refused.missing) {
            (Reason::BelowThreshold, Some(Missing::Money(missing))) => {
                let bounds = [1_000, 2_000, 5_000];
                let place = bounds
                    .iter()
                    .position(|bound| missing.get() < *bound)
                    .unwrap_or(bounds.len());
                figures.missing[place] += 1;
            }
            (Reason::LimitReached, _) => {
                figures.met += 1;
                figures.limited += 1;
            }
            (Reason::BudgetSpent, _) => {
                figures.met += 1;
                if figures.budget_day.is_none() {
                    let nth = i64::from(sale.day.days_since(self.first_day)) + 1;
                    figures.budget_day = Some((sale.day, nth));
                }
            }
            (Reason::NotWith | Reason::CostsMore, missing) => {
                figures.met += 1;
                if let Some(Missing::Instead {
                    other: OfferId::Campaign(other),
                    ..
                }) = missing
                {
                    figures.beside.entry(other.get()).or_default().other_instead += 1;
                }
            }
            (Reason::NothingLeft, _) => figures.met += 1,
            _ => {}
        }
    }

    /// Notes a sale that would have used it.
    fn hit(&mut self, sale: &PastSale, then: &Quote, cost: i64) {
        let before = self.quote(&self.without, sale, &[]);
        let gifts = then.gifts.iter().filter(|gift| gift.campaign == self.id);
        let gifts: i64 = gifts.map(|gift| gift.worth.get() * i64::from(gift.quantity)).sum();
        let figures = &mut self.figures;
        figures.hit += 1;
        figures.met += 1;
        figures.cost = Fen::new(figures.cost.get() + cost + gifts);
        let before_fen = before.as_ref().map_or(then.list, |before| before.before_points);
        let lower = before_fen.get() - then.before_points.get() + gifts;
        figures.lower = Fen::new(figures.lower.get() + lower);
        figures.hit_list = Fen::new(figures.hit_list.get() + before_fen.get());
        for (other, off) in others(then, self.id) {
            let beside: &mut Beside = figures.beside.entry(other.get()).or_default();
            beside.together += 1;
            beside.together_fen += off + cost;
        }
        for (other, _) in before.iter().flat_map(|before| others(before, self.id)) {
            if cost_of(then, other) == 0 {
                figures.beside.entry(other.get()).or_default().this_instead += 1;
            }
        }
        if let Some(member) = sale.member {
            *self.of_member.entry(member).or_default() += 1;
            *self.of_member_day.entry((member, sale.day)).or_default() += 1;
        }
        *self.of_day.entry(sale.day).or_default() += 1;
        *self.of_store.entry(sale.store).or_default() += 1;
        self.total += 1;
        if let Some(left) = &mut self.budget_left {
            *left -= cost + gifts;
        }
    }
}

/// What a campaign took off in a quote.
fn cost_of(quote: &Quote, id: CampaignId) -> i64 {
    let mine = quote
        .applied
        .iter()
        .filter(|applied| applied.source == Source::Offer(OfferId::Campaign(id)));
    mine.map(|applied| applied.amount.get()).sum()
}

/// The other campaigns that took something off in a quote.
fn others(quote: &Quote, id: CampaignId) -> Vec<(CampaignId, i64)> {
    let other = |applied: &huika_domain::pricing::Applied| match applied.source {
        Source::Offer(OfferId::Campaign(other)) if other != id && applied.amount.is_positive() => {
            Some((other, applied.amount.get()))
        }
        _ => None,
    };
    quote.applied.iter().filter_map(other).collect()
}

/// The newest sales, while somebody waits.
pub fn replay_sample(tx: &mut Tx<'_>, id: CampaignId, terms: &Terms) -> Result<Replayed, StoreError> {
    let mut replay = Replay::new(tx, id, terms);
    let sales = newest_sales(tx, replay.first_day, SAMPLE)?;
    // The day on which a budget ends is counted from the first of these sales.
    if let Some(first) = sales.first() {
        replay.first_day = first.day;
    }
    for sale in &sales {
        replay.add(sale);
    }
    Ok(Replayed {
        figures: replay.figures,
        is_all: (sales.len() as i64) < SAMPLE,
    })
}

/// Works the next sales through; answers whether there are more.
pub fn replay_more(tx: &mut Tx<'_>, replay: &mut Replay, limit: i64) -> Result<bool, StoreError> {
    let (sales, after) = next_sales(tx, replay.after, limit)?;
    for sale in &sales {
        replay.add(sale);
    }
    match after {
        Some(after) => {
            replay.after = after;
            Ok(true)
        }
        None => Ok(false),
    }
}
