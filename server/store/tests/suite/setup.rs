//! Opening a shop on an empty database: once, by whoever holds the key, with the rules of its trade.

use std::sync::Arc;

use huika_domain::{
    LogInName, PersonName, StoreAddress, StoreCode, StoreName, Trade,
    settings::{SecondFactor, ShopRule},
};
use huika_store::{
    Store, StoreConfig, Tx,
    db::secret::SystemRng,
    params,
    setup::{
        NewShop, NewShopError, OpenedShop, SetupKey, ShopByKey, is_setup_key, is_unopened, make_setup_key, open_shop,
        open_shop_with_key,
    },
    staff::{NewPassword, staff_account},
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests},
    top_up::usual_terms,
};

use crate::shop::Shop;

/// An empty database.
fn on_both_engines_before_opening(story: impl Fn(&Shop, &Arc<SetClock>)) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut urls = vec![format!("sqlite:{}", folder.path().join("empty.db").display())];
    urls.extend(postgres_for_tests().map(|base| fresh_postgres(&base).expect("a database")));
    for url in urls {
        let clock = SetClock::at(NOON);
        let store = Store::open(StoreConfig::new(&url, context(clock.clone(), 1))).expect("an empty database opens");
        story(&Shop::around(store, &url), &clock);
    }
}

fn new_shop(trade: Trade, login: &str) -> NewShop {
    NewShop {
        shop: ShopRule::parse("梧桐里", "#0b5a7a").expect("a shop"),
        trade,
        store_code: StoreCode::parse("wt").expect("a code"),
        store_name: StoreName::parse("梧桐里总店").expect("a name"),
        store_address: StoreAddress::parse("").expect("an address"),
        login: LogInName::parse(login).expect("a log-in"),
        person: PersonName::parse("苏晚").expect("a name"),
        password: NewPassword::hash(&SystemRng, "a cup of jasmine tea").expect("a hash"),
        second_factor: SecondFactor::Required,
    }
}

fn key(shop: &Shop) -> SetupKey {
    shop.write(make_setup_key)
        .expect("it works")
        .expect("there is no shop yet")
}

fn open_by(shop: &Shop, key: &SetupKey, login: &str) -> Result<OpenedShop, NewShopError> {
    let request = ShopByKey {
        key: key.clone(),
        shop: new_shop(Trade::Restaurant, login),
    };
    shop.write(move |tx| open_shop_with_key(tx, &request))
}

fn count(shop: &Shop, sql: &'static str) -> i64 {
    shop.read(|tx: &mut Tx<'_>| tx.value(sql, params![]))
}

#[test]
fn a_shop_is_opened_by_its_key_with_everything_that_a_first_member_needs() {
    on_both_engines_before_opening(|shop, _| {
        assert!(shop.read(is_unopened));
        let key = key(shop);
        let opened = open_by(shop, &key, "Wan.Su").expect("it opens");
        assert!(!shop.read(is_unopened));
        let account = shop.read(|tx| staff_account(tx, "wan.su")).expect("she can sign in");
        assert_eq!((account.operator, account.store), (opened.operator, opened.store));
        let (menu, terms) = shop.read(usual_terms);
        let rules = Trade::Restaurant.rules();
        assert_eq!(menu, rules.packages.menu(shop.store.context().zone));
        assert_eq!(
            (&terms.stored_value, &terms.packages),
            (&rules.stored_value, &rules.packages)
        );
        let kinds = count(shop, "SELECT COUNT(*) FROM card_type");
        assert_eq!(kinds, Trade::Restaurant.card_kinds().len() as i64);
        let rules = shop.read(|tx| Ok(tx.rules().clone()));
        assert_eq!(rules.tiers, Trade::Restaurant.rules().tiers);
        assert_eq!(rules.staff.second_factor, SecondFactor::Required);
        assert_eq!(rules.shop.name, "梧桐里");
        shop.join("13800138000");
        assert_eq!(count(shop, "SELECT COUNT(*) FROM card"), 1);
    });
}

#[test]
fn a_key_opens_one_shop_and_only_within_its_hour_and_only_the_newest_one() {
    on_both_engines_before_opening(|shop, clock| {
        let first = key(shop);
        let second = key(shop);
        let guessed = SetupKey::typed("0");
        for wrong in [&first, &guessed] {
            assert!(matches!(open_by(shop, wrong, "wan"), Err(NewShopError::WrongKey)));
        }
        assert!(shop.read(|tx| is_setup_key(tx, &second)));
        clock.advance_secs(3600);
        assert!(!shop.read(|tx| is_setup_key(tx, &second)));
        assert!(matches!(open_by(shop, &second, "wan"), Err(NewShopError::WrongKey)));
        assert_eq!(count(shop, "SELECT COUNT(*) FROM store"), 0);
        let third = key(shop);
        open_by(shop, &third, "wan").expect("it opens");
        assert!(matches!(open_by(shop, &third, "wan"), Err(NewShopError::AlreadyOpen)));
        assert_eq!(shop.write(make_setup_key).expect("it works"), None);
        let again = new_shop(Trade::Drinks, "other");
        let refused = shop.write(move |tx| open_shop(tx, &again));
        assert!(matches!(refused, Err(NewShopError::AlreadyOpen)));
    });
}

#[test]
fn twenty_who_open_at_once_open_one_shop() {
    on_both_engines_before_opening(|shop, _| {
        let key = key(shop);
        let opened: usize = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..20)
                .map(|number| {
                    let key = key.clone();
                    scope.spawn(move || open_by(shop, &key, &format!("person{number}")).is_ok())
                })
                .collect();
            tries
                .into_iter()
                .map(|one| usize::from(one.join().expect("no panic")))
                .sum()
        });
        assert_eq!(opened, 1);
        assert_eq!(count(shop, "SELECT COUNT(*) FROM operator"), 1);
        let kinds = count(shop, "SELECT COUNT(*) FROM card_type");
        assert!(kinds > 0 && count(shop, "SELECT COUNT(*) FROM card_type WHERE on_joining = 1") == 1);
    });
}
