//! The rail of places, with what waits at each.

use leptos::prelude::*;

use super::{
    around::Around,
    places::{self, Place, RAIL},
};
use crate::{context::visit, i18n::Lang};

/// The groups of places that this operator may see.
pub fn rail(t: Lang, around: &Around) -> impl IntoView + use<> {
    let (role, path) = (around.session.role, visit().path);
    let here = places::here(&path);
    let groups: Vec<_> = RAIL
        .iter()
        .filter_map(|group| {
            let links: Vec<_> = group
                .places
                .iter()
                .filter(|place| (place.seen_by)(role))
                .map(|place| link(t, around, place, here == Some(place.path)))
                .collect();
            let name = group.words.map(|key| view! { <b>{t.text(key)}</b> });
            (!links.is_empty()).then(|| view! { <div>{name}{links}</div> })
        })
        .collect();
    view! { <div class="places">{groups}</div> }
}

fn link(t: Lang, around: &Around, place: &Place, here: bool) -> impl IntoView + use<> {
    let count = (place.count)(&around.waiting);
    let count = (count > 0).then(|| {
        let shown = if count >= huika_store::waiting::COUNT_MAX {
            format!("{}+", huika_store::waiting::COUNT_MAX - 1)
        } else {
            count.to_string()
        };
        let said = t.with("office-waits", &[("count", shown.clone().into())]);
        view! { <span class="count" aria-hidden="true">{shown}</span><span class="unseen">{said}</span> }
    });
    let path = if place.scoped {
        around.scope.kept_in(place.path)
    } else {
        place.path.to_owned()
    };
    view! { <a href=path aria-current=here.then_some("page")>{t.text(place.words)}{count}</a> }
}
