//! What differs between an order and what a gateway says of its payment.

use huika_domain::Fen;
use huika_store::payment::Misfit;

use super::channel::channel_name;
use crate::i18n::Lang;

/// "金额：订单 ¥100.00，平台 ¥100.01".
fn misfit_words(t: Lang, reason: &str, misfit: &Misfit) -> String {
    let name = t.find(&format!("misfit-{}", misfit.what), &[]);
    let Some(name) = name else {
        // Of an earlier version, which wrote sentences.
        return misfit.theirs.clone();
    };
    let said = |text: &str| match (misfit.what.as_str(), text.parse::<i64>()) {
        ("amount", Ok(fen)) => Fen::new(fen).display(),
        // Which of the gateway's refunds or disputes it was stands on the other side.
        ("gone", Ok(fen)) if text == misfit.theirs => Fen::new(fen).display(),
        ("gone", _) if text == misfit.theirs => t.text("misfit-gone-unknown").to_owned(),
        ("channel", _) => channel_name(t, text),
        _ => text.to_owned(),
    };
    let key = match (misfit.what.as_str(), reason) {
        ("gone", _) => "misfit-went",
        ("refund", _) => "misfit-named",
        (_, "above-cap") => "misfit-above-cap",
        _ => "misfit-differs",
    };
    let (ours, theirs) = (said(&misfit.ours), said(&misfit.theirs));
    t.with(
        key,
        &[("what", name.into()), ("ours", ours.into()), ("theirs", theirs.into())],
    )
}

/// What differs, out of the reason and of what is kept with it, as the list has both in one column.
pub fn differences_of(t: Lang, kept: &str) -> String {
    let (reason, detail) = kept.split_once(' ').unwrap_or((kept, ""));
    match serde_json::from_str::<Vec<Misfit>>(detail) {
        Ok(misfits) => differences(t, reason, &misfits),
        // An earlier version wrote sentences.
        Err(_) => detail.to_owned(),
    }
}

/// What differs, in a sentence each.
pub fn differences(t: Lang, reason: &str, misfits: &[Misfit]) -> String {
    let words: Vec<String> = misfits.iter().map(|misfit| misfit_words(t, reason, misfit)).collect();
    words.join("; ")
}
