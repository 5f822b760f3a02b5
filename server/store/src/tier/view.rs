//! What a member is told of their tier: how far they are, what keeps it, since when and until when they have it, and what it gives.

use huika_domain::{
    BusinessDay, CouponKindId, CouponTerms, Fen, MemberId, Points, Tier,
    settings::{NextTier, TierBenefit, TierMetric, TierRule},
    tier_at,
};

use super::{notice, seat::Seat, sums::sums};
use crate::{
    StoreError, Tx,
    coupon::coupon_kind,
    ledger::{Wallet, day_of},
    params,
};

/// One step of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierStep {
    /// The tier.
    pub tier: Tier,
    /// Points that come once with it.
    pub gift: Points,
    /// The coupon that comes once with it.
    pub coupon: Option<CouponTerms>,
    /// On which day those came; none while they did not.
    pub given_on: Option<BusinessDay>,
    /// What it has in the shop's words, that of the tiers below it included.
    pub benefits: Vec<TierBenefit>,
}

/// A member's tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierPage {
    /// What tiers ask for.
    pub metric: TierMetric,
    /// Days of which the sum is.
    pub window_days: i64,
    /// That sum, in hundredths of the metric.
    pub counted: Fen,
    /// The tier that holds.
    pub tier: Tier,
    /// Since which day; none for since they joined.
    pub since: Option<BusinessDay>,
    /// Its last day; none without an end.
    pub until: Option<BusinessDay>,
    /// It was given by hand, with this reason.
    pub by_hand: Option<String>,
    /// What is missing to keep it after that day, as things stand now. Nothing where it keeps, or has no end.
    pub to_keep: Fen,
    /// The member was told that it will end.
    pub told: bool,
    /// The tiers above, the nearest first, with what is missing for each.
    pub above: Vec<NextTier>,
    /// How far the next one is, 0 to 1000.
    pub bar_permille: u16,
    /// All tiers, the lowest first; none where only the standing was asked for.
    pub ladder: Vec<TierStep>,
}

/// Reads the page; none for nobody.
pub fn tier_page(tx: &mut Tx<'_>, member: MemberId) -> Result<Option<TierPage>, StoreError> {
    let Some(wallet) = Wallet::read(tx, member)? else {
        return Ok(None);
    };
    let Some(standing) = tier_standing(tx, &wallet)? else {
        return Ok(None);
    };
    let rules = tx.rules();
    let rule = &rules.tiers;
    let (given, coupons) = (gifts_given(tx, member)?, coupons_of(tx, rule)?);
    let step = |tier: &Tier| TierStep {
        gift: rule.gift_of(tier.rank).points,
        coupon: coupons
            .iter()
            .find(|(rank, _)| *rank == tier.rank)
            .map(|(_, terms)| terms.clone()),
        given_on: given
            .iter()
            .find(|(rank, _)| *rank == i64::from(tier.rank))
            .map(|(_, day)| *day),
        benefits: rule.benefits_of(tier.rank).cloned().collect(),
        tier: tier.clone(),
    };
    Ok(Some(TierPage {
        ladder: rule.tiers.iter().map(step).collect(),
        ..standing
    }))
}

/// The same without the ladder, of a wallet that was read before.
pub(crate) fn tier_standing(tx: &mut Tx<'_>, wallet: &Wallet) -> Result<Option<TierPage>, StoreError> {
    let (rules, member, today) = (tx.rules(), wallet.member, tx.today());
    let rule = &rules.tiers;
    let Some(seat) = Seat::read(tx, member)? else {
        return Ok(None);
    };
    let now = sums(tx, wallet, rule, today)?;
    let Some(tier) = tier_at(&rule.tiers, i64::from(seat.rank)).cloned() else {
        return Ok(None);
    };
    let (mut to_keep, mut told) = (Fen::ZERO, false);
    if let Some(until) = seat.until.filter(|_| seat.by_hand.is_none()) {
        // What leaves the window until then keeps nothing any more.
        let at_end = sums(tx, wallet, rule, until.max(today))?;
        to_keep = rule.missing_to_keep(seat.earned, |days| at_end.of(days));
        told = to_keep.is_positive() && notice::told(tx, member, until)?.is_some();
    }
    Ok(Some(TierPage {
        metric: rule.metric,
        window_days: i64::from(rule.window_days),
        counted: Fen::new(now.of(rule.window_days)),
        since: seat.since,
        until: seat.holds_until(),
        by_hand: seat.by_hand.map(|_| reason(tx, member)).transpose()?,
        to_keep,
        told,
        above: rule.above(seat.rank, |days| now.of(days)),
        bar_permille: rule.bar_permille(seat.rank, |days| now.of(days)),
        ladder: Vec::new(),
        tier,
    }))
}

/// The coupons that tiers give, of kinds that there are.
fn coupons_of(tx: &mut Tx<'_>, rule: &TierRule) -> Result<Vec<(u8, CouponTerms)>, StoreError> {
    let mut coupons = Vec::new();
    for gift in &rule.gifts {
        let Some((kind, rank)) = gift.coupon.zip(gift.tier.checked_sub(1)) else {
            continue;
        };
        if let Some(kind) = coupon_kind(tx, CouponKindId::new(kind))?.filter(|kind| kind.ended_at.is_none()) {
            coupons.push((rank, kind.terms));
        }
    }
    Ok(coupons)
}

/// The reason that was given with the newest tier by hand.
fn reason(tx: &mut Tx<'_>, member: MemberId) -> Result<String, StoreError> {
    let found = tx.one(
        "SELECT reason FROM tier_change WHERE member_id = ?1 AND cause = 'by-hand' ORDER BY id DESC LIMIT 1",
        params![member],
        |row| row.get("reason"),
    )?;
    Ok(found.unwrap_or_default())
}

fn gifts_given(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<(i64, BusinessDay)>, StoreError> {
    tx.all(
        "SELECT rank, day FROM tier_gift WHERE member_id = ?1 AND entry_id IS NOT NULL ORDER BY rank",
        params![member],
        |row| Ok((row.get("rank")?, day_of(row.get("day")?)?)),
    )
}
