//! What roles are called: by the program, and by people.

use std::borrow::Cow;

use crate::visible;

/// How the books name a role. It never changes: what somebody did stands there with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoleCode(Cow<'static, str>);

impl RoleCode {
    /// Scans and sells at one store.
    pub const CASHIER: Self = Self(Cow::Borrowed("cashier"));
    /// Runs one store.
    pub const MANAGER: Self = Self(Cow::Borrowed("manager"));
    /// Runs several stores.
    pub const REGION: Self = Self(Cow::Borrowed("region"));
    /// Decides for the shop.
    pub const HEADQUARTERS: Self = Self(Cow::Borrowed("headquarters"));
    /// Keeps the accounts.
    pub const FINANCE: Self = Self(Cow::Borrowed("finance"));
    /// Reads everything and changes nothing.
    pub const AUDITOR: Self = Self(Cow::Borrowed("auditor"));
    /// Serves members by phone.
    pub const CALL_CENTRE: Self = Self(Cow::Borrowed("call-centre"));
    /// Makes campaigns.
    pub const MARKETING: Self = Self(Cow::Borrowed("marketing"));

    /// The roles with which every shop begins.
    pub const BUILT_IN: [Self; 8] = [
        Self::CASHIER,
        Self::MANAGER,
        Self::REGION,
        Self::HEADQUARTERS,
        Self::FINANCE,
        Self::AUDITOR,
        Self::CALL_CENTRE,
        Self::MARKETING,
    ];

    /// Reads it as it stands in the books and in addresses: up to 40 letters of the Latin alphabet in lower case, digits and hyphens.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(known);
        fits.then(|| Self(Cow::Owned(text.to_owned())))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the shop calls a role: 1 to 20 signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName(String);

impl RoleName {
    /// The most signs.
    pub const MAX: usize = 20;

    /// Reads it as people type it; none when it is too short or too long.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 4_000 {
            return None;
        }
        let seen = visible(text);
        let fits = (1..=Self::MAX).contains(&seen.chars().count());
        fits.then_some(Self(seen))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
