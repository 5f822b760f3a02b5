//! Who is inside. When all places are taken, or all those of one address, whoever has kept the server waiting longest leaves.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::Limits;
use super::pulse::Pulse;
use crate::metrics;
use crate::network::network_of;

pub(super) struct Doors {
    pub(super) limits: Limits,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    next: u64,
    places: HashMap<u64, Place>,
    /// How many of them each address has.
    of_address: HashMap<IpAddr, usize>,
}

struct Place {
    /// Nothing for our proxies.
    address: Option<IpAddr>,
    pulse: Arc<Pulse>,
    leave: Arc<Notify>,
}

/// A connection's place; it is free again when this is dropped.
pub(super) struct Seat {
    doors: Arc<Doors>,
    number: u64,
    pub(super) pulse: Arc<Pulse>,
    leave: Arc<Notify>,
}

impl Seat {
    pub(super) fn limits(&self) -> &Limits {
        &self.doors.limits
    }

    /// Until the place is wanted for somebody else.
    pub(super) async fn wanted(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.doors.lock().free(self.number);
    }
}

impl Doors {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            inside: Mutex::default(),
        }
    }

    /// A place for a connection from `peer`; nothing when all are answering something.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let peer = peer.to_canonical();
        let is_proxy = self.limits.proxies.iter().any(|proxy| proxy.contains(peer));
        let address = (!is_proxy).then(|| network_of(peer));
        let mut inside = self.lock();
        if let Some(address) = address
            && inside
                .of_address
                .get(&address)
                .is_some_and(|n| *n >= self.limits.per_address)
            && !inside.send_away(Some(address))
        {
            return None;
        }
        if inside.places.len() >= self.limits.connections && !inside.send_away(None) {
            return None;
        }
        let number = inside.next;
        inside.next += 1;
        if let Some(address) = address {
            *inside.of_address.entry(address).or_default() += 1;
        }
        let (pulse, leave) = (Arc::new(Pulse::new()), Arc::new(Notify::new()));
        let place = Place {
            address,
            pulse: Arc::clone(&pulse),
            leave: Arc::clone(&leave),
        };
        inside.places.insert(number, place);
        metrics::observe_connections(inside.places.len());
        Some(Seat {
            doors: Arc::clone(self),
            number,
            pulse,
            leave,
        })
    }

    /// Sends one away that waits, when there is one.
    pub(super) fn make_room(&self) {
        self.lock().send_away(None);
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// Sends away whoever has waited longest, of one address or of all; answers whether there was anybody.
    fn send_away(&mut self, address: Option<IpAddr>) -> bool {
        let waiting = self
            .places
            .iter()
            .filter(|(_, place)| address.is_none() || place.address == address)
            .filter_map(|(number, place)| Some((place.pulse.waits_since()?, *number)));
        let Some((_, longest)) = waiting.min() else {
            return false;
        };
        if let Some(place) = self.free(longest) {
            place.leave.notify_one();
        }
        metrics::observe_turned_away("crowded");
        true
    }

    fn free(&mut self, number: u64) -> Option<Place> {
        let place = self.places.remove(&number)?;
        if let Some(address) = place.address
            && let Some(count) = self.of_address.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                self.of_address.remove(&address);
            }
        }
        metrics::observe_connections(self.places.len());
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn doors(connections: usize, per_address: usize) -> Arc<Doors> {
        Arc::new(Doors::new(Limits {
            connections,
            per_address,
            headers: Duration::from_secs(10),
            idle: Duration::from_secs(10),
            reading: Duration::from_secs(10),
            proxies: Arc::from(["10.0.0.0/8".parse().unwrap()]),
        }))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    async fn must_leave(seat: &Seat) -> bool {
        tokio::time::timeout(Duration::from_millis(20), seat.wanted())
            .await
            .is_ok()
    }

    #[tokio::test]
    async fn one_address_makes_room_for_itself_and_takes_no_place_from_others() {
        let doors = doors(100, 2);
        let first = doors.enter(ip("203.0.113.1")).unwrap();
        let second = doors.enter(ip("203.0.113.1")).unwrap();
        let other = doors.enter(ip("203.0.113.2")).unwrap();
        first.pulse.answers();
        let _third = doors.enter(ip("203.0.113.1")).unwrap();
        assert!(must_leave(&second).await, "it waited, and the first was being answered");
        assert!(!must_leave(&first).await && !must_leave(&other).await);
    }

    #[tokio::test]
    async fn who_is_being_answered_stays_and_the_next_one_is_turned_away() {
        let doors = doors(2, 100);
        let (a, b) = (
            doors.enter(ip("203.0.113.1")).unwrap(),
            doors.enter(ip("203.0.113.2")).unwrap(),
        );
        a.pulse.answers();
        b.pulse.answers();
        assert!(doors.enter(ip("203.0.113.3")).is_none());
        b.pulse.rests();
        assert!(doors.enter(ip("203.0.113.3")).is_some());
        assert!(must_leave(&b).await);
    }

    #[test]
    fn behind_our_proxy_there_are_many_clients_and_places_come_back() {
        let doors = doors(10, 1);
        let seats: Vec<_> = (0..10).map(|_| doors.enter(ip("10.1.2.3")).unwrap()).collect();
        for seat in &seats {
            seat.pulse.answers();
        }
        assert!(doors.enter(ip("10.1.2.3")).is_none());
        drop(seats);
        let inside = doors.lock();
        assert!(inside.places.is_empty() && inside.of_address.is_empty());
    }

    #[test]
    fn a_whole_network_of_ipv6_is_one_client() {
        assert_eq!(
            network_of(ip("2001:db8:1:2:3:4:5:6")),
            network_of(ip("2001:db8:1:2::1"))
        );
        assert_ne!(network_of(ip("2001:db8:1:2::1")), network_of(ip("2001:db8:1:3::1")));
    }
}
