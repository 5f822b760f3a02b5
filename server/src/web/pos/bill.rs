//! A bill as a till writes it: one amount, or lines; with coupons, codes, points and tenders.

use huika_domain::{CouponCode, CouponId, ErrorCode, Fen, MAX_GROSS, PayWith, Points, PointsWanted};
use huika_store::{
    goods::GoodsKey,
    price::{CouponsWanted, LineWanted},
    sale::{Sell, TenderWanted},
    staff::Place,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::input::{Bounded, longest, no_more, plain, within};
use super::problem::Problem;

/// Points to pay with.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PointsToUse {
    #[default]
    None,
    /// As many as bill and balance allow.
    Most,
    /// Exactly so many, in whole blocks.
    Exactly(i64),
}

/// What pays the bill.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Payment {
    /// All of it from the card.
    #[default]
    Balance,
    /// The card as far as it goes, the rest at the till.
    BalanceFirst,
    /// All of it at the till; the member earns points.
    Outside,
}

/// Which of the member's coupons may be used.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CouponsToUse {
    /// The best of them for a bill with lines, none for a plain amount.
    #[default]
    AsUsual,
    None,
    /// The set that makes the bill lowest.
    Best,
    /// These, by their numbers, as far as they go together.
    These(Vec<i64>),
}

/// A line of a bill: goods by their code or their barcode, or an amount.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BillLine {
    /// The goods' `code`.
    #[schema(example = "TEA-001", min_length = 1, max_length = 30)]
    goods: Option<String>,
    /// Or the number under their bars.
    #[schema(min_length = 1, max_length = 30)]
    barcode: Option<String>,
    /// Or an amount without goods, in fen.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    amount_fen: Option<i64>,
    /// Pieces.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 100_000, example = 2)]
    quantity: u32,
}

const fn one() -> u32 {
    1
}

/// Outside money by one tender.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BillTender {
    /// One of the shop's tenders.
    #[schema(example = "cash", min_length = 1, max_length = 40)]
    tender: String,
    /// So much; nothing for the rest, which one of them may take.
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 5000)]
    amount_fen: Option<i64>,
}

/// A bill: an amount, or lines.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// The till session that the scan opened; nothing for a sale to nobody in particular, which only outside money pays.
    #[schema(
        example = "q1YvQm0c3sXJbWl4oP7rTn2kE8uHf6aZ9dGiV5xLwKs",
        min_length = 1,
        max_length = 64
    )]
    pub session: Option<String>,
    /// The goods at their prices, in fen. Either this or `lines`.
    #[schema(example = 3650, minimum = 1, maximum = 1_000_000_000)]
    pub amount_fen: Option<i64>,
    /// What is sold, line by line. Their prices are the shop's own.
    #[serde(default)]
    #[schema(max_items = 512)]
    pub lines: Vec<BillLine>,
    #[serde(default)]
    pub coupons: CouponsToUse,
    /// Codes that were typed or scanned.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub codes: Vec<String>,
    #[serde(default)]
    pub points: PointsToUse,
    #[serde(default)]
    pub payment: Payment,
    /// With `balance-first`: exactly so much from stored value, in fen and at most the bill, instead of as far as it goes.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub balance_fen: Option<i64>,
    /// How outside money comes in; needed when some does. One of the shop's tenders: `cash`, `card`, `wechat-pos`, `alipay-pos`,
    /// `unionpay-pos`, `voucher` and `other`, unless the shop has set others.
    #[serde(default)]
    #[schema(example = "cash", max_length = 40)]
    pub outside_channel: String,
    /// Or several of them, which come to what is paid outside of the card.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub tenders: Vec<BillTender>,
    /// What the till has shown as the amount due. When the bill costs something else by now, it is refused with `price-changed`.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub expected_due_fen: Option<i64>,
}

impl Bounded for Bill {
    fn check(&self) -> Result<(), Problem> {
        if let Some(session) = &self.session {
            plain("session", session, longest::SESSION)?;
            if session.is_empty() {
                return Err(malformed(
                    "session",
                    "a session has a name; leave it out for a sale without a member",
                ));
            }
        }
        plain("outside_channel", &self.outside_channel, longest::TENDER)?;
        no_more("lines", self.lines.len(), longest::LINES)?;
        no_more("codes", self.codes.len(), longest::CODES)?;
        no_more("tenders", self.tenders.len(), longest::TENDERS)?;
        if let CouponsToUse::These(coupons) = &self.coupons {
            no_more("coupons", coupons.len(), longest::COUPONS)?;
        }
        if self.amount_fen.is_some() != self.lines.is_empty() {
            return Err(malformed("lines", "a bill has either `amount_fen` or `lines`"));
        }
        if !self.outside_channel.is_empty() && !self.tenders.is_empty() {
            return Err(malformed("tenders", "say either `outside_channel` or `tenders`"));
        }
        if let Some(due) = self.expected_due_fen {
            within("expected_due_fen", due, 0..=MAX_GROSS.get())?;
        }
        if let Some(balance) = self.balance_fen {
            within("balance_fen", balance, 1..=MAX_GROSS.get())?;
            if !matches!(self.payment, Payment::BalanceFirst) {
                return Err(malformed(
                    "balance_fen",
                    "a part of the bill is paid so with `balance-first`",
                ));
            }
        }
        for code in &self.codes {
            plain("codes", code, longest::CODE)?;
        }
        for tender in &self.tenders {
            plain("tender", &tender.tender, longest::TENDER)?;
        }
        self.lines.iter().try_for_each(BillLine::check)
    }
}

impl BillLine {
    fn check(&self) -> Result<(), Problem> {
        let said = [self.goods.is_some(), self.barcode.is_some(), self.amount_fen.is_some()];
        if said.iter().filter(|said| **said).count() != 1 {
            return Err(malformed(
                "lines",
                "a line has one of `goods`, `barcode` and `amount_fen`",
            ));
        }
        within("quantity", i64::from(self.quantity), 1..=100_000)?;
        if self.amount_fen.is_some() && self.quantity != 1 {
            return Err(malformed("quantity", "an amount is one piece"));
        }
        plain("goods", self.goods.as_deref().unwrap_or_default(), longest::GOODS)?;
        plain("barcode", self.barcode.as_deref().unwrap_or_default(), longest::GOODS)
    }

    fn wanted(self) -> LineWanted {
        let quantity = self.quantity;
        match (self.goods, self.barcode, self.amount_fen) {
            (Some(code), ..) => LineWanted::Goods {
                goods: GoodsKey::Code(code),
                quantity,
            },
            (_, Some(barcode), _) => LineWanted::Goods {
                goods: GoodsKey::Barcode(barcode),
                quantity,
            },
            (_, _, amount) => LineWanted::Amount(Fen::new(amount.unwrap_or_default())),
        }
    }
}

fn malformed(field: &'static str, title: &str) -> Problem {
    Problem::refused(ErrorCode::Malformed.as_str(), title).with("field", field)
}

impl Bill {
    /// For the store.
    pub fn sell(self, place: Place, key: String) -> Sell {
        let coupons = match self.coupons {
            CouponsToUse::AsUsual if self.lines.is_empty() => CouponsWanted::None,
            CouponsToUse::AsUsual | CouponsToUse::Best => CouponsWanted::Best,
            CouponsToUse::None => CouponsWanted::None,
            CouponsToUse::These(coupons) => CouponsWanted::These(coupons.into_iter().map(CouponId::new).collect()),
        };
        let lines = match self.amount_fen {
            Some(amount) => vec![LineWanted::Amount(Fen::new(amount))],
            None => self.lines.into_iter().map(BillLine::wanted).collect(),
        };
        let tenders = if self.outside_channel.is_empty() {
            let wanted = |tender: BillTender| TenderWanted {
                tender: tender.tender,
                amount: tender.amount_fen.map(Fen::new),
            };
            self.tenders.into_iter().map(wanted).collect()
        } else {
            vec![TenderWanted::rest(self.outside_channel)]
        };
        Sell {
            session: self.session,
            lines,
            coupons,
            codes: self.codes.iter().map(|code| CouponCode::one_form(code)).collect(),
            // A till with a key of its own has no person whose limit would count.
            by_hand: Vec::new(),
            points: match self.points {
                PointsToUse::None => PointsWanted::None,
                PointsToUse::Most => PointsWanted::Most,
                PointsToUse::Exactly(points) => PointsWanted::Exactly(Points::new(points)),
            },
            pay_with: match self.payment {
                Payment::Balance => PayWith::Balance,
                Payment::BalanceFirst => self.balance_fen.map_or(PayWith::BalanceFirst, |amount| {
                    PayWith::BalanceExactly(Fen::new(amount))
                }),
                Payment::Outside => PayWith::Outside,
            },
            tenders,
            expected_due: self.expected_due_fen.map(Fen::new),
            place,
            key,
        }
    }
}
