//! The frame around every member page: title, way back, the page itself, the five places.

use leptos::{hydration::HydrationScripts, prelude::*};
use leptos_meta::Title as HeadTitle;

use super::live;
use crate::{
    context::{Waiting, portal, visit},
    i18n::Lang,
    show::card::stopped_words,
    ui::icon::{self, Icon, icon},
};

/// One of the five places of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Home,
    Mall,
    Code,
    Statement,
    Me,
}

impl Tab {
    const ALL: [Self; 5] = [Self::Home, Self::Mall, Self::Code, Self::Statement, Self::Me];

    const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Mall => "/mall",
            Self::Code => "/code",
            Self::Statement => "/statement",
            Self::Me => "/me",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Home => icon::HOME,
            Self::Mall => icon::BAG,
            Self::Code => icon::SCAN,
            Self::Statement => icon::RECEIPT,
            Self::Me => icon::USER,
        }
    }

    fn name(self, t: Lang) -> &'static str {
        match self {
            Self::Home => t.text("tab-home"),
            Self::Mall => t.text("tab-mall"),
            Self::Code => t.text("tab-code"),
            Self::Statement => t.text("tab-statement"),
            Self::Me => t.text("tab-me"),
        }
    }
}

/// The document's title: the page's name and the shop's.
#[component]
pub fn Title(text: String) -> impl IntoView {
    let title = [text, portal().face().name.clone()].join(" · ");
    view! { <HeadTitle text=as_markup(&title) /> }
}

/// The title is put into the page as it stands, so a name or a search with a `<` in it must not end it.
fn as_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The script that wakes the islands; only pages that have one carry it.
pub fn scripts() -> impl IntoView {
    view! { <HydrationScripts options=portal().assets.leptos.clone() islands=true /> }
}

/// A page of the portal. Pages with a `tab` stand among the five places, others stand alone.
#[component]
pub fn Frame(
    /// Names the page in the browser and, where there is a way back, at its top.
    title: String,
    #[prop(optional)] tab: Option<Tab>,
    /// Where the way back leads; without one, the shop's name stands at the top.
    #[prop(optional)]
    back: Option<&'static str>,
    /// What stands in the upper right corner.
    #[prop(optional, into)]
    side: Option<AnyView>,
    /// Whether a wide screen shows two columns.
    #[prop(optional)]
    wide: bool,
    /// Whether the page has islands.
    #[prop(optional)]
    islands: bool,
    /// Set by the page that asks a till's question itself: which one it knows, or none.
    #[prop(optional, into)]
    asking: Option<String>,
    children: Children,
) -> impl IntoView {
    let t = visit().lang;
    let top = if wide { "top wide" } else { "top" };
    let side = side.map(|side| view! { <div class="side push">{side}</div> });
    let header = match back {
        Some(back) => view! {
            <header class=top>
                <a class="back" href=back aria-label=t.text("back")>{icon(icon::BACK)}</a>
                <h1>{title.clone()}</h1>
                {side.map_or_else(|| view! { <span class="side"></span> }.into_any(), IntoAny::into_any)}
            </header>
        }
        .into_any(),
        None => view! {
            <header class=top>
                <a class="brand" href="/">{icon(icon::SIGN)}{portal().face().name.clone()}</a>
                {side}
            </header>
        }
        .into_any(),
    };
    let main = match (wide, tab.is_some()) {
        (true, _) => "frame wide",
        (false, true) => "frame",
        (false, false) => "frame alone",
    };
    view! {
        <Title text=title />
        <div class=if tab.is_some() { "has-tabs" } else { "no-tabs" }>
            <a class="skip" href="#main">{t.text("skip")}</a>
            {header}
            <main id="main" class=main>{live::asked(asking)}{children()}</main>
            {tab.map(|tab| tabs(t, tab))}
        </div>
        {islands.then(scripts)}
    }
}

fn tabs(t: Lang, current: Tab) -> impl IntoView {
    // A code that no till takes does not look like one that it does.
    let stopped = match expect_context() {
        Waiting::Member { stopped, .. } => stopped,
        Waiting::Stranger => None,
    };
    let places = Tab::ALL.into_iter().map(|tab| {
        let code = tab == Tab::Code;
        let (sign, name) = match stopped.filter(|_| code) {
            Some(stopped) => (icon::LOCK, stopped_words(t, stopped)),
            None => (tab.icon(), tab.name(t)),
        };
        let drawn = if code {
            view! { <span class="disc">{icon(sign)}</span> }.into_any()
        } else {
            icon(sign).into_any()
        };
        let class = match (code, stopped) {
            (true, None) => Some("code"),
            (true, Some(_)) => Some("code off"),
            (false, _) => None,
        };
        view! {
            <li class=class>
                <a href=tab.path() aria-current=(tab == current).then_some("page")>{drawn}{name}</a>
            </li>
        }
    });
    view! { <nav class="tabs" aria-label=t.text("tabs")><ul>{places.collect_view()}</ul></nav> }
}
