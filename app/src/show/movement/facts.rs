//! What an entry of the books says about itself beside its sentence, each with its name.

use huika_domain::Fen;
use huika_store::{
    ledger::{EntryKind, Explanation},
    member::Movement,
};

use super::{held_of, refund_of};
use crate::{
    i18n::Lang,
    show::channel::{channel_name, tender_name},
};

/// What the entry itself knows about its cause. The books' own references and rules are not among it: they are for those who check.
pub fn named_facts(t: Lang, movement: &Movement, reference: &str) -> Vec<(&'static str, String)> {
    let money = |name, amount: Fen| (!amount.is_zero()).then(|| (t.text(name), amount.display()));
    let text = |name, value: &str| (!value.is_empty()).then(|| (t.text(name), value.to_owned()));
    let own_number = reference.split_once(':').map_or("", |(_, number)| number);
    let facts: Vec<Option<(&'static str, String)>> = match &movement.explanation {
        Explanation::TopUp { number, channel, .. } => vec![
            text("entry-channel", &channel_name(t, channel)),
            money("line-paid-in", movement.principal),
            money("line-bonus-given", movement.bonus),
            text("pay-number", number),
        ],
        Explanation::Sale {
            receipt_number,
            gross,
            discount,
            points_value,
            outside,
            outside_channel,
        } => vec![
            money("line-gross", *gross),
            money("line-discount", negative(*discount)),
            money("line-points-deduction", negative(*points_value)),
            money("line-outside", *outside),
            text("entry-channel", &tender_name(t, outside_channel)).filter(|_| !outside.is_zero()),
            text("receipt-number", receipt_number),
        ],
        Explanation::Redemption { number, .. } => vec![text("order-number", number)],
        Explanation::Reversal { number, gross } => vec![
            money("line-gross", *gross),
            text("entry-number", own_number),
            text("entry-of-sale", number),
        ],
        Explanation::Expiry { points, bonus } => vec![
            text("account-points", &points.display()).filter(|_| !points.is_zero()),
            money("account-bonus", *bonus),
        ],
        Explanation::Closing {
            principal,
            bonus,
            points,
        } => vec![
            money("account-principal", *principal),
            money("account-bonus", *bonus),
            text("account-points", &points.display()).filter(|_| !points.is_zero()),
        ],
        Explanation::Manual { reason, .. } => match movement.kind {
            EntryKind::Adjustment => vec![text("entry-reason", reason), text("entry-number", own_number)],
            EntryKind::Fee => vec![],
            _ => vec![text("entry-reason", reason)],
        },
        Explanation::Gift { message, .. } => vec![text("entry-message", message)],
        Explanation::Replacement { old_tail, fee, channel } => vec![
            money("card-fee", *fee),
            text("entry-channel", &channel_name(t, channel)).filter(|_| !channel.is_empty()),
            text("entry-old-card", old_tail),
        ],
        Explanation::Welcome { .. }
        | Explanation::TierGift { .. }
        | Explanation::Referral { .. }
        | Explanation::Merge { .. } => Vec::new(),
        Explanation::Drawer { amount, reason, .. } => {
            vec![money("drawer-amount", *amount), text("entry-reason", reason)]
        }
        Explanation::CardFee {
            tail,
            period,
            fee,
            channel,
        } => vec![
            money("entry-fee", *fee),
            text("entry-period", period),
            text("entry-channel", &channel_name(t, channel)).filter(|_| !channel.is_empty()),
            text("entry-card", tail),
        ],
        Explanation::Hold { .. } | Explanation::Refund { .. } => refund_facts(t, movement),
    };
    facts.into_iter().flatten().collect()
}

/// Which top-up goes back, where to, and how far that is.
fn refund_facts(t: Lang, movement: &Movement) -> Vec<Option<(&'static str, String)>> {
    if let Some(held) = held_of(movement) {
        return vec![
            Some((t.text("entry-channel"), channel_name(t, &held.channel))),
            Some((t.text("pay-number"), held.top_up.clone())),
        ];
    }
    let Some(refund) = refund_of(movement) else {
        return Vec::new();
    };
    let state = t
        .find(&format!("refund-state-{}", refund.status.as_str()), &[])
        .unwrap_or_default();
    vec![
        Some((t.text("refund-state"), state)),
        Some((t.text("entry-goes-to"), channel_name(t, &refund.channel))),
        (!movement.bonus.is_zero()).then(|| (t.text("line-bonus-lapses"), movement.bonus.display())),
        Some((t.text("pay-number"), refund.top_up.clone())),
        Some((t.text("refund-number"), refund.number.clone())),
    ]
}

fn negative(amount: Fen) -> Fen {
    amount.checked_neg().unwrap_or(amount)
}
