//! How a form is answered: always by leading on to a page. What went wrong travels in the address as a code that the page has words
//! for; figures that belong to it are sealed, so that nobody can put words into our mouth by making up an address.

use huika_domain::ErrorCode;
use huika_store::StoreError;
use leptos::prelude::{ServerFnError, use_context};

use super::{
    bytes::{from_hex, to_hex},
    portal, sent,
};
use crate::i18n::Arg;

/// What every form handler answers.
pub type Done = Result<(), ServerFnError>;

const SEAL: &str = "said-with";

/// Leads on to a page of ours.
pub fn go(path: &str) -> Done {
    // Outside of a request, such as in a test that calls a handler, there is nobody to lead.
    if use_context::<leptos_axum::ResponseOptions>().is_some() {
        leptos_axum::redirect(path);
    }
    Ok(())
}

/// A page of ours that a form names as the one to show next; `None` for everything else, so that nobody is led to another site.
pub fn own_page(path: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    let ours = path.starts_with('/') && !path.starts_with("//") && path.len() <= 200 && path.bytes().all(plain);
    ours.then_some(path)
}

/// Leads back to the form, which says why nothing was done and still holds what was typed.
pub fn refuse(path: &str, code: &str) -> Done {
    refuse_with(path, code, &[])
}

/// [`refuse`] with the figures that the words name.
pub fn refuse_with(path: &str, code: &str, figures: &[(&str, String)]) -> Done {
    sent::keep_typed(path);
    go(&refused_address(path, code, figures))
}

/// Leads back to the form with what was typed still in it, to show something about it that was not carried out.
pub fn show_again(path: &str) -> Done {
    sent::keep_typed(path);
    go(path)
}

/// Says that something of ours did not work.
pub fn failed(page: &str, error: &StoreError) -> Done {
    tracing::error!(%error, "a setting could not be saved");
    refuse(page, ErrorCode::Busy.as_str())
}

/// Where [`refuse_with`] leads.
pub fn refused_address(path: &str, code: &str, figures: &[(&str, String)]) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut address = format!("{path}{joint}error={code}");
    if !figures.is_empty() {
        let lines: Vec<_> = figures.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sealed = portal().store.context().secret.seal(SEAL, lines.join("\n").as_bytes());
        address.push_str("&with=");
        address.push_str(&to_hex(&sealed));
    }
    address
}

/// What the words of an error may name.
const NAMES: [&str; 9] = [
    "amount", "points", "count", "when", "store", "tries", "least", "most", "why",
];

/// The figures that [`refuse_with`] sealed into this address. The names are those that the words may use.
pub fn said_with(sealed: &str) -> Vec<(&'static str, Arg<'static>)> {
    let opened = from_hex(sealed).and_then(|sealed| portal().store.context().secret.open(SEAL, &sealed).ok());
    let text = opened
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default();
    text.lines()
        .filter_map(|line| line.split_once('='))
        .filter_map(|(name, value)| {
            Some((
                *NAMES.iter().find(|known| **known == name)?,
                Arg::from(value.to_owned()),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error whose words name something else would be shown as the general one.
    #[test]
    fn whatever_the_words_of_an_error_name_is_handed_on_to_them() {
        for texts in [
            include_str!("../../locales/zh-CN/errors.ftl"),
            include_str!("../../locales/en/errors.ftl"),
        ] {
            let mut named = 0;
            for rest in texts.split("{ $").skip(1) {
                let name = rest.split([' ', '}']).next().unwrap_or_default();
                assert!(NAMES.contains(&name), "{name}");
                named += 1;
            }
            assert!(named > 20, "{named}");
        }
    }

    #[test]
    fn a_form_leads_on_to_pages_of_ours_only() {
        for path in ["/join", "/join?from=poster-7&by=7K3M9Q2T", "/counter/sign-in"] {
            assert_eq!(own_page(path), Some(path));
        }
        for path in [
            "",
            "join",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\nb",
            "/\t/evil.example",
        ] {
            assert_eq!(own_page(path), None, "{path:?}");
        }
        assert_eq!(own_page(&format!("/{}", "a".repeat(200))), None);
    }
}
