//! `/coupons/:coupon`: one coupon with all its conditions, and the form by which it is given on.

use huika_domain::{Act, CouponId, CouponState, ErrorCode, Phone};
use huika_store::coupon::{CouponError, GaveOn, GiveOn, MemberCoupon, give_on, member_coupon};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::wallet::face_of;
use crate::{
    context::{Done, Typed, failed, form_key, go, refuse, refuse_with},
    member::{
        proof::{Brought, Ways, refuse_unproved},
        session::{Member, form_member, require_member},
    },
    show::{
        Frame, Leave,
        coupon::{condition_words, small_print},
        page,
        times::moment_text,
    },
    ui::{Field, Notice, PageError, PinField, Tone, done, fact, icon as draw, key_field},
};

const LIST: &str = "/coupons";

fn page_of(coupon: CouponId) -> String {
    format!("{LIST}/{coupon}")
}

pub fn coupon() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("coupon").unwrap_or_default());
    page(async move {
        let member = require_member().await?;
        let id = CouponId::parse(&id).map_err(|_| Leave::NotFound)?;
        let found = member
            .read(move |tx, session| {
                let ways = Ways::read(tx, session, Act::GiveCoupon)?;
                let tiers = tx.rules().tiers.tiers.clone();
                Ok(member_coupon(tx, session.member, id)?.map(|one| (one, ways, tiers)))
            })
            .await?;
        let (one, ways, tiers) = found.ok_or(Leave::NotFound)?;
        let (portal, t) = (&member.portal, member.lang());
        let conditions: Vec<_> = condition_words(t, &one.terms, &one.places, &tiers)
            .into_iter()
            .map(|line| view! { <li>{line}</li> })
            .collect();
        let print = small_print(t, &one.terms);
        let print = (!print.is_empty()).then(|| view! { <p class="fine">{print}</p> });
        let said = |key: &'static str, text: &str| (!text.is_empty()).then(|| fact(t.text(key), text.to_owned()));
        let works = one.state == CouponState::Held && one.why_not.is_none();
        let use_it = works.then(|| {
            view! {
                <p class="fine center">{t.text("coupon-how-to-use")}</p>
                <a class="button wide" href="/code">{t.text("coupon-show-code")}</a>
            }
        });
        let facts = view! {
            <dl class="facts">
                {fact(t.text("coupon-given-at"), moment_text(portal, t, one.given_at))}
                {fact(t.text("coupon-last-moment"), moment_text(portal, t, one.valid_until))}
                {said("coupon-reason", &one.reason)}
                {said("coupon-end-reason", &one.end_reason)}
            </dl>
        };
        let face = face_of(&member, &one).show();
        let give = one.may_give_on.then(|| give_form(&member, &one, ways));
        Ok(view! {
            <Frame title=t.text("coupon-title").to_owned() back=LIST>
                {done(&[("claimed", t.text("coupon-was-claimed"))])}
                {PageError::notice(PageError::of_request())}
                {face}
                <section class="panel">
                    <ul class="plain">{conditions}</ul>
                    {facts}
                    {print}
                </section>
                {use_it}
                {give}
            </Frame>
        }
        .into_any())
    })
}

/// By the number of whoever gets it, and the PIN.
fn give_form(member: &Member, one: &MemberCoupon, ways: Ways) -> AnyView {
    let t = member.lang();
    if !ways.pin {
        return view! {
            <section class="panel">
                <h2>{t.text("coupon-give-on")}</h2>
                <Notice tone=Tone::Plain icon=draw::SHIELD><p>{t.text("coupon-give-needs-pin")}</p></Notice>
                <a class="button quiet" href="/me/pin">{t.text("pin-set-title")}</a>
            </section>
        }
        .into_any();
    }
    let typed = Typed::into_form("give_coupon_on");
    view! {
        <section class="panel">
            <h2>{t.text("coupon-give-on")}</h2>
            <form class="form" method="post" action="/do/give_coupon_on">
                {key_field(&typed)}
                <input type="hidden" name="coupon_id" value=one.id.to_string() />
                <Field
                    name="phone"
                    label=t.text("coupon-taker")
                    hint=t.text("coupon-taker-hint").to_owned()
                    kind="tel"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="30"
                    value=typed.value("phone")
                />
                <PinField name="pin" label=t.text("pin") />
                <button class="button quiet">{t.text("coupon-give-on")}</button>
            </form>
        </section>
    }
    .into_any()
}

#[server(prefix = "/do", endpoint = "give_coupon_on")]
pub async fn give(
    #[server(default)] coupon_id: String,
    #[server(default)] phone: String,
    #[server(default)] pin: String,
) -> Done {
    let member = match form_member(LIST).await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Ok(coupon) = CouponId::parse(&coupon_id) else {
        return refuse(LIST, ErrorCode::NoCoupon.as_str());
    };
    // What is somebody else's is answered as if there were no such thing, whatever else is wrong.
    let own = member.read(move |tx, session| member_coupon(tx, session.member, coupon));
    match own.await {
        Ok(Some(_)) => {}
        Ok(None) => return refuse(LIST, ErrorCode::NoCoupon.as_str()),
        Err(error) => return failed(LIST, &error),
    }
    let page = page_of(coupon);
    let phone = match Phone::parse(&phone) {
        Ok(phone) => phone,
        Err(error) => return refuse(&page, error.code()),
    };
    let brought = match Brought::pin(&member, &pin).await {
        Ok(brought) => brought,
        Err(code) => return refuse(&page, code),
    };
    let key = form_key();
    let given = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        let gift = GiveOn {
            giver: session.member,
            coupon,
            phone: phone.clone(),
            shown,
            key: key.clone(),
        };
        give_on(tx, &gift).map(Ok)
    });
    match given.await {
        Ok(Ok(GaveOn::Done)) => go(&format!("{LIST}?done=given")),
        Ok(Ok(GaveOn::NoTaker)) => refuse(&page, ErrorCode::CouponNoTaker.as_str()),
        Ok(Ok(GaveOn::Wait { until })) => {
            let when = moment_text(&member.portal, member.lang(), until);
            refuse_with(&page, ErrorCode::CouponCodeTries.as_str(), &[("when", when)])
        }
        Ok(Err(unproved)) => refuse_unproved(&member, &page, &unproved),
        Err(CouponError::NoCoupon) => refuse(LIST, ErrorCode::NoCoupon.as_str()),
        Err(error) => {
            if let CouponError::Store(fault) = &error {
                tracing::error!(%fault, "a coupon could not be given on");
            }
            refuse(&page, error.code())
        }
    }
}
