//! How coupons of a kind get out: by codes, and for points.

use huika_domain::{BusinessDay, CouponKindId, Millis};
use huika_store::{coupon::CouponBatch, mall::CouponItem};
use leptos::prelude::*;

use super::address::batch_page;
use crate::{
    context::Typed,
    i18n::Lang,
    office::frame::Desk,
    show::times::{day, moment_text},
    ui::{Column, Field, Sheet, Tone, key_field, tag},
};

/// Days for which codes can be claimed where nobody says otherwise.
const CLAIM_DAYS: i32 = 90;

/// The form by which codes are drawn, above the batches that there are.
pub fn codes_form(desk: &Desk, kind: CouponKindId, today: BusinessDay, all: &[CouponBatch]) -> AnyView {
    let t = desk.lang();
    let typed = Typed::into_form("make_coupon_batch");
    let until = typed.or("until", today.plus_days(CLAIM_DAYS).to_string());
    view! {
        <form class="card form" method="post" action="/do/make_coupon_batch" autocomplete="off">
            <p class="quiet-text">{t.text("coupon-codes-text")}</p>
            {key_field(&typed)}
            <input type="hidden" name="kind" value=kind.to_string() />
            <Field
                name="pieces"
                label=t.text("coupon-batch-pieces")
                hint=t.text("coupon-batch-pieces-hint").to_owned()
                inputmode="numeric"
                maxlength="10"
                value=typed.value("pieces")
            />
            <Field name="until" label=t.text("coupon-claim-until") kind="date" value=until />
            <Field name="reason" label=t.text("coupon-purpose") hint=t.text("coupon-purpose-hint").to_owned() maxlength="200" value=typed.value("reason") />
            <button class="button">{t.text("coupon-draw")}</button>
        </form>
        {batches(desk, all)}
    }
    .into_any()
}

/// Whether codes of a batch can be claimed.
pub fn batch_tag(t: Lang, batch: &CouponBatch, now: Millis) -> AnyView {
    let (tone, words) = if batch.voided_at.is_some() {
        (Tone::Bad, t.text("coupon-batch-void"))
    } else if batch.claim_until < now {
        (Tone::Plain, t.text("coupon-batch-over"))
    } else {
        (Tone::Good, t.text("coupon-batch-runs"))
    };
    tag(tone, words.to_owned()).into_any()
}

fn batches(desk: &Desk, all: &[CouponBatch]) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let (portal, t) = (&desk.portal, desk.lang());
    let rows: Vec<_> = all
        .iter()
        .map(|batch| {
            view! {
                <tr>
                    <th scope="row"><a class="link" href=batch_page(&batch.number)>{batch.number.clone()}</a></th>
                    <td>{batch.purpose.clone()}</td>
                    <td class="n">{batch.pieces}</td>
                    <td class="n">{batch.open}</td>
                    <td>{day(portal, t, batch.claim_until)}</td>
                    <td>{batch.made_by.clone()}</td>
                    <td>{moment_text(portal, t, batch.made_at)}</td>
                    <td>{batch_tag(t, batch, portal.now())}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("record-number")),
        Column::words(t.text("coupon-purpose")),
        Column::figures(t.text("coupon-batch-pieces")),
        Column::figures(t.text("coupon-batch-open")),
        Column::words(t.text("coupon-claim-until")),
        Column::words(t.text("record-by")),
        Column::words(t.text("record-when")),
        Column::words(t.text("store-state")),
    ];
    Some(view! { <Sheet label=t.text("coupon-batches") caption=true columns=columns>{rows}</Sheet> }.into_any())
}

/// The form by which a coupon is put into the mall, or taken out of it.
pub fn points_form(t: Lang, kind: CouponKindId, item: Option<CouponItem>) -> AnyView {
    let typed = Typed::into_form("offer_coupon");
    let kept = |of: fn(&CouponItem) -> String| item.as_ref().map(of).unwrap_or_default();
    let id = kind.to_string();
    let again = id.clone();
    let withdraw = item.map(|_| {
        view! {
            <form class="card form" method="post" action="/do/withdraw_coupon">
                <p class="quiet-text">{t.text("coupon-withdraw-text")}</p>
                {key_field(&Typed::into_form("withdraw_coupon"))}
                <input type="hidden" name="kind" value=again />
                <button class="button quiet">{t.text("coupon-withdraw")}</button>
            </form>
        }
    });
    view! {
        <form class="card form" method="post" action="/do/offer_coupon" autocomplete="off">
            <p class="quiet-text">{t.text("coupon-for-points-text")}</p>
            {key_field(&typed)}
            <input type="hidden" name="kind" value=id />
            <Field name="points" label=t.text("coupon-costs-points") inputmode="numeric" maxlength="10" value=typed.or("points", kept(|item| item.points.get().to_string())) />
            <Field name="pieces" label=t.text("coupon-stock") inputmode="numeric" maxlength="10" value=typed.or("pieces", kept(|item| item.stock.to_string())) />
            <Field
                name="limit"
                label=t.text("coupon-member-limit")
                hint=t.text("coupon-member-limit-hint").to_owned()
                inputmode="numeric"
                maxlength="10"
                required=false
                value=typed.or("limit", kept(|item| item.member_limit.to_string()))
            />
            <button class="button">{t.text("coupon-offer")}</button>
        </form>
        {withdraw}
    }
    .into_any()
}
