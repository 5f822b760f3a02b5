//! One attempt to be paid by a code, as a pure machine: what is heard moves it, and the time says what to do next.
//!
//! Always: money is taken as paid only while nobody has begun to reverse it. From then on only the gateway's word that it is closed, or
//! that the money went back, ends the attempt; so a payment that arrives beside its own reversal is never given away, and nobody who was
//! charged is told that nothing was taken.

use serde::{Deserialize, Serialize};

use crate::{ChannelId, Millis, text_enum};

text_enum! {
    /// How far an attempt is. The words of each are `pay-code-state-` with its text.
    pub enum CodePayState {
        /// The gateway was, or is just being, asked for the money, and has not said what came of it.
        Asked = "asked",
        /// The customer is asked on their phone.
        Waiting = "waiting",
        /// The money is there.
        Paid = "paid",
        /// Unclear, and being reversed: until the gateway proves the end, nobody may be told that nothing was paid.
        Reversing = "reversing",
        /// Ended, and nothing was taken.
        Unpaid = "unpaid",
        /// Ended: it was taken and went back.
        Returned = "returned",
        /// Something about the payment does not fit; people look at it.
        Quarantined = "quarantined",
    }
}

impl CodePayState {
    /// Whether the customer may still be paying, so that no other attempt may begin for the same bill.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Waiting | Self::Reversing)
    }
}

/// What was heard of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeHeard {
    /// The customer has to do something on their phone, or has not paid yet.
    NotPaid,
    /// The gateway does not know it.
    Unknown,
    /// Paid.
    Paid,
    /// Paid, and all of it went back.
    WentBack,
    /// It can no longer be paid.
    Closed,
    /// The gateway refused the code, and a question afterwards confirmed that nothing was paid.
    Refused,
    /// The time is over, or the cashier stopped it; of a payment that is there, that nothing is handed out for it.
    GivenUp,
}

/// How often a gateway is asked, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePace {
    /// Between two questions.
    pub every_secs: i64,
    /// From when on it may be reversed.
    pub reversible_after_secs: i64,
    /// When it is given up.
    pub gives_up_after_secs: i64,
}

impl CodePace {
    /// WeChat: a question every 5 s for 45 s, and no reversal in the first 15 s. Alipay: every 3 s for 60 s.
    #[must_use]
    pub const fn of(channel: ChannelId) -> Self {
        match channel {
            ChannelId::Alipay => Self {
                every_secs: 3,
                reversible_after_secs: 0,
                gives_up_after_secs: 60,
            },
            ChannelId::WeChat | ChannelId::Stripe => Self {
                every_secs: 5,
                reversible_after_secs: 15,
                gives_up_after_secs: 45,
            },
        }
    }
}

/// What has to be done next about an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeNext {
    /// Ask how it stands.
    Ask,
    /// Ask, and reverse it directly afterwards when it is not paid.
    AskAndGiveUp,
    /// Reverse it, then ask for the proof.
    Reverse,
    /// Nothing.
    Nothing,
}

/// An attempt as the machine sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeAttempt {
    /// How far it is.
    pub state: CodePayState,
    /// When the gateway was asked first.
    pub opened_at: Millis,
    /// Whose pace.
    pub channel: ChannelId,
}

impl CodeAttempt {
    /// The state after what was heard; none where it changes nothing.
    #[must_use]
    pub fn after(self, heard: CodeHeard) -> Option<CodePayState> {
        use CodePayState::{Asked, Paid, Quarantined, Returned, Reversing, Unpaid, Waiting};
        let next = match (self.state, heard) {
            (Asked | Waiting, CodeHeard::NotPaid) => Waiting,
            (Asked | Waiting, CodeHeard::Paid) => Paid,
            // The store asks for this of a payment only while no sale has used it.
            // And nobody may keep what nothing was handed out for.
            (Asked | Waiting | Paid, CodeHeard::GivenUp) | (Unpaid, CodeHeard::Paid) => Reversing,
            (Asked | Waiting, CodeHeard::Refused) | (Asked | Waiting | Reversing, CodeHeard::Closed) => Unpaid,
            (Asked | Waiting | Reversing | Unpaid, CodeHeard::WentBack) => Returned,
            // What a person looks at moves by a person; the rest is known, or proves nothing.
            (Quarantined | Returned | Unpaid, _)
            | (
                Paid,
                CodeHeard::NotPaid
                | CodeHeard::Unknown
                | CodeHeard::Paid
                | CodeHeard::WentBack
                | CodeHeard::Closed
                | CodeHeard::Refused,
            )
            | (Asked | Waiting, CodeHeard::Unknown)
            | (
                Reversing,
                CodeHeard::NotPaid | CodeHeard::Unknown | CodeHeard::Paid | CodeHeard::Refused | CodeHeard::GivenUp,
            ) => return None,
        };
        (next != self.state).then_some(next)
    }

    /// What to do now.
    #[must_use]
    pub fn next(self, now: Millis) -> CodeNext {
        let pace = CodePace::of(self.channel);
        let age = now.secs_since(self.opened_at);
        match self.state {
            CodePayState::Asked | CodePayState::Waiting if age >= pace.gives_up_after_secs => CodeNext::AskAndGiveUp,
            CodePayState::Reversing if age >= pace.reversible_after_secs => CodeNext::Reverse,
            CodePayState::Asked | CodePayState::Waiting | CodePayState::Reversing => CodeNext::Ask,
            CodePayState::Paid | CodePayState::Unpaid | CodePayState::Returned | CodePayState::Quarantined => {
                CodeNext::Nothing
            }
        }
    }

    /// When the gateway is asked again, after the question number `asked`; none when there is nothing left to ask. A reversal is repeated
    /// less and less often, and for as long as it takes.
    #[must_use]
    pub fn asks_again(self, asked: i64, now: Millis) -> Option<Millis> {
        const REVERSALS_SECS: [i64; 6] = [5, 5, 15, 60, 300, 1_800];
        let pace = CodePace::of(self.channel);
        match self.state {
            CodePayState::Asked | CodePayState::Waiting => {
                let end = self.opened_at.plus_secs(pace.gives_up_after_secs);
                let next = now.plus_secs(pace.every_secs);
                Some(if now < end { next.min(end) } else { next })
            }
            CodePayState::Reversing => {
                let earliest = self.opened_at.plus_secs(pace.reversible_after_secs);
                let tried = asked - pace.gives_up_after_secs / pace.every_secs;
                let step = usize::try_from(tried).unwrap_or(0).min(REVERSALS_SECS.len() - 1);
                Some(now.plus_secs(REVERSALS_SECS[step]).max(earliest))
            }
            CodePayState::Paid | CodePayState::Unpaid | CodePayState::Returned | CodePayState::Quarantined => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENED: Millis = Millis::new(1_795_000_000_000);

    fn at(state: CodePayState) -> CodeAttempt {
        CodeAttempt {
            state,
            opened_at: OPENED,
            channel: ChannelId::WeChat,
        }
    }

    /// A row a state, a column for each thing that can be heard: not paid, unknown, paid, went back, closed, refused, given up.
    #[test]
    fn every_state_and_every_word_have_their_place_in_the_table() {
        use CodePayState::{Asked, Paid, Quarantined, Returned, Reversing, Unpaid, Waiting};
        let heard = [
            CodeHeard::NotPaid,
            CodeHeard::Unknown,
            CodeHeard::Paid,
            CodeHeard::WentBack,
            CodeHeard::Closed,
            CodeHeard::Refused,
            CodeHeard::GivenUp,
        ];
        let table = [
            (Asked, [Waiting, Asked, Paid, Returned, Unpaid, Unpaid, Reversing]),
            (Waiting, [Waiting, Waiting, Paid, Returned, Unpaid, Unpaid, Reversing]),
            (Paid, [Paid, Paid, Paid, Paid, Paid, Paid, Reversing]),
            (
                Reversing,
                [Reversing, Reversing, Reversing, Returned, Unpaid, Reversing, Reversing],
            ),
            (Unpaid, [Unpaid, Unpaid, Reversing, Returned, Unpaid, Unpaid, Unpaid]),
            (Returned, [Returned; 7]),
            (Quarantined, [Quarantined; 7]),
        ];
        assert_eq!(table.len(), CodePayState::ALL.len());
        for (state, after) in table {
            for (word, expected) in heard.into_iter().zip(after) {
                let found = at(state).after(word).unwrap_or(state);
                assert_eq!(found, expected, "{state:?} and {word:?}");
            }
        }
    }

    #[test]
    fn the_gateway_is_asked_until_the_time_is_over_and_reversed_only_when_it_may_be() {
        let secs = |secs| OPENED.plus_secs(secs);
        let waiting = at(CodePayState::Waiting);
        assert_eq!(waiting.next(secs(44)), CodeNext::Ask);
        assert_eq!(waiting.next(secs(45)), CodeNext::AskAndGiveUp);
        assert_eq!(
            waiting.asks_again(8, secs(43)),
            Some(secs(45)),
            "the last question is on time"
        );
        let reversing = at(CodePayState::Reversing);
        assert_eq!(reversing.next(secs(3)), CodeNext::Ask, "stopped by the cashier at once");
        assert_eq!(reversing.asks_again(1, secs(3)), Some(secs(15)));
        assert_eq!(reversing.next(secs(15)), CodeNext::Reverse);
        assert_eq!(at(CodePayState::Paid).asks_again(1, secs(3)), None);
        let alipay = CodeAttempt {
            channel: ChannelId::Alipay,
            ..waiting
        };
        assert_eq!(
            (alipay.next(secs(59)), alipay.next(secs(60))),
            (CodeNext::Ask, CodeNext::AskAndGiveUp)
        );
    }
}
