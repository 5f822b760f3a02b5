//! What an item looks like: a still life of the project's own, or a sign for what has no picture.

use huika_domain::ItemId;
use leptos::prelude::*;

use crate::ui::{icon, icon as draw};

/// The pictures of `public/mall`, by the names that an item may have.
const PICTURES: [&str; 24] = [
    "bag",
    "caddy",
    "cake",
    "candle",
    "cold-brew",
    "cookies",
    "croissant",
    "dripper",
    "espresso",
    "iced-tea",
    "matcha",
    "mooncake",
    "mug",
    "notebook",
    "sapling",
    "seed-card",
    "soap",
    "sweet",
    "tea-box",
    "teapot",
    "thermos",
    "umbrella",
    "voucher",
    "voucher-large",
];

/// An item's picture, whose name beside it says what it shows.
pub fn tile(picture: &str, id: ItemId, big: bool) -> impl IntoView + use<> {
    let class = format!("tile t{}{}", id.get().rem_euclid(5), if big { " big" } else { "" });
    let inside = match PICTURES.iter().find(|known| **known == picture) {
        Some(name) => {
            // The first picture of a page is what its reader waits for; those of a shelf come as they are scrolled to.
            let loading = if big { "eager" } else { "lazy" };
            view! {
                <img src=format!("/static/mall/{name}.svg") alt="" width="270" height="200" loading=loading decoding="async" />
            }
            .into_any()
        }
        None => icon(draw::GIFT).into_any(),
    };
    view! { <div class=class>{inside}</div> }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::PICTURES;

    #[test]
    fn every_picture_is_there_small_and_asks_for_nothing_else() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/mall");
        let there: BTreeSet<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        let named: BTreeSet<String> = PICTURES.iter().map(|name| format!("{name}.svg")).collect();
        assert_eq!(there, named);
        for name in named {
            let text = fs::read_to_string(folder.join(&name)).unwrap();
            assert!(text.len() < 4096, "{name} has {} bytes", text.len());
            assert!(
                text.contains("prefers-color-scheme:dark"),
                "{name} is seen at night too"
            );
            assert!(
                !text.contains("href") && !text.contains("url("),
                "{name} stands by itself"
            );
        }
    }
}
