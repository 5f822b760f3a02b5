//! What the things that a campaign may name are called, read for its pages.

use huika_domain::{OperatorId, campaign::Terms};
use huika_store::{
    StoreError, Tx,
    campaign::{book_of, stack_groups},
    card::card_types,
    staff::stores_of,
    tag::tags,
};

use crate::show::campaign::Named;

/// Everything that these campaigns name, and that could be named.
pub fn named(tx: &mut Tx<'_>, viewer: OperatorId, terms: &[&Terms]) -> Result<Named, StoreError> {
    let groups = stack_groups(tx)?.into_iter().map(|group| (group.id, group.name));
    Ok(Named {
        stores: stores_of(tx, viewer)?,
        tiers: tx.rules().tiers.tiers.clone(),
        card_types: card_types(tx)?.into_iter().map(|one| (one.id, one.name)).collect(),
        tags: tags(tx)?.into_iter().map(|one| (one.id, one.name)).collect(),
        groups: groups.collect(),
        book: book_of(tx, terms)?,
    })
}
