//! Claiming a coupon by its code, on the member's phone. Wrong codes are counted, by the member and by the address, and followed by waits.

use huika_domain::{CardStatus, CouponCode, CouponId, CouponKindId, MemberId, Millis};
use serde::{Deserialize, Serialize};

use super::{
    CouponError,
    caps::check_caps,
    kind::{coupon_kind, terms_in},
};
use crate::{
    Tx,
    db::guess::{Bucket, count_wrong, forgive, waits_until},
    ledger::Wallet,
    params,
};

/// A member types a code.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// Who.
    pub member: MemberId,
    /// What was typed.
    pub code: &'a str,
    /// From which address; empty where that is not known.
    pub address: &'a str,
}

/// What became of it. A wrong code is an outcome and not an error, because it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Claimed {
    /// It is the member's now, or has been already.
    Yours(CouponId),
    /// There is no such code, or somebody claimed it, or it is over: which of them, whoever guesses is not told.
    No,
    /// Too many wrong ones.
    Wait {
        /// Until when.
        until: Millis,
    },
}

/// Claims it. Of two members with the same code one gets it. A code that this member has claimed already answers the same coupon.
pub fn claim(tx: &mut Tx<'_>, claim: &Claim<'_>) -> Result<Claimed, CouponError> {
    Wallet::lock(tx, claim.member)?.ok_or(CouponError::NoMember)?;
    let status = tx.one(
        "SELECT status FROM member WHERE id = ?1",
        params![claim.member],
        |row| row.get::<CardStatus>("status"),
    )?;
    if !status.is_some_and(CardStatus::is_active) {
        return Err(CouponError::NotActive);
    }
    let own = Bucket::coupon_codes_of_member(tx, claim.member);
    let buckets = [own, Bucket::coupon_codes_of_address(tx, claim.address)];
    if let Some(until) = waits_until(tx, &buckets)? {
        return Ok(Claimed::Wait { until });
    }
    let Ok(code) = CouponCode::parse(claim.code) else {
        // What has not even the form of a code is nobody's guess.
        return Ok(Claimed::No);
    };
    let found = tx.lock(
        "SELECT c.id, c.kind_id, c.state, c.member_id, c.valid_until, v.terms FROM coupon c JOIN coupon_version v ON v.id = c.version_id WHERE c.code = ?1",
        params![code.as_str()],
        |row| {
            let of: (CouponId, CouponKindId, String) = (row.get("id")?, row.get("kind_id")?, row.get("state")?);
            let whose: Option<MemberId> = row.get("member_id")?;
            Ok((of, whose, row.get::<Millis>("valid_until")?, terms_in(row)?))
        },
    )?;
    let Some(((coupon, kind, state), whose, until, terms)) = found else {
        count_wrong(tx, &buckets)?;
        return Ok(Claimed::No);
    };
    if whose == Some(claim.member) {
        return Ok(Claimed::Yours(coupon));
    }
    if state != "open" || until < tx.now() {
        count_wrong(tx, &buckets)?;
        return Ok(Claimed::No);
    }
    // It is issued already: only how many this member gets is asked.
    let kind = coupon_kind(tx, kind)?.ok_or(CouponError::NoKind)?;
    check_caps(tx, &kind, 0, Some(claim.member))?;
    let (from, until) = terms.validity.instants_from(tx.context().zone, tx.now());
    let claimed = tx.exec(
        "UPDATE coupon SET state = 'held', member_id = ?2, given_at = ?3, valid_from = ?4, valid_until = ?5 WHERE id = ?1 AND state = 'open'",
        params![coupon, claim.member, tx.now(), from, until],
    )?;
    if claimed != 1 {
        return Ok(Claimed::No);
    }
    // The address may be a whole shop's: what one guest typed right forgives the others nothing.
    forgive(tx, &[own])?;
    tx.announce(claim.member);
    Ok(Claimed::Yours(coupon))
}
