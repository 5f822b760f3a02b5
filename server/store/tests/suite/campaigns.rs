//! Campaigns as rows: versions, life, uses, limits and budgets. The failures of others that OFFICE.md 2.5 names stand at the tests that keep
//! them out of here.

mod life;
mod replaying;
mod used;

use huika_domain::{
    CampaignId, Fen, MemberId, OperatorId, Reason, StoreId,
    campaign::{Stage, Terms},
    pricing::{
        Buyer, CartLine, CouponChoice, Kind, Moment, PayWith, Place, PointsWanted, PriceList, Quote, Request, StepOff,
        ThresholdOff, What, Who, Window, quote,
    },
};
use huika_store::{
    StoreError, Tx,
    campaign::{
        CampaignError, ChangeCampaign, MoveCampaign, allowances, campaign, campaigns_in_force, change_campaign,
        make_campaign, move_campaign, record_campaign_uses, stacking_in_force,
    },
    price::UsedIn,
};

use crate::shop::Shop;

pub const HEADQUARTERS: OperatorId = OperatorId::new(3);
pub const CASHIER: OperatorId = OperatorId::new(1);
const STORE: StoreId = StoreId::new(1);

/// 10.00 off from 50.00 on, for everybody, without an end.
pub fn terms() -> Terms {
    Terms {
        name: "满 50 减 10".to_owned(),
        rank: 0,
        group: None,
        window: Window::default(),
        who: Who::default(),
        what: What::default(),
        code: None,
        kind: Kind::ThresholdOff(ThresholdOff {
            steps: vec![StepOff {
                from: Fen::new(5_000),
                off: Fen::new(1_000),
            }],
            each: false,
        }),
        limits: huika_domain::campaign::Limits::default(),
        budget: None,
    }
}

pub fn reason() -> Reason {
    Reason::parse("试行").expect("a reason")
}

/// Makes a campaign and puts it on.
pub fn on(shop: &Shop, terms: &Terms) -> CampaignId {
    let terms = terms.clone();
    let id = shop
        .write(move |tx| make_campaign(tx, HEADQUARTERS, &terms))
        .expect("headquarters make it");
    step(shop, id, Stage::On).expect("it can be put on");
    id
}

pub fn step(shop: &Shop, id: CampaignId, stage: Stage) -> Result<(), CampaignError> {
    shop.write(move |tx| {
        let seen = campaign(tx, id)?.map_or(0, |row| row.version);
        let step = MoveCampaign {
            campaign: id,
            seen,
            stage,
            reason: reason(),
            by: HEADQUARTERS,
        };
        move_campaign(tx, &step).map(drop)
    })
}

/// Says something else in a campaign.
pub fn change(shop: &Shop, id: CampaignId, terms: &Terms) -> Result<i64, CampaignError> {
    let terms = terms.clone();
    shop.write(move |tx| {
        let seen = campaign(tx, id)?.map_or(0, |row| row.version);
        let change = ChangeCampaign {
            campaign: id,
            seen,
            terms: terms.clone(),
            reason: reason(),
            by: HEADQUARTERS,
        };
        change_campaign(tx, &change)
    })
}

/// A sale of these amounts, as far as campaigns have a part in it; answers its quote.
pub fn sell_lines(
    tx: &mut Tx<'_>,
    sale: i64,
    member: Option<MemberId>,
    amounts: &[i64],
) -> Result<Quote, CampaignError> {
    let lines: Vec<CartLine> = amounts.iter().map(|fen| CartLine::quick(Fen::new(*fen))).collect();
    let day = tx.business_day(Some(STORE));
    let at = Moment {
        now: tx.now(),
        day,
        minute: tx.context().zone.local(tx.now()).minute_of_day(),
    };
    let campaigns = campaigns_in_force(tx)?;
    let allowances = allowances(tx, &campaigns, member, STORE, &at)?;
    let list = PriceList {
        campaigns: (*campaigns).clone(),
        stacking: (*stacking_in_force(tx)).clone(),
        ..PriceList::default()
    };
    let tier = tx.rules().tiers.tiers[0].clone();
    let request = Request {
        lines: &lines,
        buyer: member.map(|_| Buyer::of_tier(&tier)),
        coupons: &[],
        choice: CouponChoice::Best,
        codes: &[],
        allowances: &allowances,
        hand: None,
        points: PointsWanted::None,
        pay_with: PayWith::Outside,
        tenders: &[],
        place: Place {
            store: STORE,
            terminal: None,
        },
        at,
    };
    let quote = quote(&list, &request).map_err(|error| StoreError::Internal(error.to_string()))?;
    let used_in = UsedIn {
        sale,
        member: member.map(MemberId::get),
        store: STORE,
        business_day: day,
        at: tx.now(),
    };
    record_campaign_uses(tx, &used_in, &quote)?;
    Ok(quote)
}

/// The same of one amount; answers what was taken off.
pub fn sell(shop: &Shop, sale: i64, member: Option<i64>, amount: i64) -> i64 {
    let member = member.map(MemberId::new);
    let quote = shop.write(move |tx| sell_lines(tx, sale, member, &[amount]));
    quote.expect("it is sold").off().get()
}

/// How many uses there are that were not given back.
pub fn uses(shop: &Shop) -> i64 {
    shop.read(|tx| {
        tx.value(
            "SELECT COUNT(*) FROM campaign_use WHERE released_at IS NULL",
            huika_store::params![],
        )
    })
}
