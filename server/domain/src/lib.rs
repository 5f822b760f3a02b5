//! The rules of a membership as pure functions.
//!
//! Nothing here reads a clock, draws a random number, or knows a database or a network: time and chance come in as
//! parameters, so a rule can be replayed, tested and run in the browser. Money is whole fen and points are whole points;
//! there is no floating point, and arithmetic that would overflow is an error, never a wrapped number.

#![warn(missing_docs)]

mod arith;
#[cfg(feature = "calendar")]
mod birthday;
#[cfg(feature = "settings")]
pub mod campaign;
mod card_number;
mod card_status;
mod card_type;
mod cash;
mod channel;
mod consent;
mod coupon;
mod error_code;
mod gift;
mod goods;
mod hand_reason;
mod id;
mod limits;
mod line;
mod lots;
mod member_code;
mod member_phone;
mod money;
mod name_part;
mod ngram;
mod one_time_code;
mod organisation;
mod pay_code;
mod phone;
mod pick_up;
mod points;
pub mod pricing;
mod profile;
mod proof;
mod quote;
mod referral;
mod refund;
mod returns;
mod review;
mod rights;
mod scan;
mod search;
#[cfg(feature = "settings")]
pub mod settings;
mod short_name;
mod spend_limit;
mod tender;
mod text;
mod text_enum;
mod tier;
mod till_rights;
mod time;
mod top_up;
#[cfg(feature = "settings")]
mod trade;
mod typed;
mod watch;

// What `text_enum!` writes names it through this crate.
#[doc(hidden)]
pub use serde;

#[cfg(feature = "calendar")]
pub use birthday::{Birthday, BirthdayError, LunarDate, birthday_endings};
pub use card_number::{CardNumber, CardNumberError};
pub use card_status::CardStatus;
pub use card_type::{CardColour, CardGiver, CardKind, CardTypeCode, CardTypeEnglish, CardTypeName};
pub use cash::{CashCount, CashCountError, DENOMINATIONS};
pub use channel::ChannelId;
pub use consent::{ConsentChannel, ConsentPurpose, ConsentTo, ConsentVia};
pub use coupon::{
    CouponCause, CouponCode, CouponCodeError, CouponEnglish, CouponKindCode, CouponName, CouponStacks, CouponState,
    CouponTerms, CouponText, CouponValidity, coupon_groups,
};
pub use error_code::ErrorCode;
pub use gift::{GiftError, GiftRule};
pub use goods::{
    Barcode, BarcodeError, BrandName, CATEGORY_LEVELS, CategoryName, GoodsCode, GoodsKind, GoodsName, GoodsUnit,
    PriceStep, Prices,
};
pub use hand_reason::HandReason;
pub use id::{
    AccountId, ApprovalId, BrandId, CampaignId, CardId, CardTypeId, CategoryId, CouponId, CouponKindId, DeviceId,
    EntryId, GoodsId, GoodsImportId, IdError, ItemId, LotId, MemberId, OperatorId, OutboxId, PackageId, PasskeyId,
    PostingId, PriceLevelId, RedemptionId, RefundId, RegionId, ReturnId, SaleId, SegmentId, ShiftId, StackGroupId,
    StoreId, TagId, TerminalId, TillSessionId, TopUpId,
};
pub use limits::{GuessLimit, SendLimits, TooSoon};
pub use line::{Line, LineAmount, Words};
pub use lots::{
    Balance, MoneyDraw, MoneyLot, PointBalance, PointDraw, PointLot, PointShortage, Shortage, SpendOrder,
    SpendOrderError, balance, next_expiry, plan_expiry, plan_points, plan_spend, point_balance, spendable,
    spendable_on, usable_points,
};
pub use member_code::{
    Handle, Payload, PayloadError, Prefix, STEP_SECS, Step, code8, luhn_check_digit, message_for, steps_to_try,
};
pub use member_phone::MemberPhone;
pub use money::{Fen, MoneyError};
pub use name_part::{NameGram, NameMatch, NamePart, NamePartError, name_grams};
pub use ngram::{NameWords, grams};
pub use one_time_code::{DigitsError, OneTimeCode, Pin};
pub use organisation::{
    DetailError, LogInName, MapLink, OpeningHours, RegionName, StoreAddress, StoreCode, StoreName, StorePhone,
};
pub use pay_code::{CodeAttempt, CodeHeard, CodeNext, CodePace, CodePayState, PayCode, PayCodeError};
pub use phone::{Phone, PhoneError};
pub use pick_up::{PickUpCode, PickUpCodeError};
pub use points::{Deduction, DeductionError, DeductionRule, EarnRule, Points, PointsError};
pub use pricing::{MAX_GROSS, PayWith, PointsWanted, QuoteError};
pub use profile::{
    DocumentKind, DocumentNumber, DocumentNumberError, Email, EmailError, Gender, HomeAddress, HomeAddressError,
};
pub use proof::{Act, CardStanding, Proof, Standing};
pub use quote::{Quote, QuoteInput, Terms as QuoteTerms, explained, quote};
pub use referral::{JoinSource, JoinSourceError, ReferralCode, ReferralCodeError};
pub use refund::{RefundError, RefundKind, RefundQuote, RefundRule, refund_quote};
pub use returns::{
    Paid, ReturnError, ReturnInput, TakeBack, Tender, plan_pieces, plan_return, repay_shortfall,
    returned_points_expiry, share_of, split_by_left, take_back,
};
pub use review::{RealNameRule, Reason, ReasonError, ReviewRule};
pub use rights::{Capability, Measure, Reach, Right, Rights, RightsError, RoleCode, RoleName};
pub use scan::{Scanned, ScannedError};
pub use search::{PhoneTail, RecordKind, SearchError, SearchTerm};
pub use short_name::{ShortName, ShortNameError};
pub use spend_limit::{DaySpend, SpendLimit, SpendLimitError, SpendNeeds};
pub use tender::{OutsideTender, OutsideTenderError, default_tenders};
pub use text::{PersonName, PersonNameError, visible, visible_lines};
pub use text_enum::{TextEnum, UnknownText, of_text};
pub use tier::{Tier, default_tiers, tier_at};
pub use till_rights::TillRights;
#[cfg(feature = "calendar")]
pub use time::ShopZone;
pub use time::{BusinessDay, BusinessMonth, Clock, LocalTime, Millis, TimeError};
pub use top_up::{
    BonusGrant, BonusSegment, BonusTable, Campaign, CapRule, Occasion, Package, TopUpChoice, TopUpError, TopUpMenu,
    TopUpPrice, cap_room, check_cap,
};
#[cfg(feature = "settings")]
pub use trade::{Trade, TradeCard, TradeGoods};
pub use typed::{folded, plain};
pub use watch::{WatchReason, WatchRule};
