//! Times as the shop's clock shows them.

use huika_domain::Millis;
use leptos::prelude::*;

use crate::{context::Portal, i18n::Lang};

/// "今天 12:08", "昨天 09:30", "11月18日 17:05", "2025年3月2日": as much as is needed to know which moment is meant.
pub fn moment(portal: &Portal, t: Lang, at: Millis) -> impl IntoView + use<> {
    let text = moment_text(portal, t, at);
    let machine = machine(portal, at);
    view! { <time datetime=machine>{text}</time> }
}

/// [`moment`] as text, for sentences.
pub fn moment_text(portal: &Portal, t: Lang, at: Millis) -> String {
    let zone = &portal.shop.zone;
    let (today, that) = (zone.business_day(portal.now()), zone.business_day(at));
    let time = time_of_day(portal, at);
    match today.days_since(that) {
        0 => t.with("when-today", &[("time", time.into())]),
        1 => t.with("when-yesterday", &[("time", time.into())]),
        _ => format!("{} {time}", day(portal, t, at)),
    }
}

/// A calendar day, with its year when that is not this one.
pub fn day(portal: &Portal, t: Lang, at: Millis) -> String {
    let zone = &portal.shop.zone;
    let that = zone.business_day(at);
    let args = [
        ("year", that.year().to_string().into()),
        ("month", month(t, that.month())),
        ("day", that.day().to_string().into()),
    ];
    let key = if that.year() == zone.business_day(portal.now()).year() {
        "when-day"
    } else {
        "when-day-of-year"
    };
    t.with(key, &args)
}

/// "11月22日 12:08:31": the instant from which something is in force.
pub fn instant_text(portal: &Portal, t: Lang, at: Millis) -> String {
    let second = portal.shop.zone.local(at).second;
    format!("{} {}:{second:02}", day(portal, t, at), time_of_day(portal, at))
}

/// "12:08".
pub fn time_of_day(portal: &Portal, at: Millis) -> String {
    let local = portal.shop.zone.local(at);
    format!("{:02}:{:02}", local.hour, local.minute)
}

fn machine(portal: &Portal, at: Millis) -> String {
    let local = portal.shop.zone.local(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        local.year, local.month, local.day, local.hour, local.minute
    )
}

fn month(t: Lang, month: i32) -> crate::i18n::Arg<'static> {
    t.text(match month {
        1 => "month-1",
        2 => "month-2",
        3 => "month-3",
        4 => "month-4",
        5 => "month-5",
        6 => "month-6",
        7 => "month-7",
        8 => "month-8",
        9 => "month-9",
        10 => "month-10",
        11 => "month-11",
        _ => "month-12",
    })
    .into()
}
