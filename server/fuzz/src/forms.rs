//! Bodies of forms, read by what reads them in a server function.

use huika_app::{
    counter::card_desk::new_member::TakeMember,
    member::{
        join::{code::EnterCode, phone::SendCode},
        me::birthday::SaveBirthday,
        top_up::choose::StartTopUp,
    },
    show::TypedBirthday,
};
use huika_domain::{BusinessDay, Fen, OneTimeCode, Phone};
use serde::de::DeserializeOwned;

use crate::text;

/// As `server_fn` reads a body: five levels of brackets, and not strictly.
fn read<T: DeserializeOwned>(body: &str) -> Option<T> {
    serde_qs::Config::new(5, false).deserialize_str(body).ok()
}

/// A urlencoded body, and what the use case would read out of its fields.
pub fn form(bytes: &[u8]) {
    let body = text(bytes);
    let today = BusinessDay::from_ymd(2026, 11, 22).expect("a day");
    let born = |typed: &TypedBirthday| {
        if let Ok(Some(birthday)) = typed.read(today) {
            assert!(birthday.born_on().is_ok_and(|born| born <= today));
        }
    };
    if let Some(SendCode { phone, .. }) = read(&body) {
        let _ = Phone::parse(&phone);
    }
    if let Some(EnterCode { code, birth, .. }) = read(&body) {
        let _ = OneTimeCode::parse(&code);
        born(&birth);
    }
    if let Some(SaveBirthday { birth, .. }) = read(&body) {
        born(&birth);
    }
    if let Some(TakeMember { phone, birth, .. }) = read(&body) {
        let _ = Phone::parse(&phone);
        born(&birth);
    }
    if let Some(StartTopUp { amount, .. }) = read(&body) {
        let _ = Fen::parse_yuan(&amount);
    }
}
