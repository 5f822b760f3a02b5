//! `/office/coupons/new`: a new kind of coupon, with its face beside the form.

use huika_domain::{CouponKindCode, CouponKindId, CouponTerms, DetailError, ErrorCode};
use huika_store::{
    StoreError,
    coupon::{CouponError, goods_of_codes, make_coupon_kind},
    once,
    staff::Role,
};
use leptos::prelude::*;

use super::{
    address::PAGE as LIST,
    fields::{Choices, Filled, Kept, Shown, side},
    read::TypedCoupon,
};
use crate::{
    context::{Done, go, refuse},
    office::{
        form::{code_of, sender},
        frame::{Office, Scoped, enter},
    },
    show::page,
    staff::Staff,
    ui::{Crumb, Editor, Field, PageError, key_field},
};

const PAGE: &str = "/office/coupons/new";

pub fn new_coupon() -> impl IntoView {
    page(async {
        let desk = enter(Role::keeps_coupons, Scoped::No).await?;
        let filled = Filled::of("make_coupon_kind", Kept::default());
        let asked = filled.asked();
        let (choices, shown) = desk
            .read(move |tx| Ok::<_, StoreError>((Choices::read(tx)?, Shown::read(tx, asked.as_ref(), None)?)))
            .await?;
        let t = desk.lang();
        let crumb = Crumb {
            path: LIST.to_owned(),
            words: t.text("coupons-office-title"),
        };
        let side = side(t, &shown);
        let short = filled.typed().value("short");
        Ok(view! {
            <Office around=desk.around.clone() title=t.text("coupon-kind-new").to_owned() crumb=crumb>
                {PageError::notice(PageError::of_request())}
                <Editor id="coupon" preview=PAGE label=t.text("card-type-preview") side=side>
                    <form class="column" method="post" action="/do/make_coupon_kind">
                        <div class="card form">
                            {key_field(filled.typed())}
                            <Field
                                name="short"
                                label=t.text("store-short")
                                hint=t.text("coupon-short-hint").to_owned()
                                maxlength="40"
                                autocomplete="off"
                                value=short
                            />
                            {filled.fields(t, &choices)}
                        </div>
                        <div class="save-bar">
                            <span class="end">
                                <button class="btn refresh" formmethod="get" formaction=PAGE formnovalidate>
                                    {t.text("card-type-refresh")}
                                </button>
                                <button class="btn go">{t.text("store-save")}</button>
                            </span>
                        </div>
                    </form>
                </Editor>
            </Office>
        }
        .into_any())
    })
}

/// The code by which a page says why nothing was done.
pub fn refusal(error: &CouponError) -> &'static str {
    match error {
        CouponError::Store(fault) => code_of(fault, error.code()),
        _ => error.code(),
    }
}

/// The terms of a form, whose goods are looked up by their numbers; the error is the code of the refusal.
pub async fn terms_of(staff: &Staff, typed: &TypedCoupon) -> Result<CouponTerms, &'static str> {
    let (goods, not_goods) = (typed.goods.clone(), typed.not_goods.clone());
    let found = staff
        .read(move |tx| Ok::<_, StoreError>((goods_of_codes(tx, &goods)?, goods_of_codes(tx, &not_goods)?)))
        .await;
    match found {
        Ok((Some(goods), Some(not_goods))) => typed.read(goods, not_goods),
        Ok(_) => Err(ErrorCode::NoGoods.as_str()),
        Err(error) => Err(code_of(&error, error.code())),
    }
}

#[server(prefix = "/do", endpoint = "make_coupon_kind")]
pub async fn make(#[server(default)] short: String, #[server(default)] coupon: TypedCoupon) -> Done {
    let staff = match sender(PAGE, Role::keeps_coupons).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let code = match CouponKindCode::parse(&short) {
        Ok(code) => code,
        Err(error) => return refuse(PAGE, DetailError::code(error)),
    };
    let terms = match terms_of(&staff, &coupon).await {
        Ok(terms) => terms,
        Err(code) => return refuse(PAGE, code),
    };
    let (by, form) = (staff.session.operator, staff.sent("make_coupon_kind"));
    let made = staff.write(move |tx| {
        once(
            tx,
            &form,
            |_: &CouponKindId| true,
            |tx| make_coupon_kind(tx, by, &code, &terms),
        )
    });
    match made.await {
        Ok(kind) => go(&format!("{LIST}/{kind}?done=made")),
        Err(error) => refuse(PAGE, refusal(&error)),
    }
}
