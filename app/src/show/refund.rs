//! A refund of a top-up in words: its arithmetic, its rule, why it was refused.

use huika_domain::{Line, RefundKind, RefundQuote, Words};
use huika_store::refund::{RefundTopUpError, RefundView, RefundWhy};
use leptos::prelude::*;

use crate::{context::Portal, i18n::Lang};

/// Line by line how the amount came about, as the books worked it out.
pub fn arithmetic(t: Lang, quote: &RefundQuote) -> impl IntoView + use<> {
    let lines: Vec<_> = quote
        .lines
        .iter()
        .map(|line: &Line| {
            let words = t.find(line.words.key(), &[]).unwrap_or_default();
            let how =
                (!line.arithmetic.is_empty()).then(|| view! { <span class="note">{line.arithmetic.clone()}</span> });
            view! {
                <div class=(line.words == Words::RefundAmount).then_some("sum")>
                    <dt>{words}</dt>
                    <dd>{line.amount.display()}{how}</dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="facts">{lines}</dl> }
}

/// Which of the two rules holds.
pub fn rule_words(portal: &Portal, t: Lang, quote: &RefundQuote) -> String {
    let days = i64::from(portal.store.rules().refunds.full_within_days);
    let days = [("count", days.into())];
    match quote.kind {
        RefundKind::InFull => t.with("refund-rule-in-full", &days),
        RefundKind::PrincipalLeft => t.with("refund-rule-principal-left", &days),
    }
}

pub fn counter_words(t: Lang, refund: &RefundView) -> &'static str {
    match refund.why {
        Some(RefundWhy::Review) => t.text("refund-counter-review"),
        Some(RefundWhy::TooLate) => t.text("refund-counter-too-late"),
        Some(RefundWhy::Abnormal) => t.text("refund-counter-abnormal"),
        Some(RefundWhy::ByHand) => t.text("refund-counter-by-hand"),
        Some(RefundWhy::NoAnswer) | None => t.text("refund-counter-no-answer"),
    }
}

/// The code of the words for a refusal.
pub fn said(error: &RefundTopUpError) -> &'static str {
    if let RefundTopUpError::Store(error) = error {
        tracing::error!(%error, "a refund could not be opened or ended");
        return "busy";
    }
    error.code()
}
