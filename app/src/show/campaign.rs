//! A campaign in words: what it does, when, for whom, on what, how often. The office's sentence and the member's page say the same.

use huika_domain::{
    BusinessDay, CardTypeId, StackGroupId, StoreId, TagId, Tier,
    campaign::{
        CampaignState, Limits, Terms,
        form::{CodeBook, form},
    },
    pricing::{Kind, KindName, Minutes, NearBirthday, Who, Window},
};

use super::{
    sentence::{plain_words, said_of},
    tier::tier_name,
};
use crate::{i18n::Lang, ui::Tone};

/// What the things that campaigns name are called.
#[derive(Debug, Clone, Default)]
pub struct Named {
    pub stores: Vec<(StoreId, String)>,
    pub tiers: Vec<Tier>,
    pub card_types: Vec<(CardTypeId, String)>,
    pub tags: Vec<(TagId, String)>,
    pub groups: Vec<(StackGroupId, String)>,
    pub book: CodeBook,
}

/// A part of the sentence that a campaign is: its section in the editor, what it is called, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub section: &'static str,
    pub label: &'static str,
    pub words: String,
}

pub fn state_words(t: Lang, state: CampaignState) -> &'static str {
    match state {
        CampaignState::Draft => t.text("campaign-state-draft"),
        CampaignState::Test => t.text("campaign-state-test"),
        CampaignState::Scheduled => t.text("campaign-state-scheduled"),
        CampaignState::Running => t.text("campaign-state-running"),
        CampaignState::Paused => t.text("campaign-state-paused"),
        CampaignState::Ended => t.text("campaign-state-ended"),
    }
}

pub const fn state_tone(state: CampaignState) -> Tone {
    match state {
        CampaignState::Running => Tone::Good,
        CampaignState::Paused => Tone::Bad,
        CampaignState::Test | CampaignState::Scheduled => Tone::Warn,
        CampaignState::Draft | CampaignState::Ended => Tone::Plain,
    }
}

pub fn kind_words(t: Lang, kind: KindName) -> &'static str {
    match kind {
        KindName::SpecialPrice => t.text("campaign-kind-special-price"),
        KindName::BrandDay => t.text("campaign-kind-brand-day"),
        KindName::MemberDay => t.text("campaign-kind-member-day"),
        KindName::NthItem => t.text("campaign-kind-nth-item"),
        KindName::Bundle => t.text("campaign-kind-bundle"),
        KindName::BuyGet => t.text("campaign-kind-buy-get"),
        KindName::Gift => t.text("campaign-kind-gift"),
        KindName::ThresholdOff => t.text("campaign-kind-threshold-off"),
        KindName::Percentage => t.text("campaign-kind-percentage"),
        KindName::FirstPurchase => t.text("campaign-kind-first-purchase"),
        KindName::PointsFactor => t.text("campaign-kind-points-factor"),
    }
}

/// What it does, in the sentences of its form.
pub fn does_words(t: Lang, kind: &Kind, book: &CodeBook) -> String {
    let form = form(kind.name());
    let value = form.value(kind, book);
    let said: Vec<String> = form
        .area
        .sentences
        .iter()
        .flat_map(|sentence| {
            let rows = said_of(sentence, &value);
            let words = rows.into_iter().map(|(_, of)| plain_words(t, &form.area, sentence, of));
            words.collect::<Vec<_>>()
        })
        .collect();
    said.join(t.text("campaign-joint"))
}

fn day(day: BusinessDay) -> String {
    day.to_string()
}

/// A minute of the day as a clock shows it.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

pub fn weekday(t: Lang, day: u8) -> &'static str {
    match day {
        0 => t.text("weekday-monday"),
        1 => t.text("weekday-tuesday"),
        2 => t.text("weekday-wednesday"),
        3 => t.text("weekday-thursday"),
        4 => t.text("weekday-friday"),
        5 => t.text("weekday-saturday"),
        _ => t.text("weekday-sunday"),
    }
}

/// When it holds.
pub fn when_words(t: Lang, window: &Window) -> String {
    let days = match (window.first, window.last) {
        (Some(first), Some(last)) => t.with(
            "campaign-when-between",
            &[("first", day(first).into()), ("last", day(last).into())],
        ),
        (Some(first), None) => t.with("campaign-when-from", &[("first", day(first).into())]),
        (None, Some(last)) => t.with("campaign-when-until", &[("last", day(last).into())]),
        (None, None) => t.text("campaign-when-always").to_owned(),
    };
    let mut parts = vec![days];
    if !window.weekdays.is_empty() {
        let names: Vec<&str> = window.weekdays.iter().map(|day| weekday(t, *day)).collect();
        parts.push(names.join(t.text("campaign-list")));
    }
    if !window.month_days.is_empty() {
        let days: Vec<String> = window.month_days.iter().map(u8::to_string).collect();
        let days = days.join(t.text("campaign-list"));
        parts.push(t.with("campaign-month-days", &[("days", days.into())]));
    }
    if let Some(Minutes { from, until }) = window.minutes {
        parts.push(format!("{}–{}", clock(from), clock(until)));
    }
    parts.join(t.text("campaign-joint"))
}

fn names<I: PartialEq + Copy + ToString>(t: Lang, ids: &[I], known: &[(I, String)]) -> String {
    let name = |id: &I| {
        let found = known.iter().find(|(one, _)| one == id);
        found.map_or_else(|| id.to_string(), |(_, name)| name.clone())
    };
    let names: Vec<String> = ids.iter().map(name).collect();
    names.join(t.text("campaign-list"))
}

/// Where it holds.
pub fn where_words(t: Lang, who: &Who, stores: &[(StoreId, String)]) -> String {
    if who.stores.is_empty() {
        t.text("campaign-all-stores").to_owned()
    } else {
        names(t, &who.stores, stores)
    }
}

/// For whom it is.
pub fn who_words(t: Lang, who: &Who, named: &Named) -> String {
    let mut parts = Vec::new();
    if !who.tiers.is_empty() {
        let tier = |rank: &u8| {
            let found = named.tiers.iter().find(|tier| tier.rank == *rank);
            found.map_or_else(|| rank.to_string(), |tier| tier_name(t, tier))
        };
        let tiers: Vec<String> = who.tiers.iter().map(tier).collect();
        parts.push(tiers.join(t.text("campaign-list")));
    }
    if !who.card_types.is_empty() {
        parts.push(names(t, &who.card_types, &named.card_types));
    }
    if !who.tags.is_empty() {
        parts.push(names(t, &who.tags, &named.tags));
    }
    if !who.sources.is_empty() {
        let sources: Vec<&str> = who.sources.iter().map(huika_domain::JoinSource::as_str).collect();
        let sources = sources.join(t.text("campaign-list"));
        parts.push(t.with("campaign-joined-by", &[("sources", sources.into())]));
    }
    match who.birthday {
        Some(NearBirthday::Month) => parts.push(t.text("campaign-birthday-month").to_owned()),
        Some(NearBirthday::Day) => parts.push(t.text("campaign-birthday-day").to_owned()),
        None => {}
    }
    if who.first_sale {
        parts.push(t.text("campaign-first-sale").to_owned());
    }
    if parts.is_empty() {
        let words = if who.members {
            t.text("campaign-members")
        } else {
            t.text("campaign-everybody")
        };
        return words.to_owned();
    }
    parts.join(t.text("campaign-and"))
}

/// On which goods.
pub fn what_words(t: Lang, terms: &Terms, book: &CodeBook) -> String {
    let (named, not) = book.words(&terms.what);
    let of = if named.is_empty() {
        t.text("campaign-all-goods").to_owned()
    } else {
        named.join(t.text("campaign-list"))
    };
    if not.is_empty() {
        return of;
    }
    let not = not.join(t.text("campaign-list"));
    t.with("campaign-but-not", &[("goods", of.into()), ("not", not.into())])
}

/// How often it may be used, and what it may cost.
pub fn limit_words(t: Lang, limits: Limits, budget: Option<huika_domain::Fen>) -> String {
    let mut parts = Vec::new();
    let mut limit = |key: &str, limit: Option<u32>| {
        if let Some(limit) = limit {
            parts.push(t.with(key, &[("count", i64::from(limit).into())]));
        }
    };
    limit("campaign-limit-member", limits.member);
    limit("campaign-limit-member-day", limits.member_day);
    limit("campaign-limit-day", limits.day);
    limit("campaign-limit-store", limits.store);
    limit("campaign-limit-total", limits.total);
    if let Some(budget) = budget {
        parts.push(t.with("campaign-budget-of", &[("amount", budget.display().into())]));
    }
    if parts.is_empty() {
        t.text("campaign-no-limit").to_owned()
    } else {
        parts.join(t.text("campaign-joint"))
    }
}

/// All of a campaign, part by part.
pub fn parts(t: Lang, terms: &Terms, named: &Named) -> Vec<Part> {
    let group = match terms.group {
        None => t.text("campaign-no-group").to_owned(),
        Some(group) => {
            let name = names(t, &[group], &named.groups);
            t.with("campaign-in-group", &[("name", name.into())])
        }
    };
    let mut parts = vec![
        Part {
            section: "when",
            label: t.text("campaign-part-when"),
            words: when_words(t, &terms.window),
        },
        Part {
            section: "who",
            label: t.text("campaign-part-where"),
            words: where_words(t, &terms.who, &named.stores),
        },
        Part {
            section: "who",
            label: t.text("campaign-part-who"),
            words: who_words(t, &terms.who, named),
        },
        Part {
            section: "what",
            label: t.text("campaign-part-what"),
            words: what_words(t, terms, &named.book),
        },
        Part {
            section: "does",
            label: t.text("campaign-part-does"),
            words: does_words(t, &terms.kind, &named.book),
        },
        Part {
            section: "limits",
            label: t.text("campaign-part-limits"),
            words: limit_words(t, terms.limits, terms.budget),
        },
        Part {
            section: "stacking",
            label: t.text("campaign-part-stacking"),
            words: group,
        },
    ];
    if let Some(code) = &terms.code {
        parts.push(Part {
            section: "what",
            label: t.text("campaign-part-code"),
            words: t.with("campaign-with-code", &[("code", code.clone().into())]),
        });
    }
    parts
}
