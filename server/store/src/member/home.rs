//! The member's first page: card, balance, points, what expires soon, growth, what just happened.

use huika_domain::{CardNumber, CardStatus, Fen, MemberId, Millis, Phone, PointBalance, Points};

use crate::{
    StoreError, Tx,
    ledger::{Wallet, point_sums, points_expiring},
    member::statement::{Movement, movements},
    params,
    tier::{TierPage, tier_standing},
};

/// Whose card, and which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardFace {
    /// What the member is called; empty when they have not said.
    pub name: String,
    /// Their phone.
    pub phone: Phone,
    /// The card's number.
    pub number: CardNumber,
    /// Tier, by rank.
    pub tier_rank: i64,
    /// Whether the card may be used.
    pub status: CardStatus,
}

/// Everything that the first page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Whose card.
    pub card: CardFace,
    /// Principal and bonus.
    pub balance: Fen,
    /// Of which paid in.
    pub principal: Fen,
    /// Of which given by the shop.
    pub bonus: Fen,
    /// Points that can be used now.
    pub points: Points,
    /// Points that can be used later.
    pub pending_points: Points,
    /// Points owed to the shop: zero or negative.
    pub shortfall: Points,
    /// The next points to expire, and when, if that is near.
    pub expiring: Option<(Points, Millis)>,
    /// The member's tier, and how far the next one is.
    pub tier: TierPage,
    /// The last movements, newest first.
    pub recent: Vec<Movement>,
    /// What may still leave the card today by code or session alone, and the limit that it counts against.
    pub no_pin_left: Fen,
    /// See `no_pin_left`.
    pub no_pin_limit: Fen,
}

const RECENT: i64 = 5;

/// Reads the first page; `None` when there is no such member.
pub fn home(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<Home>, StoreError> {
    let Some(card) = card_face(tx, member)? else {
        return Ok(None);
    };
    let Some(wallet) = Wallet::read(tx, member)? else {
        return Ok(None);
    };
    let now = tx.now();
    let (points, expiring) = if wallet.points.is_zero() {
        (PointBalance::default(), None)
    } else {
        let soon = now.plus_days(tx.rules().points.notice_days);
        (point_sums(tx, member)?, points_expiring(tx, member, soon)?)
    };
    let Some(tier) = tier_standing(tx, &wallet)? else {
        return Ok(None);
    };
    let recent = movements(tx, member, i64::MAX, RECENT)?;
    let (no_pin_limit, no_pin_left) = no_pin(tx, &wallet)?;
    Ok(Some(Home {
        card,
        balance: wallet.balance(),
        principal: wallet.principal,
        bonus: wallet.bonus,
        points: points.usable,
        pending_points: points.pending,
        shortfall: wallet.shortfall,
        expiring,
        tier,
        recent,
        no_pin_left,
        no_pin_limit,
    }))
}

/// What code and session alone may still take from the card today.
pub fn no_pin_left(tx: &mut Tx<'_>, member: MemberId) -> Result<Fen, StoreError> {
    match Wallet::read(tx, member)? {
        Some(wallet) => Ok(no_pin(tx, &wallet)?.1),
        None => Ok(Fen::ZERO),
    }
}

/// The daily limit, and what is left of it.
fn no_pin(tx: &mut Tx<'_>, wallet: &Wallet) -> Result<(Fen, Fen), StoreError> {
    let limit: Fen = tx.value(
        "SELECT no_pin_limit_fen FROM member WHERE id = ?1",
        params![wallet.member],
    )?;
    Ok((limit, wallet.no_pin_left(tx, limit)))
}

/// Whose card this is, as pages show it.
pub fn card_face(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<CardFace>, StoreError> {
    let found = tx.one(
        "SELECT m.name, m.phone, c.number, m.tier_rank, m.status FROM member m \
         JOIN card c ON c.member_id = m.id AND c.status = 'active' WHERE m.id = ?1 ORDER BY c.chosen_at DESC, c.id LIMIT 1",
        params![member],
        |row| {
            Ok((
                row.get::<String>("name")?,
                row.get::<String>("phone")?,
                row.get::<String>("number")?,
                row.get::<i64>("tier_rank")?,
                row.get("status")?,
            ))
        },
    )?;
    found
        .map(|(name, phone, number, tier_rank, status)| {
            let decode = |e: &dyn std::fmt::Display| StoreError::Decode(e.to_string());
            Ok(CardFace {
                name,
                phone: Phone::parse(&phone).map_err(|e| decode(&e))?,
                number: CardNumber::parse(&number).map_err(|e| decode(&e))?,
                tier_rank,
                status,
            })
        })
        .transpose()
}
