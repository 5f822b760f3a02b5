//! A person decides about a held top-up: it is released, taken because the gateway took it, or paid back.

use huika_domain::{ErrorCode, Fen, MoneyDraw, OperatorId, Points, Reason, TopUpId, share_of};

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, Wallet,
        amount::{minus, overflow, sum},
        hold::{self, HoldError, HoldStatus, OpenHold},
        restore_money, restore_points,
    },
    params,
    payment::settle_alarms_of,
    refund::{AskedBy, OpenRefund, RefundTopUpError, open_refund, take_points_of},
    staff::{Matter, Role, may},
    top_up::held::release_open,
};

/// What becomes of a held top-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The member may spend it: it comes back to its lots.
    Release,
    /// The gateway took `gone` of the payment for good: so much leaves the card, with its share of bonus and points, as far as it is
    /// still there; the rest comes back to its lots. What is not there any more is the shop's loss.
    Take {
        /// What the gateway took in all.
        gone: Fen,
    },
    /// The shop pays it back through the gateway, as a refund under the refund rules. Only where the gateway took nothing yet.
    Refund,
}

/// Somebody of headquarters decides.
#[derive(Debug, Clone)]
pub struct Decide {
    /// Which held top-up.
    pub held: i64,
    /// What becomes of it.
    pub decision: Decision,
    /// Who decides.
    pub operator: OperatorId,
    /// Why.
    pub reason: Reason,
}

/// Why nothing was decided.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DecideError {
    /// There is no such held top-up, or somebody decided before.
    #[error("nothing waits for a decision here")]
    NotHeld,
    /// This operator does not decide for the whole shop, whose account with the gateway it is.
    #[error("this operator may not do that")]
    NotAllowed,
    /// Nothing, or more than was paid.
    #[error("the amount is not within what was paid")]
    Amount,
    /// The gateway took something already: what it took is taken, and the rest released.
    #[error("the gateway took a part already")]
    Reversed,
    /// No refund could be opened.
    #[error(transparent)]
    Refund(#[from] RefundTopUpError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

struct Held {
    top_up: TopUpId,
    number: String,
    channel: String,
    principal: Fen,
}

/// Carries the decision out, once, and settles the alarms that it answers.
pub fn decide_held(tx: &mut Tx<'_>, request: &Decide) -> Result<(), DecideError> {
    if !may(tx, request.operator, Role::settles_payments, Matter::Shop)? {
        return Err(DecideError::NotAllowed);
    }
    let member = tx
        .one(
            "SELECT member_id FROM held_top_up WHERE id = ?1 AND decided_at IS NULL",
            params![request.held],
            |row| row.get("member_id"),
        )?
        .ok_or(DecideError::NotHeld)?;
    let wallet = Wallet::lock(tx, member)?.ok_or(DecideError::NotHeld)?;
    // Looked at again under the lock of the wallet.
    let held = find(tx, request.held)?.ok_or(DecideError::NotHeld)?;
    check(tx, &held, request.decision)?;
    let open = open_holds(tx, request)?;
    // From here on nothing holds it again.
    let word = match request.decision {
        Decision::Release => "released",
        Decision::Take { .. } => "taken",
        Decision::Refund => "refunded",
    };
    tx.exec(
        "UPDATE held_top_up SET decided_at = ?2, decided_by = ?3, decision = ?4, note = ?5 WHERE id = ?1",
        params![request.held, tx.now(), request.operator, word, request.reason.as_str()],
    )?;
    match request.decision {
        Decision::Take { gone } => {
            let points = take(tx, request, &held, wallet, &open, gone)?;
            tx.exec(
                "UPDATE held_top_up SET gone_fen = ?2, points = ?3 WHERE id = ?1",
                params![request.held, gone, points],
            )?;
        }
        Decision::Release => release(tx, request, &open)?,
        Decision::Refund => {
            release(tx, request, &open)?;
            let refund = OpenRefund {
                top_up: held.number.clone(),
                by: AskedBy::Operator(request.operator),
                key: format!("held:{}", request.held),
            };
            open_refund(tx, &refund)?;
        }
    }
    settle_alarms_of(tx, &held.number, request.operator, &request.reason)?;
    tx.announce(member);
    Ok(())
}

/// Whether the decision fits what the gateway did.
fn check(tx: &mut Tx<'_>, held: &Held, decision: Decision) -> Result<(), DecideError> {
    match decision {
        Decision::Take { gone } => {
            let before = gone_before(tx, held.top_up)?;
            let most = held.principal.checked_sub(before).ok_or_else(overflow)?;
            if !gone.is_positive() || gone > most {
                return Err(DecideError::Amount);
            }
        }
        Decision::Refund => {
            if went_back(tx, held.top_up)? {
                return Err(DecideError::Reversed);
            }
        }
        Decision::Release => {}
    }
    Ok(())
}

fn release(tx: &mut Tx<'_>, request: &Decide, open: &[String]) -> Result<(), StoreError> {
    for number in open {
        let hold = lock_hold(tx, number, request.operator)?;
        release_open(tx, &hold)?;
    }
    Ok(())
}

fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Held>, StoreError> {
    tx.one(
        "SELECT t.id, t.number, t.channel, t.principal_fen FROM held_top_up h JOIN top_up t ON t.id = h.top_up_id \
         WHERE h.id = ?1 AND h.decided_at IS NULL",
        params![id],
        |row| {
            Ok(Held {
                top_up: row.get("id")?,
                number: row.get("number")?,
                channel: row.get("channel")?,
                principal: row.get("principal_fen")?,
            })
        },
    )
}

fn open_holds(tx: &mut Tx<'_>, request: &Decide) -> Result<Vec<String>, StoreError> {
    tx.all(
        "SELECT number FROM hold WHERE held_top_up_id = ?1 AND status = 'open' ORDER BY id LIMIT 1000",
        params![request.held],
        |row| row.get("number"),
    )
}

fn lock_hold(tx: &mut Tx<'_>, number: &str, operator: OperatorId) -> Result<OpenHold, StoreError> {
    match hold::lock_open(tx, number) {
        Ok(open) => Ok(OpenHold {
            by: Some(operator),
            ..open
        }),
        Err(HoldError::Store(error)) => Err(error),
        Err(other) => Err(StoreError::Decode(other.to_string())),
    }
}

/// What of the payment's principal is off the card already: by refunds of ours, or by an earlier decision.
fn gone_before(tx: &mut Tx<'_>, top_up: TopUpId) -> Result<Fen, StoreError> {
    let refunded: Fen = tx.value(
        "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM refund WHERE top_up_id = ?1 AND status <> 'failed'",
        params![top_up],
    )?;
    let taken: Fen = tx.value(
        "SELECT CAST(COALESCE(SUM(gone_fen), 0) AS BIGINT) FROM held_top_up WHERE top_up_id = ?1",
        params![top_up],
    )?;
    sum([refunded, taken])
}

/// Whether the gateway took something, or may take it.
fn went_back(tx: &mut Tx<'_>, top_up: TopUpId) -> Result<bool, StoreError> {
    let reversals: i64 = tx.value(
        "SELECT COUNT(*) FROM payment_reversal WHERE top_up_id = ?1 AND status <> 'withdrawn'",
        params![top_up],
    )?;
    Ok(reversals > 0)
}

/// Takes what the gateway took, hold by hold, and gives the rest back. Answers the points that went with it.
fn take(
    tx: &mut Tx<'_>,
    request: &Decide,
    held: &Held,
    wallet: Wallet,
    open: &[String],
    gone: Fen,
) -> Result<Points, DecideError> {
    let mut left = gone;
    let mut points = None;
    for number in open {
        let hold = lock_hold(tx, number, request.operator)?;
        if left.is_zero() {
            release_open(tx, &hold)?;
            continue;
        }
        let mut draft = Draft::new(hold.wallet);
        hold::empty_held(&mut draft, &hold.held)?;
        let (mut taken, mut bonus_taken) = (Fen::ZERO, Fen::ZERO);
        for draw in &hold.held.money {
            let part = draw.principal.min(left);
            let bonus = bonus_of(draw.bonus, part, draw.principal)?;
            left = left.checked_sub(part).ok_or_else(overflow)?;
            taken = sum([taken, part])?;
            bonus_taken = sum([bonus_taken, bonus])?;
            let rest = MoneyDraw {
                lot: draw.lot,
                principal: draw.principal.checked_sub(part).ok_or_else(overflow)?,
                bonus: draw.bonus.checked_sub(bonus).ok_or_else(overflow)?,
            };
            restore_money(tx, &mut draft, &[rest])?;
        }
        draft.shop_money(Account::Clearing, &held.channel, taken);
        draft.shop_money(Account::BonusCost, &held.channel, bonus_taken);
        restore_points(tx, &mut draft, &hold.held.points)?;
        if points.is_none() {
            points = Some(take_points_of(tx, &mut draft, &held.number, gone)?);
        }
        let explanation = Explanation::Refund {
            number: held.number.clone(),
            channel: held.channel.clone(),
            bonus_lapsed: bonus_taken,
        };
        let reference = format!("taken:{number}");
        hold::close(
            tx,
            &hold,
            draft,
            EntryKind::Refund,
            &reference,
            &explanation,
            HoldStatus::Taken,
        )?;
    }
    if left.is_positive() {
        let lost = lose(tx, request, held, wallet, left, points.is_none().then_some(gone))?;
        points = points.or(lost);
    }
    Ok(points.unwrap_or(Points::ZERO))
}

/// The bonus that goes with a part of the principal; all of it where the principal had been spent before.
fn bonus_of(bonus: Fen, part: Fen, principal: Fen) -> Result<Fen, StoreError> {
    if principal.is_zero() {
        return Ok(bonus);
    }
    share_of(bonus.get(), Fen::ZERO, part, principal)
        .map(Fen::new)
        .ok_or_else(overflow)
}

/// What the gateway took and the member had spent before: the shop's loss, so that the channel's account says what it really holds. The
/// points that the payment gave go here when nothing of it was left to hold.
fn lose(
    tx: &mut Tx<'_>,
    request: &Decide,
    held: &Held,
    wallet: Wallet,
    left: Fen,
    points_for: Option<Fen>,
) -> Result<Option<Points>, StoreError> {
    let now = Wallet::lock(tx, wallet.member)?.ok_or_else(|| StoreError::Decode("a member without a wallet".into()))?;
    let mut draft = Draft::new(now);
    draft.shop_money(Account::Clearing, &held.channel, left);
    draft.shop_money(Account::Adjustment, "reversal", minus(left)?);
    let points = match points_for {
        Some(gone) => Some(take_points_of(tx, &mut draft, &held.number, gone)?),
        None => None,
    };
    let header = Header {
        kind: EntryKind::Refund,
        reference: &format!("lost:{}", request.held),
        store: None,
        operator: Some(request.operator),
        reverses: None,
        explanation: &Explanation::Refund {
            number: held.number.clone(),
            channel: held.channel.clone(),
            bonus_lapsed: Fen::ZERO,
        },
    };
    draft.post(tx, &header)?;
    Ok(points)
}

impl DecideError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotHeld => ErrorCode::NoAlarm.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::Amount => ErrorCode::HeldAmount.as_str(),
            Self::Reversed => ErrorCode::HeldReversed.as_str(),
            Self::Refund(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}
