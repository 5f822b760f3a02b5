//! Every state that Stripe can name, and what it says of the money.

use crate::find;

/// What a payment intent's `status` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    /// The payer has something to do yet.
    Waiting,
    /// The bank is at work.
    Processing,
    Paid,
    Closed,
}

pub(super) const INTENTS: [(&str, Intent); 7] = [
    ("requires_payment_method", Intent::Waiting),
    ("requires_confirmation", Intent::Waiting),
    ("requires_action", Intent::Waiting),
    // We never ask for money to be reserved only; nothing came before it is captured.
    ("requires_capture", Intent::Waiting),
    ("processing", Intent::Processing),
    ("succeeded", Intent::Paid),
    ("canceled", Intent::Closed),
];

/// Whether a finished session's `payment_status` says that money came. Nothing of ours costs nothing.
pub(super) const SESSIONS: [(&str, bool); 3] = [("paid", true), ("unpaid", false), ("no_payment_required", false)];

/// What a refund's `status` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refund {
    Processing,
    Done,
    Closed,
    /// It came back from the payer's bank.
    Failed,
}

pub(super) const REFUNDS: [(&str, Refund); 5] = [
    ("pending", Refund::Processing),
    ("requires_action", Refund::Processing),
    ("succeeded", Refund::Done),
    ("canceled", Refund::Closed),
    ("failed", Refund::Failed),
];

/// What a dispute's `status` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dispute {
    Open,
    Lost,
    Withdrawn,
}

/// A `warning_…` is a question of the bank that took nothing yet, and often becomes a dispute. `charge_refunded` is told by its refund.
pub(super) const DISPUTES: [(&str, Dispute); 9] = [
    ("warning_needs_response", Dispute::Open),
    ("warning_under_review", Dispute::Open),
    ("warning_closed", Dispute::Withdrawn),
    ("needs_response", Dispute::Open),
    ("under_review", Dispute::Open),
    ("charge_refunded", Dispute::Withdrawn),
    ("prevented", Dispute::Withdrawn),
    ("won", Dispute::Withdrawn),
    ("lost", Dispute::Lost),
];

/// A word that is not known yet means that the payer has something to do: money is only there when it says so.
pub(super) fn intent(word: &str) -> Intent {
    find(&INTENTS, word).unwrap_or(Intent::Waiting)
}

pub(super) fn session_is_paid(word: &str) -> Option<bool> {
    find(&SESSIONS, word)
}

/// A refund without a state, or with a new one, is under way.
pub(super) fn refund(word: Option<&str>) -> Refund {
    word.and_then(|word| find(&REFUNDS, word)).unwrap_or(Refund::Processing)
}

/// A new word is no decision.
pub(super) fn dispute(word: &str) -> Dispute {
    find(&DISPUTES, word).unwrap_or(Dispute::Open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_there_only_when_stripe_says_so_in_a_word_that_is_known() {
        let paid: Vec<&str> = INTENTS
            .iter()
            .filter(|(_, means)| *means == Intent::Paid)
            .map(|(word, _)| *word)
            .collect();
        assert_eq!(paid, ["succeeded"]);
        let paid: Vec<&str> = SESSIONS
            .iter()
            .filter(|(_, paid)| *paid)
            .map(|(word, _)| *word)
            .collect();
        assert_eq!(paid, ["paid"]);
        let back: Vec<&str> = REFUNDS
            .iter()
            .filter(|(_, means)| *means == Refund::Done)
            .map(|(word, _)| *word)
            .collect();
        assert_eq!(back, ["succeeded"]);
        // A word that is new moves nothing, and lets nothing go.
        assert_eq!(
            (intent("surprise"), session_is_paid("surprise")),
            (Intent::Waiting, None)
        );
        assert_eq!(
            (refund(Some("surprise")), refund(None)),
            (Refund::Processing, Refund::Processing)
        );
        assert_eq!(dispute("surprise"), Dispute::Open);
    }

    #[test]
    fn every_state_of_a_dispute_says_whether_the_money_is_gone() {
        for (word, means) in DISPUTES {
            let expected = match word {
                "lost" => Dispute::Lost,
                "won" | "warning_closed" | "prevented" | "charge_refunded" => Dispute::Withdrawn,
                _ => Dispute::Open,
            };
            assert_eq!((means, dispute(word)), (expected, expected), "{word}");
        }
    }
}
