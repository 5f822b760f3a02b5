//! A spend above the member's limit: the till waits, the phone asks, the member decides with the PIN.

use huika_domain::{ApprovalId, Fen, MemberId, Millis, TillSessionId};

use super::{Place, Sell, SellError, quote_sale};
use crate::{FromColumn, Row, StoreError, ToValue, Tx, Value, params};

/// How far an approval is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalStatus {
    /// The phone asks.
    Waiting,
    /// The member said yes; the sale may be made.
    Approved,
    /// The member said no.
    Refused,
    /// The sale was made.
    Used,
    /// Nobody decided in time.
    Expired,
}

const WORDS: [(ApprovalStatus, &str); 5] = [
    (ApprovalStatus::Waiting, "waiting"),
    (ApprovalStatus::Approved, "approved"),
    (ApprovalStatus::Refused, "refused"),
    (ApprovalStatus::Used, "used"),
    (ApprovalStatus::Expired, "expired"),
];

impl ApprovalStatus {
    /// The word in the column, also the key of its name in the locales.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        WORDS
            .iter()
            .find(|(status, _)| *status == self)
            .map_or("", |(_, word)| word)
    }
}

impl ToValue for ApprovalStatus {
    const NULL: Value<'static> = Value::NullText;
    fn to_value(&self) -> Value<'_> {
        Value::Text(self.as_str())
    }
}

impl FromColumn for ApprovalStatus {
    fn from_column(row: &Row<'_>, index: usize) -> Result<Self, StoreError> {
        let word: String = row.get(index)?;
        WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(status, _)| *status)
            .ok_or_else(|| StoreError::Decode(format!("approval status {word} is not known")))
    }
}

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
    /// In which store.
    pub store: String,
    /// At which till.
    pub till: String,
    /// How much from the card.
    pub amount: Fen,
    /// How far it is.
    pub status: ApprovalStatus,
    /// Until when it can be decided and used.
    pub expires_at: Millis,
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
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Asks the member of an open till session to approve a bill; the phone shows it at once. Asked again for the same amount,
/// the same question is answered.
pub fn ask_approval(tx: &mut Tx<'_>, request: &Sell) -> Result<Approval, SellError> {
    let quote = quote_sale(tx, request)?;
    let amount = Fen::new(quote.principal.get().saturating_add(quote.bonus.get()));
    let session = tx.lock(
        "SELECT id, member_id FROM till_session WHERE token = ?1 AND store_id = ?2 AND till = ?3 AND ended_at IS NULL",
        params![request.session, request.place.store, request.place.till],
        |row| Ok((row.get::<TillSessionId>(0)?, row.get::<MemberId>(1)?)),
    )?;
    let (session, member) = session.ok_or(SellError::NoSession)?;
    let now = tx.now();
    if let Some(asked) = last_of_session(tx, session)?.filter(|asked| asked.amount == amount && asked.expires_at > now)
    {
        return Ok(asked);
    }
    let context = tx.context();
    let (token, expires_at) = (context.rng.token(), now.plus_secs(context.rules.approval_lives_secs));
    tx.exec(
        "INSERT INTO approval (token, member_id, till_session_id, store_id, till, amount_fen, status, asked_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8)",
        params![token, member, session, request.place.store, request.place.till, amount, now, expires_at],
    )?;
    // The scan stays usable as long as the question.
    tx.exec(
        "UPDATE till_session SET expires_at = ?2 WHERE id = ?1 AND expires_at < ?2",
        params![session, expires_at],
    )?;
    tx.announce(member);
    last_of_session(tx, session)?.ok_or_else(|| StoreError::Decode("an approval vanished".into()).into())
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.token, a.member_id, a.till_session_id, s.name, a.till, a.amount_fen, a.status, a.expires_at ",
            "FROM approval a JOIN store s ON s.id = a.store_id ",
            $tail
        )
    };
}

fn decode(row: &Row<'_>, now: Millis) -> Result<Approval, StoreError> {
    let (status, expires_at): (ApprovalStatus, Millis) = (row.get(7)?, row.get(8)?);
    let open = matches!(status, ApprovalStatus::Waiting | ApprovalStatus::Approved);
    Ok(Approval {
        id: ApprovalId::new(row.get(0)?),
        token: row.get(1)?,
        member: row.get(2)?,
        session: row.get(3)?,
        store: row.get(4)?,
        till: row.get(5)?,
        amount: row.get(6)?,
        status: if open && expires_at <= now {
            ApprovalStatus::Expired
        } else {
            status
        },
        expires_at,
    })
}

fn last_of_session(tx: &mut Tx<'_>, session: TillSessionId) -> Result<Option<Approval>, StoreError> {
    let now = tx.now();
    tx.one(
        select!("WHERE a.till_session_id = ?1 ORDER BY a.id DESC LIMIT 1"),
        params![session],
        |row| decode(row, now),
    )
}

/// The question that waits for this member now.
pub fn waiting_approval(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Approval>, StoreError> {
    let now = tx.now();
    let last = tx.one(
        select!("WHERE a.member_id = ?1 ORDER BY a.id DESC LIMIT 1"),
        params![member],
        |row| decode(row, now),
    )?;
    Ok(last.filter(|approval| approval.status == ApprovalStatus::Waiting))
}

/// The question behind an open till session of this till, for the counter that waits.
pub fn approval(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<Option<Approval>, StoreError> {
    let now = tx.now();
    tx.one(
        select!(
            "JOIN till_session t ON t.id = a.till_session_id WHERE t.token = ?1 AND t.store_id = ?2 AND t.till = ?3 \
             ORDER BY a.id DESC LIMIT 1"
        ),
        params![session, place.store, place.till],
        |row| decode(row, now),
    )
}

/// The member's decision. For a yes the caller has checked the PIN or the passkey, named in `by`.
pub fn decide(tx: &mut Tx<'_>, member: MemberId, token: &str, yes: bool, by: &str) -> Result<(), ApprovalError> {
    let now = tx.now();
    let known: i64 = tx.value(
        "SELECT COUNT(*) FROM approval WHERE token = ?1 AND member_id = ?2",
        params![token, member],
    )?;
    if known == 0 {
        return Err(ApprovalError::Unknown);
    }
    let decided = tx.exec(
        "UPDATE approval SET status = ?3, decided_at = ?4, decided_by = ?5 \
         WHERE token = ?1 AND member_id = ?2 AND status = 'waiting' AND expires_at > ?4",
        params![token, member, if yes { "approved" } else { "refused" }, now, by],
    )?;
    if decided == 0 {
        return Err(ApprovalError::TooLate);
    }
    tx.announce(member);
    Ok(())
}

/// Uses an approval of at least this amount for a sale of this session; answers whether there was one.
pub(crate) fn use_approval(tx: &mut Tx<'_>, session: TillSessionId, amount: Fen) -> Result<bool, StoreError> {
    let used = tx.exec(
        "UPDATE approval SET status = 'used' WHERE id = (SELECT id FROM approval WHERE till_session_id = ?1 \
         AND status = 'approved' AND amount_fen >= ?2 AND expires_at > ?3 ORDER BY id DESC LIMIT 1)",
        params![session, amount, tx.now()],
    )?;
    Ok(used == 1)
}
