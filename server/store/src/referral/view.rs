//! What a member sees of the friends whom they brought: masked, and how far each is.

use huika_domain::{MemberId, MemberPhone, Millis, PersonName, Points};

use super::row::{ReferralState, ReferralWhy};
use crate::{StoreError, Tx, params};

/// A friend who came on the member's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtFriend {
    /// The referral's number.
    pub id: i64,
    /// Their name, masked, or their number, masked.
    pub who: String,
    /// When they joined.
    pub joined_at: Millis,
    /// How far it is.
    pub state: ReferralState,
    /// Why nothing is given.
    pub why: ReferralWhy,
    /// What the member got for them.
    pub points: Points,
}

/// The friends before the one with a number, or the newest ones, newest first.
pub fn brought_friends(
    tx: &mut Tx<'_>,
    referrer: MemberId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<BroughtFriend>, StoreError> {
    tx.all(
        "SELECT f.id, f.joined_at, f.state, f.why, f.referrer_points, m.name, m.phone FROM referral f JOIN member m ON m.id = f.member_id \
         WHERE f.referrer_id = ?1 AND f.id < ?2 ORDER BY f.id DESC LIMIT ?3",
        params![referrer, before.unwrap_or(i64::MAX), limit],
        |row| {
            let (name, phone): (String, String) = (row.get("name")?, row.get("phone")?);
            let phone = MemberPhone::of_kept(&phone).map_err(|e| StoreError::Decode(e.to_string()))?;
            Ok(BroughtFriend {
                id: row.get("id")?,
                who: PersonName::masked(&name).unwrap_or_else(|| phone.masked()),
                joined_at: row.get("joined_at")?,
                state: row.get("state")?,
                why: row.get("why")?,
                points: row.get("referrer_points")?,
            })
        },
    )
}
