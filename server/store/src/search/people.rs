//! Members that a search finds.

use std::fmt::Write as _;

use huika_domain::{CardNumber, CardStatus, Fen, MemberId, MemberPhone, OperatorId, Points, SearchTerm};

use crate::{
    OwnedValue, Row, StoreError, ToValue, Tx,
    member::{has_card, named, phone_ends},
};

/// The most members that are told at once; who looks for one types more digits.
pub const MEMBERS_MAX: usize = 20;

/// A member as the office's search shows them. Pages mask name and phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMember {
    /// Who.
    pub member: MemberId,
    /// What they are called; empty when they have not said.
    pub name: String,
    /// Their phone.
    pub phone: MemberPhone,
    /// Whether the card may be used.
    pub status: CardStatus,
    /// Tier, by rank.
    pub tier_rank: i64,
    /// The store where they are at home; empty for none.
    pub home_store: String,
    /// Principal and bonus.
    pub balance: Fen,
    /// Points, those that cannot be used yet among them.
    pub points: Points,
    /// The number of the card that is in use, where there is one.
    pub card: Option<CardNumber>,
}

/// The statement for the members of whom a condition holds, whose places begin with `?2`, of those stores that the operator `?1` sees. What else
/// is told of them is looked up for those that are told, and not for the thousands who have a common name.
pub(super) fn statement(condition: &str) -> String {
    format!(
        "SELECT m.id, m.name, m.phone, m.status, m.tier_rank, COALESCE(s.name, '') AS home_store, w.principal_fen + w.bonus_fen AS balance, w.points, \
         (SELECT c.number FROM card c WHERE c.member_id = m.id AND c.status = 'active' ORDER BY c.chosen_at DESC, c.id LIMIT 1) AS card \
         FROM (SELECT m.id FROM member m WHERE {condition} AND {} ORDER BY m.id LIMIT 21) f JOIN member m ON m.id = f.id \
         JOIN wallet w ON w.member_id = m.id LEFT JOIN store s ON s.id = m.home_store_id ORDER BY m.id",
        crate::staff::sees_store!("?1", "m.home_store_id")
    )
}

/// What must hold of a member that a term names, with its values; none for what names no member.
pub(super) fn condition(term: &SearchTerm) -> Option<(String, Vec<OwnedValue>)> {
    let (text, values) = match term {
        SearchTerm::Phone(phone) => (
            "m.phone = ?".to_owned(),
            vec![OwnedValue::from(phone.as_str().to_value())],
        ),
        SearchTerm::Card(card) => has_card("m.id", *card),
        SearchTerm::PhoneTail(tail) => phone_ends("m.phone", tail),
        SearchTerm::Name(part) => named("m.id", part),
        SearchTerm::Record(..) => return None,
    };
    // The first place is the operator's.
    let mut numbered = String::with_capacity(text.len() + 8);
    for (index, part) in text.split('?').enumerate() {
        if index > 0 {
            // Writing into a string cannot fail.
            let _ = write!(numbered, "?{}", index + 1);
        }
        numbered.push_str(part);
    }
    Some((numbered, values))
}

/// One more than is told says that there are more.
pub(super) fn find(tx: &mut Tx<'_>, viewer: OperatorId, term: &SearchTerm) -> Result<Vec<FoundMember>, StoreError> {
    let Some((condition, values)) = condition(term) else {
        return Ok(Vec::new());
    };
    let mut params = vec![viewer.to_value()];
    params.extend(values.iter().map(OwnedValue::borrowed));
    tx.all(&statement(&condition), &params, read)
}

fn read(row: &Row<'_>) -> Result<FoundMember, StoreError> {
    let phone: String = row.get("phone")?;
    let card = row
        .get::<Option<String>>("card")?
        .map(|number| CardNumber::parse(&number));
    Ok(FoundMember {
        member: row.get("id")?,
        name: row.get("name")?,
        phone: MemberPhone::of_kept(&phone).map_err(|e| StoreError::Decode(e.to_string()))?,
        status: row.get("status")?,
        tier_rank: row.get("tier_rank")?,
        home_store: row.get("home_store")?,
        balance: row.get("balance")?,
        points: row.get("points")?,
        card: card.transpose().map_err(|e| StoreError::Decode(e.to_string()))?,
    })
}
