//! Texts in two languages. They stand in `locales/` and nowhere else; a page names them by key.
//!
//! A text without arguments is formatted once for as long as the program runs, because a page shows dozens of them.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use fluent_templates::{LanguageIdentifier, fluent_bundle::FluentValue, langid, static_loader};

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "zh-CN",
        // The marks would end up inside attributes and titles, and both languages run from left to right.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ZH_CN: LanguageIdentifier = langid!("zh-CN");
static EN: LanguageIdentifier = langid!("en");

/// The languages that the portal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    ZhCn,
    En,
}

/// What stands in the place of an argument: a word, or a number that also chooses between singular and plural.
#[derive(Debug, Clone)]
pub enum Arg<'a> {
    Word(Cow<'a, str>),
    Count(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(word: &'a str) -> Self {
        Self::Word(Cow::Borrowed(word))
    }
}

impl From<String> for Arg<'_> {
    fn from(word: String) -> Self {
        Self::Word(Cow::Owned(word))
    }
}

impl From<i64> for Arg<'_> {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];

    /// The BCP 47 tag, for `lang="…"` and the cookie.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// What speakers call their language.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::ZhCn => "简体中文",
            Self::En => "English",
        }
    }

    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The first language of an `Accept-Language` header that we speak. Browsers list them by preference, so the weights need no reading.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        header.split(',').find_map(|range| {
            let tag = range.split(';').next().unwrap_or_default().trim();
            match tag.get(..2)?.to_ascii_lowercase().as_str() {
                "zh" => Some(Self::ZhCn),
                "en" => Some(Self::En),
                _ => None,
            }
        })
    }

    /// A text without arguments.
    pub fn text(self, key: &'static str) -> &'static str {
        static SAID: RwLock<Option<HashMap<(Lang, &'static str), &'static str>>> = RwLock::new(None);

        let said = SAID.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = said.as_ref().and_then(|texts| texts.get(&(self, key))) {
            return text;
        }
        drop(said);

        // Kept for ever, but there are only as many as the sources name.
        let text: &'static str = Box::leak(self.with(key, &[]).into_boxed_str());
        SAID.write()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_default()
            .insert((self, key), text);
        text
    }

    /// A text with arguments.
    pub fn with(self, key: &str, args: &[(&'static str, Arg<'_>)]) -> String {
        self.find(key, args).unwrap_or_else(|| {
            tracing::error!(key, lang = self.tag(), "a text is missing");
            key.to_owned()
        })
    }

    /// A text whose key is put together, such as the words for an error code; `None` where there is none.
    pub fn find(self, key: &str, args: &[(&'static str, Arg<'_>)]) -> Option<String> {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Arg::Word(word) => FluentValue::String(word.clone()),
                    Arg::Count(count) => FluentValue::from(*count),
                };
                (Cow::Borrowed(*name), value)
            })
            .collect();
        TEXTS.lookup_single_language(self.identifier(), key, Some(&args)).ok()
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::ZhCn => &ZH_CN,
            Self::En => &EN,
        }
    }
}

#[cfg(test)]
mod tests;
