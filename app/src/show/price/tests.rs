use huika_domain::pricing::{Reason, Step};

use crate::i18n::Lang;

#[test]
fn every_step_and_every_reason_why_an_offer_was_not_used_has_words_in_both_languages() {
    let steps = Step::ALL.map(Step::key);
    let reasons = Reason::ALL.map(Reason::key);
    for key in steps.into_iter().chain(reasons) {
        for lang in Lang::ALL {
            let words = lang.find(&key, &[]).unwrap_or_default();
            assert!(words.chars().count() > 1, "{key} in {}", lang.tag());
        }
    }
}
