//! A region's rule holds in the stores that are in it, from the day on which they are.

use huika_domain::{
    BusinessDay, Fen, OperatorId, PayWith, Points, PointsWanted, RegionId, RegionName, StoreId,
    settings::{Rules, Scope},
};
use huika_store::{
    StoreError, Tx,
    organisation::{end_region, make_region, move_store, region_on},
    params,
    sale::{quote_sale, sell},
    settings::{ChangeError, area_view, is_due, take_over},
    testing::set_rule,
    till::ScanOutcome,
};

use super::area;
use crate::shop::{Shop, on_both_engines, sell_request};

const HEADQUARTERS: OperatorId = OperatorId::new(3);
const STORE: StoreId = StoreId::new(1);

/// A region in which tills ask so many questions.
fn region(shop: &Shop, name: &str, questions: i64) -> RegionId {
    let name = RegionName::parse(name).expect("a name");
    let made = shop
        .write(move |tx| make_region(tx, HEADQUARTERS, &name))
        .expect("headquarters");
    let values = format!(r#"{{"questions": {questions}}}"#);
    set_rule(&shop.store, "till", Scope::Region(made), &values).expect("a rule of a region");
    made
}

fn today(shop: &Shop) -> BusinessDay {
    shop.read(|tx| Ok(tx.today()))
}

fn put(shop: &Shop, region: Option<RegionId>, from: BusinessDay) {
    shop.write(move |tx| move_store(tx, HEADQUARTERS, STORE, region, from))
        .expect("headquarters");
}

fn questions(shop: &Shop, store: StoreId) -> i64 {
    shop.store.rules_of(store).till.questions
}

#[test]
fn a_rule_of_a_region_holds_in_its_stores_and_a_store_that_moves_has_another_one_without_a_restart() {
    on_both_engines(|shop| {
        let (east, north) = (region(shop, "华东", 7), region(shop, "华北", 9));
        assert_eq!(questions(shop, STORE), 3, "in no region");
        put(shop, Some(east), today(shop));
        assert_eq!((questions(shop, STORE), questions(shop, StoreId::new(2))), (7, 3));
        put(shop, Some(north), today(shop));
        assert_eq!(questions(shop, STORE), 9);

        // The store's own rule is nearer, and its end lets the region's hold again.
        set_rule(&shop.store, "till", Scope::Store(STORE), r#"{"questions": 2}"#).expect("a rule of a store");
        assert_eq!(questions(shop, STORE), 2);
        put(shop, None, today(shop));
        assert_eq!(questions(shop, STORE), 2);

        let view = shop.read(move |tx| area_view(tx, HEADQUARTERS, area("till"), Scope::Region(east), None, 10));
        let view = view.expect("headquarters see it");
        assert_eq!(view.body["questions"], 7);
        assert!(view.scopes.contains(&(Scope::Region(east), "华东".to_owned())));
        assert!(view.own.contains(&Scope::Region(north)));

        shop.write(move |tx| end_region(tx, HEADQUARTERS, east))
            .expect("nothing is in it");
        let refused = set_rule(&shop.store, "till", Scope::Region(east), r#"{"questions": 4}"#);
        assert!(matches!(refused, Err(ChangeError::NoSuchScope(_))), "{refused:?}");
    });
}

#[test]
fn on_each_day_the_rules_of_a_store_are_those_of_the_region_in_which_the_tree_has_it() {
    on_both_engines(|shop| {
        let regions = [
            region(shop, "华东", 7),
            region(shop, "华北", 9),
            region(shop, "华南", 11),
        ];
        let begun = today(shop);
        // Planned ahead, put off, brought forward, and changed for a day that is over.
        for (which, ahead) in [(0, 3), (1, 8), (2, 6), (0, -4), (1, 2), (2, 5), (0, 9), (1, 7)] {
            put(shop, Some(regions[which]), begun.plus_days(ahead));
        }
        for ahead in 0..12 {
            let day = begun.plus_days(ahead);
            assert_eq!(today(shop), day);
            let found = shop.read(move |tx| region_on(tx, STORE, day)).map(|(id, _)| id);
            let expected = regions
                .iter()
                .zip([7, 9, 11])
                .find(|(region, _)| Some(**region) == found);
            assert_eq!(
                questions(shop, STORE),
                expected.map_or(3, |(_, questions)| questions),
                "{day}"
            );
            shop.clock.advance_secs(24 * 3600);
        }
    });
}

#[test]
fn what_was_quoted_before_a_store_moved_is_charged_as_it_was_quoted() {
    on_both_engines(|shop| {
        let dear = region(shop, "华东", 7);
        set_rule(&shop.store, "points", Scope::Region(dear), r#"{"points": 0}"#).expect("a rule of a region");
        let member = shop.member_with("13800138921", Fen::new(1000_00));
        shop.clock.advance_secs(60);
        let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(&member)) else {
            panic!("the code is right")
        };
        let request = huika_store::sale::Sell {
            points: PointsWanted::None,
            pay_with: PayWith::Balance,
            ..sell_request(&scanned.token, Fen::new(100_00), "k1")
        };
        let asked = request.clone();
        let quoted = shop.write(move |tx| quote_sale(tx, &asked)).expect("a quote");
        put(shop, Some(dear), today(shop));
        assert_eq!(shop.store.rules_of(STORE).points.points, Points::ZERO);
        let receipt = shop.write(move |tx| sell(tx, &request)).expect("it is paid");
        assert_eq!(receipt.earned, quoted.earned);
        assert!(receipt.earned.is_positive());
        shop.books_hold();
    });
}

#[test]
fn a_tree_that_is_older_than_the_rules_of_regions_is_taken_over_once() {
    on_both_engines(|shop| {
        let east = region(shop, "华东", 7);
        let first = Rules::default();
        let take = |tx: &mut Tx<'_>, first: &Rules| take_over(tx, first, &[]).map(drop);
        let wanted = first.clone();
        shop.write(move |tx| take(tx, &wanted)).expect("the first start");
        assert!(!shop.read(is_due));
        let (from, until) = (20_261_101_i64, 20_261_124_i64);
        let kept: Result<u64, StoreError> = shop.write(move |tx| {
            tx.exec(
                "INSERT INTO store_region (store_id, region_id, from_day, until_day) VALUES (?1, ?2, ?3, ?4)",
                params![STORE, east, from, until],
            )
        });
        kept.expect("as an older program wrote it");
        assert_eq!(questions(shop, STORE), 3);
        assert!(shop.read(is_due));
        shop.write(move |tx| take(tx, &first)).expect("the next start");
        assert!(!shop.read(is_due));
        assert_eq!(questions(shop, STORE), 7);
        shop.clock.advance_secs(2 * 24 * 3600);
        assert_eq!(questions(shop, STORE), 3, "it leaves the region as it was planned");
    });
}
