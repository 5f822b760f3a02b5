//! Counting before doing, when no single row stands for what is counted: messages of an address, a network, a day. Two requests that
//! count at once would both find room for the last one, so they pass a gate, one after the other.

use crate::{StoreError, Tx, params};

/// What is counted behind a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// One-time codes that are sent, over all their limits.
    Codes,
    /// Opening the shop.
    Setup,
    /// Questions to passkeys.
    PasskeyQuestions,
    /// Rules, which are made one after the other.
    Rules,
    /// Kinds of card.
    CardTypes,
    /// Kinds of coupons.
    Coupons,
    /// Goods and their categories.
    Goods,
    /// Pictures, which are taken away when nothing shows them any more.
    Pictures,
    /// Days of stores that are closed, one after the other.
    Days,
    /// Who works here and what they may do: whoever changes that has the right to it until it is done.
    Staff,
}

impl Gate {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Codes => "codes",
            Self::Setup => "setup",
            Self::PasskeyQuestions => "passkey-questions",
            Self::Rules => "rules",
            Self::CardTypes => "card-types",
            Self::Coupons => "coupons",
            Self::Goods => "goods",
            Self::Pictures => "pictures",
            Self::Days => "days",
            Self::Staff => "staff",
        }
    }
}

/// Lets one transaction through at a time, until it ends: whoever comes after sees what it has counted and written. To be passed before
/// any other row is locked.
pub(crate) fn pass(tx: &mut Tx<'_>, gate: Gate) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO gate (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET name = excluded.name",
        params![gate.as_str()],
    )?;
    Ok(())
}
