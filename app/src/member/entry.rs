//! One entry of the books as a receipt: what happened, how it was worked out, and every posting of it.

use huika_domain::{EntryId, Fen, Points};
use huika_store::{
    assets::{self, Receipt, ReceiptLine},
    ledger::{Account, Explanation},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    movement::{channel_name, figure, parts, title},
    session::{Member, require_member},
};
use crate::{
    i18n::Lang,
    ui::{Frame, Leave, Tab, day, page, when::moment_text},
};

pub fn entry() -> impl IntoView {
    let number =
        use_params_map().with_untracked(|params| params.get_str("entry").and_then(|text| EntryId::parse(text).ok()));
    page(async move {
        let member = require_member().await?;
        let number = number.ok_or(Leave::NotFound)?;
        let found = member
            .read(move |tx, session| assets::receipt(tx, session.member, number))
            .await?;
        Ok(show(&member, &found.ok_or(Leave::NotFound)?))
    })
}

fn show(member: &Member, receipt: &Receipt) -> AnyView {
    let (portal, t) = (&member.portal, member.lang());
    let movement = &receipt.movement;
    let (text, _) = figure(t, movement);
    let reference = receipt
        .reference
        .split_once(':')
        .map_or(receipt.reference.as_str(), |(_, number)| number)
        .to_owned();
    let (parts, facts, postings) = (
        parts(t, movement),
        explained(t, &movement.explanation),
        postings(member, receipt),
    );
    let (name, when) = (title(t, movement), moment_text(portal, t, movement.at));
    let store = (!movement.store.is_empty()).then(|| fact(t.text("entry-store"), movement.store.clone()));
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
                        {fact(t.text("entry-number"), reference)}
                        {facts}
                    </dl>
                </section>
                {postings}
            </article>
        </Frame>
    }
    .into_any()
}

pub fn fact(name: &'static str, value: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
}

/// What the entry itself knows about its cause.
fn explained(t: Lang, explanation: &Explanation) -> Vec<AnyView> {
    let money = |name, amount: &Fen| (!amount.is_zero()).then(|| fact(name, amount.display()).into_any());
    let text = |name, value: &str| (!value.is_empty()).then(|| fact(name, value.to_owned()).into_any());
    let facts: Vec<Option<AnyView>> = match explanation {
        Explanation::TopUp {
            channel, rule, late, ..
        } => vec![
            text(t.text("entry-channel"), &channel_name(t, channel)),
            text(t.text("entry-rule"), rule),
            late.then(|| view! { <p class="fine">{t.text("pay-late-text")}</p> }.into_any()),
        ],
        Explanation::Sale {
            gross,
            discount,
            points_value,
            outside,
            ..
        } => vec![
            money(t.text("line-gross"), gross),
            money(t.text("line-tier-discount"), &negative(*discount)),
            money(t.text("line-points-deduction"), &negative(*points_value)),
            money(t.text("line-outside"), outside),
        ],
        Explanation::Redemption { number, .. } => vec![text(t.text("order-number"), number)],
        Explanation::Reversal { number, gross } => {
            vec![text(t.text("entry-number"), number), money(t.text("line-gross"), gross)]
        }
        Explanation::Expiry { points, bonus } => vec![
            (!points.is_zero()).then(|| fact(t.text("account-points"), points.display()).into_any()),
            money(t.text("account-bonus"), bonus),
        ],
        Explanation::Manual { reason, .. } => vec![text(t.text("entry-reason"), reason)],
        Explanation::Gift { other, message } => vec![
            text(t.text("entry-reason"), other),
            text(t.text("entry-reason"), message),
        ],
        Explanation::Hold { purpose } => vec![text(t.text("entry-reason"), purpose)],
        Explanation::Refund {
            channel, bonus_lapsed, ..
        } => vec![
            text(t.text("entry-channel"), &channel_name(t, channel)),
            money(t.text("line-bonus-lapses"), &negative(*bonus_lapsed)),
        ],
    };
    facts.into_iter().flatten().collect()
}

fn negative(amount: Fen) -> Fen {
    amount.checked_neg().unwrap_or(amount)
}

/// Both sides of the books. Each commodity adds up to zero, and the page shows that it does.
fn postings(member: &Member, receipt: &Receipt) -> impl IntoView + use<> {
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
        <section class="panel">
            <header><h2>{t.text("entry-postings")}</h2></header>
            <table class="postings">
                <thead>
                    <tr><th scope="col">{t.text("entry-account")}</th><th scope="col">{t.text("entry-change")}</th></tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot><tr><td>{t.text("entry-sum")}</td><td>{sum.join(" · ")}</td></tr></tfoot>
            </table>
            <p class="fine">{t.text("entry-sum-note")}</p>
        </section>
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
