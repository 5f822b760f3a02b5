//! One movement of a drawer that is neither a sale nor a top-up, posted.

use huika_domain::{Fen, OperatorId, ShiftId, StoreId};

use crate::{
    StoreError, Tx,
    ledger::{Account, CASH, EntryKind, Explanation, Header, Origin, ShopDraft, amount::minus},
};

huika_domain::text_enum! {
    /// What moves the money of a drawer.
    pub enum DrawerMove {
        /// Somebody puts money in, such as change from the bank.
        In = "in",
        /// Somebody takes money out, such as for a delivery.
        Out = "out",
        /// Somebody takes money to the safe.
        Safe = "safe",
        /// What lay there when a drawer was counted for the first time.
        Float = "float",
        /// What had changed between the last close and this opening.
        Opening = "opening",
        /// What was found above what the books had, or was missing, at the close.
        Difference = "difference",
    }
}

impl DrawerMove {
    /// What somebody does by hand.
    pub const BY_HAND: [Self; 3] = [Self::In, Self::Out, Self::Safe];

    const fn account(self) -> Account {
        match self {
            Self::In | Self::Out | Self::Safe | Self::Float => Account::DrawerMoves,
            Self::Opening | Self::Difference => Account::DrawerDifference,
        }
    }

    /// What the drawer has more by so much of it.
    pub(super) fn signed(self, amount: Fen) -> Result<Fen, StoreError> {
        match self {
            Self::Out | Self::Safe => minus(amount),
            Self::In | Self::Float | Self::Opening | Self::Difference => Ok(amount),
        }
    }
}

/// One movement of a drawer.
pub(super) struct DrawerEntry<'a> {
    pub(super) shift: ShiftId,
    pub(super) store: StoreId,
    pub(super) till: &'a str,
    pub(super) operator: Option<OperatorId>,
    pub(super) act: DrawerMove,
    /// What the drawer has more by it, or less.
    pub(super) amount: Fen,
    pub(super) reason: &'a str,
    pub(super) reference: &'a str,
}

/// Posts it. Nothing is written for nothing.
pub(super) fn post_drawer(tx: &mut Tx<'_>, entry: &DrawerEntry<'_>) -> Result<(), StoreError> {
    if entry.amount.is_zero() {
        return Ok(());
    }
    let explanation = Explanation::Drawer {
        act: entry.act.as_str().to_owned(),
        till: entry.till.to_owned(),
        amount: entry.amount,
        reason: entry.reason.to_owned(),
    };
    let header = Header {
        kind: EntryKind::Drawer,
        reference: entry.reference,
        store: Some(entry.store),
        operator: entry.operator,
        reverses: None,
        explanation: &explanation,
    };
    let store = format!("store:{}", entry.store);
    let party = match entry.act.account() {
        Account::DrawerMoves => entry.act.as_str(),
        _ => &store,
    };
    let mut draft = ShopDraft::from_origin(Origin::Counter(entry.shift));
    draft.money(Account::Clearing, CASH, minus(entry.amount)?);
    draft.money(entry.act.account(), party, entry.amount);
    draft.post(tx, &header).map(drop)
}
