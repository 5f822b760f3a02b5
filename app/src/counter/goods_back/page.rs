//! A return: the receipt, which pieces, both figures before anybody confirms, and what is handed out.
//!
//! Receipt and pieces are a GET form, so the figures are a page that can be reloaded; only the last step posts.

use huika_domain::{ErrorCode, Fen, MoneyError};
use huika_store::{
    StoreError,
    pay_code::refund_by_code,
    sale::{
        SaleReceipt,
        returns::{
            LineLeft, PiecesBack, ReturnGoods, ReturnGoodsError, ReturnQuote, Returning, lines_left, quote_return,
            return_goods,
        },
    },
    till::sale_by_number,
};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, form_key, go, query_of, refuse},
    i18n::Lang,
    show::{Leave, channel::tender_name, page, times::moment_text},
    staff::{Area, Desk, Staff, form_staff, home_of, require_staff},
    ui::{AmountField, Field, PageError, done, fact, key_field},
};

/// What the address says.
#[derive(Default)]
struct Asked {
    receipt: String,
    amount: String,
    pieces: Vec<String>,
}

impl Asked {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "receipt" => asked.receipt = value.trim().to_owned(),
                "amount" => asked.amount = value,
                "pieces[]" => asked.pieces.push(value),
                _ => {}
            }
        }
        asked
    }

    /// What comes back; none while nothing was chosen.
    fn what(&self) -> Result<Option<Returning>, &'static str> {
        if !self.amount.trim().is_empty() {
            let gross = Fen::parse_yuan(&self.amount).map_err(MoneyError::code)?;
            return Ok(Some(Returning::Amount { gross }));
        }
        let mut pieces = Vec::new();
        for (line, text) in self.pieces.iter().enumerate() {
            let text = text.trim();
            let count: u32 = if text.is_empty() {
                0
            } else {
                text.parse().map_err(|_| ErrorCode::BadQuantity.as_str())?
            };
            if count > 0 {
                let line = u32::try_from(line).map_err(|_| ErrorCode::BadQuantity.as_str())?;
                pieces.push(PiecesBack { line, pieces: count });
            }
        }
        Ok((!pieces.is_empty()).then_some(Returning::Pieces {
            pieces,
            gifts: Vec::new(),
        }))
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

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
                    {quote.map(|quote| confirm(t, &asked, &quote))}
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
            </Desk>
        }
        .into_any())
    })
}

fn request_of(staff: &Staff, asked: &Asked, what: Returning, key: String) -> ReturnGoods {
    ReturnGoods {
        receipt_number: asked.receipt.clone(),
        what,
        line: String::new(),
        place: staff.place(),
        key,
    }
}

/// What it would bring back, or why it cannot.
async fn quote(staff: &Staff, asked: &Asked) -> Result<Result<Option<ReturnQuote>, &'static str>, Leave> {
    let what = match asked.what() {
        Ok(Some(what)) => what,
        Ok(None) => return Ok(Ok(None)),
        Err(code) => return Ok(Err(code)),
    };
    let request = request_of(staff, asked, what, String::new());
    match staff.read(move |tx| quote_return(tx, &request)).await {
        Ok(quote) => Ok(Ok(Some(quote))),
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
fn confirm(t: Lang, asked: &Asked, quote: &ReturnQuote) -> impl IntoView + use<> {
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
    let pieces: Vec<_> = asked
        .pieces
        .iter()
        .map(|count| view! { <input type="hidden" name="pieces[]" value=count.clone() /> })
        .collect();
    view! {
        <section class="panel" aria-label=t.text("goods-back-figures")>
            <dl class="facts">
                {fact(t.text("goods-back-gross"), quote.gross.display())}
                {out}
                {some("line-principal", quote.principal)}
                {some("line-bonus", quote.bonus)}
                {points}
                {taken}
            </dl>
            <form class="form" method="post" action="/do/return_goods">
                {key_field(&Typed::into_form("return_goods"))}
                <input type="hidden" name="receipt" value=asked.receipt.clone() />
                <input type="hidden" name="amount" value=asked.amount.clone() />
                {pieces}
                <button class="button wide" autofocus>{t.text("goods-back-confirm")}</button>
            </form>
        </section>
    }
}

#[server(prefix = "/do", endpoint = "return_goods")]
pub async fn take_back(
    #[server(default)] receipt: String,
    #[server(default)] amount: String,
    #[server(default)] pieces: Vec<String>,
) -> Done {
    const PAGE: &str = "/counter/returns";
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sells() {
        return go(home_of(staff.session.role));
    }
    let asked = Asked {
        receipt: receipt.trim().to_owned(),
        amount,
        pieces,
    };
    if !is_number(&asked.receipt) {
        return refuse(PAGE, ErrorCode::NoSale.as_str());
    }
    let page = format!("{PAGE}?receipt={}", asked.receipt);
    let what = match asked.what() {
        Ok(Some(what)) => what,
        Ok(None) => return refuse(&page, ErrorCode::BadQuantity.as_str()),
        Err(code) => return refuse(&page, code),
    };
    let request = request_of(&staff, &asked, what, form_key());
    let done = staff.write(move |tx| {
        let returned = return_goods(tx, &request)?;
        // What a wallet had paid goes back to it; the rest is the cashier's to hand out.
        refund_by_code(tx, &request.receipt_number, &returned.number, &returned.tenders)?;
        Ok::<_, ReturnGoodsError>(returned)
    });
    match done.await {
        Ok(_) => go(&format!("{page}&done=returned")),
        Err(ReturnGoodsError::Store(error)) => {
            tracing::error!(%error, "goods could not be taken back");
            refuse(&page, error.code())
        }
        Err(error) => refuse(&page, error.code()),
    }
}
