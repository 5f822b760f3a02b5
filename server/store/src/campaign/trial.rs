//! Trying a campaign on a cart that somebody types: the quote with it among all that is on, as a till would make it at that moment.

use huika_domain::{
    BusinessDay, CampaignId, Fen, MemberId, Phone, Points, StoreId,
    campaign::Terms,
    pricing::{
        Campaign, CartLine, CouponChoice, Moment, OfferId, PayWith, Place, PointsWanted, PriceList, QuoteError,
        Request, Source, quote,
    },
};

use super::{buyer::buyer_facts, uses::stacking_in_force};
use crate::{
    StoreError, Tx,
    goods::{GoodsQuery, Wanted, find_goods},
    params,
    sale::PriceExplained,
};

/// What is tried.
#[derive(Debug, Clone)]
pub struct TrialAsked {
    /// Which campaign.
    pub campaign: CampaignId,
    /// What it says.
    pub terms: Terms,
    /// An amount without goods; none for goods alone.
    pub amount: Option<Fen>,
    /// Goods by their numbers, and how many pieces.
    pub goods: Vec<(String, u32)>,
    /// A member's card or phone number; empty for nobody.
    pub member: String,
    /// In which store.
    pub store: StoreId,
    /// On which day.
    pub day: BusinessDay,
    /// At which minute of it.
    pub minute: u16,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Its price, explained.
    pub price: Result<PriceExplained, QuoteError>,
    /// Whether the campaign took something off or gave something.
    pub is_used: bool,
    /// Points that it would earn.
    pub earned: Points,
    /// Goods that there are none of.
    pub unknown_goods: Vec<String>,
    /// Whether a member was named whom nobody knows.
    pub unknown_member: bool,
}

/// Works it out. Nothing is written, and no limit is asked: what is tried is what the campaign says.
pub fn try_campaign(tx: &mut Tx<'_>, asked: &TrialAsked) -> Result<Trial, StoreError> {
    let (mut names, mut cart, mut unknown_goods) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(amount) = asked.amount {
        names.push(String::new());
        cart.push(CartLine::quick(amount));
    }
    for (code, quantity) in &asked.goods {
        match goods_line(tx, code, *quantity)? {
            Some((name, line)) => {
                names.push(name);
                cart.push(line);
            }
            None => unknown_goods.push(code.clone()),
        }
    }
    let member = named_member(tx, &asked.member)?;
    let facts = match member {
        Some(member) => buyer_facts(tx, member)?,
        None => None,
    };
    let campaigns = with_campaign(tx, asked.campaign, &asked.terms);
    let rules = tx.rules_of(asked.store);
    let list = PriceList {
        version: tx.rules_version(),
        campaigns,
        stacking: (*stacking_in_force(tx)).clone(),
        levels: rules.prices.levels(),
        rounding: rules.prices.rounding(),
        deduction: rules.deduction,
        earn: rules.points.earn(),
        ..PriceList::default()
    };
    let zone = tx.context().zone;
    let codes: Vec<&str> = asked.terms.code.as_deref().into_iter().collect();
    let request = Request {
        lines: &cart,
        buyer: facts.as_ref().map(|facts| facts.buyer(asked.day)),
        coupons: &[],
        choice: CouponChoice::Best,
        codes: &codes,
        allowances: &[],
        hand: None,
        points: PointsWanted::None,
        pay_with: PayWith::Outside,
        tenders: &[],
        place: Place {
            store: asked.store,
            terminal: None,
        },
        at: Moment {
            now: zone.start_of(asked.day).plus_secs(i64::from(asked.minute) * 60),
            day: asked.day,
            minute: asked.minute,
        },
    };
    let quoted = quote(&list, &request);
    let mine = OfferId::Campaign(asked.campaign);
    let is_used = quoted.as_ref().is_ok_and(|quote| {
        quote
            .applied
            .iter()
            .any(|applied| applied.source == Source::Offer(mine))
            || quote.gifts.iter().any(|gift| gift.campaign == asked.campaign)
    });
    let earned = quoted.as_ref().map_or(Points::ZERO, |quote| quote.earned);
    let price = match quoted {
        Ok(quote) => Ok(PriceExplained::of_quote(tx, &names, &quote)?),
        Err(error) => Err(error),
    };
    Ok(Trial {
        price,
        is_used,
        earned,
        unknown_goods,
        unknown_member: member.is_none() && !asked.member.trim().is_empty(),
    })
}

/// All campaigns that are on, with this one as it is now written among them.
pub(super) fn with_campaign(tx: &Tx<'_>, id: CampaignId, terms: &Terms) -> Vec<Campaign> {
    let others = tx.standing().campaigns().iter().filter(|one| one.id != id);
    let mut campaigns: Vec<Campaign> = others.cloned().collect();
    campaigns.push(terms.campaign(id));
    campaigns.sort_unstable_by_key(|one| one.id);
    campaigns
}

/// Goods as a line of a cart.
fn goods_line(tx: &mut Tx<'_>, code: &str, quantity: u32) -> Result<Option<(String, CartLine)>, StoreError> {
    let query = GoodsQuery {
        wanted: Wanted::Number(code.trim().to_ascii_uppercase()),
        limit: 1,
        ..GoodsQuery::default()
    };
    let found = find_goods(tx, &query)?.into_iter().next();
    Ok(found.map(|row| {
        let line = CartLine {
            goods: Some(row.id),
            quantity,
            price: row.prices.list,
            level_prices: row.prices.at_levels(),
            category: row.category,
            brand: row.brand_id,
            no_discount: row.no_discount,
            no_points: row.no_points,
            hand: None,
        };
        (row.name, line)
    }))
}

/// The member with this card or phone number.
fn named_member(tx: &mut Tx<'_>, number: &str) -> Result<Option<MemberId>, StoreError> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    let phone = Phone::parse(number).ok();
    let phone = phone.as_ref().map_or("", Phone::as_str);
    tx.one(
        "SELECT id FROM member WHERE phone = ?1 UNION SELECT member_id AS id FROM card WHERE number = ?2 ORDER BY id LIMIT 1",
        params![phone, digits],
        |row| row.get("id"),
    )
}
