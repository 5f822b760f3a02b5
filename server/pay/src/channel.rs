//! What a portal needs of a gateway, whichever it is.

use std::fmt;
use std::net::IpAddr;
use std::pin::Pin;

pub use huika_domain::ChannelId;
use huika_domain::{BusinessDay, Fen, Millis, PayCode};

use crate::{BillFile, Currency, DayBill, NotifyError, PayError, TradeNumber};

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where the payer is, which decides the product of a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// A phone's browser outside of the gateway's own app.
    MobileBrowser {
        /// The payer's address, which WeChat's risk control wants and checks.
        client_ip: IpAddr,
        /// The kind of phone.
        kind: H5Kind,
    },
    /// WeChat's own browser.
    WeChat {
        /// Who pays, under the app that the settings name.
        openid: String,
    },
    /// A desktop or a tablet that calls itself one: the payer scans a QR code with the phone, or signs in at the gateway.
    Desktop,
    /// A till of the shop: it scans what the payer's wallet shows.
    Till,
}

/// The kind of phone, as WeChat H5 names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum H5Kind {
    /// Any mobile browser.
    Wap,
    /// Safari and others on iOS.
    Ios,
    /// Android browsers.
    Android,
}

/// One order, ready to be paid. To ask again for the same order, send exactly the same values.
#[derive(Debug, Clone)]
pub struct PrepayRequest {
    /// Our number of the order.
    pub number: TradeNumber,
    /// How much.
    pub amount: Fen,
    /// What the payer reads at the cashier.
    pub description: String,
    /// When the order stops being payable.
    pub expires_at: Millis,
    /// Where the payer is.
    pub scene: Scene,
    /// Where the payer's browser comes back to. Only a place to show the status: nothing is credited by coming back.
    pub return_url: String,
}

/// What the payer's browser has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrepayAction {
    /// Go to this address, as a page navigation that carries a Referer.
    Redirect(String),
    /// Call WeChat's bridge with these parameters (`getBrandWCPayRequest`), names as WeChat wants them.
    JsApi(Vec<(&'static str, String)>),
    /// Show this text as a QR code.
    ShowQr(String),
}

/// Money that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidTrade {
    /// The gateway's number of the payment.
    pub transaction: String,
    /// The order's amount as the gateway has it.
    pub amount: Fen,
    /// In which money.
    pub currency: Currency,
    /// When it was paid, by the gateway's clock.
    pub paid_at: Millis,
}

/// How an order stands at the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayState {
    /// The gateway does not know the order (yet). Never the same as "failed": Alipay knows an order only from the cashier on.
    Unknown,
    /// Known, payable, not paid.
    NotPaid,
    /// Paid.
    Paid(PaidTrade),
    /// Paid, and at least part of it went back.
    Refunded {
        /// What was paid.
        trade: PaidTrade,
        /// How much of it went back so far, by whomever; none where the gateway does not say.
        back: Option<Fen>,
    },
    /// Paid, and the payer's bank disputes it: the money may be gone already.
    Disputed(PaidTrade),
    /// Closed without money.
    Closed,
}

/// A payment code of the payer's wallet that a till has just scanned. The attempt must be committed before.
#[derive(Debug, Clone)]
pub struct CodePayRequest {
    /// Our number of the attempt: used up by it, whatever comes of it.
    pub number: TradeNumber,
    /// How much.
    pub amount: Fen,
    /// What the payer reads.
    pub description: String,
    /// What the wallet showed.
    pub code: PayCode,
    /// Our code of the store, letters and digits.
    pub store: String,
}

/// What a gateway answered when it was asked for the money behind a code. Not even a refusal proves that nothing was taken: the order is
/// asked about once more before anybody is told so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodePayAnswer {
    /// How the order stands: paid, or waiting for the payer.
    Told(PaymentResult),
    /// Refused.
    Refused(CodeRefusal),
}

/// Why a gateway takes no money for a code, as far as it says what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeRefusal {
    /// Used, too old, or none of this gateway's: the payer shows a fresh one.
    DeadCode,
    /// The payer has too little money, no usable card, or may not: another way to pay.
    Payer,
    /// The merchant's account or these settings: the manager's matter, not the payer's.
    SetUp,
}

/// What asking for a reversal came to. Only a question afterwards proves how the order ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReverseOutcome {
    /// Taken: closed, or on its way back to the payer.
    Taken,
    /// Not now, because the payer is just confirming, or the gateway wants to be asked again.
    NotYet,
}

/// What a gateway said about one order, by notification, query or bill: the one form in which it reaches the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentResult {
    /// Who said it.
    pub channel: ChannelId,
    /// The merchant that the gateway names; must be the order's.
    pub merchant: String,
    /// The app that the gateway names; must be the order's. Empty where the gateway has none.
    pub app: String,
    /// Our number of the order.
    pub number: TradeNumber,
    /// How it stands.
    pub state: GatewayState,
}

/// What closing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseOutcome {
    /// Closed: no payment can follow.
    Closed,
    /// It was paid after all: query and credit.
    AlreadyPaid,
    /// The gateway does not know it. A payment may still follow until the order's own expiry.
    Unknown,
}

/// Money to send back. To try again after a failure or silence, send exactly the same values: a new number refunds twice.
#[derive(Debug, Clone)]
pub struct RefundRequest {
    /// The order that was paid.
    pub number: TradeNumber,
    /// Our number of this refund.
    pub refund_number: TradeNumber,
    /// How much goes back.
    pub amount: Fen,
    /// How much the order was.
    pub total: Fen,
    /// What the payer reads.
    pub reason: String,
}

/// How a refund stands at the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundState {
    /// The gateway does not know it: it may be sent (again).
    Unknown,
    /// Accepted, not yet done.
    Processing,
    /// The money went back.
    Done {
        /// When, by the gateway's clock.
        at: Millis,
    },
    /// It will not happen: the hold can be released.
    Closed,
    /// The payer's account cannot take it: a person has to look.
    Abnormal,
}

/// What a gateway said about one refund: ours, or one that somebody made in its console. Numbers are texts, because those that a
/// console gives have shapes of their own; the books compare them with ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundResult {
    /// Who said it.
    pub channel: ChannelId,
    /// The merchant that the gateway names; must be the order's.
    pub merchant: String,
    /// The order's number; empty where the gateway names only its own payment.
    pub number: String,
    /// The gateway's number of the payment; empty where it names only the order.
    pub transaction: String,
    /// The number of the refund: ours, or what the console gave it.
    pub refund_number: String,
    /// The gateway's number of the refund, once it has one.
    pub gateway_id: Option<String>,
    /// How much.
    pub amount: Fen,
    /// In which money.
    pub currency: Currency,
    /// How it stands.
    pub state: RefundState,
}

impl RefundResult {
    /// Whether it is about what was asked for: an answer about another refund, or another amount, must not settle this one.
    pub(crate) fn answers(&self, request: &RefundRequest) -> bool {
        self.refund_number == request.refund_number.as_str()
            && self.number == request.number.as_str()
            && self.amount == request.amount
    }
}

/// How a dispute stands: a payer's bank took a payment back, or asks about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeState {
    /// Not decided; the money may be gone meanwhile.
    Open,
    /// Decided for the payer: the money is gone.
    Lost,
    /// Decided for the merchant, or taken back: the money is, or comes, home.
    Withdrawn,
}

/// What a gateway said about one dispute. It names its own payment and not our order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeResult {
    /// Who said it.
    pub channel: ChannelId,
    /// The merchant that the gateway names.
    pub merchant: String,
    /// The gateway's number of the payment.
    pub transaction: String,
    /// The gateway's number of the dispute.
    pub dispute: String,
    /// How much is disputed.
    pub amount: Fen,
    /// In which money.
    pub currency: Currency,
    /// How it stands.
    pub state: DisputeState,
}

/// A notification that was signed by the gateway and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The gateway's id of the notification. The same event may come again under the same id or another.
    pub id: String,
    /// What it tells.
    pub event: NotifiedEvent,
}

/// What a notification tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotifiedEvent {
    /// Something about a payment.
    Payment(PaymentResult),
    /// Something about a refund, ours or not.
    Refund(RefundResult),
    /// Something about a dispute.
    Dispute(DisputeResult),
    /// Something that this program has no use for; acknowledge it.
    Other(String),
}

/// The answer that a gateway expects to a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Body, byte for byte.
    pub body: &'static str,
}

/// A payment gateway, as much of it as a portal needs.
pub trait Channel: Send + Sync + fmt::Debug {
    /// Which gateway this is.
    fn id(&self) -> ChannelId;

    /// The merchant that orders opened now belong to; kept with each order and compared with every result.
    fn merchant(&self) -> &str;

    /// The app that orders opened now belong to; empty where the gateway has none.
    fn app(&self) -> &str;

    /// Whether [`Self::prepay`] can serve this scene with the settings at hand.
    fn serves(&self, scene: &Scene) -> bool;

    /// Announces an order and tells what the payer's browser has to do. The order must be committed before.
    fn prepay<'a>(&'a self, request: &'a PrepayRequest) -> BoxFuture<'a, Result<PrepayAction, PayError>>;

    /// Asks how an order stands.
    fn query<'a>(&'a self, number: &'a TradeNumber) -> BoxFuture<'a, Result<PaymentResult, PayError>>;

    /// Ends an order that was not paid.
    fn close<'a>(&'a self, number: &'a TradeNumber) -> BoxFuture<'a, Result<CloseOutcome, PayError>>;

    /// Asks for the money behind a code that a till scanned.
    fn pay_by_code<'a>(&'a self, request: &'a CodePayRequest) -> BoxFuture<'a, Result<CodePayAnswer, PayError>>;

    /// Ends an attempt to be paid by a code: closes it where it is unpaid, and sends all of it back where it is paid. May be repeated.
    fn reverse<'a>(&'a self, number: &'a TradeNumber) -> BoxFuture<'a, Result<ReverseOutcome, PayError>>;

    /// Sends money back. The refund must be committed before.
    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundResult, PayError>>;

    /// Asks how a refund stands.
    fn query_refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundResult, PayError>>;

    /// The files of a day of China's calendar, which gateways offer from the next morning on; none of a day on which nothing happened.
    fn fetch_bill(&self, day: BusinessDay) -> BoxFuture<'_, Result<Vec<BillFile>, PayError>>;

    /// Everything that was paid and refunded, from files that [`Self::fetch_bill`] brought, now or long ago. A file that is not what
    /// its digest says, or that cannot be understood in full, is an error.
    fn read_bill(&self, files: &[BillFile]) -> Result<DayBill, PayError>;

    /// Both at once.
    fn bill(&self, day: BusinessDay) -> BoxFuture<'_, Result<DayBill, PayError>> {
        Box::pin(async move { self.read_bill(&self.fetch_bill(day).await?) })
    }

    /// Checks who sent a notification, then reads it. `body` is what arrived, byte for byte.
    fn read_notification(
        &self,
        headers: &http::HeaderMap,
        body: &[u8],
        now: Millis,
    ) -> Result<Notification, NotifyError>;

    /// The answer to a notification: `true` when it was dealt with, `false` when it should come again.
    fn acknowledge(&self, dealt_with: bool) -> Acknowledgement;
}
