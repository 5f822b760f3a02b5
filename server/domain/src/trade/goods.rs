//! The few goods and services that a trade's template begins with, so that the list shows what it is for. Whoever opens a shop changes or
//! ends them.

use super::Trade;
use crate::{Fen, GoodsKind};

/// Goods of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TradeGoods {
    /// Their number.
    pub code: &'static str,
    /// What they are called.
    pub name: &'static str,
    /// The names of their category and of those above it, the top one first.
    pub category: &'static [&'static str],
    /// What they are counted in.
    pub unit: &'static str,
    /// A thing, or something that is done.
    pub kind: GoodsKind,
    /// The list price.
    pub list: Fen,
    /// The members' price, where they have one.
    pub member: Option<Fen>,
}

const fn one(
    code: &'static str,
    name: &'static str,
    category: &'static [&'static str],
    unit: &'static str,
    list: i64,
    member: i64,
) -> TradeGoods {
    TradeGoods {
        code,
        name,
        category,
        unit,
        kind: GoodsKind::Goods,
        list: Fen::new(list),
        member: if member > 0 { Some(Fen::new(member)) } else { None },
    }
}

const fn service(
    code: &'static str,
    name: &'static str,
    category: &'static [&'static str],
    list: i64,
    member: i64,
) -> TradeGoods {
    TradeGoods {
        kind: GoodsKind::Service,
        ..one(code, name, category, "次", list, member)
    }
}

const DRINKS: &[TradeGoods] = &[
    one("TEA-01", "茉莉奶绿", &["饮品", "奶茶"], "杯", 16_00, 15_00),
    one("TEA-02", "桂花乌龙", &["饮品", "纯茶"], "杯", 14_00, 13_00),
    one("COF-01", "拿铁", &["饮品", "咖啡"], "杯", 22_00, 20_00),
    one("CAKE-01", "栗子蛋糕", &["烘焙"], "块", 28_00, 0),
];

const RESTAURANT: &[TradeGoods] = &[
    one("COLD-01", "凉拌木耳", &["菜品", "凉菜"], "份", 22_00, 0),
    one("HOT-01", "红烧肉", &["菜品", "热菜"], "份", 68_00, 62_00),
    one("RICE-01", "米饭", &["主食"], "碗", 3_00, 0),
    one("BEV-01", "酸梅汤", &["酒水", "饮料"], "扎", 26_00, 0),
];

const RETAIL: &[TradeGoods] = &[
    one("SHIRT-01", "纯棉衬衫", &["服装", "上衣"], "件", 199_00, 179_00),
    one("TROUSER-01", "直筒长裤", &["服装", "裤装"], "条", 259_00, 239_00),
    one("BAG-01", "帆布袋", &["配饰"], "只", 49_00, 0),
];

const BEAUTY: &[TradeGoods] = &[
    service("HAIR-01", "洗剪吹", &["美发", "剪发"], 98_00, 88_00),
    service("HAIR-02", "染发", &["美发", "染烫"], 398_00, 358_00),
    service("SKIN-01", "面部护理", &["美容"], 268_00, 238_00),
    one("SHAMPOO-01", "氨基酸洗发水", &["产品"], "瓶", 128_00, 118_00),
];

impl Trade {
    /// The goods and services that it begins with.
    #[must_use]
    pub const fn goods(self) -> &'static [TradeGoods] {
        match self {
            Self::Drinks => DRINKS,
            Self::Restaurant => RESTAURANT,
            Self::Retail => RETAIL,
            Self::Beauty => BEAUTY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CATEGORY_LEVELS, CategoryName, GoodsCode, GoodsName, GoodsUnit, Prices};

    #[test]
    fn every_template_has_goods_that_the_pages_would_take() {
        for trade in Trade::ALL {
            assert!(trade.goods().len() >= 3, "{}", trade.as_str());
            for goods in trade.goods() {
                assert!(GoodsCode::parse(goods.code).is_ok() && GoodsName::parse(goods.name).is_ok());
                assert!(GoodsUnit::parse(goods.unit).is_ok());
                assert!((1..=CATEGORY_LEVELS).contains(&(goods.category.len() as i64)));
                assert!(goods.category.iter().all(|name| CategoryName::parse(name).is_ok()));
                let prices = Prices {
                    list: goods.list,
                    member: goods.member,
                    ..Prices::default()
                };
                assert_eq!(prices.check(), Ok(()), "{}", goods.code);
            }
        }
    }
}
