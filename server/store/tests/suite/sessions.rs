//! How long a session lives, and what of it is in the database.

use huika_domain::Phone;
use huika_store::{
    member::{Joining, Purpose, SignInOutcome, session},
    params,
    staff::{PasswordStep, PasswordTry, enter_password, staff_account, staff_session},
};

use crate::shop::{Shop, on_both_engines};

const DAY_SECS: i64 = 24 * 3600;

/// Signs in and answers the token that the browser gets. A phone gets one code a minute.
fn token_of(shop: &Shop, phone: &str) -> String {
    shop.clock.advance_secs(61);
    let phone = Phone::parse(phone).expect("a phone");
    let request = shop.code_request(&phone, Purpose::SignIn);
    shop.ask_code(&request).expect("a code is sent");
    let code = Shop::typed(&request, &shop.last_code());
    match shop.sign_in(&phone, code, Joining::default()) {
        SignInOutcome::Done(done) => done.token,
        other => panic!("the code is right: {other:?}"),
    }
}

fn is_open(shop: &Shop, token: &str) -> bool {
    let token = token.to_owned();
    shop.read(move |tx| session(tx, &token)).is_some()
}

#[test]
fn a_members_session_ends_after_its_days_however_much_it_was_used() {
    on_both_engines(|shop| {
        let token = token_of(shop, "13800138111");
        for _ in 0..29 {
            shop.clock.advance_secs(DAY_SECS);
            assert!(is_open(shop, &token), "it is used every day");
        }
        shop.clock.advance_secs(DAY_SECS - 1);
        assert!(is_open(shop, &token));
        shop.clock.advance_secs(1);
        assert!(!is_open(shop, &token), "thirty days are over");
    });
}

#[test]
fn an_operators_session_ends_after_its_hours_however_much_it_was_used() {
    on_both_engines(|shop| {
        let request = PasswordTry {
            login: "xuhui".into(),
            account: shop.read(|tx| staff_account(tx, "xuhui")),
            fits: true,
            address: [192, 0, 2, 1].into(),
            browser: None,
            till: "1".into(),
        };
        let Ok(PasswordStep::In { token, .. }) = shop.write(move |tx| enter_password(tx, &request)) else {
            panic!("the password is right");
        };
        let is_open = || {
            let token = token.clone();
            shop.read(move |tx| staff_session(tx, &token)).is_some()
        };
        shop.clock.advance_secs(12 * 3600 - 1);
        assert!(is_open());
        shop.clock.advance_secs(1);
        assert!(!is_open());
    });
}

#[test]
fn every_sign_in_has_a_token_of_its_own_with_256_random_bits_of_which_the_database_holds_none() {
    on_both_engines(|shop| {
        let (first, second) = (token_of(shop, "13800138112"), token_of(shop, "13800138112"));
        assert_ne!(first, second, "a new one at every sign-in");
        assert!(is_open(shop, &first) && is_open(shop, &second));
        for token in [&first, &second] {
            use base64::Engine as _;
            let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token);
            assert_eq!(bytes.expect("URL-safe text").len(), 32);
        }
        let tokens = [first.clone(), second];
        let kept: Vec<Vec<u8>> = shop.read(|tx| {
            tx.all(
                "SELECT token_hash FROM device ORDER BY id LIMIT 100",
                params![],
                |row| row.get("token_hash"),
            )
        });
        for token in tokens {
            assert!(kept.contains(&huika_store::db::secret::sha256(token.as_bytes()).to_vec()));
            assert!(!kept.iter().any(|hash| hash == token.as_bytes()));
        }
        // A token that is off by one sign opens nothing.
        let mut almost = first;
        let last = almost.pop().expect("is not empty");
        almost.push(if last == 'A' { 'E' } else { 'A' });
        assert!(!is_open(shop, &almost));
    });
}
