//! The left column of one member: who they are, what the staff should know, and what helps them today.

use huika_domain::{Birthday, MemberId};
use huika_store::member::MemberOverview;
use leptos::prelude::*;

use super::{acts, document, shown::shown_of};
use crate::{
    i18n::Lang,
    office::frame::Desk,
    show::{
        birthday_day, birthday_text, consent_words, day,
        member_phone::phone_words,
        tier::{metric_amount, tier_name},
        times::moment_text,
    },
    staff::shown_once::just_made,
    ui::fact,
};

pub(super) fn column(desk: &Desk, member: MemberId, one: &MemberOverview) -> impl IntoView + use<> {
    view! {
        <div>
            {who(desk, member, one)}
            {notes(desk, member, one)}
            {help(desk, one)}
        </div>
    }
}

fn who(desk: &Desk, member: MemberId, one: &MemberOverview) -> impl IntoView + use<> {
    let (t, card) = (desk.lang(), &one.home.card);
    // This once, for this page: the next time it is looked at, it is masked again.
    let open = just_made(&desk.staff, &shown_of(member));
    let mut lines = open.as_deref().unwrap_or_default().splitn(3, '\n').map(str::to_owned);
    let (phone, born, name) = (lines.next(), lines.next(), lines.next());
    let in_full = open.is_some();
    let name = name.filter(|name| in_full && !name.is_empty());
    let name = name.map(|name| fact(t.text("me-name"), name));
    let phone = phone.filter(|_| in_full).unwrap_or_else(|| card.phone.masked());
    let born = born.filter(|text| in_full && !text.is_empty());
    let born = born.and_then(|text| Birthday::from_text(&text).ok());
    let birthday = born
        .map(|birthday| birthday_text(t, birthday))
        .or_else(|| one.birthday.map(|birthday| birthday_day(t, birthday)))
        .map(|words| fact(t.text("birthday-title"), words));
    let show = (!in_full && desk.session.role.keeps_members()).then(|| {
        view! {
            <form method="post" action="/do/reveal_member">
                <input type="hidden" name="member" value=member.to_string() />
                <button class="btn">{t.text("member-show")}</button>
            </form>
        }
    });
    let joined = format!(
        "{} · {}",
        day(&desk.portal, t, one.joined_at),
        source_words(t, &one.source)
    );
    let home = if one.home_store.is_empty() {
        t.text("search-home-none").to_owned()
    } else {
        one.home_store.clone()
    };
    let referrer = one
        .referrer
        .as_ref()
        .map(|phone| fact(t.text("member-referrer"), phone_words(t, phone)));
    let entered = (!one.entered_by.is_empty()).then(|| fact(t.text("member-entered-by"), one.entered_by.clone()));
    let agreed: Vec<String> = one
        .consents
        .iter()
        .filter_map(|consent| {
            Some(format!(
                "{} {}",
                consent_words(t, consent.to),
                day(&desk.portal, t, consent.since?)
            ))
        })
        .collect();
    let agreed = if agreed.is_empty() {
        t.text("member-consent-none").to_owned()
    } else {
        agreed.join(t.text("list-comma"))
    };
    let last = one
        .last_visit
        .map(|at| fact(t.text("member-last-visit"), moment_text(&desk.portal, t, at)));
    let held = (!one.held.is_zero()).then(|| fact(t.text("member-held"), one.held.display()));
    view! {
        <section class="card" aria-label=t.text("member-facts")>
            <dl class="facts">
                {name}
                {fact(t.text("join-phone"), phone)}
                {birthday}
                {fact(t.text("member-joined"), joined)}
                {fact(t.text("member-home"), home)}
                {fact(t.text("member-card"), card.number.masked())}
                {last}
                {fact(t.text("member-spent"), one.spent.display())}
                {held}
                {referrer}
                {entered}
                {fact(t.text("member-offers"), agreed)}
            </dl>
            {document::folds(desk, member, &one.documents)}
            {show}
        </section>
    }
}

/// The way by which somebody came: the ways of the program have words, those of the shop's posters are called as the shop calls them.
fn source_words(t: Lang, source: &str) -> String {
    match source {
        "" => t.text("member-source-self").to_owned(),
        "counter" => t.text("member-source-counter").to_owned(),
        other => other.to_owned(),
    }
}

fn notes(desk: &Desk, member: MemberId, one: &MemberOverview) -> impl IntoView + use<> {
    let t = desk.lang();
    let keeps = desk.session.role.keeps_members();
    let each: Vec<_> = one
        .notes
        .iter()
        .map(|note| {
            let by = format!("{} · {}", note.by, day(&desk.portal, t, note.at));
            let end = keeps.then(|| {
                let words = t.with("note-end", &[("what", note.text.clone().into())]);
                view! {
                    <form method="post" action="/do/end_note">
                        <input type="hidden" name="member" value=member.to_string() />
                        <input type="hidden" name="note_id" value=note.id.to_string() />
                        <button class="btn" aria-label=words>"×"</button>
                    </form>
                }
            });
            view! { <li class="line"><p>{note.text.clone()}<br /><small>{by}</small></p>{end}</li> }
        })
        .collect();
    let list = if each.is_empty() {
        view! { <p class="quiet-text">{t.text("notes-none")}</p> }.into_any()
    } else {
        view! { <ul class="notes">{each}</ul> }.into_any()
    };
    view! {
        <section class="card">
            <h2>{t.text("notes-title")}</h2>
            {list}
            {keeps.then(|| acts::note_form(t, member))}
        </section>
    }
}

/// What somebody at a counter can do for this member today. Nothing where there is nothing.
fn help(desk: &Desk, one: &MemberOverview) -> Option<impl IntoView + use<>> {
    let (t, home) = (desk.lang(), &one.home);
    let today = desk.portal.shop.zone.business_day(desk.portal.now());
    let mut lines = Vec::new();
    if let Some(next) = one.birthday.and_then(|birthday| birthday.next_from(today)) {
        let days = next.days_since(today);
        if days == 0 {
            lines.push(t.text("help-birthday").to_owned());
        } else if days <= BIRTHDAY_DAYS {
            lines.push(t.with("help-birthday-in", &[("days", i64::from(days).into())]));
        }
    }
    if let Some((points, at)) = home.expiring {
        let when = day(&desk.portal, t, at);
        lines.push(t.with(
            "help-lapsing",
            &[("points", points.display().into()), ("when", when.into())],
        ));
    }
    if let Some(next) = home.tier.above.first().filter(|next| next.missing().is_positive()) {
        lines.push(t.with(
            "help-tier",
            &[
                ("amount", metric_amount(t, home.tier.metric, next.missing()).into()),
                ("tier", tier_name(t, &next.tier).into()),
            ],
        ));
    }
    if one.to_collect > 0 {
        lines.push(t.with("help-collect", &[("count", one.to_collect.into())]));
    }
    if home.shortfall.is_negative() {
        lines.push(t.with("help-shortfall", &[("points", home.shortfall.display().into())]));
    }
    if one.claimed_at.is_none() {
        lines.push(t.text("help-claim").to_owned());
    }
    if one.birthday.is_none() {
        lines.push(t.text("help-ask-birthday").to_owned());
    }
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
    (!lines.is_empty()).then(|| {
        view! { <section class="card"><h2>{t.text("help-title")}</h2><ul class="bullets">{lines}</ul></section> }
    })
}

/// So many days before it, a birthday is worth a word.
const BIRTHDAY_DAYS: i32 = 14;
