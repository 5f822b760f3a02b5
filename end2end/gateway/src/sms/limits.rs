//! How often a provider lets a number be written to.

use crate::clock::Ms;
use crate::world::World;

/// So many within so long, by one provider.
const LIMITS: [(usize, Ms); 3] = [(1, 60_000), (5, 3_600_000), (10, 86_400_000)];

/// True when one more message to this phone would be one too many: 1 a minute, 5 an hour, 10 a day.
pub fn reached(world: &World, provider: &str, phone: &str) -> bool {
    let now = world.clock.now();
    let book = world.book();
    let sent: Vec<Ms> = book
        .messages
        .iter()
        .filter(|m| m.provider == provider && m.phone == phone)
        .map(|m| m.at)
        .collect();
    LIMITS
        .iter()
        .any(|(count, within)| sent.iter().filter(|at| now - **at < *within).count() >= *count)
}
