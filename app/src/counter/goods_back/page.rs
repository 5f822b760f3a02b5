//! A return: the receipt, which pieces, both figures before anybody confirms, and what is handed out.
//!
//! Receipt and pieces are a GET form, so the figures are a page that can be reloaded; only the last step posts.

use huika_domain::{ErrorCode, Fen, Reason};
use huika_store::{
    StoreError,
    sale::{
        SaleReceipt,
        returns::{
            LineLeft, ReturnException, ReturnGoodsError, ReturnQuote, TakenBack, exception_of, lines_left,
            quote_return, take_back as give_back,
        },
    },
    till::sale_by_number,
};
use leptos::prelude::*;

use super::{
    asked::{Asked, PAGE, is_number, request_of},
    swap::{Open, open_sale, swap_form},
};
use crate::{
    context::{Done, Typed, form_key, go, query_of, refuse},
    i18n::Lang,
    show::{Leave, channel::tender_name, page, times::moment_text},
    staff::{Area, Desk, Staff, form_staff, home_of, require_staff},
    ui::{AmountField, Field, PageError, done, fact, key_field},
};

/// `/counter/returns`.
pub fn returns() -> impl IntoView {
    page(async move {
        let staff = require_staff().await?;
        if !staff.session.role.sells() {
            return Err(Leave::to(home_of(staff.session.role)));
        }
        let t = staff.lang();
        let asked = Asked::of(query_of(&staff.visit));
        let mut problem = PageError::of_request();
        let found = if is_number(&asked.receipt) {
            let (store, wanted) = (staff.session.store, asked.receipt.clone());
            staff
                .read(move |tx| {
                    let Some((sale, _)) = sale_by_number(tx, store, &wanted)? else {
                        return Ok(None);
                    };
                    let lines = lines_left(tx, sale.sale)?;
                    Ok::<_, StoreError>(Some((sale, lines)))
                })
                .await?
        } else {
            None
        };
        if found.is_none() && !asked.receipt.is_empty() && problem.is_none() {
            problem = Some(PageError::new(t, ErrorCode::NoSale.as_str(), &[]));
        }
        let content = match &found {
            None => ().into_any(),
            Some((sale, lines)) => {
                let quote = quote(&staff, &asked).await?;
                let quote = match quote {
                    Ok(quote) => quote,
                    Err(code) => {
                        problem = problem.or_else(|| Some(PageError::new(t, code, &[])));
                        None
                    }
                };
                view! {
                    {sold(&staff, &asked, sale, lines)}
                    {quote.map(|shown| {
                        let swap = shown.exception.is_none().then(|| swap_form(&staff, &asked, &shown.quote, shown.open.as_ref()));
                        view! { {confirm(&staff, &asked, &shown)} {swap} }
                    })}
                }
                .into_any()
            }
        };
        Ok(view! {
            <Desk title=t.text("goods-back-title").to_owned() staff=staff.session.clone() area=Area::Sell class="slip-of-paper">
                <h1>{t.text("goods-back-title")}</h1>
                {done(&[("returned", t.text("goods-back-done"))])}
                {PageError::notice(problem)}
                <form class="find" method="get" autocomplete="off">
                    <Field name="receipt" label=t.text("receipt-number") value=asked.receipt.clone() maxlength="40" autofocus=found.is_none() />
                    <button class="button small">{t.text("scan-go")}</button>
                </form>
                {content}
                <p><a class="button quiet" href="/counter/returns/no-receipt">{t.text("loose-title")}</a></p>
            </Desk>
        }
        .into_any())
    })
}

/// A return as it would be, which of the terms it sets aside, and what is being sold at this till.
struct Shown {
    quote: ReturnQuote,
    exception: Option<ReturnException>,
    open: Option<Open>,
}

/// What it would bring back, or why it cannot.
async fn quote(staff: &Staff, asked: &Asked) -> Result<Result<Option<Shown>, &'static str>, Leave> {
    let what = match asked.what() {
        Ok(Some(what)) => what,
        Ok(None) => return Ok(Ok(None)),
        Err(code) => return Ok(Err(code)),
    };
    let request = request_of(staff, asked, what, String::new());
    let found = staff.read(move |tx| {
        Ok::<_, ReturnGoodsError>(Shown {
            quote: quote_return(tx, &request)?,
            exception: exception_of(tx, &request)?,
            open: open_sale(tx, &request.place)?,
        })
    });
    match found.await {
        Ok(shown) => Ok(Ok(Some(shown))),
        Err(ReturnGoodsError::Store(error)) => Err(error.into()),
        Err(error) => Ok(Err(error.code())),
    }
}

/// What was sold, with a field for what comes back of each line.
fn sold(staff: &Staff, asked: &Asked, sale: &SaleReceipt, lines: &[LineLeft]) -> impl IntoView + use<> {
    let t = staff.lang();
    let fields: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let name = if line.name.is_empty() {
                t.text("sell-amount").to_owned()
            } else {
                line.name.clone()
            };
            let left = line.quantity.saturating_sub(line.returned);
            let words = t.with(
                "goods-back-left",
                &[
                    ("goods", name.into()),
                    ("count", i64::from(left).into()),
                    ("due", line.due.display().into()),
                ],
            );
            let value = asked.pieces.get(place).cloned().unwrap_or_default();
            view! {
                <label class="field">
                    <span>{words}</span>
                    <input name="pieces[]" type="number" inputmode="numeric" min="0" max=left.to_string() value=value />
                </label>
            }
        })
        .collect();
    let by_amount = fields.is_empty().then(|| {
        view! { <AmountField name="amount" label=t.text("goods-back-amount") value=asked.amount.clone() /> }
    });
    view! {
        <form class="panel form" method="get" autocomplete="off">
            <input type="hidden" name="receipt" value=asked.receipt.clone() />
            <dl class="facts">
                {fact(t.text("entry-when"), moment_text(&staff.portal, t, sale.at))}
                {fact(t.text("line-gross"), sale.gross.display())}
            </dl>
            {fields}
            {by_amount}
            <button class="button">{t.text("goods-back-see")}" "<kbd>{t.text("sale-enter")}</kbd></button>
        </form>
    }
}

/// Both figures, and the button.
fn confirm(staff: &Staff, asked: &Asked, shown: &Shown) -> impl IntoView + use<> {
    let (t, quote) = (staff.lang(), &shown.quote);
    let typed = Typed::into_form("return_goods");
    // Whoever may not set the terms aside lets a second person say yes.
    let waits = shown.exception.is_some() && !staff.session.role.returns_late();
    let beyond = shown.exception.map(|exception| {
        let words = match exception {
            ReturnException::Late => "return-exception-late",
            ReturnException::Excluded => "return-exception-excluded",
        };
        view! {
            <p class="notice">{t.text(words)}</p>
            <Field
                name="reason"
                label=t.text("entry-reason")
                maxlength="200"
                value=typed.value("reason")
                hint=t.text("return-reason-hint").to_owned()
            />
        }
    });
    let button = if waits { "goods-back-ask" } else { "goods-back-confirm" };
    view! {
        <section class="panel" aria-label=t.text("goods-back-figures")>
            {figures(t, quote)}
            <form class="form" method="post" action="/do/return_goods">
                {key_field(&typed)}
                {asked.hidden()}
                {beyond}
                <button class="button wide" autofocus>{t.text(button)}</button>
            </form>
        </section>
    }
}

/// What the customer gets, and what is taken back or kept of it.
fn figures(t: Lang, quote: &ReturnQuote) -> impl IntoView + use<> {
    let some = |words, amount: Fen| (!amount.is_zero()).then(|| fact(t.text(words), amount.display()));
    let out: Vec<_> = quote
        .tenders
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(tender, amount)| {
            let words = t.with("goods-back-out", &[("tender", tender_name(t, tender).into())]);
            view! { <div><dt>{words}</dt><dd>{amount.display()}</dd></div> }
        })
        .collect();
    let points = (!quote.points_back.is_zero()).then(|| fact(t.text("goods-back-points"), quote.points_back.display()));
    let taken = (!quote.points_taken.is_zero()).then(|| fact(t.text("goods-back-taken"), quote.points_taken.display()));
    let both = quote.claw_back.map(|both| {
        view! {
            {fact(t.text("goods-back-share"), both.share.display())}
            {fact(t.text("goods-back-instead"), both.claw_back.display())}
        }
    });
    let gifts = Fen::checked_sum(quote.charged.iter().map(|gift| gift.worth)).unwrap_or(Fen::ZERO);
    let coupons =
        (!quote.coupons.is_empty()).then(|| fact(t.text("goods-back-coupons"), quote.coupons.len().to_string()));
    view! {
        <dl class="facts">
            {fact(t.text("goods-back-gross"), quote.gross.display())}
            {both}
            {some("goods-back-gifts", gifts)}
            {out}
            {some("line-principal", quote.principal)}
            {some("line-bonus", quote.bonus)}
            {points}
            {taken}
            {coupons}
        </dl>
    }
}

#[server(prefix = "/do", endpoint = "return_goods")]
pub async fn take_back(
    #[server(default)] receipt: String,
    #[server(default)] amount: String,
    #[server(default)] pieces: Vec<String>,
    #[server(default)] reason: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sells() {
        return go(home_of(staff.session.role));
    }
    let asked = match Asked::sent(&receipt, amount, pieces) {
        Ok(asked) => asked,
        Err(code) => return refuse(PAGE, code),
    };
    let page = asked.page();
    let what = match asked.what() {
        Ok(Some(what)) => what,
        Ok(None) => return refuse(&page, ErrorCode::BadQuantity.as_str()),
        Err(code) => return refuse(&page, code),
    };
    let request = request_of(&staff, &asked, what, form_key());
    let reason = Reason::parse(&reason).ok();
    match staff.write(move |tx| give_back(tx, &request, reason.as_ref())).await {
        Ok(TakenBack::Done { .. }) => go(&format!("{PAGE}?receipt={}&done=returned", asked.receipt)),
        Ok(TakenBack::Waiting { .. }) => go("/counter/approvals?done=waits"),
        Err(ReturnGoodsError::Store(error)) => {
            tracing::error!(%error, "goods could not be taken back");
            refuse(&page, error.code())
        }
        Err(error) => refuse(&page, error.code()),
    }
}
