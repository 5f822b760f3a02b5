//! The tab of a member's coupons: those that they have, those of before, and, for who may, giving one and taking one back.

use huika_domain::{CouponId, CouponKindId, ErrorCode, Fen, MemberId, Reason};
use huika_store::{
    StoreError,
    coupon::{
        CouponError, CouponKindRow, GiveByHand, GivenByHand, MemberCoupon, TakeBack, coupon_kinds, give_by_hand,
        member_coupons, past_coupons, take_back,
    },
    staff::Role,
};
use leptos::prelude::*;

use super::address::{PAGE, member_page};
use crate::{
    context::{Done, Typed, form_key, go, refuse},
    i18n::Lang,
    office::{
        form::{code_of, sender},
        frame::Desk,
    },
    show::{
        Leave,
        coupon::{cause_words, coupon_name, state_words, threshold_words, value_words, why_words},
        times::moment_text,
    },
    staff::Staff,
    ui::{Column, Confirm, Empty, Sheet, icon as draw, key_field, pager},
};

/// Coupons of before on a page.
const A_PAGE: usize = 20;

/// The tab's address.
pub fn coupons_page(member: MemberId) -> String {
    format!("{}?tab=coupons", member_page(member))
}

pub(super) async fn coupons(desk: &Desk, member: MemberId, before: &str) -> Result<AnyView, Leave> {
    let from = CouponId::parse(before).ok();
    let gives = desk.session.role.gives_coupons();
    let (held, past, kinds) = desk
        .read(move |tx| {
            let held = member_coupons(tx, member)?;
            let past = past_coupons(tx, member, from, A_PAGE as i64 + 1)?;
            let kinds = if gives { coupon_kinds(tx)? } else { Vec::new() };
            let kinds: Vec<CouponKindRow> = kinds.into_iter().filter(|kind| kind.is_given(tx)).collect();
            Ok::<_, StoreError>((held, past, kinds))
        })
        .await?;
    let t = desk.lang();
    let empty = (held.is_empty() && past.is_empty()).then(|| {
        view! {
            <section class="card"><Empty icon=draw::TICKET title=t.text("tab-none-title") text=t.text("member-coupons-none") /></section>
        }
    });
    Ok(view! {
        {gives.then(|| give_form(t, member, &kinds))}
        {empty}
        {(!held.is_empty()).then(|| held_sheet(desk, member, &held, gives))}
        {past_sheet(desk, member, past, from)}
    }
    .into_any())
}

fn give_form(t: Lang, member: MemberId, kinds: &[CouponKindRow]) -> AnyView {
    let typed = Typed::into_form("give_coupon");
    if kinds.is_empty() {
        return view! { <p class="quiet-text">{t.text("member-coupons-no-kinds")}</p> }.into_any();
    }
    let options: Vec<_> = kinds
        .iter()
        .map(|kind| {
            let id = kind.id.to_string();
            let chosen = typed.picked("kind", &id, false);
            let words = format!("{} · {}", coupon_name(t, &kind.terms), kind.terms.worth.display());
            view! { <option value=id selected=chosen>{words}</option> }
        })
        .collect();
    let sorry = typed.picked("of", "apology", false);
    view! {
        <details class="card fold" open=typed.is_there()>
            <summary>{t.text("member-coupon-give")}</summary>
            <form class="form" method="post" action="/do/give_coupon" autocomplete="off">
                {key_field(&typed)}
                <input type="hidden" name="member" value=member.to_string() />
                <div class="field">
                    <label for="coupon-kind">{t.text("coupon-name")}</label>
                    <select id="coupon-kind" name="kind">{options}</select>
                </div>
                <label class="tick">
                    <input type="checkbox" name="of" value="apology" checked=sorry />
                    <span>{t.text("member-coupon-sorry")}</span>
                </label>
                <label class="field">
                    <span>{t.text("entry-reason")}</span>
                    <input name="reason" maxlength="200" autocomplete="off" required value=typed.value("reason") />
                    <small class="hint">{t.text("member-coupon-reason-hint")}</small>
                </label>
                <button class="button">{t.text("member-coupon-give")}</button>
            </form>
        </details>
    }
    .into_any()
}

fn held_sheet(desk: &Desk, member: MemberId, held: &[MemberCoupon], gives: bool) -> impl IntoView + use<> {
    let (portal, t) = (&desk.portal, desk.lang());
    let rows: Vec<_> = held
        .iter()
        .map(|one| {
            let why = one.why_not.map(|why| why_words(portal, t, why));
            let back = gives.then(|| take_form(t, member, one.id));
            view! {
                <tr>
                    <th scope="row">{coupon_name(t, &one.terms)}</th>
                    <td>{value_words(t, one.terms.effect)}</td>
                    <td>{threshold_words(t, &one.terms)}</td>
                    <td>{cause_words(t, one.cause)}</td>
                    <td>{moment_text(portal, t, one.given_at)}</td>
                    <td>{moment_text(portal, t, one.valid_until)}</td>
                    <td>{why}</td>
                    <td>{back}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("coupon-name")),
        Column::words(t.text("coupon-effect")),
        Column::words(t.text("coupon-threshold")),
        Column::words(t.text("coupon-cause")),
        Column::words(t.text("coupon-given-at")),
        Column::words(t.text("coupon-last-moment")),
        Column::words(t.text("coupon-why-now")),
        Column::words(t.text("member-coupon-take")),
    ];
    view! { <Sheet label=t.text("coupons-held") caption=true columns=columns>{rows}</Sheet> }
}

fn take_form(t: Lang, member: MemberId, coupon: CouponId) -> impl IntoView + use<> {
    let typed = Typed::into_one_of("take_coupon_back", "coupon_id", &coupon.to_string());
    view! {
        <Confirm
            words=t.text("member-coupon-take").to_owned()
            question=t.text("member-coupon-take-sure").to_owned()
            open=typed.is_there()
        >
            <form class="form" method="post" action="/do/take_coupon_back" autocomplete="off">
                {key_field(&typed)}
                <input type="hidden" name="member" value=member.to_string() />
                <input type="hidden" name="coupon_id" value=coupon.to_string() />
                <label class="field">
                    <span>{t.text("entry-reason")}</span>
                    <input name="reason" maxlength="200" autocomplete="off" required value=typed.value("reason") />
                </label>
                <button class="button certain">{t.text("member-coupon-take")}</button>
            </form>
        </Confirm>
    }
}

fn past_sheet(desk: &Desk, member: MemberId, mut past: Vec<MemberCoupon>, from: Option<CouponId>) -> Option<AnyView> {
    if past.is_empty() && from.is_none() {
        return None;
    }
    let (portal, t) = (&desk.portal, desk.lang());
    let more = past.len() > A_PAGE;
    past.truncate(A_PAGE);
    let rows: Vec<_> = past
        .iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{coupon_name(t, &one.terms)}</th>
                    <td>{value_words(t, one.terms.effect)}</td>
                    <td>{cause_words(t, one.cause)}</td>
                    <td>{state_words(t, one.state)}</td>
                    <td>{one.ended_at.map(|at| moment_text(portal, t, at))}</td>
                    <td class="n">{one.saved.map(Fen::display)}</td>
                    <td>{one.end_reason.clone()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("coupon-name")),
        Column::words(t.text("coupon-effect")),
        Column::words(t.text("coupon-cause")),
        Column::words(t.text("store-state")),
        Column::words(t.text("record-when")),
        Column::figures(t.text("coupon-saved")),
        Column::words(t.text("entry-reason")),
    ];
    let base = coupons_page(member);
    let older = past
        .last()
        .filter(|_| more)
        .map(|last| (t.text("list-after"), format!("{base}&before={}", last.id)));
    let first = from.map(|_| (t.text("page-first"), base.clone()));
    let foot = view! { <span class="end">{pager(t.text("list-pages").to_owned(), first, older)}</span> };
    let sheet = view! {
        <Sheet label=t.text("coupons-past") caption=true columns=columns foot=foot.into_any()>{rows}</Sheet>
    };
    Some(sheet.into_any())
}

/// Sender and member of a form, or the answer to give instead.
async fn about(member: &str) -> Result<(Staff, MemberId), Done> {
    let staff = sender(PAGE, Role::gives_coupons).await?;
    match MemberId::parse(member) {
        Ok(member) => Ok((staff, member)),
        Err(_) => Err(refuse(PAGE, ErrorCode::NoMember.as_str())),
    }
}

fn refused(page: &str, error: &CouponError) -> Done {
    match error {
        CouponError::NoMember => refuse(PAGE, error.code()),
        CouponError::Store(fault) => refuse(page, code_of(fault, error.code())),
        _ => refuse(page, error.code()),
    }
}

#[server(prefix = "/do", endpoint = "give_coupon")]
pub async fn give(
    #[server(default)] member: String,
    #[server(default)] kind: String,
    #[server(default)] of: String,
    #[server(default)] reason: String,
) -> Done {
    let (staff, member) = match about(&member).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = coupons_page(member);
    let Ok(kind) = CouponKindId::parse(&kind) else {
        return refuse(&page, ErrorCode::NoCouponKind.as_str());
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = GiveByHand {
        operator: staff.session.operator,
        member,
        kind,
        apology: of == "apology",
        reason,
        key: form_key(),
    };
    match staff.write(move |tx| give_by_hand(tx, &request)).await {
        Ok(GivenByHand::Given(_)) => go(&format!("{page}&done=coupon-given")),
        Ok(GivenByHand::Waiting) => go(&format!("{page}&done=coupon-waits")),
        Err(error) => refused(&page, &error),
    }
}

#[server(prefix = "/do", endpoint = "take_coupon_back")]
pub async fn take(
    #[server(default)] member: String,
    #[server(default)] coupon_id: String,
    #[server(default)] reason: String,
) -> Done {
    let (staff, member) = match about(&member).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = coupons_page(member);
    let Ok(coupon) = CouponId::parse(&coupon_id) else {
        return refuse(&page, ErrorCode::NoCoupon.as_str());
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let request = TakeBack {
        operator: staff.session.operator,
        member,
        coupon,
        reason,
    };
    match staff.write(move |tx| take_back(tx, &request)).await {
        Ok(()) => go(&format!("{page}&done=coupon-taken")),
        Err(error) => refused(&page, &error),
    }
}
