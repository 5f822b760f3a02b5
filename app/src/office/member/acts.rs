//! What can be done for one member, a form each.

use huika_domain::MemberId;
use huika_store::{
    card::{CardState, card_state},
    member::MemberOverview,
    staff::Role,
    tag::{TagRow, TagWay, tags},
};
use leptos::prelude::*;

use super::{
    closing::closing,
    fields::{reason, whose},
    merge::{Other, merging},
    tier,
};
use crate::{
    context::Typed,
    i18n::Lang,
    office::frame::Desk,
    show::{Leave, birthday_fields, card::Wish},
    staff::document_field,
    ui::{Field, key_field},
};

/// The forms, by their words in the address and the keys of their names.
pub(super) const FORMS: [(&str, &str); 7] = [
    ("correct", "form-correct"),
    ("card", "form-card"),
    ("balance", "form-balance"),
    ("tags", "form-tags"),
    ("close", "form-close"),
    ("tier", "form-tier"),
    ("merge", "form-merge"),
];

/// Points, as the form of corrections says it.
pub(super) const POINTS: &str = "points";
/// The accounts of money.
pub(super) const MONEY: [&str; 2] = ["principal", "bonus"];

/// Whether an operator with this role is offered one of them.
pub(super) fn offers(role: Role, form: &str) -> bool {
    match form {
        "balance" => role.corrects(),
        "tier" => role.assigns_tiers(),
        "merge" => role.merges_members(),
        _ => role.keeps_members(),
    }
}

/// One of them; `other` is the account that a merge is about.
pub(super) async fn form_of(
    desk: &Desk,
    (member, one): (MemberId, &MemberOverview),
    form: &str,
    other: Other,
) -> Result<AnyView, Leave> {
    let t = desk.lang();
    Ok(match form {
        "correct" => correct(t, member),
        "card" => {
            let state = desk.read(move |tx| card_state(tx, member)).await?;
            card(t, member, &state.ok_or(Leave::NotFound)?)
        }
        "balance" => balance(desk, member),
        "close" => closing(desk, member).await?,
        "merge" => merging(desk, member, other).await?,
        "tier" => tier::form(t, member, &one.home.tier),
        _ => {
            let all = desk.read(tags).await?;
            marks(t, member, one, &all)
        }
    })
}

/// Name, birthday and phone, each corrected by itself.
fn correct(t: Lang, member: MemberId) -> AnyView {
    let of = |what: &'static str| Typed::into_one_of("correct_member", "what", what);
    let (name, birthday, phone) = (of("name"), of("birthday"), of("phone"));
    let any = name.is_there() || birthday.is_there() || phone.is_there();
    let fold = |what: &'static str, title: &'static str, typed: &Typed, first: bool, fields: AnyView| {
        view! {
            <details class="card fold" name="correct" open=typed.is_there() || (first && !any)>
                <summary>{title}</summary>
                <form class="form" method="post" action="/do/correct_member" autocomplete="off">
                    {key_field(typed)}
                    {whose(member)}
                    <input type="hidden" name="what" value=what />
                    {fields}
                    {document_field(t, what, typed)}
                    {reason(t, typed, t.text("person-reason-hint"))}
                    <button class="button">{title}</button>
                </form>
            </details>
        }
    };
    let name_field = view! {
        <Field name="name" label=t.text("me-name") autocomplete="off" maxlength="40" value=name.value("name") />
    };
    let phone_field = view! {
        <p class="quiet-text">{t.text("person-phone-text")}</p>
        <Field
            name="phone"
            label=t.text("join-phone")
            kind="tel"
            inputmode="tel"
            autocomplete="off"
            maxlength="64"
            value=phone.value("phone")
            before="+86"
        />
    };
    view! {
        {fold("name", t.text("person-name"), &name, true, name_field.into_any())}
        {fold(
            "birthday",
            t.text("birthday-correct"),
            &birthday,
            false,
            // The year is shown to nobody who does not ask for it: the fields begin empty.
            birthday_fields(t, None, &birthday, true).into_any(),
        )}
        {fold("phone", t.text("person-phone"), &phone, false, phone_field.into_any())}
    }
    .into_any()
}

/// What the card's state allows.
fn card(t: Lang, member: MemberId, state: &CardState) -> AnyView {
    let forms: Vec<_> = Wish::of_status(state.card.status)
        .into_iter()
        .map(|wish| {
            let typed = Typed::into_one_of("change_member_card", "wish", wish.as_str());
            let fee = (wish == Wish::Replace).then(|| fee(t, state, &typed));
            view! {
                <form class="card form" method="post" action="/do/change_member_card">
                    <h2>{wish.name(t)}</h2>
                    <p class="quiet-text">{wish.effect(t)}</p>
                    {key_field(&typed)}
                    {whose(member)}
                    <input type="hidden" name="wish" value=wish.as_str() />
                    {document_field(t, wish.as_str(), &typed)}
                    {fee}
                    <button class="button">{wish.name(t)}</button>
                </form>
            }
        })
        .collect();
    if forms.is_empty() {
        return view! { <section class="card"><p>{t.text("card-closed-text")}</p></section> }.into_any();
    }
    forms.into_any()
}

/// Where the fee of a new card comes from: nobody pays cash to an office, so it is the balance, or the store takes it in.
fn fee(t: Lang, state: &CardState, typed: &Typed) -> impl IntoView + use<> {
    let enough = state.balance >= state.fee;
    let from_balance = enough && typed.picked("fee", "balance", true);
    view! {
        <fieldset class="ticks">
            <legend>{t.with("cards-fee", &[("amount", state.fee.display().into())])}</legend>
            <label class="tick">
                <input type="radio" name="fee" value="balance" checked=from_balance disabled=!enough />
                <span>{t.text("cards-fee-balance")}</span>
            </label>
            <label class="tick">
                <input type="radio" name="fee" value="cash" checked=!from_balance />
                <span>{t.text("cards-fee-cash")}</span>
            </label>
        </fieldset>
    }
}

fn choice(name: &'static str, value: &'static str, words: &'static str, chosen: bool) -> impl IntoView {
    view! {
        <label class="tick"><input type="radio" name=name value=value checked=chosen /><span>{words}</span></label>
    }
}

/// A correction of one account, up or down.
fn balance(desk: &Desk, member: MemberId) -> AnyView {
    let t = desk.lang();
    let typed = Typed::into_form("correct_balance");
    let rules = desk.portal.store.rules();
    let review = rules.review;
    let limits = t.with(
        "correction-limits",
        &[
            ("points", review.points_alone.display().into()),
            ("money", review.money_alone.display().into()),
            ("day-points", review.points_a_day.display().into()),
            ("day-money", review.money_a_day.display().into()),
        ],
    );
    view! {
        <form class="card form" method="post" action="/do/correct_balance" autocomplete="off">
            <h2>{t.text("form-balance")}</h2>
            <p class="quiet-text">{limits}</p>
            {key_field(&typed)}
            {whose(member)}
            <fieldset class="ticks">
                <legend>{t.text("correction-of")}</legend>
                {choice("of", POINTS, t.text("points"), typed.picked("of", POINTS, true))}
                {choice("of", MONEY[0], t.text("lot-principal"), typed.picked("of", MONEY[0], false))}
                {choice("of", MONEY[1], t.text("lot-bonus"), typed.picked("of", MONEY[1], false))}
            </fieldset>
            <fieldset class="ticks">
                <legend>{t.text("correction-way")}</legend>
                {choice("direction", "up", t.text("correction-up"), typed.picked("direction", "up", true))}
                {choice("direction", "down", t.text("correction-down"), typed.picked("direction", "down", false))}
            </fieldset>
            <Field
                name="amount"
                label=t.text("correction-amount")
                hint=t.text("correction-amount-hint").to_owned()
                inputmode="decimal"
                autocomplete="off"
                maxlength="20"
                value=typed.value("amount")
            />
            {reason(t, &typed, t.text("correction-reason-hint"))}
            <button class="button">{t.text("correction-go")}</button>
        </form>
    }
    .into_any()
}

/// The tags that mark the member, each with the way to be rid of it, and those that can be given.
fn marks(t: Lang, member: MemberId, one: &MemberOverview, all: &[TagRow]) -> AnyView {
    let button = |id: String, way: TagWay, name: String| {
        let words = if way == TagWay::Give {
            "tag-give-this"
        } else {
            "tag-take-this"
        };
        let label = t.find(words, &[("name", name.clone().into())]).unwrap_or_default();
        let sign = if way == TagWay::Give { "＋ " } else { "× " };
        view! {
            <form method="post" action="/do/tag_member">
                {whose(member)}
                <input type="hidden" name="tag" value=id />
                <button class="btn" name="way" value=way.as_str() aria-label=label>{sign}{name}</button>
            </form>
        }
    };
    let has = |id: huika_domain::TagId| one.tags.iter().any(|of| of.id == id);
    let taken: Vec<_> = one
        .tags
        .iter()
        .map(|of| {
            if of.by_rule {
                view! { <span class="tag">{of.name.clone()}" · "{t.text("tag-by-rule")}</span> }.into_any()
            } else {
                button(of.id.to_string(), TagWay::Take, of.name.clone()).into_any()
            }
        })
        .collect();
    let given: Vec<_> = all
        .iter()
        .filter(|tag| !has(tag.id))
        .map(|tag| button(tag.id.to_string(), TagWay::Give, tag.name.clone()))
        .collect();
    let none =
        (taken.is_empty() && given.is_empty()).then(|| view! { <p class="quiet-text">{t.text("tags-none-text")}</p> });
    view! {
        <section class="card">
            <h2>{t.text("form-tags")}</h2>
            {none}
            <div class="acts">{taken}</div>
            <div class="acts">{given}</div>
        </section>
    }
    .into_any()
}

/// A note for whoever serves the member next.
pub(super) fn note_form(t: Lang, member: MemberId) -> impl IntoView + use<> {
    let typed = Typed::into_form("add_note");
    view! {
        <details class="fold" open=typed.is_there()>
            <summary>{t.text("note-add")}</summary>
            <form class="form" method="post" action="/do/add_note">
                {key_field(&typed)}
                {whose(member)}
                <Field
                    name="note"
                    label=t.text("note-text")
                    hint=t.text("note-hint").to_owned()
                    maxlength="200"
                    autocomplete="off"
                    value=typed.value("note")
                />
                <button class="button">{t.text("note-add")}</button>
            </form>
        </details>
    }
}
