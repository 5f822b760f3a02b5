//! `/office/members/:member`: one member, with the tabs of their books as `?tab=` and a form of what can be done for them as `?form=`.

use huika_domain::{MemberId, PersonName};
use huika_store::{
    StoreError,
    member::{MemberOverview, member_overview, seen_member},
    merge::merged_into,
    staff::Role,
    tag::TagOf,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    acts,
    address::{PAGE, form_page},
    facts,
    merge::{Other, merged},
    tabs,
};
use crate::{
    i18n::Lang,
    office::frame::{Desk, Office, Scoped, enter},
    show::{
        Leave,
        card::status_words,
        page,
        tier::{metric_amount, tier_name},
    },
    ui::{Crumb, PageError, Stat, Tone, done, stats, tag},
};

pub fn one_member() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("member").unwrap_or_default());
    let query = use_query_map().with_untracked(Clone::clone);
    let text = move |name: &str| query.get(name).unwrap_or_default();
    let (form, tab, before) = (text("form"), text("tab"), text("before"));
    let other = Other {
        typed: text("with"),
        chosen: text("other"),
    };
    page(async move {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let member = MemberId::parse(&id).map_err(|_| Leave::NotFound)?;
        let viewer = desk.session.operator;
        let (found, stays) = desk
            .read(move |tx| {
                let seen = seen_member(tx, viewer, member)?;
                let stays = if seen { merged_into(tx, member)? } else { None };
                Ok::<_, StoreError>((member_overview(tx, viewer, member)?, stays))
            })
            .await?;
        if let Some(stays) = stays {
            return merged(&desk, member, stays, &before).await;
        }
        let found = found.ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let role = desk.session.role;
        let shown = acts::FORMS
            .iter()
            .find(|(name, _)| acts::offers(role, name) && *name == form);
        let right = match shown {
            Some((name, _)) => acts::form_of(&desk, (member, &found), name, other).await?,
            None => tabs::shown(&desk, member, &tab, &before).await?,
        };
        let links: Vec<_> = acts::FORMS
            .iter()
            .filter(|(name, _)| acts::offers(role, name))
            .map(|(name, words)| {
                let words = t.find(words, &[]).unwrap_or_default();
                let current = (*name == form).then_some("true");
                view! { <a class="btn" href=form_page(member, name) aria-current=current>{words}</a> }
            })
            .collect();
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("members-title"),
        };
        let name = PersonName::masked(&found.home.card.name).unwrap_or_else(|| t.text("search-name-none").to_owned());
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=name
                crumb=crumb
                tags=marks(&desk, &found).into_any()
                acts=links.into_any()
            >
                {done(&[
                    ("entered", t.text("new-member-done")),
                    ("known", t.text("new-member-known")),
                    ("corrected", t.text("person-corrected")),
                    ("card", t.text("card-was-changed")),
                    ("posted", t.text("correction-posted")),
                    ("waiting", t.text("correction-waits")),
                    ("noted", t.text("note-was-added")),
                    ("note-ended", t.text("note-was-ended")),
                    ("tagged", t.text("tag-given")),
                    ("closing", t.text("closing-was-asked")),
                    ("kept", t.text("closing-was-kept")),
                    ("merging", t.text("merge-asked")),
                    ("untagged", t.text("tag-taken")),
                    ("tier-given", t.text("tier-was-given")),
                    ("tier-ended", t.text("tier-was-ended")),
                    ("coupon-given", t.text("member-coupon-was-given")),
                    ("coupon-waits", t.text("member-coupon-waits")),
                    ("coupon-taken", t.text("member-coupon-was-taken")),
                ])}
                {PageError::notice(PageError::of_request())}
                <div class="two">
                    {facts::column(&desk, member, &found)}
                    <div>
                        {figures(t, &found)}
                        {tabs::links(t, member, if shown.is_some() { "-" } else { &tab })}
                        {right}
                    </div>
                </div>
            </Office>
        }
        .into_any())
    })
}

/// What a member is at a glance: tier, state, tags.
fn marks(desk: &Desk, one: &MemberOverview) -> impl IntoView + use<> {
    let t = desk.lang();
    let tier = tag(Tone::Good, tier_name(t, &one.home.tier.tier));
    let status = one.home.card.status;
    let state = (!status.is_active()).then(|| tag(Tone::Warn, status_words(t, status).1.to_owned()));
    let tags: Vec<_> = one
        .tags
        .iter()
        .map(|of: &TagOf| tag(Tone::Plain, of.name.clone()))
        .collect();
    view! { {tier}{state}{tags} }
}

/// The figures that are asked for first.
fn figures(t: Lang, one: &MemberOverview) -> impl IntoView + use<> {
    let home = &one.home;
    let parts = t.with(
        "member-of-balance",
        &[
            ("principal", home.principal.display().into()),
            ("bonus", home.bonus.display().into()),
        ],
    );
    let pending = (!home.pending_points.is_zero())
        .then(|| t.with("member-pending", &[("points", home.pending_points.display().into())]));
    let days = t.with("member-days", &[("days", home.tier.window_days.into())]);
    let counted = metric_amount(t, home.tier.metric, home.tier.counted);
    let average = (one.visits > 0).then(|| {
        let each = huika_domain::Fen::new(one.spent.get() / one.visits);
        t.with("member-average", &[("amount", each.display().into())])
    });
    stats(vec![
        Stat::new(t.text("balance"), home.balance.display()).with_note(Some(parts)),
        Stat::new(t.text("points"), home.points.display()).with_note(pending),
        Stat::new(t.text("member-growth"), counted).with_note(Some(days)),
        Stat::new(t.text("member-visits"), one.visits.to_string()).with_note(average),
    ])
}
