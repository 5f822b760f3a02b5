//! Points from one member to another: two entries, one on each statement, in one transaction. A gift never makes points
//! live longer: each lot that it draws on becomes a lot of the taker with the same end.

use huika_domain::{
    Act, CardStatus, ErrorCode, GiftError, MemberId, Millis, Phone, PointDraw, PointLot, PointShortage, Points,
    plan_points, visible,
};
use serde::{Deserialize, Serialize};

use crate::{
    StoreError, Tx,
    db::{
        idempotency::{self, KeyReused},
        number,
    },
    ledger::{
        Account, Draft, EntryKind, Explanation, Header, NewPointLot, Posted, Wallet, amount::minus_points, day_number,
        draw_points, point_lots,
    },
    member::{NotProved, Shown, require},
    params,
};

/// A member gives points away.
#[derive(Debug, Clone, Serialize)]
pub struct Gift {
    /// Who gives.
    pub giver: MemberId,
    /// Who gets them.
    pub taker: MemberId,
    /// How many.
    pub points: Points,
    /// A word with it, at most 100 characters.
    pub message: String,
    /// What the giver has shown.
    #[serde(skip)]
    pub shown: Shown,
    /// The form's key.
    #[serde(skip)]
    pub key: String,
}

/// The most characters of the word with a gift.
const MESSAGE_LIMIT: usize = 100;

/// A gift that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Its number.
    pub number: String,
    /// The giver's points afterwards.
    pub points: Points,
}

/// Why nothing was given.
#[derive(Debug, Clone, thiserror::Error)]
pub enum GiveError {
    /// Nobody can be given points by that name, or it is the giver.
    #[error("points cannot be given to this account")]
    NoTaker,
    /// The word with it is too long; it is not cut.
    #[error("a message of at most {MESSAGE_LIMIT} characters goes with a gift")]
    MessageTooLong,
    /// The card is frozen, lost or closed.
    #[error("the card is not in use")]
    NotActive,
    /// It needs more than was shown.
    #[error(transparent)]
    NotProved(#[from] NotProved),
    /// The shop's rules.
    #[error(transparent)]
    Rule(#[from] GiftError),
    /// Not enough points that can be used now.
    #[error(transparent)]
    Short(#[from] PointShortage),
    /// The key belongs to another request.
    #[error(transparent)]
    KeyReused(#[from] KeyReused),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whom a phone number names as somebody who can be given points: a member who has claimed their account and whose card is in use.
pub fn taker_of(tx: &mut Tx<'_>, phone: &Phone) -> Result<Option<MemberId>, StoreError> {
    tx.one(
        "SELECT id FROM member WHERE phone = ?1 AND status = 'active' AND claimed_at IS NOT NULL",
        params![phone.as_str()],
        |row| row.get("id"),
    )
}

/// What a member may still give away today; none where the shop does not allow it.
pub fn left_to_give(tx: &mut Tx<'_>, giver: MemberId) -> Result<Option<Points>, StoreError> {
    let rule = tx.rules().gifts;
    if !rule.allowed {
        return Ok(None);
    }
    let given = given_today(tx, giver)?;
    Ok(Some(
        rule.per_day
            .checked_sub(given)
            .unwrap_or(Points::ZERO)
            .max(Points::ZERO),
    ))
}

fn given_today(tx: &mut Tx<'_>, giver: MemberId) -> Result<Points, StoreError> {
    tx.value(
        "SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM gift WHERE giver_id = ?1 AND business_day = ?2",
        params![giver, day_number(tx.today())],
    )
}

/// Moves the points. Both wallets are locked in the order of their numbers, so that two gifts that cross wait for each
/// other and do not stand in each other's way.
pub fn give(tx: &mut Tx<'_>, gift: &Gift) -> Result<Given, GiveError> {
    if gift.giver == gift.taker {
        return Err(GiveError::NoTaker);
    }
    if gift.message.chars().count() > MESSAGE_LIMIT {
        return Err(GiveError::MessageTooLong);
    }
    let first = gift.giver.min(gift.taker);
    let second = gift.giver.max(gift.taker);
    let first_wallet = Wallet::lock(tx, first)?;
    let second_wallet = Wallet::lock(tx, second)?;
    let (Some(a), Some(b)) = (first_wallet, second_wallet) else {
        return Err(GiveError::NoTaker);
    };
    let (giver, taker) = if a.member == gift.giver { (a, b) } else { (b, a) };
    let scope = format!("gift:{}", gift.giver);
    idempotency::answered_once(tx, &scope, &gift.key, gift, |tx| {
        if !status(tx, gift.giver)?.is_active() {
            return Err(GiveError::NotActive);
        }
        if !status(tx, gift.taker)?.is_active() {
            return Err(GiveError::NoTaker);
        }
        require(tx, gift.giver, Act::GivePoints, &gift.shown)?;
        let today = given_today(tx, gift.giver)?;
        tx.rules().gifts.check(today, gift.points)?;
        let lots = point_lots(tx, gift.giver)?;
        let draws = plan_points(&lots, gift.points, tx.now())?;
        let given = post(tx, gift, giver, taker, &lots, &draws)?;
        Ok(given)
    })
}

fn status(tx: &mut Tx<'_>, member: MemberId) -> Result<CardStatus, StoreError> {
    tx.value("SELECT status FROM member WHERE id = ?1", params![member])
}

fn post(
    tx: &mut Tx<'_>,
    gift: &Gift,
    giver: Wallet,
    taker: Wallet,
    lots: &[PointLot],
    draws: &[PointDraw],
) -> Result<Given, StoreError> {
    let number = number::fresh(tx, 'G');
    let mut out = Draft::new(giver);
    draw_points(tx, &mut out, draws)?;
    out.shop_points(Account::PointsCost, "gift", gift.points);
    let reference = format!("gift:{number}:out");
    let given = post_side(tx, out, &reference, gift.taker, &gift.message)?;

    let mut into = Draft::new(taker);
    for draw in draws {
        into.grant_points(NewPointLot {
            points: draw.points,
            available_from: tx.now(),
            expires_at: end_of(lots, draw),
            rule: format!("gift:{}", draw.lot),
        })?;
    }
    into.shop_points(Account::PointsCost, "gift", minus_points(gift.points)?);
    let reference = format!("gift:{number}:in");
    let taken = post_side(tx, into, &reference, gift.giver, &gift.message)?;
    tx.exec(
        "INSERT INTO gift (number, giver_id, taker_id, points, business_day, at, given_entry_id, taken_entry_id) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            number,
            gift.giver,
            gift.taker,
            gift.points,
            day_number(tx.today()),
            tx.now(),
            given.entry,
            taken.entry
        ],
    )?;
    Ok(Given {
        number,
        points: given.wallet.points,
    })
}

fn end_of(lots: &[PointLot], draw: &PointDraw) -> Option<Millis> {
    lots.iter()
        .find(|lot| lot.id == draw.lot)
        .and_then(|lot| lot.expires_at)
}

fn post_side(
    tx: &mut Tx<'_>,
    draft: Draft,
    reference: &str,
    other: MemberId,
    message: &str,
) -> Result<Posted, StoreError> {
    let phone: String = tx.value("SELECT phone FROM member WHERE id = ?1", params![other])?;
    let phone = Phone::parse(&phone).map_err(|e| StoreError::Decode(e.to_string()))?;
    let header = Header {
        kind: EntryKind::Gift,
        reference,
        store: None,
        operator: None,
        reverses: None,
        explanation: &Explanation::Gift {
            other: phone.masked(),
            message: visible(message),
        },
    };
    draft.post(tx, &header)
}

crate::member::of_act_error!(GiveError);

impl GiveError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTaker => ErrorCode::NoTaker.as_str(),
            Self::MessageTooLong => ErrorCode::MessageTooLong.as_str(),
            Self::NotActive => ErrorCode::NotActive.as_str(),
            Self::NotProved(error) => error.code(),
            Self::Rule(error) => error.code(),
            Self::Short(_) => ErrorCode::PointsShort.as_str(),
            Self::KeyReused(_) => ErrorCode::KeyReused.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}
