//! The close of a store's day.

use huika_domain::{BusinessDay, OperatorId, StoreId};
use huika_store::{
    Store, StoreConfig, StoreError,
    day_close::{CloseDay, DayError, close_day, closed_day, store_days},
    testing::context,
};

use super::{HEADQUARTERS, JINGAN, XUHUI, at, reason};
use crate::shop::{Shop, on_both_engines};

const HERE: StoreId = StoreId::new(1);

fn close(shop: &Shop, day: BusinessDay, by: OperatorId, force: Option<&str>) -> Result<(), DayError> {
    let request = CloseDay {
        store: HERE,
        day,
        by,
        force: force.map(reason),
    };
    shop.write(move |tx| close_day(tx, &request))
}

fn today(shop: &Shop) -> BusinessDay {
    shop.read(|tx| Ok(tx.business_day(Some(HERE))))
}

/// Of the newest entry: its day, and the day that its time belongs to where that is another one.
fn newest(shop: &Shop) -> (i64, Option<i64>) {
    shop.read(|tx| {
        tx.one(
            "SELECT business_day, own_day FROM entry ORDER BY id DESC LIMIT 1",
            &[],
            |row| Ok((row.get("business_day")?, row.get("own_day")?)),
        )
    })
    .expect("an entry")
}

#[test]
fn a_closed_day_takes_nothing_more_and_what_is_late_stands_on_the_next_one_and_names_its_own() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let here = at("1", XUHUI);
        shop.sell_for_cash(&member, &here, 10_00).expect("sold");
        let day = today(shop);
        assert!(matches!(close(shop, day, XUHUI, None), Err(DayError::NotAllowed)));
        assert!(matches!(
            close(shop, day.succ(), HEADQUARTERS, None),
            Err(DayError::NotBegun)
        ));
        close(shop, day, HEADQUARTERS, None).expect("closed: what opened by itself stands in nobody's way");
        assert!(matches!(close(shop, day, HEADQUARTERS, None), Err(DayError::Closed)));
        shop.sell_for_cash(&member, &here, 20_00).expect("sold late");
        let number = i64::from(day.get());
        assert_eq!(newest(shop), (number + 1, Some(number)));
        // Another store has its own days.
        let mut there = at("1", JINGAN);
        there.store = StoreId::new(2);
        shop.sell_for_cash(&member, &there, 5_00).expect("sold there");
        assert_eq!(newest(shop), (number, None));
        let refused: Result<u64, StoreError> = shop.write(move |tx| {
            tx.exec(
                "INSERT INTO entry (kind, reference, store_id, at, business_day, explanation, origin) \
                 VALUES ('sale', 'late', 1, 1, ?1, '{}', 'till')",
                huika_store::params![number],
            )
        });
        assert!(refused.is_err(), "the schema refuses what a use case would never write");
        shop.books_hold();
    });
}

#[test]
fn open_shifts_stand_in_the_way_of_a_close_and_differences_do_not() {
    on_both_engines(|shop| {
        let here = at("1", XUHUI);
        let first = shop.open(&here, 100_00).expect("opens");
        shop.count(&here, first, 10_00, Some("nobody knows"))
            .expect("a large difference");
        let open = shop.open(&here, 10_00).expect("opens");
        let day = today(shop);
        assert!(matches!(
            close(shop, day, HEADQUARTERS, None),
            Err(DayError::ShiftsOpen { count: 1 })
        ));
        close(shop, day, HEADQUARTERS, Some("nobody was there to count")).expect("by force");
        let z = shop.z(open);
        assert_eq!(z.cash().and_then(|one| one.counted), None);
        let closed = shop.read(move |tx| closed_day(tx, HERE, day)).expect("closed");
        assert!(closed.forced && closed.reason == "nobody was there to count");
        shop.books_hold();
    });
}

#[test]
fn headquarters_see_who_is_behind_and_days_are_closed_in_turn() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let here = at("1", XUHUI);
        shop.sell_for_cash(&member, &here, 10_00).expect("sold");
        let first = today(shop);
        close(shop, first, HEADQUARTERS, None).expect("closed");
        for _ in 0..2 {
            shop.clock.advance_secs(24 * 3600);
            shop.sell_for_cash(&member, &here, 10_00).expect("sold");
        }
        let days = |viewer| shop.read(move |tx| store_days(tx, viewer, 0, 10));
        let seen = days(HEADQUARTERS);
        let own: Vec<_> = seen.iter().filter(|one| one.store == HERE).collect();
        assert!(own[0].is_behind() && own[0].closed == Some(first) && own[0].waits == Some(first.succ()));
        assert!(
            days(JINGAN).iter().all(|one| one.store != HERE),
            "whoever sees one store sees one"
        );
        let third = first.succ().succ();
        let refused = close(shop, third, HEADQUARTERS, None);
        assert!(
            matches!(refused, Err(DayError::NotNext { day }) if day == first.succ()),
            "{refused:?}"
        );
        close(shop, first.succ(), HEADQUARTERS, None).expect("closed");
        close(shop, third, HEADQUARTERS, None).expect("closed");
        shop.books_hold();
    });
}

#[test]
fn another_server_posts_nothing_on_a_day_that_was_closed_a_moment_ago() {
    let Some(base) = huika_store::testing::postgres_for_tests() else {
        return;
    };
    let shop = Shop::at(
        &huika_store::testing::migrated_postgres(&base).expect("a database can be made"),
        None,
    );
    let other = Store::open(StoreConfig::new(&shop.url, context(shop.clock.clone(), 2))).expect("another server");
    let other = Shop::around(other, &shop.url);
    let member = shop.join("13400134000");
    let here = at("1", XUHUI);
    shop.sell_for_cash(&member, &here, 10_00).expect("sold");
    let day = today(&shop);
    close(&shop, day, HEADQUARTERS, None).expect("closed");
    // The other server may not have heard of it: the database refuses, and it looks again.
    other.sell_at_once(&member, &here, 20_00, &shop);
    assert_eq!(newest(&shop), (i64::from(day.get()) + 1, Some(i64::from(day.get()))));
    shop.books_hold();
}

impl Shop {
    /// Sells through this server what was scanned through another one, whose clock it is.
    fn sell_at_once(&self, member: &crate::shop::Member, place: &huika_store::staff::Place, gross: i64, scans: &Self) {
        scans.clock.advance_secs(61);
        let (code, of) = (scans.code(member), place.clone());
        let scanned: Result<_, StoreError> = scans.write(move |tx| huika_store::till::scan(tx, &code, &of));
        let huika_store::till::ScanOutcome::Opened(scanned) = scanned.expect("the database works") else {
            panic!("the code is right")
        };
        let mut request = crate::shop::sell_request(&scanned.token, huika_domain::Fen::new(gross), "other")
            .paid(huika_domain::PayWith::Outside, "cash");
        request.place = place.clone();
        let request = request.paid(huika_domain::PayWith::Outside, "cash");
        self.write(move |tx| huika_store::sale::sell(tx, &request))
            .expect("sold");
    }
}

#[test]
fn the_proof_names_an_entry_that_was_put_on_a_closed_day() {
    let shop = Shop::on_sqlite();
    let member = shop.join("13400134000");
    shop.sell_for_cash(&member, &at("1", XUHUI), 10_00).expect("sold");
    let day = today(&shop);
    close(&shop, day, HEADQUARTERS, None).expect("closed");
    shop.books_hold();
    shop.exec("DROP TRIGGER day_close_stays");
    shop.exec("UPDATE day_close SET points = points + 1");
    let named: Vec<_> = shop.proof().findings.iter().map(|finding| finding.what).collect();
    assert_eq!(named, ["closed-day-changed"]);
}
