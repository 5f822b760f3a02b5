//! Tiers: what counts day by day, up at once, down one step after a notice that was sent, and what is given by hand. The numbers are those
//! of the edge cases in which others failed (OFFICE 3).

mod by_hand;
mod falling;
mod metrics;
mod rising;

use huika_domain::{Fen, MemberId, PayWith, PointsWanted};
use huika_store::{
    db::outbox::{self, Message},
    sale::SaleReceipt,
    tier::{
        TierCause, TierCursor, TierPage, end_tiers_by_hand, review_tier, settle_tier_notices, tier_changes, tier_page,
        tiers_to_review,
    },
};

use crate::shop::{Member, Shop};

const DAY_SECS: i64 = 86_400;

fn page(shop: &Shop, member: MemberId) -> TierPage {
    shop.read(move |tx| tier_page(tx, member)).expect("the member is there")
}

/// What counts, and the rank that holds.
fn counted(shop: &Shop, member: MemberId) -> (i64, u8) {
    let page = page(shop, member);
    (page.counted.get(), page.tier.rank)
}

/// A bill of the member with this phone, who signs in again when that is due.
fn pay(shop: &Shop, phone: &str, amount: i64, key: &str) -> (Member, SaleReceipt) {
    let member = shop.join(phone);
    let sale = shop.buy(&member, Fen::new(amount), PointsWanted::None, PayWith::Outside, key);
    (member, sale)
}

/// The night's look at everybody's tier.
fn night(shop: &Shop) {
    shop.write(|tx| settle_tier_notices(tx, 100))
        .expect("notices are settled");
    shop.write(|tx| end_tiers_by_hand(tx, 100)).expect("tiers end");
    let members = shop.read(|tx| tiers_to_review(tx, TierCursor::default(), 100));
    for (member, _) in members {
        shop.write(move |tx| review_tier(tx, member))
            .expect("a tier is looked at");
    }
}

/// Delivers what waits in the outbox, with this outcome, and answers it.
fn deliver(shop: &Shop, outcome: &'static str) -> Vec<Message> {
    let messages = shop.write(|tx| outbox::take(tx, 100, 60)).expect("the outbox works");
    for message in &messages {
        let id = message.id;
        shop.write(move |tx| outbox::settle(tx, id, outcome))
            .expect("the outbox works");
    }
    messages
}

/// Causes and ranks of the changes, the oldest first.
fn history(shop: &Shop, member: MemberId) -> Vec<(TierCause, i64, i64)> {
    let changes = shop.read(move |tx| tier_changes(tx, member, None, 100));
    let mut changes: Vec<_> = changes
        .into_iter()
        .map(|change| (change.cause, change.from, change.to))
        .collect();
    changes.reverse();
    changes
}
