//! `/coupons/code`: a code that was typed becomes a coupon.

use huika_domain::{CouponCode, CouponCodeError, ErrorCode};
use huika_store::coupon::{Claim, Claimed, CouponError, claim};
use leptos::prelude::*;

use crate::{
    context::{Done, go, refuse, refuse_with},
    member::session::{form_member, require_member},
    show::{Frame, page, times::moment_text},
    ui::{Field, PageError},
};

const PAGE: &str = "/coupons/code";

pub fn enter() -> impl IntoView {
    page(async {
        let t = require_member().await?.lang();
        Ok(view! {
            <Frame title=t.text("coupon-enter-code").to_owned() back="/coupons">
                <form class="form" method="post" action="/do/claim_coupon">
                    <Field
                        name="code"
                        label=t.text("coupon-code")
                        hint=t.text("coupon-code-hint").to_owned()
                        problem=PageError::of_request()
                        class="letters"
                        autocomplete="off"
                        maxlength="60"
                        autofocus=true
                    />
                    <button class="button wide">{t.text("coupon-claim")}</button>
                </form>
            </Frame>
        }
        .into_any())
    })
}

#[server(prefix = "/do", endpoint = "claim_coupon")]
pub async fn claim_code(#[server(default)] code: String) -> Done {
    let member = match form_member(PAGE).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let code = match CouponCode::parse(&code) {
        Ok(code) => code,
        Err(error) => return refuse(PAGE, CouponCodeError::code(error)),
    };
    let address = member.visit.place();
    let claimed = member.write(move |tx, session| {
        let wish = Claim {
            member: session.member,
            code: code.as_str(),
            address: &address,
        };
        claim(tx, &wish)
    });
    match claimed.await {
        Ok(Claimed::Yours(coupon)) => go(&format!("/coupons/{coupon}?done=claimed")),
        Ok(Claimed::No) => refuse(PAGE, ErrorCode::CouponCodeGone.as_str()),
        Ok(Claimed::Wait { until }) => {
            let when = moment_text(&member.portal, member.lang(), until);
            refuse_with(PAGE, ErrorCode::CouponCodeTries.as_str(), &[("when", when)])
        }
        Err(error) => {
            if let CouponError::Store(fault) = &error {
                tracing::error!(%fault, "a code could not be claimed");
            }
            refuse(PAGE, error.code())
        }
    }
}
