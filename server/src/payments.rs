//! Between the books and the gateways.
//!
//! An order is committed before a gateway hears of it, and whatever a gateway says afterwards, by notification, query or bill, reaches
//! the books through one use case of the store, which believes a result only when channel, merchant, app and amount are the order's.

mod cancel;
mod codes;
mod just_asked;
mod login;
mod news;
mod payer;
mod reconcile;
mod refunds;
mod target;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use huika_app::context::{Browser, Later, PaymentOffer, PaymentProblem, PaymentStart, Payments};
use huika_domain::{Clock, PayCode};
use huika_pay::alipay::{Alipay, AlipayProduct};
use huika_pay::stripe::Stripe;
use huika_pay::wechat::{Product, WeChatLogin, WeChatPay};
use huika_pay::{
    Channel, ChannelId, HttpTimeouts, PayError, PaymentResult, PrepayRequest, Scene, SystemChance, TradeNumber,
    http_client,
};
use huika_store::{
    Store, StoreError, Tx,
    pay_code::hear_payment,
    payment::Applied,
    top_up::{TopUpOrder, TopUpStatus, order_by_number, payment_started},
};

pub use reconcile::{BillSource, ReconcileError};
pub use refunds::RefundStep;

use self::just_asked::JustAsked;
use crate::{config::Config, metrics, web::StartError};

/// The gateways that the settings name.
pub struct Gateways {
    channels: BTreeMap<ChannelId, Arc<dyn Channel>>,
    /// Tells who pays inside WeChat.
    login: Option<WeChatLogin>,
    store: Store,
    public_origin: String,
    /// Orders whose gateway was asked a moment ago because a page was looked at.
    asked: JustAsked,
}

impl Gateways {
    /// Reads the keys that the settings name. Nothing is sent.
    pub fn open(config: &Config, store: Store, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let mut channels: BTreeMap<ChannelId, Arc<dyn Channel>> = BTreeMap::new();
        let http = http_client(HttpTimeouts::default())?;
        if let Some(settings) = &config.pay.wechat {
            let chance = Arc::new(SystemChance::new());
            let wechat = WeChatPay::new(settings.clone(), http.clone(), Arc::clone(&clock), chance)?;
            channels.insert(wechat.id(), Arc::new(wechat));
        }
        if let Some(settings) = &config.pay.alipay {
            let alipay = Alipay::new(settings.clone(), http.clone(), clock)?;
            channels.insert(alipay.id(), Arc::new(alipay));
        }
        if let Some(settings) = &config.pay.stripe {
            let stripe = Stripe::new(settings.clone(), http.clone())?;
            channels.insert(stripe.id(), Arc::new(stripe));
        }
        let login = config
            .pay
            .wechat
            .as_ref()
            .and_then(|settings| WeChatLogin::of(settings, http.clone()));
        let public_origin = config.server.public_url.origin();
        Ok(Self {
            channels,
            login,
            store,
            public_origin,
            asked: JustAsked::default(),
        })
    }

    /// A gateway by its name in addresses.
    pub fn channel(&self, id: ChannelId) -> Option<&Arc<dyn Channel>> {
        self.channels.get(&id)
    }

    /// Brings what a gateway said into the books. Answers whether it was dealt with, or has to be told again.
    pub async fn apply(&self, result: PaymentResult) -> bool {
        let channel = result.channel;
        let Some(news) = news::of(result) else { return true };
        let number = news.number.clone();
        let applied = self.store.write(move |tx: &mut Tx<'_>| hear_payment(tx, &news)).await;
        metrics::observe_payment(channel.as_str(), applied.as_ref().ok().copied());
        match applied {
            Ok(Applied::Credited) => tracing::info!(number, "a top-up was credited"),
            Ok(Applied::Held) => {
                tracing::error!(
                    number,
                    "a top-up is held: money went back at the gateway, or the card has no room; somebody has to decide"
                );
            }
            Ok(Applied::Quarantined) => {
                tracing::error!(number, "a payment does not fit its order; somebody has to look at it");
            }
            Ok(Applied::Unknown) => tracing::warn!(number, "a payment for an order that is not ours"),
            Ok(Applied::Already | Applied::Waiting | Applied::Closed) => {}
            Err(error) => {
                tracing::error!(number, %error, "a payment could not be brought into the books and will be told again");
                return false;
            }
        }
        true
    }

    /// Asks the order's gateway how it stands and brings the answer into the books.
    pub async fn ask(&self, order: &TopUpOrder) -> Result<(), PayError> {
        let channel = ChannelId::parse(&order.channel).and_then(|id| self.channel(id));
        let (Some(channel), Ok(number)) = (channel, TradeNumber::parse(&order.number)) else {
            return Err(PayError::Unsupported("the order's gateway is not configured any more"));
        };
        let result = channel.query(&number).await?;
        self.apply(result).await;
        Ok(())
    }

    async fn prepay(&self, number: &str, client: IpAddr) -> Result<PaymentStart, PaymentProblem> {
        let order = self
            .order(number)
            .await?
            .filter(|order| order.status == TopUpStatus::Open);
        let order = order.ok_or(PaymentProblem::Refused)?;
        // The gateway wants the same order asked for in the same way, and a second visit may come from another network.
        if let Some(known) = order.pay.as_ref().filter(|pay| pay.until > self.store.now()) {
            return target::start(known).ok_or(PaymentProblem::Refused);
        }
        let channel = ChannelId::parse(&order.channel).and_then(|id| self.channel(id));
        let openid = if order.method == "jsapi" {
            match self.openid_of(&order).await? {
                Some(openid) => Some(openid),
                None => return self.ask_who_pays(&order),
            }
        } else {
            None
        };
        let scene = payer::scene(&order.method, client, openid).ok_or(PaymentProblem::Refused)?;
        let channel = channel
            .filter(|channel| channel.serves(&scene))
            .ok_or(PaymentProblem::Refused)?;
        let request = PrepayRequest {
            number: TradeNumber::parse(&order.number).map_err(|_| PaymentProblem::Refused)?,
            amount: order.principal,
            description: format!("{} 会员充值", self.store.rules().shop.name),
            expires_at: order.expires_at,
            scene,
            return_url: format!(
                "{}/pay/{}",
                self.public_origin,
                order.ticket(&self.store.context().secret)
            ),
        };
        let action = match channel.prepay(&request).await {
            Ok(action) => action,
            Err(PayError::AlreadyPaid) => {
                // The page that is shown next tells the good news.
                self.refresh(number).await;
                return Err(PaymentProblem::Refused);
            }
            Err(error) => {
                tracing::warn!(number, %error, "a payment could not be started");
                return Err(if error.is_temporary() {
                    PaymentProblem::Unavailable
                } else {
                    PaymentProblem::Refused
                });
            }
        };
        let target = target::of(action, order.expires_at, self.store.now());
        let (number, kept) = (order.number, target.clone());
        if let Err::<(), StoreError>(error) = self
            .store
            .write(move |tx: &mut Tx<'_>| payment_started(tx, &number, &kept))
            .await
        {
            // The member can pay all the same; a second visit asks the gateway again.
            tracing::warn!(%error, "where a payment goes on could not be kept");
        }
        target::start(&target).ok_or(PaymentProblem::Refused)
    }

    async fn order(&self, number: &str) -> Result<Option<TopUpOrder>, PaymentProblem> {
        let wanted = number.to_owned();
        self.store
            .read(move |tx: &mut Tx<'_>| order_by_number(tx, &wanted))
            .await
            .map_err(|error: StoreError| {
                tracing::error!(number, %error, "an order could not be read");
                PaymentProblem::Unavailable
            })
    }
}

impl Payments for Gateways {
    fn offers(&self, browser: Browser) -> Vec<PaymentOffer> {
        let scene = payer::kind_of(browser);
        let offered = self
            .channels
            .values()
            .filter(|channel| channel.serves(&scene))
            // Inside its own app, a gateway's page is the only one that opens.
            .filter(|channel| browser != Browser::Alipay || channel.id() == ChannelId::Alipay);
        offered.map(|channel| offer(channel.as_ref(), &scene)).collect()
    }

    fn takes_codes(&self) -> Vec<PaymentOffer> {
        self.code_offers()
    }

    fn charge<'a>(&'a self, number: &'a str, code: &'a PayCode) -> Later<'a, ()> {
        Box::pin(self.charge_code(number, code))
    }

    fn start<'a>(&'a self, number: &'a str, client: IpAddr) -> Later<'a, Result<PaymentStart, PaymentProblem>> {
        Box::pin(self.prepay(number, client))
    }

    fn recognise<'a>(
        &'a self,
        number: &'a str,
        code: &'a str,
        state: &'a str,
    ) -> Later<'a, Result<(), PaymentProblem>> {
        Box::pin(self.learn_who_pays(number, code, state))
    }

    fn cancel<'a>(&'a self, number: &'a str) -> Later<'a, Result<(), PaymentProblem>> {
        Box::pin(self.give_up(number))
    }

    fn refresh<'a>(&'a self, number: &'a str) -> Later<'a, ()> {
        Box::pin(async move {
            let Ok(Some(order)) = self.order(number).await else {
                return;
            };
            // A page that is loaded again and again tells nothing new, and the gateway counts who asks.
            if order.status.is_paid() || !self.asked.may_ask(number, Instant::now()) {
                return;
            }
            if let Err(error) = self.ask(&order).await {
                tracing::warn!(number, %error, "a gateway could not be asked");
            }
        })
    }
}

fn offer(channel: &dyn Channel, scene: &Scene) -> PaymentOffer {
    let method = match (channel.id(), Product::for_scene(scene)) {
        (ChannelId::WeChat, Product::H5) => "h5",
        (ChannelId::WeChat, Product::JsApi) => "jsapi",
        (ChannelId::WeChat, Product::Native) => "native",
        (ChannelId::WeChat, Product::Code) => "code",
        (ChannelId::Alipay, _) => AlipayProduct::for_scene(scene).map_or("", AlipayProduct::as_str),
        (ChannelId::Stripe, _) => "checkout",
    };
    PaymentOffer {
        channel: channel.id().as_str().to_owned(),
        method: method.to_owned(),
        merchant: channel.merchant().to_owned(),
        app: channel.app().to_owned(),
    }
}
