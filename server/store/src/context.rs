//! What every transaction knows besides its rows.

use std::sync::Arc;

use huika_domain::{Clock, ShopZone};

use crate::{
    Rules,
    db::secret::{Rng, Secret},
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
    /// The shop's figures.
    pub rules: Rules,
}
