//! Stores and regions: made and changed by headquarters, closed and opened again, and asked about by the tree of a day.

use huika_domain::{
    BusinessDay, MapLink, OpeningHours, OperatorId, Reason, RegionId, RegionName, StoreAddress, StoreCode, StoreId,
    StoreName, StorePhone,
};
use huika_store::{
    StoreError, Tx,
    organisation::{
        OrganisationError, StoreDetails, TreeOf, TreeQuery, change_store, close_store, make_region, make_store,
        move_store, region_on, reopen_store, stores_on,
    },
    params,
    staff::Place,
    till::{ScanOutcome, TillKeyError, TillName, grant_till_key, keyed_till, revoke_till_key, scan, till_keys_seen},
};

use crate::shop::{Shop, on_both_engines};

const CASHIER: OperatorId = OperatorId::new(1);
const HEADQUARTERS: OperatorId = OperatorId::new(3);

fn details(name: &str) -> StoreDetails {
    StoreDetails {
        name: StoreName::parse(name).expect("a name"),
        address: StoreAddress::parse("长乐路 1 号").expect("an address"),
        phone: StorePhone::parse("021-6433 1234").expect("a phone"),
        hours: OpeningHours::parse("每天 9:00-22:00").expect("hours"),
        map_link: MapLink::parse("https://maps.example/1").expect("a link"),
    }
}

fn made(shop: &Shop, code: &str) -> Result<StoreId, OrganisationError> {
    let code = StoreCode::parse(code).expect("a short name");
    shop.write(move |tx| make_store(tx, HEADQUARTERS, &code, &details("长乐店")))
}

fn day(text: &str) -> BusinessDay {
    BusinessDay::parse(text).expect("a day")
}

#[test]
fn headquarters_open_stores_whose_short_names_differ_and_nobody_else_does() {
    on_both_engines(|shop| {
        let store = made(shop, "CL").expect("headquarters");
        assert!(matches!(made(shop, "cl"), Err(OrganisationError::CodeTaken)));
        for role in ["cashier", "manager", "region", "auditor"] {
            let as_role: Result<u64, StoreError> =
                shop.write(move |tx| tx.exec("UPDATE operator SET role = ?1 WHERE id = 1", params![role]));
            as_role.expect("the database works");
            let code = StoreCode::parse("NO").expect("a short name");
            let opened = shop.write(move |tx| make_store(tx, CASHIER, &code, &details("店")));
            assert!(matches!(opened, Err(OrganisationError::NotAllowed)), "{role}");
            let changed = shop.write(move |tx| change_store(tx, CASHIER, store, &details("店")));
            assert!(matches!(changed, Err(OrganisationError::NotAllowed)), "{role}");
        }
        let same = shop.write(move |tx| change_store(tx, HEADQUARTERS, store, &details("长乐店")));
        assert!(matches!(same, Err(OrganisationError::Same)));
        shop.write(move |tx| change_store(tx, HEADQUARTERS, store, &details("长乐二店")))
            .expect("headquarters");
        let kept: (String, String) = shop.read(|tx| {
            let row = tx.one(
                "SELECT was, detail FROM staff_act WHERE kind = 'store-changed'",
                params![],
                |row| Ok((row.get("was")?, row.get("detail")?)),
            )?;
            row.ok_or_else(|| StoreError::Internal("nothing was written down".into()))
        });
        assert_eq!(kept, ("长乐店".to_owned(), "长乐二店".to_owned()));
    });
}

#[test]
fn a_store_keeps_the_region_of_each_day_whatever_is_changed_later() {
    on_both_engines(|shop| {
        let region = |name: &str| {
            let name = RegionName::parse(name).expect("a name");
            shop.write(move |tx| make_region(tx, HEADQUARTERS, &name))
                .expect("headquarters")
        };
        let (east, north) = (region("华东"), region("华北"));
        let again = RegionName::parse("华东").expect("a name");
        let taken = shop.write(move |tx| make_region(tx, HEADQUARTERS, &again));
        assert!(matches!(taken, Err(OrganisationError::NameTaken)));
        let store = StoreId::new(1);
        let put = |region: Option<RegionId>, from: &str| {
            let from = day(from);
            shop.write(move |tx| move_store(tx, HEADQUARTERS, store, region, from))
        };
        put(Some(east), "2025-01-01").expect("headquarters");
        put(Some(north), "2026-03-01").expect("headquarters");
        let on = |text: &str| {
            let day = day(text);
            shop.read(move |tx| region_on(tx, store, day)).map(|(id, _)| id)
        };
        let all = || ["2024-12-31", "2025-01-01", "2026-02-28", "2026-03-01", "2027-01-01"].map(on);
        assert_eq!(all(), [None, Some(east), Some(east), Some(north), Some(north)]);
        assert!(matches!(put(Some(north), "2026-05-01"), Err(OrganisationError::Same)));
        // A later move replaces what was planned after it, and nothing before it.
        put(None, "2026-02-01").expect("headquarters");
        assert_eq!(all(), [None, Some(east), None, None, None]);
        assert!(matches!(
            put(Some(east), "2099-01-01"),
            Err(OrganisationError::DayTooFar)
        ));
        assert!(matches!(
            put(Some(RegionId::new(99)), "2026-02-01"),
            Err(OrganisationError::NoRegion)
        ));
        let tree = |of: TreeOf, text: &str| {
            let query = TreeQuery {
                day: day(text),
                of,
                after: None,
                limit: 10,
            };
            let rows = shop.read(move |tx| stores_on(tx, HEADQUARTERS, &query));
            rows.into_iter()
                .map(|row| (row.id.get(), row.region))
                .collect::<Vec<_>>()
        };
        assert_eq!(tree(TreeOf::Region(east), "2025-06-01"), [(1, "华东".to_owned())]);
        assert_eq!(tree(TreeOf::NoRegion, "2025-06-01"), [(2, String::new())]);
        assert_eq!(tree(TreeOf::All, "2026-11-22").len(), 2);
        let query = TreeQuery {
            day: day("2026-11-22"),
            of: TreeOf::All,
            after: None,
            limit: 10,
        };
        assert_eq!(
            shop.read(move |tx| stores_on(tx, CASHIER, &query)).len(),
            1,
            "the own store"
        );
    });
}

#[test]
fn a_closed_store_lets_nobody_work_until_it_is_open_again() {
    on_both_engines(|shop| {
        shop.join("13800139180");
        let scans = || {
            let place = Place {
                store: StoreId::new(1),
                till: "1".into(),
                operator: Some(CASHIER),
            };
            let outcome: Result<_, StoreError> = shop.write(move |tx| scan(tx, "13800139180", &place));
            matches!(outcome.expect("the database works"), ScanOutcome::Opened(_))
        };
        let name = || TillName::parse("POS").expect("a name");
        let key = shop
            .write(move |tx| grant_till_key(tx, HEADQUARTERS, &name(), StoreId::new(1), &name()))
            .expect("headquarters");
        let opens = || {
            let key = key.clone();
            shop.read(move |tx| keyed_till(tx, &key)).is_some()
        };
        assert!(scans() && opens());
        let reason = Reason::parse("rebuilding").expect("a reason");
        let close = |store: i64| {
            let reason = reason.clone();
            shop.write(move |tx| close_store(tx, HEADQUARTERS, StoreId::new(store), &reason))
        };
        close(1).expect("there is another one");
        assert!(!scans() && !opens());
        assert!(matches!(close(1), Err(OrganisationError::Same)));
        assert!(matches!(close(2), Err(OrganisationError::LastStore)));
        let granted = shop.write(move |tx| grant_till_key(tx, HEADQUARTERS, &name(), StoreId::new(1), &name()));
        assert!(matches!(granted, Err(TillKeyError::StoreClosed)));
        shop.write(|tx| reopen_store(tx, HEADQUARTERS, StoreId::new(1)))
            .expect("it is closed");
        assert!(scans() && opens());
    });
}

#[test]
fn keys_of_tills_are_made_named_and_ended_in_the_own_stores() {
    on_both_engines(|shop| {
        let name = |text: &str| TillName::parse(text).expect("a name");
        let grant = |by: OperatorId, store: i64| {
            shop.write(move |tx| grant_till_key(tx, by, &name("POS"), StoreId::new(store), &name("7")))
        };
        assert!(matches!(grant(CASHIER, 1), Err(TillKeyError::NotAllowed)), "a cashier");
        shop.exec("UPDATE operator SET role = 'manager' WHERE id = 1");
        grant(CASHIER, 1).expect("a manager in the own store");
        assert!(matches!(grant(CASHIER, 2), Err(TillKeyError::NotAllowed)));
        assert!(matches!(grant(HEADQUARTERS, 99), Err(TillKeyError::NotAllowed)));
        let key = grant(HEADQUARTERS, 2).expect("headquarters");
        let listed = shop.read(|tx| till_keys_seen(tx, HEADQUARTERS, Some(StoreId::new(2)), None, 10));
        let [other] = &listed[..] else { panic!("{listed:?}") };
        let other = other.id;
        assert_eq!(shop.read(|tx| till_keys_seen(tx, CASHIER, None, None, 10)).len(), 1);
        let end = |by: OperatorId| shop.write(move |tx: &mut Tx<'_>| revoke_till_key(tx, by, other));
        assert!(matches!(end(CASHIER), Err(TillKeyError::NoKey)), "another store's");
        end(HEADQUARTERS).expect("headquarters");
        assert!(shop.read(move |tx| keyed_till(tx, &key)).is_none());
        assert!(matches!(end(HEADQUARTERS), Err(TillKeyError::NoKey)));
    });
}
