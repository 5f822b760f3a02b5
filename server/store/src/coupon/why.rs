//! Why a coupon does not work now: asked of the engine of prices itself, with the cart that would suit the coupon best, and then with one as the
//! member's purchases usually are.

use huika_domain::{
    Fen, PayWith, PointsWanted, StoreId,
    pricing::{CartLine, Coupon, CouponChoice, Missing, Moment, Place, PriceList, Reason, Refused, Request, quote},
};

use super::holder::Holder;
use crate::{StoreError, Tx};

/// When it is, for all coupons of a page.
pub(super) fn moment(tx: &Tx<'_>) -> Result<Moment, StoreError> {
    let local = tx.context().zone.local(tx.now());
    let minute =
        u16::try_from(local.hour * 60 + local.minute).map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(Moment {
        now: tx.now(),
        day: tx.today(),
        minute,
    })
}

/// What stands in the way whatever is bought, in a store where it works; none where nothing does.
pub(super) fn why_not(coupon: &Coupon, holder: &Holder, at: Moment) -> Option<(Reason, Option<Missing>)> {
    let enough = coupon.from.max(Fen::new(100));
    ask(coupon, holder, at, fitting(coupon, enough)).map(|refused| (refused.reason, refused.missing))
}

/// How much more than usual the member has to buy; none where a usual purchase does.
pub(super) fn more_than_usual(coupon: &Coupon, holder: &Holder, at: Moment) -> Option<Fen> {
    let usual = holder.usual.filter(|usual| usual.is_positive())?;
    match ask(coupon, holder, at, fitting(coupon, usual))?.missing {
        Some(Missing::Money(more)) => Some(more),
        _ => None,
    }
}

/// A cart of one line for so much, of goods that the coupon is for.
fn fitting(coupon: &Coupon, amount: Fen) -> CartLine {
    let mut line = CartLine::quick(amount);
    line.goods = coupon.what.goods.first().copied();
    line.category = coupon.what.categories.first().copied();
    line.brand = coupon.what.brands.first().copied();
    line
}

fn ask(coupon: &Coupon, holder: &Holder, at: Moment, line: CartLine) -> Option<Refused> {
    let store = coupon.who.stores.first().copied().or(holder.home);
    let lines = [line];
    let coupons = [coupon.clone()];
    let request = Request {
        lines: &lines,
        buyer: Some(holder.buyer()),
        coupons: &coupons,
        choice: CouponChoice::Best,
        codes: &[],
        allowances: &[],
        hand: None,
        points: PointsWanted::None,
        pay_with: PayWith::Outside,
        tenders: &[],
        place: Place {
            store: store.unwrap_or(StoreId::new(1)),
            terminal: coupon.who.terminals.first().copied(),
        },
        at,
    };
    match quote(&PriceList::default(), &request) {
        Ok(quoted) => quoted.refused.first().copied(),
        // A bill that comes to nothing is a coupon that works.
        Err(_) => None,
    }
}
