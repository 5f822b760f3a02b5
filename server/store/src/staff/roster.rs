//! The operators as pages show them: of the stores that somebody sees, the shop's own for who sees the whole shop.

use huika_domain::{Millis, OperatorId, Phone, RegionId, StoreId};

use crate::{
    Row, StoreError, Tx, params,
    staff::{
        account::NO_PASSWORD,
        role::sees_stores,
        role_row::{RoleRow, appointable, read_role_of},
        sight::sees_store,
    },
};

/// An operator as those see them who may appoint or audit them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorRow {
    /// Who.
    pub id: OperatorId,
    /// With what they sign in.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: RoleRow,
    /// Whether the one who looks may change something about them, as far as roles decide it.
    pub appointable: bool,
    /// The stores that they see, when they do not see the whole shop: those of their regions among them.
    pub stores: Vec<StoreId>,
    /// Those of them that were assigned by themselves.
    pub own_stores: Vec<StoreId>,
    /// The regions that they lead.
    pub regions: Vec<RegionId>,
    /// Whether the sign-in asks them for an authenticator app's code.
    pub totp: bool,
    /// How many passkeys they have.
    pub passkeys: i64,
    /// The phone of their own member account, when somebody has said which it is; pages mask it.
    pub own_account: Option<Phone>,
    /// Whether they have a password yet.
    pub has_password: bool,
    /// Until when a link works by which they set one.
    pub invited_until: Option<Millis>,
    /// When they signed in last.
    pub signed_in_at: Option<Millis>,
    /// When they were made.
    pub made_at: Millis,
    /// When they left.
    pub ended_at: Option<Millis>,
}

macro_rules! select_operators {
    ($tail:expr) => {
        concat!(
            "SELECT o.id, o.login, o.name, r.id AS role_id, r.code AS role_code, r.name AS role_name, r.post, r.rights, ",
            "r.made_at AS role_made_at, r.ended_at AS role_ended_at, o.created_at, o.ended_at, o.password_hash, o.store_id, ",
            "(SELECT COUNT(*) FROM operator_factor f WHERE f.operator_id = o.id AND f.totp IS NOT NULL) AS apps, ",
            "(SELECT COUNT(*) FROM passkey k WHERE k.operator_id = o.id) AS passkeys, ",
            "(SELECT m.phone FROM member m WHERE m.id = o.member_id) AS own_phone, ",
            "(SELECT MAX(s.created_at) FROM staff_session s WHERE s.operator_id = o.id) AS signed_in_at, ",
            "(SELECT i.expires_at FROM staff_invitation i WHERE i.operator_id = o.id AND i.ended_at IS NULL AND i.expires_at > ?1) AS invited_until ",
            "FROM operator o JOIN role r ON r.code = o.role ",
            $tail
        )
    };
}

/// The operators whom `viewer` sees, by number: those who have not left, or those who have. After the one with this number.
pub fn operators(
    tx: &mut Tx<'_>,
    viewer: OperatorId,
    left: bool,
    after: Option<OperatorId>,
    limit: i64,
) -> Result<Vec<OperatorRow>, StoreError> {
    let mut found = tx.all(
        select_operators!(concat!(
            "WHERE ",
            sees_store!("?2", "o.store_id"),
            " AND (o.ended_at IS NOT NULL) = (?3 = 1) AND o.id > ?4 ORDER BY o.id LIMIT ?5"
        )),
        params![tx.now(), viewer, left, after.map_or(0, OperatorId::get), limit],
        read,
    )?;
    for operator in &mut found {
        complete(tx, operator)?;
        operator.appointable = appointable(tx, viewer, &operator.role)?;
    }
    Ok(found)
}

/// Those of one store who have not left.
pub fn operators_of_store(tx: &mut Tx<'_>, store: StoreId) -> Result<Vec<OperatorRow>, StoreError> {
    let mut found = tx.all(
        select_operators!("WHERE o.store_id = ?2 AND o.ended_at IS NULL ORDER BY o.id LIMIT 200"),
        params![tx.now(), store],
        read,
    )?;
    for operator in &mut found {
        complete(tx, operator)?;
    }
    Ok(found)
}

/// One of them, also who has left; none where `viewer` does not see them.
pub fn operator(tx: &mut Tx<'_>, viewer: OperatorId, operator: OperatorId) -> Result<Option<OperatorRow>, StoreError> {
    let found = tx.one(select_operators!("WHERE o.id = ?2"), params![tx.now(), operator], read)?;
    let Some(mut row) = found else {
        return Ok(None);
    };
    if !sees_stores(tx, viewer, &row.own_stores)? {
        return Ok(None);
    }
    complete(tx, &mut row)?;
    row.appointable = appointable(tx, viewer, &row.role)?;
    Ok(Some(row))
}

fn read(row: &Row<'_>) -> Result<OperatorRow, StoreError> {
    let own_account: Option<String> = row.get("own_phone")?;
    let own_account = own_account.map(|phone| Phone::parse(&phone)).transpose();
    let store: Option<StoreId> = row.get("store_id")?;
    Ok(OperatorRow {
        id: row.get("id")?,
        login: row.get("login")?,
        name: row.get("name")?,
        role: read_role_of(row)?,
        appointable: false,
        stores: Vec::new(),
        own_stores: store.into_iter().collect(),
        regions: Vec::new(),
        totp: row.get::<i64>("apps")? > 0,
        passkeys: row.get("passkeys")?,
        own_account: own_account.map_err(|e| StoreError::Decode(e.to_string()))?,
        has_password: row.get::<String>("password_hash")? != NO_PASSWORD,
        invited_until: row.get("invited_until")?,
        signed_in_at: row.get("signed_in_at")?,
        made_at: row.get("created_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// Stores and regions, which stand in rows of their own.
fn complete(tx: &mut Tx<'_>, operator: &mut OperatorRow) -> Result<(), StoreError> {
    let seen = tx.all(
        "SELECT store_id, region_id FROM operator_store WHERE operator_id = ?1 ORDER BY store_id",
        params![operator.id],
        |row| {
            Ok((
                row.get::<StoreId>("store_id")?,
                row.get::<Option<RegionId>>("region_id")?,
            ))
        },
    )?;
    operator.stores.clone_from(&operator.own_stores);
    operator.stores.extend(seen.iter().map(|(store, _)| *store));
    let by_themselves = seen.iter().filter(|(_, region)| region.is_none());
    operator.own_stores.extend(by_themselves.map(|(store, _)| *store));
    operator.regions = tx.all(
        "SELECT region_id FROM operator_region WHERE operator_id = ?1 ORDER BY region_id",
        params![operator.id],
        |row| row.get("region_id"),
    )?;
    Ok(())
}
