//! `/office/grants/new`: points or bonus for everybody of a segment, or for those who are listed. What it comes to is seen before it begins.

use huika_domain::{CouponKindId, ErrorCode, Fen, MoneyError, Points, Reason, SegmentId, plain};
use huika_store::{
    StoreError, Tx,
    adjustment::grant::{GrantError, Granted, PlanGrant},
    coupon::{CouponKindRow, coupon_kinds},
    segment::{GrantTo, Segment, plan_grant, segments},
    staff::Role,
};
use leptos::prelude::*;

use super::list::PAGE;
use crate::{
    context::{Done, Typed, form_key, go, refuse},
    office::{
        form::{code_of, sender},
        frame::{Office, Scoped, enter},
    },
    show::{coupon::coupon_name, page},
    ui::{Crumb, Field, PageError, key_field},
};

const NEW: &str = "/office/grants/new";
/// Who is listed and not a segment.
const LISTED: &str = "list";

pub fn new_grant() -> impl IntoView {
    page(async move {
        let desk = enter(Role::grants, Scoped::No).await?;
        let (segments, coupons) = desk.read(offered).await?;
        let (t, typed) = (desk.lang(), Typed::into_form("plan_grant"));
        let options: Vec<_> = segments
            .iter()
            .map(|segment| {
                let id = segment.id.to_string();
                let chosen = typed.picked("segment", &id, false);
                view! { <option value=id selected=chosen>{segment.name.clone()}</option> }
            })
            .collect();
        let kind = |value: &'static str, words: &'static str, chosen: bool| {
            view! {
                <label class="tick"><input type="radio" name="of" value=value checked=chosen /><span>{words}</span></label>
            }
        };
        let (points, bonus) = (typed.picked("of", "points", true), typed.picked("of", "bonus", false));
        let coupon = typed.picked("of", "coupon", false);
        let coupons = (!coupons.is_empty()).then(|| {
            let options: Vec<_> = coupons
                .iter()
                .map(|row| {
                    let id = row.id.to_string();
                    let chosen = typed.picked("kind", &id, false);
                    view! { <option value=id selected=chosen>{coupon_name(t, &row.terms)}</option> }
                })
                .collect();
            view! {
                <div class="field">
                    <label for="kind">{t.text("grant-coupon")}</label>
                    <select id="kind" name="kind">{options}</select>
                    <p class="hint">{t.text("grant-coupon-hint")}</p>
                </div>
            }
        });
        let with_coupon = coupons
            .is_some()
            .then(|| kind("coupon", t.text("grant-coupon"), coupon));
        let listed = typed.picked("segment", LISTED, true);
        let lines = typed.value("lines").unwrap_or_default();
        let crumb = Crumb {
            path: PAGE.to_owned(),
            words: t.text("grants-title"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("grant-new").to_owned()
                lead=t.text("grant-new-lead").to_owned()
                crumb=crumb
            >
                {PageError::notice(PageError::of_request())}
                <form class="card form" method="post" action="/do/plan_grant" autocomplete="off">
                    {key_field(&typed)}
                    <fieldset class="ticks">
                        <legend>{t.text("grant-what")}</legend>
                        {kind("points", t.text("points"), points)}
                        {kind("bonus", t.text("lot-bonus"), bonus)}
                        {with_coupon}
                    </fieldset>
                    {coupons}
                    <Field
                        name="amount"
                        label=t.text("grant-each")
                        hint=t.text("correction-amount-hint").to_owned()
                        inputmode="decimal"
                        maxlength="20"
                        required=false
                        value=typed.value("amount")
                    />
                    <Field
                        name="days"
                        label=t.text("grant-days")
                        hint=t.text("grant-days-hint").to_owned()
                        inputmode="numeric"
                        maxlength="5"
                        value=typed.value("days")
                        required=false
                    />
                    <div class="field">
                        <label for="segment">{t.text("grant-to")}</label>
                        <select id="segment" name="segment">
                            <option value=LISTED selected=listed>{t.text("grant-to-list")}</option>
                            {options}
                        </select>
                    </div>
                    <div class="field">
                        <label for="lines">{t.text("grant-lines")}</label>
                        <textarea id="lines" name="lines" rows="6" aria-describedby="lines-hint">
                            {lines}
                        </textarea>
                        <p class="hint" id="lines-hint">{t.text("grant-lines-hint")}</p>
                    </div>
                    <Field
                        name="reason"
                        label=t.text("entry-reason")
                        hint=t.text("grant-reason-hint").to_owned()
                        maxlength="200"
                        value=typed.value("reason")
                    />
                    <button class="button">{t.text("grant-look")}</button>
                </form>
            </Office>
        }
        .into_any())
    })
}

/// The segments, and the kinds of coupons that can be given.
fn offered(tx: &mut Tx<'_>) -> Result<(Vec<Segment>, Vec<CouponKindRow>), StoreError> {
    let segments = segments(tx)?;
    let mut kinds = coupon_kinds(tx)?;
    kinds.retain(|kind| kind.is_given(tx));
    Ok((segments, kinds))
}

/// What each gets, or the code of what is wrong with it.
fn read_granted(of: &str, amount: &str, kind: &str) -> Result<Granted, &'static str> {
    match of {
        "coupon" => match CouponKindId::parse(kind) {
            // What one counts as, the plan reads.
            Ok(kind) => Ok(Granted::Coupon { kind, worth: Fen::ZERO }),
            Err(_) => Err(ErrorCode::NoCouponKind.as_str()),
        },
        "bonus" => Fen::parse_yuan(amount).map(Granted::Bonus).map_err(MoneyError::code),
        _ => Points::parse(amount)
            .map(Granted::Points)
            .map_err(|_| ErrorCode::NotANumber.as_str()),
    }
}

/// After how many days it expires; an empty field says nothing.
fn read_days(days: &str) -> Result<Option<u16>, &'static str> {
    let folded = plain(days);
    match folded.trim() {
        "" => Ok(None),
        text => match text.parse::<u16>() {
            Ok(days) if (1..=3_650).contains(&days) => Ok(Some(days)),
            _ => Err(ErrorCode::NotANumber.as_str()),
        },
    }
}

#[server(prefix = "/do", endpoint = "plan_grant")]
pub async fn plan(
    #[server(default)] of: String,
    #[server(default)] amount: String,
    #[server(default)] days: String,
    #[server(default)] segment: String,
    #[server(default)] lines: String,
    #[server(default)] reason: String,
    #[server(default)] kind: String,
) -> Done {
    let staff = match sender(NEW, Role::grants).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let granted = match read_granted(&of, &amount, &kind) {
        Ok(granted) => granted,
        Err(code) => return refuse(NEW, code),
    };
    let days = match read_days(&days) {
        Ok(days) => days,
        Err(code) => return refuse(NEW, code),
    };
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(NEW, ErrorCode::ReasonLength.as_str());
    };
    let to = match SegmentId::parse(&segment) {
        Ok(segment) => GrantTo::Segment(segment),
        Err(_) => GrantTo::Lines(lines),
    };
    let request = PlanGrant {
        granted,
        days,
        reason,
        operator: staff.session.operator,
        key: form_key(),
    };
    match staff.write(move |tx| plan_grant(tx, &request, &to)).await {
        Ok(planned) => go(&format!("{PAGE}/{}", planned.number)),
        Err(GrantError::Store(fault)) => refuse(NEW, code_of(&fault, fault.code())),
        Err(error) => refuse(NEW, error.code()),
    }
}
