//! How long a top-up may be paid, and whose figures what members do on their phones is.

use super::{
    Body, Dimension, Sentence, Unit,
    area::{choice, span, whole},
};
use serde::{Deserialize, Serialize};

/// The life of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TopUpRule {
    /// How long it may be paid.
    pub lives_secs: i64,
    /// How long after that the gateway is still asked.
    pub grace_secs: i64,
    /// Whose figures a top-up and a redemption on the phone belong to.
    pub phone_store: PhoneStore,
    /// Orders of one member that may wait for their payment at one time: the gateway is asked about each of them until it is over.
    pub open_orders: i64,
    /// Orders that one member may open within an hour without paying them, be they given up or not.
    pub orders_an_hour: i64,
}

/// Whose figures what a member does on the phone belongs to. At home by default: whoever runs a store looks after the members who joined
/// there, and what those pay in would otherwise stand in no store's figures at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhoneStore {
    /// The member's home store's; headquarters' for a member of no store.
    #[default]
    HomeStore,
    /// Headquarters', and no store's.
    NoStore,
}

impl Default for TopUpRule {
    fn default() -> Self {
        Self {
            lives_secs: 15 * 60,
            grace_secs: 60 * 60,
            phone_store: PhoneStore::HomeStore,
            open_orders: 10,
            orders_an_hour: 30,
        }
    }
}

impl Body for TopUpRule {
    const DIMENSION: Dimension = Dimension::Chain;
    const SENTENCES: &'static [Sentence] = &[
        Sentence::of("lives", &[span("lives_secs", 60, 86_400, Unit::Minutes)]),
        Sentence::of("grace", &[span("grace_secs", 0, 2_592_000, Unit::Minutes)]),
        Sentence::of("phone", &[choice("phone_store", &["home-store", "no-store"])]),
        Sentence::of(
            "orders",
            &[whole("open_orders", 1, 10_000), whole("orders_an_hour", 1, 10_000)],
        ),
    ];
}
