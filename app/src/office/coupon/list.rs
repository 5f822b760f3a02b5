//! `/office/coupons`: the kinds of coupons, those that are given out first.

use huika_store::{
    coupon::{CouponKindRow, coupon_kinds},
    staff::Role,
};
use leptos::prelude::*;

use super::address::PAGE;
use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{
        coupon::{coupon_name, threshold_words, validity_words, value_words},
        page,
    },
    ui::{Column, Empty, PageError, Sheet, Tone, done, icon as draw, tag},
};

pub fn coupons() -> impl IntoView {
    page(async {
        let desk = enter(Role::sees_office, Scoped::No).await?;
        let rows = desk.read(coupon_kinds).await?;
        let t = desk.lang();
        let new = desk
            .session
            .role
            .keeps_coupons()
            .then(|| view! { <a class="btn go" href=format!("{PAGE}/new")>{t.text("coupon-kind-new")}</a> });
        let issued = view! {
            <a class="btn" href="/office/reports/coupons">{t.text("coupons-issued")}</a>
        };
        let content = if rows.is_empty() {
            view! {
                <section class="card">
                    <Empty icon=draw::TICKET title=t.text("coupon-kinds-none") text=t.text("coupon-kinds-none-text") />
                </section>
            }
            .into_any()
        } else {
            table(t, &rows).into_any()
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.text("coupons-office-title").to_owned()
                lead=t.text("coupons-office-lead").to_owned()
                acts=view! { {issued}{new} }.into_any()
            >
                {done(&[("made", t.text("coupon-kind-was-made"))])}
                {PageError::notice(PageError::of_request())}
                {content}
            </Office>
        }
        .into_any())
    })
}

/// Whether a kind is given out.
pub fn state_tag(t: Lang, row: &CouponKindRow) -> AnyView {
    if row.ended_at.is_some() {
        tag(Tone::Warn, t.text("coupon-kind-ended").to_owned()).into_any()
    } else {
        tag(Tone::Good, t.text("coupon-kind-in-use").to_owned()).into_any()
    }
}

fn table(t: Lang, rows: &[CouponKindRow]) -> impl IntoView + use<> {
    let lines: Vec<_> = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row"><a class="link" href=format!("{PAGE}/{}", row.id)>{coupon_name(t, &row.terms)}</a></th>
                    <td>{row.code.clone()}</td>
                    <td>{value_words(t, row.terms.effect)}</td>
                    <td>{threshold_words(t, &row.terms)}</td>
                    <td>{validity_words(t, row.terms.validity)}</td>
                    <td class="n">{row.terms.worth.display()}</td>
                    <td>{state_tag(t, row)}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("coupon-name")),
        Column::words(t.text("store-short")),
        Column::words(t.text("coupon-effect")),
        Column::words(t.text("coupon-threshold")),
        Column::words(t.text("coupon-validity")),
        Column::figures(t.text("coupon-worth")),
        Column::words(t.text("store-state")),
    ];
    view! { <Sheet label=t.text("coupons-office-title") columns=columns>{lines}</Sheet> }
}
