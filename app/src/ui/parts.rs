//! Small parts: notices and empty states.

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

    /// The class of a pill of the office.
    const fn tag(self) -> &'static str {
        match self {
            Self::Plain => "tag",
            Self::Good => "tag g",
            Self::Warn => "tag w",
            Self::Bad => "tag b",
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

/// The state of something in a word, as the office shows it.
pub fn tag(tone: Tone, words: String) -> impl IntoView {
    view! { <span class=tone.tag()>{words}</span> }
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
    /// Whether it stands below a title that is not the page's.
    #[prop(optional)]
    below: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let title = if below {
        view! { <h4>{title}</h4> }.into_any()
    } else {
        view! { <h2>{title}</h2> }.into_any()
    };
    view! {
        <section class="empty">
            {self::icon(icon)}
            {title}
            <p>{text}</p>
            {children.map(|children| children())}
        </section>
    }
}
