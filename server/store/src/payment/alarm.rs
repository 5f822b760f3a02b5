//! What does not fit about a payment, for a person to look at. The same said again is counted, not listed again.

use huika_domain::{Fen, MemberPhone, Millis, OperatorId, Reason};
use serde::{Deserialize, Serialize};

use crate::{
    Row, StoreError, Tx, params,
    staff::{Matter, Role, may},
    top_up::TopUpStatus,
};

huika_domain::text_enum! {
    /// Why a person should look, the gravest first.
    pub enum AlarmReason {
        /// The payer's bank disputes the payment. What is left of the top-up is held.
        Dispute = "dispute",
        /// The gateway paid back what we did not ask for: somebody did it in its console. What is left of the top-up is held.
        ConsoleRefund = "console-refund",
        /// What the gateway says of a refund of ours does not fit it. Nothing was settled.
        RefundMismatch = "refund-mismatch",
        /// Channel, merchant, app, currency, amount or number of the payment are not the order's. Nothing was credited.
        Mismatch = "mismatch",
        /// A payment for an order that we never opened.
        UnknownOrder = "unknown-order",
        /// The order was paid before, and the gateway has a second payment for it.
        PaidAgain = "paid-again",
        /// Paid after its time, and credited all the same.
        PaidLate = "paid-late",
        /// The card took more meanwhile than its cap leaves room for. Credited, because the money is there, and held.
        AboveCap = "above-cap",
        /// A payment code of which nobody can say whether it paid: its reversal goes on, and the bill waits.
        CodeUnclear = "code-unclear",
    }
}

crate::db::text_columns!(AlarmReason);

/// One thing that differs between an order and what a gateway says of its payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misfit {
    /// `channel`, `merchant`, `app`, `currency`, `amount` or `gone` (in fen), `transaction`, `order`, `refund` or `refund-state`.
    pub what: String,
    /// As the order has it.
    pub ours: String,
    /// As the gateway says it.
    pub theirs: String,
}

impl Misfit {
    pub(crate) fn new(what: &str, ours: &str, theirs: &str) -> Self {
        Self {
            what: what.to_owned(),
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
        }
    }
}

/// An alarm as the office sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentAlarm {
    /// Which.
    pub id: i64,
    /// Which channel said so.
    pub channel: String,
    /// About which of our numbers.
    pub number: String,
    /// Why a person should look.
    pub reason: AlarmReason,
    /// What differs.
    pub misfits: Vec<Misfit>,
    /// When it was said first.
    pub at: Millis,
    /// And last.
    pub last_at: Millis,
    /// How often.
    pub times: i64,
    /// When somebody had looked.
    pub settled_at: Option<Millis>,
    /// What they wrote.
    pub note: String,
    /// The order's amount, when there is one.
    pub ordered: Option<Fen>,
    /// How the order stands now.
    pub status: Option<TopUpStatus>,
    /// Whose it is; pages mask it.
    pub phone: Option<MemberPhone>,
}

/// Raises an alarm about one of our numbers, or counts it when the same one is open.
pub(crate) fn raise(
    tx: &mut Tx<'_>,
    channel: &str,
    number: &str,
    reason: AlarmReason,
    misfits: &[Misfit],
) -> Result<(), StoreError> {
    let detail = serde_json::to_string(misfits).map_err(|e| StoreError::Internal(e.to_string()))?;
    let again = tx.exec(
        "UPDATE payment_alarm SET times = times + 1, last_at = ?5 WHERE number = ?1 AND channel = ?2 AND reason = ?3 \
         AND detail = ?4 AND settled_at IS NULL",
        params![number, channel, reason, detail, tx.now()],
    )?;
    if again == 0 {
        tx.exec(
            "INSERT INTO payment_alarm (channel, number, reason, detail, at, last_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            params![channel, number, reason.as_str(), detail, tx.now()],
        )?;
    }
    Ok(())
}

/// How many alarms nobody has settled yet.
pub fn open_alarms(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.value("SELECT COUNT(*) FROM payment_alarm WHERE settled_at IS NULL", params![])
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.channel, a.number, a.reason, a.detail, a.at, a.last_at, a.times, a.settled_at, a.note, ",
            "t.principal_fen, t.status, m.phone FROM payment_alarm a LEFT JOIN top_up t ON t.number = a.number ",
            "LEFT JOIN member m ON m.id = t.member_id ",
            $tail
        )
    };
}

/// The alarm with this id.
pub fn payment_alarm(tx: &mut Tx<'_>, id: i64) -> Result<Option<PaymentAlarm>, StoreError> {
    tx.one(select!("WHERE a.id = ?1"), params![id], alarm)
}

fn alarm(row: &Row<'_>) -> Result<PaymentAlarm, StoreError> {
    let detail: String = row.get("detail")?;
    let phone: Option<String> = row.get("phone")?;
    Ok(PaymentAlarm {
        id: row.get("id")?,
        channel: row.get("channel")?,
        number: row.get("number")?,
        reason: row.get("reason")?,
        // An earlier version wrote sentences.
        misfits: serde_json::from_str(&detail).unwrap_or_else(|_| vec![Misfit::new("", "", &detail)]),
        at: row.get("at")?,
        last_at: row.get("last_at")?,
        times: row.get("times")?,
        settled_at: row.get("settled_at")?,
        note: row.get("note")?,
        ordered: row.get("principal_fen")?,
        status: row.get("status")?,
        phone: match phone {
            Some(text) => Some(MemberPhone::of_kept(&text).map_err(|e| StoreError::Decode(e.to_string()))?),
            None => None,
        },
    })
}

/// What came of settling an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlarmSettled {
    /// It is settled now.
    Done,
    /// There is none, or somebody settled it before.
    NotOpen,
    /// This operator does not decide for the whole shop, whose account with the gateway it is.
    NotAllowed,
}

/// Somebody of headquarters has looked, and writes what was done.
pub fn settle_alarm(tx: &mut Tx<'_>, id: i64, operator: OperatorId, note: &Reason) -> Result<AlarmSettled, StoreError> {
    if !may(tx, operator, Role::settles_payments, Matter::Shop)? {
        return Ok(AlarmSettled::NotAllowed);
    }
    Ok(if end_alarm(tx, id, operator, note)? {
        AlarmSettled::Done
    } else {
        AlarmSettled::NotOpen
    })
}

/// Somebody has looked, and writes what was done. Answers whether it was open.
fn end_alarm(tx: &mut Tx<'_>, id: i64, operator: OperatorId, note: &Reason) -> Result<bool, StoreError> {
    let settled = tx.exec(
        "UPDATE payment_alarm SET settled_at = ?2, settled_by = ?3, note = ?4 WHERE id = ?1 AND settled_at IS NULL",
        params![id, tx.now(), operator, note.as_str()],
    )?;
    Ok(settled > 0)
}

/// The decision about a held top-up settles what had it held.
pub(crate) fn settle_alarms_of(
    tx: &mut Tx<'_>,
    number: &str,
    operator: OperatorId,
    note: &Reason,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE payment_alarm SET settled_at = ?2, settled_by = ?3, note = ?4 WHERE number = ?1 AND settled_at IS NULL \
         AND reason IN ('dispute', 'console-refund', 'above-cap')",
        params![number, tx.now(), operator, note.as_str()],
    )?;
    Ok(())
}
