//! How examples write campaigns and coupons.

use super::{Example, Said, fen, noon, whole};
use crate::pricing::condition::NearBirthday;
use crate::pricing::*;
use crate::{BrandId, BusinessDay, CampaignId, CategoryId, CouponId, GoodsId, StoreId, TagId, TerminalId};

impl Example {
    /// `all`, goods, `category/x` or `brand/x`.
    fn add_what(
        &mut self,
        names: Vec<&str>,
        goods: &mut Vec<GoodsId>,
        categories: &mut Vec<CategoryId>,
        brands: &mut Vec<BrandId>,
    ) {
        for name in names.into_iter().filter(|name| *name != "all") {
            match name.split_once('/') {
                Some(("category", name)) => categories.push(CategoryId::new(self.names.number("category", name))),
                Some(("brand", name)) => brands.push(BrandId::new(self.names.number("brand", name))),
                _ => goods.push(GoodsId::new(self.names.number("goods", name))),
            }
        }
    }

    pub fn what(&mut self, said: &Said<'_>) -> What {
        let mut what = What::default();
        self.add_what(said.list("on"), &mut what.goods, &mut what.categories, &mut what.brands);
        self.add_what(
            said.list("not"),
            &mut what.not_goods,
            &mut what.not_categories,
            &mut what.not_brands,
        );
        what
    }

    /// `tea:2`: goods and a number.
    fn counted(&mut self, text: &str) -> (What, u32) {
        let (name, pieces) = text.rsplit_once(':').expect("goods and a number");
        let mut what = What::default();
        self.add_what(vec![name], &mut what.goods, &mut what.categories, &mut what.brands);
        (what, whole(pieces))
    }

    pub fn who(&mut self, said: &Said<'_>) -> Who {
        Who {
            stores: said
                .list("stores")
                .into_iter()
                .map(|id| StoreId::new(whole(id)))
                .collect(),
            terminals: said
                .list("tills")
                .into_iter()
                .map(|id| TerminalId::new(whole(id)))
                .collect(),
            members: said.has("members"),
            tiers: said.list("tiers").into_iter().map(whole).collect(),
            card_types: said
                .list("cards")
                .into_iter()
                .map(|id| crate::CardTypeId::new(whole(id)))
                .collect(),
            tags: said
                .list("tags")
                .into_iter()
                .map(|name| TagId::new(self.names.number("tag", name)))
                .collect(),
            sources: said
                .list("sources")
                .into_iter()
                .map(|path| crate::JoinSource::parse(path).expect("a path"))
                .collect(),
            birthday: said.get("birthday").map(|near| {
                if near == "day" {
                    NearBirthday::Day
                } else {
                    NearBirthday::Month
                }
            }),
            first_sale: said.has("first-sale"),
        }
    }

    pub fn campaign(&mut self, name: &str, said: &Said<'_>) {
        let id = CampaignId::new(self.names.number("campaign", name));
        let campaign = Campaign {
            id,
            rank: said.number("rank").unwrap_or(0),
            group: said.get("group").map(|name| self.group(name)),
            window: window(said),
            who: self.who(said),
            what: self.what(said),
            code: said.get("code").map(str::to_owned),
            kind: self.kind(said),
        };
        self.allowance(OfferId::Campaign(id), said);
        self.case.list.campaigns.push(campaign);
    }

    fn allowance(&mut self, offer: OfferId, said: &Said<'_>) {
        if said.has("left") || said.has("budget") {
            let (uses_left, budget_left) = (said.number("left"), said.get("budget").map(fen));
            self.case.allowances.push(Allowance {
                offer,
                uses_left,
                budget_left,
            });
        }
    }

    fn kind(&mut self, said: &Said<'_>) -> Kind {
        let percent = said.number("percent");
        if let Some(off) = said.get("off") {
            let step = |text: &str| {
                let (off, from) = text
                    .split_once('@')
                    .map_or((text, None), |(off, from)| (off, Some(from)));
                let from = from.map_or_else(|| said.money("from"), fen);
                StepOff { from, off: fen(off) }
            };
            let steps = off.split(',').map(step).collect();
            return Kind::ThresholdOff(ThresholdOff {
                steps,
                each: said.has("each"),
            });
        }
        if let Some(every) = said.number("nth") {
            return Kind::NthItem(NthItem {
                every,
                percent: percent.unwrap_or(100),
            });
        }
        if let Some(price) = said.get("bundle") {
            let parts = said.list("parts").into_iter().map(|part| self.counted(part));
            let parts = parts.map(|(what, pieces)| BundlePart { what, pieces }).collect();
            return Kind::Bundle(Bundle {
                parts,
                price: fen(price),
                most: said.number("times"),
            });
        }
        if let Some(buy) = said.get("buy") {
            let (buy, buy_pieces) = self.counted(buy);
            let (get, get_pieces) = self.counted(said.get("get").expect("what is got"));
            let (percent, most) = (percent.unwrap_or(100), said.number("times"));
            let (buy, get) = (Box::new(buy), Box::new(get));
            return Kind::BuyGet(BuyGet {
                buy,
                buy_pieces,
                get,
                get_pieces,
                percent,
                most,
            });
        }
        if let Some(gift) = said.get("gift") {
            let (goods, quantity) = gift
                .split_once(':')
                .map_or((gift, 1), |(goods, pieces)| (goods, whole(pieces)));
            let goods = GoodsId::new(self.names.number("goods", goods));
            return Kind::Gift(Gift {
                from: said.money("from"),
                goods,
                quantity,
                worth: said.money("worth"),
                each: said.has("each"),
            });
        }
        if said.has("special") {
            let price = |text: &str| {
                let (goods, price) = text.split_once(':').expect("goods and a price");
                GoodsPrice {
                    goods: GoodsId::new(self.names.number("goods", goods)),
                    price: fen(price),
                }
            };
            return Kind::SpecialPrice(SpecialPrice {
                prices: said.list("special").into_iter().map(price).collect(),
            });
        }
        if let Some(percent) = said.number("member-day") {
            return Kind::MemberDay(MemberDay {
                percent,
                points_percent: said.number("points").unwrap_or(100),
            });
        }
        if let Some((brand, percent)) = said.get("brand-day").and_then(|text| text.split_once(':')) {
            let brand = BrandId::new(self.names.number("brand", brand));
            return Kind::BrandDay(BrandDay {
                brand,
                percent: whole(percent),
            });
        }
        if let Some(off) = said.get("first-purchase") {
            return Kind::FirstPurchase(FirstPurchase {
                from: said.money("from"),
                off: fen(off),
            });
        }
        if let Some(percent) = said.number("points") {
            return Kind::PointsFactor(PointsFactor {
                percent,
                from: said.money("from"),
            });
        }
        Kind::Percentage(Percentage {
            percent: percent.expect("some kind"),
            from: said.money("from"),
            from_pieces: said.number("pieces").unwrap_or(0),
            most: said.get("most").map(fen),
        })
    }

    pub fn coupon(&mut self, name: &str, said: &Said<'_>) {
        let id = CouponId::new(self.names.number("coupon", name));
        let kind = match (said.get("amount"), said.number("percent"), said.number("exchange")) {
            (Some(off), _, _) => CouponKind::Amount { off: fen(off) },
            (_, Some(percent), _) => CouponKind::Percent {
                percent,
                most: said.get("most").map(fen),
            },
            (_, _, pieces) => CouponKind::Exchange {
                pieces: pieces.expect("some kind"),
            },
        };
        let coupon = Coupon {
            id,
            rank: said.number("rank").unwrap_or(0),
            group: said.get("group").map(|name| self.group(name)),
            window: window(said),
            who: self.who(said),
            what: self.what(said),
            from: said.money("from"),
            valid_from: said.get("valid-from").map(noon),
            valid_until: said.get("valid-until").map(noon),
            used: said.has("used"),
            worth: said.money("worth"),
            code: said.get("code").map(str::to_owned),
            kind,
        };
        self.allowance(OfferId::Coupon(id), said);
        self.case.coupons.push(coupon);
    }
}

fn window(said: &Said<'_>) -> Window {
    let day = |key| said.get(key).map(|text: &str| BusinessDay::parse(text).expect("a day"));
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let weekday = |name: &str| {
        let place = names.iter().position(|one| *one == name).expect("a day of the week");
        u8::try_from(place).expect("fits")
    };
    let minute = |text: &str| {
        let (hour, minute) = text.split_once(':').expect("a time");
        whole::<u16>(hour) * 60 + whole::<u16>(minute)
    };
    Window {
        first: day("first-day"),
        last: day("last-day"),
        weekdays: said.list("days").into_iter().map(weekday).collect(),
        month_days: said.list("month-days").into_iter().map(whole).collect(),
        minutes: said.get("hours").map(|text| {
            let (from, until) = text.split_once('-').expect("from and until");
            Minutes {
                from: minute(from),
                until: minute(until),
            }
        }),
    }
}
