//! Giving a coupon to one member by hand, with a reason and within one's limits, and taking one back.

use huika_domain::{Capability, CouponCause, CouponId, CouponKindId, CouponState, Fen, MemberId, OperatorId, Reason};
use serde::{Deserialize, Serialize};

use super::{Cause, CouponError, give_coupon, kind::coupon_kind};
use crate::{
    StoreError, Tx,
    db::{idempotency, number},
    ledger::Wallet,
    params,
    staff::{
        Act, ActKind, Alone, Role, Said, Second, SecondKind, acts_alone, ask_second_for, home_store, may_about,
        second_said,
    },
};

/// Somebody gives a coupon to a member.
#[derive(Debug, Clone, Serialize)]
pub struct GiveByHand {
    /// Who.
    pub operator: OperatorId,
    /// To whom.
    pub member: MemberId,
    /// Which kind.
    pub kind: CouponKindId,
    /// Whether it is an apology.
    pub apology: bool,
    /// Why; the member reads it.
    pub reason: Reason,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GivenByHand {
    /// The member has it.
    Given(CouponId),
    /// It is more than this operator gives alone: a second person was asked.
    Waiting,
}

/// Gives it, once for each key. What it counts as is counted against the operator's limits; above them it waits for a second person.
pub fn give_by_hand(tx: &mut Tx<'_>, request: &GiveByHand) -> Result<GivenByHand, CouponError> {
    Wallet::lock(tx, request.member)?.ok_or(CouponError::NoMember)?;
    let scope = format!("give-coupon:{}", request.operator);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if !may_about(tx, request.operator, Role::gives_coupons, request.member)? {
            return Err(CouponError::NotAllowed);
        }
        let kind = coupon_kind(tx, request.kind)?.ok_or(CouponError::NoKind)?;
        let (worth, rule) = (kind.terms.worth, tx.rules().coupons);
        let alone = Alone {
            operator: request.operator,
            capability: Capability::GiveCoupons,
            amount: worth.get(),
            above_rule: worth > rule.by_hand_at_once,
            day_rule: Some(rule.by_hand_a_day.get()),
            reference: &kind.code,
        };
        let wish = Wish {
            kind: kind.id,
            name: kind.terms.name.clone(),
            apology: request.apology,
            reason: request.reason.clone(),
        };
        if acts_alone(tx, &alone)? {
            return hand(tx, &wish, request.member, request.operator).map(GivenByHand::Given);
        }
        // What cannot be given is refused now, and not when somebody says yes to it.
        if !kind.is_given(tx) {
            return Err(CouponError::KindEnded);
        }
        ask(tx, &wish, request, worth)?;
        Ok(GivenByHand::Waiting)
    })
}

/// What is given by hand, as it waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Wish {
    kind: CouponKindId,
    /// What it was called when it was asked for.
    name: String,
    apology: bool,
    reason: Reason,
}

impl Wish {
    fn read(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text).map_err(|error| StoreError::Decode(format!("a coupon that waits: {error}")))
    }

    fn said(&self) -> String {
        format!("{} · {}", self.name, self.reason.as_str())
    }
}

/// What waits, in words for who decides: the coupon and why.
pub(crate) fn wish_words(detail: &str) -> Result<String, StoreError> {
    Ok(Wish::read(detail)?.said())
}

fn ask(tx: &mut Tx<'_>, wish: &Wish, request: &GiveByHand, worth: Fen) -> Result<(), StoreError> {
    let detail = serde_json::to_string(wish).map_err(|error| StoreError::Internal(error.to_string()))?;
    let number = number::fresh(tx, 'K');
    let second = Second {
        kind: SecondKind::Coupon,
        subject: &number,
        store: home_store(tx, request.member)?,
        member: Some(request.member),
        amount: worth.get(),
        asked_by: request.operator,
    };
    ask_second_for(tx, &second, &detail)
}

/// Gives it, in the name of who asked.
fn hand(tx: &mut Tx<'_>, wish: &Wish, member: MemberId, operator: OperatorId) -> Result<CouponId, CouponError> {
    let store = home_store(tx, member)?;
    let cause = Cause {
        reason: wish.reason.as_str(),
        operator: Some(operator),
        store,
        ..Cause::of(if wish.apology {
            CouponCause::Apology
        } else {
            CouponCause::Hand
        })
    };
    let given = give_coupon(tx, wish.kind, member, &cause)?;
    Act {
        store,
        member: Some(member),
        detail: &wish.said(),
        ..Act::new(operator, ActKind::CouponGiven)
    }
    .keep(tx)?;
    given.ok_or_else(|| StoreError::Internal("a coupon without an occasion was not given".into()).into())
}

/// A second person says yes: it is given as the kind is now. Who asked for it may have lost the right meanwhile.
pub(crate) fn approve_coupon(tx: &mut Tx<'_>, number: &str, by: OperatorId) -> Result<(), CouponError> {
    let waiting = |tx: &mut Tx<'_>| {
        tx.one(
            "SELECT member_id, asked_by, detail FROM sign_off WHERE kind = ?1 AND subject = ?2 AND decision = ''",
            params![SecondKind::Coupon, number],
            |row| {
                let who: (MemberId, OperatorId) = (row.get("member_id")?, row.get("asked_by")?);
                Ok((who, row.get::<String>("detail")?))
            },
        )
    };
    let ((member, _), _) = waiting(tx)?.ok_or(CouponError::NotWaiting)?;
    Wallet::lock(tx, member)?.ok_or(CouponError::NoMember)?;
    // Read again: another may have decided meanwhile.
    let ((member, asked_by), detail) = waiting(tx)?.ok_or(CouponError::NotWaiting)?;
    if !may_about(tx, asked_by, Role::gives_coupons, member)? {
        return Err(CouponError::NotAllowed);
    }
    hand(tx, &Wish::read(&detail)?, member, asked_by)?;
    Ok(second_said(tx, (SecondKind::Coupon, number), by, Said::Approved)?)
}

/// A second person says no.
pub(crate) fn refuse_coupon(tx: &mut Tx<'_>, number: &str, by: OperatorId) -> Result<(), CouponError> {
    Ok(second_said(tx, (SecondKind::Coupon, number), by, Said::Refused)?)
}

/// Somebody takes a coupon back.
#[derive(Debug, Clone)]
pub struct TakeBack {
    /// Who.
    pub operator: OperatorId,
    /// From whom.
    pub member: MemberId,
    /// Which.
    pub coupon: CouponId,
    /// Why.
    pub reason: Reason,
}

/// Takes a coupon back that was not used. Of a till that uses it and a person who takes it back at once, one has it.
pub fn take_back(tx: &mut Tx<'_>, request: &TakeBack) -> Result<(), CouponError> {
    Wallet::lock(tx, request.member)?.ok_or(CouponError::NoMember)?;
    if !may_about(tx, request.operator, Role::gives_coupons, request.member)? {
        return Err(CouponError::NotAllowed);
    }
    let found = tx.lock(
        "SELECT c.state, v.name FROM coupon c JOIN coupon_version v ON v.id = c.version_id WHERE c.id = ?1 AND c.member_id = ?2",
        params![request.coupon, request.member],
        |row| Ok((row.get::<CouponState>("state")?, row.get::<String>("name")?)),
    )?;
    let (state, name) = found.ok_or(CouponError::NoCoupon)?;
    if state != CouponState::Held {
        return Err(CouponError::Gone(request.coupon));
    }
    tx.exec(
        "UPDATE coupon SET state = 'taken-back', ended_at = ?2, ended_by = ?3, end_reason = ?4 WHERE id = ?1 AND state = 'held'",
        params![request.coupon, tx.now(), request.operator, request.reason.as_str()],
    )?;
    tx.announce(request.member);
    let detail = format!("{name} · {}", request.reason.as_str());
    let store = home_store(tx, request.member)?;
    Act {
        store,
        member: Some(request.member),
        detail: &detail,
        ..Act::new(request.operator, ActKind::CouponTaken)
    }
    .keep(tx)?;
    Ok(())
}
