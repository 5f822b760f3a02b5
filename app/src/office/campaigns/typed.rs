//! What was typed into the form of a campaign, as what it says.

use std::collections::BTreeMap;

use huika_domain::{
    BusinessDay, CardTypeId, ErrorCode, Fen, JoinSource, StackGroupId, StoreId, TagId,
    campaign::{
        Limits, Terms,
        form::{Form, form},
    },
    plain,
    pricing::{KindName, Minutes, NearBirthday, What, Who, Window},
    settings::BodyError,
    visible,
};
use huika_store::{StoreError, campaign::book_of_words};
use serde_json::Value;

use crate::staff::Staff;

/// What a form sends.
pub struct Sent {
    pub kind: String,
    /// Its own figures.
    pub rule: BTreeMap<String, String>,
    /// What all kinds say.
    pub camp: BTreeMap<String, String>,
    pub weekdays: Vec<String>,
    pub stores: Vec<String>,
    pub tiers: Vec<String>,
    pub card_types: Vec<String>,
    pub tags: Vec<String>,
}

/// Why it says nothing.
pub enum Unread {
    Code(ErrorCode),
    /// A figure of its kind.
    Figure(&'static Form, BodyError),
    Store(StoreError),
}

impl From<ErrorCode> for Unread {
    fn from(code: ErrorCode) -> Self {
        Self::Code(code)
    }
}

impl From<StoreError> for Unread {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Sent {
    fn said(&self, name: &str) -> String {
        self.camp
            .get(name)
            .map(|text| plain(text).trim().to_owned())
            .unwrap_or_default()
    }

    fn is_ticked(&self, name: &str) -> bool {
        self.said(name) == "yes"
    }

    /// Words with commas or spaces between them.
    fn words(&self, name: &str) -> Vec<String> {
        let text = self.said(name);
        let words = text.split([',', '，', '、', ' ', '\n']).map(str::trim);
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// What the form says.
    pub async fn terms(&self, staff: &Staff) -> Result<Terms, Unread> {
        let kind = KindName::parse(&self.kind).ok_or(ErrorCode::RuleChoice)?;
        let form = form(kind);
        let body = form
            .area
            .read_form(|name| self.rule.get(name).cloned())
            .map_err(|error| Unread::Figure(form, error))?;
        let (goods, not) = (self.words("goods"), self.words("not_goods"));
        let mut words = [goods.clone(), not.clone()].concat();
        strings(&body, &mut words);
        let book = staff.read(move |tx| book_of_words(tx, &words)).await?;
        let of = book.what(&goods)?;
        let without = book.what(&not)?;
        Ok(Terms {
            name: visible(self.camp.get("name").map_or("", String::as_str))
                .trim()
                .to_owned(),
            rank: self.number("rank")?.unwrap_or_default(),
            group: match self.said("group").as_str() {
                "" => None,
                group => Some(StackGroupId::parse(group).map_err(|_| ErrorCode::NoStackGroup)?),
            },
            window: self.window()?,
            who: self.who()?,
            what: What {
                not_goods: without.goods,
                not_categories: without.categories,
                not_brands: without.brands,
                ..of
            },
            code: Some(self.said("code").to_ascii_uppercase()).filter(|code| !code.is_empty()),
            kind: form.kind(&body, &book)?,
            limits: Limits {
                member: self.number("limit_member")?,
                member_day: self.number("limit_member_day")?,
                day: self.number("limit_day")?,
                store: self.number("limit_store")?,
                total: self.number("limit_total")?,
            },
            budget: match self.said("budget").as_str() {
                "" => None,
                budget => Some(Fen::parse_yuan(budget).map_err(|_| ErrorCode::CampaignLimit)?),
            },
        })
    }

    fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, ErrorCode> {
        match self.said(name).as_str() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| ErrorCode::CampaignLimit),
        }
    }

    fn window(&self) -> Result<Window, ErrorCode> {
        let day = |name: &str| match self.said(name).as_str() {
            "" => Ok(None),
            text => BusinessDay::parse(text).map(Some).map_err(|_| ErrorCode::BadDay),
        };
        let days: Result<Vec<u8>, _> = self.words("month_days").iter().map(|word| word.parse()).collect();
        let weekdays: Result<Vec<u8>, _> = self.weekdays.iter().map(|day| day.parse()).collect();
        let wrong = |_| ErrorCode::CampaignHours;
        let minutes = match (self.said("hour_from").as_str(), self.said("hour_until").as_str()) {
            ("", "") => None,
            (from, until) => Some(Minutes {
                from: minute(from).ok_or(ErrorCode::CampaignHours)?,
                until: minute(until).ok_or(ErrorCode::CampaignHours)?,
            }),
        };
        Ok(Window {
            first: day("first")?,
            last: day("last")?,
            weekdays: weekdays.map_err(wrong)?,
            month_days: days.map_err(wrong)?,
            minutes,
        })
    }

    fn who(&self) -> Result<Who, ErrorCode> {
        let stores: Result<_, _> = self.stores.iter().map(|id| StoreId::parse(id)).collect();
        let tiers: Result<_, _> = self.tiers.iter().map(|rank| rank.parse()).collect();
        let card_types: Result<_, _> = self.card_types.iter().map(|id| CardTypeId::parse(id)).collect();
        let tags: Result<_, _> = self.tags.iter().map(|id| TagId::parse(id)).collect();
        let sources: Result<_, _> = self
            .words("sources")
            .iter()
            .map(|word| JoinSource::parse(word))
            .collect();
        let choice = ErrorCode::RuleChoice;
        Ok(Who {
            stores: stores.map_err(|_| choice)?,
            terminals: Vec::new(),
            members: self.is_ticked("members"),
            tiers: tiers.map_err(|_| choice)?,
            card_types: card_types.map_err(|_| choice)?,
            tags: tags.map_err(|_| choice)?,
            sources: sources.map_err(|_| choice)?,
            birthday: match self.said("birthday").as_str() {
                "month" => Some(NearBirthday::Month),
                "day" => Some(NearBirthday::Day),
                _ => None,
            },
            first_sale: self.is_ticked("first_sale"),
        })
    }
}

/// `18:30` as minutes since midnight.
pub fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// The words in the lists of a body: what names goods there.
fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| match value {
            Value::String(word) => found.push(word.clone()),
            value => strings(value, found),
        }),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}
