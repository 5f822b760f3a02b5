//! Trying a campaign on a cart that somebody types. It is a form that only asks: nothing is written.

use huika_domain::{
    BusinessDay, CampaignId, ErrorCode, Fen, MoneyError, StoreId,
    pricing::{OfferId, QuoteError},
};
use huika_store::{
    StoreError,
    campaign::{Trial, TrialAsked, campaign, try_campaign},
    sale::PriceExplained,
    staff::{Role, stores_of},
};
use leptos::prelude::*;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

use super::{PAGE, typed::minute};
use crate::{
    context::Portal,
    i18n::Lang,
    office::frame::{Office, Scoped, enter},
    show::{
        Leave,
        campaign::{clock, state_tone, state_words},
        page,
        price::{missing_words, price_explained},
    },
    ui::{Crumb, Notice, Tone, fact, icon, tag},
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
            Ok(trial) => tried(&desk.portal, t, id, &trial),
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

fn tried(portal: &Portal, t: Lang, id: CampaignId, trial: &Trial) -> AnyView {
    let unknown = (!trial.unknown_goods.is_empty()).then(|| {
        let goods = trial.unknown_goods.join(t.text("campaign-list"));
        refused(&t.with("try-unknown-goods", &[("goods", goods.into())]))
    });
    let nobody = trial.unknown_member.then(|| refused(t.text("try-unknown-member")));
    let content = match &trial.price {
        Ok(price) => explained(portal, t, id, trial, price),
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

fn explained(portal: &Portal, t: Lang, id: CampaignId, trial: &Trial, price: &PriceExplained) -> AnyView {
    // A plain amount has no explanation, which otherwise says both of these.
    let plain = price.is_plain().then(|| {
        view! {
            {fact(t.text("goods-list-price"), price.list.display())}
            {fact(t.text("try-pays"), price.due.display())}
        }
    });
    view! {
        {verdict(portal, t, id, trial, price)}
        {price_explained(portal, t, price)}
        <section class="card">
            <dl class="facts">
                {plain}
                {fact(t.text("try-earns"), trial.earned.display())}
            </dl>
        </section>
    }
    .into_any()
}

/// Whether the campaign is used, and else why not.
fn verdict(portal: &Portal, t: Lang, id: CampaignId, trial: &Trial, price: &PriceExplained) -> AnyView {
    if trial.is_used {
        return view! { <Notice tone=Tone::Good icon=icon::CHECK><p>{t.text("try-used")}</p></Notice> }.into_any();
    }
    match price.refused.iter().find(|one| one.offer == OfferId::Campaign(id)) {
        Some(refused) => {
            let why = t.find(&refused.reason.key(), &[]).unwrap_or_default();
            let missing = missing_words(portal, t, price, refused.missing);
            view! {
                <Notice tone=Tone::Warn icon=icon::CLOCK>
                    <p>{t.text("try-not-used")}" "{why}" "{missing}</p>
                </Notice>
            }
            .into_any()
        }
        None => {
            view! { <Notice tone=Tone::Plain icon=icon::CHECK><p>{t.text("try-points-only")}</p></Notice> }.into_any()
        }
    }
}
