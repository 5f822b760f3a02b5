//! Opening an order: committed before the gateway hears of it.

use std::sync::Arc;

use huika_domain::{
    Balance, CardStatus, CardTypeId, ErrorCode, Fen, MemberId, OperatorId, TopUpChoice, TopUpError, TopUpId,
    TopUpPrice, check_cap, settings::Rules,
};
use serde::{Deserialize, Serialize};

use super::menu::{NoTopUp, cap_of, holding, occasion, ordered, plus, refused, terms};
use crate::{
    StoreError, Tx,
    db::{
        idempotency::{self, KeyReused},
        number,
    },
    ledger::Wallet,
    params,
    pay_code::OpenCodeError,
    staff::Place,
};

/// A member wants to top up.
#[derive(Debug, Clone, Serialize)]
pub struct OpenTopUp {
    /// Who.
    pub member: MemberId,
    /// What. The price and the bonus are the server's.
    pub choice: TopUpChoice,
    /// The payment channel, such as `wechat`.
    pub channel: String,
    /// The channel's way to pay, such as `h5`.
    pub method: String,
    /// Our merchant number there, kept to compare with what is paid.
    pub merchant: String,
    /// Our application there.
    pub app: String,
    /// The form's key: sent twice, the first order is answered.
    #[serde(skip)]
    pub key: String,
}

/// An order that can be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The order.
    pub id: TopUpId,
    /// Our number at the gateway.
    pub number: String,
    /// To pay.
    pub principal: Fen,
    /// On top.
    pub bonus: Fen,
}

/// Why no order was opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OpenTopUpError {
    /// The amount or package is not on offer, or the card cannot hold it.
    #[error(transparent)]
    Price(#[from] TopUpError),
    /// The card may not be topped up now.
    #[error("the card is not in use")]
    NotActive,
    /// Too many orders wait for their payment, or were opened within the hour.
    #[error("too many orders")]
    TooMany,
    /// A card of somebody this young holds no money.
    #[error("a card of somebody this young holds no money")]
    Minor,
    /// The card cannot be topped up at all.
    #[error("the card takes no money")]
    NoTopUp(NoTopUp),
    /// At a counter: the scan is over, or was none.
    #[error("the member has to be scanned again")]
    NoSession,
    /// Whoever is at the till may not do that here.
    #[error("whoever is at this till may not top up here")]
    NotAllowed,
    /// It is the operator's own member account.
    #[error("nobody tops up their own account")]
    OwnAccount,
    /// Cards of this kind are topped up in other stores, or by other people.
    #[error("cards of this kind are not topped up here")]
    NotHere,
    /// So much is only put on the card of somebody whose document was seen.
    #[error("the member's document has to be seen first")]
    RealName,
    /// Who sold it takes no money for it, by the rule of this kind of card.
    #[error("who sold it takes no money for it")]
    SeparateHands,
    /// No shift is open at this counter, and the shop's rule asks for one.
    #[error("no shift is open at this till")]
    NoShift,
    /// The shop has no such tender.
    #[error("the shop takes no such tender")]
    UnknownTender,
    /// The payment code.
    #[error(transparent)]
    Code(#[from] OpenCodeError),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Decides price and bonus, checks the cap and commits the order.
pub fn open_top_up(tx: &mut Tx<'_>, request: &OpenTopUp) -> Result<Opened, OpenTopUpError> {
    let wallet = Wallet::lock(tx, request.member)?.ok_or(OpenTopUpError::NotActive)?;
    let scope = format!("top-up:{}", request.member);
    idempotency::answered_once(tx, &scope, &request.key, request, |tx| {
        require_room(tx, request.member)?;
        let priced = priced(tx, &wallet, request.choice)?;
        let opened = insert(tx, request, &priced, None)?;
        Ok(opened)
    })
}

/// What a choice costs and gives on the card that the member tops up, after everything that may stand against it.
pub(super) struct Priced {
    pub(super) price: TopUpPrice,
    pub(super) card_type: CardTypeId,
    pub(super) rules: Arc<Rules>,
    /// What is on the card, with what counts beside it.
    pub(super) holding: Balance,
}

/// Prices a choice under the wallet's lock.
pub(super) fn priced(tx: &mut Tx<'_>, wallet: &Wallet, choice: TopUpChoice) -> Result<Priced, OpenTopUpError> {
    let member = wallet.member;
    let status: CardStatus = tx.value("SELECT status FROM member WHERE id = ?1", params![member])?;
    if !status.is_active() {
        return Err(OpenTopUpError::NotActive);
    }
    let (card, menu, rules) = terms(tx, member)?;
    if let Some(why) = refused(&card, tx.now()) {
        return Err(OpenTopUpError::NoTopUp(why));
    }
    let price = menu.price(choice, occasion(tx, member)?)?;
    // An order that is open may be paid at any moment: it counts as if it were.
    let ordered = ordered(tx, member, card.card_type)?;
    let rule = &rules.stored_value;
    let cap = cap_of(tx, member, rule)?;
    if cap.most.is_zero() && !rule.cap().most.is_zero() {
        return Err(OpenTopUpError::Minor);
    }
    let holding = plus(holding(tx, wallet, card.card_type)?, ordered);
    check_cap(holding, price.balance(), cap)?;
    Ok(Priced {
        price,
        card_type: card.card_type,
        rules,
        holding,
    })
}

/// The wallet is locked, so of two orders at once the second is counted after the first.
fn require_room(tx: &mut Tx<'_>, member: MemberId) -> Result<(), OpenTopUpError> {
    let rule = tx.rules().top_up;
    let newest = rule.open_orders.max(rule.orders_an_hour);
    let (open, opened): (i64, i64) = tx
        .one(
            "SELECT CAST(COALESCE(SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT) AS open, \
             CAST(COALESCE(SUM(CASE WHEN status NOT IN ('paid', 'paid-late') AND opened_at > ?2 AND opened_at <= ?3 \
             THEN 1 ELSE 0 END), 0) AS BIGINT) AS opened \
             FROM (SELECT status, opened_at FROM top_up WHERE member_id = ?1 ORDER BY id DESC LIMIT ?4) newest",
            params![member, tx.now().minus_secs(3600), tx.now(), newest],
            |row| Ok((row.get("open")?, row.get("opened")?)),
        )?
        .unwrap_or_default();
    if open >= rule.open_orders || opened >= rule.orders_an_hour {
        return Err(OpenTopUpError::TooMany);
    }
    Ok(())
}

/// Where a counter takes a top-up, and what is noted there.
pub(super) struct AtCounter<'a> {
    pub(super) place: &'a Place,
    pub(super) sold_by: Option<OperatorId>,
    pub(super) invoiced: bool,
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    request: &OpenTopUp,
    priced: &Priced,
    counter: Option<&AtCounter<'_>>,
) -> Result<Opened, StoreError> {
    let TopUpPrice {
        principal,
        bonus,
        first,
        points,
        ref rule,
    } = priced.price;
    let context = tx.context();
    let now = tx.now();
    let number = number::fresh(tx, 'T');
    let name = context.rng.name();
    // A payment code is asked after by its own attempt, and a tender was in somebody's hand.
    let poll_at = counter.is_none().then(|| now.plus_secs(FIRST_POLL_SECS));
    let id = tx.insert(
        "INSERT INTO top_up (number, token, member_id, channel, method, merchant, app, currency, principal_fen, bonus_fen, \
         points, rule, status, opened_at, expires_at, poll_at, first_fen, \
         rules_version, card_type_id, store_id, till, operator_id, sold_by, invoiced) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'CNY', ?8, ?9, ?10, ?11, 'open', ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
        params![
            number,
            name,
            request.member,
            request.channel,
            request.method,
            request.merchant,
            request.app,
            principal,
            bonus,
            points,
            rule,
            now,
            now.plus_secs(tx.rules().top_up.lives_secs),
            poll_at,
            first,
            tx.rules_version(),
            priced.card_type,
            counter.map(|counter| counter.place.store),
            counter.map_or("", |counter| counter.place.till.as_str()),
            counter.and_then(|counter| counter.place.operator),
            counter.and_then(|counter| counter.sold_by),
            counter.is_some_and(|counter| counter.invoiced),
        ],
        TopUpId::new,
    )?;
    Ok(Opened {
        id,
        number,
        principal,
        bonus,
    })
}

const FIRST_POLL_SECS: i64 = 10;

impl OpenTopUpError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Price(error) => error.code(),
            Self::NotActive => ErrorCode::NotActive.as_str(),
            Self::TooMany => ErrorCode::TooManyOrders.as_str(),
            Self::Minor => ErrorCode::MinorNoTopUp.as_str(),
            Self::NoTopUp(why) => why.code(),
            Self::NoSession => ErrorCode::SessionOver.as_str(),
            Self::NotAllowed => ErrorCode::NotAllowed.as_str(),
            Self::OwnAccount => ErrorCode::OwnAccount.as_str(),
            Self::NotHere => ErrorCode::TopUpNotHere.as_str(),
            Self::RealName => ErrorCode::TopUpRealName.as_str(),
            Self::SeparateHands => ErrorCode::SeparateHands.as_str(),
            Self::NoShift => ErrorCode::NoShift.as_str(),
            Self::UnknownTender => ErrorCode::UnknownTender.as_str(),
            Self::Code(error) => error.code(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
