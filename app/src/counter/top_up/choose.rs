//! A top-up at the counter: what is put on the card and what comes with it, all of it before anybody takes money.
//!
//! The choice is a GET form, so what it gives is a page that can be reloaded; only the last step posts.

use huika_domain::{PackageId, PersonName, TopUpChoice, TopUpPrice};
use huika_store::{
    till::{TillMember, till_member},
    top_up::{OpenTopUpError, TopUpPage, colleagues, quote_at_counter, top_up_page},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::wanted::{chosen, refusal};
use crate::{
    context::Typed,
    i18n::Lang,
    show::{
        Leave, big_money,
        channel::{channel_name, tender_name},
        page,
    },
    staff::{Area, Desk, Staff, require_staff},
    ui::{AmountField, PageError, fact, key_field},
};

/// `/counter/top-up/:session`, with the choice as `?choice=` and `?amount=`.
pub fn top_up() -> impl IntoView {
    let session = use_params_map()
        .with_untracked(|params| params.get("session"))
        .unwrap_or_default();
    let (choice, amount) =
        use_query_map().with_untracked(|query| (query.get("choice"), query.get("amount").unwrap_or_default()));
    page(async move {
        let staff = require_staff().await?;
        let (place, token) = (staff.place(), session.clone());
        let (found, offered) = staff
            .read(move |tx| {
                let found = till_member(tx, &token, &place)?;
                let offered = match &found {
                    Some(found) => top_up_page(tx, found.member)?,
                    None => None,
                };
                Ok::<_, huika_store::StoreError>((found, offered))
            })
            .await?;
        let (found, offered) = found.zip(offered).ok_or(Leave::NotFound)?;
        if !found.open {
            return Err(Leave::to("/counter?error=session-over"));
        }
        let t = staff.lang();
        let content = match choice {
            None => choices(t, &offered, None, &amount, PageError::of_request()).into_any(),
            Some(choice) => match chosen(&choice, &amount) {
                Ok(wanted) => quoted(&staff, &session, wanted, &choice, &amount, &offered).await?,
                Err(code) => {
                    let problem = PageError::new(t, code, &[]);
                    choices(t, &offered, Some(&choice), &amount, Some(problem)).into_any()
                }
            },
        };
        Ok(view! {
            <Desk title=t.text("counter-top-up-title").to_owned() staff=staff.session.clone() area=Area::Till>
                <div class="sale">
                    {account(t, &session, &found, &offered)}
                    <section class="till">{content}</section>
                </div>
            </Desk>
        }
        .into_any())
    })
}

/// Whose account it is, and what the card still takes: said before any money is taken.
fn account(t: Lang, session: &str, found: &TillMember, offered: &TopUpPage) -> impl IntoView + use<> {
    view! {
        <section class="panel who" aria-label=t.text("sale-member")>
            <div class="name">
                <h1>{PersonName::masked(&found.card.name).unwrap_or_else(|| found.card.phone.masked())}</h1>
            </div>
            <dl class="facts">
                {fact(t.text("join-phone"), found.card.phone.masked())}
                {fact(t.text("balance"), found.balance.display())}
                {fact(t.text("counter-top-up-room"), offered.most.display())}
            </dl>
            <a class="button quiet small" href=format!("/counter/sale/{session}")>{t.text("refunds-to-sale")}</a>
        </section>
    }
}

fn choices(
    t: Lang,
    offered: &TopUpPage,
    choice: Option<&str>,
    amount: &str,
    problem: Option<PageError>,
) -> impl IntoView + use<> {
    let priced: Vec<(PackageId, TopUpPrice)> = offered
        .menu
        .packages
        .iter()
        .filter_map(|package| {
            let price = offered
                .menu
                .price(TopUpChoice::Package(package.id), offered.occasion)
                .ok()?;
            Some((package.id, price))
        })
        .collect();
    let packs: Vec<_> = priced
        .iter()
        .map(|(package, price)| {
            let id = format!("pick-{package}");
            let checked = choice == Some(package.to_string().as_str());
            view! {
                <input type="radio" name="choice" value=package.to_string() id=id.clone() checked=checked />
                <label class="pack" for=id>
                    <b>{price.principal.display()}</b>
                    <small>{gives(t, price)}</small>
                </label>
            }
        })
        .collect();
    let own = priced
        .iter()
        .all(|(package, _)| choice != Some(package.to_string().as_str()));
    // What is wrong with the amount stands at its field, anything else above.
    let (at_field, above) = match problem {
        Some(problem) if problem.code.starts_with("amount-") => (Some(problem), None),
        other => (None, other),
    };
    let range = t.with(
        "top-up-range",
        &[
            ("least", offered.menu.least.display().into()),
            ("most", offered.most.display().into()),
        ],
    );
    view! {
        {PageError::notice(above)}
        <form class="form" method="get" autocomplete="off">
            <fieldset class="packs">
                <legend>{t.text("top-up-choose")}</legend>
                {packs}
                <input type="radio" name="choice" value="amount" id="pick-other" checked=own />
                <label class="pack other" for="pick-other">{t.text("top-up-other")}</label>
                <div class="own">
                    <AmountField
                        name="amount"
                        label=t.text("top-up-amount")
                        hint=range
                        problem=at_field
                        value=amount.to_owned()
                        required=false
                        autofocus=true
                    />
                </div>
            </fieldset>
            <button class="button wide">{t.text("counter-top-up-see")}" "<kbd>{t.text("sale-enter")}</kbd></button>
        </form>
    }
}

fn gives(t: Lang, price: &TopUpPrice) -> String {
    let mut gives = Vec::new();
    if price.bonus.is_positive() {
        gives.push(t.with("top-up-gives", &[("amount", price.bonus.display().into())]));
    }
    if price.points.is_positive() {
        gives.push(t.with("top-up-gives-points", &[("points", price.points.display().into())]));
    }
    if gives.is_empty() {
        return t.text("top-up-plain").to_owned();
    }
    gives.join(" · ")
}

async fn quoted(
    staff: &Staff,
    session: &str,
    wanted: TopUpChoice,
    choice: &str,
    amount: &str,
    offered: &TopUpPage,
) -> Result<AnyView, Leave> {
    let t = staff.lang();
    let (place, token, store) = (staff.place(), session.to_owned(), staff.session.store);
    let asked = staff
        .read(move |tx| {
            let price = quote_at_counter(tx, &token, wanted, &place)?;
            Ok::<_, OpenTopUpError>((price, colleagues(tx, store)?))
        })
        .await;
    let (price, people) = match asked {
        Ok(asked) => asked,
        Err(OpenTopUpError::Store(error)) => return Err(error.into()),
        Err(OpenTopUpError::NoSession) => return Err(Leave::to("/counter?error=session-over")),
        Err(error) => {
            let (code, figure) = refusal(&error);
            let figures: Vec<_> = figure
                .into_iter()
                .map(|figure| ("amount", figure.display().into()))
                .collect();
            let problem = PageError::new(t, code, &figures);
            return Ok(choices(t, offered, Some(choice), amount, Some(problem)).into_any());
        }
    };
    let typed = Typed::into_form("counter_top_up");
    let me = staff.session.operator;
    let sellers: Vec<_> = people
        .iter()
        .map(|(id, name)| {
            let picked = typed.picked("sold_by", &id.to_string(), *id == me);
            view! { <option value=id.to_string() selected=picked>{name.clone()}</option> }
        })
        .collect();
    let rules = staff.portal.store.rules_of(staff.session.store);
    let tenders: Vec<_> = rules
        .tenders
        .tenders
        .iter()
        .map(|tender| {
            let name = tender_name(t, tender.as_str());
            view! { <button class="button quiet" name="tender" value=tender.as_str().to_owned()>{name}</button> }
        })
        .collect();
    let codes = staff.portal.payments.takes_codes();
    let names: Vec<String> = codes.iter().map(|offer| channel_name(t, &offer.channel)).collect();
    let by_code = (!codes.is_empty()).then(|| {
        view! {
            <label class="field">
                <span>{t.with("pay-code-field", &[("channels", names.join(" / ").into())])}</span>
                <input
                    name="pay_code"
                    inputmode="numeric"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="64"
                    data-scan="pay"
                    autofocus
                />
            </label>
            <button class="button" name="tender" value="code">{t.text("pay-code-take")}" "<kbd>{t.text("sale-enter")}</kbd></button>
        }
    });
    let arrives = price.principal.checked_add(price.bonus).unwrap_or(price.principal);
    Ok(view! {
        {PageError::notice(PageError::of_request())}
        <div class="due">
            <span class="label">{t.text("counter-top-up-due")}</span>
            {big_money(price.principal)}
        </div>
        <dl class="facts">
            {fact(t.text("counter-top-up-arrives"), arrives.display())}
            {fact(t.text("counter-top-up-with"), gives(t, &price))}
        </dl>
        <form class="form" method="post" action="/do/counter_top_up">
            {key_field(&typed)}
            <input type="hidden" name="session" value=session.to_owned() />
            <input type="hidden" name="choice" value=choice.to_owned() />
            <input type="hidden" name="amount" value=amount.to_owned() />
            <label class="field">
                <span>{t.text("counter-top-up-sold-by")}</span>
                <select name="sold_by">{sellers}</select>
            </label>
            <label class="check">
                <input type="checkbox" name="invoiced" value="1" checked=typed.picked("invoiced", "1", false) />
                <span>{t.text("counter-top-up-invoiced")}</span>
            </label>
            {by_code}
            <div class="tenders" role="group" aria-label=t.text("counter-top-up-tender")>{tenders}</div>
            <a class="button bare" href=format!("/counter/top-up/{session}/notice?choice={choice}&amount={amount}")>{t.text("paper-notice")}</a>
            <a class="button bare" href=format!("/counter/top-up/{session}")>{t.text("counter-top-up-again")}</a>
        </form>
    }
    .into_any())
}
