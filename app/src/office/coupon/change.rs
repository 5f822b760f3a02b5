//! The forms of one kind of coupon.

use huika_domain::{BusinessDay, CouponKindId, ErrorCode, Points, Reason, plain};
use huika_store::{
    Tx,
    coupon::{CouponError, NewBatch, change_coupon_kind, end_coupon_kind, make_batch, reopen_coupon_kind},
    mall::{OfferCoupon, offer_coupon, withdraw_coupon},
    staff::Role,
};
use leptos::prelude::*;

use super::{
    address::{PAGE as LIST, batch_page, page_of},
    make::{refusal, terms_of},
    read::TypedCoupon,
};
use crate::{
    context::{Done, form_key, go, refuse},
    office::form::sender,
    staff::Staff,
};

/// Sender and kind of a form, or the answer to give instead.
async fn about(kind: &str) -> Result<(Staff, CouponKindId), Done> {
    let staff = sender(LIST, Role::keeps_coupons).await?;
    match CouponKindId::parse(kind) {
        Ok(id) => Ok((staff, id)),
        Err(_) => Err(refuse(LIST, ErrorCode::NoCouponKind.as_str())),
    }
}

/// Does it, and leads to the kind's page, or back to the form.
async fn carry_out(
    staff: &Staff,
    id: CouponKindId,
    form: &str,
    done: &str,
    use_case: impl Fn(&mut Tx<'_>) -> Result<(), CouponError> + Send + 'static,
) -> Done {
    match staff.write(use_case).await {
        Ok(()) => go(&format!("{}?done={done}", page_of(id, ""))),
        Err(error @ CouponError::NoKind) => refuse(LIST, error.code()),
        Err(error) => refuse(&page_of(id, form), refusal(&error)),
    }
}

#[server(prefix = "/do", endpoint = "change_coupon_kind")]
pub async fn change(#[server(default)] kind: String, #[server(default)] coupon: TypedCoupon) -> Done {
    let (staff, id) = match about(&kind).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let terms = match terms_of(&staff, &coupon).await {
        Ok(terms) => terms,
        Err(code) => return refuse(&page_of(id, "change"), code),
    };
    let by = staff.session.operator;
    carry_out(&staff, id, "change", "changed", move |tx| {
        change_coupon_kind(tx, by, id, &terms)
    })
    .await
}

#[server(prefix = "/do", endpoint = "end_coupon_kind")]
pub async fn end(#[server(default)] kind: String) -> Done {
    let (staff, id) = match about(&kind).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    carry_out(&staff, id, "use", "ended", move |tx| end_coupon_kind(tx, by, id)).await
}

#[server(prefix = "/do", endpoint = "reopen_coupon_kind")]
pub async fn reopen(#[server(default)] kind: String) -> Done {
    let (staff, id) = match about(&kind).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    carry_out(&staff, id, "use", "reopened", move |tx| reopen_coupon_kind(tx, by, id)).await
}

fn whole(text: &str) -> Result<i64, &'static str> {
    plain(text).trim().parse().map_err(|_| ErrorCode::NotANumber.as_str())
}

#[server(prefix = "/do", endpoint = "make_coupon_batch")]
pub async fn draw(
    #[server(default)] kind: String,
    #[server(default)] pieces: String,
    #[server(default)] until: String,
    #[server(default)] reason: String,
) -> Done {
    let (staff, id) = match about(&kind).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = page_of(id, "codes");
    let pieces = match whole(&pieces) {
        Ok(pieces) => pieces,
        Err(code) => return refuse(&page, code),
    };
    let Ok(claim_until) = BusinessDay::parse(until.trim()) else {
        return refuse(&page, ErrorCode::BadDay.as_str());
    };
    let Ok(purpose) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let batch = NewBatch {
        operator: staff.session.operator,
        kind: id,
        pieces,
        claim_until,
        purpose,
        key: form_key(),
    };
    match staff.write(move |tx| make_batch(tx, &batch)).await {
        Ok(number) => go(&format!("{}?done=drawn", batch_page(&number))),
        Err(error) => refuse(&page, refusal(&error)),
    }
}

#[server(prefix = "/do", endpoint = "offer_coupon")]
pub async fn offer(
    #[server(default)] kind: String,
    #[server(default)] points: String,
    #[server(default)] pieces: String,
    #[server(default)] limit: String,
) -> Done {
    let (staff, id) = match about(&kind).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let page = page_of(id, "points");
    let limit = if limit.trim().is_empty() { Ok(0) } else { whole(&limit) };
    let figures = (Points::parse(&points), whole(&pieces), limit);
    let (Ok(points), Ok(stock), Ok(member_limit)) = figures else {
        return refuse(&page, ErrorCode::NotANumber.as_str());
    };
    let offer = OfferCoupon {
        operator: staff.session.operator,
        kind: id,
        points,
        stock,
        member_limit,
        key: form_key(),
    };
    carry_out(&staff, id, "points", "offered", move |tx| {
        offer_coupon(tx, &offer).map(drop)
    })
    .await
}

#[server(prefix = "/do", endpoint = "withdraw_coupon")]
pub async fn withdraw(#[server(default)] kind: String) -> Done {
    let (staff, id) = match about(&kind).await {
        Ok(about) => about,
        Err(answer) => return answer,
    };
    let by = staff.session.operator;
    carry_out(&staff, id, "points", "withdrawn", move |tx| withdraw_coupon(tx, by, id)).await
}
