//! Money as pages show it.

use huika_domain::Fen;
use leptos::prelude::*;

/// Money as the largest thing of a page, its sign smaller than its digits.
pub fn big_money(amount: Fen) -> impl IntoView {
    let text = amount.display();
    let (sign, digits) = text.split_at(text.find(|c: char| c.is_ascii_digit()).unwrap_or_default());
    view! { <span class="big"><span class="sign">{sign.to_owned()}</span>{digits.to_owned()}</span> }
}

/// A signed amount at the end of a row; what comes in is coloured, and its sign says it too.
pub fn amount(text: String, comes_in: bool) -> impl IntoView {
    view! { <span class=if comes_in { "amount in" } else { "amount" }>{text}</span> }
}
