//! The rooms of a crate stay rooms: imports run one way between them, and no two files import each other in a circle.
//!
//! Each file is parsed, and what it names of its own crate is followed through re-exports to the file that defines it. A file that only
//! declares modules and passes their items on is a door and no part of a circle. What only tests name does not count.

mod bound;
mod files;
mod graph;
mod tests;

use files::Files;
use graph::Graph;

/// A crate that is held to this.
struct Checked {
    /// Its sources, below the repository.
    sources: &'static str,
    /// The modules of its first level, the lowest first.
    rows: &'static [Row],
}

/// Rooms of one height.
#[derive(Debug, Clone, Copy)]
enum Row {
    /// They do not know each other.
    Apart(&'static [&'static str]),
    /// They are areas of one business and call each other; two of their files still import each other in no circle.
    Together(&'static [&'static str]),
}

impl Row {
    const fn rooms(self) -> &'static [&'static str] {
        match self {
            Self::Apart(rooms) | Self::Together(rooms) => rooms,
        }
    }
}

const CRATES: [Checked; 2] = [
    Checked {
        sources: "app/src",
        rows: &[
            Row::Apart(&["i18n", "symbol"]),
            Row::Apart(&["context", "islands"]),
            Row::Apart(&["passkey"]),
            Row::Apart(&["ui"]),
            Row::Apart(&["show"]),
            Row::Apart(&["staff"]),
            Row::Apart(&["member", "counter", "office"]),
            Row::Apart(&["document"]),
        ],
    },
    Checked {
        sources: "server/store/src",
        rows: &[
            Row::Apart(&["ranges", "rules"]),
            Row::Apart(&["db"]),
            Row::Apart(&["ledger"]),
            Row::Together(&[
                "adjustment",
                "campaign",
                "card",
                "coupon",
                "day_close",
                "goods",
                "mall",
                "member",
                "merge",
                "organisation",
                "parked",
                "pay_code",
                "payment",
                "picture",
                "points",
                "price",
                "reconciliation",
                "referral",
                "refund",
                "report",
                "sale",
                "settings",
                "shift",
                "sign_off",
                "staff",
                "tag",
                "tier",
                "till",
                "top_up",
                "waiting",
            ]),
            Row::Apart(&["audit", "books", "import", "preview", "search", "setup"]),
            Row::Apart(&["segment"]),
            Row::Apart(&["demo", "retention"]),
            Row::Apart(&["privacy"]),
            Row::Apart(&["testing"]),
        ],
    },
];

impl Checked {
    fn graph(&self) -> Graph {
        let folder = crate::workspace::Workspace::find().join(self.sources);
        Graph::of(&Files::read(&folder).expect("the sources can be read"))
    }
}
