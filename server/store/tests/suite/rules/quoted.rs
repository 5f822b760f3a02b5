//! What was quoted before a change and is paid after it is charged as it was quoted.

use huika_domain::{Fen, PayWith, Points, PointsWanted, Proof};
use huika_store::{
    Tx,
    db::secret::Ticket,
    member::Shown,
    params,
    payment::Applied,
    sale::{Sell, quote_sale, sell},
    till::{Answer, ScanOutcome, ask_approval, decide},
};

use crate::shop::{Member, Shop, on_both_engines, sell_request};

/// Half off, and nothing earned: whoever is charged by these was not quoted so.
fn change_everything(shop: &Shop) -> i64 {
    let tiers = r#"{"tiers": [{"rank": 0, "name": "normal", "threshold_fen": 0, "points_percent": 100, "discount_percent": 50}]}"#;
    shop.set_rule("tiers", tiers);
    shop.set_rule("deduction", r#"{"block": 1, "worth": 1000}"#);
    shop.set_rule(
        "stored-value",
        r#"{"order": "bonus-first", "bonus_days": 10, "cap_fen": 1}"#,
    );
    shop.set_rule("points", r#"{"points": 0, "pending_days": 30}"#)
}

fn scanned(shop: &Shop, member: &Member) -> String {
    shop.clock.advance_secs(60);
    let ScanOutcome::Opened(scanned) = shop.scan(&shop.code(member)) else {
        panic!("the code is right")
    };
    scanned.token
}

fn bill(session: &str, points: PointsWanted, key: &str) -> Sell {
    Sell {
        points,
        pay_with: PayWith::Balance,
        ..sell_request(session, Fen::new(100_00), key)
    }
}

#[test]
fn at_the_till_a_session_keeps_the_rules_that_it_was_opened_under() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138911", Fen::new(1000_00));
        shop.buy(&member, Fen::new(300_00), PointsWanted::None, PayWith::Balance, "earns");
        let session = scanned(shop, &member);
        let request = bill(&session, PointsWanted::Exactly(Points::new(200)), "k1");
        let asked = request.clone();
        let quoted = shop.write(move |tx| quote_sale(tx, &asked)).expect("a quote");
        let before: i64 = shop.read(|tx| Ok(tx.rules_version()));
        let changed = change_everything(shop);
        let asked = request.clone();
        let mut again = shop.write(move |tx| quote_sale(tx, &asked)).expect("a quote");
        // Campaigns are those of now, whose number moves on with that of the rules.
        again.priced.version = quoted.priced.version;
        assert_eq!(again, quoted, "asked again in the same session");
        let receipt = shop.write(move |tx| sell(tx, &request)).expect("it is paid");
        assert_eq!((receipt.discount, receipt.points_value), (Fen::ZERO, Fen::new(2_00)));
        assert_eq!((receipt.principal, receipt.bonus), (quoted.principal, quoted.bonus));
        assert_eq!(receipt.earned, quoted.earned);
        assert!(receipt.earned.is_positive());
        let named: (i64, i64, i64) = shop.read(move |tx| {
            let sale = tx.one(
                "SELECT s.rules_version, s.rules_at, t.opened_at FROM sale s JOIN till_session t ON t.token = ?1 \
                 ORDER BY s.id DESC LIMIT 1",
                params![tx.context().secret.name_in(Ticket::TillSession, &session)],
                |row| Ok((row.get("rules_version")?, row.get("rules_at")?, row.get("opened_at")?)),
            )?;
            Ok(sale.expect("it was sold"))
        });
        assert_eq!(named.0, before, "the sale names the rules that it was made under");
        assert_eq!(named.1, named.2, "and the moment at which those were in force");
        let lot: (i64, i64, i64) = shop.read(|tx| {
            let lot = tx.one(
                "SELECT rules_version, available_from, created_at FROM point_lot ORDER BY id DESC LIMIT 1",
                params![],
                |row| {
                    Ok((
                        row.get("rules_version")?,
                        row.get("available_from")?,
                        row.get("created_at")?,
                    ))
                },
            )?;
            Ok(lot.expect("points were earned"))
        });
        assert_eq!(lot.0, before);
        assert_eq!(lot.1, lot.2, "they need not wait, as was said");

        let session = scanned(shop, &member);
        let request = bill(&session, PointsWanted::None, "k2");
        let receipt = shop.write(move |tx| sell(tx, &request)).expect("it is paid");
        assert_eq!(
            (receipt.discount, receipt.earned),
            (Fen::new(50_00), Points::ZERO),
            "the next session has the new rules"
        );
        let named: i64 = shop.read(|tx| tx.value("SELECT rules_version FROM sale ORDER BY id DESC LIMIT 1", params![]));
        assert_eq!(named, changed);
        shop.books_hold();
    });
}

#[test]
fn what_a_member_approved_is_charged_as_it_was_shown() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138912", Fen::new(1000_00));
        let session = scanned(shop, &member);
        let request = sell_request(&session, Fen::new(600_00), "k1");
        let asked = shop
            .write(move |tx| ask_approval(tx, &request))
            .expect("the question is asked");
        assert_eq!(asked.amount, Fen::new(600_00));
        change_everything(shop);
        let (id, token) = (member.id, asked.token);
        let receipt = shop
            .write(move |tx: &mut Tx<'_>| {
                let shown = Shown::for_tests(&[Proof::Session, Proof::Pin]);
                decide(tx, id, &token, Answer::Yes(&shown))
            })
            .expect("in time")
            .expect("the yes makes the sale");
        assert_eq!((receipt.gross, receipt.discount), (Fen::new(600_00), Fen::ZERO));
        assert!(receipt.earned.is_positive());
        shop.books_hold();
    });
}

#[test]
fn an_order_to_top_up_is_credited_as_it_was_opened() {
    on_both_engines(|shop| {
        let member = shop.join("13800138913");
        let order = shop.open_top_up(&member, Fen::new(300_00), "k1").expect("it is opened");
        let before: i64 = shop.read(|tx| Ok(tx.rules_version()));
        change_everything(shop);
        assert_eq!(
            shop.pay(&order, order.principal),
            Applied::Credited,
            "the new cap is not this order's"
        );
        let lot: (String, Option<i64>, i64) = shop.read(|tx| {
            let lot = tx.one(
                "SELECT spend_order, bonus_expires_at, rules_version FROM money_lot ORDER BY id DESC LIMIT 1",
                params![],
                |row| {
                    Ok((
                        row.get("spend_order")?,
                        row.get("bonus_expires_at")?,
                        row.get("rules_version")?,
                    ))
                },
            )?;
            Ok(lot.expect("it was credited"))
        });
        assert_eq!(lot, ("pro-rata".to_owned(), None, before));
        assert!(
            shop.open_top_up(&member, Fen::new(300_00), "k2").is_err(),
            "the next one is not opened"
        );

        shop.set_rule("stored-value", r#"{"cap_fen": 1000000}"#);
        let order = shop.open_top_up(&member, Fen::new(300_00), "k3").expect("it is opened");
        shop.pay(&order, order.principal);
        let lot: (String, Option<i64>, i64) = shop.read(|tx| {
            let lot = tx.one(
                "SELECT spend_order, bonus_expires_at, created_at FROM money_lot ORDER BY id DESC LIMIT 1",
                params![],
                |row| {
                    Ok((
                        row.get("spend_order")?,
                        row.get("bonus_expires_at")?,
                        row.get("created_at")?,
                    ))
                },
            )?;
            Ok(lot.expect("it was credited"))
        });
        assert_eq!(
            (lot.0.as_str(), lot.1),
            ("bonus-first", Some(lot.2 + 10 * 24 * 3600 * 1000))
        );
        shop.books_hold();
    });
}
