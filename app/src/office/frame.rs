//! The frame of the office: a rail of places with what waits there, a bar with search and the scope of stores, and one work area. It needs
//! no script: menus are `<details>`, the search is a form, the scope is links.

mod bar;
mod places;
mod scope;

use huika_store::{
    StoreError,
    staff::{Role, StaffSession, stores_of},
    waiting::{Waiting, waiting},
};
use leptos::{nonce::use_nonce, prelude::*};

pub use places::{Group, Place, RAIL};
pub use scope::{Scope, Stores};

use crate::{
    context::visit,
    i18n::Lang,
    show::{Leave, Title},
    staff::{Staff, require_staff},
    ui::{Crumb, PageHead},
};

const SCRIPT: &str = include_str!("frame/desk.js");

/// Whether the stores that a page shows can be chosen in the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scoped {
    /// The page shows what belongs to no single store.
    No,
    /// The page shows the chosen store alone.
    Yes,
}

/// What the frame shows beside the page itself.
#[derive(Debug, Clone)]
pub struct Around {
    pub session: StaffSession,
    pub waiting: Waiting,
    pub scope: Scope,
    pub scoped: Scoped,
}

/// An operator on a page of the office, with what its frame shows.
pub struct Desk {
    pub staff: Staff,
    pub around: Around,
}

impl std::ops::Deref for Desk {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.staff
    }
}

/// Lets an operator in whose role may see the page, and leads everybody else to where they may be.
pub async fn enter(may: fn(Role) -> bool, scoped: Scoped) -> Result<Desk, Leave> {
    let staff = require_staff().await?;
    let role = staff.session.role;
    if !may(role) {
        return Err(Leave::to(if role.sees_office() { "/office" } else { "/counter" }));
    }
    let viewer = staff.session.operator;
    let (stores, waiting) = staff
        .portal
        .store
        .read(move |tx| Ok::<_, StoreError>((stores_of(tx, viewer)?, waiting(tx, viewer)?)))
        .await?;
    let scope = Scope::of_request(&staff.portal, &staff.visit.query, stores);
    let around = Around {
        session: staff.session.clone(),
        waiting,
        scope,
        scoped,
    };
    Ok(Desk { staff, around })
}

/// A page of the office inside its frame.
#[component]
pub fn Office(
    around: Around,
    title: String,
    #[prop(default = None, into)] lead: Option<String>,
    #[prop(default = None, into)] crumb: Option<Crumb>,
    #[prop(default = None, into)] tags: Option<AnyView>,
    #[prop(default = None, into)] acts: Option<AnyView>,
    /// What the search box holds.
    #[prop(default = None, into)]
    searched: Option<String>,
    children: Children,
) -> impl IntoView {
    let t = visit().lang;
    let bar = bar::bar(t, &around, searched);
    let rail = rail(t, &around);
    // The frame is drawn; nothing of it goes to the page.
    drop(around);
    view! {
        <Title text=title.clone() />
        <div class="office">
            {bar}
            <nav class="rail" aria-label=t.text("office-nav")>{rail}</nav>
            <main id="main" class="work">
                <PageHead title lead crumb tags acts />
                {children()}
            </main>
        </div>
        <script nonce=use_nonce()>{SCRIPT}</script>
    }
}

/// The groups of places that this operator may see.
fn rail(t: Lang, around: &Around) -> impl IntoView + use<> {
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
