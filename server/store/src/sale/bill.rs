//! A bill to be paid, and what comes of it.

use huika_domain::{EntryId, ErrorCode, Fen, MemberId, Millis, PayWith, Points, PointsWanted, QuoteError, SaleId};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    db::idempotency::KeyReused,
    price::{CartError, CouponsWanted, LineWanted, OfferError},
    sale::by_hand::{ByHand, HandError},
    staff::Place,
};

/// A bill to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sell {
    /// The open till session; none for a sale to nobody in particular.
    pub session: Option<String>,
    /// What is sold.
    pub lines: Vec<LineWanted>,
    /// Which of the member's coupons may be used.
    pub coupons: CouponsWanted,
    /// Codes that were typed.
    pub codes: Vec<String>,
    /// What people at the till take off by hand.
    pub by_hand: Vec<ByHand>,
    /// Points to pay with.
    pub points: PointsWanted,
    /// What pays the rest.
    pub pay_with: PayWith,
    /// How outside money comes in: some of the shop's tenders, such as `cash`. Empty when none does.
    pub tenders: Vec<TenderWanted>,
    /// What the till showed as the amount due, where it says so: a bill that costs something else by now is not paid.
    pub expected_due: Option<Fen>,
    /// Where.
    pub place: Place,
    /// The request's key.
    pub key: String,
}

/// One way by which outside money comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderWanted {
    /// One of the shop's tenders.
    pub tender: String,
    /// So much; none for the rest, which one of them may take.
    pub amount: Option<Fen>,
}

impl TenderWanted {
    /// All that no other tender takes.
    pub fn rest(tender: impl Into<String>) -> Self {
        Self {
            tender: tender.into(),
            amount: None,
        }
    }
}

impl Sell {
    /// A plain amount, all of it paid from the card.
    #[must_use]
    pub fn quick(session: Option<String>, gross: Fen, place: Place, key: String) -> Self {
        Self {
            session,
            lines: vec![LineWanted::Amount(gross)],
            coupons: CouponsWanted::None,
            codes: Vec::new(),
            by_hand: Vec::new(),
            points: PointsWanted::None,
            pay_with: PayWith::Balance,
            tenders: Vec::new(),
            expected_due: None,
            place,
            key,
        }
    }

    /// The same bill, paid like this, and what is outside money by one tender.
    #[must_use]
    pub fn paid(self, pay_with: PayWith, tender: &str) -> Self {
        let tenders = if tender.is_empty() {
            Vec::new()
        } else {
            vec![TenderWanted::rest(tender)]
        };
        Self {
            pay_with,
            tenders,
            ..self
        }
    }

    /// Whether it is one amount without any offer that was asked for: the way of most sales, which reads and writes as little as it can.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.lines.as_slice(), [LineWanted::Amount(_)])
            && self.coupons.is_none()
            && self.codes.is_empty()
            && self.by_hand.is_empty()
    }

    pub(super) fn token(&self) -> &str {
        self.session.as_deref().unwrap_or_default()
    }
}

/// A paid bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleReceipt {
    /// The sale.
    pub sale: SaleId,
    /// Its number on paper.
    pub receipt_number: String,
    /// Its entry in the books.
    pub entry: EntryId,
    /// Who paid; none where nobody said.
    pub member: Option<MemberId>,
    /// When.
    pub at: Millis,
    /// The bill before discounts.
    pub gross: Fen,
    /// Taken off.
    pub discount: Fen,
    /// Points spent, and what they were worth.
    pub points_used: Points,
    /// See `points_used`.
    pub points_value: Fen,
    /// From the card, paid in.
    pub principal: Fen,
    /// From the card, given by the shop.
    pub bonus: Fen,
    /// Paid outside.
    pub outside: Fen,
    /// The same by tender.
    #[serde(default)]
    pub tenders: Vec<(String, Fen)>,
    /// Points earned.
    pub earned: Points,
    /// On the card afterwards.
    pub balance: Fen,
    /// Points afterwards.
    pub points: Points,
}

/// Why nothing was sold.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SellError {
    /// There is no such till session here, it has ended, or it was used.
    #[error("the code has to be scanned again")]
    NoSession,
    /// A printed or spoken number identifies; only the rotating code spends.
    #[error("only the rotating code may spend")]
    IdentifyOnly,
    /// More than may leave the card today by the code alone, in money and points, and the member did not approve this bill.
    #[error("above the member's limit, of which {} is left", .left.yuan())]
    AboveLimit {
        /// What is left of it.
        left: Fen,
    },
    /// A question to the member about a bill that takes nothing from the card.
    #[error("nothing would leave the card, so there is nothing to approve")]
    NothingToApprove,
    /// The member was asked about this scan often enough.
    #[error("the member was asked too often; scan again")]
    AskedTooOften,
    /// The card is frozen, lost or closed.
    #[error("the card is not in use")]
    NotActive,
    /// Whoever is at the till may not sell, or not in this store.
    #[error("whoever is at this till may not sell here")]
    NotAllowed,
    /// Money comes in outside of the card, and the till does not say how.
    #[error("say how the money outside of the card comes in, such as cash")]
    NoTender,
    /// The shop takes no money like this.
    #[error("the shop knows no tender of this name")]
    UnknownTender,
    /// No shift is open at this counter, and the shop's rule asks for one.
    #[error("no shift is open at this till")]
    NoShift,
    /// The tenders do not come to what has to be paid outside of the card.
    #[error("the tenders have to come to {}", .outside.yuan())]
    TendersDiffer {
        /// What that is.
        outside: Fen,
    },
    /// The bill costs something else than the till has shown.
    #[error("the bill costs {} by now", .due.yuan())]
    PriceChanged {
        /// What it costs.
        due: Fen,
    },
    /// Something may not be taken off by hand.
    #[error(transparent)]
    Hand(#[from] HandError),
    /// What is sold is not there.
    #[error(transparent)]
    Cart(#[from] CartError),
    /// An offer of the bill is none any more.
    #[error(transparent)]
    Offer(OfferError),
    /// The bill cannot be paid like this.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SellError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSession => ErrorCode::NoSession.as_str(),
            Self::IdentifyOnly => ErrorCode::IdentifyOnly.as_str(),
            Self::AboveLimit { .. } => ErrorCode::AboveLimit.as_str(),
            Self::NothingToApprove => ErrorCode::NothingToApprove.as_str(),
            Self::AskedTooOften => ErrorCode::AskedTooOften.as_str(),
            Self::NotActive => ErrorCode::NotActive.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::NoTender => ErrorCode::NoTender.as_str(),
            Self::UnknownTender => ErrorCode::UnknownTender.as_str(),
            Self::NoShift => ErrorCode::NoShift.as_str(),
            Self::TendersDiffer { .. } => ErrorCode::TendersDiffer.as_str(),
            Self::PriceChanged { .. } => ErrorCode::PriceChanged.as_str(),
            Self::Hand(error) => error.code(),
            Self::Cart(error) => error.code(),
            Self::Offer(error) => error.code(),
            Self::Quote(error) => error.code(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// A fault of the database is one, whoever met it.
impl From<OfferError> for SellError {
    fn from(error: OfferError) -> Self {
        match error.fault() {
            Ok(fault) => Self::Store(fault),
            Err(error) => Self::Offer(error),
        }
    }
}
