//! The bill that is being made: what is on it, what it costs, who buys, and what pays.

use huika_domain::NameWords;
use huika_store::{
    goods::{GoodsQuery, GoodsRow, GoodsState, Wanted, find_goods},
    parked::{CartState, favourites, hand_seconds, parked_sales},
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{bill::read_bill, by_hand::by_hand, lines::lines, offers::offers, pay_form::pay_form, who::who};
use crate::{
    context::Typed,
    i18n::Lang,
    show::{Leave, page},
    staff::{Area, Desk, Staff, require_staff},
    ui::{PageError, key_field},
};

const LIVE: &str = include_str!("live.js");
/// Goods that are found, or offered to be tapped.
const MOST_FOUND: i64 = 12;

/// `/counter/sell/:token`, with a search as `?q=`.
pub fn sell() -> impl IntoView {
    let token = use_params_map()
        .with_untracked(|params| params.get("token"))
        .unwrap_or_default();
    let (searched, pays) = use_query_map().with_untracked(|query| (query.get("q"), query.get("pay").is_some()));
    page(async move {
        let staff = require_staff().await?;
        let (place, wanted) = (staff.place(), token.clone());
        let found = staff.read(move |tx| read_bill(tx, &wanted, &place)).await?;
        let bill = found.ok_or(Leave::NotFound)?;
        if let Some(receipt) = &bill.sold {
            return Err(Leave::To(format!("/counter/receipt/{receipt}")));
        }
        match bill.pending.state {
            CartState::Open if bill.pending.till == staff.session.till => {}
            CartState::Sold => return Err(Leave::To(format!("/counter/receipt/{}", bill.pending.receipt_number))),
            _ => return Err(Leave::to("/counter/sell?error=cart-over")),
        }
        let t = staff.lang();
        let goods = goods_of(&staff, searched.as_deref()).await?;
        let side = who(&staff, &bill).await?;
        let parked = staff.place();
        let parked = staff.read(move |tx| parked_sales(tx, &parked)).await?.len();
        let hand = if staff.session.role.reduces_prices() {
            let place = staff.place();
            let seconds = staff.read(move |tx| hand_seconds(tx, &place)).await?;
            by_hand(t, &bill, &seconds)
        } else {
            ().into_any()
        };
        Ok(view! {
            <Desk title=t.text("sell-title").to_owned() staff=staff.session.clone() area=Area::Sell class="sell-page">
                <p id="sell-offline" class="notice warn" role="alert" hidden>{t.text("sell-offline")}</p>
                {PageError::notice(PageError::of_request())}
                <div class="sell">
                    <section class="sell-bill" aria-label=t.text("sell-bill")>
                        {scan_form(t, &token, searched.as_deref(), pays)}
                        {found_goods(t, &token, searched.as_deref(), &goods)}
                        {lines(t, &bill)}
                        {offers(&staff.portal, t, &bill)}
                        {hand}
                    </section>
                    <aside class="sell-side">
                        {side}
                        {pay_form(&staff, &bill, pays)}
                        {beside(t, &token, parked)}
                    </aside>
                </div>
                <script nonce=use_nonce()>{LIVE}</script>
            </Desk>
        }
        .into_any())
    })
}

/// One field for codes, goods, amounts and words.
fn scan_form(t: Lang, token: &str, searched: Option<&str>, pays: bool) -> impl IntoView + use<> {
    let typed = Typed::into_form("cart_add");
    view! {
        <form class="sell-scan" method="post" action="/do/cart_add" autocomplete="off" data-live data-scan-here>
            {key_field(&typed)}
            <input type="hidden" name="cart" value=token.to_owned() />
            <label for="scanned">{t.text("sell-scan")}</label>
            <div class="line">
                <input
                    id="scanned"
                    name="scanned"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="200"
                    value=searched.unwrap_or_default().to_owned()
                    autofocus={!pays}
                    aria-describedby="sell-hint"
                />
                <button class="button">{t.text("sell-add")}</button>
            </div>
            <p class="hint" id="sell-hint">{t.text("sell-hint")}</p>
        </form>
    }
}

async fn goods_of(staff: &Staff, searched: Option<&str>) -> Result<Vec<GoodsRow>, Leave> {
    let wanted = match searched {
        None => Wanted::All,
        Some(text) => match NameWords::parse(text) {
            Some(words) => Wanted::Words(words),
            None => return Ok(Vec::new()),
        },
    };
    let query = GoodsQuery {
        wanted,
        state: Some(GoodsState::OnSale),
        limit: MOST_FOUND,
        ..GoodsQuery::default()
    };
    let (store, searches) = (staff.session.store, searched.is_some());
    let found = staff.read(move |tx| {
        let chosen = if searches { Vec::new() } else { favourites(tx, store)? };
        if chosen.is_empty() {
            find_goods(tx, &query)
        } else {
            Ok(chosen)
        }
    });
    Ok(found.await?)
}

/// Goods to be tapped: those that were searched for, else those that the store has chosen, else the shop's first ones.
fn found_goods(t: Lang, token: &str, searched: Option<&str>, goods: &[GoodsRow]) -> impl IntoView + use<> {
    let none =
        (goods.is_empty() && searched.is_some()).then(|| view! { <p class="quiet-text">{t.text("sell-none")}</p> });
    let buttons: Vec<_> = goods
        .iter()
        .map(|row| {
            view! {
                <button class="button quiet goods" name="goods" value=row.id.to_string()>
                    <span>{row.name.clone()}</span>
                    <small>{row.prices.list.display()}</small>
                </button>
            }
        })
        .collect();
    view! {
        {none}
        <form class="sell-goods" method="post" action="/do/cart_add" data-live>
            {key_field(&Typed::into_form("cart_add"))}
            <input type="hidden" name="cart" value=token.to_owned() />
            {buttons}
        </form>
    }
}

/// Setting it aside, giving it up, and what else waits.
fn beside(t: Lang, token: &str, parked: usize) -> impl IntoView + use<> {
    let waiting = t.with(
        "sell-parked-count",
        &[("count", i64::try_from(parked).unwrap_or(i64::MAX).into())],
    );
    view! {
        <form class="sell-beside" method="post" action="/do/cart_end">
            <input type="hidden" name="cart" value=token.to_owned() />
            <button class="button quiet" name="how" value="park">{t.text("sell-park")}</button>
            <button class="button quiet" name="how" value="void">{t.text("sell-void")}</button>
            <a class="button bare" href="/counter/sell/parked">{waiting}</a>
            <a class="button bare" href="/counter/returns">{t.text("goods-back-title")}</a>
            <a class="button bare" href="/counter/display" target="_blank" rel="noopener">{t.text("sell-display")}</a>
        </form>
    }
}
