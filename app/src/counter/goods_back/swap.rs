//! Goods for other goods: the sale that is being made at this till is paid with what comes back, in one act.

use huika_domain::{ErrorCode, Fen, MoneyError, OutsideTender};
use huika_store::{
    StoreError, Tx,
    parked::{Exchange, ExchangeError, PayChoice, PendingSale, SellCart, bill_of, cart_of_till, differences, exchange},
    sale::{quote_sale, returns::ReturnQuote},
    staff::Place,
};
use leptos::prelude::*;

use super::asked::{Asked, PAGE, request_of};
use crate::{
    context::{Done, Typed, form_key, go, refuse},
    counter::till::token::is_token,
    i18n::Lang,
    show::channel::tender_name,
    staff::{Staff, form_staff, home_of},
    ui::{fact, key_field},
};

/// What is being sold at this till.
pub(super) struct Open {
    sale: PendingSale,
    /// What it comes to; none where it cannot be priced, as its own page says.
    due: Option<Fen>,
}

/// The sale that is open at this till, with what it comes to.
pub(super) fn open_sale(tx: &mut Tx<'_>, place: &Place) -> Result<Option<Open>, StoreError> {
    let Some(sale) = cart_of_till(tx, place)? else {
        return Ok(None);
    };
    let rules = tx.rules_of(place.store);
    let tender = rules.tenders.tenders.first().map_or("cash", OutsideTender::as_str);
    let bill = bill_of(&sale, &outside(tender), place, "");
    let due = quote_sale(tx, &bill).ok().map(|quote| quote.due);
    Ok(Some(Open { sale, due }))
}

fn outside(tender: &str) -> PayChoice {
    PayChoice {
        balance: false,
        rest: tender.to_owned(),
        ..PayChoice::card()
    }
}

/// What changes hands, in words: what the customer adds, and what is handed out.
fn hands(t: Lang, moved: &[(String, Fen)]) -> String {
    if moved.is_empty() {
        return t.text("swap-even").to_owned();
    }
    let words: Vec<String> = moved
        .iter()
        .map(|(tender, amount)| {
            let key = if amount.is_positive() { "swap-adds" } else { "swap-gets" };
            let amount = Fen::new(amount.get().saturating_abs());
            let figures = [
                ("tender", tender_name(t, tender).into()),
                ("amount", amount.display().into()),
            ];
            t.with(key, &figures)
        })
        .collect();
    words.join(t.text("swap-and"))
}

/// Both sides, and a button for each way to pay the new goods.
pub(super) fn swap_form(staff: &Staff, asked: &Asked, quote: &ReturnQuote, open: Option<&Open>) -> AnyView {
    let t = staff.lang();
    let Some((open, due)) = open.and_then(|open| open.due.map(|due| (open, due))) else {
        return view! {
            <section class="panel" aria-label=t.text("swap-title")>
                <h2>{t.text("swap-title")}</h2>
                <p class="quiet-text">{t.text("swap-none")}</p>
                <a class="button quiet" href="/counter/sell">{t.text("counter-tab-sell")}</a>
            </section>
        }
        .into_any();
    };
    let rules = staff.portal.store.rules_of(staff.session.store);
    let button = |name: String, value: String, paid: &[(String, Fen)]| {
        let moved = hands(t, &differences(&quote.tenders, paid));
        view! { <button class="button quiet" name="pay" value=value>{format!("{name}: {moved}")}</button> }
    };
    let mut ways: Vec<_> = rules
        .tenders
        .tenders
        .iter()
        .map(|tender| {
            let tender = tender.as_str().to_owned();
            button(tender_name(t, &tender), tender.clone(), &[(tender.clone(), due)])
        })
        .collect();
    if open.sale.may_spend {
        ways.push(button(t.text("swap-card").to_owned(), "balance".to_owned(), &[]));
    }
    let out = Fen::checked_sum(quote.tenders.iter().map(|(_, amount)| *amount)).unwrap_or(Fen::ZERO);
    let stored = quote.principal.checked_add(quote.bonus).unwrap_or(quote.principal);
    view! {
        <section class="panel" aria-label=t.text("swap-title")>
            <h2>{t.text("swap-title")}</h2>
            <dl class="facts">
                {fact(t.text("swap-new"), due.display())}
                {fact(t.text("swap-back"), out.display())}
                {(!stored.is_zero()).then(|| fact(t.text("swap-stored"), stored.display()))}
            </dl>
            <form class="form" method="post" action="/do/exchange_goods">
                {key_field(&Typed::into_form("exchange_goods"))}
                {asked.hidden()}
                <input type="hidden" name="cart" value=open.sale.token.clone() />
                <input type="hidden" name="due" value=due.yuan() />
                <input type="hidden" name="out" value=out.yuan() />
                <div class="tenders" role="group" aria-label=t.text("swap-pay")>{ways}</div>
            </form>
        </section>
    }
    .into_any()
}

#[server(prefix = "/do", endpoint = "exchange_goods")]
pub async fn exchange_goods(
    #[server(default)] receipt: String,
    #[server(default)] amount: String,
    #[server(default)] pieces: Vec<String>,
    #[server(default)] cart: String,
    #[server(default)] due: String,
    #[server(default)] out: String,
    #[server(default)] pay: String,
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
    let form = Form { cart, due, out, pay };
    let request = match form.read(&staff, &asked) {
        Ok(request) => request,
        Err(code) => return refuse(&page, code),
    };
    match staff.write(move |tx| exchange(tx, &request)).await {
        Ok(done) => go(&format!("/counter/receipt/{}", done.receipt_number)),
        Err(ExchangeError::Store(error)) => {
            tracing::error!(%error, "goods could not be exchanged");
            refuse(&page, error.code())
        }
        Err(error) => refuse(&page, error.code()),
    }
}

/// What the form says besides what comes back.
struct Form {
    cart: String,
    due: String,
    out: String,
    pay: String,
}

impl Form {
    fn read(self, staff: &Staff, asked: &Asked) -> Result<Exchange, &'static str> {
        let what = asked.what()?.ok_or(ErrorCode::BadQuantity.as_str())?;
        if !is_token(&self.cart) {
            return Err(ErrorCode::CartOver.as_str());
        }
        let pay = match self.pay.as_str() {
            "balance" => PayChoice::card(),
            tender => {
                let tender = OutsideTender::parse(tender).map_err(|_| ErrorCode::UnknownTender.as_str())?;
                outside(tender.as_str())
            }
        };
        let key = form_key();
        Ok(Exchange {
            back: request_of(staff, asked, what, key.clone()),
            expected_out: Fen::parse_yuan(&self.out).map_err(MoneyError::code)?,
            cart: SellCart {
                token: self.cart,
                pay,
                expected_due: Some(Fen::parse_yuan(&self.due).map_err(MoneyError::code)?),
                attempt: None,
                received: None,
                place: staff.place(),
                key,
            },
        })
    }
}
