//! Who may come in where: every page, every form and every machine's address, for every kind of caller. A new one without an entry
//! here fails.

use http::{HeaderMap, Method, StatusCode};
use huika_server::web::{form_targets, page_paths, pos};

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::test_app::TestApp;

/// Behind which sign-in something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// Anybody may come in.
    Open,
    Member,
    Staff,
}

fn door_of_page(path: &str) -> Option<Door> {
    Some(match path {
        "/join"
        | "/join/code"
        | "/pay/{token}"
        | "/counter/sign-in"
        | "/counter/second-step"
        | "/code/offline"
        | "/signed-out"
        | "/card/receipt/{sealed}" => Door::Open,
        "/"
        | "/code"
        | "/approve"
        | "/me"
        | "/me/pin"
        | "/me/pin/forgotten"
        | "/me/passkeys"
        | "/me/limit"
        | "/me/phone"
        | "/me/phone/code"
        | "/me/birthday"
        | "/me/invite"
        | "/card"
        | "/card/{wish}"
        | "/top-up"
        | "/top-up/{number}"
        | "/top-up/{number}/pay"
        | "/top-up/{number}/openid"
        | "/top-up/{number}/refund"
        | "/top-ups"
        | "/statement"
        | "/statement/{entry}"
        | "/orders"
        | "/orders/{no}"
        | "/mall"
        | "/mall/{item}" => Door::Member,
        "/counter"
        | "/counter/sale/{session}"
        | "/counter/sale/{session}/wait"
        | "/counter/receipt/{no}"
        | "/counter/cards"
        | "/counter/new-member"
        | "/counter/cards/{who}"
        | "/counter/cards/receipt/{sealed}"
        | "/counter/unlock"
        | "/counter/security"
        | "/counter/security/app"
        | "/counter/security/passkeys"
        | "/counter/security/codes"
        | "/counter/security/pin"
        | "/counter/refunds/{session}"
        | "/office"
        | "/office/payments"
        | "/office/refunds"
        | "/office/reconciliation" => Door::Staff,
        _ => return None,
    })
}

fn door_of_form(target: &str) -> Option<Door> {
    Some(match target.strip_prefix("/do/")? {
        "send_code"
        | "send_code_again"
        | "enter_code"
        | "staff_sign_in"
        | "staff_sign_out"
        | "sign_out"
        | "set_language"
        | "ask_passkey_sign_in"
        | "passkey_sign_in"
        | "staff_code"
        | "ask_staff_passkey"
        | "staff_passkey" => Door::Open,
        "top_up"
        | "cancel_top_up"
        | "ask_refund"
        | "redeem"
        | "set_name"
        | "end_device"
        | "end_devices"
        | "device_key"
        | "decide"
        | "set_pin"
        | "change_pin"
        | "send_pin_code"
        | "reset_pin"
        | "set_limit"
        | "ask_new_passkey"
        | "add_passkey"
        | "remove_passkey"
        | "ask_passkey_approval"
        | "approve_with_passkey"
        | "send_phone_code"
        | "change_phone"
        | "set_birthday"
        | "change_card"
        | "new_card" => Door::Member,
        "scan"
        | "sell"
        | "withdraw"
        | "ask_again"
        | "find_card"
        | "serve_card"
        | "enter_member"
        | "correct_birthday"
        | "prove"
        | "refund_top_up"
        | "end_refund"
        | "settle_alarm"
        | "start_totp"
        | "confirm_totp"
        | "remove_totp"
        | "new_recovery_codes"
        | "ask_new_staff_passkey"
        | "add_staff_passkey"
        | "remove_staff_passkey"
        | "set_counter_pin"
        | "unlock_counter"
        | "lock_counter" => Door::Staff,
        _ => return None,
    })
}

/// A parameter that belongs to nobody.
fn filled(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "999999" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn sign_in_of(door: Door) -> &'static str {
    if door == Door::Member { "/join" } else { "/counter" }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_opens_to_those_it_is_for_and_sends_the_others_to_their_sign_in() {
    let app = TestApp::new().await;
    let (mut member, mut cashier) = (Member::join(&app, "13500135000").await, Cashier::sign_in(&app).await);
    for path in page_paths() {
        let door = door_of_page(&path).unwrap_or_else(|| panic!("the page {path} has no entry: who may see it?"));
        let address = filled(&path);
        for (who, client, may) in [
            ("a stranger", &mut app.client(), door == Door::Open),
            ("a member", &mut member.client, door != Door::Staff),
            ("a cashier", &mut cashier.client, door != Door::Member),
        ] {
            let answer = client.get(&address).await;
            assert!(
                !answer.status.is_server_error(),
                "{who} at {address}: {}",
                answer.status
            );
            if !may {
                assert!(
                    answer.location().starts_with(sign_in_of(door)),
                    "{who} at {address}: {}",
                    answer.location()
                );
            } else if answer.status.is_redirection() && door != Door::Open {
                let to = answer.location();
                assert!(
                    to != "/join" && to != "/counter/sign-in",
                    "{who} at {address} was sent to {to}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_form_answers_only_those_it_is_for_and_never_another_site() {
    let app = TestApp::new().await;
    let (mut member, mut cashier) = (Member::join(&app, "13500135000").await, Cashier::sign_in(&app).await);
    let entries = app.entries().await;
    for target in form_targets() {
        let door = door_of_form(&target).unwrap_or_else(|| panic!("the form {target} has no entry: who may send it?"));
        let fields = [
            ("key", "made-up-key"),
            ("amount", "100"),
            ("choice", "amount"),
            ("item", "1"),
        ];
        let mut outsiders: Vec<(&str, &mut Client)> = Vec::new();
        let mut stranger = app.client();
        outsiders.push(("a stranger", &mut stranger));
        match door {
            Door::Open => outsiders.clear(),
            Door::Member => outsiders.push(("a cashier", &mut cashier.client)),
            Door::Staff => outsiders.push(("a member", &mut member.client)),
        }
        for (who, client) in outsiders {
            let answer = client.post_form(&target, &fields).await;
            let led_away = answer.status.is_redirection() && {
                let to = answer.location();
                to.contains("error=") || to.contains("__err=") || to.starts_with(sign_in_of(door))
            };
            assert!(
                led_away || answer.status.is_client_error(),
                "{who} at {target}: {} {}",
                answer.status,
                answer.body
            );
        }
        for client in [&mut member.client, &mut cashier.client] {
            let answer = client.post_form_from_elsewhere(&target, &fields).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
        }
    }
    let orders: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM top_up", &[])).await;
    assert_eq!((app.entries().await, orders), (entries, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_tills_interface_knows_no_cookies() {
    let app = TestApp::new().await;
    let (mut member, mut cashier) = (Member::join(&app, "13500135000").await, Cashier::sign_in(&app).await);
    let description = serde_json::to_value(pos::description()).unwrap();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            for client in [&mut app.client(), &mut member.client, &mut cashier.client] {
                let answer = client
                    .request(method.clone(), &filled(path), HeaderMap::new(), b"{}".to_vec())
                    .await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
            }
        }
    }
}
