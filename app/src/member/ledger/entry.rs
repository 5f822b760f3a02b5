//! One entry of the books as a receipt: what happened and how it was worked out; every posting of it is folded away below that.

use huika_domain::{EntryId, Fen, Points};
use huika_store::{
    ledger::{Account, Explanation},
    member::{self, EntryReceipt, ReceiptLine},
    sale::PriceExplained,
    tier::{TierChange, tier_reached_by},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    i18n::Lang,
    member::session::{Member, require_member},
    show::{
        Frame, Leave, Tab,
        movement::{figure, named_facts, parts, title},
        page,
        price::price_explained,
        tier::named,
        times::{day, moment_text},
    },
    ui::fact,
};

pub fn entry() -> impl IntoView {
    let number =
        use_params_map().with_untracked(|params| params.get_str("entry").and_then(|text| EntryId::parse(text).ok()));
    page(async move {
        let member = require_member().await?;
        let number = number.ok_or(Leave::NotFound)?;
        let (found, reached, price) = member
            .read(move |tx, session| {
                let found = member::receipt(tx, session.member, number)?;
                let price = PriceExplained::of_entry(tx, session.member, number)?;
                Ok((found, tier_reached_by(tx, session.member, number)?, price))
            })
            .await?;
        Ok(show(
            &member,
            &found.ok_or(Leave::NotFound)?,
            reached.as_ref(),
            price.as_ref(),
        ))
    })
}

fn show(
    member: &Member,
    receipt: &EntryReceipt,
    reached: Option<&TierChange>,
    price: Option<&PriceExplained>,
) -> AnyView {
    let (portal, t) = (&member.portal, member.lang());
    let movement = &receipt.movement;
    let (text, _) = figure(t, movement);
    let (parts, facts, postings) = (parts(t, movement), facts(t, receipt), postings(member, receipt));
    let (name, when) = (title(t, movement), moment_text(portal, t, movement.at));
    let explained = price.and_then(|price| price_explained(portal, t, price));
    let store = (!movement.store.is_empty()).then(|| fact(t.text("entry-store"), movement.store.clone()));
    // What the bill itself was worked out by is the tier before it.
    let reached = reached.map(|change| fact(t.text("entry-tier"), named(t, &change.tier)));
    view! {
        <Frame title=t.text("entry-title").to_owned() tab=Tab::Statement back="/statement">
            <article class="receipt">
                <header class="head">
                    <h2>{name}</h2>
                    <span class="big">{text}</span>
                    {parts.map(|parts| view! { <small>{parts}</small> })}
                </header>
                <section class="panel">
                    <dl class="facts">
                        {fact(t.text("entry-when"), when)}
                        {store}
                        {facts}
                        {reached}
                    </dl>
                </section>
                {explained}
                {postings}
            </article>
        </Frame>
    }
    .into_any()
}

/// The words and figures of an entry beside its sentence, each with its name.
pub(super) fn facts(t: Lang, receipt: &EntryReceipt) -> Vec<AnyView> {
    let facts = named_facts(t, &receipt.movement, &receipt.reference).into_iter();
    let mut shown: Vec<AnyView> = facts.map(|(name, value)| fact(name, value).into_any()).collect();
    if matches!(receipt.movement.explanation, Explanation::TopUp { late: true, .. }) {
        shown.push(view! { <p class="fine">{t.text("pay-late-text")}</p> }.into_any());
    }
    let is_sale = matches!(receipt.movement.explanation, Explanation::Sale { .. });
    if is_sale && !receipt.movement.bonus.is_zero() {
        shown.push(view! { <p class="fine">{t.text("entry-bonus-earns-none")}</p> }.into_any());
    }
    shown
}

/// Both sides of the books. Each commodity adds up to zero, and the page shows that it does.
fn postings(member: &Member, receipt: &EntryReceipt) -> impl IntoView + use<> {
    let t = member.lang();
    let rows: Vec<_> = receipt.lines.iter().map(|line| posting(member, line)).collect();
    let total = |points: bool| {
        receipt
            .lines
            .iter()
            .filter(|line| line.is_points == points)
            .map(|line| line.amount)
            .sum::<i64>()
    };
    let any = |points: bool| receipt.lines.iter().any(|line| line.is_points == points);
    let money = any(false).then(|| Fen::new(total(false)).display());
    let points = any(true).then(|| t.with("points-count", &[("points", Points::new(total(true)).display().into())]));
    let sum: Vec<_> = [money, points].into_iter().flatten().collect();
    view! {
        <details class="fold panel">
            <summary>{t.text("entry-postings")}</summary>
            <table class="postings">
                <thead>
                    <tr><th scope="col">{t.text("entry-account")}</th><th scope="col">{t.text("entry-change")}</th></tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot><tr><td>{t.text("entry-sum")}</td><td>{sum.join(" · ")}</td></tr></tfoot>
            </table>
            <p class="fine">{t.text("entry-sum-note")}</p>
        </details>
    }
}

fn account_name(t: Lang, account: Account) -> &'static str {
    match account {
        Account::Principal => t.text("account-principal"),
        Account::Bonus => t.text("account-bonus"),
        Account::Points => t.text("account-points"),
        Account::Shortfall => t.text("account-shortfall"),
        Account::HeldPrincipal => t.text("account-held-principal"),
        Account::HeldBonus => t.text("account-held-bonus"),
        Account::HeldPoints => t.text("account-held-points"),
        Account::Sales => t.text("account-sales"),
        Account::Clearing => t.text("account-clearing"),
        Account::BonusCost => t.text("account-bonus-cost"),
        Account::PointsCost => t.text("account-points-cost"),
        Account::Breakage => t.text("account-breakage"),
        Account::Opening => t.text("account-opening"),
        Account::Adjustment => t.text("account-adjustment"),
        Account::Fees => t.text("account-fees"),
        Account::DrawerMoves => t.text("account-drawer-moves"),
        Account::DrawerDifference => t.text("account-drawer-difference"),
        Account::Merging => t.text("account-merging"),
    }
}

fn posting(member: &Member, line: &ReceiptLine) -> impl IntoView + use<> {
    let (portal, t) = (&member.portal, member.lang());
    let show = |amount: i64, signed: bool| match (line.is_points, signed) {
        (false, true) => Fen::new(amount).signed(),
        (false, false) => Fen::new(amount).display(),
        (true, true) => t.with("points-signed", &[("points", Points::new(amount).signed().into())]),
        (true, false) => t.with("points-count", &[("points", Points::new(amount).display().into())]),
    };
    let account = account_name(t, line.account);
    let owner = if line.account.is_of_member() {
        t.text("entry-of-member")
    } else {
        t.text("entry-of-shop")
    };
    let lot = line.lot.map(|(_, made)| {
        view! { <small>{t.with("entry-lot-from", &[("when", day(portal, t, made).into())])}</small> }
    });
    let after = line.balance_after.map(|after| {
        view! { <small>{t.with("entry-after", &[("amount", show(after, false).into())])}</small> }
    });
    view! {
        <tr>
            <td><span class="unseen">{owner}" "</span>{account}{lot}</td>
            <td>{show(line.amount, true)}{after}</td>
        </tr>
    }
}
