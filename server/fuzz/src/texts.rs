//! Texts: codes, phones, amounts, dates, cursors, headers.

use std::sync::LazyLock;

use huika_app::{
    context::{Browser, ReturnPath, from_hex, read_cookie, to_hex},
    i18n::Lang,
};
use huika_domain::{
    Birthday, BusinessDay, CardNumber, Fen, JoinSource, OneTimeCode, Payload, Phone, Pin, Points, Reason, ReferralCode,
    SaleId, Scanned, StoreId, plain,
};
use huika_store::{db::secret::Secret, sale::SalesCursor};

use crate::text;

/// What a scanner types: the rotating code, a card number, a phone number.
pub fn code(bytes: &[u8]) {
    let typed = text(bytes);
    if let Ok(payload) = Payload::parse(&typed) {
        assert_eq!(Payload::parse(&payload.compose()), Ok(payload));
    }
    if let Ok(number) = CardNumber::parse(&typed) {
        assert_eq!(CardNumber::parse(&number.as_digits()), Ok(number));
    }
    match Scanned::parse(&typed) {
        Ok(Scanned::Code(payload)) => assert_eq!(Payload::parse(&typed), Ok(payload)),
        Ok(Scanned::Card(number)) => assert_eq!(CardNumber::parse(&typed), Ok(number)),
        Ok(Scanned::Phone(phone)) => assert_eq!(Phone::parse(&typed), Ok(phone)),
        Err(_) => {}
    }
}

/// A phone number, and the six digits of a message or a PIN.
pub fn phone(bytes: &[u8]) {
    let typed = text(bytes);
    if let Ok(phone) = Phone::parse(&typed) {
        assert_eq!((phone.national().len(), phone.masked().len()), (11, 11));
        assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
        assert_eq!(Phone::parse(phone.national()), Ok(phone));
    }
    let folded = plain(&typed);
    assert_eq!(plain(&folded), folded);
    assert_eq!(Phone::parse(&folded), Phone::parse(&typed));
    if let Ok(code) = OneTimeCode::parse(&typed) {
        assert_eq!(code.as_str().len(), 6);
        assert_eq!(OneTimeCode::parse(code.as_str()), Ok(code));
    }
    if let Ok(pin) = Pin::parse(&typed) {
        let _ = pin.is_weak();
    }
}

/// An amount of yuan, points, and the reason of a correction.
pub fn amount(bytes: &[u8]) {
    let typed = text(bytes);
    if let Ok(fen) = Fen::parse_yuan(&typed) {
        assert_eq!(Fen::parse_yuan(&fen.yuan()), Ok(fen));
        let _ = fen.display();
    }
    if let Ok(fen) = Fen::parse_signed_yuan(&typed) {
        assert_eq!(Fen::parse_signed_yuan(&fen.yuan()), Ok(fen));
    }
    let _ = Points::parse(&typed);
    let _ = Reason::parse(&typed);
}

/// A birthday by either calendar, and a day in an address.
pub fn birthday(bytes: &[u8]) {
    let typed = text(bytes);
    let _ = BusinessDay::parse(&typed);
    let Ok(birthday) = Birthday::from_text(&typed) else {
        return;
    };
    assert_eq!(Birthday::from_text(&birthday.to_text()), Ok(birthday));
    let from = BusinessDay::from_ymd(2026, 11, 22).expect("a day");
    let next = birthday
        .next_from(from)
        .expect("everybody has a birthday within a year");
    assert!(birthday.is_on(next));
}

/// A friend's code and the path that somebody came by.
pub fn referral(bytes: &[u8]) {
    let typed = text(bytes);
    if let Ok(code) = ReferralCode::parse(&typed) {
        assert_eq!(ReferralCode::parse(code.as_str()), Ok(code));
    }
    if let Ok(source) = JoinSource::parse(&typed) {
        assert_eq!(JoinSource::parse(source.as_str()), Ok(source));
    }
}

/// A till's cursor and the other sealed texts: nothing that was not sealed here is read, whatever it looks like.
pub fn cursor(bytes: &[u8]) {
    static SECRET: LazyLock<Secret> = LazyLock::new(|| Secret::new(&[7; 32]));

    let typed = text(bytes);
    if let Some(cursor) = SalesCursor::open(&SECRET, StoreId::new(1), &typed) {
        // Only the corpus holds one that was sealed with this secret.
        assert_eq!(cursor.before, SaleId::new(4711));
    }
    if let Some(sealed) = from_hex(&typed) {
        assert_eq!(to_hex(&sealed), typed.to_ascii_lowercase());
        let _ = SECRET.open("join-phone", &sealed);
    }
}

/// Where a sign-in leads back to: a page of this site, whatever stands in the address.
pub fn address(bytes: &[u8]) {
    let typed = text(bytes);
    for read in [ReturnPath::member, ReturnPath::staff] {
        let Some(path) = read(&typed) else {
            continue;
        };
        assert_eq!(path.as_str(), typed);
        let second = typed.as_bytes().get(1).copied().unwrap_or_default();
        assert!(typed.starts_with('/') && second.is_ascii_lowercase() && !typed.starts_with("/do/"));
        assert_eq!(read(path.as_str()), Some(path));
    }
}

/// The header with all cookies.
pub fn cookie(bytes: &[u8]) {
    let header = text(bytes);
    for name in ["__Host-huika", "huika", "lang", ""] {
        if let Some(value) = read_cookie(&header, name) {
            assert!(!value.is_empty() && !value.contains(';') && header.contains(value));
            let _ = (from_hex(value), Lang::parse(value));
        }
    }
}

/// The languages that a browser asks for, and what it calls itself.
pub fn language(bytes: &[u8]) {
    let header = text(bytes);
    if let Some(lang) = Lang::from_accept_language(&header) {
        assert_eq!(Lang::parse(lang.tag()), Some(lang));
    }
    let _ = (Lang::parse(&header), Browser::of(&header));
}
