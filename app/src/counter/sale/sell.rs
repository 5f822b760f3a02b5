//! One sale: who it is, what they may spend, and the amount due as the largest thing on the screen.
//!
//! The amount is asked for by a GET form, so the quote is a page that can be reloaded; only the last step posts.

use huika_domain::{ErrorCode, Fen, PersonName, Quote, QuoteError};
use huika_store::{
    StoreError,
    price::CouponsWanted,
    sale::{Sell, SellError, price_sale, sell},
    till::{TillMember, ask_approval, receipt_of_session, till_member},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    context::{Done, Typed, form_key, go, refuse, refuse_with},
    counter::till::token::is_token,
    i18n::Lang,
    show::{
        Leave, big_money, page,
        price::price_explained,
        tier::{tier_name, tier_of},
        times::time_of_day,
    },
    staff::{Area, Desk, Staff, form_staff, require_staff},
    ui::{AmountField, Notice, PageError, Tone, fact, icon as draw, key_field},
};

pub fn sale() -> impl IntoView {
    let session = use_params_map()
        .with_untracked(|params| params.get("session"))
        .unwrap_or_default();
    let typed = use_query_map()
        .with_untracked(|query| query.get("amount"))
        .filter(|text| !text.trim().is_empty());
    page(async move {
        let staff = require_staff().await?;
        let (place, token) = (staff.place(), session.clone());
        let (found, tier) = staff
            .read(move |tx| {
                let found = till_member(tx, &token, &place)?;
                let tier = found
                    .as_ref()
                    .and_then(|found| tier_of(&tx.rules().tiers.tiers, found.card.tier_rank));
                Ok::<_, huika_store::StoreError>((found, tier))
            })
            .await?;
        let found = found.ok_or(Leave::NotFound)?;
        let t = staff.lang();
        if !found.open {
            return Err(Leave::To(ended_with(&staff, &session).await?));
        }
        let tier = tier.map(|tier| tier_name(t, &tier)).unwrap_or_default();
        let bill = match typed {
            None => amount_form(t, None, PageError::of_request()).into_any(),
            Some(typed) => quoted(&staff, &session, &found, &typed).await?,
        };
        Ok(view! {
            <Desk title=t.text("sale-title").to_owned() staff=staff.session.clone() area=Area::Till>
                <div class="sale">
                    {who(&staff, &session, &found, tier)}
                    {bill}
                </div>
            </Desk>
        }
        .into_any())
    })
}

/// Only what the counter needs: the name's first sign, the masked phone, and what may be spent.
fn who(staff: &Staff, session: &str, found: &TillMember, tier: String) -> impl IntoView + use<> {
    let t = staff.lang();
    let may_spend = if found.may_spend {
        found.spendable.display()
    } else {
        t.text("sale-may-not").to_owned()
    };
    let phone = (!found.card.name.is_empty()).then(|| fact(t.text("join-phone"), found.card.phone.masked()));
    view! {
        <section class="panel who" aria-label=t.text("sale-member")>
            <div class="name">
                <h1>{PersonName::masked(&found.card.name).unwrap_or_else(|| found.card.phone.masked())}</h1>
                <span class="badge good">{tier}</span>
            </div>
            <dl class="facts">
                {phone}
                {fact(t.text("balance"), found.balance.display())}
                {fact(t.text("points"), found.points.display())}
                {fact(t.text("sale-may-spend"), may_spend)}
                {fact(t.text("sale-until"), time_of_day(&staff.portal, found.expires_at))}
            </dl>
            <a class="button quiet small" href="/counter">{t.text("sale-other-member")}</a>
            <a class="button quiet small" href=format!("/counter/top-up/{session}")>{t.text("counter-top-up-title")}</a>
            <a class="button bare small" href=format!("/counter/refunds/{session}")>{t.text("refunds-title")}</a>
        </section>
    }
}

/// Where a scan that is over leads: to the receipt of what was sold with it, for whoever did not hear that it was, or to the next scan.
async fn ended_with(staff: &Staff, session: &str) -> Result<String, StoreError> {
    let (place, token) = (staff.place(), session.to_owned());
    let receipt = staff.read(move |tx| receipt_of_session(tx, &token, &place)).await?;
    Ok(receipt.map_or_else(
        || "/counter?error=session-over".to_owned(),
        |number| format!("/counter/receipt/{number}?done=before"),
    ))
}

fn amount_form(t: Lang, typed: Option<String>, problem: Option<PageError>) -> impl IntoView {
    // What is wrong with the amount stands at its field, anything else above.
    let (at_field, above) = match problem {
        Some(problem) if problem.code.starts_with("amount-") || problem.code == "balance-short" => {
            (Some(problem), None)
        }
        other => (None, other),
    };
    view! {
        <section class="till">
            {PageError::notice(above)}
            <form class="enter" method="get" autocomplete="off">
                <AmountField name="amount" label=t.text("sale-amount") value=typed.unwrap_or_default() problem=at_field autofocus=true />
                <button class="button">{t.text("sale-quote")}" "<kbd>{t.text("sale-enter")}</kbd></button>
            </form>
        </section>
    }
}

fn bill_of(staff: &Staff, session: &str, gross: Fen, key: String) -> Sell {
    Sell {
        coupons: CouponsWanted::Best,
        ..Sell::quick(Some(session.to_owned()), gross, staff.place(), key)
    }
}

async fn quoted(staff: &Staff, session: &str, found: &TillMember, typed: &str) -> Result<AnyView, Leave> {
    let t = staff.lang();
    let again = |problem: PageError| amount_form(t, Some(typed.to_owned()), Some(problem)).into_any();
    let gross = match Fen::parse_yuan(typed) {
        Ok(gross) if gross.is_positive() => gross,
        Ok(_) => return Ok(again(PageError::new(t, ErrorCode::AmountTooSmall.as_str(), &[]))),
        Err(error) => return Ok(again(PageError::new(t, error.code(), &[]))),
    };
    let request = bill_of(staff, session, gross, String::new());
    let (quote, price) = match staff.read(move |tx| price_sale(tx, &request)).await {
        Ok(priced) => priced,
        Err(SellError::Store(error)) => return Err(error.into()),
        Err(error) => {
            let (code, amount) = refusal(&error);
            let figures: Vec<_> = amount
                .into_iter()
                .map(|amount| ("amount", amount.display().into()))
                .collect();
            return Ok(again(PageError::new(t, code, &figures)));
        }
    };
    let explained = price_explained(&staff.portal, t, &price);
    Ok(view! { {due(t, session, found, &quote, gross)}{explained} }.into_any())
}

fn due(t: Lang, session: &str, found: &TillMember, quote: &Quote, gross: Fen) -> impl IntoView + use<> {
    let problem = PageError::of_request();
    let lines: Vec<_> = quote
        .lines
        .iter()
        .map(|line| {
            let words = t.find(line.words.key(), &[]).unwrap_or_default();
            let arithmetic =
                (!line.arithmetic.is_empty()).then(|| view! { <span class="note">{line.arithmetic.clone()}</span> });
            view! { <div><dt>{words}</dt><dd>{line.amount.display()}{arithmetic}</dd></div> }
        })
        .collect();
    let asks = quote.stored() > found.within_limit && found.may_spend;
    let (take, notice) = if asks {
        let left = [("amount", found.within_limit.display().into())];
        let text = t.with("sale-will-ask", &left);
        let notice = view! { <Notice tone=Tone::Warn icon=draw::SHIELD><p>{text}</p></Notice> };
        (t.text("sale-ask"), Some(notice))
    } else {
        (t.text("sale-take"), None)
    };
    let after = found
        .balance
        .checked_sub(quote.principal)
        .and_then(|left| left.checked_sub(quote.bonus))
        .unwrap_or(Fen::ZERO);
    view! {
        <section class="till">
            {PageError::notice(problem)}
            <div class="due">
                <span class="label">{t.text("sale-due")}</span>
                {big_money(quote.due)}
            </div>
            {notice}
            <form class="go" method="post" action="/do/sell">
                {key_field(&Typed::into_form("sell"))}
                <input type="hidden" name="session" value=session.to_owned() />
                <input type="hidden" name="amount" value=gross.yuan() />
                <input type="hidden" name="due" value=quote.due.yuan() />
                <button class="button" autofocus>{take}" "<kbd>{t.text("sale-enter")}</kbd></button>
                <a class="button quiet" href=format!("/counter/sale/{session}")>{t.text("sale-cancel")}</a>
            </form>
            <dl class="facts" aria-label=t.text("sale-composition")>
                {lines}
                <div class="sum"><dt>{t.text("sale-after")}</dt><dd>{after.display()}</dd></div>
            </dl>
        </section>
    }
}

/// The code of a refusal and the figure that its words name.
fn refusal(error: &SellError) -> (&'static str, Option<Fen>) {
    match error {
        SellError::NoSession => (ErrorCode::SessionOver.as_str(), None),
        SellError::IdentifyOnly => (ErrorCode::IdentifyOnly.as_str(), None),
        SellError::AboveLimit { left } => (ErrorCode::OverNoPin.as_str(), Some(*left)),
        SellError::NothingToApprove => (ErrorCode::NothingToApprove.as_str(), None),
        SellError::AskedTooOften => (ErrorCode::AskedTooOften.as_str(), None),
        SellError::NotActive => (ErrorCode::NotActiveNow.as_str(), None),
        SellError::NotAllowed => (ErrorCode::NotAllowed.as_str(), None),
        SellError::NoShift => (ErrorCode::NoShift.as_str(), None),
        SellError::Quote(QuoteError::Short(short)) => ("balance-short", Some(short.missing())),
        SellError::Quote(error @ (QuoteError::NotPositive | QuoteError::TooMuch)) => (error.code(), None),
        SellError::PriceChanged { due } => (ErrorCode::PriceChanged.as_str(), Some(*due)),
        SellError::Hand(error) => (error.code(), None),
        SellError::Cart(error) => (error.code(), None),
        SellError::Offer(error) => (error.code(), None),
        SellError::NoTender | SellError::UnknownTender | SellError::TendersDiffer { .. } | SellError::Quote(_) => {
            (ErrorCode::General.as_str(), None)
        }
        SellError::KeyReused(_) => (ErrorCode::KeyReused.as_str(), None),
        SellError::Store(error) => {
            tracing::error!(%error, "a sale could not be made");
            (error.code(), None)
        }
    }
}

#[server(prefix = "/do", endpoint = "sell")]
pub async fn take_payment(
    #[server(default)] session: String,
    #[server(default)] amount: String,
    #[server(default)] due: String,
) -> Done {
    let staff = match form_staff("/counter").await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !is_token(&session) || !staff.session.role.sells() {
        return refuse("/counter", ErrorCode::SessionOver.as_str());
    }
    let page = format!("/counter/sale/{session}");
    let gross = match Fen::parse_yuan(&amount) {
        Ok(gross) => gross,
        Err(error) => return refuse(&page, error.code()),
    };
    // What the page has shown is what is paid, or the page is shown again.
    let request = Sell {
        expected_due: Fen::parse_yuan(&due).ok(),
        ..bill_of(&staff, &session, gross, form_key())
    };
    // The bill again, with what was wrong with it.
    let again = format!("{page}?amount={}", gross.yuan());
    let asking = request.clone();
    match staff.write(move |tx| sell(tx, &request)).await {
        Ok(receipt) => go(&format!("/counter/receipt/{}", receipt.receipt_number)),
        Err(SellError::NoSession) => match ended_with(&staff, &session).await {
            Ok(address) => go(&address),
            Err(error) => refused(&again, &error.into()),
        },
        // The member is asked, and a yes makes this very sale.
        Err(SellError::AboveLimit { .. }) => match staff.write(move |tx| ask_approval(tx, &asking)).await {
            Ok(_) => go(&format!("{page}/wait")),
            Err(error) => refused(&again, &error),
        },
        Err(error) => refused(&again, &error),
    }
}

/// Says why nothing was sold.
fn refused(page: &str, error: &SellError) -> Done {
    match refusal(error) {
        ("session-over", _) => refuse("/counter", ErrorCode::SessionOver.as_str()),
        (code, Some(amount)) => refuse_with(page, code, &[("amount", amount.display())]),
        (code, None) => refuse(page, code),
    }
}
