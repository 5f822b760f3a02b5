//! An attempt, as pages and the poller see it.

use huika_domain::{ChannelId, CodeAttempt, CodePayState, Fen, Millis, OperatorId, StoreId};

use super::{CodePurpose, CodeRefusal};
use crate::{Row, StoreError, Tx, params, staff::Place};

/// An attempt to be paid by a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePayment {
    /// Our number at the gateway.
    pub number: String,
    /// What it pays.
    pub purpose: CodePurpose,
    /// The number of the top-up, or the name of the sale that is being made.
    pub subject: String,
    /// Which gateway.
    pub channel: String,
    /// Our merchant number there.
    pub merchant: String,
    /// Our application there.
    pub app: String,
    /// How much.
    pub amount: Fen,
    /// How far it is.
    pub state: CodePayState,
    /// What the gateway said when it refused.
    pub refusal: Option<CodeRefusal>,
    /// When the gateway was asked first.
    pub opened_at: Millis,
    /// When it was paid.
    pub paid_at: Option<Millis>,
    /// The gateway's number of the payment; empty before.
    pub transaction: String,
    /// In which store.
    pub store: StoreId,
    /// That store's code.
    pub store_code: String,
    /// Who scanned it.
    pub operator: OperatorId,
    /// How often the gateway was asked.
    pub polls: i64,
    /// Whether a sale has used the money.
    pub used: bool,
}

impl CodePayment {
    /// As the machine sees it.
    #[must_use]
    pub fn attempt(&self) -> CodeAttempt {
        CodeAttempt {
            state: self.state,
            opened_at: self.opened_at,
            channel: ChannelId::parse(&self.channel).unwrap_or(ChannelId::WeChat),
        }
    }
}

/// The columns of an attempt.
macro_rules! select_code {
    ($tail:literal) => {
        concat!(
            "SELECT number, purpose, subject, channel, merchant, app, amount_fen, state, refusal, opened_at, paid_at, transaction_id, ",
            "store_id, operator_id, polls, used_at, (SELECT s.code FROM store s WHERE s.id = pay_code.store_id) AS store_code FROM pay_code ",
            $tail
        )
    };
}
pub(super) use select_code;

pub(super) fn row(row: &Row<'_>) -> Result<CodePayment, StoreError> {
    Ok(CodePayment {
        number: row.get("number")?,
        purpose: row.get("purpose")?,
        subject: row.get("subject")?,
        channel: row.get("channel")?,
        merchant: row.get("merchant")?,
        app: row.get("app")?,
        amount: row.get("amount_fen")?,
        state: row.get("state")?,
        refusal: row.get("refusal")?,
        opened_at: row.get("opened_at")?,
        paid_at: row.get("paid_at")?,
        transaction: row.get::<Option<String>>("transaction_id")?.unwrap_or_default(),
        store: row.get("store_id")?,
        store_code: row.get::<Option<String>>("store_code")?.unwrap_or_default(),
        operator: row.get("operator_id")?,
        polls: row.get("polls")?,
        used: row.get::<Option<Millis>>("used_at")?.is_some(),
    })
}

/// The attempt of this number.
pub fn code_payment(tx: &mut Tx<'_>, number: &str) -> Result<Option<CodePayment>, StoreError> {
    tx.one(select_code!("WHERE number = ?1"), params![number], row)
}

/// The key of the sale that a wallet's money pays: it names the attempt, so that the money is used by one sale.
pub(crate) fn key_of_code(number: &str) -> String {
    format!("code:{number}")
}

/// What a wallet paid for the sale with this key, and nothing has used: through which gateway, and how much.
pub(crate) fn money_of_key(tx: &mut Tx<'_>, key: &str, place: &Place) -> Result<Option<(String, Fen)>, StoreError> {
    let Some(number) = key.strip_prefix("code:") else {
        return Ok(None);
    };
    tx.one(
        "SELECT channel, amount_fen FROM pay_code WHERE number = ?1 AND store_id = ?2 AND purpose = 'sale' AND state = 'paid' \
         AND used_at IS NULL",
        params![number, place.store],
        |row| Ok((row.get("channel")?, row.get("amount_fen")?)),
    )
}

/// The attempt of this number, when it was made in this store.
pub fn code_payment_at(tx: &mut Tx<'_>, number: &str, place: &Place) -> Result<Option<CodePayment>, StoreError> {
    tx.one(
        select_code!("WHERE number = ?1 AND store_id = ?2"),
        params![number, place.store],
        row,
    )
}
