//! Wrong passwords of staff: a stranger's hold up strangers, and never a browser in which the operator has signed in before.

use std::net::IpAddr;

use huika_domain::OperatorId;
use huika_store::staff::{
    KnownBrowser, PasswordStep, PasswordTry, StaffError, account_of, count_password, enter_password, staff_account,
};

use crate::shop::{Shop, on_both_engines};

const LOGIN: &str = "xuhui";
const CASHIER: OperatorId = OperatorId::new(1);

fn home() -> IpAddr {
    [192, 0, 2, 1].into()
}

fn away(number: u8) -> IpAddr {
    [198, 51, 100, number].into()
}

fn enter(
    shop: &Shop,
    login: &str,
    fits: bool,
    address: IpAddr,
    browser: Option<&KnownBrowser>,
) -> Result<PasswordStep, StaffError> {
    let looked_for = login.to_owned();
    let request = PasswordTry {
        login: login.to_owned(),
        account: shop.read(move |tx| staff_account(tx, &looked_for)),
        fits,
        address,
        browser: browser.cloned(),
        till: "1".into(),
    };
    shop.write(move |tx| enter_password(tx, &request))
}

fn is_in(step: &Result<PasswordStep, StaffError>) -> bool {
    matches!(step, Ok(PasswordStep::In { operator, .. }) if *operator == CASHIER)
}

fn is_locked(step: &Result<PasswordStep, StaffError>) -> bool {
    matches!(step, Err(StaffError::Locked))
}

#[test]
fn a_strangers_wrong_passwords_never_lock_a_browser_that_has_signed_in_before() {
    on_both_engines(|shop| {
        let known = KnownBrowser::after_sign_in(shop.store.context(), None, CASHIER);
        for number in 0..50 {
            let tried = enter(shop, LOGIN, false, away(number), None);
            assert!(
                number < 5 && matches!(tried, Ok(PasswordStep::Wrong)) || is_locked(&tried),
                "{number}: {tried:?}"
            );
            assert!(is_in(&enter(shop, LOGIN, true, home(), Some(&known))), "after {number}");
        }
        assert!(
            is_locked(&enter(shop, LOGIN, true, home(), None)),
            "a browser that nobody knows waits"
        );
        let of_another = KnownBrowser::after_sign_in(shop.store.context(), None, OperatorId::new(2));
        assert!(is_locked(&enter(shop, LOGIN, true, home(), Some(&of_another))));
        // Waits double: five minutes, then ten, and so on up to an hour.
        shop.clock.advance_secs(5 * 60);
        assert!(matches!(
            enter(shop, LOGIN, false, away(60), None),
            Ok(PasswordStep::Wrong)
        ));
        shop.clock.advance_secs(5 * 60);
        assert!(is_locked(&enter(shop, LOGIN, true, away(61), None)));
        shop.clock.advance_secs(5 * 60);
        assert!(is_in(&enter(shop, LOGIN, true, away(62), None)));
    });
}

#[test]
fn a_known_browser_that_guesses_waits_by_itself() {
    on_both_engines(|shop| {
        let [first, second] = [(); 2].map(|()| KnownBrowser::after_sign_in(shop.store.context(), None, CASHIER));
        for _ in 0..5 {
            assert!(matches!(
                enter(shop, LOGIN, false, home(), Some(&first)),
                Ok(PasswordStep::Wrong)
            ));
        }
        assert!(is_locked(&enter(shop, LOGIN, true, home(), Some(&first))));
        assert!(
            is_in(&enter(shop, LOGIN, true, home(), Some(&second))),
            "another browser of the same operator"
        );
        assert!(
            is_in(&enter(shop, LOGIN, true, home(), None)),
            "nor are strangers counted with it"
        );
    });
}

#[test]
fn a_log_in_that_nobody_has_is_counted_like_one_that_somebody_has() {
    on_both_engines(|shop| {
        for number in 0..8 {
            let (somebodys, nobodys) = (
                enter(shop, LOGIN, false, away(number), None),
                enter(shop, "nobody", false, away(number + 100), None),
            );
            assert_eq!(format!("{somebodys:?}"), format!("{nobodys:?}"), "{number}");
        }
        // What is counted for an address is counted over all log-ins.
        let tried = (0..30).map(|number| enter(shop, &format!("nobody-{number}"), false, home(), None));
        assert_eq!(tried.filter(|tried| !is_locked(tried)).count(), 20);
    });
}

#[test]
fn forty_wrong_passwords_at_once_are_five_tries() {
    on_both_engines(|shop| {
        let start = std::sync::Barrier::new(40);
        let looked_at = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..40)
                .map(|number| {
                    let start = &start;
                    scope.spawn(move || {
                        start.wait();
                        !is_locked(&enter(shop, LOGIN, false, away(number), None))
                    })
                })
                .collect();
            let looked_at = threads.into_iter().map(|thread| thread.join().expect("no panic"));
            looked_at.filter(|looked_at| *looked_at).count()
        });
        assert_eq!(looked_at, 5);
    });
}

#[test]
fn what_strangers_try_at_the_door_does_not_count_for_who_is_inside() {
    on_both_engines(|shop| {
        for number in 0..10 {
            let _ = enter(shop, LOGIN, false, away(number), None);
        }
        let account = shop.read(|tx| account_of(tx, CASHIER)).expect("the cashier");
        let again = |fits| {
            let account = account.clone();
            shop.write(move |tx| count_password(tx, &account, fits))
        };
        assert!(matches!(again(true), Ok(true)));
        for _ in 0..5 {
            assert!(matches!(again(false), Ok(false)));
        }
        assert!(matches!(again(true), Err(StaffError::Locked)));
    });
}
