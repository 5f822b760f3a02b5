//! The sales that a replay works through. What was bought, and who bought it, is read from what was kept with the sale; a plain amount has
//! nothing kept, and is one line without goods of a member as they are now.

use std::collections::HashMap;

use huika_domain::{
    BusinessDay, Fen, JoinSource, MemberId, Millis, StoreId, TagId,
    pricing::{BirthdayNear, CartLine},
    settings::Rules,
};

use crate::{
    StoreError, Tx,
    campaign::buyer::{BUYER, BuyerFacts, levels_of, read_buyer, tier_of},
    ledger::{day_number, day_of},
    params,
    sale::{Inputs, KeptSale},
};

/// A sale as it was.
pub(super) struct PastSale {
    pub store: StoreId,
    pub at: Millis,
    pub day: BusinessDay,
    pub member: Option<MemberId>,
    pub buyer: Option<BuyerFacts>,
    pub lines: Vec<CartLine>,
}

/// Up to which sale was read: its day and number.
pub(super) type After = (i64, i64);

/// The next sales after one, the oldest first; answers also where to go on, none after the last.
pub(super) fn next_sales(
    tx: &mut Tx<'_>,
    after: After,
    limit: i64,
) -> Result<(Vec<PastSale>, Option<After>), StoreError> {
    let found = read(
        tx,
        "(s.business_day, s.id) > (?1, ?2) ORDER BY s.business_day, s.id",
        after,
        limit,
    )?;
    let last = found.last().map(|(key, _)| *key);
    let more = last.filter(|_| found.len() as i64 == limit);
    Ok((found.into_iter().map(|(_, sale)| sale).collect(), more))
}

/// The newest sales since a day, the oldest of them first.
pub(super) fn newest_sales(tx: &mut Tx<'_>, since: BusinessDay, limit: i64) -> Result<Vec<PastSale>, StoreError> {
    let mut found = read(
        tx,
        "(s.business_day, s.id) > (?1, ?2) ORDER BY s.business_day DESC, s.id DESC",
        (day_number(since), 0),
        limit,
    )?;
    found.reverse();
    Ok(found.into_iter().map(|(_, sale)| sale).collect())
}

fn read(tx: &mut Tx<'_>, which: &str, (day, id): After, limit: i64) -> Result<Vec<(After, PastSale)>, StoreError> {
    let rules = tx.rules();
    let mut found: Vec<(After, PastSale)> = tx.all(
        &format!(
            "SELECT s.id, s.store_id, s.at, s.business_day, s.member_id, s.gross_fen, x.version AS kept_version, x.list_version, \
             x.body AS kept, {BUYER}, \
             CAST(CASE WHEN EXISTS (SELECT 1 FROM sale f WHERE f.member_id = s.member_id AND f.id < s.id) THEN 0 ELSE 1 END AS BIGINT) \
             AS is_first \
             FROM sale s LEFT JOIN member m ON m.id = s.member_id LEFT JOIN sale_lines x ON x.sale_id = s.id \
             WHERE {which} LIMIT ?3"
        ),
        params![day, id, limit],
        |row| {
            let member: Option<MemberId> = row.get("member_id")?;
            let day: i64 = row.get("business_day")?;
            let kept = match row.get::<Option<String>>("kept")? {
                Some(body) => Some(KeptSale::of_text(
                    row.get("kept_version")?,
                    row.get("list_version")?,
                    &body,
                )?),
                None => None,
            };
            let buyer = match (member, &kept) {
                (None, _) => None,
                (Some(_), Some(kept)) => Some(buyer_of(&kept.inputs, &rules)?),
                (Some(_), None) => Some(BuyerFacts {
                    is_first_sale: row.get("is_first")?,
                    ..read_buyer(row, &rules)?
                }),
            };
            let amount = row.get::<Fen>("gross_fen")?;
            let sale = PastSale {
                store: row.get("store_id")?,
                at: row.get("at")?,
                day: day_of(day)?,
                member,
                buyer,
                lines: kept.map_or_else(|| vec![CartLine::quick(amount)], |kept| kept.cart),
            };
            Ok(((day, row.get("id")?), sale))
        },
    )?;
    give_tags(tx, &mut found)?;
    for buyer in found.iter_mut().filter_map(|(_, sale)| sale.buyer.as_mut()) {
        buyer.levels = levels_of(tx, buyer.card_type);
    }
    Ok(found)
}

/// Who bought, as they were then.
fn buyer_of(inputs: &Inputs, rules: &Rules) -> Result<BuyerFacts, StoreError> {
    Ok(BuyerFacts {
        tier: tier_of(rules, inputs.tier.map_or(0, i64::from))?,
        card_type: inputs.card_type,
        tags: inputs.tags.clone(),
        source: JoinSource::parse(&inputs.source).ok(),
        birthday: None,
        near: Some(match inputs.birthday {
            2 => BirthdayNear::Day,
            1 => BirthdayNear::Month,
            _ => BirthdayNear::No,
        }),
        is_first_sale: inputs.first_sale,
        levels: Vec::new(),
    })
}

/// Members at once whose tags are read.
const AT_ONCE: usize = 500;

/// The tags of the members, as they are now.
fn give_tags(tx: &mut Tx<'_>, found: &mut [(After, PastSale)]) -> Result<(), StoreError> {
    if tx.value::<i64>("SELECT COUNT(*) FROM (SELECT 1 AS one FROM tag LIMIT 1) q", params![])? == 0 {
        return Ok(());
    }
    let mut members: Vec<MemberId> = found.iter().filter_map(|(_, sale)| sale.member).collect();
    members.sort_unstable();
    members.dedup();
    let mut tags: HashMap<MemberId, Vec<TagId>> = HashMap::new();
    for some in members.chunks(AT_ONCE) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("?{place}")).collect();
        let values: Vec<crate::Value<'_>> = some.iter().map(|member| crate::Value::Int(member.get())).collect();
        tx.each(
            &format!(
                "SELECT member_id, tag_id FROM member_tag WHERE until IS NULL AND member_id IN ({}) ORDER BY tag_id",
                places.join(", ")
            ),
            &values,
            |row| {
                tags.entry(row.get("member_id")?).or_default().push(row.get("tag_id")?);
                Ok(())
            },
        )?;
    }
    for (_, sale) in found {
        if let (Some(member), Some(buyer)) = (sale.member, &mut sale.buyer)
            // Of what was kept, the tags of then are known.
            && buyer.near.is_none()
            && let Some(tags) = tags.get(&member)
        {
            buyer.tags.clone_from(tags);
        }
    }
    Ok(())
}
