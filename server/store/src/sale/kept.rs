//! The row that holds what a sale was asked for and what its price was made of. Returns read the shares, a replay reads the inputs; nothing
//! is ever priced again for what was sold.
//!
//! The body is JSON, and the lines in it are lists in an order of their own, so that a sale of five lines takes some hundred bytes. The
//! number of its form stands beside it.

use huika_domain::{
    BrandId, CardTypeId, CategoryId, Deduction, Fen, GoodsId, MemberId, Points, PriceLevelId, SaleId, TagId, Tier,
    pricing::{
        Applied, Best, BirthdayNear, CartLine, HandOff, LevelPrice, OfferId, Quote, QuotedGift, QuotedLine, Refused,
        Source,
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx, params,
    price::{BuyerFacts, Cart, CouponsWanted},
    sale::{bill::Sell, by_hand::ByHand},
};

/// The form of the body that is written.
const VERSION: i64 = 1;

/// What was asked for, as far as a replay needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inputs {
    /// The tier before the sale, by rank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<u8>,
    /// The kind of card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_type: Option<CardTypeId>,
    /// The member's tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagId>,
    /// The path that the member had joined by; empty without one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// How near the birthday was: 0 not, 1 in that month, 2 that day.
    #[serde(skip_serializing_if = "is_zero")]
    pub birthday: u8,
    /// Whether the member had bought nothing before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub first_sale: bool,
    /// Which coupons might be used.
    #[serde(skip_serializing_if = "CouponsWanted::is_none")]
    pub coupons: CouponsWanted,
    /// The codes that were typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// What was taken off by hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by_hand: Vec<ByHand>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_zero(number: &u8) -> bool {
    *number == 0
}

impl Inputs {
    pub(super) fn of(request: &Sell, buyer: Option<(Option<&BuyerFacts>, &Tier)>) -> Self {
        let known = buyer.and_then(|(known, _)| known);
        Self {
            tier: buyer.map(|(_, tier)| tier.rank),
            card_type: known.and_then(|known| known.card_type),
            tags: known.map(|known| known.tags.clone()).unwrap_or_default(),
            source: known
                .and_then(|known| known.source.as_ref())
                .map(|source| source.as_str().to_owned())
                .unwrap_or_default(),
            birthday: match known.map(|known| known.birthday) {
                Some(BirthdayNear::Day) => 2,
                Some(BirthdayNear::Month) => 1,
                _ => 0,
            },
            first_sale: known.is_some_and(|known| known.is_first_sale),
            coupons: request.coupons.clone(),
            codes: request.codes.clone(),
            by_hand: request.by_hand.clone(),
        }
    }

    /// What was taken off the line at this place by hand.
    fn hand_of(&self, place: usize) -> Option<HandOff> {
        let of_line = |one: &&ByHand| one.line.and_then(|line| usize::try_from(line).ok()) == Some(place);
        self.by_hand.iter().find(of_line).map(|one| one.off)
    }

    /// What was taken off the whole bill by hand.
    pub(super) fn hand_of_bill(&self) -> Option<HandOff> {
        self.by_hand.iter().find(|one| one.line.is_none()).map(|one| one.off)
    }
}

/// A line: goods, pieces, list price of one, category, brand, no discount, no points, prices at levels, name; then, of all its pieces, before points, due, principal,
/// bonus, outside, points spent, points earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptLine(
    Option<GoodsId>,
    u32,
    Fen,
    Option<CategoryId>,
    Option<BrandId>,
    bool,
    bool,
    Vec<(PriceLevelId, Fen)>,
    String,
    [i64; 7],
);

/// The body of the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Body {
    lines: Vec<KeptLine>,
    inputs: Inputs,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    applied: Vec<Applied>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gifts: Vec<QuotedGift>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refused: Vec<Refused>,
    best: Best,
}

/// A sale as it was priced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSale {
    /// What was sold, with the prices and marks of that moment.
    pub cart: Vec<CartLine>,
    /// What each line is called; empty for an amount.
    pub names: Vec<String>,
    /// What was asked for.
    pub inputs: Inputs,
    /// What came of it. Which lots paid stands in the postings.
    pub quote: Quote,
}

impl KeptSale {
    /// The row of a sale; none for a plain amount that neither an offer nor a person touched, whose own figures say everything.
    pub(super) fn of(cart: &Cart, quote: &Quote, inputs: Inputs) -> Option<Self> {
        let is_amount = matches!(
            cart.lines.as_slice(),
            [CartLine {
                goods: None,
                quantity: 1,
                ..
            }]
        );
        (!is_amount || quote.uses_offers() || quote.is_by_hand()).then(|| Self {
            cart: cart.lines.clone(),
            names: cart.names.clone(),
            inputs,
            quote: quote.clone(),
        })
    }

    /// Whether it was sold by lines, and comes back by lines. An amount that an offer touched comes back by amounts.
    #[must_use]
    pub fn is_by_lines(&self) -> bool {
        self.cart.len() > 1 || self.cart.iter().any(|line| line.goods.is_some() || line.quantity > 1)
    }

    pub(super) fn insert(&self, tx: &mut Tx<'_>, sale: SaleId, member: Option<MemberId>) -> Result<(), StoreError> {
        let body = serde_json::to_string(&self.body()).map_err(|e| StoreError::Internal(e.to_string()))?;
        tx.later(
            "INSERT INTO sale_lines (sale_id, member_id, version, list_version, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![sale, member, VERSION, self.quote.version, body],
        )
    }

    /// Reads the row of a sale.
    pub fn read(tx: &mut Tx<'_>, sale: SaleId) -> Result<Option<Self>, StoreError> {
        let found = tx.one(
            "SELECT version, list_version, body FROM sale_lines WHERE sale_id = ?1",
            params![sale],
            |row| {
                Ok((
                    row.get::<i64>("version")?,
                    row.get::<i64>("list_version")?,
                    row.get::<String>("body")?,
                ))
            },
        )?;
        found
            .map(|(version, list_version, body)| Self::of_text(version, list_version, &body))
            .transpose()
    }

    /// Reads what such a row holds.
    pub(crate) fn of_text(version: i64, list_version: i64, body: &str) -> Result<Self, StoreError> {
        if version != VERSION {
            return Err(StoreError::Decode(format!("lines of form {version} are not known")));
        }
        let body: Body = serde_json::from_str(body).map_err(|e| StoreError::Decode(e.to_string()))?;
        body.sale(list_version)
            .ok_or_else(|| StoreError::Decode("the lines of a sale do not add up".into()))
    }

    fn body(&self) -> Body {
        let lines = self.cart.iter().zip(&self.names).zip(&self.quote.lines);
        let line = |((cart, name), quoted): ((&CartLine, &String), &QuotedLine)| {
            let levels = cart.level_prices.iter().map(|price| (price.level, price.price));
            KeptLine(
                cart.goods,
                cart.quantity,
                cart.price,
                cart.category,
                cart.brand,
                cart.no_discount,
                cart.no_points,
                levels.collect(),
                name.clone(),
                [
                    quoted.before_points.get(),
                    quoted.due.get(),
                    quoted.principal.get(),
                    quoted.bonus.get(),
                    quoted.outside.get(),
                    quoted.points.get(),
                    quoted.earned.get(),
                ],
            )
        };
        Body {
            lines: lines.map(line).collect(),
            inputs: self.inputs.clone(),
            applied: self.quote.applied.clone(),
            gifts: self.quote.gifts.clone(),
            refused: self
                .quote
                .refused
                .iter()
                .filter(|refused| is_news(refused))
                .copied()
                .collect(),
            best: self.quote.best,
        }
    }
}

/// Whatever somebody asked for is answered for ever; a campaign of which nobody spoke is, when so much was missing only.
const fn is_news(refused: &Refused) -> bool {
    !matches!(refused.offer, OfferId::Campaign(_)) || refused.missing.is_some()
}

impl Body {
    /// The sums of a sale are those of its lines.
    fn sale(self, version: i64) -> Option<KeptSale> {
        let (mut cart, mut names, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for KeptLine(goods, quantity, price, category, brand, no_discount, no_points, levels, name, shares) in
            self.lines
        {
            let level_prices = levels
                .into_iter()
                .map(|(level, price)| LevelPrice { level, price })
                .collect();
            let line = CartLine {
                goods,
                quantity,
                price,
                level_prices,
                category,
                brand,
                no_discount,
                no_points,
                hand: self.inputs.hand_of(cart.len()),
            };
            let [before_points, due, principal, bonus, outside, points, earned] = shares;
            lines.push(QuotedLine {
                quantity,
                list: line.list()?,
                before_points: Fen::new(before_points),
                due: Fen::new(due),
                principal: Fen::new(principal),
                bonus: Fen::new(bonus),
                outside: Fen::new(outside),
                points: Points::new(points),
                earned: Points::new(earned),
            });
            cart.push(line);
            names.push(name);
        }
        let quote = summed(version, lines, self.applied, self.gifts, self.refused, self.best)?;
        Some(KeptSale {
            cart,
            names,
            inputs: self.inputs,
            quote,
        })
    }
}

fn summed(
    version: i64,
    lines: Vec<QuotedLine>,
    applied: Vec<Applied>,
    gifts: Vec<QuotedGift>,
    refused: Vec<Refused>,
    best: Best,
) -> Option<Quote> {
    let sum = |figure: fn(&QuotedLine) -> Fen| Fen::checked_sum(lines.iter().map(figure));
    let points = |figure: fn(&QuotedLine) -> Points| {
        lines
            .iter()
            .try_fold(Points::ZERO, |sum, line| sum.checked_add(figure(line)))
    };
    let by = |source: Source| {
        let of = applied.iter().filter(|applied| applied.source == source);
        Fen::checked_sum(of.map(|applied| applied.amount))
    };
    let (principal, outside) = (sum(|line| line.principal)?, sum(|line| line.outside)?);
    Some(Quote {
        version,
        list: sum(|line| line.list)?,
        before_points: sum(|line| line.before_points)?,
        deduction: Deduction {
            points: points(|line| line.points)?,
            amount: by(Source::Points)?,
        },
        rounding: by(Source::Rounding)?,
        due: sum(|line| line.due)?,
        principal,
        bonus: sum(|line| line.bonus)?,
        outside,
        tenders: Vec::new(),
        draws: Vec::new(),
        net: principal.checked_add(outside)?,
        earned: points(|line| line.earned)?,
        lines,
        applied,
        gifts,
        refused,
        best,
    })
}
