//! Where a sign-in leads back to: the page that somebody wanted to see when they were asked who they are.
//!
//! It travels in an address (`/join?next=%2Fmall%2F1`) and comes back from there, so anybody can write anything into it. What is taken is a
//! path of this site whose first part is one of ours, and a page that is looked at: never another site, nor the target of a form.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Visit;

/// A page of ours to go back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnPath(String);

/// Longer ones are forgotten.
const LONGEST: usize = 300;
/// The first parts of members' pages; the home page is where a sign-in leads by itself.
const MEMBERS: [&str; 10] = [
    "approve",
    "card",
    "code",
    "mall",
    "me",
    "orders",
    "pay",
    "statement",
    "top-up",
    "top-ups",
];
/// Those of staff; the counter is where a sign-in leads by itself.
const STAFFS: [&str; 2] = ["counter", "office"];
/// Below these, an address asks for the sign-in itself, or for a file.
const STAFFS_NOT: [&str; 5] = [
    "/counter/sign-in",
    "/counter/invitation",
    "/counter/second-step",
    "/counter/unlock",
    "/office/export",
];
/// What an address says about how somebody came, or what happened last, and not about the page.
const ABOUT_THE_WAY: [&str; 7] = ["from", "by", "isappinstalled", "error", "with", "done", "next"];

impl ReturnPath {
    /// A member's page.
    pub fn member(text: &str) -> Option<Self> {
        Self::below(text, &MEMBERS)
    }

    /// A page of counter or office.
    pub fn staff(text: &str) -> Option<Self> {
        let path = Self::below(text, &STAFFS)?;
        let is_left_out = STAFFS_NOT.iter().any(|start| path.0.starts_with(start));
        (path.0 != "/counter" && !is_left_out).then_some(path)
    }

    /// The page that a visitor asked for, when it is one of `read`'s.
    pub fn of_visit(visit: &Visit, read: fn(&str) -> Option<Self>) -> Option<Self> {
        let about_the_page = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            !name.is_empty() && !ABOUT_THE_WAY.contains(&name)
        };
        let query: Vec<&str> = visit.query.split('&').filter(about_the_page).collect();
        if query.is_empty() {
            return read(&visit.path);
        }
        read(&format!("{}?{}", visit.path, query.join("&")))
    }

    fn below(text: &str, areas: &[&str]) -> Option<Self> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        // Letters, digits and what numbers and tokens are written with: no backslash, no second slash, no dots, nothing encoded.
        let is_plain = |part: &&str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let fits = text.len() <= LONGEST
            && parts.iter().all(is_plain)
            && query
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\' | b'"' | b'<' | b'>'))
            && parts.first().is_some_and(|first| areas.contains(first));
        fits.then(|| Self(text.to_owned()))
    }

    /// The path with its query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds this to the address of a page that asks for a sign-in.
    pub fn added_to(next: Option<&Self>, page: &str) -> String {
        let Some(next) = next else {
            return page.to_owned();
        };
        let joint = if page.contains('?') { '&' } else { '?' };
        format!("{page}{joint}next={}", utf8_percent_encode(&next.0, NON_ALPHANUMERIC))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_ours_are_led_back_to_and_nothing_else_is() {
        for path in [
            "/mall/1",
            "/orders/R20261122",
            "/approve",
            "/statement?before=12",
            "/me/pin/forgotten",
            "/pay/a-B_9",
        ] {
            let read = ReturnPath::member(path);
            assert_eq!(read.as_ref().map(ReturnPath::as_str), Some(path));
            assert_eq!(ReturnPath::staff(path), None, "{path}");
        }
        for path in [
            "/counter/cards",
            "/office",
            "/office/payments?state=open",
            "/counter/receipt/S1",
        ] {
            assert!(
                ReturnPath::staff(path).is_some() && ReturnPath::member(path).is_none(),
                "{path}"
            );
        }
        for path in [
            "",
            "/",
            "mall/1",
            "//evil.example",
            "//mall/1",
            "/\\evil.example",
            "https://evil.example/mall",
            "/mall//1",
            "/mall/",
            "/mall/../do/sign_out",
            "/mall/%2e%2e/do/sign_out",
            "/mall/%2F%2Fevil.example",
            "/do/redeem",
            "/notify/wechat",
            "/join",
            "/signed-out",
            "/events",
            "/pos/v1/sales",
            "/static/app.js",
            "/mall/1#top",
            "/mall/1?a=\u{7}",
            "/mall/1 ",
            "javascript:alert(1)",
            "/counter",
            "/counter/sign-in",
            "/counter/sign-in?x=1",
            "/counter/second-step",
            "/counter/unlock",
            "/office/export/refunds",
            &format!("/mall/{}", "1".repeat(300)),
        ] {
            assert_eq!(
                (ReturnPath::member(path), ReturnPath::staff(path)),
                (None, None),
                "{path}"
            );
        }
    }

    #[test]
    fn it_stands_in_an_address_as_one_word() {
        let next = ReturnPath::member("/statement?before=12");
        assert_eq!(
            ReturnPath::added_to(next.as_ref(), "/join"),
            "/join?next=%2Fstatement%3Fbefore%3D12"
        );
        assert_eq!(
            ReturnPath::added_to(next.as_ref(), "/join?by=A"),
            "/join?by=A&next=%2Fstatement%3Fbefore%3D12"
        );
        assert_eq!(ReturnPath::added_to(None, "/join"), "/join");
    }
}
