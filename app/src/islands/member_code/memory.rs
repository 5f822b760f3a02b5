//! What a phone remembers between two visits, as one line of text.

use huika_domain::{Handle, Prefix};

/// Whose code it is, and how far the phone's clock was from the server's when they were last compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    pub prefix: Prefix,
    pub handle: Handle,
    /// The server's clock minus the phone's.
    pub offset_millis: i64,
    /// The phone's clock when they were compared.
    pub noted_millis: i64,
}

/// As long as a session: what was compared before is not believed.
const BELIEVED_MILLIS: i64 = 30 * 24 * 3600 * 1000;

impl Memory {
    pub fn to_text(self) -> String {
        let Self {
            prefix,
            handle,
            offset_millis,
            noted_millis,
        } = self;
        format!("{} {} {offset_millis} {noted_millis}", prefix.get(), handle.get())
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        Some(Self {
            prefix: Prefix::new(words.next()?.parse().ok()?).ok()?,
            handle: Handle::new(words.next()?.parse().ok()?).ok()?,
            offset_millis: words.next()?.parse().ok()?,
            noted_millis: words.next()?.parse().ok()?,
        })
    }

    /// Whether the phone's clock, which reads `now_millis`, may have been set since: it reads less than before, or it was not
    /// compared for longer than a session lasts.
    pub fn is_doubtful(self, now_millis: i64) -> bool {
        let since = now_millis - self.noted_millis;
        !(0..BELIEVED_MILLIS).contains(&since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> Memory {
        Memory {
            prefix: Prefix::new(88).unwrap(),
            handle: Handle::new(123_456_789).unwrap(),
            offset_millis: -600_000,
            noted_millis: 1_700_000_000_000,
        }
    }

    #[test]
    fn a_memory_survives_its_text_and_rubbish_is_none() {
        assert_eq!(Memory::parse(&memory().to_text()), Some(memory()));
        for text in ["", "88", "88 1000000000 0 0", "10 123456789 0 0", "88 123456789 x 0"] {
            assert_eq!(Memory::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_clock_that_went_back_or_was_not_compared_for_a_month_is_doubted() {
        let noted = memory().noted_millis;
        assert!(!memory().is_doubtful(noted + 60_000));
        assert!(memory().is_doubtful(noted - 1));
        assert!(memory().is_doubtful(noted + BELIEVED_MILLIS));
    }
}
