//! What the server gives every page: the books, the shop, the clock, and the way to be paid.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use huika_domain::{Clock, Millis, ShopZone, settings::ShopRule};
use huika_store::{Store, StoreError, setup};
use leptos::{config::LeptosOptions, prelude::*};

use super::{accent::Accent, payments::Payments, printing::Printing};

/// Shared by all requests; cheap to clone. The server puts it into the context of every page and server function.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

struct Inner {
    parts: PortalParts,
    face: Mutex<Arc<Face>>,
    /// Whether a shop was found here, which never ends.
    is_open: AtomicBool,
}

/// What a [`Portal`] is made of.
pub struct PortalParts {
    pub store: Store,
    pub shop: Shop,
    pub clock: Arc<dyn Clock>,
    pub assets: Assets,
    pub payments: Arc<dyn Payments>,
    /// The slip printers of tills.
    pub printing: Arc<dyn Printing>,
    /// Whom passkeys are made for; `None` where the address has no name that they could belong to.
    pub passkeys: Option<huika_passkey::Site>,
    /// Where members reach us, without a slash at its end.
    pub public_url: String,
    /// Whether members reach us by https, so that cookies are `Secure` and carry the `__Host-` prefix.
    pub secure: bool,
}

/// What a visitor knows the shop by, as the rule in force says it.
#[derive(Debug, Clone)]
pub struct Face {
    pub name: String,
    pub accent: Accent,
    said: ShopRule,
}

impl Face {
    fn of(said: &ShopRule) -> Self {
        Self {
            name: said.name.clone(),
            accent: Accent::parse(&said.accent).unwrap_or_default(),
            said: said.clone(),
        }
    }
}

/// What the settings say about the shop.
#[derive(Debug, Clone)]
pub struct Shop {
    pub zone: ShopZone,
    /// How members reach the shop besides its counters; empty where there is no other way.
    pub contact: String,
}

/// File names of the style sheets below `/pkg`, one for each surface.
#[derive(Debug, Clone)]
pub struct Styles {
    pub portal: String,
    pub counter: String,
    pub office: String,
}

impl Styles {
    /// The one that the page at `path` is drawn with.
    pub fn of_page(&self, path: &str) -> &str {
        let below = |place: &str| {
            path.strip_prefix(place)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if below("/counter") || below("/setup") {
            &self.counter
        } else if below("/office") || below("/ui") {
            &self.office
        } else {
            &self.portal
        }
    }
}

/// The hashed names of what the browser loads.
#[derive(Debug, Clone)]
pub struct Assets {
    pub css: Styles,
    /// Its `output_name` names the script and the WebAssembly below `/pkg`.
    pub leptos: LeptosOptions,
}

impl Portal {
    pub fn new(parts: PortalParts) -> Self {
        let face = Arc::new(Face::of(&parts.store.rules().shop));
        Self(Arc::new(Inner {
            parts,
            face: Mutex::new(face),
            is_open: AtomicBool::new(false),
        }))
    }

    /// The shop's name and colour; the colours that follow from it are worked out once for each rule.
    pub fn face(&self) -> Arc<Face> {
        let rules = self.store.rules();
        let mut face = self.0.face.lock().unwrap_or_else(PoisonError::into_inner);
        if face.said != rules.shop {
            *face = Arc::new(Face::of(&rules.shop));
        }
        Arc::clone(&face)
    }

    /// Whether nobody has opened a shop here yet. The database is asked until there is one, and then never again.
    pub async fn is_unopened(&self) -> Result<bool, StoreError> {
        if self.0.is_open.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let unopened = self.store.read(setup::is_unopened).await?;
        if !unopened {
            self.0.is_open.store(true, Ordering::Relaxed);
        }
        Ok(unopened)
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }
}

impl std::ops::Deref for Portal {
    type Target = PortalParts;

    fn deref(&self) -> &PortalParts {
        &self.0.parts
    }
}

/// The portal of this request.
pub fn portal() -> Portal {
    expect_context::<Portal>()
}
