//! Trying a campaign on a cart that somebody types. It is a form that only asks: nothing is written.

use huika_domain::{
    BusinessDay, CampaignId, ErrorCode, Fen, MoneyError, StoreId,
    pricing::{Applied, Missing, OfferId, Quote, QuoteError, Refused, Source},
};
use huika_store::{
    StoreError,
    campaign::{Trial, TrialAsked, campaign, try_campaign},
    staff::{Role, stores_of},
};
use leptos::prelude::*;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

use super::{PAGE, typed::minute};
use crate::{
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{
        Leave,
        campaign::{clock, state_tone, state_words},
        page,
    },
    ui::{Column, Crumb, Notice, Sheet, Tone, fact, icon, tag},
};

/// Lines of goods that one cart may have here.
const LINES_MAX: usize = 30;

/// What was typed.
struct Asked {
    amount: String,
    goods: String,
    member: String,
    store: String,
    day: String,
    time: String,
}

impl Asked {
    fn of(query: &ParamsMap, today: BusinessDay, now: u16, first: &[(StoreId, String)]) -> Self {
        let get = |name: &str| query.get(name);
        let store = first.first().map(|(id, _)| id.to_string()).unwrap_or_default();
        Self {
            amount: get("amount").unwrap_or_default(),
            goods: get("goods").unwrap_or_default(),
            member: get("member").unwrap_or_default(),
            store: get("store").unwrap_or(store),
            day: get("day").unwrap_or_else(|| today.to_string()),
            time: get("time").unwrap_or_else(|| clock(now)),
        }
    }

    /// The cart; none where nothing was typed.
    fn read(&self) -> Option<Result<Read, &'static str>> {
        if self.amount.trim().is_empty() && self.goods.trim().is_empty() {
            return None;
        }
        Some(self.cart())
    }

    fn cart(&self) -> Result<Read, &'static str> {
        let amount = match self.amount.trim() {
            "" => None,
            text => Some(Fen::parse_yuan(text).map_err(|error: MoneyError| error.code())?),
        };
        let mut goods = Vec::new();
        let words = self.goods.split([',', '，', '、', '\n', ';']).map(str::trim);
        for word in words.filter(|word| !word.is_empty()).take(LINES_MAX) {
            let (code, count) = word.split_once(['*', '×']).unwrap_or((word, "1"));
            let count = count.trim().parse::<u32>().ok();
            let count = count.filter(|count| (1..=10_000).contains(count));
            let count = count.ok_or(ErrorCode::CampaignGoods.as_str())?;
            goods.push((code.trim().to_owned(), count));
        }
        let wrong = ErrorCode::BadDay.as_str();
        Ok(Read {
            amount,
            goods,
            store: StoreId::parse(&self.store).map_err(|_| ErrorCode::RuleScope.as_str())?,
            day: BusinessDay::parse(&self.day).map_err(|_| wrong)?,
            minute: minute(&self.time).ok_or(ErrorCode::CampaignHours.as_str())?,
        })
    }
}

/// The cart that was typed.
struct Read {
    amount: Option<Fen>,
    goods: Vec<(String, u32)>,
    store: StoreId,
    day: BusinessDay,
    minute: u16,
}

/// `/office/campaigns/:campaign/try`, the cart in its query.
pub fn trial() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("campaign").unwrap_or_default());
    let query = use_query_map().with_untracked(Clone::clone);
    page(async move {
        let desk = enter(Role::runs_campaigns, Scoped::No).await?;
        let id = CampaignId::parse(&id).map_err(|_| Leave::NotFound)?;
        let viewer = desk.session.operator;
        let (row, stores) = desk
            .read(move |tx| Ok::<_, StoreError>((campaign(tx, id)?, stores_of(tx, viewer)?)))
            .await?;
        let row = row.ok_or(Leave::NotFound)?;
        let t = desk.lang();
        let zone = desk.portal.shop.zone;
        let now = desk.portal.now();
        let asked = Asked::of(&query, zone.business_day(now), zone.local(now).minute_of_day(), &stores);
        let outcome = match asked.read() {
            None => None,
            Some(Err(code)) => Some(Err(code)),
            Some(Ok(read)) => {
                let trial = TrialAsked {
                    campaign: id,
                    terms: row.terms.clone(),
                    amount: read.amount,
                    goods: read.goods,
                    member: asked.member.clone(),
                    store: read.store,
                    day: read.day,
                    minute: read.minute,
                };
                Some(Ok(desk.read(move |tx| try_campaign(tx, &trial)).await?))
            }
        };
        let shown = outcome.map(|outcome| match outcome {
            Err(code) => refused(&crate::ui::PageError::new(t, code, &[]).text),
            Ok(trial) => tried(t, id, &trial),
        });
        let crumb = Crumb {
            path: format!("{PAGE}/{id}"),
            words: t.text("campaign-back"),
        };
        Ok(view! {
            <Office
                around=desk.around.clone()
                title=t.with("campaign-try-title", &[("name", row.terms.name.clone().into())])
                lead=t.text("campaign-try-lead").to_owned()
                crumb=crumb
                tags=tag(state_tone(row.state), state_words(t, row.state).to_owned()).into_any()
            >
                {form(t, id, &asked, &stores)}
                {shown}
            </Office>
        }
        .into_any())
    })
}

fn refused(words: &str) -> AnyView {
    let words = words.to_owned();
    view! { <Notice tone=Tone::Bad icon=icon::ALERT alert=true><p>{words}</p></Notice> }.into_any()
}

fn form(t: Lang, id: CampaignId, asked: &Asked, stores: &[(StoreId, String)]) -> impl IntoView + use<> {
    let field =
        |name: &'static str, label: &'static str, kind: &'static str, value: &str, hint: Option<&'static str>| {
            let value = value.to_owned();
            view! {
                <div class="field">
                    <label for=name>{label}</label>
                    <input id=name name=name type=kind value=value autocomplete="off" maxlength="1000" />
                    {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
                </div>
            }
        };
    let options: Vec<_> = stores
        .iter()
        .map(|(id, name)| {
            let id = id.to_string();
            let selected = id == asked.store;
            view! { <option value=id selected=selected>{name.clone()}</option> }
        })
        .collect();
    view! {
        <form class="card form" method="get" action=format!("{PAGE}/{id}/try")>
            {field("amount", t.text("try-amount"), "text", &asked.amount, None)}
            {field("goods", t.text("try-goods"), "text", &asked.goods, Some(t.text("try-goods-hint")))}
            {field("member", t.text("try-member"), "text", &asked.member, Some(t.text("try-member-hint")))}
            <div class="field">
                <label for="store">{t.text("try-store")}</label>
                <select id="store" name="store">{options}</select>
            </div>
            {field("day", t.text("try-day"), "date", &asked.day, None)}
            {field("time", t.text("try-time"), "time", &asked.time, None)}
            <button class="button">{t.text("campaign-try")}</button>
        </form>
    }
}

fn tried(t: Lang, id: CampaignId, trial: &Trial) -> AnyView {
    let unknown = (!trial.unknown_goods.is_empty()).then(|| {
        let goods = trial.unknown_goods.join(t.text("campaign-list"));
        refused(&t.with("try-unknown-goods", &[("goods", goods.into())]))
    });
    let nobody = trial.unknown_member.then(|| refused(t.text("try-unknown-member")));
    let content = match &trial.quote {
        Ok(quote) => explained(t, id, trial, quote),
        Err(error) => refused(quote_error(t, *error)),
    };
    view! { {unknown}{nobody}{content} }.into_any()
}

fn quote_error(t: Lang, error: QuoteError) -> &'static str {
    match error {
        QuoteError::NotPositive => t.text("try-empty"),
        _ => t.text("try-too-much"),
    }
}

fn explained(t: Lang, id: CampaignId, trial: &Trial, quote: &Quote) -> AnyView {
    let gifts: Vec<_> = quote
        .gifts
        .iter()
        .map(|gift| {
            let words = t.with(
                "try-gift",
                &[
                    ("name", offer_name(t, trial, OfferId::Campaign(gift.campaign)).into()),
                    ("count", i64::from(gift.quantity).into()),
                    ("worth", gift.worth.display().into()),
                ],
            );
            view! { <p class="note g">{words}</p> }
        })
        .collect();
    view! {
        {verdict(t, id, trial, quote)}
        <section class="card">
            <h2>{t.text("try-price")}</h2>
            {lines(t, trial, quote)}
            <dl class="facts">
                {fact(t.text("goods-list-price"), quote.list.display())}
                {steps(t, trial, quote)}
                {fact(t.text("try-pays"), quote.due.display())}
                {fact(t.text("try-earns"), quote.earned.display())}
            </dl>
            {gifts}
            {others(t, id, trial, quote)}
        </section>
    }
    .into_any()
}

/// Whether the campaign is used, and else why not.
fn verdict(t: Lang, id: CampaignId, trial: &Trial, quote: &Quote) -> AnyView {
    let mine = OfferId::Campaign(id);
    let used = quote
        .applied
        .iter()
        .any(|applied| applied.source == Source::Offer(mine))
        || quote.gifts.iter().any(|gift| gift.campaign == id);
    if used {
        return view! { <Notice tone=Tone::Good icon=icon::CHECK><p>{t.text("try-used")}</p></Notice> }.into_any();
    }
    match quote.refused.iter().find(|one| one.offer == mine) {
        Some(why) => {
            let words = why_words(t, trial, why);
            view! { <Notice tone=Tone::Warn icon=icon::CLOCK><p>{t.text("try-not-used")}" "{words}</p></Notice> }
                .into_any()
        }
        None => {
            view! { <Notice tone=Tone::Plain icon=icon::CHECK><p>{t.text("try-points-only")}</p></Notice> }.into_any()
        }
    }
}

/// The cart, each line with what it costs.
fn lines(t: Lang, trial: &Trial, quote: &Quote) -> impl IntoView + use<> {
    let lines: Vec<_> = trial
        .lines
        .iter()
        .zip(&quote.lines)
        .map(|(line, quoted)| {
            let name = if line.name.is_empty() {
                t.text("try-amount").to_owned()
            } else {
                line.name.clone()
            };
            view! {
                <tr>
                    <td>{name}</td>
                    <td class="n">{line.quantity}</td>
                    <td class="n">{quoted.list.display()}</td>
                    <td class="n">{quoted.before_points.display()}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::words(t.text("goods-name")),
        Column::figures(t.text("try-pieces")),
        Column::figures(t.text("goods-list-price")),
        Column::figures(t.text("try-pays")),
    ];
    view! { <Sheet label=t.text("try-price").to_owned() columns>{lines}</Sheet> }
}

/// What each step took off, with its arithmetic.
fn steps(t: Lang, trial: &Trial, quote: &Quote) -> Vec<AnyView> {
    let step = |applied: &Applied| {
        let step = t.find(&applied.step.key(), &[]).unwrap_or_default();
        let words = format!("{step} · {}", source_name(t, trial, applied.source));
        let arithmetic = applied.arithmetic.display();
        let figure = format!("−{}", applied.amount.display());
        view! { <div><dt>{words}" "<small>{arithmetic}</small></dt><dd>{figure}</dd></div> }.into_any()
    };
    quote.applied.iter().map(step).collect()
}

/// The other offers that were not used, and why.
fn others(t: Lang, id: CampaignId, trial: &Trial, quote: &Quote) -> Option<AnyView> {
    let others: Vec<_> = quote
        .refused
        .iter()
        .filter(|refused| refused.offer != OfferId::Campaign(id))
        .map(|refused| {
            let words = format!(
                "{} — {}",
                offer_name(t, trial, refused.offer),
                why_words(t, trial, refused)
            );
            view! { <li>{words}</li> }
        })
        .collect();
    (!others.is_empty()).then(|| view! { <h3>{t.text("try-others")}</h3><ul class="rows">{others}</ul> }.into_any())
}

fn offer_name(t: Lang, trial: &Trial, offer: OfferId) -> String {
    let name = |id: CampaignId| {
        trial
            .names
            .iter()
            .find(|(one, _)| *one == id)
            .map(|(_, name)| name.clone())
    };
    match offer {
        OfferId::Campaign(id) => name(id).unwrap_or_else(|| id.to_string()),
        OfferId::Coupon(_) | OfferId::Code(_) => t.text("try-other-offer").to_owned(),
    }
}

fn source_name(t: Lang, trial: &Trial, source: Source) -> String {
    match source {
        Source::Offer(offer) => offer_name(t, trial, offer),
        Source::Level(_) => t.text("try-of-level").to_owned(),
        Source::Tier(_) => t.text("try-of-tier").to_owned(),
        Source::Brand(_) => t.text("try-of-brand").to_owned(),
        Source::Points => t.text("try-of-points").to_owned(),
        Source::Rounding => t.text("try-of-rounding").to_owned(),
    }
}

/// Why an offer was not used, and what is missing.
fn why_words(t: Lang, trial: &Trial, refused: &Refused) -> String {
    let why = t.find(&refused.reason.key(), &[]).unwrap_or_default();
    let missing = match refused.missing {
        None => return why,
        Some(Missing::Money(amount)) => t.with("missing-money", &[("amount", amount.display().into())]),
        Some(Missing::Pieces(count)) => t.with("missing-pieces", &[("count", i64::from(count).into())]),
        Some(Missing::FromDay(day)) => t.with("missing-from-day", &[("day", day.to_string().into())]),
        Some(Missing::From(_)) => return why,
        Some(Missing::Instead { other, saves }) => t.with(
            "missing-instead",
            &[
                ("name", offer_name(t, trial, other).into()),
                ("amount", saves.display().into()),
            ],
        ),
        Some(Missing::Dearer(amount)) => t.with("missing-dearer", &[("amount", amount.display().into())]),
    };
    format!("{why} {missing}")
}
