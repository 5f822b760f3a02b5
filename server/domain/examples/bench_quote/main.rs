//! What a quote costs: `cargo xtask bench quote`. One JSON object a line.
//!
//! The budgets are 50 µs for 20 lines, 8 coupons and 50 campaigns of which two exclude each other, and 2 ms for eight that exclude each other. `ratio` is the
//! time divided by that of a fixed calculation in the same run, which is as slow as this machine is.

use std::hint::black_box;
use std::time::Instant;

use huika_domain::pricing::{
    Apart, Buyer, Campaign, CartLine, Coupon, CouponChoice, CouponKind, Gift, Kind, Moment, NthItem, PayWith,
    Percentage, Place, PointsWanted, PriceList, Quote, Request, StepOff, ThresholdOff, What, Who, Window, quote,
};
use huika_domain::{
    BusinessDay, CampaignId, CategoryId, CouponId, Fen, GoodsId, Millis, Points, QuoteInput, StackGroupId, StoreId,
    Tier, default_tiers,
};

fn main() {
    let reference = best_of(|| {
        black_box(fixed_calculation(black_box(20_000)));
    });
    println!("{}", figure("quote.reference", reference, None));
    let tier = Tier {
        discount_percent: 5,
        ..default_tiers()[1].clone()
    };
    for (name, conflicts) in [("quote.two_conflict", 2), ("quote.eight_conflict", 8)] {
        let shop = Shop::new(conflicts);
        let quoted = shop.quote(&tier);
        // What is measured is what was promised: all of it applies, and the best set was searched.
        assert!(quoted.applied.len() > 20, "most offers apply: {}", quoted.applied.len());
        let micros = best_of(|| {
            black_box(shop.quote(black_box(&tier)));
        });
        println!("{}", figure(name, micros, Some(micros / reference)));
    }
    let quick = best_of(|| {
        let input = QuoteInput::from_balance(Fen::new(3_650), &tier, &[], Millis::new(0));
        let _ = black_box(huika_domain::quote(&QuoteInput {
            pay_with: PayWith::Outside,
            ..input
        }));
    });
    println!("{}", figure("quote.quick_amount", quick, Some(quick / reference)));
}

fn figure(name: &str, micros: f64, ratio: Option<f64>) -> String {
    let ratio = ratio.map_or_else(|| "null".to_owned(), |ratio| format!("{ratio:.3}"));
    format!("{{\"name\":\"{name}\",\"value\":{micros:.3},\"unit\":\"us\",\"ratio\":{ratio}}}")
}

/// The shortest of many runs, in microseconds each: what others do on the machine only makes it longer.
fn best_of(mut run: impl FnMut()) -> f64 {
    let mut shortest = f64::INFINITY;
    for _ in 0..60 {
        let times = 40;
        let begin = Instant::now();
        for _ in 0..times {
            run();
        }
        shortest = shortest.min(begin.elapsed().as_secs_f64() * 1e6 / f64::from(times));
    }
    shortest
}

/// Multiplies, divides and looks up, as a quote does.
fn fixed_calculation(turns: u64) -> u64 {
    let mut table = [0_u64; 256];
    let mut mixed = 0x9E37_79B9_7F4A_7C15_u64;
    for turn in 1..=turns {
        mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9) ^ (mixed >> 29);
        let place = usize::try_from(mixed % 256).unwrap_or(0);
        table[place] = table[place].wrapping_add(mixed / turn);
    }
    table.iter().fold(0, |sum, one| sum ^ one)
}

struct Shop {
    list: PriceList,
    lines: Vec<CartLine>,
    coupons: Vec<Coupon>,
}

impl Shop {
    /// 20 lines of ten categories, 8 coupons, and 50 campaigns; so many of them exclude each other.
    fn new(conflicts: i64) -> Self {
        let line = |number: i64| CartLine {
            goods: Some(GoodsId::new(number)),
            quantity: 2,
            category: Some(CategoryId::new(number % 10)),
            ..CartLine::quick(Fen::new(1_990 + 137 * number))
        };
        let group = |number: i64| (number < conflicts).then(|| StackGroupId::new(number + 1));
        let mut list = PriceList {
            campaigns: (0..50).map(|number| campaign(number, group(number))).collect(),
            ..PriceList::default()
        };
        // The first excludes each of the others, which go together: of all ways to exclude each other the one with most admissible sets.
        let apart = (2..=conflicts).map(|other| Apart::new(StackGroupId::new(1), StackGroupId::new(other)));
        list.stacking.apart = apart.collect();
        Self {
            list,
            lines: (1..=20).map(line).collect(),
            coupons: (1..=8).map(coupon).collect(),
        }
    }

    fn quote(&self, tier: &Tier) -> Quote {
        let day = BusinessDay::from_ymd(2026, 11, 28).expect("a day");
        let request = Request {
            lines: &self.lines,
            buyer: Some(Buyer {
                points_usable: Points::new(1_000),
                ..Buyer::of_tier(tier)
            }),
            coupons: &self.coupons,
            choice: CouponChoice::Best,
            codes: &[],
            allowances: &[],
            hand: None,
            points: PointsWanted::Most,
            pay_with: PayWith::Outside,
            tenders: &[],
            place: Place {
                store: StoreId::new(1),
                terminal: None,
            },
            at: Moment {
                now: Millis::new(1_795_276_800_000),
                day,
                minute: 720,
            },
        };
        quote(&self.list, &request).expect("a quote")
    }
}

/// Those of a category, of the whole order, with gifts, and some that this cart does not meet; the ones that exclude each other are on the whole order.
fn campaign(number: i64, group: Option<StackGroupId>) -> Campaign {
    let category = What {
        categories: vec![CategoryId::new(number % 10)],
        ..What::default()
    };
    let off = |from: i64, off: i64| {
        let step = StepOff {
            from: Fen::new(from),
            off: Fen::new(off),
        };
        Kind::ThresholdOff(ThresholdOff {
            steps: vec![step],
            each: false,
        })
    };
    let (what, kind) = match number {
        _ if group.is_some() => (What::default(), off(10_000, 1_000 + number)),
        8..=17 => (category, Kind::NthItem(NthItem { every: 2, percent: 50 })),
        18..=27 => (
            category,
            Kind::Percentage(Percentage {
                percent: 5,
                from: Fen::ZERO,
                from_pieces: 2,
                most: None,
            }),
        ),
        28..=32 => (
            category,
            Kind::Gift(Gift {
                from: Fen::new(5_000),
                goods: GoodsId::new(900),
                quantity: 1,
                worth: Fen::new(990),
                each: false,
            }),
        ),
        33..=39 => (What::default(), off(20_000, 300)),
        _ => (category, off(900_000, 10_000)),
    };
    Campaign {
        id: CampaignId::new(number + 1),
        // What is on everything comes after what is on a category, so that shares of one do not decide about the other.
        rank: i32::from(what == What::default()),
        group,
        window: Window::default(),
        who: Who::default(),
        what,
        code: None,
        kind,
    }
}

fn coupon(number: i64) -> Coupon {
    Coupon {
        id: CouponId::new(number),
        rank: 0,
        group: None,
        window: Window::default(),
        who: Who::default(),
        what: What::default(),
        from: Fen::new(5_000 * number),
        valid_from: None,
        valid_until: None,
        used: false,
        worth: Fen::new(500),
        code: None,
        kind: if number % 2 == 0 {
            CouponKind::Amount { off: Fen::new(500) }
        } else {
            CouponKind::Percent { percent: 3, most: None }
        },
    }
}
