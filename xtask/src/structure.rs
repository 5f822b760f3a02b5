//! The rooms of a crate stay rooms: imports run one way between them, and no two files import each other in a circle.
//!
//! Each file is parsed, and what it names of its own crate is followed through re-exports to the file that defines it. A file that only
//! declares modules and passes their items on is a door and no part of a circle. What only tests name does not count.

mod files;
mod graph;
mod tests;

use files::Files;
use graph::Graph;

/// A crate that is held to this.
struct Checked {
    /// Its sources, below the repository.
    sources: &'static str,
    /// The modules of its first level, the lowest first. Those of one row do not know each other.
    rooms: &'static [&'static [&'static str]],
}

const CRATES: [Checked; 1] = [Checked {
    sources: "app/src",
    rooms: &[
        &["i18n", "symbol"],
        &["context", "islands"],
        &["passkey"],
        &["ui"],
        &["show"],
        &["staff"],
        &["member", "counter", "office"],
        &["document"],
    ],
}];

impl Checked {
    fn graph(&self) -> Graph {
        let folder = crate::workspace::Workspace::find().join(self.sources);
        Graph::of(&Files::read(&folder).expect("the sources can be read"))
    }
}
