//! Opening the books with the rules in them.

use crate::{
    Store, StoreConfig, StoreError,
    db::Renewal,
    settings::reading::{is_old, renew},
};

const RENEWAL: Renewal = Renewal { is_old, renew };

impl Store {
    /// Opens the books and brings their schema up to date.
    pub fn open(config: StoreConfig) -> Result<Self, StoreError> {
        Self::open_current(config, RENEWAL)
    }

    /// Opens books that are there with the schema of this program, and neither makes nor changes any: what looks at books must not
    /// bring forth those that it then finds right, nor change them under a server that runs.
    pub fn open_as_they_are(config: StoreConfig) -> Result<Self, StoreError> {
        Self::open_unchanged(config, RENEWAL)
    }
}
