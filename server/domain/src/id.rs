//! Identifiers: a number each, of a type each, so that a member can never be taken for a card.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A text is not an identifier: it is not a whole number above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an identifier")]
pub struct IdError;

macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The identifier with this number.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// Its number.
            pub const fn get(self) -> i64 {
                self.0
            }

            /// Reads it from an address or a form: digits only, above zero.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                match text.parse::<i64>() {
                    Ok(number) if plain && number > 0 => Ok(Self(number)),
                    _ => Err(IdError),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    )+};
}

ids! {
    /// A member.
    MemberId;
    /// A card of a member.
    CardId;
    /// A kind of card, with its rules.
    CardTypeId;
    /// A signed-in session of a member: the phone that shows the code.
    DeviceId;
    /// Stores that are led together.
    RegionId;
    /// A store.
    StoreId;
    /// A till in a store.
    TerminalId;
    /// Someone who works at a counter or in the office.
    OperatorId;
    /// An account of the ledger.
    AccountId;
    /// One business fact in the ledger.
    EntryId;
    /// One line of an entry: an amount on an account.
    PostingId;
    /// What a top-up or an earning left behind.
    LotId;
    /// An order to top up.
    TopUpId;
    /// A top-up package.
    PackageId;
    /// A refund of a top-up.
    RefundId;
    /// Goods or a service.
    GoodsId;
    /// A table of goods that somebody sent.
    GoodsImportId;
    /// A category of goods.
    CategoryId;
    /// A brand of goods.
    BrandId;
    /// An item of the points mall.
    ItemId;
    /// An order of the points mall.
    RedemptionId;
    /// A sale.
    SaleId;
    /// A return of goods.
    ReturnId;
    /// One member at one till for one sale.
    TillSessionId;
    /// A spend that waits for the member's word.
    ApprovalId;
    /// A passkey of a member or an operator.
    PasskeyId;
    /// A message that waits to leave.
    OutboxId;
    /// A price list of goods, such as that of members or of dealers.
    PriceLevelId;
    /// A word that members are marked with.
    TagId;
    /// Members of whom saved conditions hold.
    SegmentId;
    /// A campaign.
    CampaignId;
    /// A coupon that a member holds.
    CouponId;
    /// A kind of coupon.
    CouponKindId;
    /// Somebody's time at the drawer of a till.
    ShiftId;
    /// Offers that share a rule of stacking.
    StackGroupId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_above_zero_are_identifiers() {
        assert_eq!(MemberId::parse("17"), Ok(MemberId::new(17)));
        for text in ["", "0", "-1", "+1", " 1", "1 ", "1.0", "x", "99999999999999999999"] {
            assert_eq!(MemberId::parse(text), Err(IdError), "{text}");
        }
    }
}
