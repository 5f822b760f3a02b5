//! The two schemes beside each other on one page. A browser has one of them; so the colours of both are taken out of the one place where
//! they stand, and given to a part of the page each.

use std::fmt::Write as _;

const TOKENS: &str = include_str!("../../../../style/tokens.css");

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub const fn class(self) -> &'static str {
        match self {
            Self::Light => "scheme light",
            Self::Dark => "scheme dark",
        }
    }

    /// One of two names, because a name stands once on a page.
    pub const fn pick(self, light: &'static str, dark: &'static str) -> &'static str {
        match self {
            Self::Light => light,
            Self::Dark => dark,
        }
    }
}

/// Rules for a `<style>` element: the colours of the tokens and those of the shop's accent.
pub fn style(accent: &str) -> String {
    let mut css = String::new();
    for scheme in Scheme::ALL {
        let name = scheme.as_str();
        let colours = [TOKENS, accent].map(|sheet| colours(sheet, scheme)).concat();
        // Writing into a string cannot fail.
        let _ = write!(css, ".scheme.{name}{{color-scheme:{name};{colours}}}");
    }
    css
}

/// The colours of one scheme: those of the light one stand in the first rule, the others in the one for dark screens.
fn colours(sheet: &str, scheme: Scheme) -> String {
    let rule = match scheme {
        Scheme::Light => Some(sheet),
        Scheme::Dark => sheet.split_once("(prefers-color-scheme").map(|(_, rest)| rest),
    };
    let body = rule
        .and_then(|rule| rule.split_once(":root"))
        .and_then(|(_, rest)| rest.split_once('{'))
        .and_then(|(_, rest)| rest.split_once('}'))
        .map_or("", |(body, _)| body);
    let colour = |declaration: &&str| {
        let (name, value) = declaration.split_once(':').unwrap_or_default();
        name.trim().starts_with("--") && (value.trim().starts_with('#') || name.trim() == "--shadow")
    };
    let kept: Vec<String> = body
        .split(';')
        .filter(colour)
        .map(|declaration| format!("{};", declaration.trim()))
        .collect();
    kept.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::Accent;

    #[test]
    fn each_scheme_has_every_colour_that_differs_between_them_and_no_size() {
        let css = style(Accent::parse("#c8102e").unwrap().css());
        let (light, dark) = css.split_once(".scheme.dark").unwrap();
        for name in [
            "--paper:",
            "--raised:",
            "--ink:",
            "--line:",
            "--warn-soft:",
            "--bad-ink:",
            "--accent-text:",
            "--shadow:",
        ] {
            assert!(light.contains(name) && dark.contains(name), "{name}");
        }
        for size in ["--target", "--gutter", "--radius", "--font"] {
            assert!(!css.contains(size), "{size}");
        }
        assert!(light.contains("--paper: #faf9f6;") && dark.contains("--paper: #0e1115;"));
    }
}
