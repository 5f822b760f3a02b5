//! Random sales from a seed: small prices and odd shares, so that every fen is fought for.

use super::case::{Case, Member, lot};
use crate::pricing::*;
use crate::{
    BrandId, CampaignId, CategoryId, CouponId, DeductionRule, Fen, GoodsId, Points, PriceLevelId, StackGroupId, Tier,
    default_tiers,
};

/// SplitMix64 (Steele, Lea, Flood 2014): a seed is a sale.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).expect("low is not above high");
        low + i64::try_from(self.next() % width).expect("it fits")
    }

    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.between(0, i64::try_from(length).expect("fits") - 1)).expect("fits")
    }

    pub fn one_in(&mut self, times: i64) -> bool {
        self.between(1, times) == 1
    }

    fn small(&mut self, high: i64) -> u32 {
        u32::try_from(self.between(1, high)).expect("fits")
    }

    fn percent(&mut self) -> u8 {
        let usual = [5, 10, 12, 20, 30, 50, 70, 100];
        if self.one_in(3) {
            u8::try_from(self.between(1, 100)).expect("fits")
        } else {
            usual[self.place(usual.len())]
        }
    }

    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let place = self.place(last + 1);
            things.swap(last, place);
        }
    }

    fn amount(&mut self) -> Fen {
        let high = [9, 99, 999, 9_999, 30_000][self.place(5)];
        Fen::new(self.between(1, high))
    }

    pub fn line(&mut self) -> CartLine {
        let goods = self.between(0, 6);
        let price = self.amount();
        let level_prices = if self.one_in(4) {
            let level = PriceLevelId::new(self.between(1, 2));
            let price = Fen::new(price.get() * self.between(5, 10) / 10);
            vec![LevelPrice { level, price }]
        } else {
            Vec::new()
        };
        CartLine {
            goods: (goods > 0).then(|| GoodsId::new(goods)),
            quantity: self.small(4),
            price,
            level_prices,
            category: (!self.one_in(4)).then(|| CategoryId::new(self.between(1, 3))),
            brand: self.one_in(2).then(|| BrandId::new(self.between(1, 2))),
            no_discount: self.one_in(12),
            no_points: self.one_in(8),
            hand: None,
        }
    }

    /// What somebody takes off a line by hand.
    fn hand(&mut self) -> HandOff {
        match self.between(1, 3) {
            1 => HandOff::Price(self.amount()),
            2 => HandOff::Percent(self.percent()),
            _ => HandOff::Amount(self.amount()),
        }
    }

    fn what(&mut self) -> What {
        let mut what = What::default();
        match self.between(1, 8) {
            1..=3 => {}
            4 | 5 => what.categories.push(CategoryId::new(self.between(1, 3))),
            6 => what.brands.push(BrandId::new(self.between(1, 2))),
            7 => what
                .goods
                .extend([GoodsId::new(self.between(1, 3)), GoodsId::new(self.between(3, 6))]),
            _ => what.not_categories.push(CategoryId::new(self.between(1, 3))),
        }
        what
    }

    fn group(&mut self) -> Option<StackGroupId> {
        self.one_in(2).then(|| StackGroupId::new(self.between(1, 4)))
    }

    fn from(&mut self) -> Fen {
        if self.one_in(2) { Fen::ZERO } else { self.amount() }
    }

    pub fn kind(&mut self) -> Kind {
        match self.between(1, 14) {
            1 => Kind::SpecialPrice(SpecialPrice {
                prices: (1..=self.between(1, 6))
                    .map(|goods| GoodsPrice {
                        goods: GoodsId::new(goods),
                        price: self.amount(),
                    })
                    .collect(),
            }),
            2 => Kind::BrandDay(BrandDay {
                brand: BrandId::new(self.between(1, 2)),
                percent: self.percent(),
            }),
            3 => Kind::MemberDay(MemberDay {
                percent: if self.one_in(3) { 0 } else { self.percent() },
                points_percent: 200,
            }),
            4 | 5 => Kind::NthItem(NthItem {
                every: self.small(3),
                percent: self.percent(),
            }),
            6 => Kind::Bundle(Bundle {
                parts: (0..self.between(1, 2))
                    .map(|_| BundlePart {
                        what: self.what(),
                        pieces: self.small(2),
                    })
                    .collect(),
                price: self.amount(),
                most: self.one_in(3).then_some(1),
            }),
            7 | 8 => Kind::BuyGet(BuyGet {
                buy: Box::new(self.what()),
                buy_pieces: self.small(2),
                get: Box::new(self.what()),
                get_pieces: self.small(2),
                percent: if self.one_in(2) { 100 } else { self.percent() },
                most: self.one_in(4).then_some(1),
            }),
            9 => Kind::Gift(Gift {
                from: self.amount(),
                goods: GoodsId::new(9),
                quantity: 1,
                worth: self.amount(),
                each: self.one_in(2),
            }),
            10 | 11 => Kind::ThresholdOff(ThresholdOff {
                steps: (0..self.between(1, 2))
                    .map(|_| StepOff {
                        from: self.amount(),
                        off: self.amount(),
                    })
                    .collect(),
                each: self.one_in(3),
            }),
            12 => Kind::FirstPurchase(FirstPurchase {
                from: self.from(),
                off: self.amount(),
            }),
            13 => Kind::PointsFactor(PointsFactor {
                percent: 300,
                from: self.from(),
            }),
            _ => Kind::Percentage(Percentage {
                percent: self.percent(),
                from: self.from(),
                from_pieces: if self.one_in(3) { self.small(4) } else { 0 },
                most: self.one_in(4).then(|| self.amount()),
            }),
        }
    }

    pub fn campaign(&mut self, number: i64) -> Campaign {
        Campaign {
            id: CampaignId::new(number),
            rank: i32::try_from(self.between(0, 3)).expect("fits"),
            group: self.group(),
            window: Window::default(),
            who: Who::default(),
            what: self.what(),
            code: self.one_in(10).then(|| "SPRING".to_owned()),
            kind: self.kind(),
        }
    }

    pub fn coupon(&mut self, number: i64) -> Coupon {
        Coupon {
            id: CouponId::new(number),
            rank: i32::try_from(self.between(0, 3)).expect("fits"),
            group: self.group(),
            window: Window::default(),
            who: Who::default(),
            what: self.what(),
            from: self.from(),
            valid_from: None,
            valid_until: None,
            used: self.one_in(20),
            worth: self.amount(),
            code: None,
            kind: match self.between(1, 5) {
                1 | 2 => CouponKind::Percent {
                    percent: self.percent(),
                    most: self.one_in(3).then(|| self.amount()),
                },
                3 | 4 => CouponKind::Amount { off: self.amount() },
                _ => CouponKind::Exchange { pieces: self.small(2) },
            },
        }
    }

    fn member(&mut self) -> Member {
        Member {
            tier: Tier {
                discount_percent: if self.one_in(2) {
                    0
                } else {
                    u8::try_from(self.between(0, 30)).expect("fits")
                },
                ..default_tiers()[self.place(4)].clone()
            },
            levels: if self.one_in(3) {
                vec![PriceLevelId::new(self.between(1, 2))]
            } else {
                Vec::new()
            },
            is_first_sale: self.one_in(2),
            points_usable: Points::new(self.between(0, 2_000)),
            lots: vec![
                lot(1, self.between(0, 5_000), self.between(0, 2_000)),
                lot(2, self.between(0, 90_000), 77),
            ],
            ..Member::new()
        }
    }

    /// A sale of a few fen with offers on everything and on parts of it, where single fen decide.
    pub fn tiny(&mut self) -> Case {
        let line = |random: &mut Self| CartLine {
            category: Some(CategoryId::new(random.between(1, 3))),
            quantity: 1,
            ..CartLine::quick(Fen::new(random.between(1, 9)))
        };
        let mut case = Case::new((0..self.between(3, 6)).map(|_| line(self)).collect());
        let what = |random: &mut Self| {
            let mut what = What::default();
            if random.one_in(2) {
                what.not_categories.push(CategoryId::new(random.between(1, 3)));
            } else if random.one_in(3) {
                what.categories.push(CategoryId::new(random.between(1, 3)));
            }
            what
        };
        for number in 1..=self.between(1, 4) {
            let off = Fen::new(self.between(1, 6));
            let kind = if self.one_in(3) {
                let (percent, from, from_pieces, most) = (self.percent(), Fen::ZERO, 0, None);
                Kind::Percentage(Percentage {
                    percent,
                    from,
                    from_pieces,
                    most,
                })
            } else {
                let steps = vec![StepOff { from: Fen::ZERO, off }];
                Kind::ThresholdOff(ThresholdOff { steps, each: false })
            };
            let what = what(self);
            let campaign = self.campaign(number);
            case.list.campaigns.push(Campaign {
                what,
                kind,
                group: None,
                code: None,
                ..campaign
            });
        }
        for number in 1..=self.between(1, 3) {
            let percent = [100, 100, 50, 70][self.place(4)];
            let kind = CouponKind::Percent { percent, most: None };
            let what = what(self);
            let coupon = self.coupon(number);
            case.coupons.push(Coupon {
                what,
                kind,
                group: None,
                from: Fen::ZERO,
                used: false,
                ..coupon
            });
        }
        case
    }

    /// A sale of up to so many lines, campaigns and coupons.
    pub fn case(&mut self, lines: i64, campaigns: i64, coupons: i64) -> Case {
        let lines = (0..self.between(1, lines)).map(|_| self.line()).collect();
        let mut case = Case::new(lines);
        if self.one_in(10) {
            case.member = None;
        } else {
            case.member = Some(self.member());
            case.pay_with = [PayWith::BalanceFirst, PayWith::Outside][self.place(2)];
            case.points = [PointsWanted::None, PointsWanted::Most][self.place(2)];
        }
        case.list.campaigns = (1..=self.between(0, campaigns))
            .map(|number| self.campaign(number))
            .collect();
        case.coupons = (1..=self.between(0, coupons))
            .map(|number| self.coupon(number))
            .collect();
        for group in 1..=4 {
            let mode = [Mode::Best, Mode::Stack, Mode::Stack, Mode::Stack, Mode::Exclusive][self.place(5)];
            let id = StackGroupId::new(group);
            case.list.stacking.groups.push(Group { id, mode });
        }
        if self.one_in(2) {
            let pair = Apart::new(
                StackGroupId::new(self.between(1, 4)),
                StackGroupId::new(self.between(1, 4)),
            );
            case.list.stacking.apart.push(pair);
        }
        if self.one_in(3) {
            case.codes = vec!["SPRING".to_owned(), "NOTHING".to_owned()];
        }
        case.list.levels = vec![PriceLevel {
            id: PriceLevelId::new(1),
            discounts: self.one_in(2),
            coupons: self.one_in(2),
            points: self.one_in(2),
        }];
        if self.one_in(3) {
            case.list.brand_discounts = vec![BrandDiscount {
                brand: BrandId::new(1),
                tiers: Vec::new(),
                percent: self.percent(),
            }];
        }
        if self.one_in(4) {
            case.list.rounding = [Rounding::Jiao, Rounding::Yuan][self.place(2)];
        }
        if self.one_in(4) {
            let line = self.place(case.lines.len());
            case.lines[line].hand = Some(self.hand());
        }
        if self.one_in(5) {
            case.hand = Some(self.hand());
        }
        case.list.deduction = DeductionRule {
            block: Points::new([100, 50, 1][self.place(3)]),
            ..DeductionRule::default()
        };
        case
    }
}
