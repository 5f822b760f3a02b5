//! Batches of codes: drawn, claimed once, guessed in vain, and void.

use huika_domain::CouponCode;
use huika_store::StoreError;
use huika_store::coupon::{
    Claim, Claimed, NewBatch, TypedCodes, claim, coupon_batch, coupons_of_codes, make_batch, void_batch,
    with_typed_codes,
};

use super::*;
use crate::shop::on_both_engines;

pub(super) fn batch(shop: &Shop, kind: CouponKindId, pieces: i64) -> String {
    let wish = NewBatch {
        operator: HEADQUARTERS,
        kind,
        pieces,
        claim_until: moment(shop).day.plus_days(30),
        purpose: because("传单"),
        key: format!("batch-{pieces}"),
    };
    let again = wish.clone();
    let number = shop.write(move |tx| make_batch(tx, &wish)).expect("is drawn");
    assert_eq!(
        shop.write(move |tx| make_batch(tx, &again)).expect("the same form"),
        number
    );
    number
}

pub(super) fn codes(shop: &Shop, number: &str) -> Vec<String> {
    let number = number.to_owned();
    shop.read(move |tx| {
        tx.all(
            "SELECT code FROM coupon WHERE batch_id = (SELECT b.id FROM coupon_batch b WHERE b.number = ?1) ORDER BY id",
            params![number],
            |row| row.get("code"),
        )
    })
}

pub(super) fn claimed(shop: &Shop, member: MemberId, code: &str) -> Claimed {
    let code = code.to_owned();
    shop.write(move |tx| {
        let wish = Claim {
            member,
            code: &code,
            address: "10.0.0.x",
        };
        claim(tx, &wish)
    })
    .expect("is answered")
}

#[test]
fn a_code_is_claimed_once_by_whoever_is_first_and_again_only_by_them() {
    on_both_engines(|shop| {
        let kind = kind(shop, "off", money_off());
        let number = batch(shop, kind, 120);
        let all = codes(shop, &number);
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (120, 120));
        assert!(all.iter().all(|code| CouponCode::parse(code).is_ok()));
        let members: Vec<_> = (0..6).map(|n| shop.join(&format!("1380017200{n}")).id).collect();
        let outcomes: Vec<Claimed> = std::thread::scope(|scope| {
            let phones: Vec<_> = members
                .iter()
                .map(|member| scope.spawn(|| claimed(shop, *member, &all[0])))
                .collect();
            phones.into_iter().map(|phone| phone.join().expect("a phone")).collect()
        });
        let won: Vec<usize> = (0..outcomes.len())
            .filter(|at| matches!(outcomes[*at], Claimed::Yours(_)))
            .collect();
        assert_eq!(won.len(), 1, "{outcomes:?}");
        assert_eq!(claimed(shop, members[won[0]], &all[0].to_lowercase()), outcomes[won[0]]);
        assert_eq!(held(shop, members[won[0]]).len(), 1);
        let found = shop.read(move |tx| coupon_batch(tx, &number)).expect("is there");
        assert_eq!((found.pieces, found.open), (120, 119));
        shop.books_hold();
    });
}

#[test]
fn whoever_guesses_codes_waits_and_a_right_one_in_between_is_not_looked_at() {
    on_both_engines(|shop| {
        let kind = kind(shop, "off", money_off());
        let number = batch(shop, kind, 1);
        let right = codes(shop, &number)[0].clone();
        let member = shop.join("13800172010").id;
        let tries = (0..100).find(|_| matches!(claimed(shop, member, "ACDE-FGHJ-KMNP"), Claimed::Wait { .. }));
        assert!(tries.is_some_and(|tries| tries < 40), "{tries:?}");
        assert!(matches!(claimed(shop, member, &right), Claimed::Wait { .. }));
        // What has not the form of a code is nobody's guess.
        let other = shop.join("13800172011").id;
        for _ in 0..60 {
            assert_eq!(claimed(shop, other, "hello"), Claimed::No);
        }
        shop.clock.advance_secs(2 * DAY_SECS);
        assert!(matches!(claimed(shop, member, &right), Claimed::Yours(_)));
    });
}

#[test]
fn a_till_takes_a_typed_code_without_a_member_and_a_void_batch_opens_nothing() {
    on_both_engines(|shop| {
        let member = shop.join("13800172020");
        let kind = kind(shop, "off", money_off());
        let number = batch(shop, kind, 3);
        let all = codes(shop, &number);
        let at = shop.store.now();
        let typed = |code: &str| {
            let code = code.to_owned();
            shop.write(move |tx| {
                with_typed_codes(tx, (StoreId::new(1), "1"), |tx| {
                    let found = coupons_of_codes(tx, &[code.as_str()], at)?;
                    let wrong = usize::from(found.is_empty());
                    Ok::<_, StoreError>((found, wrong))
                })
            })
            .expect("is answered")
        };
        let TypedCodes::Looked(found) = typed(&all[0]) else {
            panic!("nobody waits yet")
        };
        let sale = sale(shop, &member, "s1");
        let quote = quoted(shop, &[120_00], &found);
        use_up(shop, sale, None, &quote).expect("is used without a member");
        assert_eq!(typed(&all[0]), TypedCodes::Looked(Vec::new()), "it is used");
        let kept = claimed(shop, member.id, &all[1]);
        let (of, why) = (number.clone(), because("印错了"));
        let ended = shop
            .write(move |tx| void_batch(tx, HEADQUARTERS, &of, &why))
            .expect("is void");
        assert_eq!(ended, 1, "one was used and one claimed");
        assert_eq!(typed(&all[2]), TypedCodes::Looked(Vec::new()));
        assert_eq!(claimed(shop, member.id, &all[2]), Claimed::No);
        assert!(matches!(kept, Claimed::Yours(_)));
        assert_eq!(held(shop, member.id).len(), 1, "who has claimed one keeps it");
        // Guessing at a till waits as well.
        let tries = (0..200).find(|_| matches!(typed("ACDE-FGHJ-KMNP"), TypedCodes::Wait { .. }));
        assert!(tries.is_some());
        shop.books_hold();
    });
}
