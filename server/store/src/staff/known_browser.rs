//! A browser in which operators have signed in before: a sealed cookie that says so. Wrong passwords typed in it are counted for it
//! alone, so nobody who tries a log-in from elsewhere can keep its operator out ("device cookies" of OWASP).

use huika_domain::OperatorId;

use crate::{Context, db::secret::Secret};

const SEAL: &str = "known-browser";
/// Operators that one counter's browser remembers; the one who was there longest ago is forgotten first.
const OPERATORS: usize = 20;

/// What the cookie says.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownBrowser {
    /// Random, so that each browser is counted by itself.
    name: String,
    operators: Vec<OperatorId>,
}

impl KnownBrowser {
    /// Reads the cookie; `None` when it was not sealed here.
    #[must_use]
    pub fn open(secret: &Secret, sealed: &[u8]) -> Option<Self> {
        let text = String::from_utf8(secret.open(SEAL, sealed).ok()?).ok()?;
        let mut lines = text.lines();
        let name = lines.next()?.to_owned();
        let operators = lines.filter_map(|line| OperatorId::parse(line).ok()).collect();
        Some(Self { name, operators })
    }

    /// For the cookie.
    #[must_use]
    pub fn seal(&self, secret: &Secret) -> Vec<u8> {
        let operators = self.operators.iter().map(ToString::to_string);
        let lines: Vec<String> = std::iter::once(self.name.clone()).chain(operators).collect();
        secret.seal(SEAL, lines.join("\n").as_bytes())
    }

    /// The browser of `before`, or a new one, in which this operator has just signed in.
    #[must_use]
    pub fn after_sign_in(context: &Context, before: Option<Self>, operator: OperatorId) -> Self {
        let mut browser = before.unwrap_or_else(|| Self {
            name: context.rng.token(),
            operators: Vec::new(),
        });
        browser.operators.retain(|known| *known != operator);
        browser.operators.insert(0, operator);
        browser.operators.truncate(OPERATORS);
        browser
    }

    /// Whether this operator has signed in here before.
    #[must_use]
    pub fn knows(&self, operator: OperatorId) -> bool {
        self.operators.contains(&operator)
    }

    /// What tells it from others.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl std::fmt::Debug for KnownBrowser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KnownBrowser")
            .field("operators", &self.operators)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use huika_domain::OperatorId;

    use super::{KnownBrowser, OPERATORS};
    use crate::{
        db::secret::Secret,
        testing::{NOON, SetClock, context},
    };

    #[test]
    fn a_browser_remembers_who_signed_in_last_and_only_what_was_sealed_here() {
        let context = context(SetClock::at(NOON), 1);
        let browser = (1..=OPERATORS as i64 + 1).fold(None, |browser, id| {
            Some(KnownBrowser::after_sign_in(&context, browser, OperatorId::new(id)))
        });
        let browser = browser.expect("somebody signed in");
        assert!(!browser.knows(OperatorId::new(1)) && browser.knows(OperatorId::new(2)));
        let sealed = browser.seal(&context.secret);
        assert_eq!(KnownBrowser::open(&context.secret, &sealed), Some(browser));
        assert_eq!(KnownBrowser::open(&Secret::new(&[8; 32]), &sealed), None);
        assert_eq!(KnownBrowser::open(&context.secret, b"nonsense"), None);
    }
}
