//! Taking back the points that goods had earned.
//!
//! First from the very lot that the sale made; then the shortfall that the sale had repaid is open again; then from the
//! member's other points, those first that expire first; and what is already spent becomes a shortfall. What had expired
//! in the sale's own lot is owed by nobody: it fell to the shop already.

use huika_domain::{MemberId, PointDraw, PointLot, Points, TakeBack, take_back};

use crate::{
    StoreError, Tx,
    ledger::{
        Account, Composition, Draft,
        amount::{less, minus_points, sum_points},
        draw_points, point_lots,
    },
    params,
    sale::returns::sold::Restored,
};

/// Takes `owed` points back and notes in `given` how. Answers what the shop's cost account gets back.
pub(super) fn take_back_earned(
    tx: &mut Tx<'_>,
    draft: &mut Draft,
    member: MemberId,
    owed: Points,
    composition: &Composition,
    before: &Restored,
    given: &mut Restored,
) -> Result<Points, StoreError> {
    let mut left = owed;
    let lots = point_lots(tx, member)?;
    let own = composition.earned.as_ref().map(|draw| draw.lot);
    let own_remaining = lots
        .iter()
        .find(|lot| Some(lot.id) == own)
        .map_or(Points::ZERO, |lot| lot.remaining);
    let from_own = left.min(own_remaining);
    if let Some(lot) = own.filter(|_| from_own.is_positive()) {
        draw_points(tx, draft, &[PointDraw { lot, points: from_own }])?;
    }
    left = less(left, from_own)?;

    given.reopened = left.min(less(composition.repaid, before.reopened)?);
    left = less(left, given.reopened)?;

    if let Some(lot) = own {
        let expired: Points = tx.value("SELECT lapsed FROM point_lot WHERE id = ?1", params![lot])?;
        given.excused = left.min(less(expired, before.excused)?.max(Points::ZERO));
        left = less(left, given.excused)?;
    }

    let others: Vec<&PointLot> = lots.iter().filter(|lot| Some(lot.id) != own).collect();
    let back = take_back(
        sum_points(living(&others, tx.now()).iter().map(|lot| lot.remaining))?,
        left,
    );
    draw_points(tx, draft, &plan(living(&others, tx.now()), back.taken))?;
    let owed_now = sum_points([given.reopened, back.shortfall])?;
    draft.points(Account::Shortfall, None, minus_points(owed_now)?)?;
    given.taken = TakeBack {
        taken: sum_points([from_own, back.taken])?,
        shortfall: back.shortfall,
    };
    less(owed, given.excused)
}

/// Lots whose time is not over, soonest end first; pending ones as well, for the points in them are the member's.
fn living<'l>(lots: &[&'l PointLot], now: huika_domain::Millis) -> Vec<&'l PointLot> {
    let mut living: Vec<_> = lots
        .iter()
        .copied()
        .filter(|lot| lot.remaining.is_positive() && lot.expires_at.is_none_or(|last| now <= last))
        .collect();
    living.sort_by_key(|lot| (lot.expires_at.is_none(), lot.expires_at, lot.id));
    living
}

fn plan(lots: Vec<&PointLot>, wanted: Points) -> Vec<PointDraw> {
    let mut left = wanted.get();
    lots.into_iter()
        .map(|lot| {
            let points = left.min(lot.remaining.get());
            left -= points;
            PointDraw {
                lot: lot.id,
                points: Points::new(points),
            }
        })
        .filter(|draw| draw.points.is_positive())
        .collect()
}
