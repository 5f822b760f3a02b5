//! What a rule would have done: worked out again from the books, and nothing changed by asking.

use huika_domain::{
    Fen, OperatorId, PayWith, Points, PointsWanted, Reason, RegionName, StoreId,
    settings::{Area, Scope},
};
use huika_store::{
    adjustment::correction::{Adjust, Adjusted, Change, adjust},
    organisation::{make_region, move_store},
    preview::{Effect, Of, Preview, PreviewError, preview},
    sale::SaleReceipt,
};
use serde_json::{Value, json};

use crate::shop::{Member, Shop, on_both_engines};

const HEADQUARTERS: OperatorId = OperatorId::new(3);
const CASHIER: OperatorId = OperatorId::new(1);

/// What the rule in force would have done with these values in the place of its own.
fn asked(shop: &Shop, name: &str, scope: Scope, values: Value) -> Result<Preview, PreviewError> {
    let area = Area::find(name).expect("an area");
    let mut body = shop.read(|tx| Ok(tx.rule_of(area, scope)));
    let Value::Object(values) = values else {
        panic!("values are an object");
    };
    for (name, value) in values {
        body[&name] = value;
    }
    shop.write(move |tx| preview(tx, HEADQUARTERS, area, scope, &body))
}

fn would(shop: &Shop, name: &str, values: Value) -> Preview {
    asked(shop, name, Scope::Chain, values).expect("headquarters ask about a rule that is right")
}

/// Three sales of a member, the last one paid in part with points and with cash.
fn busy(shop: &Shop) -> (Member, Vec<SaleReceipt>) {
    let member = shop.member_with("13800138931", Fen::new(500_00));
    let buy =
        |points: PointsWanted, pay_with: PayWith, key: &str| shop.buy(&member, Fen::new(100_00), points, pay_with, key);
    let sold = vec![
        buy(PointsWanted::None, PayWith::Balance, "k1"),
        buy(PointsWanted::None, PayWith::Balance, "k2"),
        buy(PointsWanted::Exactly(Points::new(100)), PayWith::Outside, "k3"),
    ];
    (member, sold)
}

#[test]
fn sales_are_worked_out_again_under_the_new_rule_and_nothing_is_changed() {
    on_both_engines(|shop| {
        let (_, sold) = busy(shop);
        let earned = Points::checked_sum(sold.iter().map(|sale| sale.earned)).expect("a sum");

        let points = would(shop, "points", json!({ "points": 2 }));
        assert_eq!((points.of, points.count, points.changed), (Of::Sales, 3, 3));
        let twice = sold.iter().map(|sale| {
            let net = Fen::new(sale.principal.get() + sale.outside.get());
            huika_domain::EarnRule {
                points: Points::new(2),
                per: Fen::new(1_00),
            }
            .earned(net, 100)
            .expect("points")
        });
        let twice = Points::checked_sum(twice).expect("a sum");
        assert_eq!(points.effects, [Effect::Earned(earned, twice)]);
        assert_eq!(
            would(shop, "points", json!({ "notice_days": 5 })).changed,
            0,
            "no sale depends on that"
        );

        let deduction = would(shop, "deduction", json!({ "most_percent": 0 }));
        assert_eq!((deduction.count, deduction.changed), (3, 1));
        assert_eq!(deduction.effects, [Effect::Deducted(sold[2].points_value, Fen::ZERO)]);

        let tenders = would(shop, "tenders", json!({ "tenders": ["pos-card"] }));
        assert_eq!(tenders.effects, [Effect::UnknownTender(1, sold[2].outside)]);

        let watch = would(shop, "watch", json!({ "outside_at_once": 1_00, "large_a_day": 1 }));
        assert_eq!((watch.changed, watch.effects), (1, vec![Effect::Watched(0, 1)]));

        assert_eq!(shop.store.rules().points.points, Points::new(1));
        shop.books_hold();
    });
}

#[test]
fn other_tiers_take_off_more_and_move_members() {
    on_both_engines(|shop| {
        busy(shop);
        let tier = |rank: u8, threshold: i64, discount: u8| {
            json!({
                "rank": rank, "name": format!("t{rank}"), "threshold_fen": threshold,
                "points_percent": 100, "discount_percent": discount
            })
        };
        let found = would(shop, "tiers", json!({ "tiers": [tier(0, 0, 0), tier(1, 1_00, 10)] }));
        assert_eq!((found.count, found.changed), (3, 3));
        assert!(
            found.effects.contains(&Effect::Discount(Fen::ZERO, Fen::new(30_00))),
            "{:?}",
            found.effects
        );
        assert!(found.effects.contains(&Effect::TiersUp(1)), "{:?}", found.effects);
        let same = would(shop, "tiers", json!({}));
        assert_eq!(same.changed, 0, "{:?}", same.effects);
    });
}

#[test]
fn only_what_happened_in_the_scope_is_looked_at() {
    on_both_engines(|shop| {
        busy(shop);
        let name = RegionName::parse("华东").expect("a name");
        let region = shop
            .write(move |tx| make_region(tx, HEADQUARTERS, &name))
            .expect("headquarters");
        let count = |scope: Scope| {
            asked(shop, "points", scope, json!({ "points": 2 }))
                .expect("a preview")
                .count
        };
        assert_eq!(count(Scope::Store(StoreId::new(1))), 3);
        assert_eq!(count(Scope::Store(StoreId::new(2))), 0);
        assert_eq!(count(Scope::Region(region)), 0);
        shop.write(move |tx| move_store(tx, HEADQUARTERS, StoreId::new(1), Some(region), tx.today()))
            .expect("headquarters");
        assert_eq!(count(Scope::Region(region)), 3);
        // Where a store has a rule of its own, the region's would have done nothing.
        huika_store::testing::set_rule(&shop.store, "points", Scope::Store(StoreId::new(1)), r#"{"points": 5}"#)
            .expect("a rule of a store");
        let found = asked(shop, "points", Scope::Region(region), json!({ "points": 2 })).expect("a preview");
        assert_eq!((found.count, found.changed), (3, 0));
        shop.clock.advance_secs(40 * 24 * 3600);
        assert_eq!(count(Scope::Chain), 0, "what is older does not count");
    });
}

#[test]
fn top_ups_and_corrections_are_worked_out_again_too() {
    on_both_engines(|shop| {
        let (member, _) = busy(shop);
        let cap = would(shop, "stored-value", json!({ "cap_fen": 400_00 }));
        assert_eq!((cap.of, cap.count, cap.changed), (Of::TopUps, 1, 1));
        assert_eq!(cap.effects, [Effect::AboveCap(0, 1)]);
        let late = would(shop, "top-up", json!({ "lives_secs": 60 }));
        assert_eq!((late.changed, late.effects), (0, vec![Effect::PaidLate(0, 0)]));

        shop.exec("UPDATE member SET home_store_id = 1");
        let request = Adjust {
            member: member.id,
            change: Change::Points(Points::new(500)),
            reason: Reason::parse("补积分").expect("a reason"),
            operator: CASHIER,
            key: "a1".into(),
        };
        let adjusted = shop.write(move |tx| adjust(tx, &request)).expect("can be corrected");
        assert!(matches!(adjusted, Adjusted::Posted { .. }));
        let review = would(shop, "review", json!({ "points_alone": 100 }));
        assert_eq!((review.of, review.changed), (Of::Corrections, 1));
        assert_eq!(review.effects, [Effect::SecondPerson(0, 1)]);
    });
}

#[test]
fn a_preview_is_for_who_may_make_the_rule_and_of_values_that_may_be() {
    on_both_engines(|shop| {
        assert_eq!(would(shop, "retention", json!({})).of, Of::Nothing);
        let wrong = asked(shop, "points", Scope::Chain, json!({ "points": -1 }));
        assert!(matches!(wrong, Err(PreviewError::Body(_))), "{wrong:?}");
        let area = Area::find("points").expect("an area");
        let body = area.default_body();
        let refused = shop.write(move |tx| preview(tx, CASHIER, area, Scope::Chain, &body));
        assert!(matches!(refused, Err(PreviewError::NotAllowed)), "{refused:?}");
    });
}
