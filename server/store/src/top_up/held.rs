//! Top-ups that wait for a person: what is left of each is set aside, out of its lots, so that nothing spends it.
//!
//! One mechanism for whatever is the reason: a dispute, a refund that was made in the gateway's console, a payment for which the card has no
//! room. What comes back to such a lot meanwhile, as from goods that were returned, is set aside too. Each step is an entry of its own.

mod decide;
mod reason;
mod view;

use huika_domain::{EntryId, Fen, LotId, MemberId, MoneyDraw, PointDraw, TopUpId};

pub use decide::{Decide, DecideError, Decision, decide_held};
pub use reason::HeldReason;
pub use view::{HeldTopUp, held_now, held_top_up};

use crate::{
    StoreError, Tx,
    ledger::{
        Draft, EntryKind, Explanation, Wallet,
        hold::{self, HoldStatus, OpenHold, close, empty_held},
        restore_money, restore_points,
    },
    params,
};

/// A top-up that is in the books.
pub(crate) struct Credited {
    pub id: TopUpId,
    pub number: String,
    pub member: MemberId,
    /// The entry that credited it, by which its lots are found.
    pub entry: EntryId,
}

/// Holds what is left of a top-up, until a person decides. Held once, however many reasons there are: the gravest is named.
pub(crate) fn hold_top_up(tx: &mut Tx<'_>, top_up: &Credited, reason: HeldReason) -> Result<(), StoreError> {
    let wallet = lock_wallet(tx, top_up.member)?;
    let before = tx.one(
        "SELECT id, reason FROM held_top_up WHERE top_up_id = ?1 AND decided_at IS NULL",
        params![top_up.id],
        |row| Ok((row.get::<i64>("id")?, row.get::<HeldReason>("reason")?)),
    )?;
    let held = match before {
        Some((held, named)) => {
            if reason.gravity() > named.gravity() {
                tx.exec(
                    "UPDATE held_top_up SET reason = ?2 WHERE id = ?1",
                    params![held, reason.as_str()],
                )?;
            }
            held
        }
        None => tx.insert(
            "INSERT INTO held_top_up (top_up_id, member_id, reason, at) VALUES (?1, ?2, ?3, ?4)",
            params![top_up.id, top_up.member, reason.as_str(), tx.now()],
            |id| id,
        )?,
    };
    set_aside_left(tx, wallet, held, top_up)
}

/// Whether a person has yet to decide about this top-up.
pub(crate) fn is_held(tx: &mut Tx<'_>, top_up: TopUpId) -> Result<bool, StoreError> {
    let held = tx.one(
        "SELECT id FROM held_top_up WHERE top_up_id = ?1 AND decided_at IS NULL",
        params![top_up],
        |row| row.get::<i64>("id"),
    )?;
    Ok(held.is_some())
}

/// After something came back to the member's lots: sets aside what belongs to top-ups that are held. Answers the member's balances.
pub(crate) fn hold_again(tx: &mut Tx<'_>, wallet: Wallet) -> Result<Wallet, StoreError> {
    let held = tx.all(
        "SELECT h.id AS held, t.id, t.number, t.member_id, t.entry_id FROM held_top_up h JOIN top_up t ON t.id = h.top_up_id \
         WHERE h.member_id = ?1 AND h.decided_at IS NULL AND t.entry_id IS NOT NULL ORDER BY h.id LIMIT 1000",
        params![wallet.member],
        |row| {
            let top_up = Credited {
                id: row.get("id")?,
                number: row.get("number")?,
                member: row.get("member_id")?,
                entry: row.get("entry_id")?,
            };
            Ok((row.get::<i64>("held")?, top_up))
        },
    )?;
    let mut now = wallet;
    for (held, top_up) in held {
        set_aside_left(tx, now, held, &top_up)?;
        now = lock_wallet(tx, wallet.member)?;
    }
    Ok(now)
}

fn lock_wallet(tx: &mut Tx<'_>, member: MemberId) -> Result<Wallet, StoreError> {
    Wallet::lock(tx, member)?.ok_or_else(|| StoreError::Decode("a top-up without a wallet".into()))
}

/// Moves what is in the top-up's lots to the held accounts. Nothing is posted when nothing is left.
fn set_aside_left(tx: &mut Tx<'_>, wallet: Wallet, held: i64, top_up: &Credited) -> Result<(), StoreError> {
    let money = tx.all(
        "SELECT id, principal_left, bonus_left FROM money_lot WHERE entry_id = ?1 AND member_id = ?2 AND emptied = 0 \
         ORDER BY id LIMIT 1000",
        params![top_up.entry, top_up.member],
        |row| {
            Ok(MoneyDraw {
                lot: row.get::<LotId>("id")?,
                principal: row.get::<Fen>("principal_left")?,
                bonus: row.get::<Fen>("bonus_left")?,
            })
        },
    )?;
    // What has expired expires as it would have.
    let points = tx.all(
        "SELECT o.lot_id, o.remaining FROM point_lot l JOIN open_point_lot o ON o.member_id = l.member_id AND o.lot_id = l.id \
         WHERE l.entry_id = ?1 AND l.member_id = ?2 AND (o.expires_at IS NULL OR o.expires_at >= ?3) ORDER BY l.id LIMIT 1000",
        params![top_up.entry, top_up.member, tx.now()],
        |row| {
            Ok(PointDraw {
                lot: row.get("lot_id")?,
                points: row.get("remaining")?,
            })
        },
    )?;
    if money.is_empty() && points.is_empty() {
        return Ok(());
    }
    let (_, hold) = hold::hold(tx, wallet, &top_up.number, None, &money, &points)?;
    tx.exec("UPDATE hold SET held_top_up_id = ?2 WHERE id = ?1", params![hold, held])?;
    Ok(())
}

pub(crate) fn release_open(tx: &mut Tx<'_>, open: &OpenHold) -> Result<EntryId, StoreError> {
    let mut draft = Draft::new(open.wallet);
    empty_held(&mut draft, &open.held)?;
    restore_money(tx, &mut draft, &open.held.money)?;
    restore_points(tx, &mut draft, &open.held.points)?;
    let explanation = Explanation::Hold {
        purpose: open.purpose.clone(),
    };
    let reference = format!("release:{}", open.number);
    let posted = close(
        tx,
        open,
        draft,
        EntryKind::Release,
        &reference,
        &explanation,
        HoldStatus::Released,
    )?;
    // What came back to a top-up that a person has yet to decide about is no more to be spent than the rest of it.
    hold_again(tx, posted.wallet)?;
    Ok(posted.entry)
}
