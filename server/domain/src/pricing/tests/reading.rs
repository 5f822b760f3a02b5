//! Reads the worked examples under `server/domain/examples/pricing`, which people write and check. Their README says how they are written.

mod offers;

use super::case::{Case, Member, lot};
use crate::pricing::*;
use crate::{
    BrandId, BusinessDay, CampaignId, CategoryId, CouponId, DeductionRule, EarnRule, Fen, GoodsId, Millis, Points,
    PriceLevelId, StackGroupId, StoreId, TagId, TerminalId,
};
use std::collections::BTreeMap;

/// One example: its title, its sale, and what is expected of it.
pub struct Example {
    pub title: String,
    pub case: Case,
    pub expected: Vec<String>,
    pub names: Names,
}

/// The numbers of what an example calls by names.
#[derive(Default)]
pub struct Names(BTreeMap<(&'static str, String), i64>);

impl Names {
    pub fn number(&mut self, kind: &'static str, name: &str) -> i64 {
        let next = i64::try_from(self.0.keys().filter(|(of, _)| *of == kind).count()).expect("fits") + 1;
        *self.0.entry((kind, name.to_owned())).or_insert(next)
    }

    pub fn find(&self, kind: &'static str, name: &str) -> Option<i64> {
        self.0.get(&(kind, name.to_owned())).copied()
    }

    pub fn goods(&self, name: &str) -> GoodsId {
        GoodsId::new(self.find("goods", name).unwrap_or_else(|| panic!("no goods {name}")))
    }

    /// A campaign or a coupon.
    pub fn offer(&self, name: &str) -> OfferId {
        match (
            self.find("campaign", name),
            self.find("coupon", name),
            name.strip_prefix("code-"),
        ) {
            (Some(number), _, _) => OfferId::Campaign(CampaignId::new(number)),
            (_, Some(number), _) => OfferId::Coupon(CouponId::new(number)),
            (_, _, Some(place)) => OfferId::Code(place.parse().expect("a place")),
            _ => panic!("no offer {name}"),
        }
    }
}

pub fn fen(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn whole<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} is not a number"))
}

/// All examples of a text: blocks between empty lines, each with a title.
pub fn read(text: &str) -> Vec<Example> {
    let blocks = text
        .split("\n\n")
        .map(str::trim)
        .filter(|block| block.starts_with("# "));
    blocks.map(one).collect()
}

fn one(block: &str) -> Example {
    let mut example = Example {
        title: String::new(),
        case: Case::new(Vec::new()),
        expected: Vec::new(),
        names: Names::default(),
    };
    for line in block.lines().map(str::trim) {
        if let Some(title) = line.strip_prefix("# ") {
            example.title = title.to_owned();
        } else if let Some(expected) = line.strip_prefix("= ") {
            example.expected.push(expected.to_owned());
        } else if !line.starts_with("//") {
            example.say(line);
        }
    }
    assert!(!example.expected.is_empty(), "{} expects nothing", example.title);
    example
}

/// What follows the name of an offer: words, and words with values.
pub struct Said<'t>(Vec<(&'t str, &'t str)>);

impl<'t> Said<'t> {
    pub fn of(words: &[&'t str]) -> Self {
        Self(
            words
                .iter()
                .map(|word| word.split_once('=').unwrap_or((word, "")))
                .collect(),
        )
    }

    pub fn get(&self, key: &str) -> Option<&'t str> {
        self.0.iter().find(|(said, _)| *said == key).map(|(_, value)| *value)
    }

    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub fn money(&self, key: &str) -> Fen {
        self.get(key).map_or(Fen::ZERO, fen)
    }

    pub fn list(&self, key: &str) -> Vec<&'t str> {
        self.get(key).map_or_else(Vec::new, |value| value.split(',').collect())
    }

    pub fn number<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key).map(whole)
    }
}

impl Example {
    fn say(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let said = Said::of(&words[1..]);
        let name = words.get(1).copied().unwrap_or_default();
        match words[0] {
            "line" => self.line(&words[1..]),
            "member" => self.member(&said),
            "nobody" => self.case.member = None,
            "at" => self.at(&words[1..]),
            "store" => self.case.place.store = StoreId::new(whole(name)),
            "till" => self.case.place.terminal = Some(TerminalId::new(whole(name))),
            "campaign" => self.campaign(name, &Said::of(&words[2..])),
            "coupon" => self.coupon(name, &Said::of(&words[2..])),
            "group" => {
                let mode = match words[2] {
                    "best" => Mode::Best,
                    "stack" => Mode::Stack,
                    "exclusive" => Mode::Exclusive,
                    other => panic!("no mode {other}"),
                };
                let id = self.group(name);
                self.case.list.stacking.groups.push(Group { id, mode });
            }
            "apart" => {
                let pair = Apart::new(self.group(name), self.group(words[2]));
                self.case.list.stacking.apart.push(pair);
            }
            "brand-discount" => {
                let discount = BrandDiscount {
                    brand: BrandId::new(self.names.number("brand", name)),
                    tiers: said.list("tiers").into_iter().map(whole).collect(),
                    percent: whole(words[2]),
                };
                self.case.list.brand_discounts.push(discount);
            }
            "level" => {
                let level = PriceLevel {
                    id: self.level(name),
                    discounts: !said.has("no-discounts"),
                    coupons: !said.has("no-coupons"),
                    points: !said.has("no-points"),
                };
                self.case.list.levels.push(level);
            }
            "earn" => {
                self.case.list.earn = EarnRule {
                    points: Points::new(whole(name)),
                    per: fen(words[3]),
                };
            }
            "earn-rate" => {
                let rate = EarnRate {
                    when: Window::default(),
                    who: self.who(&said),
                    what: self.what(&said),
                    percent: whole(name),
                };
                self.case.list.earn_rates.push(rate);
            }
            "deduction" => {
                self.case.list.deduction = DeductionRule {
                    block: Points::new(whole(name)),
                    worth: fen(words[2]),
                    most_percent: whole(words[3]),
                };
            }
            "rounding" => self.case.list.rounding = Rounding::parse(name).expect("a unit"),
            "hand" => self.case.hand = hand(&said),
            "codes" => self.case.codes = name.split(',').map(str::to_owned).collect(),
            "choose" => {
                let chosen = name.split(',').filter(|name| *name != "nothing");
                self.case.chosen = Some(
                    chosen
                        .map(|name| CouponId::new(self.names.find("coupon", name).expect("a coupon")))
                        .collect(),
                );
            }
            "points" => {
                self.case.points = match name {
                    "most" => PointsWanted::Most,
                    number => PointsWanted::Exactly(Points::new(whole(number))),
                };
            }
            "pay" => {
                self.case.pay_with = match name {
                    "balance" => PayWith::Balance,
                    "balance-first" => PayWith::BalanceFirst,
                    "balance-exactly" => PayWith::BalanceExactly(fen(words[2])),
                    _ => PayWith::Outside,
                };
            }
            "tenders" => {
                let amount = |text: &&str| (*text != "rest").then(|| fen(text));
                self.case.tenders = words[1..].iter().map(amount).collect();
            }
            other => panic!("{}: what is {other}?", self.title),
        }
    }

    pub fn group(&mut self, name: &str) -> StackGroupId {
        StackGroupId::new(self.names.number("group", name))
    }

    pub fn level(&mut self, name: &str) -> PriceLevelId {
        PriceLevelId::new(self.names.number("level", name))
    }

    fn line(&mut self, words: &[&str]) {
        let (name, words) = words.split_first().expect("a name");
        let said = Said::of(words);
        let quantity = words.iter().find_map(|word| word.strip_prefix('x')).map_or(1, whole);
        let price = words
            .iter()
            .find(|word| word.starts_with(|sign: char| sign.is_ascii_digit()))
            .expect("a price");
        let mut line = CartLine {
            goods: (*name != "amount").then(|| GoodsId::new(self.names.number("goods", name))),
            quantity,
            category: said
                .get("category")
                .map(|name| CategoryId::new(self.names.number("category", name))),
            brand: said
                .get("brand")
                .map(|name| BrandId::new(self.names.number("brand", name))),
            no_discount: said.has("no-discount"),
            no_points: said.has("no-points"),
            hand: hand(&said),
            ..CartLine::quick(fen(price))
        };
        for level in said.list("level") {
            let (name, price) = level.split_once(':').expect("a level and its price");
            let level = self.level(name);
            line.level_prices.push(LevelPrice {
                level,
                price: fen(price),
            });
        }
        self.case.lines.push(line);
    }

    fn member(&mut self, said: &Said<'_>) {
        let mut member = Member::new();
        if let Some(rank) = said.number::<usize>("tier") {
            member.tier = crate::default_tiers()[rank].clone();
        }
        if let Some(percent) = said.number("discount") {
            member.tier.discount_percent = percent;
        }
        if let Some(percent) = said.number("points") {
            member.tier.points_percent = percent;
        }
        member.card_type = said.number("card").map(crate::CardTypeId::new);
        member.levels = said.list("level").into_iter().map(|name| self.level(name)).collect();
        member.tags = said
            .list("tags")
            .into_iter()
            .map(|name| TagId::new(self.names.number("tag", name)))
            .collect();
        member.source = said
            .get("source")
            .map(|path| crate::JoinSource::parse(path).expect("a path"));
        member.birthday = match said.get("birthday") {
            Some("day") => BirthdayNear::Day,
            Some(_) => BirthdayNear::Month,
            None => BirthdayNear::No,
        };
        member.is_first_sale = said.has("first");
        member.points_usable = Points::new(said.number("usable").unwrap_or(0));
        for (number, balance) in (1..).zip(said.list("balance")) {
            let (principal, bonus) = balance.split_once('+').unwrap_or((balance, "0"));
            member.lots.push(lot(number, fen(principal).get(), fen(bonus).get()));
        }
        self.case.member = Some(member);
    }

    fn at(&mut self, words: &[&str]) {
        self.case.at.day = BusinessDay::parse(words[0]).expect("a day");
        let (hour, minute) = words
            .get(1)
            .map_or(("12", "00"), |time| time.split_once(':').expect("a time"));
        self.case.at.minute = whole::<u16>(hour) * 60 + whole::<u16>(minute);
        self.case.at.now = noon(words[0]);
    }
}

/// Noon of a day, as UTC: examples tell days apart and no hours.
pub fn noon(day: &str) -> Millis {
    let (day, epoch) = (BusinessDay::parse(day), BusinessDay::from_ymd(1970, 1, 1));
    let days = day.expect("a day").days_since(epoch.expect("a day"));
    Millis::new(0).plus_days(i64::from(days)).plus_secs(12 * 3600)
}

/// What is taken off by hand: `price 8.00`, `percent 10` or `amount 5.00`, each after the word `hand-`.
fn hand(said: &Said<'_>) -> Option<HandOff> {
    let price = said.get("hand-price").map(|text| HandOff::Price(fen(text)));
    let percent = said.number("hand-percent").map(HandOff::Percent);
    let amount = said.get("hand-amount").map(|text| HandOff::Amount(fen(text)));
    price.or(percent).or(amount)
}
