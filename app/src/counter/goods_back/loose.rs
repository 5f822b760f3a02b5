//! Goods that come back without a receipt: which, at which price, and why.

use huika_domain::{ErrorCode, GoodsId, OutsideTender, Reason};
use huika_store::{
    StoreError, Tx,
    goods::{GoodsQuery, GoodsRow, Wanted, find_goods},
    sale::returns::{
        LooseQuote, LooseReturn, LooseReturned, ReturnGoodsError, TakenBack, loose_return, quote_loose, take_back_loose,
    },
};
use leptos::prelude::*;

use crate::{
    context::{Done, Typed, form_key, go, query_of, refuse},
    i18n::Lang,
    show::{Leave, big_money, channel::tender_name, page, times::moment_text},
    staff::{Area, Desk, Staff, form_staff, home_of, require_staff},
    ui::{Field, PageError, fact, key_field},
};

const PAGE: &str = "/counter/returns/no-receipt";

/// What the address says.
#[derive(Clone, Default)]
struct Asked {
    goods: String,
    pieces: String,
    tender: String,
    /// Of what was just done.
    number: String,
}

impl Asked {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "goods" => value.trim().clone_into(&mut asked.goods),
                "pieces" => value.trim().clone_into(&mut asked.pieces),
                "tender" => asked.tender = value,
                "number" => asked.number = value,
                _ => {}
            }
        }
        asked
    }

    fn page(&self) -> String {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-');
            kept.take(40).collect()
        };
        let (goods, pieces, tender) = (plain(&self.goods), plain(&self.pieces), plain(&self.tender));
        format!("{PAGE}?goods={goods}&pieces={pieces}&tender={tender}")
    }
}

/// The goods of this number or barcode: of several that had it, those on sale, and of these the newest.
fn named(tx: &mut Tx<'_>, number: &str) -> Result<Option<GoodsRow>, StoreError> {
    let query = GoodsQuery {
        wanted: Wanted::Number(number.to_owned()),
        limit: 20,
        ..GoodsQuery::default()
    };
    let now = tx.now();
    let found = find_goods(tx, &query)?;
    Ok(found.into_iter().max_by_key(|row| (row.is_on_sale(now), row.id)))
}

fn wanted(goods: GoodsId, asked: &Asked) -> Result<LooseReturn, ReturnGoodsError> {
    Ok(LooseReturn {
        goods,
        pieces: asked.pieces.parse().unwrap_or_default(),
        tender: OutsideTender::parse(&asked.tender)
            .map(String::from)
            .map_err(|_| ReturnGoodsError::UnknownTender)?,
    })
}

/// `/counter/returns/no-receipt`.
pub fn no_receipt() -> impl IntoView {
    page(async move {
        let staff = require_staff().await?;
        if !staff.session.role.sells() {
            return Err(Leave::to(home_of(staff.session.role)));
        }
        let t = staff.lang();
        let asked = Asked::of(query_of(&staff.visit));
        let mut problem = PageError::of_request();
        let (place, wish) = (staff.place(), asked.clone());
        let found = staff.read(move |tx| {
            let before = if wish.number.is_empty() {
                None
            } else {
                loose_return(tx, &place, &wish.number)?
            };
            if wish.goods.is_empty() {
                return Ok::<_, ReturnGoodsError>((before, None));
            }
            let row = named(tx, &wish.goods)?.ok_or(ReturnGoodsError::NoGoods)?;
            let quote = quote_loose(tx, &place, &wanted(row.id, &wish)?)?;
            Ok((before, Some(quote)))
        });
        let (before, quote) = match found.await {
            Ok(found) => found,
            Err(ReturnGoodsError::Store(error)) => return Err(error.into()),
            Err(error) => {
                problem = problem.or_else(|| Some(PageError::new(t, error.code(), &[])));
                (None, None)
            }
        };
        Ok(view! {
            <Desk title=t.text("loose-title").to_owned() staff=staff.session.clone() area=Area::Sell class="slip-of-paper">
                <h1>{t.text("loose-title")}</h1>
                <p class="quiet-text">{t.text("loose-lead")}</p>
                {PageError::notice(problem)}
                {before.map(|before| handed(&staff, t, &before))}
                {which(&staff, &asked)}
                {quote.map(|quote| confirm(&staff, &asked, &quote))}
                <p><a class="button quiet" href="/counter/returns">{t.text("goods-back-title")}</a></p>
            </Desk>
        }
        .into_any())
    })
}

/// What was just taken back.
fn handed(staff: &Staff, t: Lang, before: &LooseReturned) -> impl IntoView + use<> {
    view! {
        <section class="till done" role="status">
            <h2>{t.text("loose-done")}</h2>
            <div class="due">{big_money(before.amount)}</div>
            <dl class="facts">
                {fact(t.text("entry-number"), before.number.clone())}
                {fact(t.text("entry-when"), moment_text(&staff.portal, t, before.at))}
            </dl>
        </section>
    }
}

fn which(staff: &Staff, asked: &Asked) -> impl IntoView + use<> {
    let t = staff.lang();
    let rules = staff.portal.store.rules_of(staff.session.store);
    let tenders: Vec<_> = rules
        .tenders
        .tenders
        .iter()
        .map(|tender| {
            let picked = tender.as_str() == asked.tender;
            view! { <option value=tender.as_str().to_owned() selected=picked>{tender_name(t, tender.as_str())}</option> }
        })
        .collect();
    let pieces = if asked.pieces.is_empty() {
        "1".to_owned()
    } else {
        asked.pieces.clone()
    };
    view! {
        <form class="panel form" method="get" autocomplete="off">
            <Field name="goods" label=t.text("loose-goods") value=asked.goods.clone() maxlength="40" autofocus=asked.goods.is_empty() />
            <Field name="pieces" label=t.text("loose-pieces") value=pieces maxlength="4" inputmode="numeric" />
            <label class="field"><span>{t.text("loose-tender")}</span><select name="tender">{tenders}</select></label>
            <button class="button">{t.text("goods-back-see")}</button>
        </form>
    }
}

/// The price, where it comes from, and why the goods are taken back.
fn confirm(staff: &Staff, asked: &Asked, quote: &LooseQuote) -> impl IntoView + use<> {
    let t = staff.lang();
    let typed = Typed::into_form("return_loose");
    let lowest = t.with("loose-lowest", &[("days", i64::from(quote.days).into())]);
    let alone = staff.session.role.returns_without_receipt();
    let button = if alone { "goods-back-confirm" } else { "goods-back-ask" };
    view! {
        <section class="panel" aria-label=t.text("goods-back-figures")>
            <h2>{quote.name.clone()}</h2>
            <dl class="facts">
                <div><dt>{lowest}</dt><dd>{quote.lowest.display()}</dd></div>
                {fact(t.text("loose-price"), quote.price.display())}
                {fact(t.text("loose-amount"), quote.amount.display())}
            </dl>
            <form class="form" method="post" action="/do/return_loose">
                {key_field(&typed)}
                <input type="hidden" name="goods" value=asked.goods.clone() />
                <input type="hidden" name="pieces" value=asked.pieces.clone() />
                <input type="hidden" name="tender" value=asked.tender.clone() />
                <input type="hidden" name="due" value=quote.amount.yuan() />
                <Field
                    name="reason"
                    label=t.text("entry-reason")
                    maxlength="200"
                    value=typed.value("reason")
                    hint=t.text("return-reason-hint").to_owned()
                />
                <button class="button wide">{t.text(button)}</button>
            </form>
        </section>
    }
}

#[server(prefix = "/do", endpoint = "return_loose")]
pub async fn return_loose(
    #[server(default)] goods: String,
    #[server(default)] pieces: String,
    #[server(default)] tender: String,
    #[server(default)] due: String,
    #[server(default)] reason: String,
) -> Done {
    let staff = match form_staff(PAGE).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    if !staff.session.role.sells() {
        return go(home_of(staff.session.role));
    }
    let asked = Asked {
        goods: goods.trim().to_owned(),
        pieces: pieces.trim().to_owned(),
        tender,
        number: String::new(),
    };
    let page = asked.page();
    let Ok(reason) = Reason::parse(&reason) else {
        return refuse(&page, ErrorCode::ReasonLength.as_str());
    };
    let (place, key) = (staff.place(), form_key());
    let done = staff.write(move |tx| {
        let row = named(tx, &asked.goods)?.ok_or(ReturnGoodsError::NoGoods)?;
        let request = wanted(row.id, &asked)?;
        // What the page showed is what is handed out, or nothing is.
        if quote_loose(tx, &place, &request)?.amount.yuan() != due {
            return Err(ReturnGoodsError::PriceChanged);
        }
        take_back_loose(tx, &request, &reason, (&place, &key))
    });
    match done.await {
        Ok(TakenBack::Done { number }) => go(&format!("{PAGE}?number={number}")),
        Ok(TakenBack::Waiting { .. }) => go("/counter/approvals?done=waits"),
        Err(ReturnGoodsError::Store(error)) => {
            tracing::error!(%error, "goods could not be taken back");
            refuse(&page, error.code())
        }
        Err(error) => refuse(&page, error.code()),
    }
}
