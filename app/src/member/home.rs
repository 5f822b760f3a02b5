//! The first page: the card, the four actions, and what just happened.

use huika_domain::Tier;
use huika_store::{
    campaign::campaigns_for,
    card::Stopped,
    coupon::{CouponNotice, coupon_notice},
    member::{self, Home},
    refund::{ToldRefund, refund_told},
};
use leptos::prelude::*;

use super::{
    card::face::{lines, stopped_notice},
    session::{Member, require_member},
};
use crate::{
    i18n::Lang,
    show::{
        Frame, Leave, Tab, big_money,
        card::stopped_words,
        movement, page,
        tier::{day_words, metric_amount, next_words, tier_name, tier_of},
        times::day,
    },
    ui::{Empty, Notice, Tone, icon, icon as draw},
};

pub fn home() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (home, tier, told, coupons, offers) = member
            .read(|tx, session| {
                let home = member::home(tx, session.member)?;
                let tier = home
                    .as_ref()
                    .and_then(|home| tier_of(&tx.rules().tiers.tiers, home.card.tier_rank));
                let told = refund_told(tx, session.member)?;
                let offers = campaigns_for(tx, session.member)?.len();
                Ok((home, tier, told, coupon_notice(tx, session.member)?, offers))
            })
            .await?;
        let told = told.map(|refund| told_refund(member.lang(), &refund).into_any());
        let coupons = coupon_lines(&member, coupons);
        let offers = (offers > 0).then(|| on_now(member.lang(), offers));
        let helps = view! { {coupons}{offers} }.into_any();
        Ok(show(
            &member,
            &home.ok_or(Leave::NotFound)?,
            tier.as_ref(),
            (told, helps),
        ))
    })
}

/// A refund that staff began: the member hears of it, whoever asked for it.
fn told_refund(t: Lang, refund: &ToldRefund) -> impl IntoView + use<> {
    let text = t.with("home-refund-by-shop", &[("amount", refund.amount.display().into())]);
    view! {
        <a href=format!("/top-up/{}/refund", refund.top_up)>
            <Notice tone=Tone::Warn icon=draw::RETURN><p>{text}</p>{draw::go()}</Notice>
        </a>
    }
}

/// How many coupons there are, and those that end soon.
fn coupon_lines(member: &Member, coupons: CouponNotice) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let ending = coupons.first_end.map(|at| {
        let words = t.with(
            "home-coupons-ending",
            &[("count", coupons.ending.into()), ("day", day(portal, t, at).into())],
        );
        view! {
            <a href="/coupons">
                <Notice tone=Tone::Warn icon=draw::TICKET><p>{words}</p>{draw::go()}</Notice>
            </a>
        }
    });
    let held = (coupons.held > 0 && coupons.first_end.is_none()).then(|| {
        let words = t.with("home-coupons", &[("count", coupons.held.into())]);
        view! {
            <a href="/coupons">
                <Notice tone=Tone::Plain icon=draw::TICKET><p>{words}</p>{draw::go()}</Notice>
            </a>
        }
    });
    (ending, held)
}

/// That something is on, with the way to it.
fn on_now(t: Lang, count: usize) -> impl IntoView {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    view! {
        <a href="/offers">
            <Notice tone=Tone::Good icon=draw::GIFT>
                <p>{t.with("home-offers", &[("count", count.into())])}</p>
                {draw::go()}
            </Notice>
        </a>
    }
}

fn show(member: &Member, home: &Home, tier: Option<&Tier>, (told, helps): (Option<AnyView>, AnyView)) -> AnyView {
    let (portal, t) = (&member.portal, member.lang());
    let recent: Vec<_> = home
        .recent
        .iter()
        .map(|found| movement::row(portal, t, found))
        .collect();
    let recent = if recent.is_empty() {
        view! {
            <Empty icon=draw::RECEIPT title=t.text("home-nothing-title") text=t.text("home-nothing-text")>
                <a class="button small" href="/top-up">{t.text("act-top-up")}</a>
            </Empty>
        }
        .into_any()
    } else {
        view! { <ul class="rows">{recent}</ul> }.into_any()
    };
    let stopped = member.session.stopped;
    let (card, notices, growth) = (card(t, home, tier, stopped), notices(member, home), growth(t, home));
    let banner = stopped.map(|stopped| stopped_notice(t, stopped));
    view! {
        <Frame title=t.text("home-title").to_owned() tab=Tab::Home wide=true>
            <div class="two">
                <div>{card}{banner}{actions(t)}{told}{helps}{notices}{growth}</div>
                <section class="panel">
                    <header>
                        <h2>{t.text("home-recent")}</h2>
                        <a class="more" href="/statement">{t.text("home-all")}{draw::go()}</a>
                    </header>
                    {recent}
                </section>
            </div>
        </Frame>
    }
    .into_any()
}

fn card(t: Lang, home: &Home, tier: Option<&Tier>, stopped: Option<Stopped>) -> impl IntoView + use<> {
    let (class, label) = match stopped {
        Some(stopped) => ("card off", Some(stopped_words(t, stopped).to_owned())),
        None => ("card", tier.map(|tier| tier_name(t, tier))),
    };
    let show = match stopped {
        Some(_) => view! { <a class="show" href="/card" aria-label=t.text("home-card-stopped")>{icon(draw::LOCK)}</a> }
            .into_any(),
        None => view! { <a class="show" href="/code" aria-label=t.text("home-show-code")>{draw::solid(draw::QR)}</a> }
            .into_any(),
    };
    let name = if home.card.name.is_empty() {
        t.with("home-nameless", &[("phone", home.card.phone.masked().into())])
    } else {
        home.card.name.clone()
    };
    let bonus = (!home.bonus.is_zero())
        .then(|| view! { <span>{t.with("of-which-bonus", &[("amount", home.bonus.display().into())])}</span> });
    view! {
        <section class=class aria-label=t.text("home-card")>
            {lines()}
            <header>
                <div>
                    <h1>{name}</h1>
                    <p class="number">{home.card.number.masked()}</p>
                </div>
                {label.map(|label| view! { <span class="tier">{label}</span> })}
            </header>
            <div class="sum">
                <span class="label">{t.text("balance")}</span>
                {big_money(home.balance)}
            </div>
            <footer>{bonus}<span>{t.with("points-count", &[("points", home.points.display().into())])}</span></footer>
            {show}
        </section>
    }
}

fn actions(t: Lang) -> impl IntoView {
    let actions = [
        ("/top-up", draw::PLUS, t.text("act-top-up")),
        ("/mall", draw::GIFT, t.text("act-mall")),
        ("/orders", draw::TICKET, t.text("act-orders")),
        ("/statement", draw::RECEIPT, t.text("act-statement")),
    ];
    let links = actions.map(|(path, sign, name)| view! { <a href=path>{icon(sign)}{name}</a> });
    view! { <nav class="acts" aria-label=t.text("home-acts")>{Vec::from(links)}</nav> }
}

fn notices(member: &Member, home: &Home) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let expiring = home.expiring.map(|(points, at)| {
        let text = t.with(
            "home-expiring",
            &[("points", points.display().into()), ("day", day(portal, t, at).into())],
        );
        view! {
            <a href="/mall">
                <Notice tone=Tone::Warn icon=draw::CLOCK><p>{text}</p>{draw::go()}</Notice>
            </a>
        }
    });
    let owed = home.shortfall.is_negative().then(|| {
        let points = home.shortfall.checked_neg().unwrap_or(home.shortfall).display();
        let text = t.with("home-shortfall", &[("points", points.into())]);
        view! { <Notice tone=Tone::Plain icon=draw::RETURN><p>{text}</p></Notice> }
    });
    let ends = home.tier.until.filter(|_| home.tier.told).map(|until| {
        let said = [
            ("day", day_words(portal, t, until).into()),
            ("amount", metric_amount(t, home.tier.metric, home.tier.to_keep).into()),
        ];
        view! {
            <a href="/me/tier">
                <Notice tone=Tone::Warn icon=draw::CLOCK><p>{t.with("home-tier-ends", &said)}</p>{draw::go()}</Notice>
            </a>
        }
    });
    (expiring, owed, ends)
}

fn growth(t: Lang, home: &Home) -> impl IntoView + use<> {
    let tier = &home.tier;
    let text = match tier.above.first() {
        Some(next) => next_words(t, tier.metric, next),
        None => t.text("home-growth-top").to_owned(),
    };
    let counted = t.with(
        "home-growth-days",
        &[
            ("amount", metric_amount(t, tier.metric, tier.counted).into()),
            ("count", tier.window_days.into()),
        ],
    );
    view! {
        <section class="panel">
            <header>
                <h2>{t.text("home-growth")}</h2>
                <a class="more" href="/me/tier">{t.text("tier-title")}{draw::go()}</a>
            </header>
            <div class="growth">
                <small>{counted}</small>
                <progress max="1000" value=tier.bar_permille.to_string() aria-label=t.text("home-growth-label")></progress>
                <p>{text}</p>
            </div>
        </section>
    }
}
