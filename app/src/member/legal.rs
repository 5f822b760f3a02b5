//! The membership terms and the privacy notice: plain default texts with the shop's own figures, open to everybody and versioned.

use huika_domain::{
    Fen, TopUpMenu,
    settings::{Asked, Rules},
};
use huika_store::top_up::usual_terms;
use leptos::prelude::*;

use super::session::signed_in;
use crate::{
    context::{Portal, portal, visit},
    i18n::Lang,
    show::{Frame, Leave, asks_profile, page},
    ui::language_switch,
};

/// A heading and what stands below it.
type Section = (&'static str, Vec<String>);

/// `/terms`.
pub fn terms() -> impl IntoView {
    page(async {
        let (portal, t) = (portal(), visit().lang);
        let (menu, card) = portal.store.read(usual_terms).await?;
        let sections = terms_sections(t, &portal.store.rules(), &menu, &card);
        show(
            &portal,
            t,
            "/terms",
            t.text("terms-title"),
            t.text("terms-lead"),
            sections,
        )
        .await
    })
}

/// `/privacy`.
pub fn privacy() -> impl IntoView {
    page(async {
        let (portal, t) = (portal(), visit().lang);
        let sections = privacy_sections(t, &portal);
        show(
            &portal,
            t,
            "/privacy",
            t.text("privacy-title"),
            t.text("privacy-lead"),
            sections,
        )
        .await
    })
}

async fn show(
    portal: &Portal,
    t: Lang,
    path: &'static str,
    title: &'static str,
    lead: &'static str,
    sections: Vec<Section>,
) -> Result<AnyView, Leave> {
    let back = if signed_in().await?.is_some() { "/me" } else { "/join" };
    let version = t.with(
        "legal-version",
        &[
            ("version", portal.store.rules().cards.terms_version.clone().into()),
            ("shop", portal.face().name.clone().into()),
        ],
    );
    let sections: Vec<_> = sections
        .into_iter()
        .map(|(heading, lines)| {
            let lines: Vec<_> = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect();
            view! { <section><h2>{heading}</h2>{lines}</section> }
        })
        .collect();
    let other = if path == "/terms" {
        ("/privacy", t.text("privacy-title"))
    } else {
        ("/terms", t.text("terms-title"))
    };
    let contact = contact(t, portal);
    Ok(view! {
        <Frame title=title.to_owned() back=back>
            <article class="panel legal">
                <p class="quiet-text">{version}</p>
                <p>{lead}</p>
                {sections}
                <section><h2>{t.text("legal-contact-title")}</h2><p>{contact}</p></section>
            </article>
            <p class="center"><a class="link" href=other.0>{other.1}</a></p>
            {language_switch(t, path.to_owned())}
        </Frame>
    }
    .into_any())
}

fn contact(t: Lang, portal: &Portal) -> String {
    if portal.shop.contact.is_empty() {
        t.text("legal-contact-counter").to_owned()
    } else {
        t.with("legal-contact", &[("contact", portal.shop.contact.clone().into())])
    }
}

/// What the rules say, in the order in which a member meets it. Every figure is the one that the use cases decide by.
fn terms_sections(t: Lang, rules: &Rules, menu: &TopUpMenu, card: &Rules) -> Vec<Section> {
    let cap = card.stored_value.cap();
    let money = |amount: Fen| amount.display();
    let said = |key: &'static str| t.text(key).to_owned();
    let counted = if cap.counts_bonus {
        t.text("terms-cap-with-bonus")
    } else {
        t.text("terms-cap-without-bonus")
    };
    let top_up = [
        ("least", money(menu.least).into()),
        ("most", money(menu.most).into()),
        ("cap", money(cap.most).into()),
        ("counted", counted.into()),
    ];
    let points = match rules.points.lapse_years {
        Some(years) => t.with("terms-expiry-points", &[("count", i64::from(years).into())]),
        None => said("terms-expiry-points-never"),
    };
    let bonus = card
        .stored_value
        .bonus_days
        .map(|days| t.with("terms-expiry-bonus", &[("count", days.into())]));
    let expiry = [Some(said("terms-expiry-money")), bonus, Some(points)]
        .into_iter()
        .flatten()
        .collect();
    let days = [("count", i64::from(rules.refunds.full_within_days).into())];
    let earn = [
        ("points", rules.points.points.display().into()),
        ("amount", money(rules.points.per).into()),
    ];
    let deduct = [
        ("points", rules.deduction.block.display().into()),
        ("amount", money(rules.deduction.worth).into()),
        ("percent", i64::from(rules.deduction.most_percent).into()),
    ];
    let limits = [
        ("limit", money(rules.cards.no_pin_limit_fen).into()),
        ("fee", money(card.card_terms.replacement_fee_fen).into()),
    ];
    let gift = if rules.gifts.allowed {
        t.with("terms-points-gift", &[("points", rules.gifts.per_day.display().into())])
    } else {
        said("terms-points-no-gift")
    };
    vec![
        (
            t.text("terms-card-title"),
            vec![
                said("terms-card-one"),
                t.with("terms-card-limit", &limits),
                t.with("terms-card-lost", &limits),
            ],
        ),
        (
            t.text("terms-top-up-title"),
            vec![
                t.with("terms-top-up-bounds", &top_up),
                said("terms-top-up-price"),
                said("terms-top-up-use"),
            ],
        ),
        (t.text("terms-expiry-title"), expiry),
        (
            t.text("terms-refund-title"),
            vec![
                t.with("terms-refund-full", &days),
                t.with("terms-refund-later", &days),
                t.with("terms-refund-way", &[("count", rules.refunds.gateway_days.into())]),
                said("terms-refund-goods"),
            ],
        ),
        (
            t.text("terms-points-title"),
            vec![
                t.with("terms-points-earn", &earn),
                t.with("terms-points-use", &deduct),
                gift,
            ],
        ),
        (
            t.text("terms-change-title"),
            vec![said("terms-change-notice"), said("terms-change-leave")],
        ),
    ]
}

fn privacy_sections(t: Lang, portal: &Portal) -> Vec<Section> {
    let rules = portal.store.rules();
    let said = |key: &'static str| t.text(key).to_owned();
    let counted = |key: &'static str, count: i64| t.with(key, &[("count", count.into())]);
    let guardian_below = rules.minors.guardian_below;
    let children = (guardian_below > 0).then(|| counted("privacy-safe-children", guardian_below));
    vec![
        (t.text("privacy-kept-title"), kept(t, &rules)),
        (
            t.text("privacy-seen-title"),
            vec![
                said("privacy-seen-counter"),
                said("privacy-seen-shop"),
                said("privacy-seen-services"),
                said("privacy-seen-nobody"),
            ],
        ),
        (
            t.text("privacy-long-title"),
            vec![
                said("privacy-long-books"),
                counted("privacy-long-account", rules.privacy.closing_days),
                counted("privacy-long-session", rules.sign_in.session_days),
                counted("privacy-long-devices", rules.retention.devices_days),
                counted("privacy-long-scans", rules.retention.till_sessions_days),
                counted("privacy-long-approvals", rules.retention.approvals_days),
                counted("privacy-long-codes", rules.retention.code_sends_days),
                counted("privacy-long-messages", rules.retention.messages_days),
            ],
        ),
        (
            t.text("privacy-rights-title"),
            vec![
                counted("privacy-rights-see", rules.privacy.copies_a_day),
                said("privacy-rights-correct"),
                said("privacy-rights-offers"),
                counted("privacy-rights-leave", rules.privacy.closing_days),
                said("privacy-rights-complain"),
            ],
        ),
        (
            t.text("privacy-safe-title"),
            [
                Some(said("privacy-safe-how")),
                Some(said("privacy-safe-cookies")),
                children,
            ]
            .into_iter()
            .flatten()
            .collect(),
        ),
    ]
}

/// What is kept: of the profile only what the shop asks.
fn kept(t: Lang, rules: &Rules) -> Vec<String> {
    let said = |key: &'static str| t.text(key).to_owned();
    let asked = |word: &str| Asked::of(word).is_asked();
    let profile = &rules.profile;
    let guardian_below = rules.minors.guardian_below;
    let named = asked(&profile.name) || asked(&profile.birthday);
    let lines = [
        Some(said("privacy-kept-phone")),
        named.then(|| said("privacy-kept-name")),
        asks_profile(profile).then(|| said("privacy-kept-profile")),
        Some(said("privacy-kept-consents")),
        asked(&profile.document).then(|| said("privacy-kept-document")),
        (guardian_below > 0).then(|| t.with("privacy-kept-guardian", &[("count", guardian_below.into())])),
        Some(said("privacy-kept-movements")),
        Some(said("privacy-kept-payments")),
        Some(said("privacy-kept-devices")),
        Some(said("privacy-kept-secrets")),
        Some(said("privacy-kept-not")),
    ];
    lines.into_iter().flatten().collect()
}
