//! Merging two accounts of one person: the other one is named, both stand beside each other, and a second person is asked.

use huika_domain::{ErrorCode, Fen, MemberId, PersonName, Points, Reason, tier_at};
use huika_store::{
    StoreError,
    card::find_card_holder,
    merge::{AskMerge, MergeError, MergePreview, MergeSide, ask_merge, preview_merge},
    staff::Role,
};
use leptos::prelude::*;

use super::{
    address::{PAGE, form_page, member_page},
    fields::{reason, whose},
    tabs,
};
use crate::{
    context::{Done, Typed, form_key, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::{Desk, Office},
    },
    show::{Leave, tier::tier_name},
    ui::{Column, Crumb, Notice, Sheet, Tone, icon as draw, key_field},
};

/// The other account, as the address names it: what somebody typed, or its number after a form was refused.
pub(super) struct Other {
    pub(super) typed: String,
    pub(super) chosen: String,
}

/// The form in its two steps.
pub(super) async fn merging(desk: &Desk, member: MemberId, other: Other) -> Result<AnyView, Leave> {
    let t = desk.lang();
    let by = desk.session.operator;
    let Other { typed, chosen } = other;
    let word = typed.clone();
    let found = desk
        .read(move |tx| {
            let from = match MemberId::parse(&chosen) {
                Ok(id) => Some(id),
                Err(_) if word.trim().is_empty() => None,
                Err(_) => find_card_holder(tx, word.trim())?,
            };
            let Some(from) = from else {
                return Ok::<_, StoreError>((None, None));
            };
            if from == member {
                return Ok((Some(from), None));
            }
            Ok((Some(from), preview_merge(tx, by, from, member)?))
        })
        .await?;
    Ok(match found {
        (Some(from), None) if from == member => name(t, member, typed, Some(t.text("error-merge-same"))).into_any(),
        (_, Some(preview)) => both(desk, member, &preview),
        (_, None) => {
            let nobody = (!typed.trim().is_empty()).then(|| t.text("merge-nobody"));
            name(t, member, typed, nobody).into_any()
        }
    })
}

/// Which account is meant.
fn name(t: Lang, member: MemberId, typed: String, wrong: Option<&'static str>) -> impl IntoView {
    let wrong = wrong.map(|words| view! { <Notice tone=Tone::Warn icon=draw::ALERT><p>{words}</p></Notice> });
    view! {
        <form class="card form" method="get" action=member_page(member) autocomplete="off">
            <h2>{t.text("form-merge")}</h2>
            <p>{t.text("merge-text")}</p>
            {wrong}
            <input type="hidden" name="form" value="merge" />
            <label class="field">
                <span>{t.text("merge-with")}</span>
                <input name="with" maxlength="64" autocomplete="off" required value=typed />
                <small class="hint">{t.text("merge-with-hint")}</small>
            </label>
            <button class="button">{t.text("merge-look")}</button>
        </form>
    }
}

fn both(desk: &Desk, member: MemberId, preview: &MergePreview) -> AnyView {
    let t = desk.lang();
    let other = preview.from.member;
    let mut stands: Vec<String> = preview
        .obstacles
        .iter()
        .map(|obstacle| t.find(&format!("error-{}", obstacle.code()), &[]).unwrap_or_default())
        .collect();
    if preview.other_person {
        stands.push(t.text("error-merge-other-person").to_owned());
    }
    if [&preview.from, &preview.into]
        .iter()
        .any(|side| !side.status.is_active())
    {
        stands.push(t.text("error-merge-not-active").to_owned());
    }
    let swap = view! {
        <p><a class="link" href=format!("{}&other={member}", form_page(other, "merge"))>{t.text("merge-swap")}</a></p>
    };
    let lines: Vec<_> = stands.into_iter().map(|words| view! { <p>{words}</p> }).collect();
    let stands =
        (!lines.is_empty()).then(|| view! { <Notice tone=Tone::Warn icon=draw::CLOCK><div>{lines}</div></Notice> });
    let typed = Typed::into_form("merge_members");
    let act = view! {
        <form class="card form" method="post" action="/do/merge_members" autocomplete="off">
            <p>{t.text("merge-rules")}</p>
            {stands}
            {key_field(&typed)}
            {whose(member)}
            <input type="hidden" name="other" value=other.to_string() />
            {reason(t, &typed, t.text("merge-reason-hint"))}
            <button class="button bad">{t.text("merge-go")}</button>
        </form>
    };
    let rows: Vec<_> = compared(desk, preview)
        .into_iter()
        .map(|(words, [stays, ends, after])| {
            view! {
                <tr>
                    <th scope="row">{words}</th>
                    <td class="n">{stays}</td>
                    <td class="n">{ends}</td>
                    <td class="n">{after}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("statement-what")),
        Column::figures(t.text("merge-stays")),
        Column::figures(t.text("merge-ends")),
        Column::figures(t.text("merge-after")),
    ];
    view! {
        <section class="card">
            <h2>{t.text("form-merge")}</h2>
            <p>{t.text("merge-text")}</p>
            {swap}
        </section>
        <Sheet label=t.text("merge-table") columns>{rows}</Sheet>
        {act}
    }
    .into_any()
}

/// What stays, what ends and what comes of it, a line each.
fn compared(desk: &Desk, preview: &MergePreview) -> Vec<(&'static str, [String; 3])> {
    let (t, rules) = (desk.lang(), desk.portal.store.rules());
    let (into, from) = (&preview.into, &preview.from);
    let tier = |rank: i64| tier_at(&rules.tiers.tiers, rank).map_or_else(String::new, |tier| tier_name(t, tier));
    let name =
        |side: &MergeSide| PersonName::masked(&side.name).unwrap_or_else(|| t.text("search-name-none").to_owned());
    let lots = |amount: String, count: i64| t.with("merge-lots", &[("amount", amount.into()), ("count", count.into())]);
    let money = |of: fn(&MergeSide) -> Fen| {
        let (a, b) = (of(into), of(from));
        let sum = Fen::new(a.get().saturating_add(b.get()));
        [a.display(), b.display(), sum.display()]
    };
    let count = |of: fn(&MergeSide) -> i64| {
        let (a, b) = (of(into), of(from));
        [a.to_string(), b.to_string(), a.saturating_add(b).to_string()]
    };
    // What one owes is repaid from the points of the other.
    let points = |side: &MergeSide| side.points.get().saturating_add(side.shortfall.get());
    let all_points = Points::new(points(into).saturating_add(points(from)));
    let [principal, principal_from, principal_after] = money(|side| side.principal);
    vec![
        (t.text("me-name"), [name(into), name(from), String::new()]),
        (
            t.text("join-phone"),
            [into.phone.masked(), from.phone.masked(), into.phone.masked()],
        ),
        (
            t.text("lot-principal"),
            [
                lots(principal, into.money_lots),
                lots(principal_from, from.money_lots),
                lots(principal_after, into.money_lots.saturating_add(from.money_lots)),
            ],
        ),
        (t.text("lot-bonus"), money(|side| side.bonus)),
        (
            t.text("points"),
            [
                lots(Points::new(points(into)).display(), into.point_lots),
                lots(Points::new(points(from)).display(), from.point_lots),
                lots(all_points.display(), into.point_lots.saturating_add(from.point_lots)),
            ],
        ),
        (t.text("merge-paid"), money(|side| side.spent)),
        (t.text("member-visits"), count(|side| side.visits)),
        (
            t.text("tab-tier"),
            [tier(into.rank), tier(from.rank), tier(into.rank.max(from.rank))],
        ),
        (t.text("tab-coupons"), count(|side| side.coupons)),
        (t.text("tab-cards"), count(|side| side.cards)),
        (t.text("tab-orders"), count(|side| side.orders)),
        (t.text("form-tags"), count(|side| side.tags)),
    ]
}

/// The page of an account that was merged: where it leads, and its own statement, which ends with that.
pub(super) async fn merged(desk: &Desk, member: MemberId, stays: MemberId, before: &str) -> Result<AnyView, Leave> {
    let t = desk.lang();
    let statement = tabs::shown(desk, member, "", before).await?;
    let crumb = Crumb {
        path: PAGE.to_owned(),
        words: t.text("members-title"),
    };
    Ok(view! {
        <Office around=desk.around.clone() title=t.text("merge-title").to_owned() crumb=crumb>
            <Notice tone=Tone::Plain icon=draw::ALERT>
                <p>{t.text("merge-leads")}" "<a href=member_page(stays)>{t.text("merge-open")}</a></p>
            </Notice>
            {statement}
        </Office>
    }
    .into_any())
}

#[server(prefix = "/do", endpoint = "merge_members")]
pub async fn merge(
    #[server(default)] member: String,
    #[server(default)] other: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match sender(PAGE, Role::merges_members).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (Ok(into), Ok(from)) = (MemberId::parse(&member), MemberId::parse(&other)) else {
        return refuse(PAGE, ErrorCode::NoMember.as_str());
    };
    let page = format!("{}&other={from}", form_page(into, "merge"));
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = AskMerge {
        from,
        into,
        reason,
        operator: staff.session.operator,
        key: form_key(),
    };
    match staff.write(move |tx| ask_merge(tx, &request)).await {
        Ok(_) => go(&format!("{}?done=merging", member_page(into))),
        Err(MergeError::Store(fault)) => refuse(&page, code_of(&fault, fault.code())),
        Err(error) => refuse(&page, error.code()),
    }
}
