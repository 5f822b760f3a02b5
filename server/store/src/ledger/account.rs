//! The accounts that postings move amounts between.

use crate::{ColumnIndex, FromColumn, Row, StoreError, ToValue, Value};

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Commodity {
    /// Fen.
    Money,
    /// Points.
    Points,
}

/// An account. Amounts are written as its owner sees them: a member's balance is positive when the shop owes it, a
/// cost account of the shop becomes negative by what it gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// Money that the member paid in.
    Principal,
    /// Money that the shop added.
    Bonus,
    /// Points that the member can use or will be able to.
    Points,
    /// Points that were taken back after they had been spent: zero or negative.
    Shortfall,
    /// Principal that is set aside for something under way.
    HeldPrincipal,
    /// Bonus that is set aside for something under way.
    HeldBonus,
    /// Points that are set aside for something under way.
    HeldPoints,
    /// What a store sold; the party is the store.
    Sales,
    /// What came in or went out through a payment channel; the party is the channel.
    Clearing,
    /// What bonus the shop granted.
    BonusCost,
    /// What points the shop granted, less what came back.
    PointsCost,
    /// What expired and fell to the shop.
    Breakage,
    /// Balances that members brought from an older system.
    Opening,
    /// Corrections by hand.
    Adjustment,
    /// Fees for cards and services.
    Fees,
    /// Money that was put into drawers or taken out of them beside sales; the party says what for.
    DrawerMoves,
    /// What was found in drawers above what the books had, or was missing.
    DrawerDifference,
    /// Between two accounts that become one; the party is the number of the merge, and both sides of it add up to nothing.
    Merging,
}

/// Account, its number in the database, and whether a member owns it. One table for all directions.
const NUMBERS: [(Account, i64, bool); 18] = [
    (Account::Principal, 1, true),
    (Account::Bonus, 2, true),
    (Account::Points, 3, true),
    (Account::Shortfall, 4, true),
    (Account::HeldPrincipal, 5, true),
    (Account::HeldBonus, 6, true),
    (Account::HeldPoints, 7, true),
    (Account::Sales, 11, false),
    (Account::Clearing, 12, false),
    (Account::BonusCost, 13, false),
    (Account::PointsCost, 14, false),
    (Account::Breakage, 15, false),
    (Account::Opening, 16, false),
    (Account::Adjustment, 17, false),
    (Account::Fees, 18, false),
    (Account::DrawerMoves, 31, false),
    (Account::DrawerDifference, 32, false),
    (Account::Merging, 41, false),
];

impl Account {
    /// The accounts that belong to a member, in the order of their numbers.
    pub const OF_MEMBER: [Self; 7] = [
        Self::Principal,
        Self::Bonus,
        Self::Points,
        Self::Shortfall,
        Self::HeldPrincipal,
        Self::HeldBonus,
        Self::HeldPoints,
    ];

    /// The number in the column `posting.account`.
    #[must_use]
    pub fn number(self) -> i64 {
        NUMBERS
            .iter()
            .find(|(account, ..)| *account == self)
            .map_or(0, |(_, number, _)| *number)
    }

    /// The account of a number.
    #[must_use]
    pub fn of_number(number: i64) -> Option<Self> {
        NUMBERS
            .iter()
            .find(|(_, of, _)| *of == number)
            .map(|(account, ..)| *account)
    }

    /// Whether a member owns it and it keeps a running balance.
    #[must_use]
    pub fn is_of_member(self) -> bool {
        NUMBERS.iter().any(|(account, _, member)| *account == self && *member)
    }
}

impl Commodity {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Money => 1,
            Self::Points => 2,
        }
    }
}

impl ToValue for Account {
    const NULL: Value<'static> = Value::NullInt;
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromColumn for Account {
    fn from_column(row: &Row<'_>, index: ColumnIndex) -> Result<Self, StoreError> {
        let number: i64 = row.get(index)?;
        Self::of_number(number).ok_or_else(|| StoreError::Decode(format!("account {number} is not known")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema allows these two, and statements and proofs ask for them.
    #[test]
    fn the_commodities_have_the_numbers_that_the_schema_names() {
        assert_eq!((Commodity::Money.number(), Commodity::Points.number()), (1, 2));
    }

    #[test]
    fn every_number_leads_back_to_its_account() {
        for (account, number, member) in NUMBERS {
            assert_eq!(Account::of_number(number), Some(account));
            assert_eq!((account.number(), account.is_of_member()), (number, member));
        }
        assert_eq!(
            NUMBERS.iter().filter(|(.., member)| *member).count(),
            Account::OF_MEMBER.len()
        );
    }
}
