//! The opening itself: all of it in one transaction, or nothing.

use huika_domain::{
    ErrorCode, LogInName, OperatorId, PersonName, Reason, StoreAddress, StoreCode, StoreId, StoreName, Trade,
    settings::{AREAS, Rules, Scope, SecondFactor, ShopRule},
};

use crate::{
    StoreError, Tx,
    db::gate::{Gate, pass},
    params,
    settings::{By, Change, ChangeError, change_rule},
    setup::key::{SetupKey, end_setup_key, is_setup_key, is_unopened},
    staff::NewPassword,
};

/// What a shop is opened with.
#[derive(Debug, Clone)]
pub struct NewShop {
    /// What members know it by, and its colour.
    pub shop: ShopRule,
    /// The trade whose template it begins with.
    pub trade: Trade,
    /// The first store's short name, which stands on receipts.
    pub store_code: StoreCode,
    /// What the first store is called.
    pub store_name: StoreName,
    /// Where it is; empty when that is not said.
    pub store_address: StoreAddress,
    /// With what the first person of headquarters signs in.
    pub login: LogInName,
    /// What they are called.
    pub person: PersonName,
    /// Their password.
    pub password: NewPassword,
    /// Whether staff need a second step at the sign-in; the first person is led to it at once.
    pub second_factor: SecondFactor,
}

/// A shop that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenedShop {
    /// Its first store.
    pub store: StoreId,
    /// Its first person of headquarters.
    pub operator: OperatorId,
}

/// Why no shop was opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NewShopError {
    /// There is a shop here.
    #[error("this database holds a shop already")]
    AlreadyOpen,
    /// The key is not the one that was printed last, or its time is over.
    #[error("this address of the set-up page cannot be used any more")]
    WrongKey,
    /// A rule of the shop cannot be like this.
    #[error(transparent)]
    Rule(#[from] ChangeError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NewShopError {
    /// A stable code for addresses and words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyOpen => ErrorCode::ShopOpen.as_str(),
            Self::WrongKey => ErrorCode::SetupKey.as_str(),
            Self::Rule(_) => ErrorCode::SetupRule.as_str(),
            Self::Store(error) => error.code(),
        }
    }
}

/// A [`NewShop`] of somebody with the address of the set-up page.
#[derive(Debug, Clone)]
pub struct ShopByKey {
    /// The key out of the address.
    pub key: SetupKey,
    /// What they typed.
    pub shop: NewShop,
}

/// Opens the shop for whoever holds the key, which ends with it. Sent twice, the second one finds the shop open.
pub fn open_shop_with_key(tx: &mut Tx<'_>, request: &ShopByKey) -> Result<OpenedShop, NewShopError> {
    pass(tx, Gate::Setup)?;
    if !is_unopened(tx)? {
        return Err(NewShopError::AlreadyOpen);
    }
    if !is_setup_key(tx, &request.key)? {
        return Err(NewShopError::WrongKey);
    }
    open_shop(tx, &request.shop)
}

/// Opens the shop for whoever has the server's shell.
pub fn open_shop(tx: &mut Tx<'_>, new: &NewShop) -> Result<OpenedShop, NewShopError> {
    pass(tx, Gate::Setup)?;
    if !is_unopened(tx)? {
        return Err(NewShopError::AlreadyOpen);
    }
    let now = tx.now();
    let store = tx.insert(
        "INSERT INTO store (code, name, address, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![
            new.store_code.as_str(),
            new.store_name.as_str(),
            new.store_address.as_str(),
            now
        ],
        StoreId::new,
    )?;
    let operator = tx.insert(
        "INSERT INTO operator (login, name, role, password_hash, created_at) VALUES (?1, ?2, 'headquarters', ?3, ?4)",
        params![new.login.as_str(), new.person.as_str(), new.password.as_hash(), now],
        OperatorId::new,
    )?;
    crate::card::insert_card_types(tx, new.trade.card_kinds())?;
    crate::goods::insert_template(tx, new.trade)?;
    rules(tx, new)?;
    end_setup_key(tx)?;
    Ok(OpenedShop { store, operator })
}

/// What the template says otherwise than the defaults, what the shop is called, and whether staff need a second step.
fn rules(tx: &mut Tx<'_>, new: &NewShop) -> Result<(), NewShopError> {
    let mut rules = new.trade.rules();
    rules.shop = new.shop.clone();
    rules.staff.second_factor = new.second_factor;
    let usual = Rules::default();
    let own = AREAS.iter().filter(|area| rules.body(area) != usual.body(area));
    for area in own {
        let change = Change {
            area,
            scope: Scope::Chain,
            body: Some(rules.body(area)),
            from: None,
            seen: None,
            reason: Reason::parse("opening of the shop").map_err(|e| StoreError::Internal(e.to_string()))?,
            by: By::Command,
            key: String::new(),
        };
        match change_rule(tx, &change) {
            // The file said so, and was taken over at the first start.
            Ok(_) | Err(ChangeError::Same) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
