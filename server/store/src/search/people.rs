//! Members that a search finds.

use huika_domain::{CardNumber, CardStatus, Fen, MemberId, OperatorId, Phone, Points, SearchTerm};

use crate::{Row, StoreError, Tx, params};

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
    pub phone: Phone,
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

/// The members of those stores that the operator `?1` sees, of which one condition holds.
macro_rules! members {
    ($condition:literal) => {
        concat!(
            "SELECT m.id, m.name, m.phone, m.status, m.tier_rank, COALESCE(s.name, '') AS home_store, w.principal_fen + w.bonus_fen AS balance, w.points, ",
            "(SELECT c.number FROM card c WHERE c.member_id = m.id AND c.status = 'active' ORDER BY c.id LIMIT 1) AS card ",
            "FROM member m JOIN wallet w ON w.member_id = m.id LEFT JOIN store s ON s.id = m.home_store_id WHERE ",
            $condition,
            " AND (EXISTS (SELECT 1 FROM operator o WHERE o.id = ?1 AND o.role IN ('headquarters', 'auditor')) ",
            "OR m.home_store_id IN (SELECT o.store_id FROM operator o WHERE o.id = ?1 ",
            "UNION SELECT x.store_id FROM operator_store x WHERE x.operator_id = ?1)) ORDER BY m.id LIMIT 21"
        )
    };
}

pub(super) const BY_PHONE: &str = members!("m.phone = ?2");
pub(super) const BY_CARD: &str = members!("m.id = (SELECT c.member_id FROM card c WHERE c.number = ?2)");
/// The index holds the last four digits; those before them are compared with what it finds.
pub(super) const BY_TAIL: &str = members!("substr(m.phone, length(m.phone) - 3) = ?2 AND m.phone LIKE ?3");

/// One more than is told says that there are more.
pub(super) fn find(tx: &mut Tx<'_>, viewer: OperatorId, term: &SearchTerm) -> Result<Vec<FoundMember>, StoreError> {
    match term {
        SearchTerm::Phone(phone) => tx.all(BY_PHONE, params![viewer, phone.as_str()], read),
        SearchTerm::Card(card) => tx.all(BY_CARD, params![viewer, card.as_digits()], read),
        SearchTerm::PhoneTail(tail) => {
            // Digits only, so nothing in it stands for something else.
            let ending = format!("%{}", tail.digits());
            tx.all(BY_TAIL, params![viewer, tail.last_four(), ending], read)
        }
        SearchTerm::Record(..) => Ok(Vec::new()),
    }
}

fn read(row: &Row<'_>) -> Result<FoundMember, StoreError> {
    let phone: String = row.get("phone")?;
    let card = row
        .get::<Option<String>>("card")?
        .map(|number| CardNumber::parse(&number));
    Ok(FoundMember {
        member: row.get("id")?,
        name: row.get("name")?,
        phone: Phone::parse(&phone).map_err(|e| StoreError::Decode(e.to_string()))?,
        status: row.get("status")?,
        tier_rank: row.get("tier_rank")?,
        home_store: row.get("home_store")?,
        balance: row.get("balance")?,
        points: row.get("points")?,
        card: card.transpose().map_err(|e| StoreError::Decode(e.to_string()))?,
    })
}
