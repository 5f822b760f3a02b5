//! Goods and services: categories, brands, prices, barcodes. What is sold of them stands in sales; what is in stock comes with the mall.

mod category;
mod change;
mod details;
mod find;
mod import;
mod lowest;
mod template;

pub use category::{CategoryRow, categories, end_category, make_category, rename_category};
pub use change::{change_goods, make_goods};
pub use details::{GoodsDetails, GoodsError, SalePeriod};
pub(crate) use find::goods_named;
pub use find::{
    GoodsKey, GoodsQuery, GoodsRow, GoodsState, Wanted, brands, find_goods, goods, goods_by_barcode,
    goods_changed_after,
};
pub use import::{
    Cell, GoodsImport, ImportCounts, ImportError, ImportRow, RowError, Verdict, goods_import, import_goods, keep_table,
    weigh_goods,
};
pub(crate) use lowest::lowest_price;
pub(crate) use template::insert_template;
