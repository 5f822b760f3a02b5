use super::*;
use hmac::{Hmac, Mac};
use proptest::prelude::*;
use sha2::Sha256;

fn mac(key: &[u8], step: Step) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&message_for(step));
    mac.finalize().into_bytes().into()
}

/// RFC 6238, appendix B, the column of SHA-256; its key is the ASCII string of 32 bytes.
#[test]
fn the_vectors_of_rfc_6238_give_the_same_digits() {
    let key = b"12345678901234567890123456789012";
    for (unix_secs, code) in [
        (59, 46_119_246),
        (1_111_111_109, 68_084_774),
        (1_111_111_111, 67_062_674),
        (1_234_567_890, 91_819_424),
        (2_000_000_000, 90_698_825),
        (20_000_000_000, 77_737_706),
    ] {
        let step = Step::at(Millis::from_unix_secs(unix_secs));
        assert_eq!(code8(&mac(key, step)), code, "{unix_secs}");
    }
}

#[test]
fn a_step_lasts_thirty_seconds_and_the_one_before_is_still_accepted() {
    let step = Step::at(Millis::from_unix_secs(59));
    assert_eq!(step, Step::new(1));
    assert_eq!(step.starts_at(), Millis::from_unix_secs(30));
    assert_eq!(step.ends_at(), Millis::from_unix_secs(60));
    assert_eq!(steps_to_try(step), [Step::new(1), Step::new(0)]);
    assert_eq!(message_for(Step::new(1)), [0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(Step::at(Millis::new(-1)), Step::new(-1));
}

#[test]
fn the_truncation_of_any_mac_has_at_most_eight_digits() {
    let mut mac = [0xFF; 32];
    assert!(code8(&mac) < 100_000_000);
    mac[31] = 0x0F;
    assert_eq!(code8(&mac), 0x7FFF_FFFF % 100_000_000);
}

#[test]
fn twenty_digits_carry_prefix_handle_code_and_check_digit() {
    let payload = Payload::new(Prefix::default(), Handle::new(1_234).expect("a handle"), 567);
    let text = payload.compose();
    assert_eq!(&text[..19], "8800000123400000567");
    assert_eq!(text.len(), 20);
    assert_eq!(format!("{payload:?}"), "Payload(8800 ···· ···· ···· ····)");
}

#[test]
fn spaces_full_width_digits_and_an_address_around_it_are_tolerated() {
    let payload = Payload::new(Prefix::default(), Handle::from_random(987_654_321), 46_119_246);
    let text = payload.compose();
    let full_width: String = text
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c))
        .collect();
    let spaced = format!(
        " {} {} {} {} {}\r\n",
        &text[..4],
        &text[4..8],
        &text[8..12],
        &text[12..16],
        &text[16..]
    );
    for form in [
        text.clone(),
        full_width,
        spaced,
        format!("https://shop.example/c/{text}"),
        format!("/scan?code={text}"),
    ] {
        assert_eq!(Payload::parse(&form), Ok(payload), "{form}");
    }
}

#[test]
fn what_is_no_member_code_is_refused_with_its_reason() {
    let text = Payload::new(Prefix::default(), Handle::from_random(987_654_321), 46_119_246).compose();
    assert_eq!(Payload::parse(""), Err(PayloadError::WrongLength));
    assert_eq!(Payload::parse(&text[..19]), Err(PayloadError::WrongLength));
    assert_eq!(Payload::parse(&format!("{text}0")), Err(PayloadError::WrongLength));
    assert_eq!(Payload::parse(&text.replace('4', "x")), Err(PayloadError::NotDigits));
    assert_eq!(Payload::parse(&"8".repeat(600)), Err(PayloadError::WrongLength));
}

#[test]
fn codes_of_the_payment_networks_are_never_ours() {
    for number in (10..=15).chain(25..=30).chain([62, 100, 255]) {
        assert_eq!(Prefix::new(number), Err(PayloadError::ForbiddenPrefix), "{number}");
    }
    for number in [0, 9, 16, 24, 31, 61, 63, 88, 99] {
        assert_eq!(Prefix::new(number).map(Prefix::get), Ok(number));
    }
    assert_eq!(Payload::parse("134567890123456789"), Err(PayloadError::ForbiddenPrefix));
    assert_eq!(
        Payload::parse("28763443825664394100"),
        Err(PayloadError::ForbiddenPrefix)
    );
    assert_eq!(
        Payload::parse("6212345678901234567"),
        Err(PayloadError::ForbiddenPrefix)
    );
}

#[test]
fn a_handle_has_at_most_nine_digits() {
    assert_eq!(Handle::new(999_999_999).map(Handle::get), Ok(999_999_999));
    assert_eq!(Handle::new(1_000_000_000), Err(PayloadError::WrongLength));
    assert!(Handle::from_random(u32::MAX).get() < 1_000_000_000);
}

proptest! {
    #[test]
    fn every_payload_round_trips(random: u32, code in 0..100_000_000_u32) {
        let payload = Payload::new(Prefix::default(), Handle::from_random(random), code);
        prop_assert_eq!(Payload::parse(&payload.compose()), Ok(payload));
    }

    #[test]
    fn one_wrong_digit_is_always_found(random: u32, code in 0..100_000_000_u32, place in 2..20_usize, by in 1..10_u8) {
        let payload = Payload::new(Prefix::default(), Handle::from_random(random), code);
        let mut digits = payload.digits();
        digits[place] = (digits[place] + by) % 10;
        let text: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        prop_assert_eq!(Payload::parse(&text), Err(PayloadError::CheckDigit));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let _ = Payload::parse(&text);
    }

    #[test]
    fn no_nearly_right_text_makes_the_parser_panic(text in "[0-9０-９ /=-]{15,30}") {
        let _ = Payload::parse(&text);
    }

    #[test]
    fn no_mac_makes_the_truncation_panic(mac: [u8; 32], step: i64, millis: i64) {
        prop_assert!(code8(&mac) < 100_000_000);
        let _ = (steps_to_try(Step::new(step)), Step::new(step).starts_at(), Step::new(step).ends_at());
        let _ = Step::at(Millis::new(millis));
    }
}
