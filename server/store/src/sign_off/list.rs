//! What waits, and who may be asked.

use huika_domain::{Fen, MemberId, Millis, OperatorId, Phone, Points, Reach, StoreId};

use crate::{
    Row, StoreError, Tx,
    coupon::wish_words,
    params,
    staff::{Matter, Role, SecondKind, is_own_account, may, roles, sees_store},
};

/// Something that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub kind: SecondKind,
    /// The number of what it is about.
    pub subject: String,
    /// Whose matter it is; none for headquarters'.
    pub store: Option<StoreId>,
    /// The store's name; empty for headquarters.
    pub store_name: String,
    /// Whose money or points; none where it is about nobody's.
    pub member: Option<MemberId>,
    /// Their phone; pages mask it.
    pub phone: Option<Phone>,
    /// The phone of the account that ends where two become one; pages mask it.
    pub leaving_phone: Option<Phone>,
    /// How much money, when it is money.
    pub money: Option<Fen>,
    /// How many points, when it is points.
    pub points: Option<Points>,
    /// Why, in the words of whoever asked; empty where none were needed.
    pub reason: String,
    /// Who asked.
    pub asked_by: OperatorId,
    /// What they are called.
    pub asker: String,
    /// When.
    pub asked_at: Millis,
    /// Who was asked, when it is somebody in particular.
    pub chosen: Option<OperatorId>,
    /// What they are called.
    pub chosen_name: String,
}

macro_rules! select_waits {
    ($tail:expr) => {
        concat!(
            "SELECT s.id, s.kind, s.subject, s.store_id, COALESCE(st.name, '') AS store_name, s.member_id, m.phone, s.amount, s.detail, ",
            "COALESCE(a.account, 0) AS account, COALESCE(a.reason, w.reason, g.reason, '') AS reason, f.phone AS leaving_phone, s.asked_by, ",
            "o.name AS asker, s.asked_at, s.chosen_id, COALESCE(c.name, '') AS chosen_name FROM sign_off s JOIN operator o ON o.id = s.asked_by ",
            "LEFT JOIN store st ON st.id = s.store_id LEFT JOIN member m ON m.id = s.member_id ",
            "LEFT JOIN operator c ON c.id = s.chosen_id LEFT JOIN adjustment a ON s.kind = 'correction' AND a.number = s.subject ",
            "LEFT JOIN return_wish w ON s.kind = 'return' AND w.number = s.subject ",
            "LEFT JOIN member_merge g ON s.kind = 'merge' AND g.number = s.subject LEFT JOIN member f ON f.id = g.from_id ",
            $tail
        )
    };
}

/// Points are account 3 of a correction.
const POINTS: i64 = 3;

fn read(row: &Row<'_>) -> Result<Waits, StoreError> {
    let (amount, account): (i64, i64) = (row.get("amount")?, row.get("account")?);
    let phone = |column: &str| {
        let kept = row.get::<Option<String>>(column)?;
        let phone = kept.map(|phone| Phone::parse(&phone)).transpose();
        phone.map_err(|error| StoreError::Decode(error.to_string()))
    };
    let is_points = account == POINTS;
    let kind: SecondKind = row.get("kind")?;
    let reason = if kind == SecondKind::Coupon {
        wish_words(&row.get::<String>("detail")?)?
    } else {
        row.get("reason")?
    };
    Ok(Waits {
        id: row.get("id")?,
        kind,
        subject: row.get("subject")?,
        store: row.get("store_id")?,
        store_name: row.get("store_name")?,
        member: row.get("member_id")?,
        phone: phone("phone")?,
        leaving_phone: phone("leaving_phone")?,
        money: (!is_points).then(|| Fen::new(amount)),
        points: is_points.then(|| Points::new(amount)),
        reason,
        asked_by: row.get("asked_by")?,
        asker: row.get("asker")?,
        asked_at: row.get("asked_at")?,
        chosen: row.get("chosen_id")?,
        chosen_name: row.get("chosen_name")?,
    })
}

/// One that still waits.
pub(super) fn waits(tx: &mut Tx<'_>, id: i64) -> Result<Option<Waits>, StoreError> {
    tx.one(select_waits!("WHERE s.id = ?1 AND s.decision = ''"), params![id], read)
}

/// Whether this operator may be the second person for it: the role's right where it belongs, not who asked, and not their own account.
pub(super) fn may_sign(tx: &mut Tx<'_>, operator: OperatorId, waits: &Waits) -> Result<bool, StoreError> {
    let right: fn(Role) -> bool = match waits.kind {
        SecondKind::Refund => |role| role.approves() && role.refunds(),
        SecondKind::Return => |role| role.approves() && role.returns_late() && role.returns_without_receipt(),
        SecondKind::Coupon => |role| role.approves() && role.gives_coupons(),
        SecondKind::Correction | SecondKind::Merge => Role::approves,
    };
    let matter = waits.store.map_or(Matter::Shop, Matter::Store);
    if operator == waits.asked_by || !may(tx, operator, right, matter)? {
        return Ok(false);
    }
    match waits.member {
        Some(member) => Ok(!is_own_account(tx, operator, member)?),
        None => Ok(true),
    }
}

/// What an operator may say yes or no to, oldest first, after the one with this number.
pub fn sign_offs_for(tx: &mut Tx<'_>, viewer: OperatorId, after: i64, limit: i64) -> Result<Vec<Waits>, StoreError> {
    let found = tx.all(
        select_waits!(concat!(
            "WHERE s.decision = '' AND s.id > ?2 AND s.asked_by <> ?1 AND (s.chosen_id IS NULL OR s.chosen_id = ?1) AND ",
            sees_store!("?1", "s.store_id"),
            " ORDER BY s.id LIMIT ?3"
        )),
        params![viewer, after, limit],
        read,
    )?;
    let mut own = Vec::with_capacity(found.len());
    for one in found {
        if may_sign(tx, viewer, &one)? {
            own.push(one);
        }
    }
    Ok(own)
}

/// What an operator asked for and nobody has answered, newest first, before the one with this number (0 for the newest).
pub fn asked_by(tx: &mut Tx<'_>, operator: OperatorId, before: i64, limit: i64) -> Result<Vec<Waits>, StoreError> {
    tx.all(
        select_waits!(
            "WHERE s.decision = '' AND s.asked_by = ?1 AND (?2 = 0 OR s.id < ?2) ORDER BY s.id DESC LIMIT ?3"
        ),
        params![operator, before, limit],
        read,
    )
}

/// How much waits for an operator, or of them; counting stops at what a page shows.
pub fn waiting_for(tx: &mut Tx<'_>, operator: OperatorId) -> Result<i64, StoreError> {
    tx.value(
        "SELECT COUNT(*) FROM (SELECT 1 FROM sign_off s WHERE s.chosen_id = ?1 AND s.decision = '' LIMIT 100) q",
        params![operator],
    )
}

/// Somebody who may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// Who.
    pub operator: OperatorId,
    /// What they are called.
    pub name: String,
    /// Whether they have a PIN, so that they can say it at another's till.
    pub has_pin: bool,
}

/// A list to choose from is no longer than this.
const APPROVERS_MAX: usize = 50;

/// Who may be the second person for what this operator asked for.
pub fn approvers(tx: &mut Tx<'_>, waits: &Waits) -> Result<Vec<Approver>, StoreError> {
    let mut found = Vec::new();
    for (role, _) in roles(tx, 0, 200)? {
        if !role.role().approves() {
            continue;
        }
        let near = i64::from(role.post != Reach::Chain && !role.role().reaches_chain_to_approve());
        let those = tx.all(
            "SELECT o.id, o.name, (SELECT COUNT(*) FROM operator_pin p WHERE p.operator_id = o.id) AS pins FROM operator o \
             WHERE o.role = ?1 AND o.ended_at IS NULL AND (?2 = 0 OR o.store_id = ?3 \
             OR EXISTS (SELECT 1 FROM operator_store x WHERE x.operator_id = o.id AND x.store_id = ?3)) ORDER BY o.id LIMIT 50",
            params![role.code.as_str(), near, waits.store.map_or(0, StoreId::get)],
            |row| {
                Ok(Approver {
                    operator: row.get("id")?,
                    name: row.get("name")?,
                    has_pin: row.get::<i64>("pins")? > 0,
                })
            },
        )?;
        for one in those {
            if found.len() < APPROVERS_MAX && may_sign(tx, one.operator, waits)? {
                found.push(one);
            }
        }
    }
    Ok(found)
}
