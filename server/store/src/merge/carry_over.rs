//! What is on one account goes to the other one, and the first one ends.

use huika_domain::{EntryId, Fen, LotId, MemberId, MemberPhone, Points, plan_points, usable_points};

use super::{rows::move_rows, wish::Wish};
use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, Posted, Wallet,
        amount::{minus, minus_points},
        draw_points, money_lots, point_lots,
    },
    member::{end_devices, erase},
    params,
    tier::{self, Cause},
};

/// Why sessions ended, as their rows say it.
const MERGED: &str = "merged";

/// The entries of both sides; none where nothing was on the account.
type Entries = (Option<EntryId>, Option<EntryId>);

/// Everything that is on the first wallet goes to the second one. Both are locked, and so are their members' rows.
pub(super) fn carry_over(
    tx: &mut Tx<'_>,
    mut from: Wallet,
    mut into: Wallet,
    wish: &Wish,
) -> Result<Entries, StoreError> {
    let (leaving, staying) = (from.member, into.member);
    end_devices(tx, leaving, None, MERGED)?;
    tx.exec(
        "UPDATE till_session SET ended_at = ?2 WHERE member_id = ?1 AND ended_at IS NULL",
        params![leaving, tx.now()],
    )?;
    let phones = (phone(tx, leaving)?, phone(tx, staying)?);
    into.take_figures(tx, &mut from)?;
    let moved = Moved::of(tx, &from)?;
    let out_entry = moved.leave(tx, from, wish, &phones.1)?;
    tier::keep_higher(tx, leaving, staying)?;
    move_rows(tx, leaving, staying)?;
    let arrived = moved.arrive(tx, into, wish, &phones.0)?;
    end_account(tx, leaving, staying)?;
    if let Some(posted) = &arrived {
        let cause = Cause {
            entry: posted.entry,
            store: None,
        };
        // Both did together what neither did alone.
        tier::rise(tx, posted.wallet, &cause)?;
    }
    tx.announce(leaving);
    tx.announce(staying);
    Ok((out_entry, arrived.map(|posted| posted.entry)))
}

/// A member's phone as the statement of the other one shows it.
fn phone(tx: &mut Tx<'_>, member: MemberId) -> Result<String, StoreError> {
    let kept: String = tx.value("SELECT phone FROM member WHERE id = ?1", params![member])?;
    let phone = MemberPhone::of_kept(&kept).map_err(|error| StoreError::Decode(error.to_string()))?;
    Ok(phone.masked())
}

/// What lies on an account, lot by lot.
struct Moved {
    lines: Vec<(Account, LotId, i64)>,
    money: Fen,
    points: Points,
    shortfall: Points,
}

impl Moved {
    fn of(tx: &mut Tx<'_>, wallet: &Wallet) -> Result<Self, StoreError> {
        let mut lines = Vec::new();
        for lot in money_lots(tx, wallet.member)? {
            lines.push((Account::Principal, lot.id, lot.principal_left.get()));
            lines.push((Account::Bonus, lot.id, lot.bonus_left.get()));
        }
        for lot in point_lots(tx, wallet.member)? {
            lines.push((Account::Points, lot.id, lot.remaining.get()));
        }
        Ok(Self {
            lines,
            money: wallet.balance(),
            points: wallet.points,
            shortfall: wallet.shortfall,
        })
    }

    /// Points, less what is owed of them.
    fn net_points(&self) -> Points {
        Points::new(self.points.get().saturating_add(self.shortfall.get()))
    }

    fn write(&self, draft: &mut Draft, sign: i64) -> Result<(), StoreError> {
        for (account, lot, amount) in &self.lines {
            let amount = amount.saturating_mul(sign);
            if *account == Account::Points {
                draft.points(*account, Some((*lot).into()), Points::new(amount))?;
            } else {
                draft.money(*account, *lot, Fen::new(amount))?;
            }
        }
        let owed = Points::new(self.shortfall.get().saturating_mul(sign));
        draft.points(Account::Shortfall, None, owed)
    }

    /// Off the account that ends.
    fn leave(&self, tx: &mut Tx<'_>, wallet: Wallet, wish: &Wish, other: &str) -> Result<Option<EntryId>, StoreError> {
        let mut draft = Draft::new(wallet);
        self.write(&mut draft, -1)?;
        if draft.is_empty() {
            wallet.save(tx)?;
            return Ok(None);
        }
        draft.shop_money(Account::Merging, &wish.number, self.money);
        draft.shop_points(Account::Merging, &wish.number, self.net_points());
        Ok(Some(post(tx, draft, wish, (other, true))?.entry))
    }

    /// Onto the one that stays, whose lots they are by now. What one of both owes, points of the other one repay.
    fn arrive(&self, tx: &mut Tx<'_>, wallet: Wallet, wish: &Wish, other: &str) -> Result<Option<Posted>, StoreError> {
        let mut draft = Draft::new(wallet);
        self.write(&mut draft, 1)?;
        if draft.is_empty() {
            wallet.save(tx)?;
            return Ok(None);
        }
        draft.shop_money(Account::Merging, &wish.number, minus(self.money)?);
        draft.shop_points(Account::Merging, &wish.number, minus_points(self.net_points())?);
        let owed = minus_points(draft.wallet().shortfall)?;
        if owed.is_positive() {
            let lots = point_lots(tx, wallet.member)?;
            let repaid = owed.min(usable_points(&lots, tx.now()));
            let draws = plan_points(&lots, repaid, tx.now()).map_err(|e| StoreError::Internal(e.to_string()))?;
            draw_points(tx, &mut draft, &draws)?;
            draft.points(Account::Shortfall, None, repaid)?;
        }
        Ok(Some(post(tx, draft, wish, (other, false))?))
    }
}

fn post(tx: &mut Tx<'_>, draft: Draft, wish: &Wish, (other, away): (&str, bool)) -> Result<Posted, StoreError> {
    let side = if away { "out" } else { "in" };
    let header = Header {
        kind: EntryKind::Merge,
        reference: &format!("merge:{}:{side}", wish.number),
        store: None,
        operator: Some(wish.asked_by),
        reverses: None,
        explanation: &Explanation::Merge {
            other: other.to_owned(),
            away,
        },
    };
    draft.post(tx, &header)
}

/// Closes the account, and says where it leads. What the one that stays has not said of itself, it has from the other one.
fn end_account(tx: &mut Tx<'_>, leaving: MemberId, staying: MemberId) -> Result<(), StoreError> {
    let said = tx.one(
        "SELECT name, birthday, referral_code FROM member WHERE id = ?1",
        params![leaving],
        |row| {
            Ok((
                row.get::<String>("name")?,
                row.get::<Option<String>>("birthday")?,
                row.get::<Option<String>>("referral_code")?,
            ))
        },
    )?;
    let (name, birthday, code) = said.ok_or_else(|| StoreError::Decode(format!("there is no member {leaving}")))?;
    erase(tx, leaving, MERGED)?;
    tx.exec(
        "UPDATE member SET name = ?2 WHERE id = ?1 AND name = ''",
        params![staying, name],
    )?;
    tx.exec(
        "UPDATE member SET birthday = COALESCE(birthday, ?2), referral_code = COALESCE(referral_code, ?3) WHERE id = ?1",
        params![staying, birthday, code],
    )?;
    tx.exec("DELETE FROM tier_notice WHERE member_id = ?1", params![leaving])?;
    tx.exec(
        "UPDATE member SET merged_into = ?2 WHERE id = ?1 OR merged_into = ?1",
        params![leaving, staying],
    )?;
    Ok(())
}
