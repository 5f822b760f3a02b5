//! A tier by hand: with its end and a reason, above what the member earned; and the history of their tier.

use huika_domain::{BusinessDay, ErrorCode, MemberId, Reason};
use huika_store::{
    StoreError, once,
    staff::Role,
    tier::{AssignTier, AssignTierError, TierPage, assign_tier, end_assigned_tier, tier_changes},
};
use leptos::prelude::*;

use super::{
    address::{PAGE, form_page, member_page},
    fields::{reason, whose},
};
use crate::{
    context::{Done, Typed, form_key, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::Desk,
    },
    show::{
        Leave,
        tier::{cause_words, day_words, metric_amount, named, tier_name},
    },
    ui::{Column, Empty, Field, Sheet, fact, icon as draw, key_field, pager},
};

/// Changes on a page.
const ROWS: i64 = 20;

/// The form that gives a tier, and the one that ends what was given.
pub(super) fn form(t: Lang, member: MemberId, tier: &TierPage) -> AnyView {
    let typed = Typed::into_form("assign_tier");
    let chosen = typed.value("choice");
    let choices: Vec<_> = tier
        .above
        .iter()
        .map(|next| {
            let rank = next.tier.rank.to_string();
            let is_chosen = chosen.as_ref() == Some(&rank);
            view! { <option value=rank selected=is_chosen>{tier_name(t, &next.tier)}</option> }
        })
        .collect();
    let give = if choices.is_empty() {
        view! { <p class="quiet-text">{t.text("home-growth-top-office")}</p> }.into_any()
    } else {
        view! {
            <form class="form" method="post" action="/do/assign_tier" autocomplete="off">
                {key_field(&typed)}
                {whose(member)}
                <label class="field">
                    <span>{t.text("tier-give-which")}</span>
                    <select name="choice">{choices}</select>
                </label>
                <Field name="until" label=t.text("tier-give-until") kind="date" autocomplete="off" value=typed.value("until") />
                {reason(t, &typed, t.text("tier-reason-hint"))}
                <button class="button">{t.text("form-tier")}</button>
            </form>
        }
        .into_any()
    };
    let end = tier.by_hand.is_some().then(|| {
        let typed = Typed::into_form("end_tier");
        view! {
            <form class="card form" method="post" action="/do/end_tier" autocomplete="off">
                <h2>{t.text("tier-end-title")}</h2>
                {key_field(&typed)}
                {whose(member)}
                {reason(t, &typed, t.text("tier-reason-hint"))}
                <button class="button">{t.text("tier-end-go")}</button>
            </form>
        }
    });
    view! {
        <section class="card">
            <h2>{t.text("form-tier")}</h2>
            <p class="quiet-text">{t.text("tier-give-text")}</p>
            {give}
        </section>
        {end}
    }
    .into_any()
}

/// The tab: how they stand, and each change of their tier.
pub(super) async fn tab(desk: &Desk, member: MemberId, before: &str) -> Result<AnyView, Leave> {
    let from: Option<i64> = before.parse().ok();
    let (found, mut changes) = desk
        .read(move |tx| {
            let found = huika_store::tier::tier_page(tx, member)?;
            Ok::<_, StoreError>((found, tier_changes(tx, member, from, ROWS + 1)?))
        })
        .await?;
    let (t, found) = (desk.lang(), found.ok_or(Leave::NotFound)?);
    let more = changes.len() as i64 > ROWS;
    changes.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let older = changes.last().filter(|_| more).map(|last| {
        let page = format!("{}?tab=tier&before={}", member_page(member), last.id);
        (t.text("list-after"), page)
    });
    let rows: Vec<_> = changes
        .iter()
        .map(|change| {
            view! {
                <tr>
                    <th scope="row">{day_words(&desk.portal, t, change.day)}</th>
                    <td>{named(t, &change.tier)}</td>
                    <td>{cause_words(t, change.cause)}</td>
                    <td>{change.until.map(|until| day_words(&desk.portal, t, until))}</td>
                    <td>{change.operator.clone()}</td>
                    <td>{change.reason.clone()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("record-when")),
        Column::words(t.text("col-tier")),
        Column::words(t.text("tier-why")),
        Column::words(t.text("tier-until")),
        Column::words(t.text("record-by")),
        Column::words(t.text("entry-reason")),
    ];
    let history = if rows.is_empty() {
        view! {
            <section class="card"><Empty icon=draw::SEARCH title=t.text("tab-none-title") text=t.text("tab-none-text") /></section>
        }
        .into_any()
    } else {
        let first = from.map(|_| (t.text("page-first"), format!("{}?tab=tier", member_page(member))));
        let foot = view! { <span class="end">{pager(t.text("list-pages").to_owned(), first, older)}</span> };
        view! { <Sheet label=t.text("tab-tier") columns foot=foot.into_any()>{rows}</Sheet> }.into_any()
    };
    Ok(view! { {facts(desk, &found)}{history} }.into_any())
}

/// Since when, until when, and what keeps it.
fn facts(desk: &Desk, tier: &TierPage) -> impl IntoView + use<> {
    let (portal, t) = (&desk.portal, desk.lang());
    let since = tier
        .since
        .map(|day| fact(t.text("tier-since-label"), day_words(portal, t, day)));
    let until = tier
        .until
        .map(|day| fact(t.text("tier-until"), day_words(portal, t, day)));
    let keep = tier
        .to_keep
        .is_positive()
        .then(|| fact(t.text("tier-to-keep"), metric_amount(t, tier.metric, tier.to_keep)));
    let next = tier.above.first().map(|next| {
        let left = metric_amount(t, tier.metric, next.missing());
        fact(t.text("tier-to-next"), format!("{} · {left}", tier_name(t, &next.tier)))
    });
    let by_hand = tier
        .by_hand
        .clone()
        .map(|reason| fact(t.text("tier-cause-by-hand"), reason));
    view! {
        <section class="card">
            <dl class="facts">
                {fact(t.text("col-tier"), tier_name(t, &tier.tier))}
                {since}{until}{keep}{next}{by_hand}
            </dl>
        </section>
    }
}

#[server(prefix = "/do", endpoint = "assign_tier")]
pub async fn give(
    #[server(default)] member: String,
    #[server(default)] choice: String,
    #[server(default)] until: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match sender(PAGE, Role::assigns_tiers).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(member) = MemberId::parse(&member) else {
        return refuse(PAGE, ErrorCode::NoMember.as_str());
    };
    let page = form_page(member, "tier");
    let Ok(rank) = choice.parse::<u8>() else {
        return refuse(&page, ErrorCode::TierUnknown.as_str());
    };
    let Ok(until) = BusinessDay::parse(until.trim()) else {
        return refuse(&page, ErrorCode::TierEnd.as_str());
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = AssignTier {
        member,
        rank,
        until,
        reason,
        by: staff.session.operator,
        key: form_key(),
    };
    match staff.write(move |tx| assign_tier(tx, &request)).await {
        Ok(_) => go(&format!("{}?done=tier-given&tab=tier", member_page(member))),
        Err(AssignTierError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        Err(error) => refuse(&page, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "end_tier")]
pub async fn end(#[server(default)] member: String, #[server(default)] reason: String) -> Done {
    let staff = match sender(PAGE, Role::assigns_tiers).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let Ok(member) = MemberId::parse(&member) else {
        return refuse(PAGE, ErrorCode::NoMember.as_str());
    };
    let page = form_page(member, "tier");
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let (by, sent) = (staff.session.operator, staff.sent("end-tier"));
    let ended = staff.write(move |tx| once(tx, &sent, |()| true, |tx| end_assigned_tier(tx, by, member, &reason)));
    match ended.await {
        Ok(()) => go(&format!("{}?done=tier-ended&tab=tier", member_page(member))),
        Err(AssignTierError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        Err(error) => refuse(&page, error.code()),
    }
}
