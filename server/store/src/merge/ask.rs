//! One person asks for it, and a second one says yes or no.

use huika_domain::{CardStatus, MemberId, OperatorId, Reason};
use serde::{Deserialize, Serialize};

use super::{
    MergeError, MergeObstacle,
    carry_over::carry_over,
    obstacle,
    wish::{Wish, lock_row, wish},
};
use crate::{
    StoreError, Tx,
    db::{idempotency, number},
    ledger::Wallet,
    params,
    staff::{
        Act, ActKind, Role, Said, Second, SecondKind, ask_second, home_store, is_own_account, may_about, second_said,
    },
};

/// Somebody asks for two accounts to become one.
#[derive(Debug, Clone, Serialize)]
pub struct AskMerge {
    /// The account that ends.
    pub from: MemberId,
    /// The one that stays.
    pub into: MemberId,
    /// Why, and by what it was seen that both are one person's.
    pub reason: Reason,
    /// Who asks.
    pub operator: OperatorId,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// A merge that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedMerge {
    /// Its number.
    pub number: String,
}

/// Both wallets, locked in the order of their numbers, so that two merges that cross wait for each other.
struct Both {
    from: Wallet,
    into: Wallet,
}

/// Keeps the wish until a second person approves. Nothing moves before.
pub fn ask_merge(tx: &mut Tx<'_>, request: &AskMerge) -> Result<AskedMerge, MergeError> {
    let both = lock(tx, request.from, request.into)?;
    let scope = format!("merge:{}", request.operator);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        check(tx, request.operator, Role::merges_members, &both)?;
        can_be(tx, &both)?;
        let waits: i64 = tx.value(
            "SELECT (SELECT COUNT(*) FROM member_merge WHERE from_id IN (?1, ?2) AND state = 'waiting') \
             + (SELECT COUNT(*) FROM member_merge WHERE into_id = ?1 AND state = 'waiting')",
            params![request.from, request.into],
        )?;
        if waits > 0 {
            return Err(MergeError::Obstacle(MergeObstacle::CorrectionWaits));
        }
        let number = number::fresh(tx, 'V');
        tx.exec(
            "INSERT INTO member_merge (number, from_id, into_id, state, reason, asked_by, asked_at) \
             VALUES (?1, ?2, ?3, 'waiting', ?4, ?5, ?6)",
            params![
                number,
                request.from,
                request.into,
                request.reason.as_str(),
                request.operator,
                tx.now()
            ],
        )?;
        let store = home_store(tx, request.into)?;
        let second = Second {
            kind: SecondKind::Merge,
            subject: &number,
            store,
            member: Some(request.into),
            amount: both.from.balance().get(),
            asked_by: request.operator,
        };
        ask_second(tx, &second)?;
        let act = Act {
            store,
            member: Some(request.into),
            detail: request.reason.as_str(),
            was: &number,
            ..Act::new(request.operator, ActKind::MergeAsked)
        };
        act.keep(tx)?;
        Ok(AskedMerge { number })
    })
}

/// A second person says yes: both become one as the books are now. Whatever was asked at the form is asked again.
pub(crate) fn approve_merge(tx: &mut Tx<'_>, number: &str, operator: OperatorId) -> Result<(), MergeError> {
    let (both, wish) = lock_wish(tx, number, operator)?;
    // Who asked for it may have lost the right meanwhile.
    check(tx, wish.asked_by, Role::merges_members, &both)?;
    can_be(tx, &both)?;
    let (out_entry, in_entry) = carry_over(tx, both.from, both.into, &wish)?;
    tx.exec(
        "UPDATE member_merge SET state = 'done', decided_by = ?2, decided_at = ?3, out_entry_id = ?4, in_entry_id = ?5 WHERE number = ?1",
        params![number, operator, tx.now(), out_entry, in_entry],
    )?;
    let act = Act {
        store: home_store(tx, wish.into)?,
        member: Some(wish.into),
        was: number,
        detail: &wish.reason,
        ..Act::new(operator, ActKind::MembersMerged)
    };
    act.keep(tx)?;
    Ok(second_said(tx, (SecondKind::Merge, number), operator, Said::Approved)?)
}

/// A second person says no.
pub(crate) fn refuse_merge(tx: &mut Tx<'_>, number: &str, operator: OperatorId) -> Result<(), MergeError> {
    lock_wish(tx, number, operator)?;
    tx.exec(
        "UPDATE member_merge SET state = 'refused', decided_by = ?2, decided_at = ?3 WHERE number = ?1",
        params![number, operator, tx.now()],
    )?;
    Ok(second_said(tx, (SecondKind::Merge, number), operator, Said::Refused)?)
}

fn lock_wish(tx: &mut Tx<'_>, number: &str, operator: OperatorId) -> Result<(Both, Wish), MergeError> {
    let found = wish(tx, number)?.ok_or(MergeError::NotWaiting)?;
    let both = lock(tx, found.from, found.into)?;
    let wish = lock_row(tx, number)?.ok_or(MergeError::NotWaiting)?;
    if wish.asked_by == operator {
        return Err(MergeError::SamePerson);
    }
    check(tx, operator, Role::approves, &both)?;
    Ok((both, wish))
}

fn lock(tx: &mut Tx<'_>, from: MemberId, into: MemberId) -> Result<Both, MergeError> {
    if from == into {
        return Err(MergeError::Same);
    }
    let first = Wallet::lock(tx, from.min(into))?.ok_or(MergeError::NoMember)?;
    let second = Wallet::lock(tx, from.max(into))?.ok_or(MergeError::NoMember)?;
    Ok(if first.member == from {
        Both {
            from: first,
            into: second,
        }
    } else {
        Both {
            from: second,
            into: first,
        }
    })
}

/// A merge is the matter of the stores where both are at home, else of headquarters, and nobody's own.
fn check(tx: &mut Tx<'_>, operator: OperatorId, allowed: fn(Role) -> bool, both: &Both) -> Result<(), MergeError> {
    for member in [both.from.member, both.into.member] {
        if is_own_account(tx, operator, member)? {
            return Err(MergeError::OwnAccount);
        }
        if !may_about(tx, operator, allowed, member)? {
            return Err(MergeError::NotAllowed);
        }
    }
    Ok(())
}

/// Whether both can be one account at this moment. Whoever signs in locks the same rows.
fn can_be(tx: &mut Tx<'_>, both: &Both) -> Result<(), MergeError> {
    let (from, into) = (both.from.member, both.into.member);
    for member in [from.min(into), from.max(into)] {
        let status = tx.lock("SELECT status FROM member WHERE id = ?1", params![member], |row| {
            row.get::<CardStatus>("status")
        })?;
        match status {
            None | Some(CardStatus::Closed) => return Err(MergeError::NoMember),
            Some(status) if !status.is_active() => return Err(MergeError::NotActive),
            Some(_) => {}
        }
    }
    for wallet in [&both.from, &both.into] {
        if let Some(obstacle) = obstacle::of_member(tx, wallet)?.first() {
            return Err(MergeError::Obstacle(*obstacle));
        }
    }
    if differ(tx, from, into)? {
        return Err(MergeError::OtherPerson);
    }
    Ok(())
}

/// Whether both showed a document of one kind with different numbers: then they are two people.
pub(super) fn differ(tx: &mut Tx<'_>, from: MemberId, into: MemberId) -> Result<bool, StoreError> {
    let differing: i64 = tx.value(
        "SELECT COUNT(*) FROM member_document a JOIN member_document b ON b.member_id = ?2 AND b.kind = a.kind \
         AND b.fingerprint <> a.fingerprint WHERE a.member_id = ?1",
        params![from, into],
    )?;
    Ok(differing > 0)
}
