//! What would move, for whoever looks before they ask. Nothing is changed by it.

use huika_domain::{CardStatus, Fen, MemberId, MemberPhone, OperatorId, Points};

use super::{MergeObstacle, ask::differ, obstacle};
use crate::{
    StoreError, Tx,
    ledger::Wallet,
    params,
    staff::{Role, may_about},
};

/// Two accounts beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePreview {
    /// The one that would end.
    pub from: MergeSide,
    /// The one that would stay.
    pub into: MergeSide,
    /// What has to be settled first, of either of them.
    pub obstacles: Vec<MergeObstacle>,
    /// Whether their documents say that they are two people.
    pub other_person: bool,
}

/// One of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeSide {
    /// Whose.
    pub member: MemberId,
    /// Their name; empty where they have not said it.
    pub name: String,
    /// Their phone; pages mask it.
    pub phone: MemberPhone,
    /// How the card stands.
    pub status: CardStatus,
    /// The rank of the tier.
    pub rank: i64,
    /// Paid in.
    pub principal: Fen,
    /// Given by the shop.
    pub bonus: Fen,
    /// Lots of money with something in them.
    pub money_lots: i64,
    /// Points.
    pub points: Points,
    /// Points that are owed: zero or negative.
    pub shortfall: Points,
    /// Lots of points with something in them.
    pub point_lots: i64,
    /// Paid net since they joined.
    pub spent: Fen,
    /// How often they have bought.
    pub visits: i64,
    /// Coupons that can be used.
    pub coupons: i64,
    /// Cards in use.
    pub cards: i64,
    /// Orders of the mall that wait to be collected.
    pub orders: i64,
    /// Tags.
    pub tags: i64,
    /// Notes for the staff.
    pub notes: i64,
    /// Friends whom they sent.
    pub friends: i64,
}

/// Both accounts; `None` where there is no such member, or none that this operator may merge.
pub fn preview_merge(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    from: MemberId,
    into: MemberId,
) -> Result<Option<MergePreview>, StoreError> {
    for member in [from, into] {
        if !may_about(tx, viewer, Role::merges_members, member)? {
            return Ok(None);
        }
    }
    let (Some(leaving), Some(staying)) = (Wallet::read(tx, from)?, Wallet::read(tx, into)?) else {
        return Ok(None);
    };
    let mut obstacles = obstacle::of_member(tx, &leaving)?;
    for obstacle in obstacle::of_member(tx, &staying)? {
        if !obstacles.contains(&obstacle) {
            obstacles.push(obstacle);
        }
    }
    Ok(Some(MergePreview {
        other_person: differ(tx, from, into)?,
        from: side(tx, &leaving)?,
        into: side(tx, &staying)?,
        obstacles,
    }))
}

/// The account that a merged one leads to; none for one that was not merged.
pub fn merged_into(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<MemberId>, StoreError> {
    let found = tx.one("SELECT merged_into FROM member WHERE id = ?1", params![member], |row| {
        row.get::<Option<MemberId>>("merged_into")
    })?;
    Ok(found.flatten())
}

fn side(tx: &mut Tx<'_>, wallet: &Wallet) -> Result<MergeSide, StoreError> {
    let member = wallet.member;
    let said = tx.one(
        "SELECT name, phone, status, tier_rank FROM member WHERE id = ?1",
        params![member],
        |row| {
            Ok((
                row.get::<String>("name")?,
                row.get::<String>("phone")?,
                row.get::<CardStatus>("status")?,
                row.get::<i64>("tier_rank")?,
            ))
        },
    )?;
    let (name, phone, status, rank) = said.ok_or_else(|| StoreError::Decode(format!("there is no member {member}")))?;
    let mut count = |text: &str| tx.value::<i64>(text, params![member]);
    Ok(MergeSide {
        member,
        name,
        phone: MemberPhone::of_kept(&phone).map_err(|error| StoreError::Decode(error.to_string()))?,
        status,
        rank,
        principal: wallet.principal,
        bonus: wallet.bonus,
        points: wallet.points,
        shortfall: wallet.shortfall,
        spent: wallet.spent,
        visits: wallet.visits,
        money_lots: count("SELECT COUNT(*) FROM money_lot WHERE member_id = ?1 AND emptied = 0")?,
        point_lots: count("SELECT COUNT(*) FROM open_point_lot WHERE member_id = ?1")?,
        coupons: count("SELECT COUNT(*) FROM coupon WHERE member_id = ?1 AND state = 'held'")?,
        cards: count("SELECT COUNT(*) FROM card WHERE member_id = ?1 AND status = 'active'")?,
        orders: count("SELECT COUNT(*) FROM redemption WHERE member_id = ?1 AND status = 'ready'")?,
        tags: count("SELECT COUNT(*) FROM member_tag WHERE member_id = ?1 AND until IS NULL")?,
        notes: count("SELECT COUNT(*) FROM member_note WHERE member_id = ?1 AND ended_at IS NULL")?,
        friends: count("SELECT COUNT(*) FROM referral WHERE referrer_id = ?1")?,
    })
}
