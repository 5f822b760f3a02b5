//! Every route for its owner and for somebody else: another member, a till of another store, another role. Whoever asks about what is
//! not theirs is answered as if there were no such thing, and nothing changes. What is whose stands in `routes.rs`.

use huika_domain::RoleCode;
use huika_server::web::{form_targets, page_paths};
use huika_store::{
    StoreError, Tx, params,
    staff::{Role, role_of_code},
};

use crate::{
    routes::{Door, For, Names, example, of_form, of_page},
    test_app::{TestApp, on_both_engines},
    world::{World, learnt, state, with},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_anothers_is_answered_as_if_there_were_no_such_thing() {
    on_both_engines(async |app| {
        let mut world = World::make(app).await;
        let before = state(app).await;
        let mut looked_at = 0;
        for path in page_paths() {
            let (thing, staffs) = match of_page(&path).1 {
                Names::Nothing | Names::Holders => continue,
                Names::Members(_, thing) => (thing, false),
                Names::Tills(_, thing) => (thing, true),
            };
            let (own, nobodys) = world.ids(thing);
            let (insider, outsider) = if staffs {
                (&mut world.here.client, &mut world.there.client)
            } else {
                (&mut world.owner.client, &mut world.other.client)
            };
            let about_own = outsider.get(&with(&path, &own)).await;
            let about_nothing = outsider.get(&with(&path, &nobodys)).await;
            assert_eq!(learnt(&about_own, &own), learnt(&about_nothing, &nobodys), "{path}");
            // And its owner is let in, or this would hold of a page that nobody ever sees.
            let seen = insider.get(&with(&path, &own)).await;
            assert_ne!(
                learnt(&seen, &own),
                learnt(&about_own, &own),
                "{path} says nothing to its owner"
            );
            looked_at += 1;
        }
        assert!(looked_at >= 10, "{looked_at} pages");
        assert_eq!(state(app).await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_about_what_is_anothers_changes_nothing_and_tells_nothing() {
    on_both_engines(async |app| {
        let mut world = World::make(app).await;
        let before = state(app).await;
        let mut sent = 0;
        for target in form_targets() {
            let (name, thing, staffs) = match of_form(&target).1 {
                Names::Nothing | Names::Holders => continue,
                Names::Members(name, thing) => (name, thing, false),
                Names::Tills(name, thing) => (name, thing, true),
            };
            let (own, nobodys) = world.ids(thing);
            let mut answers = Vec::new();
            for (number, id) in [&own, &nobodys].into_iter().enumerate() {
                let key = format!("matrix-{target}-{number}");
                let fields: Vec<(String, String)> = owned(&world.fields(name, id, &key));
                let outsider = if staffs {
                    &mut world.there.client
                } else {
                    &mut world.other.client
                };
                let answer = outsider.post_form(&target, &borrowed(&fields)).await;
                answers.push(learnt(&answer, id));
            }
            assert_eq!(answers[0], answers[1], "{target}");
            assert_eq!(state(app).await, before, "{target} changed something of another's");
            sent += 1;
        }
        assert!(sent >= 10, "{sent} forms");
    })
    .await;
}

/// Every role with which a shop begins, and one that this shop has made: somebody who looks at the office of one store and serves cards
/// there, and neither sells nor decides.
pub async fn roles(app: &TestApp) -> Vec<(Role, String)> {
    let made = app.state.store.write(|tx: &mut Tx<'_>| -> Result<u64, StoreError> {
        tx.exec(
            "INSERT INTO role (code, name, post, sight, rights, made_at) \
             VALUES ('floor-lead', '值班经理', 'own', 'stores', 'serve-cards:own see-office:own keep-tills:own', 1)",
            params![],
        )
    });
    assert_eq!(made.await.expect("the database works"), 1);
    let mut codes: Vec<String> = RoleCode::BUILT_IN.iter().map(|code| code.as_str().to_owned()).collect();
    codes.push("floor-lead".to_owned());
    let mut roles = Vec::new();
    for code in codes {
        let looked_for = RoleCode::parse(&code).expect("a code");
        let found = app.query(move |tx| role_of_code(tx, &looked_for)).await;
        roles.push((found.expect("a role").role(), code));
    }
    roles
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_role_opens_its_own_pages_and_is_led_away_from_the_others() {
    on_both_engines(async |app| {
        let mut world = World::make(app).await;
        for (role, word) in roles(app).await {
            becomes(app, "xuhui", &word).await;
            for path in page_paths() {
                let (Door::Staff(staff), names) = of_page(&path) else {
                    continue;
                };
                if names != Names::Nothing {
                    continue;
                }
                let answer = world.here.client.get(&example(&path)).await;
                if staff.lets_in(role) {
                    let fine = answer.status.is_success() || path == "/counter/unlock";
                    assert!(
                        fine,
                        "a {word} at {path}: {} {}",
                        answer.status,
                        answer.header("location")
                    );
                } else {
                    assert!(
                        ["/counter", "/office"].contains(&answer.location()),
                        "a {word} at {path}: {}",
                        answer.location()
                    );
                }
            }
        }
    })
    .await;
}

/// Every form of the staff, sent by every role, about the first store's things: from that store by roles that it is not for, and from
/// the second store by all who do not see the whole shop.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_role_changes_anything_that_is_not_its_own() {
    on_both_engines(async |app| {
        let mut world = World::make(app).await;
        raise_alarm(app).await;
        let roles = roles(app).await;
        let before = state(app).await;
        let mut sent = 0;
        for (role, word) in roles {
            becomes(app, "xuhui", &word).await;
            becomes(app, "jingan", &word).await;
            for target in form_targets() {
                let (Door::Staff(staff), names) = of_form(&target) else {
                    continue;
                };
                let name = match names {
                    Names::Tills(name, _) => name,
                    _ => "",
                };
                let id = match names {
                    Names::Tills(_, thing) => world.ids(thing).0,
                    _ => String::new(),
                };
                let own_store = !staff.lets_in(role);
                // What names nothing is another store's for nobody; one's own sign-in is for everybody.
                let other_store = staff != For::All && !name.is_empty() && !role.sees_chain();
                for here in [true, false] {
                    if !(if here { own_store } else { other_store }) {
                        continue;
                    }
                    let key = format!("roles-{word}-{target}-{here}");
                    let fields = owned(&world.fields(name, &id, &key));
                    let client = if here {
                        &mut world.here.client
                    } else {
                        &mut world.there.client
                    };
                    let answer = client.post_form(&target, &borrowed(&fields)).await;
                    let to = answer.location();
                    assert!(
                        !here || to.contains("error=") || ["/office", "/counter"].contains(&to),
                        "a {word} at {target}: {to}"
                    );
                    assert_eq!(state(app).await, before, "a {word} changed something by {target}");
                    sent += 1;
                }
            }
        }
        assert!(sent >= 50, "{sent} forms");
    })
    .await;
}

pub async fn becomes(app: &TestApp, login: &'static str, role: &str) {
    let role = role.to_owned();
    let set = app
        .state
        .store
        .write(move |tx: &mut Tx<'_>| -> Result<u64, StoreError> {
            tx.exec("UPDATE operator SET role = ?2 WHERE login = ?1", params![login, role])
        });
    assert_eq!(set.await.expect("the database works"), 1);
}

/// A payment that does not fit, as number one.
async fn raise_alarm(app: &TestApp) {
    app.arrange(
        "INSERT INTO payment_alarm (channel, number, reason, detail, at, last_at) VALUES ('wechat', 'T1', 'unknown-order', '[]', 1, 1)",
    )
    .await;
}

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    fields.iter().map(own).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
