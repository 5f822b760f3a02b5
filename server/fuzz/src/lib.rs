//! The parsers that read what strangers send, each as a function that takes any bytes. None may panic, and what one of them accepts
//! must come out the same when it is written and read again.
//!
//! `cargo xtask soak fuzz` drives them with libFuzzer; the usual tests replay `corpus/`.

mod forms;
mod texts;

/// A parser under test.
pub struct Target {
    /// Its name: of its corpus, its dictionary, and on the command line.
    pub name: &'static str,
    /// Reads any bytes; a panic is a finding.
    pub read: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 10] = [
    Target {
        name: "code",
        read: texts::code,
    },
    Target {
        name: "phone",
        read: texts::phone,
    },
    Target {
        name: "amount",
        read: texts::amount,
    },
    Target {
        name: "birthday",
        read: texts::birthday,
    },
    Target {
        name: "referral",
        read: texts::referral,
    },
    Target {
        name: "cursor",
        read: texts::cursor,
    },
    Target {
        name: "cookie",
        read: texts::cookie,
    },
    Target {
        name: "language",
        read: texts::language,
    },
    Target {
        name: "address",
        read: texts::address,
    },
    Target {
        name: "form",
        read: forms::form,
    },
];

/// The target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// What most parsers are given: text. Bytes that are none are read as a browser's would be, with replacement signs.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
