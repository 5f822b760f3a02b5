//! The member's own code, for friends: as a link to send and as a QR code to show.

use huika_domain::{CouponKindId, CouponTerms};
use huika_store::{
    StoreError, Tx,
    coupon::coupon_kind,
    member::referral,
    referral::{BroughtFriend, ReferralState, ReferralWhy, brought_friends},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    i18n::Lang,
    member::session::{Member, require_member},
    show::{Frame, coupon::coupon_name, page, times::day},
    symbol,
    ui::pager,
};

/// Friends on a page.
const FRIENDS: i64 = 20;

pub fn invite() -> impl IntoView {
    let before = use_query_map().with_untracked(|query| query.get("before").and_then(|text| text.parse::<i64>().ok()));
    page(async move {
        let member = require_member().await?;
        // Drawn on the first look, so that those who invite nobody have no code.
        let mine = member.write(|tx, session| referral(tx, session.member)).await?;
        let mut friends = member
            .read(move |tx, session| brought_friends(tx, session.member, before, FRIENDS + 1))
            .await?;
        let more = friends.len() as i64 > FRIENDS;
        friends.truncate(usize::try_from(FRIENDS).unwrap_or(usize::MAX));
        let older = friends.last().filter(|_| more).map(|last| last.id);
        let t = member.lang();
        let link = format!("{}/join?from=invite&by={}", member.portal.public_url, mine.code);
        let picture = symbol::qr_of_any_size(&link).map(|qr| {
            view! {
                <div class="scan-me">
                    <svg class="qr" viewBox=qr.view_box() role="img" aria-label=t.text("invite-qr")><path d=qr.path.clone() /></svg>
                </div>
            }
        });
        let joined = match mine.joined {
            0 => t.text("invite-nobody").to_owned(),
            count => t.with("invite-joined", &[("count", count.into())]),
        };
        let rule = member.portal.store.rules().referral;
        let coupons = [rule.referrer_coupon, rule.friend_coupon];
        let coupons = member.read(move |tx, _| names_of(tx, coupons)).await?;
        let (what_it_gives, friends) = (gives(&member, &coupons), brought(&member, &friends, older));
        Ok(view! {
            <Frame title=t.text("invite-title").to_owned() back="/me">
                <p class="quiet-text">{t.text("invite-what")}</p>
                <section class="panel invite">
                    {picture}
                    <p class="code-of-mine"><small>{t.text("invite-code")}</small><strong>{mine.code.to_string()}</strong></p>
                    <div class="field">
                        <label for="link">{t.text("invite-link")}</label>
                        <input id="link" class="link-to-copy" readonly value=link aria-describedby="link-hint" />
                        <p class="hint" id="link-hint">{t.text("invite-link-hint")}</p>
                    </div>
                </section>
                <p class="center quiet-text">{joined}</p>
                {what_it_gives}
                {friends}
            </Frame>
        }
        .into_any())
    })
}

/// What the coupons of both sides say, where they are given now.
fn names_of(tx: &mut Tx<'_>, kinds: [Option<i64>; 2]) -> Result<[Option<CouponTerms>; 2], StoreError> {
    let mut found = [None, None];
    for (side, kind) in kinds.into_iter().enumerate() {
        let Some(kind) = kind else { continue };
        let row = coupon_kind(tx, CouponKindId::new(kind))?;
        found[side] = row.filter(|row| row.is_given(tx)).map(|row| row.terms);
    }
    Ok(found)
}

/// What both get, where the shop gives anything.
fn gives(member: &Member, coupons: &[Option<CouponTerms>; 2]) -> impl IntoView + use<> {
    let (t, rule) = (member.lang(), member.portal.store.rules().referral);
    rule.on.then(|| {
        let said = [
            ("referrer", rule.referrer_points.display().into()),
            ("friend", rule.friend_points.display().into()),
            ("least", rule.least_fen.display().into()),
            ("days", i64::from(rule.within_days).into()),
            ("month", rule.a_month.into()),
        ];
        let named = |terms: &CouponTerms| [("name", coupon_name(t, terms).into())];
        let [mine, friends] = coupons;
        let mine = mine.as_ref().map(|terms| t.with("invite-coupon-mine", &named(terms)));
        let friends = friends
            .as_ref()
            .map(|terms| t.with("invite-coupon-friend", &named(terms)));
        view! { <p class="quiet-text">{t.with("invite-gives", &said)}{mine}" "{friends}</p> }
    })
}

/// The friends, masked, and how far each is.
fn brought(member: &Member, friends: &[BroughtFriend], older: Option<i64>) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let rows: Vec<_> = friends
        .iter()
        .map(|friend| {
            let points = friend
                .points
                .is_positive()
                .then(|| t.with("points-signed", &[("points", friend.points.signed().into())]));
            view! {
                <li class="row line">
                    <div>
                        <span class="what">{friend.who.clone()}</span><br />
                        <small>{day(portal, t, friend.joined_at)}" · "{state_words(t, friend)}</small>
                    </div>
                    <span class="end">{points}</span>
                </li>
            }
        })
        .collect();
    let next = older.map(|id| (t.text("list-after"), format!("/me/invite?before={id}")));
    let pages = pager(t.text("list-pages").to_owned(), None, next);
    (!rows.is_empty()).then(|| {
        view! {
            <section class="panel">
                <header><h2>{t.text("invite-friends")}</h2></header>
                <ul class="rows">{rows}</ul>
                {pages}
            </section>
        }
    })
}

/// How far it is, and why nothing is given.
fn state_words(t: Lang, friend: &BroughtFriend) -> String {
    let state = t
        .find(&format!("referral-{}", friend.state.as_str()), &[])
        .unwrap_or_default();
    if friend.state != ReferralState::Refused || friend.why == ReferralWhy::None {
        return state;
    }
    let why = t
        .find(&format!("referral-why-{}", friend.why.as_str()), &[])
        .unwrap_or_default();
    format!("{state} · {why}")
}
