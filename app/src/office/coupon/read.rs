//! What a form of a kind sends, read into terms.

use huika_domain::{
    BrandId, BusinessDay, CardTypeId, CategoryId, CouponStacks, CouponTerms, CouponValidity, ErrorCode, Fen, GoodsId,
    StoreId, plain,
    pricing::{CouponKind, Minutes, NearBirthday, What, Who, Window},
};
use serde::{Deserialize, Serialize};

/// The fields, as they are sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedCoupon {
    pub name: String,
    pub english: String,
    pub text: String,
    pub text_english: String,
    pub effect: String,
    pub off: String,
    pub percent: String,
    pub most: String,
    pub pieces: String,
    pub from: String,
    pub worth: String,
    pub goods: String,
    pub not_goods: String,
    pub categories: Vec<String>,
    pub brands: Vec<String>,
    pub stores: Vec<String>,
    pub card_types: Vec<String>,
    pub tiers: Vec<String>,
    pub birthday: String,
    pub first_sale: String,
    pub weekdays: Vec<String>,
    pub hour_from: String,
    pub hour_until: String,
    pub stacks: String,
    pub validity: String,
    pub wait: String,
    pub days: String,
    pub first: String,
    pub last: String,
    pub transferable: String,
    pub on_birthday: String,
    pub issued_most: String,
    pub member_most: String,
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, &'static str> {
    plain(text).trim().parse().map_err(|_| ErrorCode::NotANumber.as_str())
}

/// Money; an empty field is none.
fn money(text: &str) -> Result<Option<Fen>, &'static str> {
    if plain(text).trim().is_empty() {
        return Ok(None);
    }
    Fen::parse_yuan(text).map(Some).map_err(huika_domain::MoneyError::code)
}

/// How many at most; an empty field is no limit.
fn cap(text: &str) -> Result<Option<u32>, &'static str> {
    if plain(text).trim().is_empty() {
        return Ok(None);
    }
    number(text).map(Some)
}

fn day(text: &str) -> Result<BusinessDay, &'static str> {
    BusinessDay::parse(text.trim()).map_err(|_| ErrorCode::BadDay.as_str())
}

/// `09:30` as minutes; 24:00 is the end of the day.
fn minute(text: &str) -> Result<u16, &'static str> {
    let wrong = ErrorCode::CouponHours.as_str();
    let plain = plain(text);
    let (hours, minutes) = plain.trim().split_once(':').ok_or(wrong)?;
    let (hours, minutes): (u16, u16) = (hours.parse().map_err(|_| wrong)?, minutes.parse().map_err(|_| wrong)?);
    let fits = (hours < 24 && minutes < 60) || (hours == 24 && minutes == 0);
    fits.then_some(hours * 60 + minutes).ok_or(wrong)
}

fn ids<T>(texts: &[String], parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, &'static str> {
    texts
        .iter()
        .map(|text| parse(text).ok_or(ErrorCode::RuleChoice.as_str()))
        .collect()
}

impl TypedCoupon {
    /// The terms, or the code of what does not fit. The goods were looked up by their numbers.
    pub fn read(&self, goods: Vec<GoodsId>, not_goods: Vec<GoodsId>) -> Result<CouponTerms, &'static str> {
        let terms = CouponTerms {
            name: self.name.clone(),
            english: self.english.clone(),
            text: self.text.clone(),
            text_english: self.text_english.clone(),
            effect: self.effect()?,
            from: money(&self.from)?.unwrap_or(Fen::ZERO),
            what: What {
                goods,
                not_goods,
                categories: ids(&self.categories, |id| CategoryId::parse(id).ok())?,
                brands: ids(&self.brands, |id| BrandId::parse(id).ok())?,
                ..What::default()
            },
            who: self.who()?,
            window: self.window()?,
            stacks: CouponStacks::parse(&self.stacks).ok_or(ErrorCode::RuleChoice.as_str())?,
            validity: self.validity()?,
            transferable: self.transferable == "yes",
            on_birthday: self.on_birthday == "yes",
            issued_most: cap(&self.issued_most)?,
            member_most: cap(&self.member_most)?,
            worth: Fen::ZERO,
        };
        let worth = match money(&self.worth)? {
            Some(worth) => worth,
            // An amount counts as what it takes off; of the others somebody says it.
            None => CouponTerms::named("-", terms.effect).worth,
        };
        CouponTerms { worth, ..terms }.checked()
    }

    fn effect(&self) -> Result<CouponKind, &'static str> {
        Ok(match self.effect.as_str() {
            "amount" => CouponKind::Amount {
                off: money(&self.off)?.ok_or(ErrorCode::AmountEmpty.as_str())?,
            },
            "percent" => CouponKind::Percent {
                percent: number(&self.percent)?,
                most: money(&self.most)?,
            },
            "exchange" => CouponKind::Exchange {
                pieces: number(&self.pieces)?,
            },
            _ => return Err(ErrorCode::RuleChoice.as_str()),
        })
    }

    fn who(&self) -> Result<Who, &'static str> {
        Ok(Who {
            stores: ids(&self.stores, |id| StoreId::parse(id).ok())?,
            card_types: ids(&self.card_types, |id| CardTypeId::parse(id).ok())?,
            tiers: ids(&self.tiers, |rank| rank.parse().ok())?,
            birthday: match self.birthday.as_str() {
                "month" => Some(NearBirthday::Month),
                "day" => Some(NearBirthday::Day),
                _ => None,
            },
            first_sale: self.first_sale == "yes",
            ..Who::default()
        })
    }

    fn window(&self) -> Result<Window, &'static str> {
        let hours = [&self.hour_from, &self.hour_until].map(|text| text.trim());
        let minutes = match hours {
            ["", ""] => None,
            [from, until] => Some(Minutes {
                from: minute(from)?,
                until: minute(until)?,
            }),
        };
        Ok(Window {
            weekdays: ids(&self.weekdays, |day| day.parse().ok().filter(|day| *day < 7))?,
            minutes,
            ..Window::default()
        })
    }

    fn validity(&self) -> Result<CouponValidity, &'static str> {
        if self.validity == "fixed" {
            return Ok(CouponValidity::Fixed {
                first: day(&self.first)?,
                last: day(&self.last)?,
            });
        }
        let wait = if self.wait.trim().is_empty() {
            0
        } else {
            number(&self.wait)?
        };
        Ok(CouponValidity::Days {
            wait,
            days: number(&self.days)?,
        })
    }
}

/// How a minute of the day is typed.
pub fn minute_text(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedCoupon {
        TypedCoupon {
            name: "满减券".into(),
            effect: "amount".into(),
            off: "20".into(),
            from: "100".into(),
            stacks: "one-of-them".into(),
            days: "30".into(),
            ..TypedCoupon::default()
        }
    }

    #[test]
    fn an_amount_counts_as_what_it_takes_off_where_nobody_says_otherwise() {
        let terms = typed().read(Vec::new(), Vec::new()).expect("terms");
        assert_eq!(terms.worth, Fen::new(20_00));
        assert_eq!(terms.validity, CouponValidity::Days { wait: 0, days: 30 });
        let said = TypedCoupon {
            worth: "18".into(),
            ..typed()
        };
        assert_eq!(
            said.read(Vec::new(), Vec::new()).map(|terms| terms.worth),
            Ok(Fen::new(18_00))
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_by_its_code() {
        type Change = fn(&mut TypedCoupon);
        let cases: [(Change, &str); 7] = [
            (|typed| typed.off = "much".into(), "amount-not-a-number"),
            (|typed| typed.days = "soon".into(), "not-a-number"),
            (|typed| typed.effect = "magic".into(), "rule-choice"),
            (|typed| typed.issued_most = "many".into(), "not-a-number"),
            (|typed| typed.member_most = "0".into(), "coupon-caps"),
            (|typed| typed.hour_from = "25:00".into(), "coupon-hours"),
            (|typed| typed.stores = vec!["x".into()], "rule-choice"),
        ];
        for (change, code) in cases {
            let mut wrong = typed();
            change(&mut wrong);
            assert_eq!(wrong.read(Vec::new(), Vec::new()).err(), Some(code));
        }
        assert_eq!(minute(" 09:30 "), Ok(570));
        assert_eq!(minute("24:00"), Ok(1440));
    }
}
