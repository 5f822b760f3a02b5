use super::*;
use crate::{
    Occasion, TopUpChoice,
    settings::{Area, Kind},
};

fn area() -> &'static Area {
    Area::find("packages").expect("an area")
}

fn zone() -> ShopZone {
    ShopZone::parse("Asia/Shanghai").expect("a zone")
}

fn read(body: &Value) -> Result<PackageRule, BodyError> {
    let body = area().read(PackageRule::VERSION, body)?;
    Ok(serde_json::from_value(body).expect("it was read"))
}

fn refused(body: &Value) -> String {
    match read(body) {
        Err(BodyError::Value {
            expected: Expected::Together(code),
            ..
        }) => code.to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_default_offers_what_the_default_menu_does() {
    let menu = PackageRule::default().menu(zone());
    let usual = TopUpMenu::default();
    assert_eq!(
        (menu.least, menu.most, &menu.table),
        (usual.least, usual.most, &usual.table)
    );
    let prices =
        |menu: &TopUpMenu| -> Vec<(Fen, Fen)> { menu.packages.iter().map(|one| (one.principal, one.bonus)).collect() };
    assert_eq!(prices(&menu), prices(&usual));
}

#[test]
fn a_bonus_is_given_in_money_or_in_points_and_a_package_is_named_by_its_price() {
    let rule = read(&json!({
        "packages": [{ "principal_fen": 500_000, "bonus_fen": 0, "points": 5_000 }],
        "segments": [{ "from_fen": 20_000, "percent": 5 }, { "from_fen": 10_000, "bonus_fen": 0, "points": 100 }],
    }))
    .expect("it is right");
    let menu = rule.menu(zone());
    let occasion = Occasion {
        at: Millis::new(0),
        first: false,
    };
    let of = |choice| {
        let price = menu.price(choice, occasion).expect("on offer");
        (price.principal.get(), price.bonus.get(), price.points.get())
    };
    assert_eq!(of(TopUpChoice::Package(PackageId::new(500_000))), (500_000, 0, 5_000));
    assert_eq!(of(TopUpChoice::Amount(Fen::new(10_000))), (10_000, 0, 100));
    assert_eq!(of(TopUpChoice::Amount(Fen::new(20_001))), (20_001, 1_000, 0));
}

#[test]
fn a_campaign_holds_from_the_first_minute_of_its_first_day_to_the_last_of_its_last() {
    let rule = read(&json!({ "campaigns": [
        { "name": "开业", "from_day": "2026-11-22", "until_day": "2026-11-23", "from_fen": 10_000, "bonus_fen": 2_000 },
        { "name": "开业", "from_day": "2026-11-22", "until_day": "2026-11-23", "from_fen": 30_000, "percent": 30 },
    ]}))
    .expect("it is right");
    let menu = rule.menu(zone());
    let [campaign] = &menu.campaigns[..] else {
        panic!("one campaign: {:?}", menu.campaigns)
    };
    let start = |text: &str| zone().start_of(BusinessDay::parse(text).expect("a day"));
    assert_eq!(
        (campaign.from, campaign.until),
        (start("2026-11-22"), start("2026-11-24"))
    );
    assert_eq!(campaign.table.bonus(Fen::new(40_000)), Ok(Fen::new(12_000)));
}

#[test]
fn what_makes_no_sense_together_is_refused_in_its_own_words() {
    let package = json!({ "principal_fen": 100, "bonus_fen": 1 });
    assert_eq!(refused(&json!({ "packages": [package, package] })), "package-twice");
    let segment = json!({ "from_fen": 100, "bonus_fen": 1 });
    assert_eq!(refused(&json!({ "segments": [segment, segment] })), "bonus-twice");
    let both = json!({ "from_fen": 100, "bonus_fen": 1, "percent": 1 });
    assert_eq!(refused(&json!({ "segments": [both] })), "bonus-one-way");
    let days = json!({ "name": "x", "from_day": "2026-11-23", "until_day": "2026-11-22", "from_fen": 1 });
    assert_eq!(refused(&json!({ "campaigns": [days] })), "campaign-days");
    assert_eq!(refused(&json!({ "least_fen": 200, "most_fen": 100 })), "amounts-order");
    let no_day =
        json!({ "campaigns": [{ "name": "x", "from_day": "soon", "until_day": "2026-11-22", "from_fen": 1 }] });
    assert!(matches!(
        read(&no_day),
        Err(BodyError::Value {
            expected: Expected::Day,
            ..
        })
    ));
    assert_eq!(Kind::Day.read(" 2026-12-01 "), Ok(Value::from("2026-12-01")));
}

#[test]
fn the_text_of_a_kind_of_card_becomes_a_rule_that_offers_the_same() {
    let old = json!({
        "packages": [{ "id": 1, "principal": 10_000, "bonus": 1_200, "points": 3 }],
        "table": [{ "from": 10_000, "bonus": { "fixed": 1_200 } }, { "from": 20_000, "bonus": { "per-mille": 120 } }],
        "least": 500, "most": 90_000, "first": { "fixed": 500 },
        "campaigns": [{ "name": "开业", "from": 0, "until": 1, "table": [] }],
    });
    let body = area().read(1, &old).expect("it is read");
    let rule: PackageRule = serde_json::from_value(body).expect("it was read");
    let menu = rule.menu(zone());
    assert_eq!((menu.least, menu.most), (Fen::new(500), Fen::new(90_000)));
    assert_eq!(menu.first, Some(BonusGrant::Fixed(Fen::new(500))));
    assert_eq!(
        (menu.packages[0].bonus, menu.packages[0].points),
        (Fen::new(1_200), Points::new(3))
    );
    assert_eq!(menu.table.bonus(Fen::new(25_000)), Ok(Fen::new(3_000)));
    // A kind of card without any text has what every kind has.
    assert_eq!(area().read(1, &json!({})), Ok(area().default_body()));
}
