//! The office's search box: what it finds, and for whom.

use huika_domain::{CardNumber, Fen, OperatorId, PayWith, PointsWanted, RecordKind, SearchTerm};
use huika_store::{
    params,
    sale::returns::{ReturnGoods, Returning, return_goods},
    search::{Found, MEMBERS_MAX, find},
    waiting::waiting,
};

use crate::shop::{Shop, on_both_engines, place};

/// The demo's cashiers of the first and the second store, and headquarters.
const HERE: OperatorId = OperatorId::new(1);
const THERE: OperatorId = OperatorId::new(2);
const HEADQUARTERS: OperatorId = OperatorId::new(3);

fn look(shop: &Shop, viewer: OperatorId, typed: &str) -> Found {
    let term = SearchTerm::parse(typed).expect("it has a form that we know");
    shop.read(move |tx| find(tx, viewer, &term))
}

/// Each store has a manager, and every member of `shop` is at home in the first one.
fn managed(shop: &Shop) {
    shop.exec("UPDATE operator SET role = 'manager' WHERE role = 'cashier'");
    shop.exec("UPDATE member SET home_store_id = 1");
}

fn card_of(shop: &Shop) -> String {
    shop.read(|tx| tx.value("SELECT number FROM card ORDER BY id LIMIT 1", params![]))
}

#[test]
fn a_member_is_found_by_phone_its_last_digits_and_card_by_those_who_see_their_store() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139101", Fen::new(50_000));
        shop.join("13900139102");
        managed(shop);
        let card = card_of(shop);
        for typed in ["13800139101", "9101", "0139101", card.as_str()] {
            for viewer in [HERE, HEADQUARTERS] {
                let found = look(shop, viewer, typed);
                let [only] = found.members.as_slice() else {
                    panic!("{typed}: {found:?}");
                };
                assert_eq!((only.member, only.home_store.as_str()), (member.id, "徐汇店"));
                assert!(only.balance >= Fen::new(50_000));
                assert_eq!(only.card.map(CardNumber::as_digits), Some(card.clone()));
                assert_eq!(found.recent.len(), 1, "the top-up: {:?}", found.recent);
            }
            assert_eq!(look(shop, THERE, typed), Found::default(), "{typed} is another store's");
        }
        assert_eq!(look(shop, HEADQUARTERS, "9999"), Found::default());
        // The digits before the last four count as well.
        assert_eq!(look(shop, HEADQUARTERS, "19101"), Found::default());
    });
}

#[test]
fn a_member_of_no_store_is_headquarters_matter_and_a_region_sees_its_stores() {
    on_both_engines(|shop| {
        shop.join("13800139103");
        managed(shop);
        shop.exec("UPDATE member SET home_store_id = NULL");
        assert_eq!(look(shop, HERE, "13800139103"), Found::default());
        assert_eq!(look(shop, HEADQUARTERS, "13800139103").members.len(), 1);

        shop.exec("UPDATE member SET home_store_id = 2");
        shop.exec("UPDATE operator SET role = 'region', store_id = NULL WHERE id = 1");
        assert_eq!(look(shop, HERE, "13800139103"), Found::default());
        shop.exec("INSERT INTO operator_store (operator_id, store_id) VALUES (1, 2)");
        assert_eq!(look(shop, HERE, "13800139103").members.len(), 1);
    });
}

#[test]
fn who_does_not_see_the_office_or_has_left_finds_nothing() {
    on_both_engines(|shop| {
        shop.join("13800139104");
        shop.exec("UPDATE member SET home_store_id = 1");
        assert_eq!(look(shop, HERE, "13800139104"), Found::default(), "a cashier");
        assert_eq!(look(shop, HEADQUARTERS, "13800139104").members.len(), 1);
        shop.exec("UPDATE operator SET ended_at = 1 WHERE id = 3");
        assert_eq!(
            look(shop, HEADQUARTERS, "13800139104"),
            Found::default(),
            "who has left"
        );
    });
}

#[test]
fn four_digits_name_so_many_members_at_most_and_say_that_there_are_more() {
    on_both_engines(|shop| {
        let many = MEMBERS_MAX as u64 + 1;
        for number in 0..many {
            shop.write(move |tx| {
                let phone = format!("+861380{number:03}8765");
                tx.exec(
                    "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, 0, 1)",
                    params![phone.as_str()],
                )?;
                tx.exec(
                    "INSERT INTO wallet (member_id) SELECT id FROM member WHERE phone = ?1",
                    params![phone.as_str()],
                )
            })
            .expect("the database works");
        }
        let found = look(shop, HEADQUARTERS, "8765");
        assert_eq!((found.members.len(), found.more), (MEMBERS_MAX, true));
        let found = look(shop, HEADQUARTERS, "0208765");
        assert_eq!((found.members.len(), found.more), (1, false));
    });
}

#[test]
fn receipt_return_and_top_up_are_found_by_their_number_by_those_who_see_their_store() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800139105", Fen::new(50_000));
        let receipt = shop.buy(&member, Fen::new(10_000), PointsWanted::None, PayWith::Balance, "one");
        let request = ReturnGoods {
            receipt_number: receipt.receipt_number.clone(),
            what: Returning::Amount { gross: Fen::new(4_000) },
            line: String::new(),
            place: place(),
            key: "back".into(),
        };
        let returned = shop
            .write(move |tx| return_goods(tx, &request))
            .expect("can be returned");
        managed(shop);
        let top_up: String = shop.read(|tx| tx.value("SELECT number FROM top_up", params![]));
        let returned = returned.number;

        let numbers = [
            (RecordKind::Sale, receipt.receipt_number.as_str(), 10_000),
            (RecordKind::Return, returned.as_str(), 4_000),
            (RecordKind::TopUp, top_up.as_str(), 50_000),
        ];
        for (kind, number, amount) in numbers {
            for viewer in [HERE, HEADQUARTERS] {
                let found = look(shop, viewer, number);
                let record = found.record.unwrap_or_else(|| panic!("{number} is there"));
                assert_eq!((record.kind, record.number.as_str()), (kind, number));
                assert_eq!(record.amount, Fen::new(amount));
                assert!(found.members.is_empty());
            }
            assert_eq!(
                look(shop, THERE, number),
                Found::default(),
                "{number} is another store's"
            );
            // As it is read off a receipt by somebody who types it in capitals.
            assert!(look(shop, HERE, &number.to_uppercase()).record.is_some());
        }
        let sale = look(shop, HERE, &receipt.receipt_number).record.expect("is there");
        let parts = sale.parts.expect("a sale says what paid for it");
        assert_eq!(parts.principal.get() + parts.bonus.get() + parts.discount.get(), 10_000);
        assert_eq!(parts.returned, Fen::new(4_000));
        let back = look(shop, HERE, &returned).record.expect("is there");
        assert_eq!(back.belongs_to, receipt.receipt_number);
    });
}

#[test]
fn what_waits_is_counted_for_those_who_see_it() {
    on_both_engines(|shop| {
        managed(shop);
        shop.exec(
            "INSERT INTO payment_alarm (channel, number, reason, detail, at, last_at) VALUES ('wechat', 'T1', 'unknown-order', '[]', 1, 1)",
        );
        let counted = |viewer| shop.read(move |tx| waiting(tx, viewer));
        assert_eq!(counted(HEADQUARTERS).payments, 1);
        assert_eq!(counted(HERE).payments, 0, "no single store's");
        shop.exec(
            "INSERT INTO watched_sale (sale_id, member_id, store_id, till, business_day, at, reason) VALUES (1, 1, 2, '1', 1, 1, 'large-earning')",
        );
        let watched = [HERE, THERE, HEADQUARTERS].map(|viewer| counted(viewer).watched);
        assert_eq!(watched, [0, 1, 1]);
    });
}
