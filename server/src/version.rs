//! Which program this is: its version, and the commit that it was built from.

/// The version of the package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The first digits of the commit's name, or `unknown`.
pub const COMMIT: &str = env!("HUIKA_BUILT_FROM");

/// Whether the sources were other than the commit's: `true`, `false` or `unknown`.
pub const CHANGED: &str = env!("HUIKA_BUILT_CHANGED");

/// All of it, as `huika --version` says it.
pub const IN_WORDS: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("HUIKA_BUILT_WORDS"), ")");
