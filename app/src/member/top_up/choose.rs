//! Topping up: names the account and what it still takes before anybody pays. The page sends a choice; the price is the server's.

use huika_domain::{BonusGrant, BonusSegment, ErrorCode, Fen, PackageId, TopUpChoice, TopUpError, TopUpPrice};
use huika_store::top_up::{NoTopUp, OpenTopUp, OpenTopUpError, TopUpPage, open_top_up, top_up_page};
use leptos::prelude::*;

use crate::{
    context::{Done, PaymentOffer, Typed, form_key, go, refuse, refuse_with},
    i18n::Lang,
    member::{
        card::face::instead_of_form,
        session::{Member, form_member, require_member},
    },
    show::{Frame, Leave, channel::channel_name, page, times::moment_text},
    ui::{AmountField, Empty, Notice, PageError, Tone, icon, icon as draw, key_field},
};

pub fn top_up() -> impl IntoView {
    page(async {
        let member = require_member().await?;
        let found = member
            .read(|tx, session| top_up_page(tx, session.member))
            .await?
            .ok_or(Leave::NotFound)?;
        Ok(show(&member, &found))
    })
}

fn show(member: &Member, found: &TopUpPage) -> AnyView {
    let t = member.lang();
    let full = found.most < found.menu.least;
    let offers = member.portal.payments.offers(member.visit.browser());
    let content = if let Some(instead) = instead_of_form(member) {
        instead
    } else if let Some(refused) = found.refused {
        let text = match refused {
            NoTopUp::HoldsNone => t.text("top-up-holds-none"),
            NoTopUp::Over => t.text("top-up-card-over"),
        };
        view! {
            <Empty icon=draw::COIN title=t.text("top-up-refused-title") text=text>
                <a class="button quiet" href="/card">{t.text("top-up-other-card")}</a>
            </Empty>
        }
        .into_any()
    } else if offers.is_empty() {
        view! {
            <Empty icon=draw::SHOP title=t.text("top-up-nowhere-title") text=t.text("top-up-nowhere-text")>
                <a class="button quiet" href="/">{t.text("to-home")}</a>
            </Empty>
        }
        .into_any()
    } else if found.cap.most.is_zero() {
        view! {
            <Empty icon=draw::COIN title=t.text("top-up-minor-title") text=t.text("error-minor-no-top-up")>
                <a class="button quiet" href="/">{t.text("to-home")}</a>
            </Empty>
        }
        .into_any()
    } else if full {
        let key = if found.open.is_positive() {
            "top-up-full-open"
        } else {
            "top-up-full-text"
        };
        let text = t.with(
            key,
            &[
                ("cap", found.cap.most.display().into()),
                ("open", found.open.display().into()),
            ],
        );
        view! {
            <Empty icon=draw::COIN title=t.text("top-up-full-title") text=text>
                <a class="button quiet" href="/">{t.text("to-home")}</a>
            </Empty>
        }
        .into_any()
    } else {
        view! { {ordered(t, found)}{more(member, found)}{form(t, found, &offers)} }.into_any()
    };
    let account = account(t, found);
    let history = view! { <a href="/top-ups">{t.text("top-ups-short")}</a> }.into_any();
    view! {
        <Frame title=t.text("top-up-title").to_owned() back="/" side=history>
            {account}
            {content}
        </Frame>
    }
    .into_any()
}

/// Whose account: a phone may lie on a table with somebody else signed in.
fn account(t: Lang, found: &TopUpPage) -> impl IntoView + use<> {
    view! {
        <section class="panel account" aria-label=t.text("top-up-to")>
            {icon(draw::SIGN)}
            <p>
                <strong>{t.with("top-up-account", &[("phone", found.card.phone.masked().into())])}</strong>
                <small>{t.with("top-up-card", &[("tail", found.card.number.tail().into())])}</small>
            </p>
            <p class="end">
                <strong>{found.balance.display()}</strong>
                <small>{t.with("top-up-room", &[("amount", found.most.display().into())])}</small>
            </p>
        </section>
    }
}

/// Orders that are open take room: whoever has changed their mind cancels one first.
fn ordered(t: Lang, found: &TopUpPage) -> impl IntoView + use<> {
    found.open.is_positive().then(|| {
        let words = t.with("top-up-open", &[("open", found.open.display().into())]);
        view! { <Notice tone=Tone::Plain icon=draw::COIN><p><a href="/top-ups">{words}</a></p></Notice> }
    })
}

/// What gives more now: campaigns with their end, and the first top-up.
fn more(member: &Member, found: &TopUpPage) -> AnyView {
    let (t, menu) = (member.lang(), &found.menu);
    let mut lines: Vec<String> = menu
        .running(found.occasion.at)
        .map(|campaign| {
            // The last minute of it, not the first after it.
            let last = moment_text(&member.portal, t, campaign.until.plus_secs(-60));
            t.with(
                "top-up-campaign",
                &[("name", campaign.name.as_str().into()), ("until", last.into())],
            )
        })
        .collect();
    if let Some(grant) = menu.first.filter(|_| found.occasion.first) {
        lines.push(t.with("top-up-first", &[("bonus", grant_words(grant).into())]));
    }
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <Notice tone=Tone::Good icon=draw::GIFT><div>{lines}</div></Notice> }.into_any()
}

fn grant_words(grant: BonusGrant) -> String {
    match grant {
        BonusGrant::Fixed(bonus) => bonus.display(),
        BonusGrant::PerMille(per_mille) if per_mille % 10 == 0 => format!("{}%", per_mille / 10),
        BonusGrant::PerMille(per_mille) => format!("{}.{}%", per_mille / 10, per_mille % 10),
    }
}

/// What a step gives: money, points, or both.
fn given_words(t: Lang, step: &BonusSegment) -> String {
    let money = !matches!(step.bonus, BonusGrant::Fixed(none) if none.is_zero());
    let points = step
        .points
        .is_positive()
        .then(|| t.with("points-count", &[("points", step.points.display().into())]));
    let parts: Vec<String> = money
        .then(|| grant_words(step.bonus))
        .into_iter()
        .chain(points)
        .collect();
    parts.join(" + ")
}

/// The bonus of free amounts, to read before one is typed.
fn steps(t: Lang, steps: &[BonusSegment]) -> impl IntoView + use<> {
    let rows: Vec<_> = steps
        .iter()
        .map(|step| {
            let words = [
                ("from", short(step.from).into()),
                ("bonus", given_words(t, step).into()),
            ];
            view! { <li>{t.with("top-up-step", &words)}</li> }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <details class="steps">
                <summary>{t.text("top-up-steps")}</summary>
                <ul>{rows}</ul>
            </details>
        }
    })
}

fn form(t: Lang, found: &TopUpPage, offers: &[PaymentOffer]) -> impl IntoView + use<> {
    let (menu, typed) = (&found.menu, Typed::into_form("top_up"));
    // With what it gives today and to this member; one whose rule makes no sense is not shown.
    let priced: Vec<(PackageId, TopUpPrice)> = menu
        .packages
        .iter()
        .filter_map(|package| {
            let price = menu.price(TopUpChoice::Package(package.id), found.occasion).ok()?;
            Some((package.id, price))
        })
        .collect();
    let fits = |price: &TopUpPrice| {
        let counted = if found.cap.counts_bonus { price.bonus } else { Fen::ZERO };
        price
            .principal
            .checked_add(counted)
            .is_some_and(|sum| sum <= found.room)
    };
    let offered = priced.iter().find(|(_, price)| fits(price)).map(|(id, _)| *id);
    let taken = |id: &PackageId| typed.picked("choice", &id.to_string(), offered == Some(*id));
    let chosen = priced
        .iter()
        .find(|(id, price)| fits(price) && taken(id))
        .map(|(id, _)| *id);
    let packs: Vec<_> = priced
        .iter()
        .map(|(id, price)| pack(t, *id, price, fits(price), chosen == Some(*id)))
        .collect();
    let range = t.with(
        "top-up-range",
        &[
            ("least", menu.least.display().into()),
            ("most", found.most.display().into()),
        ],
    );
    let problem = PageError::of_request().map(|problem| with_the_bound(t, problem, found.most));
    // An error about an amount belongs to the field that it was typed into.
    let (at_amount, other): (Option<PageError>, Option<PageError>) = match problem {
        Some(problem)
            if problem.code.starts_with("amount-")
                || (problem.code == "above-cap" && typed.picked("choice", "amount", false)) =>
        {
            (Some(problem), None)
        }
        other => (None, other),
    };
    let own = at_amount.is_some() || chosen.is_none();
    view! {
        {PageError::notice(other)}
        <form class="form" method="post" action="/do/top_up">
            {key_field(&typed)}
            <fieldset class="packs">
                <legend>{t.text("top-up-choose")}</legend>
                {packs}
                <input type="radio" name="choice" value="amount" id="pick-other" checked=own />
                <label class="pack other" for="pick-other">{t.text("top-up-other")}</label>
                <div class="own">
                    <AmountField
                        name="amount"
                        label=t.text("top-up-amount")
                        hint=range
                        problem=at_amount
                        value=typed.value("amount")
                        required=false
                    />
                    {steps(t, &menu.steps(found.occasion.at))}
                </div>
            </fieldset>
            {ways(t, offers, &typed)}
            <p class="fine">{t.text("top-up-note")}</p>
            <div class="pay-bar"><button class="button wide">{t.text("top-up-go")}</button></div>
        </form>
    }
}

/// Whichever of its bounds an amount was above, the page names one: what can be topped up now.
fn with_the_bound(t: Lang, problem: PageError, most: Fen) -> PageError {
    match problem.code.as_str() {
        "amount-above" | "above-cap" => PageError::new(t, &problem.code, &[("amount", most.display().into())]),
        _ => problem,
    }
}

/// How it is paid: said where there is one way, chosen where there are more.
fn ways(t: Lang, offers: &[PaymentOffer], typed: &Typed) -> impl IntoView + use<> {
    let drawn = |offer: &PaymentOffer| {
        let class = format!("sign-of {}", offer.channel);
        view! {
            <span class=class>{icon(draw::WALLET)}</span>
            <span>{channel_name(t, &offer.channel)}</span>
        }
    };
    if let [only] = offers {
        return view! {
            <section class="panel flush">
                <div class="way">{drawn(only)}{icon(draw::CHECK)}</div>
                <input type="hidden" name="channel" value=only.channel.clone() />
            </section>
        }
        .into_any();
    }
    let ways: Vec<_> = offers
        .iter()
        .enumerate()
        .map(|(place, offer)| {
            let checked = typed.picked("channel", &offer.channel, place == 0);
            view! {
                <label class="way">
                    {drawn(offer)}
                    <input type="radio" name="channel" value=offer.channel.clone() checked=checked />
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="panel flush ways">
            <legend>{t.text("top-up-way")}</legend>
            {ways}
        </fieldset>
    }
    .into_any()
}

fn pack(t: Lang, package: PackageId, price: &TopUpPrice, fits: bool, checked: bool) -> impl IntoView + use<> {
    let id = format!("pick-{package}");
    let mut gives = Vec::new();
    if price.bonus.is_positive() {
        gives.push(t.with("top-up-gives", &[("amount", price.bonus.display().into())]));
    }
    if price.points.is_positive() {
        gives.push(t.with("top-up-gives-points", &[("points", price.points.display().into())]));
    }
    if !fits {
        gives = vec![t.text("top-up-no-room").to_owned()];
    }
    let gives = if gives.is_empty() {
        view! { <small class="none">{t.text("top-up-plain")}</small> }.into_any()
    } else {
        view! { <small>{gives.join(" · ")}</small> }.into_any()
    };
    view! {
        <input type="radio" name="choice" value=package.to_string() id=id.clone() checked=checked disabled=!fits />
        <label class="pack" for=id><b>{short(price.principal)}</b>{gives}</label>
    }
}

/// Whole yuan without their zeros: packages are round.
fn short(amount: Fen) -> String {
    let text = amount.display();
    text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
}

#[server(prefix = "/do", endpoint = "top_up")]
pub async fn start_top_up(
    #[server(default)] choice: String,
    #[server(default)] amount: String,
    #[server(default)] channel: String,
) -> Done {
    let member = match form_member("/top-up").await {
        Ok(member) => member,
        Err(answer) => return answer,
    };
    let choice = match PackageId::parse(&choice) {
        Ok(package) => TopUpChoice::Package(package),
        Err(_) => match Fen::parse_yuan(&amount) {
            Ok(amount) => TopUpChoice::Amount(amount),
            Err(error) => return refuse("/top-up", error.code()),
        },
    };
    // Only what this browser can use; the first way stands for any other word.
    let mut offers = member.portal.payments.offers(member.visit.browser());
    let chosen = offers.iter().position(|offer| offer.channel == channel).unwrap_or(0);
    if offers.is_empty() {
        return go("/top-up");
    }
    let offer = offers.swap_remove(chosen);
    let request = OpenTopUp {
        member: member.session.member,
        choice,
        channel: offer.channel,
        method: offer.method,
        merchant: offer.merchant,
        app: offer.app,
        key: form_key(),
    };
    match member.write(move |tx, _| open_top_up(tx, &request)).await {
        Ok(opened) => go(&format!("/top-up/{}", opened.number)),
        Err(error) => refuse_top_up(&error),
    }
}

fn refuse_top_up(error: &OpenTopUpError) -> Done {
    let (code, figure) = match error {
        OpenTopUpError::Price(price) => {
            let figure = match price {
                TopUpError::TooSmall { least } => Some(*least),
                // The page names the bound that holds when it is shown (`with_the_bound`).
                TopUpError::TooLarge { most: bound } | TopUpError::AboveCap { room: bound } => Some(*bound),
                TopUpError::UnknownPackage | TopUpError::BadRule => None,
            };
            // The same code without figures means an amount that cannot even be read as one.
            let code = match price {
                TopUpError::TooSmall { .. } => ErrorCode::AmountBelow.as_str(),
                TopUpError::TooLarge { .. } => ErrorCode::AmountAbove.as_str(),
                other => other.code(),
            };
            (code, figure)
        }
        OpenTopUpError::Store(error) => {
            tracing::error!(%error, "a top-up could not be opened");
            (error.code(), None)
        }
        other => (other.code(), None),
    };
    match figure {
        Some(figure) => refuse_with("/top-up", code, &[("amount", figure.display())]),
        None => refuse("/top-up", code),
    }
}
