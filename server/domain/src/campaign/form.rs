//! The forms of the kinds of campaigns, a file each: a kind's figures as values in sentences, written and checked like those of a rule, and
//! as the engine of prices knows them. What names goods is typed as their numbers, or as the name of a category or a brand.

use crate::{
    ErrorCode,
    pricing::{Kind, KindName},
    settings::{Area, Body},
};
use serde_json::Value;

mod book;
mod brand_day;
mod bundle;
mod buy_get;
mod first_purchase;
mod gift;
mod member_day;
mod nth_item;
mod percentage;
mod points_factor;
mod special_price;
mod threshold_off;

pub use book::CodeBook;

/// What a kind's form is as a type.
trait KindForm: Body {
    /// As the engine knows it.
    ///
    /// # Errors
    /// Something named is not there.
    fn kind(&self, book: &CodeBook) -> Result<Kind, ErrorCode>;

    /// The form of a kind; none for another one.
    fn of(kind: &Kind, book: &CodeBook) -> Option<Self>;
}

/// The form of a kind of campaign.
#[derive(Debug)]
pub struct Form {
    /// Of which kind.
    pub name: KindName,
    /// Its sentences; their words are `rule-campaign-KIND-KEY`.
    pub area: Area,
    kind: fn(&Value, &CodeBook) -> Result<Kind, ErrorCode>,
    of: fn(&Kind, &CodeBook) -> Option<Value>,
}

macro_rules! forms {
    ($($kind:ident = $area:literal: $body:ty;)+) => {
        /// The form of a kind.
        #[must_use]
        pub fn form(name: KindName) -> &'static Form {
            match name {
                $(KindName::$kind => {
                    static FORM: Form = Form {
                        name: KindName::$kind,
                        area: Area::form::<$body>($area),
                        kind: |value, book| read::<$body>(value)?.kind(book),
                        of: |kind, book| {
                            let body = <$body as KindForm>::of(kind, book)?;
                            serde_json::to_value(body).ok()
                        },
                    };
                    &FORM
                })+
            }
        }
    };
}

forms! {
    ThresholdOff = "campaign-threshold-off": threshold_off::ThresholdOffForm;
    Percentage = "campaign-percentage": percentage::PercentageForm;
    NthItem = "campaign-nth-item": nth_item::NthItemForm;
    Bundle = "campaign-bundle": bundle::BundleForm;
    BuyGet = "campaign-buy-get": buy_get::BuyGetForm;
    Gift = "campaign-gift": gift::GiftForm;
    SpecialPrice = "campaign-special-price": special_price::SpecialPriceForm;
    MemberDay = "campaign-member-day": member_day::MemberDayForm;
    BrandDay = "campaign-brand-day": brand_day::BrandDayForm;
    FirstPurchase = "campaign-first-purchase": first_purchase::FirstPurchaseForm;
    PointsFactor = "campaign-points-factor": points_factor::PointsFactorForm;
}

fn read<B: KindForm>(value: &Value) -> Result<B, ErrorCode> {
    serde_json::from_value(value.clone()).map_err(|_| ErrorCode::CampaignFigures)
}

impl Form {
    /// The kind that a filled form describes.
    ///
    /// # Errors
    /// Something that it names is not there, or its figures make no sense together.
    pub fn kind(&self, value: &Value, book: &CodeBook) -> Result<Kind, ErrorCode> {
        let kind = (self.kind)(value, book)?;
        if kind.makes_sense() {
            Ok(kind)
        } else {
            Err(ErrorCode::CampaignFigures)
        }
    }

    /// A kind as its form shows it; the form's defaults for a kind of another form.
    #[must_use]
    pub fn value(&self, kind: &Kind, book: &CodeBook) -> Value {
        (self.of)(kind, book).unwrap_or_else(|| self.area.default_body())
    }
}

#[cfg(test)]
mod tests;
