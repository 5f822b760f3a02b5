//! Corrections by hand: never without a reason, and above a threshold never by one person alone.

use huika_domain::{
    Capability, EntryId, ErrorCode, Fen, MemberId, MoneyDraw, OperatorId, PointShortage, Points, Reason, SpendOrder,
    plan_points,
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{
        idempotency::{self, KeyReused},
        number,
    },
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, LotOfCard, NewMoneyLot, NewPointLot, Wallet,
        amount::{minus, minus_points},
        draw_money, draw_points, money_lots, point_lots,
    },
    params,
    staff::{
        Alone, Role, Said, Second, SecondKind, acts_alone, ask_second, home_store, is_own_account, may_about,
        second_said,
    },
    tier::point_expiry,
};

/// What is corrected, up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Money that the member paid in.
    Principal(Fen),
    /// Money that the shop added.
    Bonus(Fen),
    /// Points.
    Points(Points),
}

/// A correction that somebody asks for.
#[derive(Debug, Clone, Serialize)]
pub struct Adjust {
    /// Whose account.
    pub member: MemberId,
    /// What.
    pub change: Change,
    /// Why.
    pub reason: Reason,
    /// Who asks.
    pub operator: OperatorId,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Adjusted {
    /// It is in the books.
    Posted {
        /// Its number.
        number: String,
        /// Its entry.
        entry: EntryId,
    },
    /// A second person has to approve it.
    Waiting {
        /// Its number.
        number: String,
    },
}

/// Why nothing was corrected.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AdjustError {
    /// There is no such member.
    #[error("there is no such member")]
    NoMember,
    /// There is no such correction that waits.
    #[error("no such correction is waiting")]
    NotWaiting,
    /// The one who asked cannot approve.
    #[error("a second person has to approve")]
    SamePerson,
    /// It is the operator's own member account.
    #[error("nobody corrects their own account")]
    OwnAccount,
    /// This operator corrects nothing, or approves nothing, of a member who is at home there: in another store, or in none, whose matters
    /// are headquarters'.
    #[error("this operator may not do that")]
    NotAllowed,
    /// A change of nothing.
    #[error("a correction needs an amount")]
    Nothing,
    /// Less money is there than is to be taken.
    #[error("only {} is there", .there.yuan())]
    ShortOfMoney {
        /// What could be taken.
        there: Fen,
    },
    /// Fewer points are there than are to be taken.
    #[error(transparent)]
    ShortOfPoints(#[from] PointShortage),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Corrects at once, or keeps the wish until a second person approves.
pub fn adjust(tx: &mut Tx<'_>, request: &Adjust) -> Result<Adjusted, AdjustError> {
    let wallet = Wallet::lock(tx, request.member)?.ok_or(AdjustError::NoMember)?;
    let scope = format!("adjust:{}", request.operator);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        check(tx, request.operator, right_of(request.change).1, request.member)?;
        let (account, amount) = parts(request.change);
        if amount == 0 {
            return Err(AdjustError::Nothing);
        }
        let number = number::fresh(tx, 'A');
        let review = tx.rules().review;
        let (above_rule, day_rule) = match request.change {
            Change::Principal(change) | Change::Bonus(change) => {
                (review.money_needs_second(change), review.money_a_day.get())
            }
            Change::Points(change) => (review.points_need_second(change), review.points_a_day.get()),
        };
        let alone = Alone {
            operator: request.operator,
            capability: right_of(request.change).0,
            amount,
            above_rule,
            day_rule: Some(day_rule),
            reference: &number,
        };
        let entry = if acts_alone(tx, &alone)? {
            let wish = Wish {
                number: number.clone(),
                member: request.member,
                change: request.change,
                reason: request.reason.as_str().to_owned(),
                asked_by: request.operator,
            };
            Some(post(tx, wallet, &wish, None)?)
        } else {
            None
        };
        tx.exec(
        "INSERT INTO adjustment (number, member_id, account, amount, reason, status, asked_by, asked_at, decided_at, \
         entry_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            number,
            request.member,
            account,
            amount,
            request.reason.as_str(),
            if entry.is_some() { "posted" } else { "waiting" },
            request.operator,
            tx.now(),
            entry.map(|_| tx.now()),
            entry,
        ],
    )?;
        if entry.is_none() {
            let store = home_store(tx, request.member)?;
            let second = Second {
                kind: SecondKind::Correction,
                subject: &number,
                store,
                member: Some(request.member),
                amount,
                asked_by: request.operator,
            };
            ask_second(tx, &second)?;
        }
        let adjusted = entry.map_or_else(
            || Adjusted::Waiting { number: number.clone() },
            |entry| Adjusted::Posted {
                number: number.clone(),
                entry,
            },
        );
        Ok(adjusted)
    })
}

/// A correction that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Its number.
    pub number: String,
    /// Whose account.
    pub member: MemberId,
    /// What.
    pub change: Change,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub asked_by: OperatorId,
}

/// The oldest corrections that wait.
pub fn waiting(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Wish>, StoreError> {
    tx.all(
        "SELECT number, member_id, account, amount, reason, asked_by FROM adjustment WHERE status = 'waiting' \
         ORDER BY asked_at LIMIT ?1",
        params![limit],
        wish,
    )
}

/// A second person says yes: it is posted as the books are now. Said twice, the first entry is answered.
pub fn approve(tx: &mut Tx<'_>, number: &str, operator: OperatorId) -> Result<EntryId, AdjustError> {
    let (wallet, wish) = lock_wish(tx, number, operator)?;
    // Who asked for it may have lost the right meanwhile.
    check(tx, wish.asked_by, right_of(wish.change).1, wish.member)?;
    let entry = post(tx, wallet, &wish, Some(operator))?;
    decide(tx, number, "posted", operator, Some(entry))?;
    second_said(tx, (SecondKind::Correction, number), operator, Said::Approved)?;
    Ok(entry)
}

/// A second person says no.
pub fn refuse(tx: &mut Tx<'_>, number: &str, operator: OperatorId) -> Result<(), AdjustError> {
    lock_wish(tx, number, operator)?;
    decide(tx, number, "refused", operator, None)?;
    Ok(second_said(
        tx,
        (SecondKind::Correction, number),
        operator,
        Said::Refused,
    )?)
}

fn lock_wish(tx: &mut Tx<'_>, number: &str, operator: OperatorId) -> Result<(Wallet, Wish), AdjustError> {
    let text = "SELECT number, member_id, account, amount, reason, asked_by FROM adjustment \
                WHERE number = ?1 AND status = 'waiting'";
    let member = tx
        .one(text, params![number], wish)?
        .ok_or(AdjustError::NotWaiting)?
        .member;
    let wallet = Wallet::lock(tx, member)?.ok_or(AdjustError::NoMember)?;
    let wish = tx.one(text, params![number], wish)?.ok_or(AdjustError::NotWaiting)?;
    if wish.asked_by == operator {
        return Err(AdjustError::SamePerson);
    }
    check(tx, operator, Role::approves, wish.member)?;
    Ok((wallet, wish))
}

/// A correction is the matter of the store where the member is at home, else of headquarters, and nobody's own.
fn check(
    tx: &mut Tx<'_>,
    operator: OperatorId,
    allowed: fn(Role) -> bool,
    member: MemberId,
) -> Result<(), AdjustError> {
    if is_own_account(tx, operator, member)? {
        return Err(AdjustError::OwnAccount);
    }
    if may_about(tx, operator, allowed, member)? {
        Ok(())
    } else {
        Err(AdjustError::NotAllowed)
    }
}

fn decide(
    tx: &mut Tx<'_>,
    number: &str,
    status: &str,
    operator: OperatorId,
    entry: Option<EntryId>,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE adjustment SET status = ?2, decided_by = ?3, decided_at = ?4, entry_id = ?5 WHERE number = ?1",
        params![number, status, operator, tx.now(), entry],
    )?;
    Ok(())
}

fn wish(row: &crate::Row<'_>) -> Result<Wish, StoreError> {
    let amount: i64 = row.get("amount")?;
    let change = match row.get::<Account>("account")? {
        Account::Principal => Change::Principal(Fen::new(amount)),
        Account::Bonus => Change::Bonus(Fen::new(amount)),
        _ => Change::Points(Points::new(amount)),
    };
    Ok(Wish {
        number: row.get("number")?,
        member: row.get("member_id")?,
        change,
        reason: row.get("reason")?,
        asked_by: row.get("asked_by")?,
    })
}

/// Under which right somebody makes such a change.
fn right_of(change: Change) -> (Capability, fn(Role) -> bool) {
    match change {
        Change::Principal(_) | Change::Bonus(_) => (Capability::CorrectMoney, Role::corrects_money),
        Change::Points(_) => (Capability::CorrectPoints, Role::corrects_points),
    }
}

fn parts(change: Change) -> (Account, i64) {
    match change {
        Change::Principal(amount) => (Account::Principal, amount.get()),
        Change::Bonus(amount) => (Account::Bonus, amount.get()),
        Change::Points(points) => (Account::Points, points.get()),
    }
}

fn post(tx: &mut Tx<'_>, wallet: Wallet, wish: &Wish, approved_by: Option<OperatorId>) -> Result<EntryId, AdjustError> {
    let mut draft = Draft::new(wallet);
    match wish.change {
        Change::Points(points) if points.is_positive() => {
            draft.grant_points(NewPointLot {
                points,
                available_from: tx.now(),
                expires_at: point_expiry(tx),
                rule: "adjustment".into(),
            })?;
        }
        Change::Points(points) => {
            let draws = plan_points(&point_lots(tx, wish.member)?, minus_points(points)?, tx.now())?;
            draw_points(tx, &mut draft, &draws)?;
        }
        Change::Principal(amount) | Change::Bonus(amount) if amount.is_positive() => {
            let is_principal = matches!(wish.change, Change::Principal(_));
            draft.grant_money(NewMoneyLot {
                principal: if is_principal { amount } else { Fen::ZERO },
                bonus: if is_principal { Fen::ZERO } else { amount },
                order: SpendOrder::ProRata,
                bonus_expires_at: None,
                rule: "adjustment".into(),
                of_card: LotOfCard::default(),
            })?;
        }
        Change::Principal(amount) | Change::Bonus(amount) => {
            let draws = take(tx, wish, minus(amount)?)?;
            draw_money(tx, &mut draft, &draws)?;
        }
    }
    match wish.change {
        Change::Principal(amount) => draft.shop_money(Account::Adjustment, "principal", minus(amount)?),
        Change::Bonus(amount) => draft.shop_money(Account::Adjustment, "bonus", minus(amount)?),
        Change::Points(points) => draft.shop_points(Account::Adjustment, "points", minus_points(points)?),
    }
    let approved_by = approved_by.map_or(String::new(), |operator| operator.to_string());
    let header = Header {
        kind: EntryKind::Adjustment,
        reference: &format!("adjustment:{}", wish.number),
        store: None,
        operator: Some(wish.asked_by),
        reverses: None,
        explanation: &Explanation::Manual {
            reason: wish.reason.clone(),
            approved_by,
        },
    };
    Ok(draft.post(tx, &header)?.entry)
}

/// Takes an amount of principal, or of bonus, from the oldest lots first.
fn take(tx: &mut Tx<'_>, wish: &Wish, wanted: Fen) -> Result<Vec<MoneyDraw>, AdjustError> {
    let is_principal = matches!(wish.change, Change::Principal(_));
    let mut left = wanted.get();
    let mut draws = Vec::new();
    for lot in money_lots(tx, wish.member)? {
        let there = if is_principal {
            lot.principal_left
        } else {
            lot.bonus_left
        };
        let part = Fen::new(left.min(there.get()));
        if part.is_positive() {
            left -= part.get();
            draws.push(MoneyDraw {
                lot: lot.id,
                principal: if is_principal { part } else { Fen::ZERO },
                bonus: if is_principal { Fen::ZERO } else { part },
            });
        }
    }
    if left == 0 {
        Ok(draws)
    } else {
        Err(AdjustError::ShortOfMoney {
            there: Fen::new(wanted.get() - left),
        })
    }
}

impl AdjustError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoMember => ErrorCode::NoMember.as_str(),
            Self::NotWaiting => ErrorCode::NotWaiting.as_str(),
            Self::SamePerson => ErrorCode::SamePerson.as_str(),
            Self::OwnAccount => ErrorCode::OwnAccount.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Nothing => ErrorCode::AmountTooSmall.as_str(),
            Self::ShortOfMoney { .. } => ErrorCode::BalanceShort.as_str(),
            Self::ShortOfPoints(_) => ErrorCode::PointsShort.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
