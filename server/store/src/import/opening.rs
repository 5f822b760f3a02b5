//! Balances that members bring from an older system: each once, under the older system's own number.

use huika_domain::{EntryId, ErrorCode, Fen, MemberId, Millis, OperatorId, Points, Reason, SpendOrder};

use crate::{
    StoreError, Tx,
    db::idempotency::{self, KeyReused},
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, LotOfCard, NewMoneyLot, NewPointLot, Wallet,
        amount::{minus, minus_points, sum},
    },
    params,
    staff::{Matter, Role, may},
    tier::point_expiry,
};
use serde::Serialize;

/// What a member brings.
#[derive(Debug, Clone, Serialize)]
pub struct Opening {
    /// Who.
    pub member: MemberId,
    /// Paid in there and not spent.
    pub principal: Fen,
    /// Given there and not spent.
    pub bonus: Fen,
    /// Points.
    pub points: Points,
    /// When the points expire; none for the shop's own rule.
    pub points_expire_at: Option<Millis>,
    /// The older system's own name for this balance: the same balance under this name is answered with the first one's entry, and
    /// another one is refused.
    #[serde(skip)]
    pub source: String,
    /// What the statement says.
    #[serde(skip)]
    pub reason: Reason,
    /// Who imports it.
    #[serde(skip)]
    pub operator: OperatorId,
}

/// Why nothing was brought in.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OpeningError {
    /// There is no such member.
    #[error("there is no such member")]
    NoMember,
    /// This operator does not decide for the whole shop.
    #[error("this operator may not do that")]
    NotAllowed,
    /// Nothing, or less than nothing.
    #[error("an opening balance is above zero")]
    NotPositive,
    /// Another member's balance, or another balance, was brought in under this name.
    #[error(transparent)]
    SourceReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Posts the balance, once per source: an import that was stopped is simply run again.
pub fn open_balance(tx: &mut Tx<'_>, opening: &Opening) -> Result<EntryId, OpeningError> {
    let wallet = Wallet::lock(tx, opening.member)?.ok_or(OpeningError::NoMember)?;
    idempotency::answered_once(tx, SCOPE, &opening.source, opening, |tx| {
        let reference = format!("opening:{}", opening.source);
        if let Some(entry) = long_ago(tx, opening, &reference)? {
            return Ok(entry);
        }
        if !may(tx, opening.operator, Role::brings_in, Matter::Shop)? {
            return Err(OpeningError::NotAllowed);
        }
        let whole = sum([opening.principal, opening.bonus])?;
        let negative = opening.principal.is_negative() || opening.bonus.is_negative() || opening.points.is_negative();
        if negative || (whole.is_zero() && opening.points.is_zero()) {
            return Err(OpeningError::NotPositive);
        }
        let mut draft = Draft::new(wallet);
        if whole.is_positive() {
            draft.grant_money(NewMoneyLot {
                principal: opening.principal,
                bonus: opening.bonus,
                order: SpendOrder::ProRata,
                bonus_expires_at: None,
                rule: "opening".into(),
                of_card: LotOfCard::default(),
            })?;
            draft.shop_money(Account::Opening, "money", minus(whole)?);
        }
        if opening.points.is_positive() {
            let expires_at = opening.points_expire_at.or_else(|| point_expiry(tx));
            draft.grant_points(NewPointLot {
                points: opening.points,
                available_from: tx.now(),
                expires_at,
                rule: "opening".into(),
            })?;
            draft.shop_points(Account::Opening, "points", minus_points(opening.points)?);
        }
        let header = Header {
            kind: EntryKind::Opening,
            reference: &reference,
            store: None,
            operator: Some(opening.operator),
            reverses: None,
            explanation: &Explanation::Manual {
                reason: opening.reason.as_str().to_owned(),
                approved_by: String::new(),
            },
        };
        let entry = draft.post(tx, &header)?.entry;
        Ok(entry)
    })
}

const SCOPE: &str = "opening";

/// The entry that brought this balance in before the answers to requests were cleared away: the books remember it for ever.
fn long_ago(tx: &mut Tx<'_>, opening: &Opening, reference: &str) -> Result<Option<EntryId>, OpeningError> {
    let before = tx.one(
        "SELECT id, member_id, principal_change, bonus_change, points_change FROM entry WHERE reference = ?1",
        params![reference],
        |row| {
            let brought = (
                row.get::<Option<MemberId>>("member_id")?,
                row.get("principal_change")?,
                row.get("bonus_change")?,
                row.get("points_change")?,
            );
            Ok((row.get("id")?, brought))
        },
    )?;
    let asked = (Some(opening.member), opening.principal, opening.bonus, opening.points);
    match before {
        Some((entry, brought)) if brought == asked => Ok(Some(entry)),
        Some(_) => Err(KeyReused.into()),
        None => Ok(None),
    }
}

impl OpeningError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoMember => ErrorCode::NoMember.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NotPositive => ErrorCode::AmountTooSmall.as_str(),
            Self::SourceReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
