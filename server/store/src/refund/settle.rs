//! The end of a refund: by the gateway's word, or by a person where no gateway pays.

use huika_domain::{Fen, MemberId, OperatorId, Points, Reason, StoreId, share_of, take_back};

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Draft, EntryKind, Explanation,
        amount::{minus_points, overflow, sum_points},
        draw_points,
        hold::{self, HoldError, OpenHold},
        point_lots,
    },
    params,
    refund::{
        RefundTopUpError, TopUp,
        open::ASK_FOR_DAYS,
        review::{check_persons, check_rights},
        top_up,
    },
};

/// How the refund ended at the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundNews {
    /// The money is on its way to the member.
    Paid {
        /// The gateway's number.
        transaction: String,
    },
    /// It will not be paid.
    Failed,
}

pub(super) struct Refund {
    pub top_up: String,
    pub member: MemberId,
    hold: String,
    channel: String,
    kind: String,
    pub amount: Fen,
    bonus: Fen,
    status: String,
    way: String,
    /// Why it waits for a person.
    pub why: String,
    /// Whose store's it is; none for the shop's.
    pub store: Option<StoreId>,
    /// Who asked for it; none when the member did.
    pub asked_by: Option<OperatorId>,
    /// The second person, when there was one.
    pub approved_by: Option<OperatorId>,
}

impl Refund {
    /// Whether the amount is still set aside.
    fn waits(&self) -> bool {
        matches!(self.status.as_str(), "open" | "counter")
    }
}

pub(super) fn find(tx: &mut Tx<'_>, number: &str) -> Result<Refund, RefundTopUpError> {
    let found = tx.one(
        "SELECT t.number, h.number, r.channel, r.kind, r.amount_fen, r.bonus_fen, r.status, r.way, r.store_id, \
         r.member_id, r.why, r.operator_id, r.approved_by FROM refund r \
         JOIN top_up t ON t.id = r.top_up_id JOIN hold h ON h.id = r.hold_id WHERE r.number = ?1",
        params![number],
        |row| {
            Ok(Refund {
                top_up: row.get(0)?,
                hold: row.get(1)?,
                channel: row.get(2)?,
                kind: row.get(3)?,
                amount: row.get(4)?,
                bonus: row.get(5)?,
                status: row.get(6)?,
                way: row.get(7)?,
                store: row.get(8)?,
                member: row.get(9)?,
                why: row.get(10)?,
                asked_by: row.get(11)?,
                approved_by: row.get(12)?,
            })
        },
    )?;
    found.ok_or(RefundTopUpError::NoRefund)
}

/// Ends the refund as the gateway says. The same news again changes nothing; the opposite is an error for people to see.
pub fn settle_refund(tx: &mut Tx<'_>, number: &str, news: &RefundNews) -> Result<(), RefundTopUpError> {
    let refund = find(tx, number)?;
    let ended = match news {
        RefundNews::Paid { .. } => "paid",
        RefundNews::Failed => "failed",
    };
    if !refund.waits() {
        return again(&refund, ended);
    }
    let open = match hold::lock_open(tx, &refund.hold) {
        Ok(open) => open,
        // Between our look and the lock another server settled it: its outcome counts.
        Err(HoldError::Closed) => return again(&find(tx, number)?, ended),
        Err(HoldError::Store(error)) => return Err(error.into()),
        Err(other) => return Err(StoreError::Decode(other.to_string()).into()),
    };
    let (points, transaction) = match news {
        RefundNews::Failed => {
            hold::release_open(tx, &open)?;
            (Points::ZERO, None)
        }
        RefundNews::Paid { transaction } => (
            pay(tx, number, &refund, &open, &refund.channel)?,
            Some(transaction.clone()),
        ),
    };
    tx.exec(
        "UPDATE refund SET status = ?2, settled_at = ?3, transaction_id = ?4, points = ?5 WHERE number = ?1",
        params![number, ended, tx.now(), transaction, points],
    )?;
    Ok(())
}

/// News about a refund that has ended. A bank transfer and then the gateway's money too: that is paid twice, and no repetition.
fn again(refund: &Refund, ended: &str) -> Result<(), RefundTopUpError> {
    if refund.status == ended && refund.way == "gateway" {
        Ok(())
    } else {
        Err(RefundTopUpError::Ended)
    }
}

/// Posts the payment and answers the points that went with it.
fn pay(
    tx: &mut Tx<'_>,
    number: &str,
    refund: &Refund,
    open: &OpenHold,
    through: &str,
) -> Result<Points, RefundTopUpError> {
    let top_up = top_up(tx, &refund.top_up)?;
    let mut draft = Draft::new(open.wallet);
    hold::empty_held(&mut draft, &open.held)?;
    draft.shop_money(Account::Clearing, through, refund.amount);
    if refund.kind == "in-full" {
        draft.shop_money(Account::BonusCost, &refund.channel, refund.bonus);
    } else {
        draft.shop_money(Account::Breakage, "bonus", refund.bonus);
    }
    let points = take_points(tx, &mut draft, &top_up, refund.amount)?;
    let explanation = Explanation::Refund {
        number: refund.top_up.clone(),
        channel: through.to_owned(),
        bonus_lapsed: refund.bonus,
    };
    let reference = format!("refund:{number}");
    hold::close(tx, open, draft, EntryKind::Refund, &reference, &explanation, "taken")?;
    Ok(points)
}

/// Points that the top-up gave go with it, in proportion to the principal that is paid back: from those there are, the
/// rest as a shortfall.
fn take_points(tx: &mut Tx<'_>, draft: &mut Draft, top_up: &TopUp, amount: Fen) -> Result<Points, StoreError> {
    let now = tx.now();
    let owed = points_owed(tx, top_up, amount)?.points;
    let mut lots = point_lots(tx, top_up.member)?;
    lots.retain(|lot| lot.expires_at.is_none_or(|last| now <= last));
    let back = take_back(sum_points(lots.iter().map(|lot| lot.remaining))?, owed);
    let mut left = back.taken.get();
    for lot in lots {
        let points = Points::new(left.min(lot.remaining.get()));
        if points.is_positive() {
            left -= points.get();
            draw_points(tx, draft, &[huika_domain::PointDraw { lot: lot.id, points }])?;
        }
    }
    draft.points(Account::Shortfall, None, minus_points(back.shortfall)?)?;
    draft.shop_points(Account::PointsCost, "top-up", owed);
    Ok(owed)
}

/// The same for a part of a top-up that left the card in another way than by a refund of ours.
pub(crate) fn take_points_of(
    tx: &mut Tx<'_>,
    draft: &mut Draft,
    number: &str,
    amount: Fen,
) -> Result<Points, StoreError> {
    let top_up = top_up(tx, number).map_err(|error| match error {
        RefundTopUpError::Store(error) => error,
        other => StoreError::Decode(other.to_string()),
    })?;
    take_points(tx, draft, &top_up, amount)
}

/// Points that go back with a refund.
pub(super) struct PointsOwed {
    pub points: Points,
    /// How many these are, in figures: the share that the amount has in what was paid in, less what had lapsed.
    pub arithmetic: String,
}

/// What of a top-up's points goes with so much of its principal. Nobody owes what has lapsed: it fell to the shop already.
pub(super) fn points_owed(tx: &mut Tx<'_>, top_up: &TopUp, amount: Fen) -> Result<PointsOwed, StoreError> {
    let (given, lapsed): (i64, i64) = tx
        .one(
            "SELECT CAST(COALESCE(SUM(l.granted), 0) AS BIGINT), CAST(COALESCE(SUM(l.lapsed + CASE WHEN o.expires_at < ?2 \
             THEN o.remaining ELSE 0 END), 0) AS BIGINT) FROM point_lot l \
             LEFT JOIN open_point_lot o ON o.member_id = l.member_id AND o.lot_id = l.id WHERE l.entry_id = ?1",
            params![top_up.entry, tx.now()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .unwrap_or_default();
    let (before, taken): (Fen, i64) = tx
        .one(
            "SELECT CAST(COALESCE(SUM(fen), 0) AS BIGINT), CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM \
             (SELECT amount_fen AS fen, points FROM refund WHERE top_up_id = ?1 AND status = 'paid' \
             UNION ALL SELECT gone_fen, points FROM held_top_up WHERE top_up_id = ?1) gone",
            params![top_up.id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .unwrap_or_default();
    let share = share_of(given, before, amount, top_up.principal).ok_or_else(overflow)?;
    let share_before = share_of(given, Fen::ZERO, before, top_up.principal).ok_or_else(overflow)?;
    let excused_before = share_before.saturating_sub(taken);
    let excused = share.min(lapsed.saturating_sub(excused_before).max(0));
    let less_excused = if excused > 0 {
        format!(" − {excused}")
    } else {
        String::new()
    };
    let arithmetic = format!(
        "{given} × {} ÷ {}{less_excused}",
        amount.yuan(),
        top_up.principal.yuan()
    );
    Ok(PointsOwed {
        points: Points::new(share.saturating_sub(excused)),
        arithmetic,
    })
}

/// Why a refund waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundWhy {
    /// Staff asked for more than one person alone pays back; a second one approves it first.
    Review,
    /// The payment is older than the gateway's limit.
    TooLate,
    /// The payer's account cannot take it.
    Abnormal,
    /// The gateway has not said for days what became of it.
    NoAnswer,
}

impl RefundWhy {
    const ALL: [Self; 4] = [Self::Review, Self::TooLate, Self::Abnormal, Self::NoAnswer];

    /// The word in the column, also the key of its words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::TooLate => "too-late",
            Self::Abnormal => "abnormal",
            Self::NoAnswer => "no-answer",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }
}

/// The gateway will not pay it: it waits for a person, and what is set aside stays so. Ended ones are left alone.
pub fn refund_to_counter(tx: &mut Tx<'_>, number: &str, why: RefundWhy) -> Result<(), StoreError> {
    let moved = tx.one(
        "UPDATE refund SET status = 'counter', why = ?2 WHERE number = ?1 AND status = 'open' RETURNING member_id",
        params![number, why.as_str()],
        |row| row.get(0),
    )?;
    if let Some(member) = moved {
        tx.announce(member);
    }
    Ok(())
}

/// Refunds that the gateway was asked for in vain for days go to the counter. Answers how many.
pub fn give_up_asking(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    let since = tx.now().plus_days(-ASK_FOR_DAYS);
    tx.exec(
        "UPDATE refund SET status = 'counter', why = ?2 WHERE status = 'open' AND opened_at < ?1 \
         AND COALESCE(approved_at, opened_at) < ?1",
        params![since, RefundWhy::NoAnswer.as_str()],
    )
}

/// What an operator decided about a refund that no gateway pays.
#[derive(Debug, Clone)]
pub struct ByHand {
    /// Which refund.
    pub number: String,
    /// Who.
    pub operator: OperatorId,
    /// Why, or where the money went.
    pub reason: Reason,
}

/// The money went back by bank transfer: takes what was set aside. Above the review limit this is the second person on the refund, or
/// follows one. Done twice, nothing more happens.
pub fn pay_refund_by_bank(tx: &mut Tx<'_>, done: &ByHand) -> Result<(), RefundTopUpError> {
    let refund = find(tx, &done.number)?;
    if refund.status == "paid" && refund.way == "bank" {
        return Ok(());
    }
    let open = lock_at_counter(tx, done, &refund)?;
    // As the rules and the row are now: whoever approved it may have done so under others.
    let current = find(tx, &done.number)?;
    check_persons(tx, &current, done.operator)?;
    let points = pay(tx, &done.number, &refund, &open, BANK)?;
    tx.exec(
        "UPDATE refund SET status = 'paid', way = 'bank', settled_at = ?2, points = ?3, reason = ?4, settled_by = ?5 \
         WHERE number = ?1",
        params![done.number, tx.now(), points, done.reason.as_str(), done.operator],
    )?;
    Ok(())
}

/// The member keeps the money on the card after all: gives back what was set aside.
pub fn give_refund_up(tx: &mut Tx<'_>, done: &ByHand) -> Result<(), RefundTopUpError> {
    let refund = find(tx, &done.number)?;
    if refund.status == "failed" {
        return Ok(());
    }
    let open = lock_at_counter(tx, done, &refund)?;
    hold::release_open(tx, &open)?;
    tx.exec(
        "UPDATE refund SET status = 'failed', settled_at = ?2, reason = ?3, settled_by = ?4 WHERE number = ?1",
        params![done.number, tx.now(), done.reason.as_str(), done.operator],
    )?;
    Ok(())
}

/// The clearing account of bank transfers, and the name of the channel in words.
const BANK: &str = "bank";

pub(super) fn lock_at_counter(tx: &mut Tx<'_>, done: &ByHand, refund: &Refund) -> Result<OpenHold, RefundTopUpError> {
    check_rights(tx, done.operator, refund.store, refund.member)?;
    if refund.status != "counter" {
        return Err(RefundTopUpError::NotAtCounter);
    }
    let open = match hold::lock_open(tx, &refund.hold) {
        Ok(open) => open,
        Err(HoldError::Closed) => return Err(RefundTopUpError::Ended),
        Err(HoldError::Store(error)) => return Err(error.into()),
        Err(other) => return Err(StoreError::Decode(other.to_string()).into()),
    };
    // Looked at again under the lock of the wallet.
    if find(tx, &done.number)?.status == "counter" {
        Ok(open)
    } else {
        Err(RefundTopUpError::Ended)
    }
}
