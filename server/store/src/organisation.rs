//! The chain as a tree: headquarters, regions, stores. Which store is in which region has dates, so that what is asked about last year is
//! answered by last year's tree.

mod change;
mod region;
mod store;
mod tree;

pub use change::OrganisationError;
pub use region::{RegionRow, end_region, make_region, move_store, regions, rename_region};
pub use store::{StoreDetails, StoreRow, change_store, close_store, make_store, reopen_store, store};
pub use tree::{TreeOf, TreeQuery, TreeStore, region_on, stores_on};
