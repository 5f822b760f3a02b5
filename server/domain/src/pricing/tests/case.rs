//! A sale with everything that decides its price, owned, so that a test can change it.

use crate::pricing::*;
use crate::{
    BusinessDay, CardTypeId, CouponId, Fen, JoinSource, LotId, Millis, MoneyLot, Points, PriceLevelId, SpendOrder,
    StoreId, TagId, TerminalId, Tier, default_tiers,
};

pub const NOW: Millis = Millis::new(1_795_276_800_000);

#[derive(Clone, Debug)]
pub struct Case {
    pub list: PriceList,
    pub lines: Vec<CartLine>,
    pub member: Option<Member>,
    pub coupons: Vec<Coupon>,
    pub chosen: Option<Vec<CouponId>>,
    pub codes: Vec<String>,
    pub allowances: Vec<Allowance>,
    pub hand: Option<HandOff>,
    pub points: PointsWanted,
    pub pay_with: PayWith,
    pub tenders: Vec<Option<Fen>>,
    pub place: Place,
    pub at: Moment,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub tier: Tier,
    pub card_type: Option<CardTypeId>,
    pub levels: Vec<PriceLevelId>,
    pub tags: Vec<TagId>,
    pub source: Option<JoinSource>,
    pub birthday: BirthdayNear,
    pub is_first_sale: bool,
    pub points_usable: Points,
    pub lots: Vec<MoneyLot>,
}

impl Member {
    pub fn new() -> Self {
        Self {
            tier: default_tiers()[0].clone(),
            card_type: None,
            levels: Vec::new(),
            tags: Vec::new(),
            source: None,
            birthday: BirthdayNear::No,
            is_first_sale: false,
            points_usable: Points::ZERO,
            lots: Vec::new(),
        }
    }
}

impl Case {
    pub fn new(lines: Vec<CartLine>) -> Self {
        Self {
            list: PriceList::default(),
            lines,
            member: Some(Member::new()),
            coupons: Vec::new(),
            chosen: None,
            codes: Vec::new(),
            allowances: Vec::new(),
            hand: None,
            points: PointsWanted::None,
            pay_with: PayWith::Outside,
            tenders: Vec::new(),
            place: Place {
                store: StoreId::new(1),
                terminal: Some(TerminalId::new(1)),
            },
            at: Moment {
                now: NOW,
                day: BusinessDay::from_ymd(2026, 11, 28).expect("a day"),
                minute: 12 * 60,
            },
        }
    }

    pub fn with_request<T>(&self, then: impl FnOnce(&Request<'_>) -> T) -> T {
        let codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        let buyer = self.member.as_ref().map(|member| Buyer {
            tier: &member.tier,
            card_type: member.card_type,
            levels: &member.levels,
            tags: &member.tags,
            source: member.source.as_ref(),
            birthday: member.birthday,
            is_first_sale: member.is_first_sale,
            points_usable: member.points_usable,
            lots: &member.lots,
        });
        then(&Request {
            lines: &self.lines,
            buyer,
            coupons: &self.coupons,
            choice: self.chosen.as_deref().map_or(CouponChoice::Best, CouponChoice::These),
            codes: &codes,
            allowances: &self.allowances,
            hand: self.hand,
            points: self.points,
            pay_with: self.pay_with,
            tenders: &self.tenders,
            place: self.place,
            at: self.at,
        })
    }

    pub fn quote(&self) -> Result<Quote, QuoteError> {
        self.with_request(|request| quote(&self.list, request))
    }

    pub fn quoted(&self) -> Quote {
        self.quote().expect("a quote")
    }
}

pub fn lot(number: i64, principal: i64, bonus: i64) -> MoneyLot {
    MoneyLot {
        id: LotId::new(number),
        principal_granted: Fen::new(principal),
        bonus_granted: Fen::new(bonus),
        principal_left: Fen::new(principal),
        bonus_left: Fen::new(bonus),
        order: SpendOrder::ProRata,
        bonus_expires_at: None,
        created_at: NOW,
    }
}
