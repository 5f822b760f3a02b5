//! What a sealed day is, and what its hash covers.

use huika_domain::BusinessDay;
use serde::Serialize;

use crate::db::secret::sha256;

/// The hash of the newest sealed day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seal {
    /// Which day.
    pub day: BusinessDay,
    /// Entries of it.
    pub entries: i64,
    /// The chain's hash up to and with it, in hex.
    pub hash: String,
}

/// What a day's hash covers. Days keep the form in which they were sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form(pub(super) i64);

impl Form {
    /// Entries, postings, and the lots that were granted. The form before had no lots.
    pub(super) const WITH_LOTS: Self = Self(2);
}

/// The next hash of the chain.
pub(super) fn chained(hash: &[u8], row: &[u8; 32]) -> Vec<u8> {
    sha256(&[hash, row].concat()).to_vec()
}
