//! A spend above the member's limit: the till waits, the phone asks, the member decides with the PIN.
//!
//! A till that gave its sale a key when it asked needs nothing more: the member's yes makes the sale in the same
//! transaction, under that key. A till that gave none sells by itself once the answer is yes.

use huika_domain::{ApprovalId, Fen, MemberId, Millis, OperatorId, PayWith, PointsWanted, StoreId, TillSessionId};
use serde::Deserialize;

use super::{Place, SaleReceipt, Sell, SellError, quote_sale, sell};
use crate::{
    FromColumn, Row, StoreError, ToValue, Tx, Value,
    identity::{Role, may_at},
    ledger::Wallet,
    params,
};

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
    /// Who decided: `pin`, `member`, or `till` when the till took its question back. Empty before.
    pub decided_by: String,
    /// The number on the receipt, when the yes made the sale.
    pub receipt_number: String,
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
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often one scan may ask: who is asked again and again says yes in the end.
const QUESTIONS_A_SCAN: i64 = 3;

/// Asks the member of an open till session to approve a bill; the phone shows it at once. Asked again for the same bill
/// while the question waits or is approved, the same question is answered; one about another bill takes its place, be the part
/// that the card pays the same or not.
pub fn ask_approval(tx: &mut Tx<'_>, request: &Sell) -> Result<Approval, SellError> {
    if !may_at(tx, &request.place, Role::sells)? {
        return Err(SellError::NotAllowed);
    }
    let quote = quote_sale(tx, request)?;
    let amount = Fen::new(quote.principal.get().saturating_add(quote.bonus.get()));
    let session = tx.lock(
        "SELECT id, member_id, rights FROM till_session WHERE token = ?1 AND store_id = ?2 AND till = ?3 AND ended_at IS NULL",
        params![request.session, request.place.store, request.place.till],
        |row| {
            Ok((
                row.get::<TillSessionId>(0)?,
                row.get::<MemberId>(1)?,
                row.get::<String>(2)?,
            ))
        },
    )?;
    let (session, member, rights) = session.ok_or(SellError::NoSession)?;
    if rights != "spend" {
        return Err(SellError::IdentifyOnly);
    }
    if let Some(asked) = last_of_session(tx, session)?.filter(Approval::is_open)
        && is_about(tx, &asked, request)?
    {
        renew_key(tx, &asked, request)?;
        return Ok(asked);
    }
    take_back(tx, session)?;
    let before: i64 = tx.value(
        "SELECT COUNT(*) FROM approval WHERE till_session_id = ?1",
        params![session],
    )?;
    if before >= QUESTIONS_A_SCAN {
        return Err(SellError::AskedTooOften);
    }
    insert(tx, request, session, member, amount)?;
    tx.announce(member);
    last_of_session(tx, session)?.ok_or_else(|| StoreError::Decode("an approval vanished".into()).into())
}

/// The same for a till that repeats its request: what was refused, or not answered in time, is not asked again.
pub fn ask_once(tx: &mut Tx<'_>, request: &Sell) -> Result<Approval, SellError> {
    if let Some(asked) = approval(tx, &request.session, &request.place)?.filter(|asked| !asked.is_open())
        && is_about(tx, &asked, request)?
    {
        return Ok(asked);
    }
    ask_approval(tx, request)
}

/// Whether a question was about this very bill: what is sold, how it is paid, and with how many points.
fn is_about(tx: &mut Tx<'_>, asked: &Approval, request: &Sell) -> Result<bool, StoreError> {
    let bill: String = tx.value("SELECT bill FROM approval WHERE token = ?1", params![asked.token])?;
    Ok(Bill::read(&bill)?.is_of(request))
}

/// The till knows the sale by the key that it sent last.
fn renew_key(tx: &mut Tx<'_>, asked: &Approval, request: &Sell) -> Result<(), StoreError> {
    if !request.key.is_empty() {
        tx.exec(
            "UPDATE approval SET sale_key = ?2 WHERE token = ?1 AND status = 'waiting' AND sale_key <> '' AND sale_key <> ?2",
            params![asked.token, request.key],
        )?;
    }
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    request: &Sell,
    session: TillSessionId,
    member: MemberId,
    amount: Fen,
) -> Result<(), StoreError> {
    let (now, context) = (tx.now(), tx.context());
    let (token, expires_at) = (context.rng.token(), now.plus_secs(context.rules.approval_lives_secs));
    let bill = serde_json::to_string(request).map_err(|e| StoreError::Internal(e.to_string()))?;
    let place = &request.place;
    tx.exec(
        "INSERT INTO approval (token, member_id, till_session_id, store_id, till, amount_fen, status, asked_at, expires_at, \
         bill, sale_key, operator_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?8, ?9, ?10, ?11)",
        params![
            token,
            member,
            session,
            place.store,
            place.till,
            amount,
            now,
            expires_at,
            bill,
            request.key,
            place.operator,
        ],
    )?;
    // The scan stays usable as long as the question.
    tx.exec(
        "UPDATE till_session SET expires_at = ?2 WHERE id = ?1 AND expires_at < ?2",
        params![session, expires_at],
    )?;
    Ok(())
}

/// Asks about the same bill as the last time, after a no or after the time was over.
pub fn ask_again(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<Approval, SellError> {
    let last = tx.one(
        "SELECT a.bill, a.sale_key FROM approval a JOIN till_session t ON t.id = a.till_session_id \
         WHERE t.token = ?1 AND t.store_id = ?2 AND t.till = ?3 ORDER BY a.id DESC LIMIT 1",
        params![session, place.store, place.till],
        |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
    )?;
    let (bill, key) = last.ok_or(SellError::NoSession)?;
    ask_approval(tx, &Bill::read(&bill)?.sell(place.clone(), key))
}

/// The till takes a question back that still waits; answers whether there was one.
pub fn withdraw_approval(tx: &mut Tx<'_>, session: &str, place: &Place) -> Result<bool, StoreError> {
    if !may_at(tx, place, Role::sells)? {
        return Ok(false);
    }
    let found = tx.one(
        "SELECT id, member_id FROM till_session WHERE token = ?1 AND store_id = ?2 AND till = ?3",
        params![session, place.store, place.till],
        |row| Ok((row.get::<TillSessionId>(0)?, row.get::<MemberId>(1)?)),
    )?;
    let Some((session, member)) = found else {
        return Ok(false);
    };
    tx.announce(member);
    take_back(tx, session)
}

fn take_back(tx: &mut Tx<'_>, session: TillSessionId) -> Result<bool, StoreError> {
    let taken = tx.exec(
        "UPDATE approval SET status = 'refused', decided_at = ?2, decided_by = 'till' \
         WHERE till_session_id = ?1 AND status = 'waiting'",
        params![session, tx.now()],
    )?;
    Ok(taken > 0)
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.token, a.member_id, a.till_session_id, s.name, a.till, a.amount_fen, a.status, a.expires_at, ",
            "a.decided_by, a.receipt_number ",
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
        decided_by: row.get(9)?,
        receipt_number: row.get(10)?,
    })
}

impl Approval {
    /// Whether it can still come to a sale.
    fn is_open(&self) -> bool {
        matches!(self.status, ApprovalStatus::Waiting | ApprovalStatus::Approved)
    }
}

fn last_of_session(tx: &mut Tx<'_>, session: TillSessionId) -> Result<Option<Approval>, StoreError> {
    let now = tx.now();
    tx.one(
        select!("WHERE a.till_session_id = ?1 ORDER BY a.id DESC LIMIT 1"),
        params![session],
        |row| decode(row, now),
    )
}

/// The question that waits for this member now: the one that was asked first, when two tills ask at once.
pub fn waiting_approval(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Approval>, StoreError> {
    let now = tx.now();
    tx.one(
        select!("WHERE a.member_id = ?1 AND a.status = 'waiting' AND a.expires_at > ?2 ORDER BY a.id LIMIT 1"),
        params![member, now],
        |row| decode(row, now),
    )
}

/// What became of the member's newest question, for as long as that is news.
pub fn last_approval(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Approval>, StoreError> {
    const NEWS_SECS: i64 = 10 * 60;
    let now = tx.now();
    tx.one(
        select!("WHERE a.member_id = ?1 AND a.asked_at > ?2 ORDER BY a.id DESC LIMIT 1"),
        params![member, now.minus_secs(NEWS_SECS)],
        |row| decode(row, now),
    )
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

/// The member's decision. For a yes the caller has checked the PIN or the passkey, named in `by`. Answers the receipt when
/// the yes made the sale.
pub fn decide(
    tx: &mut Tx<'_>,
    member: MemberId,
    token: &str,
    yes: bool,
    by: &str,
) -> Result<Option<SaleReceipt>, ApprovalError> {
    // The wallet first, as a sale does: whoever sells on another till at this moment is finished before.
    Wallet::lock(tx, member)?.ok_or(ApprovalError::Unknown)?;
    let now = tx.now();
    let known: i64 = tx.value(
        "SELECT COUNT(*) FROM approval WHERE token = ?1 AND member_id = ?2",
        params![token, member],
    )?;
    if known == 0 {
        return Err(ApprovalError::Unknown);
    }
    let decided = tx.one(
        "UPDATE approval SET status = ?3, decided_at = ?4, decided_by = ?5 \
         WHERE token = ?1 AND member_id = ?2 AND status = 'waiting' AND expires_at > ?4 \
         RETURNING bill, sale_key, store_id, till, operator_id",
        params![token, member, if yes { "approved" } else { "refused" }, now, by],
        |row| {
            Ok((
                row.get::<String>(0)?,
                row.get::<String>(1)?,
                row.get::<StoreId>(2)?,
                row.get::<String>(3)?,
                row.get::<Option<OperatorId>>(4)?,
            ))
        },
    )?;
    let Some((bill, key, store, till, operator)) = decided else {
        return Err(ApprovalError::TooLate);
    };
    tx.announce(member);
    if !yes || key.is_empty() {
        return Ok(None);
    }
    let place = Place { store, till, operator };
    let receipt = sell(tx, &Bill::read(&bill)?.sell(place, key))?;
    tx.exec(
        "UPDATE approval SET status = 'used', receipt_number = ?2 WHERE token = ?1",
        params![token, receipt.receipt_number],
    )?;
    Ok(Some(receipt))
}

/// A bill as it was asked about: what [`Sell`] writes, without place and key.
#[derive(Deserialize)]
struct Bill {
    session: String,
    gross: Fen,
    points: PointsWanted,
    pay_with: PayWith,
    outside_channel: String,
}

impl Bill {
    fn read(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text).map_err(|e| StoreError::Decode(e.to_string()))
    }

    fn is_of(&self, request: &Sell) -> bool {
        self.session == request.session
            && self.gross == request.gross
            && self.points == request.points
            && self.pay_with == request.pay_with
            && self.outside_channel == request.outside_channel
    }

    fn sell(self, place: Place, key: String) -> Sell {
        Sell {
            session: self.session,
            gross: self.gross,
            points: self.points,
            pay_with: self.pay_with,
            outside_channel: self.outside_channel,
            place,
            key,
        }
    }
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
