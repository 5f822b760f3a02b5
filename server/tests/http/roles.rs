//! Who may come in where: every page, every form and every command of the tills, for a stranger, a member and a cashier. Which door each
//! has stands in `routes.rs`; `matrix.rs` has the roles of the staff.

use http::{HeaderMap, Method, StatusCode};
use huika_server::web::{form_targets, page_paths, pos};

use crate::client::Client;
use crate::people::{Cashier, Member};
use crate::routes::{Door, of_form, of_page};
use crate::test_app::TestApp;

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
        let door = of_page(&path).0;
        let address = filled(&path);
        for (who, client, may) in [
            ("a stranger", &mut app.client(), door == Door::Open),
            ("a member", &mut member.client, !door.is_staffs()),
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
        let door = of_form(&target).0;
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
            Door::Staff(_) => outsiders.push(("a member", &mut member.client)),
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
