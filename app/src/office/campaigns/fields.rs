//! The form of a campaign: one section for each part of its sentence.

use huika_domain::{
    campaign::{Terms, form::form},
    pricing::{KindName, NearBirthday},
};
use leptos::prelude::*;

use crate::{
    context::Typed,
    i18n::Lang,
    show::{
        campaign::{Named, clock, weekday},
        sentence::{Inputs, said_of},
        tier::tier_name,
    },
    ui::Field,
};

/// The fields with what was typed, or what the campaign says already.
pub fn fields(
    t: Lang,
    typed: &Typed,
    kind: KindName,
    terms: Option<&Terms>,
    named: &Named,
    wrong: Option<&str>,
) -> impl IntoView + use<> {
    let filled = Filled { t, typed, terms };
    view! {
        {filled.line("name", t.text("campaign-name"), |terms| terms.name.clone(), "text", true)}
        {section(t.text("campaign-part-does"), "does", does(t, typed, kind, terms, named, wrong))}
        {section(t.text("campaign-part-when"), "when", filled.when())}
        {section(t.text("campaign-part-who"), "who", filled.who(named))}
        {section(t.text("campaign-part-what"), "what", filled.what(named))}
        {section(t.text("campaign-part-limits"), "limits", filled.limits())}
        {section(t.text("campaign-part-stacking"), "stacking", filled.stacking(named))}
    }
}

fn section(label: &'static str, id: &'static str, content: AnyView) -> impl IntoView {
    view! { <fieldset id=format!("part-{id}")><legend>{label}</legend>{content}</fieldset> }
}

/// The figures of its kind, as sentences with inputs inside.
fn does(t: Lang, typed: &Typed, kind: KindName, terms: Option<&Terms>, named: &Named, wrong: Option<&str>) -> AnyView {
    let form = form(kind);
    let value = match terms {
        Some(terms) => form.value(&terms.kind, &named.book),
        None => form.area.default_body(),
    };
    let inputs = Inputs {
        t,
        area: &form.area,
        typed,
        wrong: wrong.filter(|_| typed.is_there()),
    };
    let mut lines = Vec::new();
    for sentence in form.area.sentences {
        let said = said_of(sentence, &value);
        let count = said.len();
        for (row, of) in said {
            lines.push(view! { <li>{inputs.words(sentence, row, Some(of))}</li> }.into_any());
        }
        // Two more than there are: who wants a third one sends the first.
        if let Some(rows) = sentence.rows {
            for row in count..rows.max.min(count + 2) {
                let words = inputs.words(sentence, row, None);
                lines.push(view! { <li>{words}<small class="fine">{t.text("rules-row-new")}</small></li> }.into_any());
            }
        }
    }
    view! { <ul class="sentences">{lines}</ul> }.into_any()
}

/// What the fields hold, wherever that comes from.
struct Filled<'f> {
    t: Lang,
    typed: &'f Typed,
    terms: Option<&'f Terms>,
}

impl Filled<'_> {
    fn value(&self, name: &str, of: impl Fn(&Terms) -> String) -> String {
        self.typed
            .or(&format!("camp[{name}]"), self.terms.map(of).unwrap_or_default())
    }

    fn line(
        &self,
        name: &'static str,
        label: &'static str,
        of: impl Fn(&Terms) -> String,
        kind: &'static str,
        required: bool,
    ) -> AnyView {
        let (id, value) = (format!("camp-{name}"), self.value(name, of));
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id name=format!("camp[{name}]") type=kind value=value maxlength="2000" autocomplete="off" required=required />
            </div>
        }
        .into_any()
    }

    fn tick(&self, name: &'static str, label: &'static str, of: fn(&Terms) -> bool) -> AnyView {
        let name = format!("camp[{name}]");
        let checked = self.typed.picked(&name, "yes", self.terms.is_some_and(of));
        view! {
            <label class="tick">
                <input type="checkbox" name=name value="yes" checked=checked />
                <span>{label}</span>
            </label>
        }
        .into_any()
    }

    /// Boxes of a list, each ticked where it was chosen.
    fn boxes(
        &self,
        name: &'static str,
        label: &'static str,
        choices: Vec<(String, String)>,
        is_chosen: impl Fn(&Terms, &str) -> bool,
    ) -> Option<AnyView> {
        let boxes: Vec<_> = choices
            .into_iter()
            .map(|(word, words)| {
                let kept = self.terms.is_some_and(|terms| is_chosen(terms, &word));
                let checked = self.typed.picked(name, &word, kept);
                view! {
                    <label class="tick">
                        <input type="checkbox" name=name value=word checked=checked />
                        <span>{words}</span>
                    </label>
                }
            })
            .collect();
        (!boxes.is_empty())
            .then(|| view! { <fieldset class="ticks"><legend>{label}</legend>{boxes}</fieldset> }.into_any())
    }

    fn select(&self, name: &'static str, label: &'static str, choices: Vec<(String, String)>, kept: &str) -> AnyView {
        let full = format!("camp[{name}]");
        let chosen = self.typed.or(&full, kept);
        let options: Vec<_> = choices
            .into_iter()
            .map(|(word, words)| {
                let selected = word == chosen;
                view! { <option value=word selected=selected>{words}</option> }
            })
            .collect();
        let id = format!("camp-{name}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <select id=id name=full>{options}</select>
            </div>
        }
        .into_any()
    }

    fn when(&self) -> AnyView {
        let t = self.t;
        let day = |day: Option<huika_domain::BusinessDay>| day.map_or_else(String::new, |day| day.to_string());
        let weekdays = (0..7_u8)
            .map(|one| (one.to_string(), weekday(t, one).to_owned()))
            .collect();
        let hour = |minute: Option<u16>| minute.map_or_else(String::new, clock);
        view! {
            {self.line("first", t.text("campaign-first-day"), move |terms| day(terms.window.first), "date", false)}
            {self.line("last", t.text("campaign-last-day"), move |terms| day(terms.window.last), "date", false)}
            {self.boxes("weekdays[]", t.text("campaign-weekdays"), weekdays, |terms, word| {
                terms.window.weekdays.iter().any(|day| day.to_string() == word)
            })}
            {self.line(
                "month_days",
                t.text("campaign-month-days-field"),
                |terms| terms.window.month_days.iter().map(u8::to_string).collect::<Vec<_>>().join(", "),
                "text",
                false,
            )}
            {self.line(
                "hour_from",
                t.text("campaign-hour-from"),
                move |terms| hour(terms.window.minutes.map(|minutes| minutes.from)),
                "time",
                false,
            )}
            {self.line(
                "hour_until",
                t.text("campaign-hour-until"),
                move |terms| hour(terms.window.minutes.map(|minutes| minutes.until)),
                "time",
                false,
            )}
        }
        .into_any()
    }

    fn who(&self, named: &Named) -> AnyView {
        let t = self.t;
        let stores = named.stores.iter().map(|(id, name)| (id.to_string(), name.clone()));
        let tiers = named
            .tiers
            .iter()
            .map(|tier| (tier.rank.to_string(), tier_name(t, tier)));
        let types = named.card_types.iter().map(|(id, name)| (id.to_string(), name.clone()));
        let tags = named.tags.iter().map(|(id, name)| (id.to_string(), name.clone()));
        let birthdays = vec![
            (String::new(), t.text("campaign-birthday-any").to_owned()),
            ("month".to_owned(), t.text("campaign-birthday-month").to_owned()),
            ("day".to_owned(), t.text("campaign-birthday-day").to_owned()),
        ];
        let birthday = match self.terms.and_then(|terms| terms.who.birthday) {
            None => "",
            Some(NearBirthday::Month) => "month",
            Some(NearBirthday::Day) => "day",
        };
        let sources = |terms: &Terms| {
            let words: Vec<&str> = terms.who.sources.iter().map(huika_domain::JoinSource::as_str).collect();
            words.join(", ")
        };
        view! {
            <p class="hint">{t.text("campaign-who-hint")}</p>
            {self.boxes("stores[]", t.text("campaign-stores"), stores.collect(), |terms, word| {
                terms.who.stores.iter().any(|id| id.to_string() == word)
            })}
            {self.tick("members", t.text("campaign-members"), |terms| terms.who.members)}
            {self.boxes("tiers[]", t.text("campaign-tiers"), tiers.collect(), |terms, word| {
                terms.who.tiers.iter().any(|rank| rank.to_string() == word)
            })}
            {self.boxes("card_types[]", t.text("campaign-card-types"), types.collect(), |terms, word| {
                terms.who.card_types.iter().any(|id| id.to_string() == word)
            })}
            {self.boxes("tags[]", t.text("campaign-tags"), tags.collect(), |terms, word| {
                terms.who.tags.iter().any(|id| id.to_string() == word)
            })}
            {self.select("birthday", t.text("campaign-birthday"), birthdays, birthday)}
            {self.tick("first_sale", t.text("campaign-first-sale"), |terms| terms.who.first_sale)}
            {self.line("sources", t.text("campaign-sources"), sources, "text", false)}
        }
        .into_any()
    }

    fn what(&self, named: &Named) -> AnyView {
        let t = self.t;
        let (goods, not) = self
            .terms
            .map(|terms| named.book.words(&terms.what))
            .unwrap_or_default();
        let (goods, not) = (goods.join(", "), not.join(", "));
        view! {
            <p class="hint">{t.text("campaign-goods-hint")}</p>
            {self.line("goods", t.text("campaign-goods"), move |_| goods.clone(), "text", false)}
            {self.line("not_goods", t.text("campaign-not-goods"), move |_| not.clone(), "text", false)}
            {self.line("code", t.text("campaign-code"), |terms| terms.code.clone().unwrap_or_default(), "text", false)}
        }
        .into_any()
    }

    fn limits(&self) -> AnyView {
        let t = self.t;
        let number = |limit: Option<u32>| limit.map_or_else(String::new, |limit| limit.to_string());
        view! {
            <p class="hint">{t.text("campaign-limits-hint")}</p>
            {self.line("limit_member", t.text("campaign-limit-member-field"), move |terms| number(terms.limits.member), "text", false)}
            {self.line(
                "limit_member_day",
                t.text("campaign-limit-member-day-field"),
                move |terms| number(terms.limits.member_day),
                "text",
                false,
            )}
            {self.line("limit_day", t.text("campaign-limit-day-field"), move |terms| number(terms.limits.day), "text", false)}
            {self.line("limit_store", t.text("campaign-limit-store-field"), move |terms| number(terms.limits.store), "text", false)}
            {self.line("limit_total", t.text("campaign-limit-total-field"), move |terms| number(terms.limits.total), "text", false)}
            {self.line(
                "budget",
                t.text("campaign-budget"),
                |terms| terms.budget.map_or_else(String::new, huika_domain::Fen::yuan),
                "text",
                false,
            )}
        }
        .into_any()
    }

    fn stacking(&self, named: &Named) -> AnyView {
        let t = self.t;
        let none = (String::new(), t.text("campaign-no-group").to_owned());
        let groups = named.groups.iter().map(|(id, name)| (id.to_string(), name.clone()));
        let kept = self
            .terms
            .and_then(|terms| terms.group)
            .map_or_else(String::new, |group| group.to_string());
        let rank = |terms: &Terms| {
            if terms.rank == 0 {
                String::new()
            } else {
                terms.rank.to_string()
            }
        };
        view! {
            {self.select("group", t.text("campaign-group"), std::iter::once(none).chain(groups).collect(), &kept)}
            {self.line("rank", t.text("campaign-rank"), rank, "text", false)}
        }
        .into_any()
    }
}

/// Why something is done about a campaign.
pub fn reason_field(t: Lang, typed: &Typed) -> impl IntoView + use<> {
    view! { <Field name="reason" label=t.text("rules-reason") maxlength="200" value=typed.value("reason") /> }
}
