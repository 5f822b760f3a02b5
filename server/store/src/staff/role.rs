//! What operators may do, and where.

use huika_domain::{MemberId, Millis, OperatorId, StoreId};

use crate::{
    StoreError, Tx, params,
    staff::{place::Place, stores::stores_of},
};

huika_domain::text_enum! {
    /// What an operator may do.
    pub enum Role {
        /// Scans and sells at one store.
        Cashier = "cashier",
        /// Runs one store.
        Manager = "manager",
        /// Runs several stores, and sees those alone.
        Region = "region",
        /// Sets the rules for all stores.
        Headquarters = "headquarters",
        /// Reads everything and changes nothing.
        Auditor = "auditor",
    }
}

crate::db::text_columns!(Role);

impl Role {
    /// Whether this role may see the back office.
    #[must_use]
    pub fn sees_office(self) -> bool {
        self != Self::Cashier
    }

    /// Whether this role may pay top-ups back, by the gateway or by bank.
    #[must_use]
    pub fn refunds(self) -> bool {
        matches!(self, Self::Manager | Self::Region | Self::Headquarters)
    }

    /// Whether this role serves members at the card desk: reports a loss, opens a card again, gives out another one.
    #[must_use]
    pub fn serves_cards(self) -> bool {
        matches!(self, Self::Cashier | Self::Manager)
    }

    /// Whether this role may change anything at all.
    #[must_use]
    pub fn writes(self) -> bool {
        self != Self::Auditor
    }

    /// Whether this role may be the second person for what one alone may not do.
    #[must_use]
    pub fn approves(self) -> bool {
        matches!(self, Self::Manager | Self::Region | Self::Headquarters)
    }

    /// Whether this role sees the whole shop, with what belongs to no single store: the gateways' accounts, grants, operators.
    #[must_use]
    pub fn sees_shop(self) -> bool {
        matches!(self, Self::Headquarters | Self::Auditor)
    }

    /// Whether this role decides for the whole shop: grants to many, balances brought in, payments that do not fit, operators.
    #[must_use]
    pub fn runs_shop(self) -> bool {
        self == Self::Headquarters
    }

    /// Whether this role may sell.
    #[must_use]
    pub fn sells(self) -> bool {
        matches!(self, Self::Cashier | Self::Manager)
    }

    /// Whether this role makes, moves and ends operators of another one, in the stores that it sees.
    #[must_use]
    pub fn appoints(self, other: Self) -> bool {
        match self {
            Self::Headquarters => true,
            Self::Region => matches!(other, Self::Cashier | Self::Manager),
            Self::Manager => other == Self::Cashier,
            Self::Cashier | Self::Auditor => false,
        }
    }

    /// Whether this role makes and ends any operators.
    #[must_use]
    pub fn appoints_any(self) -> bool {
        self.appoints(Self::Cashier)
    }

    /// Whether this role makes and ends the keys of tills, in the stores that it sees.
    #[must_use]
    pub fn keeps_tills(self) -> bool {
        matches!(self, Self::Manager | Self::Region | Self::Headquarters)
    }

    /// Whether this role stands in one store.
    #[must_use]
    pub fn has_one_store(self) -> bool {
        matches!(self, Self::Cashier | Self::Manager)
    }
}

/// Whose matter it is that an operator wants to see to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Matter {
    /// No store's in particular: the role alone decides.
    Anybodys,
    /// This store's.
    Store(StoreId),
    /// No single store's, but the shop's: who sees some stores only has no part in it.
    Shop,
}

impl From<Option<StoreId>> for Matter {
    fn from(store: Option<StoreId>) -> Self {
        store.map_or(Self::Shop, Self::Store)
    }
}

/// Whether an operator may do something now. Use cases ask for themselves: what was taken from an operator a moment ago counts at
/// once, whatever page they still have open.
pub(crate) fn may(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    allowed: fn(Role) -> bool,
    matter: Matter,
) -> Result<bool, StoreError> {
    // In a store that is closed nobody does anything; whoever leads more than one store sees to its matters.
    let found = tx.one(
        "SELECT o.role, o.store_id, s.closed_at FROM operator o LEFT JOIN store s ON s.id = o.store_id \
         WHERE o.id = ?1 AND o.ended_at IS NULL",
        params![operator],
        |row| {
            let closed = row.get::<Option<Millis>>("closed_at")?.is_some();
            Ok((
                row.get::<Role>("role")?,
                row.get::<Option<StoreId>>("store_id")?,
                closed,
            ))
        },
    )?;
    let Some((role, own, closed)) = found else {
        return Ok(false);
    };
    if !allowed(role) || (closed && role.has_one_store()) {
        return Ok(false);
    }
    match (matter, role) {
        (Matter::Anybodys, _) | (_, Role::Headquarters | Role::Auditor) => Ok(true),
        (Matter::Shop, _) => Ok(false),
        (Matter::Store(store), Role::Cashier | Role::Manager) => Ok(own.is_none_or(|own| own == store)),
        (Matter::Store(store), Role::Region) => Ok(stores_of(tx, operator)?.iter().any(|(one, _)| *one == store)),
    }
}

/// What an operator may do at this moment; none for who has left.
pub(crate) fn role_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Option<Role>, StoreError> {
    tx.one(
        "SELECT role FROM operator WHERE id = ?1 AND ended_at IS NULL",
        params![operator],
        |row| row.get("role"),
    )
}

/// The one store in which an operator works; none for who sees several.
pub(crate) fn store_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Option<StoreId>, StoreError> {
    let found = tx.one(
        "SELECT store_id FROM operator WHERE id = ?1",
        params![operator],
        |row| row.get::<Option<StoreId>>("store_id"),
    )?;
    Ok(found.flatten())
}

/// Whether an operator sees all of these stores. No store at all is the shop's matter.
pub(crate) fn sees_stores(tx: &mut Tx<'_>, operator: OperatorId, stores: &[StoreId]) -> Result<bool, StoreError> {
    let Some(role) = role_of(tx, operator)? else {
        return Ok(false);
    };
    if role.sees_shop() {
        return Ok(true);
    }
    let seen = stores_of(tx, operator)?;
    let is_seen = |store: &StoreId| seen.iter().any(|(one, _)| one == store);
    Ok(!stores.is_empty() && stores.iter().all(is_seen))
}

/// [`may`] for what a till does as well: a till's key stands for its store, and nobody's role is asked for.
pub(crate) fn may_at(tx: &mut Tx<'_>, place: &Place, allowed: fn(Role) -> bool) -> Result<bool, StoreError> {
    match place.operator {
        Some(operator) => may(tx, operator, allowed, Matter::Store(place.store)),
        None => Ok(true),
    }
}

/// The store where a member is at home: what staff do about the member's money is this store's matter. None for a member of no store, who
/// is headquarters' matter.
pub(crate) fn home_store(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<StoreId>, StoreError> {
    let found = tx.one(
        "SELECT home_store_id FROM member WHERE id = ?1",
        params![member],
        |row| row.get::<Option<StoreId>>("home_store_id"),
    )?;
    Ok(found.flatten())
}

/// Whether this member account is the operator's own, as far as somebody has said so: nobody serves, corrects, refunds or approves their
/// own.
pub(crate) fn is_own_account(tx: &mut Tx<'_>, operator: OperatorId, member: MemberId) -> Result<bool, StoreError> {
    let found = tx.one(
        "SELECT member_id FROM operator WHERE id = ?1",
        params![operator],
        |row| row.get::<Option<MemberId>>("member_id"),
    )?;
    Ok(found.flatten() == Some(member))
}

/// [`may`] about a member's money: it is a matter of the store where the member is at home, else of headquarters, and nobody's own.
pub(crate) fn may_about(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    allowed: fn(Role) -> bool,
    member: MemberId,
) -> Result<bool, StoreError> {
    let store = home_store(tx, member)?;
    Ok(may(tx, operator, allowed, store.into())? && !is_own_account(tx, operator, member)?)
}

/// [`may_at`] for what is done to a member's card or data: any store serves a member, and nobody their own account.
pub(crate) fn may_serve(
    tx: &mut Tx<'_>,
    place: &Place,
    allowed: fn(Role) -> bool,
    member: MemberId,
) -> Result<bool, StoreError> {
    if !may_at(tx, place, allowed)? {
        return Ok(false);
    }
    match place.operator {
        Some(operator) => Ok(!is_own_account(tx, operator, member)?),
        None => Ok(true),
    }
}
