//! A member's own code, and who came with it.

use huika_domain::{MemberId, ReferralCode};

use crate::{StoreError, Tx, params};

/// What a member sees of their invitations. Who came is nobody's business but theirs: only how many is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// The member's own code.
    pub code: ReferralCode,
    /// How many joined with it.
    pub joined: i64,
}

/// The member's own code, drawn now when they never asked for it before.
pub fn referral(tx: &mut Tx<'_>, member: MemberId) -> Result<Referral, StoreError> {
    let kept: Option<String> = tx
        .lock(
            "SELECT referral_code FROM member WHERE id = ?1",
            params![member],
            |row| row.get("referral_code"),
        )?
        .flatten();
    let code = match kept {
        Some(text) => ReferralCode::parse(&text).map_err(|e| StoreError::Decode(e.to_string()))?,
        None => draw(tx, member)?,
    };
    let joined = tx.value("SELECT COUNT(*) FROM member WHERE referred_by = ?1", params![member])?;
    Ok(Referral { code, joined })
}

fn draw(tx: &mut Tx<'_>, member: MemberId) -> Result<ReferralCode, StoreError> {
    loop {
        let code = ReferralCode::from_random(tx.context().rng.below(1 << 40));
        let taken: i64 = tx.value(
            "SELECT COUNT(*) FROM member WHERE referral_code = ?1",
            params![code.as_str()],
        )?;
        if taken == 0 {
            // Two members who draw the same code in the same moment meet at the unique index, and one of them asks again.
            tx.exec(
                "UPDATE member SET referral_code = ?2 WHERE id = ?1",
                params![member, code.as_str()],
            )?;
            return Ok(code);
        }
    }
}

/// Whether a code invites: it is an open membership's.
pub fn invites(tx: &mut Tx<'_>, code: &ReferralCode) -> Result<bool, StoreError> {
    Ok(referrer(tx, code)?.is_some())
}

/// Whose code it is.
pub(super) fn referrer(tx: &mut Tx<'_>, code: &ReferralCode) -> Result<Option<MemberId>, StoreError> {
    tx.one(
        "SELECT id FROM member WHERE referral_code = ?1 AND status <> 'closed'",
        params![code.as_str()],
        |row| row.get("id"),
    )
}
