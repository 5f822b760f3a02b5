//! The goods of a trade's template, written when a shop is opened.

use huika_domain::{CategoryName, DetailError, GoodsCode, GoodsName, GoodsUnit, Prices, Trade};

use super::{
    category::category_of,
    change::insert_goods,
    details::{GoodsDetails, GoodsError, SalePeriod},
};
use crate::{StoreError, Tx};

/// Writes the categories and goods of a trade.
pub(crate) fn insert_template(tx: &mut Tx<'_>, trade: Trade) -> Result<(), StoreError> {
    let wrong = |error: DetailError| StoreError::Internal(error.to_string());
    for goods in trade.goods() {
        let mut category = None;
        for name in goods.category {
            let name = CategoryName::parse(name).map_err(wrong)?;
            category = Some(category_of(tx, category, &name).map_err(fault)?);
        }
        let details = GoodsDetails {
            name: GoodsName::parse(goods.name).map_err(wrong)?,
            kind: goods.kind,
            category,
            brand: None,
            unit: GoodsUnit::parse(goods.unit).map_err(wrong)?,
            barcode: None,
            prices: Prices {
                list: goods.list,
                member: goods.member,
                ..Prices::default()
            },
            no_discount: false,
            no_points: false,
            period: SalePeriod::default(),
        };
        let code = GoodsCode::parse(goods.code).map_err(wrong)?;
        insert_goods(tx, &code, &details).map_err(fault)?;
    }
    Ok(())
}

/// A template that a page would refuse is a fault of the program, which a test would show.
fn fault(error: GoodsError) -> StoreError {
    match error {
        GoodsError::Store(error) => error,
        refused => StoreError::Internal(refused.to_string()),
    }
}
