//! A price that is asked for with typed codes.

use huika_domain::{Quote, pricing::OfferId};

use super::{PriceExplained, Sell, SellError, sell::price_sale};
use crate::{
    Tx,
    coupon::{TypedCodes, with_typed_codes},
};

/// [`price_sale`] for a bill with codes. It is a write, because wrong codes are counted; the bill itself changes nothing.
pub fn price_typed(tx: &mut Tx<'_>, request: &Sell) -> Result<TypedCodes<(Quote, PriceExplained)>, SellError> {
    let place = (request.place.store, request.place.till.as_str());
    with_typed_codes(tx, place, |tx| {
        let (quote, explained) = price_sale(tx, request)?;
        let is_code = |offer: &OfferId| matches!(offer, OfferId::Code(_));
        let wrong = explained
            .refused
            .iter()
            .filter(|refused| is_code(&refused.offer))
            .count();
        Ok(((quote, explained), wrong))
    })
}
