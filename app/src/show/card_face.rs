//! The face of a card as a picture: its kind, its colour, whose it is and its number. White can be read on every colour, because the colour is
//! darkened until it can. It is drawn as SVG, whose colours are attributes: a policy that allows no style in an element lets them through.

use std::fmt::Write as _;

use leptos::prelude::*;

use crate::{context::Accent, i18n::Lang};

/// What a face shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// Tells the faces of one page apart: a word of letters, digits and hyphens.
    pub key: String,
    /// What its kind is called.
    pub name: String,
    /// A line below that, such as what the kind is for.
    pub line: String,
    /// Its number as it may be seen, or an example of one.
    pub number: String,
    /// The shop's name.
    pub shop: String,
    /// Its colour, as `#0b7a5b`.
    pub colour: String,
    /// The digest of a picture behind all that; empty for none.
    pub picture: String,
}

const RINGS: &str = r##"<g fill="none" stroke="#fff" stroke-opacity=".12"><circle cx="330" cy="200" r="70"/><circle cx="330" cy="200" r="104"/><circle cx="330" cy="200" r="138"/><circle cx="330" cy="200" r="172"/><circle cx="330" cy="200" r="206"/></g>"##;

/// The face; a text that is no colour is the shop's first green.
pub fn face(face: &Face) -> impl IntoView + use<> {
    let accent = Accent::parse(&face.colour).unwrap_or_default();
    let (light, deep) = (accent.hex(), accent.deep());
    let id = format!("face-{}", face.key);
    // A veil of the card's own colour lies over the picture, so that the words stay readable whatever it shows.
    let picture = if face.picture.bytes().all(|byte| byte.is_ascii_hexdigit()) && !face.picture.is_empty() {
        format!(
            r#"<clipPath id="{id}-edge"><rect width="360" height="212" rx="20"/></clipPath><g clip-path="url(#{id}-edge)"><image href="/pictures/{}" width="360" height="212" preserveAspectRatio="xMidYMid slice"/><rect width="360" height="212" fill="{deep}" fill-opacity=".72"/></g>"#,
            face.picture
        )
    } else {
        String::new()
    };
    let mut drawn = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        drawn,
        r##"<defs><linearGradient id="{id}" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{deep}"/></linearGradient></defs><rect width="360" height="212" rx="20" fill="url(#{id})"/>{picture}{RINGS}<g fill="#fff"><text x="24" y="44" font-size="22" font-weight="640">{}</text><text x="24" y="68" font-size="13">{}</text><text x="24" y="182" font-size="17" letter-spacing="1.5">{}</text><text x="336" y="44" font-size="13" text-anchor="end">{}</text></g>"##,
        escaped(&face.name),
        escaped(&face.line),
        escaped(&face.number),
        escaped(&face.shop),
    );
    let label = format!("{} {}", face.name, face.number);
    view! { <svg class="card-face" viewBox="0 0 360 212" role="img" aria-label=label inner_html=drawn></svg> }
}

/// What a kind of card is called in the language of whoever reads it.
pub fn card_kind_name(t: Lang, name: &str, english: &str) -> String {
    if t == Lang::En && !english.is_empty() {
        english.to_owned()
    } else {
        name.to_owned()
    }
}

/// A text inside of markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_is_text_on_the_face_and_never_markup() {
        assert_eq!(escaped("<b>金 & 银</b>"), "&lt;b&gt;金 &amp; 银&lt;/b&gt;");
    }
}
