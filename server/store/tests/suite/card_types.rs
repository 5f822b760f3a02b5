//! Kinds of card: made and changed by headquarters, each with rules of its own, and what a member is quoted under them.

use std::collections::BTreeSet;

use huika_domain::{
    CardColour, CardGiver, CardKind, CardTypeCode, CardTypeEnglish, CardTypeId, CardTypeName, Fen, OperatorId,
    PackageId, StoreId, TopUpChoice, settings::Scope,
};
use huika_store::{
    StoreError,
    card::{
        CardTypeDetails, CardTypeError, card_type, card_types, cards_of_type, change_card_type, end_card_type,
        make_card_type, reopen_card_type, set_joining_type, stores_of_type,
    },
    params,
    payment::{Applied, PaymentNews, PaymentState, apply_payment_result},
    testing::set_rule,
    top_up::{OpenTopUp, Opened, open_top_up, top_up_page},
};

use crate::shop::{Member, Shop, on_both_engines};

const CASHIER: OperatorId = OperatorId::new(1);
const HEADQUARTERS: OperatorId = OperatorId::new(3);

fn details(name: &str) -> CardTypeDetails {
    CardTypeDetails {
        name: CardTypeName::parse(name).expect("a name"),
        english: CardTypeEnglish::parse("Black card").expect("a name"),
        kind: CardKind::StoredValue,
        colour: CardColour::parse("#202020").expect("a colour"),
        giver: CardGiver::Desk,
        stores: BTreeSet::new(),
    }
}

fn made(shop: &Shop, code: &str) -> Result<CardTypeId, CardTypeError> {
    let code = CardTypeCode::parse(code).expect("a short name");
    shop.write(move |tx| make_card_type(tx, HEADQUARTERS, &code, &details("黑金卡")))
}

#[test]
fn headquarters_make_kinds_of_card_whose_short_names_differ_and_nobody_else_does() {
    on_both_engines(|shop| {
        let before = shop.read(card_types).len();
        let black = made(shop, "black").expect("headquarters");
        assert!(matches!(made(shop, "black"), Err(CardTypeError::CodeTaken)));
        assert_eq!(shop.read(card_types).len(), before + 1);
        for role in ["cashier", "manager", "region", "auditor"] {
            let as_role: Result<u64, StoreError> =
                shop.write(move |tx| tx.exec("UPDATE operator SET role = ?1 WHERE id = 1", params![role]));
            as_role.expect("the database works");
            let code = CardTypeCode::parse("other").expect("a short name");
            let refused = shop.write(move |tx| make_card_type(tx, CASHIER, &code, &details("卡")));
            assert!(matches!(refused, Err(CardTypeError::NotAllowed)), "{role}");
            let refused = shop.write(move |tx| change_card_type(tx, CASHIER, black, &details("卡")));
            assert!(matches!(refused, Err(CardTypeError::NotAllowed)), "{role}");
        }
        let same = shop.write(move |tx| change_card_type(tx, HEADQUARTERS, black, &details("黑金卡")));
        assert!(matches!(same, Err(CardTypeError::Same)));
        let mut other = details("墨金卡");
        other.stores.insert(StoreId::new(2));
        shop.write(move |tx| change_card_type(tx, HEADQUARTERS, black, &other))
            .expect("headquarters");
        assert_eq!(shop.read(move |tx| stores_of_type(tx, black))[0].0, StoreId::new(2));
        let kept: (String, String) = shop.read(|tx| {
            let row = tx.one(
                "SELECT was, detail FROM staff_act WHERE kind = 'card-type-changed'",
                params![],
                |row| Ok((row.get("was")?, row.get("detail")?)),
            )?;
            row.ok_or_else(|| StoreError::Internal("nothing was written down".into()))
        });
        assert_eq!(kept, ("黑金卡 | ".to_owned(), "墨金卡 | 2".to_owned()));
        let mut nowhere = details("墨金卡");
        nowhere.stores.insert(StoreId::new(99));
        let refused = shop.write(move |tx| change_card_type(tx, HEADQUARTERS, black, &nowhere));
        assert!(matches!(refused, Err(CardTypeError::NoStore)));
    });
}

#[test]
fn whoever_joins_gets_the_one_kind_that_is_for_joining_which_neither_ends_nor_is_for_some_stores_only() {
    on_both_engines(|shop| {
        let first: CardTypeId = shop.read(|tx| tx.value("SELECT id FROM card_type WHERE on_joining = 1", params![]));
        shop.join("13800137001");
        assert_eq!(shop.read(move |tx| cards_of_type(tx, first)), 1);
        let ended = shop.write(move |tx| end_card_type(tx, HEADQUARTERS, first));
        assert!(matches!(ended, Err(CardTypeError::Joining)));
        let mut lead = details("会员卡");
        lead.giver = CardGiver::Lead;
        let refused = shop.write(move |tx| change_card_type(tx, HEADQUARTERS, first, &lead));
        assert!(matches!(refused, Err(CardTypeError::Joining)));

        let black = made(shop, "black").expect("headquarters");
        shop.write(move |tx| end_card_type(tx, HEADQUARTERS, black))
            .expect("nobody gets it");
        let refused = shop.write(move |tx| set_joining_type(tx, HEADQUARTERS, black));
        assert!(
            matches!(refused, Err(CardTypeError::Joining)),
            "it is given out no more"
        );
        shop.write(move |tx| reopen_card_type(tx, HEADQUARTERS, black))
            .expect("it ended");
        shop.write(move |tx| set_joining_type(tx, HEADQUARTERS, black))
            .expect("it is for all");
        let row = shop.read(move |tx| card_type(tx, black)).expect("it is there");
        assert!(
            row.on_joining
                && !shop
                    .read(move |tx| card_type(tx, first))
                    .expect("it is there")
                    .on_joining
        );
        shop.join("13800137002");
        assert_eq!(shop.read(move |tx| cards_of_type(tx, black)), 1);
        shop.write(move |tx| end_card_type(tx, HEADQUARTERS, first))
            .expect("nobody joins with it");
    });
}

fn open(shop: &Shop, member: &Member, choice: TopUpChoice, key: &str) -> Opened {
    let request = OpenTopUp {
        member: member.id,
        choice,
        channel: "wechat".into(),
        method: "h5".into(),
        merchant: "m".into(),
        app: "a".into(),
        key: key.into(),
    };
    shop.write(move |tx| open_top_up(tx, &request)).expect("on offer")
}

fn pay(shop: &Shop, opened: &Opened) {
    let news = PaymentNews {
        channel: "wechat".into(),
        number: opened.number.clone(),
        merchant: "m".into(),
        app: "a".into(),
        currency: "CNY".into(),
        amount: opened.principal,
        transaction: format!("t-{}", opened.number),
        state: PaymentState::Paid { at: shop.store.now() },
    };
    let applied = shop.write(move |tx| apply_payment_result(tx, &news));
    assert_eq!(applied.expect("the database works"), Applied::Credited);
}

#[test]
fn an_order_is_credited_as_it_was_quoted_though_packages_have_changed_since_and_names_their_version() {
    on_both_engines(|shop| {
        let member = shop.join("13800137003");
        let card_type: CardTypeId =
            shop.read(|tx| tx.value("SELECT id FROM card_type WHERE on_joining = 1", params![]));
        let packages = r#"{"packages": [{"principal_fen": 500000, "bonus_fen": 0, "points": 5000}, {"principal_fen": 10000, "bonus_fen": 1200, "points": 0}]}"#;
        let version = set_rule(&shop.store, "packages", Scope::CardType(card_type), packages).expect("a rule");
        let quoted = open(shop, &member, TopUpChoice::Package(PackageId::new(10_000)), "k1");
        assert_eq!((quoted.principal, quoted.bonus), (Fen::new(100_00), Fen::new(12_00)));
        let poorer = r#"{"packages": [{"principal_fen": 10000, "bonus_fen": 0, "points": 7}]}"#;
        set_rule(&shop.store, "packages", Scope::CardType(card_type), poorer).expect("a rule");
        pay(shop, &quoted);
        assert_eq!(shop.balance(&member), Fen::new(112_00), "as it was quoted");
        let named: (i64, i64) = shop.read(|tx| {
            let row = tx.one(
                "SELECT t.rules_version AS ordered, l.rules_version AS lot FROM top_up t JOIN money_lot l ON l.entry_id = t.entry_id",
                params![],
                |row| Ok((row.get("ordered")?, row.get("lot")?)),
            )?;
            row.ok_or_else(|| StoreError::Internal("no top-up".into()))
        });
        assert_eq!(named, (version, version));
        // From now on the other one holds: seven points, and no bonus.
        let later = open(shop, &member, TopUpChoice::Package(PackageId::new(10_000)), "k2");
        assert_eq!(later.bonus, Fen::ZERO);
        pay(shop, &later);
        assert_eq!(
            shop.read(move |tx| huika_store::member::home(tx, member.id))
                .expect("a member")
                .points
                .get(),
            7
        );
        shop.books_hold();
    });
}

#[test]
fn packages_that_are_planned_hold_from_their_time_on() {
    on_both_engines(|shop| {
        let member = shop.join("13800137004");
        let page = || shop.read(move |tx| top_up_page(tx, member.id)).expect("a page");
        assert_eq!(page().menu.packages.len(), 4);
        let body = r#"{"packages": []}"#;
        let change = huika_store::settings::Change {
            area: huika_domain::settings::Area::find("packages").expect("an area"),
            scope: Scope::Chain,
            body: Some(serde_json::from_str(body).expect("JSON")),
            from: Some(shop.store.now().plus_secs(3600)),
            seen: None,
            reason: huika_domain::Reason::parse("for later").expect("a reason"),
            by: huika_store::settings::By::Operator(HEADQUARTERS),
            key: "later".into(),
        };
        shop.write(move |tx| huika_store::settings::change_rule(tx, &change))
            .expect("headquarters");
        assert_eq!(page().menu.packages.len(), 4);
        shop.clock.advance_secs(3600);
        assert!(page().menu.packages.is_empty());
    });
}
