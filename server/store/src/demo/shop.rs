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
const ITEMS: [(&str, &str, &str, &str, i64, i64, i64); 12] = [
    (
        "welcome-sweet",
        "桂花糖一颗",
        "手工桂花糖，人人可换",
        "gift",
        10,
        200,
        1,
    ),
    (
        "espresso",
        "意式浓缩券",
        "任一门店兑换一杯意式浓缩",
        "coffee",
        30,
        120,
        0,
    ),
    ("chestnut-cake", "栗子蛋糕", "迁西栗子，小份 120 克", "cake", 60, 60, 0),
    ("croissant", "可颂一只", "每日现烤，上午九点起", "bread", 45, 80, 0),
    ("jasmine-tea", "茉莉花茶礼盒", "三窨茉莉，二十泡", "tea", 260, 24, 2),
    ("canvas-bag", "帆布袋", "厚帆布，可装两瓶酒", "bag", 180, 40, 1),
    ("mug", "粗陶马克杯", "景德镇粗陶，320 毫升", "cup", 320, 18, 2),
    ("seed-paper", "种子贺卡", "埋进土里会开花", "plant", 25, 150, 5),
    ("ten-off", "十元抵扣券", "满 50 元可用", "voucher", 100, 300, 3),
    ("fifty-off", "五十元抵扣券", "满 200 元可用", "voucher", 450, 50, 1),
    ("workshop", "周末咖啡课一席", "两小时，六人小班", "book", 800, 6, 1),
    (
        "anniversary-umbrella",
        "十年纪念长柄伞",
        "限量三把，售完不补",
        "umbrella",
        1200,
        0,
        1,
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
