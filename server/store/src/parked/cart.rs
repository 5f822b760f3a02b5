//! A sale that is being made, as its row has it.

use huika_domain::{ErrorCode, Fen, MemberId, Millis, OperatorId, Points, TillRights};
use serde::{Deserialize, Serialize};

use crate::{
    Row, StoreError, Tx,
    db::{
        idempotency::KeyReused,
        secret::{Secret, Ticket},
    },
    params,
    pay_code::OpenCodeError,
    price::{CouponsWanted, LineWanted},
    sale::{ByHand, HandError, SellError},
    staff::Place,
};

huika_domain::text_enum! {
    /// How far it is.
    pub enum CartState {
        /// Somebody is at it.
        Open = "open",
        /// Set aside.
        Parked = "parked",
        /// Sold.
        Sold = "sold",
        /// Given up.
        Void = "void",
    }
}

crate::db::text_columns!(CartState);

/// What is to be sold, and with what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cart {
    /// The lines.
    pub lines: Vec<LineWanted>,
    /// Whether points pay as far as they may.
    pub points: bool,
    /// Exactly so many of them.
    pub points_exactly: Option<Points>,
    /// Which coupons.
    pub coupons: CouponsWanted,
    /// Codes that were typed.
    pub codes: Vec<String>,
    /// What people at the till take off by hand.
    pub by_hand: Vec<ByHand>,
    /// How it is being paid, while a wallet is asked for the rest.
    pub pay: Option<PayChoice>,
}

/// How a bill is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayChoice {
    /// Whether the card pays first, as far as it goes.
    pub balance: bool,
    /// Exactly so much from the card, where somebody said how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<Fen>,
    /// What takes the rest; empty where the card pays all of it.
    pub rest: String,
    /// What else takes a part of it, and how much.
    pub part: Option<(String, Fen)>,
}

impl PayChoice {
    /// All of it from the card.
    #[must_use]
    pub const fn card() -> Self {
        Self {
            balance: true,
            exactly: None,
            rest: String::new(),
            part: None,
        }
    }
}

/// A sale that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingSale {
    /// Its name in addresses.
    pub token: String,
    /// How far it is.
    pub state: CartState,
    /// Who buys, where somebody said who they are.
    pub member: Option<MemberId>,
    /// The open scan that says so; none where it is over, or nobody was scanned.
    pub session: Option<String>,
    /// The last scan, be it over or not.
    pub scan: Option<String>,
    /// Whether that scan may spend.
    pub may_spend: bool,
    /// What is to be sold.
    pub cart: Cart,
    /// At which till.
    pub till: String,
    /// Who is at it.
    pub operator: OperatorId,
    /// Since when.
    pub opened_at: Millis,
    /// Its receipt, once it is sold.
    pub receipt_number: String,
    /// An attempt to be paid by a wallet's code that is not over, or that paid and was not used: its number.
    pub attempt: Option<String>,
}

/// Why a sale cannot be changed or made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CartError {
    /// There is none of this name here, or it is over.
    #[error("there is no such sale here")]
    NotFound,
    /// A wallet is being asked for its money: the bill stays as it is until that is over.
    #[error("a payment for this bill is under way")]
    PaymentUnderWay,
    /// More lines than a sale has.
    #[error("a sale has fewer lines")]
    TooManyLines,
    /// Whoever is at the till may not sell here.
    #[error("whoever is at this till may not sell here")]
    NotAllowed,
    /// The wallet's attempt was not paid, is of another sale, or was used.
    #[error("this payment cannot pay this bill")]
    NotPaid,
    /// The customer gave less cash than is due.
    #[error("that is less than what is due")]
    ReceivedShort,
    /// Something may not be taken off by hand.
    #[error(transparent)]
    Hand(#[from] HandError),
    /// The payment code.
    #[error(transparent)]
    Code(#[from] OpenCodeError),
    /// The sale.
    #[error(transparent)]
    Sell(#[from] SellError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CartError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => ErrorCode::CartOver.as_str(),
            Self::PaymentUnderWay => ErrorCode::PayCodeNotOver.as_str(),
            Self::TooManyLines => ErrorCode::CartFull.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NotPaid => ErrorCode::PayCodeUnknown.as_str(),
            Self::ReceivedShort => ErrorCode::ReceivedShort.as_str(),
            Self::Hand(error) => error.code(),
            Self::Code(error) => error.code(),
            Self::Sell(error) => error.code(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// The columns of a sale that is being made, with its scan and its attempt.
macro_rules! select_cart {
    ($tail:literal) => {
        concat!(
            "SELECT p.token, p.state, p.member_id, p.session, p.body, p.till, p.operator_id, p.opened_at, p.receipt_number, ",
            "s.rights, s.expires_at, s.ended_at, ",
            "(SELECT MAX(c.number) FROM pay_code c WHERE c.subject = p.token AND (c.state IN ('asked', 'waiting', 'reversing') ",
            "OR (c.state = 'paid' AND c.used_at IS NULL))) AS attempt ",
            "FROM parked_sale p LEFT JOIN till_session s ON s.token = p.session AND p.session <> '' ",
            $tail
        )
    };
}
pub(super) use select_cart;

/// The rows know the name of a scan; the tickets of those who use it are made of that.
pub(super) fn read(row: &Row<'_>, now: Millis, secret: &Secret) -> Result<PendingSale, StoreError> {
    let open = row.get::<Option<Millis>>("expires_at")?.is_some_and(|at| at > now)
        && row.get::<Option<Millis>>("ended_at")?.is_none();
    let name: String = row.get("session")?;
    let scan = Some(name)
        .filter(|name| !name.is_empty())
        .map(|name| secret.ticket(Ticket::TillSession, &name));
    let rights: Option<TillRights> = row.get("rights")?;
    let body: String = row.get("body")?;
    Ok(PendingSale {
        token: row.get("token")?,
        state: row.get("state")?,
        member: row.get("member_id")?,
        may_spend: open && rights.is_some_and(TillRights::may_spend),
        session: scan.clone().filter(|_| open),
        scan,
        cart: serde_json::from_str(&body).map_err(|e| StoreError::Decode(e.to_string()))?,
        till: row.get("till")?,
        operator: row.get("operator_id")?,
        opened_at: row.get("opened_at")?,
        receipt_number: row.get("receipt_number")?,
        attempt: row.get("attempt")?,
    })
}

/// The sale of this name in this store.
pub fn pending_sale(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<Option<PendingSale>, StoreError> {
    let (now, secret) = (tx.now(), tx.context().secret.clone());
    tx.one(
        select_cart!("WHERE p.token = ?1 AND p.store_id = ?2"),
        params![token, place.store],
        |row| read(row, now, &secret),
    )
}

/// Locks the sale that is open at this till, and reads it.
pub(super) fn lock(tx: &mut Tx<'_>, token: &str, place: &Place) -> Result<PendingSale, CartError> {
    let locked = tx.lock(
        "SELECT id FROM parked_sale WHERE token = ?1 AND store_id = ?2",
        params![token, place.store],
        |row| row.get::<i64>("id"),
    )?;
    if locked.is_none() {
        return Err(CartError::NotFound);
    }
    pending_sale(tx, token, place)?.ok_or(CartError::NotFound)
}
