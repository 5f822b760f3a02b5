//! The end of an account whose time has come: what is left falls to the shop by the rule, and then nothing tells who it was.

use huika_domain::{EntryId, Fen, MemberId, MoneyDraw, PointDraw, Points};

use super::{erase::erase, obstacle};
use crate::{
    StoreError, Tx, coupon,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, Wallet,
        amount::{sum, sum_points},
        draw_money, draw_points, money_lots, point_lots,
    },
    mall::{Cancel, CancelError, cancel},
    member::account_kept::ClosingState,
    params,
};

/// Why one that is due waits on: money came to the card that nobody has given up.
const BALANCE: &str = "balance";
/// Orders of the mall that one closing cancels at most.
const ORDERS: i64 = 200;

/// Members whose closing is due, but not of those that are passed over, the longest due first.
pub fn due_closings(tx: &mut Tx<'_>, limit: i64, but_not: &[MemberId]) -> Result<Vec<MemberId>, StoreError> {
    let due = tx.all(
        "SELECT member_id FROM closing WHERE state = 'waiting' AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2",
        params![
            tx.now(),
            limit.saturating_add(but_not.len().try_into().unwrap_or(i64::MAX))
        ],
        |row| row.get::<MemberId>("member_id"),
    )?;
    let most = usize::try_from(limit).unwrap_or(0);
    Ok(due
        .into_iter()
        .filter(|member| !but_not.contains(member))
        .take(most)
        .collect())
}

/// Closes the account of a member whose closing is due; answers whether it is closed now.
pub fn close_due(tx: &mut Tx<'_>, member: MemberId) -> Result<bool, StoreError> {
    let Some(wallet) = Wallet::lock(tx, member)? else {
        return Err(StoreError::Decode(format!("member {member} has no wallet")));
    };
    // Whoever signs in locks the member's row first, and then the closing's.
    tx.lock("SELECT id FROM member WHERE id = ?1", params![member], |row| {
        row.get::<MemberId>("id")
    })?;
    let found = tx.lock(
        "SELECT id, given_up_fen FROM closing WHERE member_id = ?1 AND state = 'waiting' AND due_at <= ?2",
        params![member, tx.now()],
        |row| Ok((row.get::<i64>("id")?, row.get::<Fen>("given_up_fen")?)),
    )?;
    let Some((closing, given_up)) = found else {
        return Ok(false);
    };
    let why = match obstacle::of_member(tx, &wallet)?.first() {
        Some(obstacle) => obstacle.as_str(),
        // What expired meanwhile is no matter; what came to the card since was given up by nobody.
        None if wallet.balance() > given_up => BALANCE,
        None => "",
    };
    if !why.is_empty() {
        tx.exec("UPDATE closing SET why = ?2 WHERE id = ?1", params![closing, why])?;
        return Ok(false);
    }
    close_member(tx, member)?;
    tx.exec(
        "UPDATE closing SET state = ?2, ended_at = ?3, why = '' WHERE id = ?1",
        params![closing, ClosingState::Done, tx.now()],
    )?;
    Ok(true)
}

/// Lets everything that is left fall to the shop, and erases who it was. The wallet is locked.
fn close_member(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    cancel_orders(tx, member)?;
    let wallet = Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Decode("a member without a wallet".into()))?;
    give_up(tx, wallet)?;
    coupon::take_all(tx, member)?;
    erase(tx, member, "closing")?;
    tx.announce(member);
    Ok(())
}

/// What waits at the counter goes back on the shelf, and its points to the rest.
fn cancel_orders(tx: &mut Tx<'_>, member: MemberId) -> Result<(), StoreError> {
    let numbers = tx.all(
        "SELECT number FROM redemption WHERE member_id = ?1 AND status = 'ready' ORDER BY id LIMIT ?2",
        params![member, ORDERS],
        |row| row.get::<String>("number"),
    )?;
    for number in numbers {
        let request = Cancel {
            member,
            key: format!("closing:{number}"),
            number,
            operator: None,
            handed_out: false,
        };
        match cancel(tx, &request) {
            Ok(_) => {}
            Err(CancelError::Store(error)) => return Err(error),
            Err(error) => return Err(StoreError::Internal(error.to_string())),
        }
    }
    Ok(())
}

/// One entry for all of it; `None` when there was nothing.
fn give_up(tx: &mut Tx<'_>, wallet: Wallet) -> Result<Option<EntryId>, StoreError> {
    let member = wallet.member;
    let money: Vec<MoneyDraw> = money_lots(tx, member)?
        .into_iter()
        .map(|lot| MoneyDraw {
            lot: lot.id,
            principal: lot.principal_left,
            bonus: lot.bonus_left,
        })
        .collect();
    let points: Vec<PointDraw> = point_lots(tx, member)?
        .into_iter()
        .map(|lot| PointDraw {
            lot: lot.id,
            points: lot.remaining,
        })
        .collect();
    let principal = sum(money.iter().map(|draw| draw.principal))?;
    let bonus = sum(money.iter().map(|draw| draw.bonus))?;
    let expired: Points = sum_points(points.iter().map(|draw| draw.points))?;
    let mut draft = Draft::new(wallet);
    draw_money(tx, &mut draft, &money)?;
    draw_points(tx, &mut draft, &points)?;
    for draw in &points {
        tx.exec(
            "UPDATE point_lot SET lapsed = lapsed + ?2 WHERE id = ?1",
            params![draw.lot, draw.points],
        )?;
    }
    if draft.is_empty() {
        return Ok(None);
    }
    draft.shop_money(Account::Breakage, "closing", principal);
    draft.shop_money(Account::Breakage, "bonus", bonus);
    draft.shop_points(Account::Breakage, "points", expired);
    let header = Header {
        kind: EntryKind::Closing,
        reference: &format!("closing:{member}"),
        store: None,
        operator: None,
        reverses: None,
        explanation: &Explanation::Closing {
            principal,
            bonus,
            points: expired,
        },
    };
    Ok(Some(draft.post(tx, &header)?.entry))
}
