//! Selling: the quote that the member saw is what the till charges and what the ledger posts.

use huika_domain::{
    EntryId, Fen, MemberId, Millis, PayWith, Points, PointsWanted, Quote, QuoteError, QuoteInput, SaleId, Tier,
    TillSessionId, plan_points, quote, rank_after_growth, usable_points,
};
use serde::{Deserialize, Serialize};

use super::{Place, use_approval};
use crate::{
    StoreError, Tx,
    assets::{count_growth, draw_money, draw_points, earn_points, growth, money_lots, point_lots},
    identity::{Role, may_at},
    ledger::{Account, Draft, EntryKind, Explanation, Header, Wallet, day_number},
    number, params,
    request::{self, KeyReused, Seen},
};

/// A bill to be paid.
#[derive(Debug, Clone, Serialize)]
pub struct Sell {
    /// The open till session.
    pub session: String,
    /// The bill before discounts.
    pub gross: Fen,
    /// Points to pay with.
    pub points: PointsWanted,
    /// What pays the rest.
    pub pay_with: PayWith,
    /// How outside money comes in, such as `cash`.
    pub outside_channel: String,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// The request's key.
    #[serde(skip)]
    pub key: String,
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
    /// Who paid.
    pub member: MemberId,
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
    /// More than may be spent today without PIN or approval.
    #[error("above the member's limit, of which {} is left", .left.yuan())]
    AboveLimit {
        /// What is left of it.
        left: Fen,
    },
    /// The member was asked about this scan often enough.
    #[error("the member was asked too often; scan again")]
    AskedTooOften,
    /// The card is frozen, lost or closed.
    #[error("the card is not in use")]
    NotActive,
    /// Whoever is at the till may not sell, or not in this store.
    #[error("whoever is at this till may not sell here")]
    NotAllowed,
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

struct Session {
    id: TillSessionId,
    member: MemberId,
    may_spend: bool,
    usable: bool,
}

/// What a bill would cost, before it is paid.
pub fn quote_sale(tx: &mut Tx<'_>, request: &Sell) -> Result<Quote, SellError> {
    let session = find_session(tx, request)?
        .filter(|session| session.usable)
        .ok_or(SellError::NoSession)?;
    let buyer = buyer(tx, session.member)?;
    quote_now(tx, request, session.member, &buyer.tier)
}

/// Pays a bill: balances, lots, points, receipt and the used-up till session in one transaction.
pub fn sell(tx: &mut Tx<'_>, request: &Sell) -> Result<SaleReceipt, SellError> {
    let session = find_session(tx, request)?.ok_or(SellError::NoSession)?;
    let wallet = Wallet::lock(tx, session.member)?.ok_or(SellError::NoSession)?;
    let scope = format!("sale:{}", request.place.store);
    match request::seen(tx, &scope, &request.key, request)? {
        Seen::Before(receipt) => return Ok(receipt),
        Seen::Other => return Err(KeyReused.into()),
        Seen::New => {}
    }
    if !may_at(tx, &request.place, Role::sells)? {
        return Err(SellError::NotAllowed);
    }
    if !session.usable {
        return Err(SellError::NoSession);
    }
    let buyer = buyer(tx, session.member)?;
    if !buyer.is_active {
        return Err(SellError::NotActive);
    }
    let quote = quote_now(tx, request, session.member, &buyer.tier)?;
    let rights = check_rights(tx, &session, &wallet, &quote, buyer.no_pin_limit)?;
    end_session(tx, &session)?;
    let receipt = post(tx, request, wallet, &quote, &buyer.tier, rights)?;
    request::keep(tx, &scope, &request.key, request, &receipt)?;
    Ok(receipt)
}

fn find_session(tx: &mut Tx<'_>, request: &Sell) -> Result<Option<Session>, StoreError> {
    let now = tx.now();
    tx.one(
        "SELECT id, member_id, rights, expires_at, ended_at FROM till_session \
         WHERE token = ?1 AND store_id = ?2 AND till = ?3",
        params![request.session, request.place.store, request.place.till],
        |row| {
            Ok(Session {
                id: row.get(0)?,
                member: row.get(1)?,
                may_spend: row.get::<String>(2)? == "spend",
                usable: row.get::<Millis>(3)? > now && row.get::<Option<Millis>>(4)?.is_none(),
            })
        },
    )
}

/// One scan, one sale: of two tries with different keys the second finds the session ended.
fn end_session(tx: &mut Tx<'_>, session: &Session) -> Result<(), SellError> {
    let ended = tx.exec(
        "UPDATE till_session SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL AND expires_at > ?2",
        params![session.id, tx.now()],
    )?;
    if ended == 1 { Ok(()) } else { Err(SellError::NoSession) }
}

/// What the member's row says about buying.
struct Buyer {
    is_active: bool,
    tier: Tier,
    no_pin_limit: Fen,
}

fn buyer(tx: &mut Tx<'_>, member: MemberId) -> Result<Buyer, StoreError> {
    let found = tx.one(
        "SELECT status, tier_rank, no_pin_limit_fen FROM member WHERE id = ?1",
        params![member],
        |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get(2)?)),
    )?;
    let (status, rank, no_pin_limit) = found.ok_or_else(|| StoreError::Decode("a wallet without its member".into()))?;
    let tiers = &tx.context().rules.tiers;
    let tier = tiers
        .iter()
        .find(|tier| i64::from(tier.rank) == rank)
        .or_else(|| tiers.first())
        .cloned()
        .ok_or_else(|| StoreError::Decode("the shop has no tiers".into()))?;
    Ok(Buyer {
        is_active: status == "active",
        tier,
        no_pin_limit,
    })
}

fn quote_now(tx: &mut Tx<'_>, request: &Sell, member: MemberId, tier: &Tier) -> Result<Quote, SellError> {
    let now = tx.now();
    let lots = money_lots(tx, member)?;
    let usable = match request.points {
        PointsWanted::None => Points::ZERO,
        _ => usable_points(&point_lots(tx, member)?, now),
    };
    let rules = &tx.context().rules;
    Ok(quote(&QuoteInput {
        gross: request.gross,
        tier,
        coupon: Fen::ZERO,
        points_wanted: request.points,
        points_usable: usable,
        deduction: rules.deduction,
        earn: rules.points,
        pay_with: request.pay_with,
        lots: &lots,
        now,
    })?)
}

/// Why a bill may be paid from the card.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rights {
    /// It is within what the code alone may spend today, and counts against it.
    ByCode,
    /// The member approved it; the daily limit stays as it was.
    Approved,
}

fn check_rights(
    tx: &mut Tx<'_>,
    session: &Session,
    wallet: &Wallet,
    quote: &Quote,
    limit: Fen,
) -> Result<Rights, SellError> {
    let stored = stored(quote);
    if stored.is_zero() && quote.deduction.points.is_zero() {
        return Ok(Rights::ByCode);
    }
    if !session.may_spend {
        return Err(SellError::IdentifyOnly);
    }
    let spent = if wallet.no_pin_day == day_number(tx.today()) {
        wallet.no_pin_spent
    } else {
        Fen::ZERO
    };
    let left = Fen::new(limit.get().saturating_sub(spent.get()).max(0));
    if stored <= left {
        Ok(Rights::ByCode)
    } else if use_approval(tx, session.id, stored)? {
        Ok(Rights::Approved)
    } else {
        Err(SellError::AboveLimit { left })
    }
}

fn stored(quote: &Quote) -> Fen {
    Fen::new(quote.principal.get().saturating_add(quote.bonus.get()))
}

fn post(
    tx: &mut Tx<'_>,
    request: &Sell,
    wallet: Wallet,
    quote: &Quote,
    tier: &Tier,
    rights: Rights,
) -> Result<SaleReceipt, SellError> {
    let (now, day, member) = (tx.now(), tx.today(), wallet.member);
    let overflow = || StoreError::Internal("an amount would overflow".into());
    let receipt_number = number::fresh(tx, 'S');
    let store = format!("store:{}", request.place.store);
    let mut draft = Draft::new(wallet);
    draw_money(tx, &mut draft, &quote.draws)?;
    if quote.deduction.points.is_positive() {
        let lots = point_lots(tx, member)?;
        let draws = plan_points(&lots, quote.deduction.points, now)
            .map_err(|short| StoreError::Internal(format!("quoted points are not there: {short}")))?;
        draw_points(tx, &mut draft, &draws)?;
        draft.shop_points(Account::PointsCost, &store, quote.deduction.points);
    }
    let stored = stored(quote);
    let paid = stored.checked_add(quote.outside).ok_or_else(overflow)?;
    draft.shop_money(Account::Sales, &store, paid);
    draft.shop_money(
        Account::Clearing,
        &request.outside_channel,
        quote.outside.checked_neg().ok_or_else(overflow)?,
    );
    earn_points(tx, &mut draft, quote.earned, now, "sale", &store)?;
    if rights == Rights::ByCode {
        draft.count_no_pin(day_number(day), stored);
    }
    count_growth(tx, &mut draft, day, quote.net)?;
    let discount = quote.tier_discount.checked_add(quote.coupon).ok_or_else(overflow)?;
    let explanation = Explanation::Sale {
        receipt_number: receipt_number.clone(),
        gross: quote.gross,
        discount,
        points_value: quote.deduction.amount,
        outside: quote.outside,
        outside_channel: request.outside_channel.clone(),
    };
    let header = Header {
        kind: EntryKind::Sale,
        reference: &format!("sale:{receipt_number}"),
        store: Some(request.place.store),
        operator: request.place.operator,
        reverses: None,
        explanation: &explanation,
    };
    let posted = draft.post(tx, &header)?;
    let sale = tx.insert(
        "INSERT INTO sale (receipt_number, entry_id, member_id, store_id, till, operator_id, at, business_day, gross_fen, \
         discount_fen, points_used, points_fen, principal_fen, bonus_fen, outside_fen, outside_channel, points_earned) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            receipt_number,
            posted.entry,
            member,
            request.place.store,
            request.place.till,
            request.place.operator,
            now,
            day_number(day),
            quote.gross,
            discount,
            quote.deduction.points,
            quote.deduction.amount,
            quote.principal,
            quote.bonus,
            quote.outside,
            request.outside_channel,
            quote.earned,
        ], SaleId::new,
    )?;
    let growth = growth(tx, &posted.wallet)?;
    promote(tx, member, tier, growth)?;
    Ok(SaleReceipt {
        sale,
        receipt_number,
        entry: posted.entry,
        member,
        at: now,
        gross: quote.gross,
        discount,
        points_used: quote.deduction.points,
        points_value: quote.deduction.amount,
        principal: quote.principal,
        bonus: quote.bonus,
        outside: quote.outside,
        earned: quote.earned,
        balance: posted.wallet.balance(),
        points: posted.wallet.points,
    })
}

/// Up at once: a member whose growth has reached a higher tier is in it from the next bill on.
fn promote(tx: &mut Tx<'_>, member: MemberId, tier: &Tier, growth: Fen) -> Result<(), StoreError> {
    let rank = rank_after_growth(tier.rank, growth, &tx.context().rules.tiers);
    if rank > tier.rank {
        tx.exec(
            "UPDATE member SET tier_rank = ?2 WHERE id = ?1",
            params![member, i64::from(rank)],
        )?;
    }
    Ok(())
}

impl SellError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSession => "no-session",
            Self::IdentifyOnly => "identify-only",
            Self::AboveLimit { .. } => "above-limit",
            Self::AskedTooOften => "asked-too-often",
            Self::NotActive => "not-active",
            Self::NotAllowed => "not-allowed",
            Self::Quote(error) => error.code(),
            Self::KeyReused(_) => "key-reused",
            Self::Store(error) => error.code(),
        }
    }
}
