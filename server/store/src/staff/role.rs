//! What operators may do, and where. One function decides, in the use case's transaction, by the role as the database holds it: a right that
//! was taken away a moment ago counts in the next transaction of every server, because nothing keeps a copy of it.

use huika_domain::{Capability, MemberId, Millis, OperatorId, Reach, Rights, StoreId};

use crate::{
    Row, StoreError, Tx, params,
    staff::{place::Place, sight::sees_chain, stores::stores_of},
};

/// What somebody's role lets them do: a set of rights without their limits, small enough to be handed around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    post: Reach,
    /// Rights that reach as far as the post.
    near: u64,
    /// Rights that reach the whole chain.
    far: u64,
}

impl Role {
    /// The role of a post with these rights.
    #[must_use]
    pub fn of(post: Reach, rights: &Rights) -> Self {
        let bits = |reach: Reach| {
            let those = rights.all().iter().filter(|right| right.reach == reach);
            those.fold(0, |set, right| set | right.capability.bit())
        };
        Self {
            post,
            near: bits(Reach::Own) | bits(Reach::Region),
            far: bits(Reach::Chain),
        }
    }

    /// How far the post itself reaches.
    #[must_use]
    pub fn post(self) -> Reach {
        self.post
    }

    /// Whether it has this right, however far it reaches.
    #[must_use]
    pub fn has(self, capability: Capability) -> bool {
        (self.near | self.far) & capability.bit() != 0
    }

    /// What of it reaches the whole chain.
    fn of_the_chain(self) -> Self {
        Self { near: 0, ..self }
    }

    /// The role of somebody who may not work at a counter for now.
    #[must_use]
    pub fn away_from_the_counter(self) -> Self {
        let counter = Capability::Sell.bit() | Capability::ServeCards.bit();
        Self {
            near: self.near & !counter,
            far: self.far & !counter,
            ..self
        }
    }

    /// The rights of both, of somebody who has another post beside their own: they see more than one store.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            post: self.post.max(other.post).max(Reach::Region),
            near: self.near | other.near,
            far: self.far | other.far,
        }
    }

    /// Whether this role may see the back office.
    #[must_use]
    pub fn sees_office(self) -> bool {
        self.has(Capability::SeeOffice)
    }

    /// Whether it sees the rows of every store.
    #[must_use]
    pub fn sees_chain(self) -> bool {
        self.post == Reach::Chain || self.far & Capability::SeeOffice.bit() != 0
    }

    /// Whether this role may pay top-ups back, by the gateway or by bank.
    #[must_use]
    pub fn refunds(self) -> bool {
        self.has(Capability::Refund)
    }

    /// Whether this role serves members at the card desk: reports a loss, opens a card again, gives out another one.
    #[must_use]
    pub fn serves_cards(self) -> bool {
        self.has(Capability::ServeCards)
    }

    /// Whether this role corrects money or points by hand.
    #[must_use]
    pub fn corrects(self) -> bool {
        self.corrects_money() || self.corrects_points()
    }

    /// Whether this role corrects money by hand.
    #[must_use]
    pub fn corrects_money(self) -> bool {
        self.has(Capability::CorrectMoney)
    }

    /// Whether this role corrects points by hand.
    #[must_use]
    pub fn corrects_points(self) -> bool {
        self.has(Capability::CorrectPoints)
    }

    /// Whether this role may be the second person for what one alone may not do.
    #[must_use]
    pub fn approves(self) -> bool {
        self.has(Capability::Approve)
    }

    /// Whether this role sees what belongs to no single store: the gateways' accounts, grants, regions.
    #[must_use]
    pub fn sees_shop(self) -> bool {
        self.has(Capability::SeeShop)
    }

    /// Whether this role decides for the whole shop what no other right names.
    #[must_use]
    pub fn runs_shop(self) -> bool {
        self.has(Capability::RunShop)
    }

    /// Whether this role makes campaigns, puts them on and takes them off.
    #[must_use]
    pub fn runs_campaigns(self) -> bool {
        self.has(Capability::RunCampaigns)
    }

    /// Whether this role may sell.
    #[must_use]
    pub fn sells(self) -> bool {
        self.has(Capability::Sell)
    }

    /// Whether this role takes money at a counter, and so answers for a drawer.
    #[must_use]
    pub fn stands_at_a_drawer(self) -> bool {
        self.sells() || self.serves_cards()
    }

    /// Whether this role makes and ends any operators.
    #[must_use]
    pub fn appoints_any(self) -> bool {
        self.has(Capability::Appoint)
    }

    /// Whether this role makes and ends tills and their keys, in the stores that it sees.
    #[must_use]
    pub fn keeps_tills(self) -> bool {
        self.has(Capability::KeepTills)
    }

    /// Whether this role opens, describes and closes stores.
    #[must_use]
    pub fn keeps_stores(self) -> bool {
        self.has(Capability::KeepStores)
    }

    /// Whether this role sets the shop's rules.
    #[must_use]
    pub fn sets_rules(self) -> bool {
        self.has(Capability::SetRules)
    }

    /// Whether this role settles payments that do not fit.
    #[must_use]
    pub fn settles_payments(self) -> bool {
        self.has(Capability::SettlePayments)
    }

    /// Whether this role gives to many.
    #[must_use]
    pub fn grants(self) -> bool {
        self.has(Capability::Grant)
    }

    /// Whether this role makes kinds of coupons and codes for them.
    #[must_use]
    pub fn keeps_coupons(self) -> bool {
        self.has(Capability::KeepCoupons)
    }

    /// Whether this role gives coupons to single members by hand, and takes them back.
    #[must_use]
    pub fn gives_coupons(self) -> bool {
        self.has(Capability::GiveCoupons)
    }

    /// Whether this role brings balances in.
    #[must_use]
    pub fn brings_in(self) -> bool {
        self.has(Capability::BringIn)
    }

    /// Whether this role resets second steps and says whose member account is whose.
    #[must_use]
    pub fn keeps_accounts(self) -> bool {
        self.has(Capability::KeepAccounts)
    }

    /// Whether this role makes and changes roles.
    #[must_use]
    pub fn edits_roles(self) -> bool {
        self.has(Capability::EditRoles)
    }

    /// Whether it is the second person for the matters of every store.
    #[must_use]
    pub fn reaches_chain_to_approve(self) -> bool {
        self.of_the_chain().approves()
    }

    /// Whether this role enters somebody who wants to be a member, at a counter or in the office.
    #[must_use]
    pub fn enters_members(self) -> bool {
        self.serves_cards() || self.keeps_members()
    }

    /// Whether this role looks after members in the office, in the stores that it sees: corrects what they are called, freezes and
    /// replaces cards, marks them, notes what the staff should know, and asks to see their phones.
    #[must_use]
    pub fn keeps_members(self) -> bool {
        self.has(Capability::KeepMembers)
    }

    /// Whether this role gives tiers by hand.
    #[must_use]
    pub fn assigns_tiers(self) -> bool {
        self.has(Capability::AssignTiers)
    }

    /// Whether this role asks for two accounts of one person to become one.
    #[must_use]
    pub fn merges_members(self) -> bool {
        self.has(Capability::MergeMembers)
    }

    /// Whether this role keeps conditions on members as segments.
    #[must_use]
    pub fn keeps_segments(self) -> bool {
        self.keeps_members() || self.grants()
    }

    /// Whether this role takes members out of the books as a file.
    #[must_use]
    pub fn exports_members(self) -> bool {
        self.has(Capability::ExportMembers)
    }

    /// Whether this role sees what is given to many.
    #[must_use]
    pub fn sees_grants(self) -> bool {
        self.sees_shop() || self.grants()
    }

    /// Whether this role closes a store's day, and the shifts of others in it.
    #[must_use]
    pub fn closes_days(self) -> bool {
        self.has(Capability::CloseDays)
    }

    /// Whether this role reads, ticks and signs the audit of a store's day.
    #[must_use]
    pub fn audits_days(self) -> bool {
        self.has(Capability::AuditDays)
    }

    /// Whether this role takes something off a bill by hand.
    #[must_use]
    pub fn reduces_prices(self) -> bool {
        self.has(Capability::ReducePrice)
    }

    /// Whether this role takes goods back that the shop's terms do not.
    #[must_use]
    pub fn returns_late(self) -> bool {
        self.has(Capability::ReturnLate)
    }

    /// Whether this role takes goods back without a receipt.
    #[must_use]
    pub fn returns_without_receipt(self) -> bool {
        self.has(Capability::ReturnWithoutReceipt)
    }

    /// Whether this role stands in one store.
    #[must_use]
    pub fn has_one_store(self) -> bool {
        self.post == Reach::Own
    }
}

/// Post and rights from the columns `post` and `rights` of a role.
pub(crate) fn rights_in(row: &Row<'_>) -> Result<(Reach, Rights), StoreError> {
    let rights: String = row.get("rights")?;
    let rights =
        Rights::parse_known(&rights).map_err(|error| StoreError::Decode(format!("a role's rights: {error}")))?;
    Ok((row.get("post")?, rights))
}

/// The role from the same columns.
pub(crate) fn role_in(row: &Row<'_>) -> Result<Role, StoreError> {
    let (post, rights) = rights_in(row)?;
    Ok(Role::of(post, &rights))
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
        "SELECT r.post, r.rights, o.store_id, s.closed_at FROM operator o JOIN role r ON r.code = o.role \
         LEFT JOIN store s ON s.id = o.store_id WHERE o.id = ?1 AND o.ended_at IS NULL",
        params![operator],
        |row| {
            let closed = row.get::<Option<Millis>>("closed_at")?.is_some();
            Ok((role_in(row)?, row.get::<Option<StoreId>>("store_id")?, closed))
        },
    )?;
    let Some((role, own, closed)) = found else {
        return Ok(false);
    };
    Ok(own_post_allows(tx, operator, allowed, matter, (role, own, closed))?
        || further_post_allows(tx, operator, allowed, matter)?)
}

fn own_post_allows(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    allowed: fn(Role) -> bool,
    matter: Matter,
    (role, own, closed): (Role, Option<StoreId>, bool),
) -> Result<bool, StoreError> {
    if !allowed(role) || (closed && role.has_one_store()) {
        return Ok(false);
    }
    match matter {
        Matter::Anybodys => Ok(true),
        Matter::Shop => Ok(allowed(role.of_the_chain())),
        Matter::Store(_) if allowed(role.of_the_chain()) => Ok(true),
        Matter::Store(store) if own == Some(store) => Ok(true),
        Matter::Store(_) if role.has_one_store() => Ok(false),
        // Led, and not only seen: a right that reaches a region does not grow with a wider view.
        Matter::Store(store) => {
            let led: i64 = tx.value(
                "SELECT COUNT(*) FROM operator_store WHERE operator_id = ?1 AND store_id = ?2",
                params![operator, store],
            )?;
            Ok(led > 0)
        }
    }
}

/// Whether a post that is in force beside somebody's own allows it. Only who is refused by their own post pays for the question.
fn further_post_allows(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    allowed: fn(Role) -> bool,
    matter: Matter,
) -> Result<bool, StoreError> {
    let store = match matter {
        Matter::Store(store) => store.get(),
        Matter::Anybodys | Matter::Shop => 0,
    };
    let day = i64::from(tx.today().get());
    let posts = tx.all(
        "SELECT r.post, r.rights, (SELECT COUNT(*) FROM operator_post_store x JOIN store s ON s.id = x.store_id \
         WHERE x.post_id = p.id AND x.store_id = ?2 AND (s.closed_at IS NULL OR r.post <> 'own')) AS here \
         FROM operator_post p JOIN role r ON r.code = p.role WHERE p.operator_id = ?1 AND p.in_force = 1 \
         AND p.from_day <= ?3 AND (p.until_day IS NULL OR p.until_day > ?3) ORDER BY p.id LIMIT 20",
        params![operator, store, day],
        |row| Ok((role_in(row)?, row.get::<i64>("here")? > 0)),
    )?;
    Ok(posts.into_iter().any(|(role, here)| match matter {
        Matter::Anybodys => allowed(role),
        Matter::Shop => allowed(role.of_the_chain()),
        Matter::Store(_) => allowed(role.of_the_chain()) || (here && allowed(role)),
    }))
}

/// Posts and rights of further posts from one text, as [`further_posts_of!`] reads them.
pub(crate) fn with_further(role: Role, further: Option<&str>) -> Result<Role, StoreError> {
    let broken = || StoreError::Decode("the posts of an operator".into());
    let mut all = role;
    for one in further.into_iter().flat_map(|text| text.split(';')) {
        let (post, rights) = one.split_once('|').ok_or_else(broken)?;
        let rights = Rights::parse_known(rights).map_err(|_| broken())?;
        all = all.and(Role::of(Reach::parse(post).ok_or_else(broken)?, &rights));
    }
    Ok(all)
}

/// The posts that are in force beside the own one of the operator in this column, in one text.
macro_rules! further_posts_of {
    ($column:literal) => {
        concat!(
            "(SELECT string_agg(fr.post || '|' || fr.rights, ';') FROM operator_post f JOIN role fr ON fr.code = f.role WHERE f.operator_id = ",
            $column,
            " AND f.in_force = 1)"
        )
    };
}
pub(crate) use further_posts_of;

/// [`may`] for what concerns all of these stores; no store at all is the shop's matter.
pub(crate) fn may_in_all(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    allowed: fn(Role) -> bool,
    stores: &[StoreId],
) -> Result<bool, StoreError> {
    if stores.is_empty() {
        return may(tx, operator, allowed, Matter::Shop);
    }
    for store in stores {
        if !may(tx, operator, allowed, Matter::Store(*store))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What an operator may do at this moment; none for who has left.
pub(crate) fn role_of(tx: &mut Tx<'_>, operator: OperatorId) -> Result<Option<Role>, StoreError> {
    tx.one(
        concat!(
            "SELECT r.post, r.rights, ",
            further_posts_of!("o.id"),
            " AS further FROM operator o JOIN role r ON r.code = o.role WHERE o.id = ?1 AND o.ended_at IS NULL"
        ),
        params![operator],
        |row| with_further(role_in(row)?, row.get::<Option<String>>("further")?.as_deref()),
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
    let all: i64 = tx.value(
        concat!(
            "SELECT COUNT(*) FROM operator o WHERE o.id = ?1 AND ",
            sees_chain!("?1")
        ),
        params![operator],
    )?;
    if all == 1 {
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

/// Whether this member account is the operator's own: somebody has said so, or they sign in with its phone. Nobody serves, corrects, refunds or
/// approves their own.
pub(crate) fn is_own_account(tx: &mut Tx<'_>, operator: OperatorId, member: MemberId) -> Result<bool, StoreError> {
    let found: i64 = tx.value(
        "SELECT COUNT(*) FROM operator o JOIN member m ON m.id = ?2 \
         WHERE o.id = ?1 AND (o.member_id = m.id OR m.phone = o.login OR m.phone = '+86' || o.login)",
        params![operator, member],
    )?;
    Ok(found > 0)
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
