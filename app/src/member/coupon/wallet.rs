//! `/coupons`: what works now, what works later or otherwise and why not now, and what was used or is over.

use huika_domain::{CouponId, CouponState};
use huika_store::coupon::{MemberCoupon, member_coupons, past_coupons};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    member::session::{Member, require_member},
    show::{
        Frame,
        coupon::{CouponFace, cause_words, place_words, state_words, until_words, why_words},
        page,
        times::{day, moment_text},
    },
    ui::{Empty, PageError, done, icon as draw, pager},
};

/// Coupons of the past on a page.
const A_PAGE: usize = 20;

/// Which of them are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Now,
    Later,
    Past,
}

impl Part {
    fn of(word: &str) -> Self {
        match word {
            "later" => Self::Later,
            "past" => Self::Past,
            _ => Self::Now,
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Now => "/coupons",
            Self::Later => "/coupons?show=later",
            Self::Past => "/coupons?show=past",
        }
    }
}

pub fn coupons() -> impl IntoView {
    let query = use_query_map().with_untracked(Clone::clone);
    let part = Part::of(&query.get("show").unwrap_or_default());
    let before = query.get("before").and_then(|id| CouponId::parse(&id).ok());
    page(async move {
        let member = require_member().await?;
        let (held, past) = member
            .read(move |tx, session| {
                let held = member_coupons(tx, session.member)?;
                let past = if part == Part::Past {
                    past_coupons(tx, session.member, before, A_PAGE as i64 + 1)?
                } else {
                    Vec::new()
                };
                Ok((held, past))
            })
            .await?;
        let t = member.lang();
        let (now, later): (Vec<_>, Vec<_>) = held.into_iter().partition(|one| one.why_not.is_none());
        let links = parts(t, part, now.len(), later.len());
        let content = match part {
            Part::Now => list(
                &member,
                &now,
                t.text("coupons-none-now"),
                t.text("coupons-none-now-text"),
            ),
            Part::Later => list(
                &member,
                &later,
                t.text("coupons-none-later"),
                t.text("coupons-none-later-text"),
            ),
            Part::Past => past_list(&member, past, before),
        };
        Ok(view! {
            <Frame title=t.text("coupons-title").to_owned() back="/">
                {done(&[("given", t.text("coupon-was-given-on"))])}
                {PageError::notice(PageError::of_request())}
                <a class="button quiet" href="/coupons/code">{t.text("coupon-enter-code")}</a>
                {links}
                {content}
            </Frame>
        }
        .into_any())
    })
}

fn parts(t: Lang, here: Part, now: usize, later: usize) -> impl IntoView + use<> {
    let link = |part: Part, words: String| {
        let current = (part == here).then_some("page");
        view! { <a href=part.path() aria-current=current>{words}</a> }
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    view! {
        <nav class="segments" aria-label=t.text("coupons-parts")>
            {link(Part::Now, t.with("coupons-now", &[("count", count(now).into())]))}
            {link(Part::Later, t.with("coupons-later", &[("count", count(later).into())]))}
            {link(Part::Past, t.text("coupons-past").to_owned())}
        </nav>
    }
}

fn list(member: &Member, coupons: &[MemberCoupon], title: &'static str, text: &'static str) -> AnyView {
    if coupons.is_empty() {
        return view! { <Empty icon=draw::TICKET title=title text=text /> }.into_any();
    }
    let rows: Vec<_> = coupons.iter().map(|one| row(member, one)).collect();
    view! { <ul class="tickets">{rows}</ul> }.into_any()
}

fn past_list(member: &Member, mut past: Vec<MemberCoupon>, before: Option<CouponId>) -> AnyView {
    let t = member.lang();
    let more = past.len() > A_PAGE;
    past.truncate(A_PAGE);
    let older = past.last().filter(|_| more).map(|last| {
        (
            t.text("list-after"),
            format!("{}&before={}", Part::Past.path(), last.id),
        )
    });
    let first = before.map(|_| (t.text("page-first"), Part::Past.path().to_owned()));
    let shown = list(
        member,
        &past,
        t.text("coupons-none-past"),
        t.text("coupons-none-past-text"),
    );
    view! { {shown}{pager(t.text("list-pages").to_owned(), first, older)} }.into_any()
}

fn row(member: &Member, one: &MemberCoupon) -> impl IntoView + use<> {
    let path = format!("/coupons/{}", one.id);
    view! { <li><a href=path>{face_of(member, one).show()}</a></li> }
}

/// The face of a member's coupon: where it works, until when, and why not now.
pub(super) fn face_of(member: &Member, one: &MemberCoupon) -> CouponFace {
    let (portal, t) = (&member.portal, member.lang());
    let mut face = CouponFace::of(t, &one.terms);
    face.lines.push(place_words(t, &one.places));
    face.lines
        .push(match one.valid_from.filter(|from| *from > portal.now()) {
            Some(from) if one.state == CouponState::Held => t.with(
                "coupon-from-until",
                &[
                    ("from", day(portal, t, from).into()),
                    ("until", day(portal, t, one.valid_until).into()),
                ],
            ),
            _ => until_words(portal, t, one.valid_until),
        });
    face.lines.push(cause_words(t, one.cause));
    face.off = one.state != CouponState::Held || one.why_not.is_some();
    face.why = match (one.state, one.why_not, one.more_than_usual) {
        (CouponState::Held, Some(why), _) => Some(why_words(portal, t, why)),
        (CouponState::Held, None, Some(more)) => {
            Some(t.with("coupon-more-than-usual", &[("amount", more.display().into())]))
        }
        (CouponState::Held, None, None) => None,
        (state, ..) => Some(ended_words(member, one, state)),
    };
    face
}

fn ended_words(member: &Member, one: &MemberCoupon, state: CouponState) -> String {
    let (portal, t) = (&member.portal, member.lang());
    let state = state_words(t, state);
    match (one.saved, one.ended_at) {
        (Some(saved), Some(at)) => t.with(
            "coupon-used-then",
            &[
                ("when", moment_text(portal, t, at).into()),
                ("amount", saved.display().into()),
            ],
        ),
        (_, Some(at)) => format!("{state} · {}", moment_text(portal, t, at)),
        (_, None) => state,
    }
}
