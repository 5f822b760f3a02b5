//! The question, as it is kept.

use crate::{
    Row, StoreError, Tx,
    db::secret::{Secret, Ticket},
    member::NotProved,
    params,
    sale::SellError,
    staff::Place,
};
use huika_domain::{ApprovalId, Fen, MemberId, Millis, Points, StoreId, TillSessionId};

huika_domain::text_enum! {
    /// How far an approval is.
    pub enum ApprovalStatus {
        /// The phone asks.
        Waiting = "waiting",
        /// The member said yes; the sale may be made.
        Approved = "approved",
        /// The member said no.
        Refused = "refused",
        /// The sale was made.
        Used = "used",
        /// Nobody decided in time.
        Expired = "expired",
    }
}

crate::db::text_columns!(ApprovalStatus);

huika_domain::text_enum! {
    /// Who decided about an approval, or by what.
    pub enum DecidedBy {
        /// The member, with the payment PIN.
        Pin = "pin",
        /// The member, with a passkey.
        Passkey = "passkey",
        /// The member, where nothing more was needed.
        Member = "member",
        /// The till took its question back.
        Till = "till",
        /// The bill had become another one before the yes.
        Changed = "changed",
    }
}

crate::db::text_columns!(DecidedBy);

/// A question to the member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Which.
    pub id: ApprovalId,
    /// Its name in addresses.
    pub token: String,
    /// Who is asked.
    pub member: MemberId,
    /// For which scan.
    pub session: TillSessionId,
    /// What the store is called.
    pub store: String,
    /// Which one it is.
    pub(super) store_id: StoreId,
    /// At which till.
    pub till: String,
    /// The bill before discounts.
    pub gross: Fen,
    /// How much money from the card.
    pub amount: Fen,
    /// How many points from the card.
    pub points: Points,
    /// What they take off the bill.
    pub points_value: Fen,
    /// How far it is.
    pub status: ApprovalStatus,
    /// Until when it can be decided and used.
    pub expires_at: Millis,
    /// Who decided; none before.
    pub decided_by: Option<DecidedBy>,
    /// The number on the receipt, when the yes made the sale.
    pub receipt_number: String,
    /// The bill as it was asked about.
    pub(super) bill: String,
}

/// Why nothing was decided.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ApprovalError {
    /// There is no such question for this member.
    #[error("there is no such question")]
    Unknown,
    /// It was decided before, or its time is over.
    #[error("it is too late to decide")]
    TooLate,
    /// The member said yes and the sale cannot be made any more; nothing was spent and the question still waits.
    #[error(transparent)]
    Sale(#[from] SellError),
    /// A yes needs more than was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.token, a.member_id, a.till_session_id, a.store_id, s.name, a.till, a.amount_fen, a.status, a.expires_at, ",
            "a.decided_by, a.receipt_number, a.gross_fen, a.points, a.points_fen, a.bill ",
            "FROM approval a JOIN store s ON s.id = a.store_id ",
            $tail
        )
    };
}

fn decode(row: &Row<'_>, now: Millis, secret: &Secret) -> Result<Approval, StoreError> {
    let (status, expires_at): (ApprovalStatus, Millis) = (row.get("status")?, row.get("expires_at")?);
    let open = matches!(status, ApprovalStatus::Waiting | ApprovalStatus::Approved);
    Ok(Approval {
        id: row.get("id")?,
        token: secret.ticket(Ticket::Approval, &row.get::<String>("token")?),
        member: row.get("member_id")?,
        session: row.get("till_session_id")?,
        store: row.get("name")?,
        store_id: row.get("store_id")?,
        till: row.get("till")?,
        amount: row.get("amount_fen")?,
        status: if open && expires_at <= now {
            ApprovalStatus::Expired
        } else {
            status
        },
        expires_at,
        decided_by: row.get("decided_by")?,
        receipt_number: row.get("receipt_number")?,
        gross: row.get("gross_fen")?,
        points: row.get("points")?,
        points_value: row.get("points_fen")?,
        bill: row.get("bill")?,
    })
}

impl Approval {
    /// Whether it can still come to a sale.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.status, ApprovalStatus::Waiting | ApprovalStatus::Approved)
    }
}

pub(super) fn last_of_session(tx: &mut Tx<'_>, session: TillSessionId) -> Result<Option<Approval>, StoreError> {
    let (now, secret) = (tx.now(), tx.context().secret.clone());
    tx.one(
        select!("WHERE a.till_session_id = ?1 ORDER BY a.id DESC LIMIT 1"),
        params![session],
        |row| decode(row, now, &secret),
    )
}

/// The questions about a scan that the member said yes to and that no sale has used, newest first.
pub(super) fn approved_of_session(tx: &mut Tx<'_>, session: TillSessionId) -> Result<Vec<Approval>, StoreError> {
    let (now, secret) = (tx.now(), tx.context().secret.clone());
    tx.all(
        select!(
            "WHERE a.till_session_id = ?1 AND a.status = 'approved' AND a.expires_at > ?2 ORDER BY a.id DESC LIMIT 10"
        ),
        params![session, now],
        |row| decode(row, now, &secret),
    )
}

/// A question to this member by its name.
pub(super) fn asked_by_token(tx: &mut Tx<'_>, member: MemberId, token: &str) -> Result<Option<Approval>, StoreError> {
    let (now, secret) = (tx.now(), tx.context().secret.clone());
    tx.one(
        select!("WHERE a.token = ?1 AND a.member_id = ?2"),
        params![secret.name_in(Ticket::Approval, token), member],
        |row| decode(row, now, &secret),
    )
}

/// The question that waits for this member now: the one that was asked first, when two tills ask at once.
pub fn waiting_approval(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Approval>, StoreError> {
    let (now, secret) = (tx.now(), tx.context().secret.clone());
    tx.one(
        select!("WHERE a.member_id = ?1 AND a.status = 'waiting' AND a.expires_at > ?2 ORDER BY a.id LIMIT 1"),
        params![member, now],
        |row| decode(row, now, &secret),
    )
}

/// What became of the member's newest question, for as long as that is news.
pub fn last_approval(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Approval>, StoreError> {
    const NEWS_SECS: i64 = 10 * 60;
    let (now, secret) = (tx.now(), tx.context().secret.clone());
    tx.one(
        select!("WHERE a.member_id = ?1 AND a.asked_at > ?2 ORDER BY a.id DESC LIMIT 1"),
        params![member, now.minus_secs(NEWS_SECS)],
        |row| decode(row, now, &secret),
    )
}

/// The question behind an open till session of this till, for the counter that waits.
pub fn approval(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<Option<Approval>, StoreError> {
    let (now, secret) = (tx.now(), tx.context().secret.clone());
    tx.one(
        select!(
            "JOIN till_session t ON t.id = a.till_session_id WHERE t.token = ?1 AND t.store_id = ?2 AND t.till = ?3 \
             ORDER BY a.id DESC LIMIT 1"
        ),
        params![secret.name_in(Ticket::TillSession, session), place.store, place.till],
        |row| decode(row, now, &secret),
    )
}

crate::member::of_act_error!(ApprovalError);
