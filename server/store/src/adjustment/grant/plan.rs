//! A grant before it begins: who is named, who of them can have it, and what it comes to. Nothing is granted by this.

use std::collections::BTreeSet;

use huika_domain::{CouponKindId, Fen, MemberId, OperatorId, Points, Reason, Scanned};
use serde::Serialize;

use super::{GrantError, Granted, LIST_LIMIT, OpenedGrant, view::RefusedWhy};
use crate::{
    Row, StoreError, Tx,
    coupon::coupon_kind,
    db::{idempotency, number},
    ledger::Account,
    params,
    staff::{Matter, Role, is_own_account, may},
};

/// A grant that somebody plans.
#[derive(Debug, Clone, Serialize)]
pub struct PlanGrant {
    /// What.
    pub granted: Granted,
    /// After how many days it expires; none for the shop's own rule on points, and for bonus that does not expire.
    pub days: Option<u16>,
    /// What the statements say.
    pub reason: Reason,
    /// Who plans it.
    pub operator: OperatorId,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// Names who would get it and who not, and keeps both until it is confirmed or given up. `to` says who is meant, as a part of the request;
/// `name_members` writes down those members of the batch with this number, and `segment` says where they come from.
pub(crate) fn plan(
    tx: &mut Tx<'_>,
    request: &PlanGrant,
    to: &impl Serialize,
    segment: &str,
    name_members: impl FnOnce(&mut Tx<'_>, i64) -> Result<(), GrantError>,
) -> Result<OpenedGrant, GrantError> {
    let scope = format!("grant:{}", request.operator);
    idempotency::answered_once(tx, &scope, &request.key, &(request, to), |tx| {
        if !may(tx, request.operator, Role::grants, Matter::Shop)? {
            return Err(GrantError::NotAllowed);
        }
        let columns = request.granted.columns(tx)?;
        let number = number::fresh(tx, 'M');
        let last: i64 = tx.value("SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM member", params![])?;
        let expires_at = request.days.map(|days| tx.now().plus_days(i64::from(days)));
        let batch: i64 = tx.insert(
            "INSERT INTO grant_batch (number, account, amount, expires_at, reason, everybody, last_member, asked_by, asked_at, state, segment, \
             coupon_kind_id) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, 'draft', ?9, ?10)",
            params![
                number,
                columns.account,
                columns.amount,
                expires_at,
                request.reason.as_str(),
                last,
                request.operator,
                tx.now(),
                segment,
                columns.coupon,
            ],
            |id| id,
        )?;
        name_members(tx, batch)?;
        refuse(tx, batch, request.operator)?;
        let takers: i64 = tx.value("SELECT COUNT(*) FROM grant_member WHERE batch_id = ?1", params![batch])?;
        if takers == 0 {
            return Err(GrantError::NobodyLeft);
        }
        tx.exec(
            "UPDATE grant_batch SET takers = ?2 WHERE id = ?1",
            params![batch, takers],
        )?;
        Ok(OpenedGrant { number })
    })
}

/// What a line of the list came to.
enum Named {
    Member(MemberId),
    Refused(Option<MemberId>, RefusedWhy),
}

/// Names those of the lines: a phone or the number of a card each.
pub(crate) fn name_lines(tx: &mut Tx<'_>, batch: i64, lines: &str) -> Result<(), GrantError> {
    // Spreadsheets paste columns and people write commas: each word names one.
    let words: Vec<&str> = lines
        .split(['\n', '\r', ',', '，', ';', '；', '\t'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() || words.len() > LIST_LIMIT {
        return Err(GrantError::BadList);
    }
    let mut before = BTreeSet::new();
    for (line, word) in (1_i64..).zip(words) {
        match find(tx, word, &mut before)? {
            Named::Member(member) => {
                tx.exec(
                    "INSERT INTO grant_member (batch_id, member_id) VALUES (?1, ?2)",
                    params![batch, member],
                )?;
            }
            Named::Refused(member, why) => {
                tx.exec(
                    "INSERT INTO grant_refusal (batch_id, member_id, line, typed, why) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![batch, member, line, shown(word), why.as_str()],
                )?;
            }
        }
    }
    Ok(())
}

fn find(tx: &mut Tx<'_>, word: &str, before: &mut BTreeSet<i64>) -> Result<Named, StoreError> {
    let found = match Scanned::parse(word) {
        Ok(Scanned::Phone(phone)) => tx.one(
            "SELECT id FROM member WHERE phone = ?1",
            params![phone.as_str()],
            |row| row.get::<MemberId>("id"),
        )?,
        Ok(Scanned::Card(number)) => tx.one(
            "SELECT member_id FROM card WHERE number = ?1 AND status = 'active'",
            params![number.as_digits()],
            |row| row.get::<MemberId>("member_id"),
        )?,
        _ => None,
    };
    Ok(match found {
        None => Named::Refused(None, RefusedWhy::Unknown),
        Some(member) if before.insert(member.get()) => Named::Member(member),
        Some(member) => Named::Refused(Some(member), RefusedWhy::Twice),
    })
}

/// What was typed, as it may be kept: of a phone or a card, only what tells it apart.
fn shown(word: &str) -> String {
    match Scanned::parse(word) {
        Ok(Scanned::Phone(phone)) => phone.masked(),
        Ok(Scanned::Card(card)) => card.masked(),
        _ => word.chars().take(30).collect(),
    }
}

/// Takes those out who cannot have it: whose card is not in use, and whoever plans it.
fn refuse(tx: &mut Tx<'_>, batch: i64, operator: OperatorId) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO grant_refusal (batch_id, member_id, line, typed, why) SELECT g.batch_id, m.id, 0, '', 'not-active' \
         FROM grant_member g JOIN member m ON m.id = g.member_id WHERE g.batch_id = ?1 AND m.status <> 'active'",
        params![batch],
    )?;
    let own = tx.all(
        "SELECT m.id FROM operator o JOIN member m ON m.id = o.member_id OR m.phone = o.login OR m.phone = '+86' || o.login \
         WHERE o.id = ?1 LIMIT 10",
        params![operator],
        |row| row.get::<MemberId>("id"),
    )?;
    for member in own {
        debug_assert!(
            is_own_account(tx, operator, member)?,
            "one rule says whose an account is"
        );
        tx.exec(
            "INSERT INTO grant_refusal (batch_id, member_id, line, typed, why) SELECT g.batch_id, g.member_id, 0, '', 'own-account' \
             FROM grant_member g WHERE g.batch_id = ?1 AND g.member_id = ?2",
            params![batch, member],
        )?;
    }
    tx.exec(
        "DELETE FROM grant_member WHERE batch_id = ?1 AND member_id IN (SELECT r.member_id FROM grant_refusal r WHERE r.batch_id = ?1 \
         AND r.why IN ('not-active', 'own-account'))",
        params![batch],
    )?;
    Ok(())
}

/// What a grant gives, as its row says it.
pub(super) struct GrantColumns {
    pub account: Account,
    pub amount: i64,
    pub coupon: Option<CouponKindId>,
}

impl Granted {
    /// Its columns, when it can be given. A coupon counts as bonus of what it is worth, and of one fen at least.
    pub(super) fn columns(self, tx: &mut Tx<'_>) -> Result<GrantColumns, GrantError> {
        let (account, amount, coupon) = match self {
            Self::Bonus(amount) => (Account::Bonus, amount.get(), None),
            Self::Points(points) => (Account::Points, points.get(), None),
            Self::Coupon { kind, .. } => {
                let row = coupon_kind(tx, kind)?.ok_or(GrantError::NoCoupon)?;
                if !row.is_given(tx) {
                    return Err(GrantError::NoCoupon);
                }
                (Account::Bonus, row.terms.worth.get().max(1), Some(kind))
            }
        };
        if amount <= 0 {
            return Err(GrantError::NotPositive);
        }
        Ok(GrantColumns {
            account,
            amount,
            coupon,
        })
    }

    /// What it comes to for so many members, in fen or points.
    pub(super) fn of_all(self, takers: i64) -> i64 {
        let each = match self {
            Self::Bonus(amount) | Self::Coupon { worth: amount, .. } => amount.get(),
            Self::Points(points) => points.get(),
        };
        each.saturating_mul(takers)
    }

    /// From its columns `account`, `amount` and `coupon_kind_id`.
    pub(super) fn in_row(row: &Row<'_>) -> Result<Self, StoreError> {
        let (account, amount): (Account, i64) = (row.get("account")?, row.get("amount")?);
        Ok(match row.get::<Option<CouponKindId>>("coupon_kind_id")? {
            Some(kind) => Self::Coupon {
                kind,
                worth: Fen::new(amount),
            },
            None if account == Account::Bonus => Self::Bonus(Fen::new(amount)),
            None => Self::Points(Points::new(amount)),
        })
    }
}
