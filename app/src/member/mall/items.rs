//! The points mall: the shelf, one item, and redeeming it.

use huika_domain::{Act, ErrorCode, Fen, ItemId, MemberId, Points, usable_points};
use huika_store::{
    StoreError, Tx,
    ledger::point_lots,
    mall::{Item, Redeem, RedeemError, item as find_item, items, redeem},
    member::{MemberSession, no_pin_left},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::picture::tile;
use crate::{
    context::{Done, Typed, form_key, go, refuse, refuse_with},
    i18n::Lang,
    member::{
        card::face::instead_of_form,
        proof::{Brought, ProvedForm, Wanted, Ways, refuse_unproved},
        session::{Member, form_member, require_member},
    },
    show::{Frame, Leave, Tab, page},
    ui::{Empty, Notice, PageError, Tone, drawn_key, fact, icon as draw},
};

pub fn mall() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let (points, items) = member
            .read(|tx, session| Ok((usable(tx, session.member)?, items(tx, 0)?)))
            .await?;
        let t = member.lang();
        let shelf = if items.is_empty() {
            view! { <Empty icon=draw::GIFT title=t.text("mall-empty-title") text=t.text("mall-empty-text") /> }
                .into_any()
        } else {
            let shelf: Vec<_> = items.iter().map(|item| on_shelf(t, item, points)).collect();
            view! { <ul class="shelf">{shelf}</ul> }.into_any()
        };
        Ok(view! {
            <Frame title=t.text("mall-title").to_owned() tab=Tab::Mall back="/" wide=true>
                {purse(t, points)}
                {shelf}
            </Frame>
        }
        .into_any())
    })
}

/// Points that can be spent now.
fn usable(tx: &mut Tx<'_>, member: MemberId) -> Result<Points, StoreError> {
    let lots = point_lots(tx, member)?;
    Ok(usable_points(&lots, tx.now()))
}

fn purse(t: Lang, points: Points) -> impl IntoView {
    view! {
        <section class="panel purse">
            <p><small>{t.text("mall-purse")}</small><b>{points.display()}</b></p>
            <a class="more" href="/orders">{t.text("orders-title")}{draw::go()}</a>
        </section>
    }
}

/// How far a member's points go for an item.
fn reach(t: Lang, item: &Item, points: Points) -> String {
    match item.points.checked_sub(points) {
        _ if item.stock == 0 => t.text("mall-gone").to_owned(),
        Some(missing) if missing.is_positive() => t.with("mall-missing", &[("points", missing.display().into())]),
        _ => t.text("mall-enough").to_owned(),
    }
}

fn on_shelf(t: Lang, item: &Item, points: Points) -> impl IntoView + use<> {
    let class = if item.stock == 0 { "item gone" } else { "item" };
    view! {
        <li>
            <a class=class href=format!("/mall/{}", item.id.get())>
                {tile(&item.picture, item.id, false)}
                <div class="about"><h2>{item.name.clone()}</h2></div>
                <div class="cost">
                    <b>{t.with("points-count", &[("points", item.points.display().into())])}</b>
                    <small>{reach(t, item, points)}</small>
                </div>
            </a>
        </li>
    }
}

pub fn item() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get_str("item").and_then(|text| ItemId::parse(text).ok()));
    page(async move {
        let member = require_member().await?;
        let id = id.ok_or(Leave::NotFound)?;
        let (points, found, spend) = member
            .read(move |tx, session| {
                let found = find_item(tx, id)?;
                let price = found.as_ref().map_or(Points::ZERO, |item| item.points);
                Ok((usable(tx, session.member)?, found, Spend::read(tx, session, price)?))
            })
            .await?;
        Ok(show(&member, &found.ok_or(Leave::NotFound)?, points, spend))
    })
}

/// What it takes to spend so many points now.
#[derive(Clone, Copy)]
struct Spend {
    /// What the session alone may still take from the card today.
    left: Fen,
    above: bool,
    ways: Ways,
}

impl Spend {
    fn read(tx: &mut Tx<'_>, session: &MemberSession, price: Points) -> Result<Self, StoreError> {
        let left = no_pin_left(tx, session.member)?;
        let above = tx.rules().deduction.worth_of(price) > left;
        let ways = Ways::read(tx, session, Act::SpendAboveLimit)?;
        Ok(Self {
            left,
            above,
            ways: if above { ways } else { ways.open() },
        })
    }
}

fn show(member: &Member, item: &Item, points: Points, spend: Spend) -> AnyView {
    let t = member.lang();
    let left = points.checked_sub(item.points).unwrap_or(Points::ZERO);
    let cost = t.with("points-count", &[("points", item.points.display().into())]);
    let limit = (item.member_limit > 0).then(|| {
        fact(
            t.text("item-limit"),
            t.with("item-limit-count", &[("count", item.member_limit.to_string().into())]),
        )
    });
    let after = (!left.is_negative()).then(|| fact(t.text("item-left-after"), left.display()));
    let stock = if item.stock == 0 {
        t.text("mall-gone").to_owned()
    } else {
        t.with("mall-stock", &[("count", item.stock.to_string().into())])
    };
    let redeem = if let Some(instead) = instead_of_form(member) {
        instead
    } else if item.stock == 0 {
        view! { <button class="button wide" disabled>{t.text("mall-gone")}</button> }.into_any()
    } else if left.is_negative() {
        let missing = left.checked_neg().unwrap_or(left).display();
        view! { <button class="button wide" disabled>{t.with("item-cannot", &[("points", missing.into())])}</button> }
            .into_any()
    } else {
        redeem_form(member, item, spend)
    };
    let (tile, description) = (tile(&item.picture, item.id, true), item.description.clone());
    view! {
        <Frame title=item.name.clone() back="/mall">
            {tile}
            {PageError::notice(PageError::of_request())}
            <p>{description}</p>
            <section class="panel">
                <dl class="facts">
                    {fact(t.text("item-cost"), cost)}
                    {fact(t.text("mall-purse"), points.display())}
                    {after}
                    {fact(t.text("item-stock"), stock)}
                    {limit}
                </dl>
            </section>
            {redeem}
        </Frame>
    }
    .into_any()
}

/// The button; above what the session alone may take today, the proof that it needs stands before it.
fn redeem_form(member: &Member, item: &Item, spend: Spend) -> AnyView {
    let t = member.lang();
    let notice = spend.above.then(|| {
        let words = t.with("item-above-limit", &[("amount", spend.left.display().into())]);
        view! { <Notice tone=Tone::Warn icon=draw::SHIELD><p>{words}</p></Notice> }
    });
    let form = ProvedForm {
        wanted: Wanted::Item(item.id),
        action: "/do/redeem",
        fields: vec![
            ("key", drawn_key(&Typed::into_form("redeem"))),
            ("item", item.id.to_string()),
        ],
        tick: None,
        button: t.with("item-redeem", &[("points", item.points.display().into())]),
        class: "button wide",
        in_sight: true,
        note: Some(if item.coupon.is_some() {
            t.text("item-redeem-coupon-note").to_owned()
        } else {
            t.text("item-redeem-note").to_owned()
        }),
    };
    view! { {notice}{form.show(t, spend.ways)} }.into_any()
}

#[server(prefix = "/do", endpoint = "redeem")]
pub async fn redeem_item(
    #[server(default)] item: String,
    #[server(default)] pin: String,
    #[server(default)] signed: String,
) -> Done {
    let member = match form_member("/mall").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let Ok(item) = ItemId::parse(&item) else {
        return refuse("/mall", ErrorCode::NotOffered.as_str());
    };
    let page = Wanted::Item(item).page();
    let brought = match Brought::pin_or_passkey(&member, Wanted::Item(item), &pin, signed).await {
        Ok(brought) => brought,
        Err(code) => return refuse(&page, code),
    };
    let key = form_key();
    let redeemed = member.write(move |tx, session| {
        let shown = match brought.count(tx, session)? {
            Ok(shown) => shown,
            Err(unproved) => return Ok(Err(unproved)),
        };
        let request = Redeem {
            member: session.member,
            item,
            shown,
            key: key.clone(),
        };
        redeem(tx, &request).map(Ok)
    });
    match redeemed.await {
        Ok(Ok(redeemed)) => go(&format!("/orders/{}", redeemed.number)),
        Ok(Err(unproved)) => refuse_unproved(&member, &page, &unproved),
        Err(RedeemError::NoItem) => refuse("/mall", ErrorCode::NotOffered.as_str()),
        Err(RedeemError::SoldOut) => refuse(&page, ErrorCode::SoldOut.as_str()),
        Err(RedeemError::Limit { limit }) => {
            refuse_with(&page, ErrorCode::LimitReached.as_str(), &[("count", limit.to_string())])
        }
        Err(RedeemError::Short(_)) => refuse(&page, ErrorCode::PointsShort.as_str()),
        Err(RedeemError::AboveLimit { left }) => {
            refuse_with(&page, ErrorCode::AboveLimit.as_str(), &[("amount", left.display())])
        }
        Err(RedeemError::NotActive) => refuse(&page, ErrorCode::NotActive.as_str()),
        Err(RedeemError::KeyReused(_)) => refuse(&page, ErrorCode::KeyReused.as_str()),
        Err(RedeemError::Store(error)) => {
            tracing::error!(%error, "an item could not be redeemed");
            refuse(&page, error.code())
        }
    }
}
