//! Giving a coupon to one member by hand, with a reason and within one's limits, and taking one back.

use huika_domain::{Capability, CouponCause, CouponId, CouponKindId, CouponState, MemberId, OperatorId, Reason};
use serde::Serialize;

use super::{Cause, CouponError, give_coupon, kind::coupon_kind};
use crate::{
    StoreError, Tx,
    db::idempotency,
    ledger::Wallet,
    params,
    staff::{Act, ActKind, Alone, Role, acts_alone, home_store, may_about},
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

/// Gives it, once for each key. What it counts as is counted against the operator's limits.
pub fn give_by_hand(tx: &mut Tx<'_>, request: &GiveByHand) -> Result<CouponId, CouponError> {
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
        if !acts_alone(tx, &alone)? {
            return Err(CouponError::AboveLimit);
        }
        let store = home_store(tx, request.member)?;
        let cause = Cause {
            reason: request.reason.as_str(),
            operator: Some(request.operator),
            store,
            ..Cause::of(if request.apology {
                CouponCause::Apology
            } else {
                CouponCause::Hand
            })
        };
        let given = give_coupon(tx, request.kind, request.member, &cause)?;
        let detail = format!("{} · {}", kind.terms.name, request.reason.as_str());
        Act {
            store,
            member: Some(request.member),
            detail: &detail,
            ..Act::new(request.operator, ActKind::CouponGiven)
        }
        .keep(tx)?;
        given.ok_or_else(|| StoreError::Internal("a coupon without an occasion was not given".into()).into())
    })
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
