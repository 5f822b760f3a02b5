//! What rights are, in sentences.

use huika_domain::{Capability, Fen, Measure, Points, Reach, Right, Rights};

use crate::i18n::Lang;

/// What a right is for.
pub fn capability(t: Lang, capability: Capability) -> String {
    said(t, &format!("capability-{capability}"))
}

/// How far it reaches.
pub fn reach(t: Lang, reach: Reach) -> String {
    said(t, &format!("reach-{reach}"))
}

/// Where somebody of this role works.
pub fn post(t: Lang, post: Reach) -> String {
    said(t, &format!("post-{post}"))
}

fn said(t: Lang, key: &str) -> String {
    t.find(key, &[]).unwrap_or_default()
}

/// A limit, in the measure of its right.
pub fn limit(t: Lang, measure: Measure, amount: i64) -> String {
    match measure {
        Measure::Money => Fen::new(amount).display(),
        Measure::Points => t.with("role-points", &[("points", Points::new(amount).display().into())]),
    }
}

/// One right: for what, how far, and up to how much.
pub fn right(t: Lang, right: &Right) -> String {
    let mut parts = vec![capability(t, right.capability), reach(t, right.reach)];
    if let Some(measure) = right.capability.measure() {
        let with = |key: &'static str, amount: i64| t.with(key, &[("limit", limit(t, measure, amount).into())]);
        parts.push(match right.per_act {
            Some(amount) => with("role-per-act", amount),
            None => t.text("role-per-act-rule").to_owned(),
        });
        parts.extend(right.per_day.map(|amount| with("role-per-day", amount)));
    }
    parts.join(" · ")
}

/// What is different between two sets of rights, a sentence each.
pub fn differences(t: Lang, before: &Rights, after: &Rights) -> Vec<String> {
    let mut said = Vec::new();
    for capability in Capability::ALL {
        let (was, is) = (before.get(capability), after.get(capability));
        let words = match (was, is) {
            (was, is) if was == is => continue,
            (None, Some(is)) => t.with("role-right-given", &[("right", right(t, is).into())]),
            (Some(was), None) => t.with("role-right-taken", &[("right", right(t, was).into())]),
            (Some(was), Some(is)) => t.with(
                "role-right-changed",
                &[("was", right(t, was).into()), ("right", right(t, is).into())],
            ),
            (None, None) => continue,
        };
        said.push(words);
    }
    said
}
