//! The head of an office page: what it is, one sentence about it, and what can be done here.

use leptos::prelude::*;

use super::icon::{self, icon};

/// The way back to the list that a page belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub path: String,
    pub words: &'static str,
}

#[component]
pub fn PageHead(
    title: String,
    /// One sentence that says what is seen here.
    #[prop(default = None, into)]
    lead: Option<String>,
    #[prop(default = None, into)] crumb: Option<Crumb>,
    /// Whether it stands below a title of the page instead of being that.
    #[prop(optional)]
    below: bool,
    /// Pills beside the title: the state of the one thing that the page is about.
    #[prop(default = None, into)]
    tags: Option<AnyView>,
    /// Buttons and links at its end; the one that matters most comes last.
    #[prop(default = None, into)]
    acts: Option<AnyView>,
) -> impl IntoView {
    let crumb = crumb.map(|crumb| {
        view! { <a class="crumb" href=crumb.path>{icon(icon::BACK)}{crumb.words}</a> }
    });
    let title = if below {
        view! { <h4>{title}</h4> }.into_any()
    } else {
        view! { <h1>{title}</h1> }.into_any()
    };
    view! {
        {crumb}
        <header class="head">
            <div class="about">
                <div class="title">{title}{tags}</div>
                {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
            </div>
            {acts.map(|acts| view! { <div class="acts">{acts}</div> })}
        </header>
    }
}
