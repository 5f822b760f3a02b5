//! Changing the bill: what a cashier types or scans into its one field, pieces, choices, and its end.

use huika_domain::{CouponId, ErrorCode, Fen, GoodsCode, GoodsId, NameWords, Points, QuoteError, Scanned};
use huika_store::{
    goods::{GoodsKey, GoodsQuery, GoodsState, Wanted, find_goods, goods_by_barcode},
    parked::{CartChange, CartError, ChangeCart, change_cart, open_cart, park_cart, resume_cart, void_cart},
    price::{CouponsWanted, LineWanted},
    sale::{HandError, SellError},
    till::{ScanOutcome, scan},
};
use leptos::prelude::*;

use crate::{
    context::{Done, form_key, go, refuse, refuse_with},
    counter::till::{scan::refused as scan_refused, token::is_token},
    staff::{Staff, form_staff, home_of},
};

/// Whoever may sell, from a form about a sale that is named as names are.
pub(super) async fn form_seller(cart: &str) -> Result<Staff, Done> {
    const PAGE: &str = "/counter/sell";
    let staff = form_staff(PAGE).await?;
    if !staff.session.role.sells() {
        return Err(go(home_of(staff.session.role)));
    }
    if !cart.is_empty() && !is_token(cart) {
        return Err(refuse(PAGE, ErrorCode::CartOver.as_str()));
    }
    Ok(staff)
}

/// The page of a sale.
pub(super) fn page_of(cart: &str) -> String {
    format!("/counter/sell/{cart}")
}

/// Says why nothing was done.
pub(super) fn refused(page: &str, error: &CartError) -> Done {
    match error {
        CartError::NotFound => refuse("/counter/sell", error.code()),
        CartError::Sell(SellError::NoSession) => refuse(page, ErrorCode::SessionOver.as_str()),
        CartError::Sell(SellError::AboveLimit { left }) => with_figure(page, ErrorCode::OverNoPin.as_str(), *left),
        CartError::Sell(SellError::NotActive) => refuse(page, ErrorCode::NotActiveNow.as_str()),
        CartError::Sell(SellError::Quote(QuoteError::Short(short))) => {
            with_figure(page, "balance-short", short.missing())
        }
        CartError::Hand(HandError::NeedsSecond { amount })
        | CartError::Sell(SellError::Hand(HandError::NeedsSecond { amount })) => {
            with_figure(page, ErrorCode::HandNeedsSecond.as_str(), *amount)
        }
        CartError::Sell(SellError::TendersDiffer { outside }) => with_figure(page, error.code(), *outside),
        CartError::Sell(SellError::PriceChanged { due }) => with_figure(page, error.code(), *due),
        CartError::Store(inner) | CartError::Sell(SellError::Store(inner)) => {
            tracing::error!(error = %inner, "a sale at the counter failed");
            refuse(page, inner.code())
        }
        other => refuse(page, other.code()),
    }
}

fn with_figure(page: &str, code: &str, amount: Fen) -> Done {
    refuse_with(page, code, &[("amount", amount.display())])
}

/// The sale that a form names; a new one where it names none.
async fn cart_of(staff: &Staff, cart: &str) -> Result<String, Done> {
    if is_token(cart) {
        return Ok(cart.to_owned());
    }
    let place = staff.place();
    let opened = staff.write(move |tx| open_cart(tx, None, &place)).await;
    opened.map_err(|error| refused("/counter/sell", &error))
}

async fn changed(staff: &Staff, cart: &str, change: CartChange) -> Done {
    let request = ChangeCart {
        token: cart.to_owned(),
        change,
        place: staff.place(),
        key: form_key(),
    };
    let page = page_of(cart);
    match staff.write(move |tx| change_cart(tx, &request)).await {
        Ok(()) => go(&page),
        Err(error) => refused(&page, &error),
    }
}

#[server(prefix = "/do", endpoint = "cart_add")]
pub async fn add(
    #[server(default)] cart: String,
    #[server(default)] scanned: String,
    #[server(default)] goods: String,
) -> Done {
    let staff = match form_seller(&cart).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let cart = match cart_of(&staff, &cart).await {
        Ok(cart) => cart,
        Err(answer) => return answer,
    };
    if let Ok(id) = goods.parse() {
        return changed(
            &staff,
            &cart,
            CartChange::Add(of_goods(GoodsKey::Id(GoodsId::new(id)), 1)),
        )
        .await;
    }
    let typed = scanned.trim().to_owned();
    if typed.is_empty() {
        // Enter in an empty field goes on to paying.
        return go(&format!("{}?pay=1", page_of(&cart)));
    }
    if Scanned::parse(&typed).is_ok() {
        return scan_in(&staff, &cart, typed).await;
    }
    let (pieces, what) = pieces_of(&typed);
    let wanted = what.to_owned();
    let found = staff
        .read(move |tx| {
            if let Some(row) = goods_by_barcode(tx, &wanted)? {
                return Ok(Some(row.id));
            }
            let Ok(code) = GoodsCode::parse(&wanted) else {
                return Ok(None);
            };
            let query = GoodsQuery {
                wanted: Wanted::Number(code.as_str().to_owned()),
                state: Some(GoodsState::OnSale),
                limit: 1,
                ..GoodsQuery::default()
            };
            Ok::<_, huika_store::StoreError>(find_goods(tx, &query)?.first().map(|row| row.id))
        })
        .await;
    match found {
        Ok(Some(id)) => changed(&staff, &cart, CartChange::Add(of_goods(GoodsKey::Id(id), pieces))).await,
        Ok(None) => match Fen::parse_yuan(what) {
            Ok(amount) if amount.is_positive() => {
                changed(&staff, &cart, CartChange::Add(LineWanted::Amount(amount))).await
            }
            _ if NameWords::parse(what).is_some() => {
                let words = percent_encoding::utf8_percent_encode(what, percent_encoding::NON_ALPHANUMERIC);
                go(&format!("{}?q={words}", page_of(&cart)))
            }
            _ => refuse(&page_of(&cart), ErrorCode::NoGoods.as_str()),
        },
        Err(error) => {
            tracing::error!(%error, "goods could not be looked up");
            refuse(&page_of(&cart), error.code())
        }
    }
}

fn of_goods(goods: GoodsKey, quantity: u32) -> LineWanted {
    LineWanted::Goods { goods, quantity }
}

/// `3*6901234567892`: so many pieces of what follows.
fn pieces_of(typed: &str) -> (u32, &str) {
    let parts = typed.split_once(['*', '×', 'x', 'X']);
    match parts.and_then(|(pieces, what)| Some((pieces.trim().parse::<u32>().ok()?, what.trim()))) {
        Some((pieces, what)) if (1..=9_999).contains(&pieces) && !what.is_empty() => (pieces, what),
        _ => (1, typed),
    }
}

async fn scan_in(staff: &Staff, cart: &str, typed: String) -> Done {
    let place = staff.place();
    match staff.write(move |tx| scan(tx, &typed, &place)).await {
        Ok(ScanOutcome::Opened(opened)) => changed(staff, cart, CartChange::Member(opened.token)).await,
        Ok(ScanOutcome::Refused(refusal)) => scan_refused(staff, &page_of(cart), &refusal),
        Err(error) => {
            let error: huika_store::StoreError = error;
            tracing::error!(%error, "a scan could not be checked");
            refuse(&page_of(cart), error.code())
        }
    }
}

#[server(prefix = "/do", endpoint = "cart_change")]
pub async fn change(
    #[server(default)] cart: String,
    #[server(default)] line: String,
    #[server(default)] quantity: String,
    #[server(default)] what: String,
) -> Done {
    let staff = match form_seller(&cart).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let line: usize = line.parse().unwrap_or(usize::MAX);
    let change = match what.as_str() {
        "identify" => CartChange::Identify,
        "nobody" => CartChange::Nobody,
        "remove" => CartChange::Quantity { line, quantity: 0 },
        _ => match quantity.trim().parse::<u32>() {
            Ok(quantity) if quantity <= 9_999 => CartChange::Quantity { line, quantity },
            _ => return refuse(&page_of(&cart), ErrorCode::BadQuantity.as_str()),
        },
    };
    changed(&staff, &cart, change).await
}

#[server(prefix = "/do", endpoint = "cart_choose")]
pub async fn choose(
    #[server(default)] cart: String,
    #[server(default)] points: String,
    #[server(default)] points_amount: String,
    #[server(default)] coupons: Vec<String>,
    #[server(default)] best: String,
) -> Done {
    let staff = match form_seller(&cart).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let chosen: Vec<CouponId> = coupons.iter().filter_map(|id| CouponId::parse(id).ok()).collect();
    let coupons = if best == "1" {
        CouponsWanted::Best
    } else {
        CouponsWanted::These(chosen)
    };
    let exactly = match points_amount.trim() {
        "" => None,
        text => match Points::parse(text) {
            Ok(points) => Some(points).filter(|points| points.is_positive()),
            Err(error) => return refuse(&page_of(&cart), error.code()),
        },
    };
    let change = CartChange::Choose {
        points: points == "1" || exactly.is_some(),
        exactly,
        coupons,
    };
    changed(&staff, &cart, change).await
}

#[server(prefix = "/do", endpoint = "cart_end")]
pub async fn end(#[server(default)] cart: String, #[server(default)] how: String) -> Done {
    let staff = match form_seller(&cart).await {
        Ok(staff) => staff,
        Err(answer) => return answer,
    };
    let (place, token, wanted) = (staff.place(), cart.clone(), how.clone());
    let ended = staff.write(move |tx| match wanted.as_str() {
        "park" => park_cart(tx, &token, &place),
        "resume" => resume_cart(tx, &token, &place),
        _ => void_cart(tx, &token, &place),
    });
    match (ended.await, how.as_str()) {
        (Ok(()), "park") => go("/counter/sell?done=parked"),
        (Ok(()), "resume") => go(&page_of(&cart)),
        (Ok(()), _) => go("/counter/sell?done=void"),
        (Err(error), _) => refused(&page_of(&cart), &error),
    }
}
