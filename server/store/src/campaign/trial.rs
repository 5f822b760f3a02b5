//! Trying a campaign on a cart that somebody types: the quote with it among all that is on, as a till would make it at that moment.

use huika_domain::{
    BusinessDay, CampaignId, Fen, GoodsId, MemberId, StoreId,
    campaign::Terms,
    pricing::{
        Campaign, CartLine, CouponChoice, Moment, PayWith, Place, PointsWanted, PriceList, Quote, QuoteError, Request,
        quote,
    },
};

use super::{buyer::buyer_facts, uses::stacking_in_force};
use crate::{Row, StoreError, Tx, params};

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

/// One line of the cart that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialLine {
    /// What the goods are called; empty for an amount.
    pub name: String,
    /// So many pieces.
    pub quantity: u32,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The cart.
    pub lines: Vec<TrialLine>,
    /// Its price, explained.
    pub quote: Result<Quote, QuoteError>,
    /// What the campaigns in it are called.
    pub names: Vec<(CampaignId, String)>,
    /// Goods that there are none of.
    pub unknown_goods: Vec<String>,
    /// Whether a member was named whom nobody knows.
    pub unknown_member: bool,
}

/// Works it out. Nothing is written, and no limit is asked: what is tried is what the campaign says.
pub fn try_campaign(tx: &mut Tx<'_>, asked: &TrialAsked) -> Result<Trial, StoreError> {
    let (mut lines, mut cart, mut unknown_goods) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(amount) = asked.amount {
        lines.push(TrialLine {
            name: String::new(),
            quantity: 1,
        });
        cart.push(CartLine::quick(amount));
    }
    for (code, quantity) in &asked.goods {
        match goods_line(tx, code, *quantity)? {
            Some((name, line)) => {
                lines.push(TrialLine {
                    name,
                    quantity: *quantity,
                });
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
    let quote = quote(&list, &request);
    let names = names_of(tx, asked, &list.campaigns);
    Ok(Trial {
        lines,
        quote,
        names,
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

fn names_of(tx: &Tx<'_>, asked: &TrialAsked, campaigns: &[Campaign]) -> Vec<(CampaignId, String)> {
    let name = |one: &Campaign| {
        let published = tx
            .standing()
            .published(one.id)
            .map(|published| published.terms.name.clone());
        let name = if one.id == asked.campaign {
            asked.terms.name.clone()
        } else {
            published.unwrap_or_default()
        };
        (one.id, name)
    };
    campaigns.iter().map(name).collect()
}

/// Goods as a line of a cart.
fn goods_line(tx: &mut Tx<'_>, code: &str, quantity: u32) -> Result<Option<(String, CartLine)>, StoreError> {
    let read = |row: &Row<'_>| {
        let line = CartLine {
            goods: row.get::<Option<GoodsId>>("id")?,
            quantity,
            category: row.get("category_id")?,
            brand: row.get("brand_id")?,
            no_discount: row.get("no_discount")?,
            no_points: row.get("no_points")?,
            ..CartLine::quick(row.get("list_fen")?)
        };
        Ok((row.get("name")?, line))
    };
    tx.one(
        "SELECT id, name, category_id, brand_id, list_fen, no_discount, no_points FROM goods WHERE code = ?1",
        params![code.trim().to_ascii_uppercase()],
        read,
    )
}

/// The member with this card or phone number.
fn named_member(tx: &mut Tx<'_>, number: &str) -> Result<Option<MemberId>, StoreError> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    tx.one(
        "SELECT id FROM member WHERE phone = ?1 UNION SELECT member_id AS id FROM card WHERE number = ?1 ORDER BY id LIMIT 1",
        params![digits],
        |row| row.get("id"),
    )
}
