//! How somebody found the way here, and where they wanted to go.

use huika_domain::{JoinSource, ReferralCode};

use crate::context::{ReturnPath, Visit};

/// What WeChat writes into the `from` of every link that is shared in it: how it was shared, which is no path of the shop's.
const WECHATS_OWN: [&str; 6] = [
    "singlemessage",
    "groupmessage",
    "timeline",
    "favorites",
    "multiplemessage",
    "myshare",
];

/// How somebody found the way here, and where they wanted to go: `/join?from=poster-7&by=7K3M9Q2T&next=%2Fmall%2F1`. What cannot be
/// read is as if it were not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    pub source: Option<JoinSource>,
    pub by: Option<ReferralCode>,
    pub next: Option<ReturnPath>,
}

impl Way {
    pub fn read(from: &str, by: &str, next: &str) -> Self {
        Self {
            source: source_among([from]),
            by: ReferralCode::parse(by).ok(),
            next: ReturnPath::member(next),
        }
    }

    /// Of somebody who opened a page of members, such as a poster's link to an item, before they signed in.
    pub fn to_page(visit: &Visit) -> Self {
        let pairs: Vec<(&str, &str)> = visit.query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let values = |name: &'static str| pairs.iter().filter(move |pair| pair.0 == name).map(|pair| pair.1);
        Self {
            source: source_among(values("from")),
            by: values("by").find_map(|text| ReferralCode::parse(text).ok()),
            next: ReturnPath::of_visit(visit, ReturnPath::member),
        }
    }

    pub fn source(&self) -> &str {
        self.source.as_ref().map_or("", JoinSource::as_str)
    }

    pub fn by(&self) -> &str {
        self.by.as_ref().map_or("", ReferralCode::as_str)
    }

    pub fn next(&self) -> &str {
        self.next.as_ref().map_or("", ReturnPath::as_str)
    }

    /// The first page again, with the way in its address.
    pub fn page(&self) -> String {
        let page = match (self.source(), self.by()) {
            ("", "") => "/join".to_owned(),
            (source, by) => format!("/join?from={source}&by={by}"),
        };
        ReturnPath::added_to(self.next.as_ref(), &page)
    }

    /// Where it ends.
    pub fn end(&self) -> &str {
        if self.next().is_empty() { "/" } else { self.next() }
    }
}

/// The first that names a path of the shop's: WeChat adds its own to a link that has one already.
pub fn source_among<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<JoinSource> {
    let mut sources = values.into_iter().filter_map(|text| JoinSource::parse(text).ok());
    sources.find(|source| !WECHATS_OWN.contains(&source.as_str()))
}

/// The first page of joining and signing in, for whoever asked for another page first: it leads back there.
pub fn first_page_of(visit: &Visit) -> String {
    Way::to_page(visit).page()
}
