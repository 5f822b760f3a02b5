//! What is due, as the largest thing on the screen, and every way to pay it.

use huika_domain::Fen;
use leptos::prelude::*;

use super::bill::Bill;
use crate::{
    context::Typed,
    show::{
        big_money,
        channel::{channel_name, tender_name},
    },
    staff::Staff,
    ui::{AmountField, key_field},
};

pub(super) fn pay_form(staff: &Staff, bill: &Bill, pays: bool) -> AnyView {
    let t = staff.lang();
    if let Some(number) = &bill.pending.attempt {
        // A wallet is being asked, or has paid: the bill waits for that.
        return view! {
            <section class="panel sell-due">
                <p>{t.text("sell-attempt")}</p>
                <a class="button wide" href=format!("/counter/pay-code/{number}") autofocus>{t.text("sell-attempt-see")}</a>
            </section>
        }
        .into_any();
    }
    let due = match &bill.priced {
        Some(Ok((quote, _))) => quote.due,
        _ => Fen::ZERO,
    };
    if !due.is_positive() {
        return view! {
            <section class="panel sell-due"><div class="due"><span class="label">{t.text("sale-due")}</span>{big_money(due)}</div></section>
        }
        .into_any();
    }
    let typed = Typed::into_form("cart_pay");
    let spendable = bill
        .member
        .as_ref()
        .filter(|member| member.may_spend)
        .map_or(Fen::ZERO, |member| member.balance);
    let all = spendable >= due;
    let card = spendable.is_positive().then(|| {
        let words = if all {
            t.with("sell-pay-card", &[("amount", due.display().into())])
        } else {
            t.with("sell-card-short", &[("amount", spendable.display().into())])
        };
        if all {
            view! {
                <button class="button wide" name="pay" value="balance" autofocus=pays>
                    {words}" "<kbd>{t.text("sale-enter")}</kbd>
                </button>
            }
            .into_any()
        } else {
            view! { <p class="quiet-text">{words}</p> }.into_any()
        }
    });
    let first = spendable.is_positive().then(|| {
        let checked = !all && typed.picked("balance", "1", true);
        view! {
            <label class="check">
                <input type="checkbox" name="balance" value="1" checked=checked />
                <span>{t.text("sell-card-first")}</span>
            </label>
        }
    });
    let exactly = spendable.is_positive().then(|| {
        view! {
            <AmountField
                name="card_amount"
                label=t.text("sell-card-amount")
                hint=t.text("sell-card-amount-hint").to_owned()
                value=typed.value("card_amount")
                required=false
            />
        }
    });
    let rules = staff.portal.store.rules_of(staff.session.store);
    let tenders: Vec<_> = rules
        .tenders
        .tenders
        .iter()
        .enumerate()
        .map(|(place, tender)| {
            let name = tender_name(t, tender.as_str());
            let focus = pays && !all && place == 0;
            view! {
                <button class="button quiet" name="pay" value=tender.as_str().to_owned() autofocus=focus>{name}</button>
            }
        })
        .collect();
    let parts: Vec<_> = rules
        .tenders
        .tenders
        .iter()
        .map(|tender| {
            let picked = typed.picked("part_tender", tender.as_str(), false);
            view! { <option value=tender.as_str().to_owned() selected=picked>{tender_name(t, tender.as_str())}</option> }
        })
        .collect();
    let codes = staff.portal.payments.takes_codes();
    let names: Vec<String> = codes.iter().map(|offer| channel_name(t, &offer.channel)).collect();
    let by_code = (!codes.is_empty()).then(|| {
        view! {
            <label class="field">
                <span>{t.with("pay-code-field", &[("channels", names.join(" / ").into())])}</span>
                <input name="pay_code" inputmode="numeric" autocomplete="off" spellcheck="false" maxlength="64" data-scan="pay" />
            </label>
            <button class="button quiet" name="pay" value="code">{t.text("pay-code-take")}</button>
        }
    });
    view! {
        <section class="panel sell-due" aria-label=t.text("sell-pay")>
            <div class="due"><span class="label">{t.text("sale-due")}</span>{big_money(due)}</div>
            <form class="form" method="post" action="/do/cart_pay" data-live>
                {key_field(&typed)}
                <input type="hidden" name="cart" value=bill.pending.token.clone() />
                <input type="hidden" name="due" value=due.yuan() />
                {card}
                {first}
                {exactly}
                <div class="tenders" role="group" aria-label=t.text("counter-top-up-tender")>{tenders}</div>
                <AmountField
                    name="received"
                    label=t.text("sell-received")
                    hint=t.text("sell-received-hint").to_owned()
                    value=typed.value("received")
                    required=false
                />
                <details class="steps" open=typed.value("part_amount").is_some_and(|text| !text.is_empty())>
                    <summary>{t.text("sell-part")}</summary>
                    <label class="field"><span>{t.text("sell-part-tender")}</span><select name="part_tender">{parts}</select></label>
                    <AmountField name="part_amount" label=t.text("sell-part-amount") value=typed.value("part_amount") required=false />
                </details>
                {by_code}
            </form>
        </section>
    }
    .into_any()
}
