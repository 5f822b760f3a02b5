//! What expires: points and bonus whose time is over fall to the shop, one entry a member.
//!
//! Only what *remains* expires, never what was spent before. Running the job again changes nothing, and a job that does
//! not run lets nothing through, because a spend looks at the time itself.

use huika_domain::{Fen, MemberId, MoneyDraw, PointDraw, plan_expiry};

use crate::{
    StoreError, Tx,
    db::number,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, Wallet,
        amount::{sum, sum_points},
        draw_money, draw_points, money_lots, point_lots,
    },
    params,
};

/// Lots that one entry takes at most: what is left waits for the next run.
const LOTS_AN_ENTRY: usize = 100;

/// Lets everything expire of up to `limit` members whose points or bonus are due, `but_not` of some, and answers for how many something
/// expired; call it again until it answers 0. Members are taken in the order of their numbers, as every other use case locks them.
pub fn expire(tx: &mut Tx<'_>, limit: i64, but_not: &[MemberId]) -> Result<u64, StoreError> {
    let mut expired = 0;
    for member in due(tx, limit, but_not)? {
        expired += u64::from(expire_member(tx, member)?);
    }
    Ok(expired)
}

/// Up to `limit` members who have something due, in the order of their numbers.
pub fn due(tx: &mut Tx<'_>, limit: i64, but_not: &[MemberId]) -> Result<Vec<MemberId>, StoreError> {
    let left_out = but_not.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let others = if but_not.is_empty() {
        String::new()
    } else {
        format!("AND member_id NOT IN ({left_out})")
    };
    let text = format!(
        "SELECT member_id FROM (SELECT member_id FROM (SELECT member_id FROM open_point_lot \
         WHERE expires_at < ?1 AND expires_at IS NOT NULL {others} ORDER BY expires_at, lot_id LIMIT ?2) p \
         UNION SELECT member_id FROM (SELECT member_id FROM money_lot \
         WHERE bonus_expires_at < ?1 AND bonus_expires_at IS NOT NULL AND bonus_emptied = 0 {others} \
         ORDER BY bonus_expires_at LIMIT ?2) m) due ORDER BY member_id LIMIT ?2"
    );
    tx.all(&text, params![tx.now(), limit], |row| row.get("member_id"))
}

/// Lets what is due expire for one member; answers whether there was anything.
pub fn expire_member(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
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
        return Ok(false);
    }
    post(tx, wallet, &points, &money)?;
    Ok(true)
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
        // The same lot can expire twice in one instant: a hold that is released restores what is due at once.
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
