use huika_domain::{
    CouponCause, CouponState, Fen,
    pricing::{CouponKind, Reason},
};

use super::*;

#[test]
fn every_state_cause_and_reason_has_words_in_both_languages() {
    for t in Lang::ALL {
        for state in CouponState::ALL {
            assert!(!state_words(t, state).is_empty(), "{state} in {}", t.tag());
        }
        for cause in CouponCause::ALL {
            assert!(!cause_words(t, cause).is_empty(), "{cause} in {}", t.tag());
        }
        for reason in Reason::ALL {
            let key = format!("coupon-why-{reason}");
            assert!(
                t.find(&key, &[("figure", "1".into())]).is_some(),
                "{key} in {}",
                t.tag()
            );
        }
    }
}

#[test]
fn ten_percent_off_are_nine_tenths_in_chinese_and_ten_percent_in_english() {
    let percent = |percent| CouponKind::Percent { percent, most: None };
    assert_eq!(value_words(Lang::ZhCn, percent(10)), "9 折");
    assert_eq!(value_words(Lang::ZhCn, percent(15)), "8.5 折");
    assert_eq!(value_words(Lang::En, percent(15)), "15% off");
    let amount = CouponKind::Amount { off: Fen::new(20_50) };
    assert_eq!(value_words(Lang::ZhCn, amount), "¥20.50");
}
