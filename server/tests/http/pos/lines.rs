//! A till that sells by lines, with tenders, and to nobody in particular.

use http::StatusCode;
use huika_domain::{CouponCause, CouponKindCode, CouponTerms, Fen, MemberId, OperatorId, pricing::CouponKind};
use huika_store::{
    Tx,
    coupon::{Cause, CouponError, give_coupon, make_coupon_kind},
    params,
};
use serde_json::{Value, json};

use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

use super::{PHONE, Till};

/// The list price of goods, as the till is told it.
async fn price(till: &mut Till, code: &str) -> i64 {
    let (_, page) = till.get_patiently("/pos/v1/goods").await;
    let all = page["goods"].as_array().expect("a list");
    let found = all.iter().find(|one| one["code"] == code).expect("these are on sale");
    found["list_fen"].as_i64().expect("a price")
}

fn code(answer: &(StatusCode, Value)) -> (StatusCode, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_till_sells_lines_to_a_member_and_takes_every_piece_back_to_where_it_came_from() {
    on_both_engines(async |app: &TestApp| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let before = app.home_of(PHONE).await;
        let mut till = Till::of_store(app, 1, "lines").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = json!({
            "session": session,
            "lines": [{ "goods": "TEA-01", "quantity": 2 }, { "goods": "CAKE-01" }, { "amount_fen": 99 }],
            "codes": ["NOTHING"],
            "payment": "balance-first",
            "tenders": [{ "tender": "cash", "amount_fen": 0 }, { "tender": "card" }],
        });
        let (status, quote) = till.post_patiently("/pos/v1/quotes", "", bill.clone()).await;
        assert_eq!(status, StatusCode::OK, "{quote}");
        let items = quote["items"].as_array().expect("items");
        let dues: i64 = items.iter().filter_map(|item| item["due_fen"].as_i64()).sum();
        assert_eq!((items.len(), &quote["due_fen"]), (3, &json!(dues)));
        let why = &quote["not_used"][0];
        assert_eq!((&why["reason"], &why["offer"]["kind"]), (&json!("unknown-code"), &json!("code")));

        let mut other = bill.clone();
        other["expected_due_fen"] = json!(dues - 1);
        let changed = till.post_patiently("/pos/v1/sales", "lines-changed", other).await;
        assert_eq!(code(&changed), (StatusCode::UNPROCESSABLE_ENTITY, "price-changed"));
        assert_eq!(changed.1["due_fen"], dues);

        let (status, receipt) = till.post_patiently("/pos/v1/sales", "lines-sold-1", bill.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        assert_eq!(till.post_patiently("/pos/v1/sales", "lines-sold-1", bill).await.1, receipt);
        let number = receipt["receipt_number"].as_str().expect("a number").to_owned();
        assert_eq!(till.get_patiently(&format!("/pos/v1/sales/{number}")).await.1, receipt);

        let back = |line: u32, pieces: u32| json!({ "receipt_number": number, "pieces": [{ "line": line, "pieces": pieces }] });
        let by_amount = till
            .post_patiently("/pos/v1/returns", "lines-amount", json!({ "receipt_number": number, "amount_fen": 99 }))
            .await;
        assert_eq!(code(&by_amount), (StatusCode::UNPROCESSABLE_ENTITY, "return-by-lines"));
        let no_line = till.post_patiently("/pos/v1/returns", "lines-no-line", back(3, 1)).await;
        assert_eq!(code(&no_line), (StatusCode::UNPROCESSABLE_ENTITY, "no-line"));
        for (key, line) in [("lines-b-1", 0), ("lines-b-2", 2), ("lines-b-3", 0), ("lines-b-4", 1)] {
            let (status, returned) = till.post_patiently("/pos/v1/returns", key, back(line, 1)).await;
            assert_eq!(status, StatusCode::CREATED, "{returned}");
        }
        let again = till.post_patiently("/pos/v1/returns", "lines-b-5", back(0, 1)).await;
        assert_eq!(code(&again), (StatusCode::UNPROCESSABLE_ENTITY, "return-more-than-sold"));
        assert_eq!(again.1["most"], 0);
        let (_, lines) = till.get_patiently(&format!("/pos/v1/sales/{number}/lines")).await;
        let returned: Vec<&Value> = lines["lines"]
            .as_array()
            .expect("lines")
            .iter()
            .map(|line| &line["returned"])
            .collect();
        assert_eq!(returned, [&json!(2), &json!(1), &json!(1)]);
        let after = app.home_of(PHONE).await;
        assert_eq!(
            (after.balance, after.points, after.tier.counted),
            (before.balance, before.points, before.tier.counted)
        );
    })
    .await;
}

/// A tampered amount, a part that comes back twice, points that stay or go twice, and a deduction above the bill.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistakes_3_4_5_and_6_no_till_names_a_price_pays_more_with_points_than_the_bill_allows_or_keeps_points_of_what_came_back()
 {
    on_both_engines(async |app: &TestApp| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "1000").await;
        let mut till = Till::of_store(app, 1, "tampered").await;
        let list = price(&mut till, "TEA-01").await;
        let tampered = json!({ "lines": [{ "goods": "TEA-01", "price_fen": 1 }], "payment": "outside", "outside_channel": "cash" });
        let refused = till.post_patiently("/pos/v1/sales", "tampered-1", tampered).await;
        assert_eq!(code(&refused), (StatusCode::UNPROCESSABLE_ENTITY, "malformed"));
        let both = json!({ "amount_fen": 1, "lines": [{ "goods": "TEA-01" }], "payment": "outside", "outside_channel": "cash" });
        let refused = till.post_patiently("/pos/v1/sales", "tampered-2", both).await;
        assert_eq!(code(&refused), (StatusCode::UNPROCESSABLE_ENTITY, "malformed"));

        // Points to pay with.
        let session = till.scan(PHONE).await;
        let cash = json!({ "session": session, "amount_fen": 50_000, "payment": "outside", "outside_channel": "cash" });
        let (status, _) = till.post_patiently("/pos/v1/sales", "points-earned", cash).await;
        assert_eq!(status, StatusCode::CREATED);
        let before = app.home_of(PHONE).await;
        let session = till.scan(&member.code(app).await).await;
        let bill = |points: Value| {
            json!({ "session": session, "lines": [{ "goods": "TEA-01", "quantity": 3 }], "points": points,
                "payment": "outside", "outside_channel": "cash" })
        };
        let above = till.post_patiently("/pos/v1/sales", "points-above", bill(json!({ "exactly": 1_000_000 }))).await;
        assert_eq!(above.0, StatusCode::UNPROCESSABLE_ENTITY, "{}", above.1);
        let (status, receipt) = till.post_patiently("/pos/v1/sales", "points-most", bill(json!("most"))).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        let taken = receipt["points_fen"].as_i64().expect("points");
        assert!(taken > 0 && taken <= 3 * list / 2, "at most half of the bill: {receipt}");
        let number = receipt["receipt_number"].as_str().expect("a number").to_owned();
        let piece = json!({ "receipt_number": number, "pieces": [{ "line": 0, "pieces": 1 }] });
        for key in ["points-b-1", "points-b-2", "points-b-3"] {
            let (status, returned) = till.post_patiently("/pos/v1/returns", key, piece.clone()).await;
            assert_eq!(status, StatusCode::CREATED, "{returned}");
            assert_eq!(till.post_patiently("/pos/v1/returns", key, piece.clone()).await.1, returned, "once");
        }
        let again = till.post_patiently("/pos/v1/returns", "points-b-4", piece).await;
        assert_eq!(code(&again), (StatusCode::UNPROCESSABLE_ENTITY, "return-more-than-sold"));
        let after = app.home_of(PHONE).await;
        assert_eq!(
            (after.balance, after.points, after.tier.counted),
            (before.balance, before.points, before.tier.counted)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_till_sells_to_nobody_in_particular_by_several_tenders() {
    on_both_engines(async |app: &TestApp| {
        let mut till = Till::of_store(app, 1, "nobody").await;
        let list = price(&mut till, "TEA-02").await;
        let bill = |cash: i64| {
            json!({ "lines": [{ "goods": "TEA-02", "quantity": 2 }], "payment": "outside",
                "tenders": [{ "tender": "cash", "amount_fen": cash }, { "tender": "card" }] })
        };
        let differ = till
            .post_patiently("/pos/v1/sales", "nobody-0001", bill(2 * list + 1))
            .await;
        assert_eq!(code(&differ), (StatusCode::UNPROCESSABLE_ENTITY, "tenders-differ"));
        assert_eq!(differ.1["outside_fen"], 2 * list);
        let (status, receipt) = till.post_patiently("/pos/v1/sales", "nobody-0002", bill(100)).await;
        assert_eq!(status, StatusCode::CREATED, "{receipt}");
        assert_eq!(
            (&receipt["points_earned"], &receipt["balance_fen"]),
            (&json!(0), &json!(0))
        );
        assert_eq!(
            receipt["tenders"],
            json!([{ "tender": "cash", "amount_fen": 100 }, { "tender": "card", "amount_fen": 2 * list - 100 }])
        );
        let number = receipt["receipt_number"].as_str().expect("a number").to_owned();
        assert_eq!(till.get_patiently(&format!("/pos/v1/sales/{number}")).await.1, receipt);
        let all = json!({ "receipt_number": number, "pieces": [{ "line": 0, "pieces": 2 }] });
        let (status, returned) = till.post_patiently("/pos/v1/returns", "nobody-0003", all).await;
        assert_eq!(status, StatusCode::CREATED, "{returned}");
        assert_eq!(
            (&returned["outside_fen"], &returned["tenders"]),
            (&json!(2 * list), &receipt["tenders"])
        );
        let nothing = till
            .post_patiently(
                "/pos/v1/sales",
                "nobody-0004",
                json!({ "lines": [{ "goods": "NOT-THERE" }] }),
            )
            .await;
        assert_eq!(code(&nothing), (StatusCode::UNPROCESSABLE_ENTITY, "no-goods"));
    })
    .await;
}

/// 20.00 off from 100.00 on, given to the member of this phone; answers its number.
async fn coupon(app: &TestApp, phone: &str) -> i64 {
    let phone = format!("+86{phone}");
    let given = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<i64, CouponError> {
            let by: OperatorId = tx.value("SELECT id FROM operator WHERE login = 'hq'", &[])?;
            let member: MemberId = tx.value("SELECT id FROM member WHERE phone = ?1", params![phone])?;
            let terms = CouponTerms {
                from: Fen::new(100_00),
                ..CouponTerms::named("满减券", CouponKind::Amount { off: Fen::new(20_00) })
            };
            let code = CouponKindCode::parse("till20").expect("a short name");
            let kind = make_coupon_kind(tx, by, &code, &terms)?;
            let given = give_coupon(tx, kind, member, &Cause::of(CouponCause::Hand))?;
            Ok(given.expect("there is no occasion").get())
        });
    given.await.expect("it is given")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_coupon_is_refused_with_what_is_missing_used_once_and_back_with_all_that_carried_it() {
    on_both_engines(async |app: &TestApp| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "500").await;
        let coupon = coupon(app, PHONE).await;
        let mut till = Till::of_store(app, 1, "coupons").await;
        let session = till.scan(&member.code(app).await).await;
        let bill = |amount: i64| json!({ "session": session, "lines": [{ "amount_fen": amount }, { "amount_fen": 1000 }] });
        let (_, quote) = till.post_patiently("/pos/v1/quotes", "", bill(8_500)).await;
        let why = &quote["not_used"][0];
        assert_eq!(
            (&why["reason"], &why["missing_fen"], &why["offer"]["id"], &why["offer"]["name"]),
            (&json!("below-threshold"), &json!(500), &json!(coupon), &json!("满减券"))
        );
        let (status, receipt) = till.post_patiently("/pos/v1/sales", "coupon-used", bill(9_000)).await;
        assert_eq!((status, &receipt["discount_fen"]), (StatusCode::CREATED, &json!(2_000)), "{receipt}");
        let session = till.scan(PHONE).await;
        let again = json!({ "session": session, "amount_fen": 20_000, "coupons": { "these": [coupon] }, "payment": "outside",
            "outside_channel": "cash" });
        let gone = till.post_patiently("/pos/v1/sales", "coupon-again", again).await;
        assert_eq!(code(&gone), (StatusCode::UNPROCESSABLE_ENTITY, "coupon-gone"));
        let number = receipt["receipt_number"].as_str().expect("a number").to_owned();
        let back = |line: u32| json!({ "receipt_number": number, "pieces": [{ "line": line, "pieces": 1 }] });
        let (_, first) = till.post_patiently("/pos/v1/returns", "coupon-b-1", back(1)).await;
        assert_eq!(first["coupons_back"], json!([]), "{first}");
        let (_, quoted) = till.post_patiently("/pos/v1/returns/quotes", "", back(0)).await;
        let (_, last) = till.post_patiently("/pos/v1/returns", "coupon-b-2", back(0)).await;
        assert_eq!((&last["coupons_back"], &quoted["coupons_back"]), (&json!([coupon]), &json!([coupon])));
        assert_eq!(last["principal_fen"], quoted["principal_fen"]);
    })
    .await;
}
