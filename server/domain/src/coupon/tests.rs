use super::*;
use crate::{BusinessDay, CouponId, Fen, Millis, ShopZone, pricing::CouponKind};

fn terms() -> CouponTerms {
    CouponTerms::named("满减券", CouponKind::Amount { off: Fen::new(20_00) })
}

#[test]
fn codes_have_no_signs_that_are_taken_for_each_other_and_are_read_however_they_are_typed() {
    for seed in 0..200_u8 {
        let code = CouponCode::draw([seed; 16]);
        assert!(
            code.as_str().chars().all(|sign| !"0O1IL2Z5S8BV".contains(sign)),
            "{}",
            code.grouped()
        );
        assert_eq!(CouponCode::parse(&code.grouped().to_lowercase()), Ok(code));
    }
    let code = CouponCode::parse(" acde－fghj kmnp ").map(|code| code.grouped());
    assert_eq!(code.as_deref(), Ok("ACDE-FGHJ-KMNP"));
    for text in [
        "",
        "ACDE-FGHJ-KMN",
        "ACDE-FGHJ-KMN0",
        "ACDE-FGHJ-KMNPQ",
        "一二三四五六七八九十一二",
    ] {
        assert_eq!(CouponCode::parse(text), Err(CouponCodeError), "{text}");
    }
    assert_eq!(format!("{:?}", CouponCode::draw([7; 16])), "CouponCode(····)");
}

#[test]
fn codes_differ_in_every_sign_and_not_only_in_some() {
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..1_000_u128 {
        // As far apart as random numbers are.
        seen.insert(CouponCode::draw(
            number
                .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
                .to_be_bytes(),
        ));
    }
    assert_eq!(seen.len(), 1_000);
}

#[test]
fn a_coupon_of_so_many_days_counts_the_day_of_its_receipt_and_waits_as_long_as_it_says() {
    let zone = ShopZone::parse("Asia/Shanghai").unwrap();
    // 2026-11-22 20:00 in Shanghai.
    let received = Millis::from_unix_secs(1_795_348_800);
    let day = zone.business_day(received);
    let at_once = CouponValidity::Days { wait: 0, days: 1 };
    let (first, last) = at_once.instants_from(zone, received);
    assert_eq!((first, last), (None, zone.end_of(day)));
    let later = CouponValidity::Days { wait: 1, days: 30 };
    let (first, last) = later.instants_from(zone, received);
    assert_eq!(first, Some(zone.start_of(day.succ())));
    assert_eq!(last, zone.end_of(day.plus_days(30)));
}

/// Something that makes terms wrong.
type Change = fn(&mut CouponTerms);

#[test]
fn what_makes_no_sense_is_refused_by_its_own_code() {
    let day = |text: &str| BusinessDay::parse(text).unwrap();
    assert!(terms().checked().is_ok());
    let cases: [(Change, &str); 8] = [
        (|terms| terms.name = "  ".to_owned(), "coupon-name"),
        (|terms| terms.english = "x".repeat(41), "coupon-english"),
        (
            |terms| terms.effect = CouponKind::Percent { percent: 0, most: None },
            "coupon-effect",
        ),
        (
            |terms| {
                terms.effect = CouponKind::Percent {
                    percent: 101,
                    most: None,
                }
            },
            "coupon-effect",
        ),
        (
            |terms| terms.effect = CouponKind::Exchange { pieces: 1 },
            "coupon-needs-goods",
        ),
        (|terms| terms.from = Fen::new(10_00), "coupon-above-threshold"),
        (
            |terms| terms.validity = CouponValidity::Days { wait: 0, days: 0 },
            "coupon-days",
        ),
        (|terms| terms.worth = Fen::new(-1), "amount-too-large"),
    ];
    for (change, code) in cases {
        let mut wrong = terms();
        change(&mut wrong);
        assert_eq!(wrong.checked(), Err(code));
    }
    let mut wrong = terms();
    wrong.validity = CouponValidity::Fixed {
        first: day("2026-12-02"),
        last: day("2026-12-01"),
    };
    assert_eq!(wrong.checked(), Err("coupon-days-order"));
}

#[test]
fn terms_are_read_back_from_the_text_that_a_coupon_keeps() {
    let text = serde_json::to_string(&terms()).unwrap();
    let read: CouponTerms = serde_json::from_str(&text).unwrap();
    assert_eq!(read, terms());
    let coupon = read.coupon(CouponId::new(7), (None, None), None);
    assert!(coupon_groups().iter().any(|group| Some(group.id) == coupon.group));
}
