//! What a card costs, posted: from the balance or as money at the counter.

use huika_domain::{EntryId, Fen};

use super::request::{By, CardError, FeeFrom};
use crate::{
    Tx,
    ledger::{Account, Draft, EntryKind, Explanation, Header, Origin, Wallet, draw_money, money_lots},
    shift::origin_of,
};

/// A fee that is charged.
pub(crate) struct Fee<'f> {
    pub kind: EntryKind,
    /// What the shop's account of fees calls it.
    pub party: &'f str,
    /// What this is the one entry of.
    pub reference: &'f str,
    pub amount: Fen,
    pub from: FeeFrom,
    pub by: &'f By,
    pub explanation: &'f Explanation,
}

/// Posts a fee in full, or says that the balance does not cover it. Nothing is posted for nothing.
pub(crate) fn charge(tx: &mut Tx<'_>, wallet: Wallet, fee: &Fee<'_>) -> Result<Option<EntryId>, CardError> {
    if fee.amount.is_zero() {
        return Ok(None);
    }
    let origin = match fee.by {
        By::Counter { place, .. } => origin_of(tx, place)?.ok_or(CardError::NoShift)?,
        // Nobody pays cash to a phone or to the office.
        By::Member(_) | By::Office { .. } => Origin::Elsewhere,
    };
    let mut draft = Draft::new(wallet).of_origin(origin);
    match fee.from {
        FeeFrom::Balance => {
            let lots = money_lots(tx, wallet.member)?;
            let draws = huika_domain::plan_spend(&lots, fee.amount, fee.amount, tx.now())
                .map_err(|_| CardError::FeeAboveBalance { fee: fee.amount })?;
            draw_money(tx, &mut draft, &draws)?;
        }
        FeeFrom::Cash => {
            let paid_in = fee.amount.checked_neg().unwrap_or(Fen::ZERO);
            draft.shop_money(Account::Clearing, "cash", paid_in);
        }
    }
    draft.shop_money(Account::Fees, fee.party, fee.amount);
    let (store, operator) = match fee.by {
        By::Member(_) => (None, None),
        By::Counter { place, .. } => (Some(place.store), place.operator),
        By::Office { operator, .. } => (None, Some(*operator)),
    };
    let header = Header {
        kind: fee.kind,
        reference: fee.reference,
        store,
        operator,
        reverses: None,
        explanation: fee.explanation,
    };
    Ok(Some(draft.post(tx, &header)?.entry))
}

impl FeeFrom {
    /// The channel as an entry keeps it; empty for the card's balance.
    pub(crate) const fn channel(self) -> &'static str {
        match self {
            Self::Balance => "",
            Self::Cash => "cash",
        }
    }
}
