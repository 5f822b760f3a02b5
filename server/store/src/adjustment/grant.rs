//! Points or bonus for many members at once: one entry a member, so that every statement adds up. The batch remembers how
//! far it has come, so a run that was killed goes on where it stopped.

mod decide;
mod plan;
mod view;

pub use decide::{approve_grant, confirm_grant, drop_grant};
pub use plan::PlanGrant;
pub(crate) use plan::{name_lines, plan};
pub use view::{GrantPhase, GrantRefusal, GrantRow, RefusedWhy, grant_refusals, grant_row};

use huika_domain::{
    CouponCause, CouponKindId, ErrorCode, Fen, MemberId, Millis, OperatorId, Points, Reason, SpendOrder,
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    coupon::{Cause, CouponError, give_coupon},
    db::{
        idempotency::{self, KeyReused},
        number,
    },
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, LotOfCard, NewMoneyLot, NewPointLot, Wallet,
        amount::{minus, minus_points},
    },
    params,
    staff::{Matter, Role, may},
    tier::point_expiry,
};

/// What everybody gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Granted {
    /// Money from the shop.
    Bonus(Fen),
    /// Points.
    Points(Points),
    /// A coupon.
    Coupon {
        /// Of which kind.
        kind: CouponKindId,
        /// What one counts as.
        worth: Fen,
    },
}

/// Who gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takers {
    /// Everybody who is a member now and whose card is in use.
    Everybody,
    /// These, at most 10,000 in one list.
    These(Vec<MemberId>),
}

/// A grant to many.
#[derive(Debug, Clone, Serialize)]
pub struct OpenGrant {
    /// What.
    pub granted: Granted,
    /// When it expires; none for the shop's own rule on points, and for bonus that does not expire.
    pub expires_at: Option<Millis>,
    /// To whom.
    pub takers: Takers,
    /// What the statements say.
    pub reason: Reason,
    /// Who grants it.
    pub operator: OperatorId,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// A grant that was decided; [`run_grants`] carries it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedGrant {
    /// Its number.
    pub number: String,
}

/// Why nothing is granted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GrantError {
    /// This operator does not decide for the whole shop.
    #[error("this operator may not do that")]
    NotAllowed,
    /// Nothing, or less than nothing.
    #[error("a grant is above zero")]
    NotPositive,
    /// Nobody, or more than one list holds.
    #[error("a list holds 1 to {LIST_LIMIT} members")]
    BadList,
    /// Nobody of those who were named can have it.
    #[error("a grant reaches at least one member")]
    NobodyLeft,
    /// There is no such segment.
    #[error("there is no such segment")]
    NoSegment,
    /// There is no such kind of coupon, or it is given out no more.
    #[error("this coupon is not given out")]
    NoCoupon,
    /// It was decided already.
    #[error("this grant was decided already")]
    Over,
    /// The one who asked cannot approve.
    #[error("a second person has to approve")]
    SamePerson,
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Members in one list.
const LIST_LIMIT: usize = 10_000;

/// Decides a grant.
pub fn open_grant(tx: &mut Tx<'_>, request: &OpenGrant) -> Result<OpenedGrant, GrantError> {
    let scope = format!("grant:{}", request.operator);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        if !may(tx, request.operator, Role::grants, Matter::Shop)? {
            return Err(GrantError::NotAllowed);
        }
        let columns = request.granted.columns(tx)?;
        let list = match &request.takers {
            Takers::Everybody => &[][..],
            Takers::These(list) if list.is_empty() || list.len() > LIST_LIMIT => return Err(GrantError::BadList),
            Takers::These(list) => list,
        };
        let number = number::fresh(tx, 'M');
        let last: i64 = tx.value("SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM member", params![])?;
        let batch: i64 = tx.insert(
        "INSERT INTO grant_batch (number, account, amount, expires_at, reason, everybody, last_member, asked_by, asked_at, coupon_kind_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            number,
            columns.account,
            columns.amount,
            request.expires_at,
            request.reason.as_str(),
            i64::from(matches!(request.takers, Takers::Everybody)),
            last,
            request.operator,
            tx.now(),
            columns.coupon,
        ], |id| id,
    )?;
        for member in list {
            tx.exec(
            "INSERT INTO grant_member (batch_id, member_id) VALUES (?1, ?2) ON CONFLICT (batch_id, member_id) DO NOTHING",
            params![batch, member],
        )?;
        }
        let opened = OpenedGrant { number };
        Ok(opened)
    })
}

struct Batch {
    id: i64,
    number: String,
    granted: Granted,
    expires_at: Option<Millis>,
    reason: String,
    everybody: bool,
    last: i64,
    cursor: i64,
    operator: OperatorId,
}

/// Whether a grant has not come to its end.
pub fn has_open_grant(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    tx.value(
        "SELECT COUNT(*) FROM (SELECT id FROM grant_batch WHERE done_at IS NULL AND state = 'running' LIMIT 1) open",
        params![],
    )
    .map(|open: i64| open == 1)
}

/// Carries the oldest open grant on for up to `limit` members, and answers how many were looked at; call it again until
/// it answers 0. The batch's row is locked meanwhile, so that each member gets it once however many servers there are.
pub fn run_grants(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let Some(batch) = lock_oldest(tx)? else {
        return Ok(0);
    };
    let members = next_members(tx, &batch, limit)?;
    let mut granted = 0;
    for member in &members {
        granted += i64::from(grant_one(tx, &batch, *member)?);
    }
    let done_at = ((members.len() as i64) < limit).then(|| tx.now());
    tx.exec(
        "UPDATE grant_batch SET cursor_member = ?2, granted = granted + ?3, done_at = ?4 WHERE id = ?1",
        params![
            batch.id,
            members.last().map_or(batch.last, |last| last.get()),
            granted,
            done_at,
        ],
    )?;
    Ok(members.len().max(1) as u64)
}

fn next_members(tx: &mut Tx<'_>, batch: &Batch, limit: i64) -> Result<Vec<MemberId>, StoreError> {
    let text = if batch.everybody {
        "SELECT id FROM member WHERE id > ?1 AND id <= ?2 AND ?3 > 0 ORDER BY id LIMIT ?4"
    } else {
        "SELECT member_id AS id FROM grant_member WHERE member_id > ?1 AND member_id <= ?2 AND batch_id = ?3 \
         ORDER BY member_id LIMIT ?4"
    };
    tx.all(text, params![batch.cursor, batch.last, batch.id, limit], |row| {
        row.get("id")
    })
}

/// Leaves out the member who would be next in the oldest open grant, because their rows are wrong; answers who that is.
pub fn pass_over_next(tx: &mut Tx<'_>) -> Result<Option<MemberId>, StoreError> {
    let Some(batch) = lock_oldest(tx)? else {
        return Ok(None);
    };
    let Some(member) = next_members(tx, &batch, 1)?.pop() else {
        return Ok(None);
    };
    tx.exec(
        "UPDATE grant_batch SET cursor_member = ?2 WHERE id = ?1",
        params![batch.id, member],
    )?;
    Ok(Some(member))
}

fn lock_oldest(tx: &mut Tx<'_>) -> Result<Option<Batch>, StoreError> {
    tx.lock(
        "SELECT id, number, account, amount, expires_at, reason, everybody, last_member, cursor_member, asked_by, coupon_kind_id \
         FROM grant_batch WHERE id = (SELECT MIN(id) FROM grant_batch WHERE done_at IS NULL AND state = 'running') \
         AND done_at IS NULL AND state = 'running'",
        params![],
        |row| {
            Ok(Batch {
                id: row.get("id")?,
                number: row.get("number")?,
                granted: Granted::in_row(row)?,
                expires_at: row.get("expires_at")?,
                reason: row.get("reason")?,
                everybody: row.get::<i64>("everybody")? != 0,
                last: row.get("last_member")?,
                cursor: row.get("cursor_member")?,
                operator: row.get("asked_by")?,
            })
        },
    )
}

/// Posts one member's entry; a card that is not in use gets nothing.
fn grant_one(tx: &mut Tx<'_>, batch: &Batch, member: MemberId) -> Result<bool, StoreError> {
    let status: Option<String> = tx.one("SELECT status FROM member WHERE id = ?1", params![member], |row| {
        row.get("status")
    })?;
    if status.as_deref() != Some("active") {
        return not_granted(tx, batch, member);
    }
    let Some(wallet) = Wallet::lock(tx, member)? else {
        return not_granted(tx, batch, member);
    };
    let mut draft = Draft::new(wallet);
    let rule = format!("grant:{}", batch.number);
    match batch.granted {
        Granted::Coupon { kind, .. } => return give_one_coupon(tx, batch, kind, member),
        Granted::Bonus(bonus) => {
            draft.grant_money(NewMoneyLot {
                principal: Fen::ZERO,
                bonus,
                order: SpendOrder::ProRata,
                bonus_expires_at: batch.expires_at,
                rule,
                of_card: LotOfCard::default(),
            })?;
            draft.shop_money(Account::BonusCost, "grant", minus(bonus)?);
        }
        Granted::Points(points) => {
            draft.grant_points(NewPointLot {
                points,
                available_from: tx.now(),
                expires_at: batch.expires_at.or_else(|| point_expiry(tx)),
                rule,
            })?;
            draft.shop_points(Account::PointsCost, "grant", minus_points(points)?);
        }
    }
    let header = Header {
        kind: EntryKind::Grant,
        reference: &format!("grant:{}:{member}", batch.number),
        store: None,
        operator: Some(batch.operator),
        reverses: None,
        explanation: &Explanation::Manual {
            reason: batch.reason.clone(),
            approved_by: String::new(),
        },
    };
    draft.post(tx, &header)?;
    Ok(true)
}

/// A coupon stands in no entry: it is the member's own row, and its grant is its occasion.
fn give_one_coupon(tx: &mut Tx<'_>, batch: &Batch, kind: CouponKindId, member: MemberId) -> Result<bool, StoreError> {
    let occasion = format!("grant:{}", batch.number);
    let cause = Cause {
        reason: &batch.reason,
        occasion: &occasion,
        operator: Some(batch.operator),
        ..Cause::of(CouponCause::Segment)
    };
    match give_coupon(tx, kind, member, &cause) {
        Ok(given) => Ok(given.is_some()),
        // The kind ended while the grant ran, or no more of it are issued: nobody after this one gets it either, and the grant's page says how many have it.
        // Or this member got as many as one gets.
        Err(CouponError::KindEnded | CouponError::AllIssued | CouponError::MemberHas | CouponError::NoMember) => {
            not_granted(tx, batch, member)
        }
        Err(CouponError::Store(error)) => Err(error),
        Err(error) => Err(StoreError::Internal(error.to_string())),
    }
}

/// Writes down that somebody cannot have it any more, and lets those after them have it. A grant to everybody names nobody, so nobody of it is
/// missed by name.
fn not_granted(tx: &mut Tx<'_>, batch: &Batch, member: MemberId) -> Result<bool, StoreError> {
    if !batch.everybody {
        tx.exec(
            "INSERT INTO grant_refusal (batch_id, member_id, line, typed, why) VALUES (?1, ?2, 0, '', 'not-active')",
            params![batch.id, member],
        )?;
    }
    Ok(false)
}

/// How far a grant is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantState {
    /// Members who have it.
    pub granted: i64,
    /// Whether everybody was looked at.
    pub done: bool,
}

/// How far the grant with this number is.
pub fn grant_state(tx: &mut Tx<'_>, number: &str) -> Result<Option<GrantState>, StoreError> {
    tx.one(
        "SELECT granted, done_at FROM grant_batch WHERE number = ?1",
        params![number],
        |row| {
            Ok(GrantState {
                granted: row.get("granted")?,
                done: row.get::<Option<Millis>>("done_at")?.is_some(),
            })
        },
    )
}

impl GrantError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NotPositive => ErrorCode::AmountTooSmall.as_str(),
            Self::BadList => ErrorCode::BadList.as_str(),
            Self::NobodyLeft => ErrorCode::GrantEmpty.as_str(),
            Self::NoSegment => ErrorCode::NoSegment.as_str(),
            Self::NoCoupon => ErrorCode::CouponKindEnded.as_str(),
            Self::Over => ErrorCode::GrantOver.as_str(),
            Self::SamePerson => ErrorCode::SamePerson.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
