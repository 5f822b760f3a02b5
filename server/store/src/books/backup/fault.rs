//! What a file system says, as the store's own error.

use crate::StoreError;

pub(super) fn storage(error: &std::io::Error) -> StoreError {
    StoreError::Storage(error.to_string())
}
