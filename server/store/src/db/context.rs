//! What every transaction knows besides its rows.

use std::sync::Arc;

use huika_domain::{Clock, ShopZone};

use crate::{
    db::secret::{Rng, Secret},
    rules::InForce,
};

/// Time, chance, secrets, rules and the shop's time zone: all that a use case may depend on and a test may set.
#[derive(Clone)]
pub struct Context {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where tokens, keys and codes come from.
    pub rng: Arc<dyn Rng>,
    /// Seals what must not be readable in a copy of the database.
    pub secret: Secret,
    /// Where the shop's days begin and end.
    pub zone: ShopZone,
    /// What the shop has decided, as it is in force: each store that is opened reads its own.
    pub rules: InForce,
}

impl Context {
    /// The same for a store of its own: each keeps its own copy of the rules, also where a test gives two of them one context.
    pub(crate) fn of_a_store(self) -> Self {
        Self {
            rules: InForce::of_base(self.rules.base()),
            ..self
        }
    }
}
