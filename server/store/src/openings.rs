//! Balances that members bring from an older system: each once, under the older system's own number.

use huika_domain::{EntryId, Fen, MemberId, Millis, OperatorId, Points, Reason, SpendOrder};

use crate::{
    StoreError, Tx,
    amount::{minus, minus_points, sum},
    assets::point_expiry,
    identity::{Matter, Role, may},
    ledger::{Account, Draft, EntryKind, Explanation, Header, NewMoneyLot, NewPointLot, Wallet},
    params,
};

/// What a member brings.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Who.
    pub member: MemberId,
    /// Paid in there and not spent.
    pub principal: Fen,
    /// Given there and not spent.
    pub bonus: Fen,
    /// Points.
    pub points: Points,
    /// When the points lapse; none for the shop's own rule.
    pub points_expire_at: Option<Millis>,
    /// The older system's own name for this balance: a second one of this name is answered with the first one's entry.
    pub source: String,
    /// What the statement says.
    pub reason: Reason,
    /// Who imports it.
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
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Posts the balance, once per source: an import that was stopped is simply run again.
pub fn open_balance(tx: &mut Tx<'_>, opening: &Opening) -> Result<EntryId, OpeningError> {
    let wallet = Wallet::lock(tx, opening.member)?.ok_or(OpeningError::NoMember)?;
    let reference = format!("opening:{}", opening.source);
    let before = tx.one("SELECT id FROM entry WHERE reference = ?1", params![reference], |row| {
        row.get(0)
    })?;
    if let Some(entry) = before {
        return Ok(entry);
    }
    if !may(tx, opening.operator, Role::runs_shop, Matter::Shop)? {
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
        })?;
        draft.shop_money(Account::Opening, "money", minus(whole)?);
    }
    if opening.points.is_positive() {
        let expires_at = opening.points_expire_at.unwrap_or_else(|| point_expiry(tx));
        draft.grant_points(NewPointLot {
            points: opening.points,
            available_from: tx.now(),
            expires_at: Some(expires_at),
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
    Ok(draft.post(tx, &header)?.entry)
}

impl OpeningError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoMember => "no-member",
            Self::NotAllowed => "not-allowed",
            Self::NotPositive => "amount-too-small",
            Self::Store(error) => error.code(),
        }
    }
}
