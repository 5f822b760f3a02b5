//! Small parts: money, notices and empty states.

use huika_domain::Fen;
use leptos::prelude::*;

use super::icon::{Icon, icon};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Good,
    Warn,
    Bad,
}

impl Tone {
    const fn notice(self) -> &'static str {
        match self {
            Self::Plain => "notice",
            Self::Good => "notice good",
            Self::Warn => "notice warn",
            Self::Bad => "notice bad",
        }
    }

    /// The class of a small label.
    pub const fn badge(self) -> &'static str {
        match self {
            Self::Plain => "badge",
            Self::Good => "badge good",
            Self::Warn => "badge warn",
            Self::Bad => "badge bad",
        }
    }
}

/// A line that wants attention.
#[component]
pub fn Notice(
    tone: Tone,
    icon: Icon,
    /// Whether it is read out at once.
    #[prop(optional)]
    alert: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.notice() role=alert.then_some("alert")>
            {super::icon(icon)}
            {children()}
        </div>
    }
}

/// What stands where there is nothing yet, and the way on.
#[component]
pub fn Empty(
    icon: Icon,
    title: &'static str,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="empty">
            {self::icon(icon)}
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </section>
    }
}

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
