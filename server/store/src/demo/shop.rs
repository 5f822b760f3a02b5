//! The chain itself: stores, operators, the card type, the mall.

use huika_domain::Trade;

use crate::{StoreError, Tx, params, staff::password_hash};

/// A log-in of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login {
    /// What to type.
    pub login: &'static str,
    /// And the password.
    pub password: &'static str,
    /// What they are called.
    pub name: &'static str,
    /// What they may do.
    pub role: &'static str,
    /// The code of their store; empty for all.
    pub store: &'static str,
}

/// The password of everybody in the demo.
pub(super) const PASSWORD: &str = "huika-demo";

impl Login {
    /// Somebody with the demo's password.
    pub(super) const fn of(login: &'static str, name: &'static str, role: &'static str, store: &'static str) -> Self {
        Self {
            login,
            password: PASSWORD,
            name,
            role,
            store,
        }
    }
}

/// The demo's three operators.
pub const LOGINS: [Login; 3] = [
    Login::of("xuhui", "陈晓雯", "cashier", "XH"),
    Login::of("jingan", "周子昂", "cashier", "JA"),
    Login::of("hq", "沈若兰", "headquarters", ""),
];

/// The setting by which books say that they are a demo's. A real shop never has it: nothing is seeded where a store is.
pub(super) const MARK: &str = "demo";

const STORES: [(&str, &str, &str); 2] = [
    ("XH", "徐汇店", "上海市徐汇区天钥桥路 188 号"),
    ("JA", "静安店", "上海市静安区南京西路 1266 号"),
];

/// Code, name, description, picture, points, stock, limit a member.
const ITEMS: [(&str, &str, &str, &str, i64, i64, i64); 24] = [
    (
        "welcome-sweet",
        "桂花糖一颗",
        "手工桂花糖，人人可换",
        "sweet",
        10,
        200,
        1,
    ),
    (
        "espresso",
        "意式浓缩券",
        "任一门店兑换一杯意式浓缩",
        "espresso",
        30,
        120,
        0,
    ),
    ("chestnut-cake", "栗子蛋糕", "迁西栗子，小份 120 克", "cake", 60, 60, 0),
    ("croissant", "可颂一只", "每日现烤，上午九点起", "croissant", 45, 80, 0),
    ("jasmine-tea", "茉莉花茶礼盒", "三窨茉莉，二十泡", "tea-box", 260, 24, 2),
    ("canvas-bag", "帆布袋", "厚帆布，可装两瓶酒", "bag", 180, 40, 1),
    ("mug", "粗陶马克杯", "景德镇粗陶，320 毫升", "mug", 320, 18, 2),
    ("seed-paper", "种子贺卡", "埋进土里会开花", "seed-card", 25, 150, 5),
    ("ten-off", "十元抵扣券", "满 50 元可用", "voucher", 100, 300, 3),
    (
        "fifty-off",
        "五十元抵扣券",
        "满 200 元可用",
        "voucher-large",
        450,
        50,
        1,
    ),
    ("workshop", "周末咖啡课一席", "两小时，六人小班", "dripper", 800, 6, 1),
    (
        "anniversary-umbrella",
        "十年纪念长柄伞",
        "限量三把，售完不补",
        "umbrella",
        1200,
        0,
        1,
    ),
    ("mooncake", "莲蓉月饼", "广式莲蓉，单黄一枚", "mooncake", 80, 90, 0),
    ("cookies", "燕麦曲奇一罐", "铁罐装，二十四片", "cookies", 220, 36, 2),
    (
        "black-tea-caddy",
        "正山小种茶罐",
        "春茶 75 克，锡罐",
        "caddy",
        480,
        20,
        1,
    ),
    ("teapot", "紫砂小壶", "容量 180 毫升，手工", "teapot", 1600, 5, 1),
    (
        "matcha-set",
        "抹茶碗与茶筅",
        "一碗一筅，附 30 克抹茶",
        "matcha",
        900,
        8,
        1,
    ),
    ("iced-tea", "冰柠檬茶券", "任一门店兑换一杯", "iced-tea", 35, 150, 0),
    (
        "cold-brew",
        "冷萃一瓶",
        "十二小时冷萃，250 毫升",
        "cold-brew",
        70,
        64,
        0,
    ),
    ("notebook", "布面笔记本", "空白内页，附铅笔一支", "notebook", 120, 45, 2),
    ("thermos", "随行保温杯", "保温六小时，380 毫升", "thermos", 680, 15, 1),
    ("candle", "桂花香薰蜡烛", "大豆蜡，燃烧约四十小时", "candle", 360, 22, 2),
    ("soap", "橄榄手工皂", "冷制皂，100 克", "soap", 95, 70, 3),
    (
        "sapling",
        "捐一棵树苗",
        "种在阿拉善，附编号证书",
        "sapling",
        150,
        500,
        0,
    ),
];

/// Opens the shop.
pub(super) fn open(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let now = tx.now();
    tx.exec("INSERT INTO setting (key, value) VALUES (?1, '1')", params![MARK])?;
    for (code, name, address) in STORES {
        tx.exec(
            "INSERT INTO store (code, name, address, created_at) VALUES (?1, ?2, ?3, ?4)",
            params![code, name, address, now],
        )?;
    }
    // It is the same password for all, and known to everybody.
    let hash = password_hash(tx.context().rng.as_ref(), PASSWORD)?;
    for login in LOGINS {
        tx.exec(
            "INSERT INTO operator (login, name, role, store_id, password_hash, created_at) \
             VALUES (?1, ?2, ?3, (SELECT id FROM store WHERE code = ?4), ?5, ?6)",
            params![login.login, login.name, login.role, login.store, hash, now],
        )?;
    }
    crate::card::insert_card_types(tx, Trade::Beauty.card_kinds())?;
    crate::goods::insert_template(tx, Trade::Drinks)?;
    super::coupons::open(tx)?;
    for (position, (code, name, description, picture, points, _, limit)) in ITEMS.into_iter().enumerate() {
        // Plenty while the history is played; what is on the shelf today is set afterwards.
        tx.exec(
            "INSERT INTO item (code, name, description, picture, points, stock, member_limit, position) \
             VALUES (?1, ?2, ?3, ?4, ?5, 100000, ?6, ?7)",
            params![code, name, description, picture, points, limit, position as i64],
        )?;
    }
    Ok(())
}

/// What is on the shelf today.
pub(super) fn set_stock(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for (code, .., stock, _) in ITEMS {
        tx.exec("UPDATE item SET stock = ?2 WHERE code = ?1", params![code, stock])?;
    }
    Ok(())
}
