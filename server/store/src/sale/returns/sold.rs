//! A sale, as a return sees it: what it was paid with, and what of that went back already.

use huika_domain::{
    BusinessDay, EntryId, Fen, MemberId, Millis, MoneyDraw, Paid, PointDraw, Points, SaleId, StoreId, TakeBack, Tender,
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    ledger::{
        Composition,
        amount::{overflow, sum, sum_points},
        composition, day_of,
    },
    params,
    sale::returns::asked::GiftBack,
    settings::RuleMark,
};

/// What a till shows before goods are taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returnable {
    /// The bill before discounts.
    pub gross: Fen,
    /// Of that, what came back already.
    pub returned: Fen,
    /// Whose sale it was; none where nobody said.
    pub member: Option<MemberId>,
}

/// How far a receipt of this store was returned.
pub fn returnable(tx: &mut Tx<'_>, store: StoreId, receipt_number: &str) -> Result<Option<Returnable>, StoreError> {
    Ok(find(tx, store, receipt_number)?.map(|sold| Returnable {
        gross: sold.gross,
        returned: sold.returned,
        member: sold.member,
    }))
}

/// The row of a sale.
pub(super) struct Sold {
    pub sale: SaleId,
    pub entry: EntryId,
    pub member: Option<MemberId>,
    pub store: StoreId,
    pub at: Millis,
    pub day: BusinessDay,
    /// The rules that it was made under.
    pub mark: Option<RuleMark>,
    pub gross: Fen,
    pub returned: Fen,
    pub net: Fen,
    pub earned: Points,
}

pub(super) fn find(tx: &mut Tx<'_>, store: StoreId, receipt_number: &str) -> Result<Option<Sold>, StoreError> {
    tx.one(
        "SELECT id, entry_id, member_id, store_id, at, business_day, gross_fen, returned_fen, \
         principal_fen + outside_fen AS net, points_earned, rules_version, rules_at FROM sale WHERE receipt_number = ?1 AND store_id = ?2",
        params![receipt_number, store],
        |row| {
            let version: Option<i64> = row.get("rules_version")?;
            let rules_at: Option<Millis> = row.get("rules_at")?;
            Ok(Sold {
                at: row.get("at")?,
                day: day_of(row.get("business_day")?)?,
                mark: version.zip(rules_at).map(|(version, at)| RuleMark { version, at }),
                sale: row.get("id")?,
                entry: row.get("entry_id")?,
                member: row.get("member_id")?,
                store: row.get("store_id")?,
                gross: row.get("gross_fen")?,
                returned: row.get("returned_fen")?,
                net: row.get("net")?,
                earned: row.get("points_earned")?,
            })
        },
    )
}

/// What the sale was paid with, in the form that the plan reads, and the names of its tenders by their numbers.
pub(super) fn paid(tx: &mut Tx<'_>, sold: &Sold) -> Result<(Paid, Composition, Vec<String>), StoreError> {
    let composition = composition(tx, sold.entry)?;
    let tenders = tx.all(
        "SELECT number, tender, amount_fen FROM sale_tender WHERE sale_id = ?1 ORDER BY number",
        params![sold.sale],
        |row| {
            let number = u32::try_from(row.get::<i64>("number")?);
            let tender = Tender {
                number: number.map_err(|_| StoreError::Decode("a tender's number is none".into()))?,
                amount: row.get("amount_fen")?,
            };
            Ok((tender, row.get::<String>("tender")?))
        },
    )?;
    let (outside, names) = tenders.into_iter().unzip();
    let paid = Paid {
        outside,
        money: composition.money.clone(),
        points: composition.points.clone(),
        earned: sold.earned,
        growth: sold.net,
    };
    Ok((paid, composition, names))
}

/// What one return, or all so far, restored and took back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Restored {
    /// By source and lot.
    pub back: Paid,
    /// Earned points that the sale had used to repay a shortfall, which is open again.
    pub reopened: Points,
    /// Earned points that had expired before they could be taken back; nobody owes them.
    pub excused: Points,
    /// How the others were taken.
    pub taken: TakeBack,
    /// What the shop kept by the rule of claw-back; below zero what it let go.
    #[serde(default)]
    pub claw_kept: Fen,
    /// Gifts that were given back or charged.
    #[serde(default)]
    pub gifts: Vec<GiftBack>,
}

/// Everything that earlier returns of this sale restored, added up.
pub(super) fn restored(tx: &mut Tx<'_>, sale: SaleId) -> Result<Restored, StoreError> {
    let texts = tx.all(
        "SELECT given_back FROM sale_return WHERE sale_id = ?1 ORDER BY id",
        params![sale],
        |row| row.get::<String>("given_back"),
    )?;
    let mut all = Restored::default();
    for text in texts {
        let one: Restored = serde_json::from_str(&text).map_err(|e| StoreError::Decode(e.to_string()))?;
        add(&mut all, &one)?;
    }
    Ok(all)
}

fn add(all: &mut Restored, one: &Restored) -> Result<(), StoreError> {
    all.reopened = sum_points([all.reopened, one.reopened])?;
    all.excused = sum_points([all.excused, one.excused])?;
    all.claw_kept = sum([all.claw_kept, one.claw_kept])?;
    all.gifts.extend(&one.gifts);
    let (so_far, more) = (&mut all.back, &one.back);
    if so_far.outside.is_empty() && so_far.money.is_empty() && so_far.points.is_empty() {
        *so_far = more.clone();
        return Ok(());
    }
    let same = so_far.outside.len() == more.outside.len()
        && so_far.money.len() == more.money.len()
        && so_far.points.len() == more.points.len();
    if !same {
        return Err(StoreError::Decode("the returns of a sale have different lines".into()));
    }
    for (sum_line, line) in so_far.outside.iter_mut().zip(&more.outside) {
        sum_line.amount = sum([sum_line.amount, line.amount])?;
    }
    for (sum_line, line) in so_far.money.iter_mut().zip(&more.money) {
        *sum_line = MoneyDraw {
            lot: line.lot,
            principal: sum([sum_line.principal, line.principal])?,
            bonus: sum([sum_line.bonus, line.bonus])?,
        };
    }
    for (sum_line, line) in so_far.points.iter_mut().zip(&more.points) {
        *sum_line = PointDraw {
            lot: line.lot,
            points: sum_points([sum_line.points, line.points])?,
        };
    }
    so_far.earned = so_far.earned.checked_add(more.earned).ok_or_else(overflow)?;
    so_far.growth = so_far.growth.checked_add(more.growth).ok_or_else(overflow)?;
    Ok(())
}
