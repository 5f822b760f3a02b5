//! What a kind of coupon says and does. A coupon that was issued keeps the version it was given under.

use serde::{Deserialize, Serialize};

use super::{CouponStacks, CouponValidity};
use crate::{
    CouponId, DetailError, ErrorCode, Fen, Millis, StackGroupId,
    organisation::texts,
    pricing::{Coupon, CouponKind, Group, MAX_GROSS, Mode, What, Who, Window},
};

texts! {
    /// What a coupon is called in Chinese: 1 to 20 signs.
    CouponName: 1..=20, "coupon-name";
    /// What it is called in English; may be empty, and then the other name stands for it. Up to 40 signs.
    CouponEnglish: 0..=40, "coupon-english";
    /// What stands on it in small print; may be empty. Up to 80 signs.
    CouponText: 0..=80, "coupon-text";
}

/// The short name of a kind, by which files and commands name it and which never changes: 1 to 20 small letters of the Latin alphabet, digits and
/// hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouponKindCode(String);

impl CouponKindCode {
    /// Reads it, in whatever case it is typed.
    ///
    /// # Errors
    /// [`DetailError`] when it is anything else.
    pub fn parse(text: &str) -> Result<Self, DetailError> {
        let code = text.trim().to_ascii_lowercase();
        let known = code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let fits = (1..=20).contains(&code.len()) && known;
        fits.then_some(Self(code))
            .ok_or(DetailError::of(ErrorCode::CardTypeCode))
    }

    /// The short name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The terms of a kind of coupon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouponTerms {
    /// What it is called.
    pub name: String,
    /// The same in English; empty where the other name stands for it.
    #[serde(default)]
    pub english: String,
    /// The small print.
    #[serde(default)]
    pub text: String,
    /// The same in English.
    #[serde(default)]
    pub text_english: String,
    /// What it does.
    pub effect: CouponKind,
    /// From goods for so much on.
    #[serde(default)]
    pub from: Fen,
    /// On which goods.
    #[serde(default)]
    pub what: What,
    /// For whom and where.
    #[serde(default)]
    pub who: Who,
    /// On which days and at which hours.
    #[serde(default)]
    pub window: Window,
    /// Beside which others it goes.
    pub stacks: CouponStacks,
    /// How long it holds.
    pub validity: CouponValidity,
    /// Whether its member may give it on, once.
    #[serde(default)]
    pub transferable: bool,
    /// Everybody gets one on their birthday.
    #[serde(default)]
    pub on_birthday: bool,
    /// So many are issued in all, codes that nobody has claimed among them; none for no limit.
    #[serde(default)]
    pub issued_most: Option<u32>,
    /// So many one member gets; none for no limit.
    #[serde(default)]
    pub member_most: Option<u32>,
    /// What one counts as: for limits, and for which of several is kept.
    pub worth: Fen,
}

/// What is issued is counted each time: more than this would take longer than a coupon is worth.
const MOST_ISSUED: u32 = 100_000;
/// More than this one member never gets.
const MOST_OF_A_MEMBER: u32 = 1_000;

/// Groups of coupons are numbered far above those that a shop makes for its campaigns.
const ONE_OF_THEM: StackGroupId = StackGroupId::new(1_000_000_001);
const ALONE: StackGroupId = StackGroupId::new(1_000_000_002);

/// The groups that [`CouponStacks`] stands for; a price list holds them beside those of the campaigns.
#[must_use]
pub fn coupon_groups() -> [Group; 2] {
    [
        Group {
            id: ONE_OF_THEM,
            mode: Mode::Best,
        },
        Group {
            id: ALONE,
            mode: Mode::Exclusive,
        },
    ]
}

impl CouponTerms {
    /// Terms with nothing but a name and an effect, for a year.
    #[must_use]
    pub fn named(name: &str, effect: CouponKind) -> Self {
        let worth = match effect {
            CouponKind::Amount { off } => off,
            CouponKind::Percent { most, .. } => most.unwrap_or(Fen::ZERO),
            CouponKind::Exchange { .. } => Fen::ZERO,
        };
        Self {
            name: name.to_owned(),
            english: String::new(),
            text: String::new(),
            text_english: String::new(),
            effect,
            from: Fen::ZERO,
            what: What::default(),
            who: Who::default(),
            window: Window::default(),
            stacks: CouponStacks::OneOfThem,
            validity: CouponValidity::Days { wait: 0, days: 365 },
            transferable: false,
            on_birthday: false,
            issued_most: None,
            member_most: None,
            worth,
        }
    }

    /// The terms with their texts as they are kept, or the code of what does not fit.
    ///
    /// # Errors
    /// The first of them.
    pub fn checked(mut self) -> Result<Self, &'static str> {
        let name = CouponName::parse(&self.name).map_err(DetailError::code)?;
        let english = CouponEnglish::parse(&self.english).map_err(DetailError::code)?;
        let text = CouponText::parse(&self.text).map_err(DetailError::code)?;
        let text_english = CouponText::parse(&self.text_english).map_err(DetailError::code)?;
        (self.name, self.english) = (name.as_str().to_owned(), english.as_str().to_owned());
        (self.text, self.text_english) = (text.as_str().to_owned(), text_english.as_str().to_owned());
        self.figures().map_err(ErrorCode::as_str)?;
        Ok(self)
    }

    fn figures(&self) -> Result<(), ErrorCode> {
        let in_range = |amount: Fen| !amount.is_negative() && amount <= MAX_GROSS;
        let off = match self.effect {
            CouponKind::Amount { off } => in_range(off),
            CouponKind::Percent { most, .. } => most.is_none_or(in_range),
            CouponKind::Exchange { pieces } => pieces <= 100,
        };
        if !self.effect.is_sensible() || !off {
            return Err(ErrorCode::CouponEffect);
        }
        // Whoever reads "from 10.00: 20.00 off" takes it for a mistake, and so does the till's drawer.
        if matches!(self.effect, CouponKind::Amount { off } if self.from.is_positive() && off > self.from) {
            return Err(ErrorCode::CouponAboveThreshold);
        }
        // What is exchanged has to be named: pieces of anything would be the dearest in the shop.
        let names_goods =
            !(self.what.goods.is_empty() && self.what.categories.is_empty() && self.what.brands.is_empty());
        if matches!(self.effect, CouponKind::Exchange { .. }) && !names_goods {
            return Err(ErrorCode::CouponNeedsGoods);
        }
        if !in_range(self.from) || !in_range(self.worth) {
            return Err(ErrorCode::AmountTooLarge);
        }
        let fits = |most: Option<u32>, limit: u32| most.is_none_or(|most| (1..=limit).contains(&most));
        if !fits(self.issued_most, MOST_ISSUED) || !fits(self.member_most, MOST_OF_A_MEMBER) {
            return Err(ErrorCode::CouponCaps);
        }
        let minutes = self.window.minutes;
        if minutes.is_some_and(|hours| hours.from == hours.until || hours.from > 1_439 || hours.until > 1_440) {
            return Err(ErrorCode::CouponHours);
        }
        self.validity.check()
    }

    /// The coupon that a quote is asked with.
    #[must_use]
    pub fn coupon(&self, id: CouponId, valid: (Option<Millis>, Option<Millis>), code: Option<String>) -> Coupon {
        let group = match self.stacks {
            CouponStacks::Together => None,
            CouponStacks::OneOfThem => Some(ONE_OF_THEM),
            CouponStacks::Alone => Some(ALONE),
        };
        Coupon {
            id,
            rank: 0,
            group,
            window: self.window.clone(),
            who: self.who.clone(),
            what: self.what.clone(),
            from: self.from,
            valid_from: valid.0,
            valid_until: valid.1,
            used: false,
            worth: self.worth,
            code,
            kind: self.effect,
        }
    }
}
