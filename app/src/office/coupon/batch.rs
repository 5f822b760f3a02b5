//! `/office/coupons/batches/:number`: one batch of codes, with its list as a file, and the form that makes it void.

use huika_domain::{ErrorCode, Reason};
use huika_store::{
    coupon::{CouponError, coupon_batch, void_batch},
    staff::Role,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    address::{PAGE as LIST, batch_page, page_of as kind_page},
    issue::batch_tag,
    make::refusal,
};
use crate::{
    context::{Done, Typed, go, refuse},
    office::{
        form::sender,
        frame::{Office, Scoped, enter},
    },
    show::{Leave, card_kind_name, page, times::moment_text},
    ui::{Confirm, Crumb, Field, PageError, Stat, done, fact, key_field, stats},
};

pub fn batch() -> impl IntoView {
    let number = use_params_map().with_untracked(|params| params.get("number").unwrap_or_default());
    page(async move {
        let desk = enter(Role::keeps_coupons, Scoped::No).await?;
        let found = desk.read(move |tx| coupon_batch(tx, &number)).await?;
        let batch = found.ok_or(Leave::NotFound)?;
        let (portal, t) = (&desk.portal, desk.lang());
        let rows = format!("/office/reports/coupon-codes?batch={}", batch.number);
        let file = format!("/office/reports/coupon-codes.csv?batch={}&state=open", batch.number);
        let sheet = format!("/office/reports/coupon-codes.xlsx?batch={}&state=open", batch.number);
        let tiles = stats(vec![
            Stat::new(t.text("coupon-batch-pieces"), batch.pieces.to_string()).with_rows(Some(rows.clone())),
            Stat::new(t.text("coupon-batch-open"), batch.open.to_string()),
        ]);
        let voided = batch
            .voided_at
            .map(|at| fact(t.text("coupon-voided-at"), moment_text(portal, t, at)));
        let why = (!batch.void_reason.is_empty()).then(|| fact(t.text("entry-reason"), batch.void_reason.clone()));
        let runs = batch.voided_at.is_none();
        let typed = Typed::into_form("void_coupon_batch");
        let number = batch.number.clone();
        let void = runs.then(|| {
            view! {
                <section class="card">
                    <p class="quiet-text">{t.text("coupon-void-text")}</p>
                    <Confirm
                        words=t.text("coupon-void").to_owned()
                        question=t.text("coupon-void-sure").to_owned()
                        open=typed.is_there()
                    >
                        <form class="form" method="post" action="/do/void_coupon_batch" autocomplete="off">
                            {key_field(&typed)}
                            <input type="hidden" name="number" value=number />
                            <Field name="reason" label=t.text("entry-reason") maxlength="200" value=typed.value("reason") />
                            <button class="button certain">{t.text("coupon-void")}</button>
                        </form>
                    </Confirm>
                </section>
            }
        });
        let crumb = Crumb {
            path: kind_page(batch.kind, "codes"),
            words: t.text("coupon-codes"),
        };
        let files = view! {
            <a class="btn" href=sheet download="">{t.text("coupon-codes-xlsx")}</a>
            <a class="btn" href=file download="">{t.text("coupon-codes-csv")}</a>
        };
        let facts = view! {
            <dl class="facts">
                {fact(t.text("coupon-name"), card_kind_name(t, &batch.name, &batch.english))}
                {fact(t.text("coupon-purpose"), batch.purpose.clone())}
                {fact(t.text("coupon-claim-until"), moment_text(portal, t, batch.claim_until))}
                {fact(t.text("record-by"), batch.made_by.clone())}
                {fact(t.text("record-when"), moment_text(portal, t, batch.made_at))}
                {voided}
                {why}
            </dl>
        };
        let state = batch_tag(t, &batch, portal.now());
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=batch.number.clone()
                crumb=crumb
                tags=state
                acts=files.into_any()
            >
                {done(&[
                    ("drawn", t.text("coupon-batch-was-made")),
                    ("voided", t.text("coupon-batch-was-voided")),
                ])}
                {PageError::notice(PageError::of_request())}
                {tiles}
                <section class="card">
                    {facts}
                </section>
                <p><a class="link" href=rows>{t.text("coupon-codes-all")}</a></p>
                {void}
            </Office>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "void_coupon_batch")]
pub async fn void(#[server(default)] number: String, #[server(default)] reason: String) -> Done {
    let staff = match sender(LIST, Role::keeps_coupons).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    // A number has letters and digits; whatever else is typed names no batch, and leads to no page.
    if number.is_empty() || !number.bytes().all(|sign| sign.is_ascii_alphanumeric()) {
        return refuse(LIST, ErrorCode::NoCouponBatch.as_str());
    }
    let page = batch_page(&number);
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let by = staff.session.operator;
    match staff.write(move |tx| void_batch(tx, by, &number, &reason)).await {
        Ok(_) => go(&format!("{page}?done=voided")),
        Err(error @ CouponError::NoBatch) => refuse(LIST, error.code()),
        Err(error) => refuse(&page, refusal(&error)),
    }
}
