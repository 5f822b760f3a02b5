//! What the member agreed to be written to for, by which ways: said on `/me`, each changed there by one tap either way.

use huika_domain::{ConsentPurpose, ConsentTo, ConsentVia};
use huika_store::{
    StoreError,
    member::{Consent, Wording, give_consent, withdraw_consent},
};
use leptos::prelude::*;

use crate::{
    context::{Done, Portal, Typed, go, refuse},
    i18n::Lang,
    member::session::{Member, form_member},
    show::times::moment_text,
};

/// A purpose, the words that are agreed to for it, and what there is by which way.
fn by_purpose<'a>(
    portal: &Portal,
    t: Lang,
    consents: &'a [Consent],
) -> Vec<(ConsentPurpose, String, Vec<&'a Consent>)> {
    let rules = portal.store.rules();
    let of = |purpose| {
        consents
            .iter()
            .filter(move |consent| consent.to.purpose == purpose)
            .collect::<Vec<_>>()
    };
    let all = ConsentPurpose::ALL.map(|purpose| {
        let wording = rules.consents.wording(purpose, t == Lang::ZhCn).to_owned();
        (purpose, wording, of(purpose))
    });
    all.into_iter().filter(|(.., ways)| !ways.is_empty()).collect()
}

fn channel_words(t: Lang, to: ConsentTo) -> String {
    t.find(&format!("consent-by-{}", to.channel.as_str()), &[])
        .unwrap_or_default()
}

/// How each stands, and the button that changes it. Taking it back is as easy as giving it.
pub fn consents_panel(member: &Member, consents: &[Consent]) -> impl IntoView + use<> {
    let t = member.lang();
    let purposes: Vec<_> = by_purpose(&member.portal, t, consents)
        .into_iter()
        .map(|(purpose, wording, ways)| {
            let name = t
                .find(&format!("consent-{}", purpose.as_str()), &[])
                .unwrap_or_default();
            let rows: Vec<_> = ways.into_iter().map(|consent| row(member, &name, consent)).collect();
            view! {
                <li class="row">
                    <span class="what">{name.clone()}</span>
                    <small class="all">{wording}</small>
                    <ul class="rows all">{rows}</ul>
                </li>
            }
        })
        .collect();
    view! {
        <section class="panel" id="consents">
            <header><h2>{t.text("me-consents")}</h2></header>
            <ul class="rows">{purposes}</ul>
        </section>
    }
}

fn row(member: &Member, purpose: &str, consent: &Consent) -> impl IntoView + use<> {
    let t = member.lang();
    let way = channel_words(t, consent.to);
    let (state, wish, button) = match consent.since {
        Some(at) => {
            let when = moment_text(&member.portal, t, at);
            let state = t.with("consent-since", &[("when", when.into())]);
            (state, "stop", t.text("consent-stop"))
        }
        None => (t.text("consent-none").to_owned(), "start", t.text("consent-start")),
    };
    // What a button is about stands beside it for the eye, and in its name for everybody else.
    let label = format!("{button}: {purpose}, {way}");
    view! {
        <li class="row line">
            <span class="what">{way}<br /><small>{state}</small></span>
            <form class="end" method="post" action="/do/set_consent">
                <input type="hidden" name="to" value=consent.to.to_text() />
                <button class="button quiet small" name="wish" value=wish aria-label=label>{button}</button>
            </form>
        </li>
    }
}

/// The boxes on the way in: none is ticked, and none has to be.
pub fn consent_boxes(portal: &Portal, t: Lang, typed: &Typed) -> impl IntoView + use<> {
    let rules = portal.store.rules();
    let asked: Vec<Consent> = rules.consents.asked().map(|to| Consent { to, since: None }).collect();
    let groups: Vec<_> = by_purpose(portal, t, &asked)
        .into_iter()
        .map(|(_, wording, ways)| {
            let boxes: Vec<_> = ways
                .iter()
                .map(|consent| {
                    let value = consent.to.to_text();
                    let ticked = typed.picked("consents[]", &value, false);
                    view! {
                        <label class="tick">
                            <input type="checkbox" name="consents[]" value=value checked=ticked />
                            <span>{channel_words(t, consent.to)}</span>
                        </label>
                    }
                })
                .collect();
            view! { <fieldset class="ticks"><legend>{wording}</legend>{boxes}</fieldset> }
        })
        .collect();
    groups
}

/// The boxes that were ticked.
pub fn ticked(consents: &[String]) -> Vec<ConsentTo> {
    consents.iter().filter_map(|text| ConsentTo::parse(text)).collect()
}

#[server(prefix = "/do", endpoint = "set_consent")]
pub async fn change_consent(#[server(default)] to: String, #[server(default)] wish: String) -> Done {
    let member = match form_member("/me").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let starts = match wish.as_str() {
        "start" => true,
        "stop" => false,
        _ => return go("/me"),
    };
    let Some(to) = ConsentTo::parse(&to) else {
        return go("/me");
    };
    let shown = Wording {
        chinese: member.lang() == Lang::ZhCn,
    };
    let changed = member.write(move |tx, session| {
        if starts {
            give_consent(tx, session.member, to, shown, ConsentVia::Phone)
        } else {
            withdraw_consent(tx, session.member, to, ConsentVia::Phone)
        }
    });
    match changed.await {
        Ok(()) => go(if starts {
            "/me?done=agreed#consents"
        } else {
            "/me?done=withdrawn#consents"
        }),
        Err(error) => {
            let error: StoreError = error;
            tracing::error!(%error, "a member's consent could not be changed");
            refuse("/me", error.code())
        }
    }
}
