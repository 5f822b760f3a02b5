//! The member's tier: how far the next one is, what keeps this one, since when and until when it holds, the ladder, and what each gives.

use huika_domain::{Points, settings::TierMetric};
use huika_store::tier::{TierChange, TierPage, TierStep, tier_changes, tier_page};
use leptos::prelude::*;

use crate::{
    i18n::Lang,
    member::session::{Member, require_member},
    show::{
        Frame, Leave,
        coupon::coupon_name,
        page,
        tier::{benefit_words, cause_words, day_words, metric_amount, named, next_words, tier_name},
    },
    ui::{Notice, Tone, icon as draw},
};

/// Changes that the page shows, the newest.
const CHANGES: i64 = 20;

pub fn tier() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (found, changes) = member
            .read(|tx, session| {
                let found = tier_page(tx, session.member)?;
                Ok((found, tier_changes(tx, session.member, None, CHANGES)?))
            })
            .await?;
        Ok(show(&member, &found.ok_or(Leave::NotFound)?, &changes))
    })
}

fn show(member: &Member, tier: &TierPage, changes: &[TierChange]) -> AnyView {
    let t = member.lang();
    let (standing, notices) = (standing(member, tier), notices(member, tier));
    let (way_up, ladder) = (way_up(t, tier), ladder(t, tier));
    let (benefits, history) = (benefits(member, tier), history(member, changes));
    view! {
        <Frame title=t.text("tier-title").to_owned() back="/me">
            {standing}
            {notices}
            {way_up}
            {ladder}
            {benefits}
            {history}
        </Frame>
    }
    .into_any()
}

/// The tier with its times, and what counts towards it.
fn standing(member: &Member, tier: &TierPage) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let since = tier
        .since
        .map(|day| t.with("tier-since", &[("day", day_words(portal, t, day).into())]));
    let counted = t.with(
        match tier.metric {
            TierMetric::NetSpend => "tier-counted-spend",
            TierMetric::TopUp => "tier-counted-top-up",
            TierMetric::Points => "tier-counted-points",
        },
        &[("days", tier.window_days.into())],
    );
    view! {
        <section class="panel tier-card">
            <header><h2>{tier_name(t, &tier.tier)}</h2><small>{since}</small></header>
            <p class="sum"><small>{counted}</small><b>{metric_amount(t, tier.metric, tier.counted)}</b></p>
            <p class="quiet-text">{keeping(member, tier)}</p>
        </section>
    }
}

/// Until when it holds, and what keeps it after that.
fn keeping(member: &Member, tier: &TierPage) -> String {
    let (portal, t) = (&member.portal, member.lang());
    let Some(until) = tier.until else {
        return t.text("tier-no-end").to_owned();
    };
    let said = [
        ("day", day_words(portal, t, until).into()),
        ("amount", metric_amount(t, tier.metric, tier.to_keep).into()),
    ];
    if tier.by_hand.is_some() {
        t.with("tier-by-hand-until", &said)
    } else if tier.to_keep.is_positive() {
        t.with("tier-until-missing", &said)
    } else {
        t.with("tier-until-kept", &said)
    }
}

fn notices(member: &Member, tier: &TierPage) -> impl IntoView + use<> {
    let t = member.lang();
    let given = tier.by_hand.as_ref().map(|reason| {
        let text = t.with("tier-by-hand-why", &[("reason", reason.clone().into())]);
        view! { <Notice tone=Tone::Plain icon=draw::SHOP><p>{text}</p></Notice> }
    });
    let told = tier.told.then(|| {
        view! { <Notice tone=Tone::Warn icon=draw::CLOCK><p>{t.text("tier-told")}</p></Notice> }
    });
    (given, told)
}

/// What is missing for the next tier, on each of its ways.
fn way_up(t: Lang, tier: &TierPage) -> impl IntoView + use<> {
    let next = tier.above.first();
    let text = next.map_or_else(
        || t.text("home-growth-top").to_owned(),
        |next| next_words(t, tier.metric, next),
    );
    let ways: Vec<_> = next.filter(|next| next.ways.len() > 1).map_or_else(Vec::new, |next| {
        let ways = next.ways.iter().map(|way| {
            let said = [
                ("days", i64::from(way.days).into()),
                ("amount", metric_amount(t, tier.metric, way.at_least).into()),
                ("missing", metric_amount(t, tier.metric, way.missing).into()),
            ];
            view! { <li>{t.with("tier-way", &said)}</li> }
        });
        ways.collect()
    });
    let ways = (!ways.is_empty()).then(|| view! { <ul class="plain-list">{ways}</ul> });
    view! {
        <section class="panel">
            <header><h2>{t.text("tier-next-title")}</h2></header>
            <div class="growth">
                <progress max="1000" value=tier.bar_permille.to_string() aria-label=t.text("home-growth-label")></progress>
                <p>{text}</p>
                {ways}
            </div>
        </section>
    }
}

fn ladder(t: Lang, tier: &TierPage) -> impl IntoView + use<> {
    let steps: Vec<_> = tier
        .ladder
        .iter()
        .map(|step| {
            let here = step.tier.rank == tier.tier.rank;
            let class = if step.tier.rank <= tier.tier.rank { "on" } else { "" };
            view! {
                <li class=class aria-current=here.then_some("step")>
                    <span>{tier_name(t, &step.tier)}</span>
                    <small>{metric_amount(t, tier.metric, step.tier.threshold_fen)}</small>
                </li>
            }
        })
        .collect();
    view! {
        <section class="panel">
            <header><h2>{t.text("tier-ladder")}</h2></header>
            <ol class="ladder">{steps}</ol>
        </section>
    }
}

/// What each tier gives: the member's own open, the others folded.
fn benefits(member: &Member, tier: &TierPage) -> impl IntoView + use<> {
    let t = member.lang();
    let steps: Vec<_> = tier
        .ladder
        .iter()
        .map(|step| {
            let title = t.with("tier-benefits-of", &[("tier", tier_name(t, &step.tier).into())]);
            let lines: Vec<_> = lines(member, step)
                .into_iter()
                .map(|line| view! { <li>{line}</li> })
                .collect();
            view! {
                <details class="panel fold" open=step.tier.rank == tier.tier.rank>
                    <summary>{title}</summary>
                    <ul class="plain-list">{lines}</ul>
                </details>
            }
        })
        .collect();
    view! { {steps} }
}

/// What a tier gives, a sentence each.
fn lines(member: &Member, step: &TierStep) -> Vec<String> {
    let (portal, t) = (&member.portal, member.lang());
    let tier = &step.tier;
    let mut lines = Vec::new();
    if tier.discount_percent > 0 {
        let percent = i64::from(tier.discount_percent);
        lines.push(t.with("tier-gives-discount", &[("percent", percent.into())]));
    }
    let percent = i64::from(tier.points_percent);
    lines.push(t.with("tier-gives-points", &[("percent", percent.into())]));
    if step.gift.is_positive() {
        let points: Points = step.gift;
        let mut said = vec![("points", points.display().into())];
        lines.push(match step.given_on {
            Some(day) => {
                said.push(("day", day_words(portal, t, day).into()));
                t.with("tier-gift-given", &said)
            }
            None => t.with("tier-gift-comes", &said),
        });
    }
    if let Some(terms) = &step.coupon {
        let name = coupon_name(t, terms);
        lines.push(t.with("tier-gift-coupon", &[("coupon", name.into())]));
    }
    lines.extend(step.benefits.iter().map(|benefit| benefit_words(t, benefit)));
    lines
}

fn history(member: &Member, changes: &[TierChange]) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let rows: Vec<_> = changes
        .iter()
        .map(|change| {
            view! {
                <li class="row line">
                    <div>
                        <span class="what">{named(t, &change.tier)}</span><br />
                        <small>{cause_words(t, change.cause)}</small>
                    </div>
                    <span class="end"><small>{day_words(portal, t, change.day)}</small></span>
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel">
                <header><h2>{t.text("tier-history")}</h2></header>
                <ul class="rows">{rows}</ul>
            </section>
        }
    })
}
