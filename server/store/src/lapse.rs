//! What lapses: points and bonus whose time is over fall to the shop, one entry a member.
//!
//! Only what *remains* lapses, never what was spent before. Running the job again changes nothing, and a job that does
//! not run lets nothing through, because a spend looks at the time itself.

use huika_domain::{Fen, MemberId, MoneyDraw, PointDraw, plan_expiry};

use crate::{
    StoreError, Tx,
    amount::{sum, sum_points},
    assets::{draw_money, draw_points, money_lots, point_lots},
    ledger::{Account, Draft, EntryKind, Explanation, Header, Wallet},
    number, params,
};

/// Lots that one entry takes at most: what is left waits for the next run.
const LOTS_AN_ENTRY: usize = 100;

/// Lets everything lapse of up to `limit` members whose points or bonus are due, and answers how many members that were;
/// call it again until it answers 0. Members are taken in the order of their numbers, as every other use case locks them.
pub fn lapse(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let members = tx.all(
        "SELECT member_id FROM (SELECT member_id FROM (SELECT member_id FROM open_point_lot \
         WHERE expires_at < ?1 AND expires_at IS NOT NULL ORDER BY expires_at, lot_id LIMIT ?2) p \
         UNION SELECT member_id FROM (SELECT member_id FROM money_lot \
         WHERE bonus_expires_at < ?1 AND bonus_expires_at IS NOT NULL AND bonus_emptied = 0 \
         ORDER BY bonus_expires_at LIMIT ?2) m) due ORDER BY member_id LIMIT ?2",
        params![tx.now(), limit],
        |row| row.get::<MemberId>(0),
    )?;
    for member in &members {
        lapse_member(tx, *member)?;
    }
    Ok(members.len() as u64)
}

/// Lets what is due lapse for one member.
fn lapse_member(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    let Some(wallet) = Wallet::lock(tx, member)? else {
        return Err(StoreError::Decode(format!(
            "lots of member {member}, who has no wallet"
        )));
    };
    let now = tx.now();
    let mut points = plan_expiry(&point_lots(tx, member)?, now);
    points.truncate(LOTS_AN_ENTRY);
    let money: Vec<MoneyDraw> = money_lots(tx, member)?
        .into_iter()
        .filter(|lot| lot.bonus_left.is_positive() && lot.bonus_expires_at.is_some_and(|last| now > last))
        .take(LOTS_AN_ENTRY)
        .map(|lot| MoneyDraw {
            lot: lot.id,
            principal: Fen::ZERO,
            bonus: lot.bonus_left,
        })
        .collect();
    if points.is_empty() && money.is_empty() {
        // Another server was faster.
        return Ok(());
    }
    post(tx, wallet, &points, &money)
}

fn post(tx: &mut Tx<'_>, wallet: Wallet, points: &[PointDraw], money: &[MoneyDraw]) -> Result<(), StoreError> {
    let (points_sum, bonus_sum) = (
        sum_points(points.iter().map(|draw| draw.points))?,
        sum(money.iter().map(|draw| draw.bonus))?,
    );
    let mut draft = Draft::new(wallet);
    draw_points(tx, &mut draft, points)?;
    for draw in points {
        tx.exec(
            "UPDATE point_lot SET lapsed = lapsed + ?2 WHERE id = ?1",
            params![draw.lot, draw.points],
        )?;
    }
    draw_money(tx, &mut draft, money)?;
    draft.shop_points(Account::Breakage, "points", points_sum);
    draft.shop_money(Account::Breakage, "bonus", bonus_sum);
    let header = Header {
        kind: EntryKind::Expiry,
        // The same lot can lapse twice in one instant: a hold that is released gives back what is due at once.
        reference: &format!("expiry:{}", number::fresh(tx, 'E')),
        store: None,
        operator: None,
        reverses: None,
        explanation: &Explanation::Expiry {
            points: points_sum,
            bonus: bonus_sum,
        },
    };
    draft.post(tx, &header)?;
    Ok(())
}
