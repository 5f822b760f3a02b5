//! The daily audit.

use huika_domain::{Fen, StoreId};
use huika_store::{
    audit::{Audit, AuditError, AuditLine, Sign, Tick, audit, sign_audit, tick_line},
    day_close::{CloseDay, close_day},
    params,
    sale::returns::{ReturnGoods, Returning, return_goods},
    shift::DrawerMove,
};

use super::{HEADQUARTERS, XUHUI, at};
use crate::shop::{Shop, on_both_engines};

const HERE: StoreId = StoreId::new(1);

fn count(read: &Audit, line: AuditLine) -> usize {
    let found = read.lines.iter().find(|found| found.line == line);
    found.expect("every line is there").rows.len()
}

#[test]
fn the_audit_names_what_happened_in_the_store_that_day() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let own = shop.join("13400134001");
        shop.exec("UPDATE operator SET member_id = (SELECT MAX(id) FROM member) WHERE id = 1");
        let here = at("1", XUHUI);
        let shift = shop.open(&here, 100_00).expect("opens");
        let sold = shop.sell_for_cash(&member, &here, 60_00).expect("sold");
        shop.sell_for_cash(&own, &here, 5_00).expect("to oneself");
        let mut there = at("1", super::JINGAN);
        there.store = StoreId::new(2);
        shop.sell_for_cash(&member, &there, 7_00)
            .expect("in the other store a minute later");
        shop.move_cash(&here, DrawerMove::Out, 20_00, "m").expect("out");
        let back = ReturnGoods {
            receipt_number: sold.receipt_number,
            what: Returning::Amount { gross: Fen::new(10_00) },
            line: String::new(),
            place: here.clone(),
            key: "b".into(),
        };
        shop.write(move |tx| return_goods(tx, &back))
            .expect("comes back to who sold it");
        shop.count(&here, shift, 130_00, Some("five is missing"))
            .expect("closes");
        let day = shop.read(|tx| Ok(tx.business_day(Some(HERE))));
        let read = read_of(shop, day);
        let found = |line| count(&read, line);
        let seen = [
            AuditLine::Returns,
            AuditLine::SoonBack,
            AuditLine::LastMinute,
            AuditLine::OwnAccount,
            AuditLine::TwoStores,
            AuditLine::Drawers,
        ]
        .map(found);
        assert_eq!(seen, [1, 1, 1, 1, 1, 1]);
        // The first float, what was taken out, and the difference.
        assert_eq!(
            (found(AuditLine::Cash), found(AuditLine::Late), found(AuditLine::Manual)),
            (3, 0, 0)
        );
        assert!(read.closing.points > read.opening.points);
        shop.books_hold();
    });
}

#[test]
fn each_line_is_ticked_as_it_is_and_somebody_else_signs_the_closed_day() {
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        let manager = shop.colleague("manager", "manager");
        let cashier = at("1", XUHUI);
        shop.sell_for_cash(&member, &cashier, 10_00).expect("sold");
        let day = shop.read(|tx| Ok(tx.business_day(Some(HERE))));
        let tick = |by, line: AuditLine| {
            let tick = Tick {
                store: HERE,
                day,
                line,
                by,
                comment: "\u{202e}read\u{200b}\r\nall of it ".into(),
            };
            shop.write(move |tx| tick_line(tx, &tick))
        };
        let sign = |by| {
            let sign = Sign {
                store: HERE,
                day,
                by,
                comment: String::new(),
            };
            shop.write(move |tx| sign_audit(tx, &sign))
        };
        assert!(matches!(tick(XUHUI, AuditLine::Cards), Err(AuditError::NotAllowed)));
        for line in AuditLine::ALL {
            tick(manager, line).expect("ticked");
        }
        assert!(read_of(shop, day).is_read());
        let hidden: i64 = shop.read(|tx| {
            tx.value(
                "SELECT COUNT(*) FROM audit_tick WHERE comment <> ?1",
                params!["read\nall of it"],
            )
        });
        assert_eq!(hidden, 0, "what nobody sees is not kept");
        // A tick is about what the line said: one sale more, and the points of the day are others.
        shop.sell_for_cash(&member, &cashier, 30_00).expect("sold");
        let read = read_of(shop, day);
        let changed: Vec<_> = read
            .lines
            .iter()
            .filter(|found| found.ticked.as_ref().is_some_and(|tick| tick.changed))
            .map(|found| found.line)
            .collect();
        assert_eq!(changed, [AuditLine::Outstanding]);
        let close = CloseDay {
            store: HERE,
            day,
            by: manager,
            force: None,
        };
        assert!(matches!(sign(HEADQUARTERS), Err(AuditError::Open)));
        shop.write(move |tx| close_day(tx, &close)).expect("closed");
        assert!(matches!(sign(HEADQUARTERS), Err(AuditError::NotRead)));
        // The drawer that opened by itself and ended with the day is a row more.
        for line in [AuditLine::Outstanding, AuditLine::Drawers] {
            tick(manager, line).expect("read again");
        }
        assert!(matches!(sign(manager), Err(AuditError::SamePerson)));
        sign(HEADQUARTERS).expect("signed");
        assert!(matches!(tick(manager, AuditLine::Cards), Err(AuditError::Signed)));
        assert!(matches!(sign(HEADQUARTERS), Err(AuditError::Signed)));
    });
}

fn read_of(shop: &Shop, day: huika_domain::BusinessDay) -> Audit {
    shop.read(move |tx| audit(tx, HEADQUARTERS, HERE, day))
        .expect("headquarters read it")
}
