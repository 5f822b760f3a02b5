//! The fields of a role's rights: a choice for each, and its limits where it has some. Read back by the same names.

use std::collections::BTreeMap;

use huika_domain::{Capability, ErrorCode, Fen, Measure, Points, Reach, Right, Rights};
use leptos::prelude::*;

use super::words;
use crate::{context::Typed, i18n::Lang};

/// What the form sends for a right that the role does not have.
const NO: &str = "no";

/// A line for each right that may be chosen: those that the role has, and those that whoever edits it may give.
pub fn right_fields(t: Lang, typed: &Typed, post: Reach, current: &Rights, editor: &Rights) -> impl IntoView + use<> {
    let offered = |capability: &Capability| {
        let widest = [Reach::Chain, post];
        let given = widest
            .into_iter()
            .any(|reach| editor.may_give(&Right::new(*capability, reach)));
        current.get(*capability).is_some() || given || editor.get(*capability).is_some()
    };
    let lines: Vec<_> = Capability::ALL
        .into_iter()
        .filter(offered)
        .map(|capability| line(t, typed, post, capability, current.get(capability)))
        .collect();
    view! { <fieldset class="rights"><legend>{t.text("role-rights")}</legend>{lines}</fieldset> }
}

fn line(t: Lang, typed: &Typed, post: Reach, capability: Capability, current: Option<&Right>) -> impl IntoView + use<> {
    let name = format!("right[{capability}]");
    let holds = current.map_or(NO, |right| right.reach.as_str());
    let mut reaches = vec![(NO, t.text("role-right-none").to_owned())];
    if !capability.is_shops() && post != Reach::Chain {
        reaches.push((post.as_str(), words::reach(t, post)));
    }
    reaches.push((Reach::Chain.as_str(), words::reach(t, Reach::Chain)));
    let options: Vec<_> = reaches
        .into_iter()
        .map(|(value, words)| {
            let chosen = typed.picked(&name, value, value == holds);
            view! { <option value=value selected=chosen>{words}</option> }
        })
        .collect();
    let limits = capability.measure().map(|measure| {
        let shown = |amount: Option<i64>| amount.map(|amount| typed_form(measure, amount)).unwrap_or_default();
        let act = shown(current.and_then(|right| right.per_act));
        let day = shown(current.and_then(|right| right.per_day));
        view! {
            {limit_field(t, typed, measure, format!("right[{capability}.act]"), "role-limit-act", act)}
            {limit_field(t, typed, measure, format!("right[{capability}.day]"), "role-limit-day", day)}
        }
    });
    view! {
        <div class="right">
            <div class="field">
                <label for=name.clone()>{words::capability(t, capability)}</label>
                <select id=name.clone() name=name>{options}</select>
            </div>
            {limits}
        </div>
    }
}

/// As one types it.
fn typed_form(measure: Measure, amount: i64) -> String {
    match measure {
        Measure::Money => Fen::new(amount).yuan(),
        Measure::Points => amount.to_string(),
    }
}

fn limit_field(
    t: Lang,
    typed: &Typed,
    measure: Measure,
    name: String,
    label: &'static str,
    holds: String,
) -> impl IntoView + use<> {
    let unit = t.text(match measure {
        Measure::Money => "role-limit-yuan",
        Measure::Points => "role-limit-points",
    });
    let value = typed.or(&name, holds);
    view! {
        <div class="field">
            <label for=name.clone()>{t.text(label)}" "<small>{unit}</small></label>
            <input id=name.clone() name=name inputmode="decimal" maxlength="20" autocomplete="off" value=value />
        </div>
    }
}

/// The rights that a form sends.
pub fn read_rights(post: Reach, sent: &BTreeMap<String, String>) -> Result<Rights, ErrorCode> {
    let mut rights = Vec::new();
    for capability in Capability::ALL {
        let reach = match sent.get(capability.as_str()).map(String::as_str) {
            None | Some("" | NO) => continue,
            Some(reach) => Reach::parse(reach).ok_or(ErrorCode::RoleRights)?,
        };
        let limit = |which: &str| {
            let text = sent.get(&format!("{capability}.{which}"));
            read_limit(capability, text.map_or("", String::as_str))
        };
        rights.push(Right {
            capability,
            reach,
            per_act: limit("act")?,
            per_day: limit("day")?,
        });
    }
    Rights::of_post(post, rights).map_err(|_| ErrorCode::RoleRights)
}

/// Nothing typed is no limit of its own; 0 lets nobody do it alone.
fn read_limit(capability: Capability, text: &str) -> Result<Option<i64>, ErrorCode> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let amount = match capability.measure() {
        Some(Measure::Money) => Fen::parse_yuan(text).map(Fen::get).ok(),
        Some(Measure::Points) => Points::parse(text).map(Points::get).ok(),
        None => None,
    };
    // A reader of amounts may refuse nothing at all; here it says that somebody always needs a second person.
    let nothing = text.bytes().all(|byte| byte == b'0' || byte == b'.').then_some(0);
    amount.or(nothing).map(Some).ok_or(ErrorCode::RightLimit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        fields.iter().map(own).collect()
    }

    #[test]
    fn rights_are_read_with_their_limits_as_people_type_them() {
        let fields = sent(&[
            ("sell", "own"),
            ("refund", "own"),
            ("refund.act", "100"),
            ("refund.day", "1,000.50"),
            ("correct-points", "own"),
            ("correct-points.act", "0"),
            ("approve", "no"),
        ]);
        let rights = read_rights(Reach::Own, &fields).map(|rights| rights.to_string());
        assert_eq!(
            rights,
            Ok("sell:own refund:own:10000:100050 correct-points:own:0".to_owned())
        );
    }

    #[test]
    fn what_is_no_right_is_refused_with_a_word_for_it() {
        for (fields, code) in [
            (sent(&[]), ErrorCode::RoleRights),
            (sent(&[("sell", "region")]), ErrorCode::RoleRights),
            (sent(&[("sell", "everywhere")]), ErrorCode::RoleRights),
            (
                sent(&[("refund", "own"), ("refund.day", "much")]),
                ErrorCode::RightLimit,
            ),
            (sent(&[("sell", "own"), ("sell.act", "5")]), ErrorCode::RightLimit),
        ] {
            assert_eq!(read_rights(Reach::Own, &fields), Err(code), "{fields:?}");
        }
    }
}
