//! The frame of the office: a rail of places with what waits there, a bar with search and the scope of stores, and one work area. It needs
//! no script: menus are `<details>`, the search is a form, the scope is links.

mod around;
mod bar;
mod places;
mod rail;
mod scope;

use huika_store::{
    StoreError,
    staff::{Role, stores_of},
    waiting::waiting,
};
use leptos::{nonce::use_nonce, prelude::*};

pub use around::{Around, Scoped};
pub use places::{Group, Place, RAIL};
pub use scope::{Scope, Stores};

use crate::{
    context::visit,
    show::{Leave, Title},
    staff::{Staff, home_of, require_staff},
    ui::{Crumb, PageHead},
};

const SCRIPT: &str = include_str!("frame/desk.js");

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
        return Err(Leave::to(if role.sees_office() { "/office" } else { home_of(role) }));
    }
    let viewer = staff.session.operator;
    let (stores, waiting) = staff
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
    let rail = rail::rail(t, &around);
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
