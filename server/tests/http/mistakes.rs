//! The mistakes of others that the rules list, by their numbers (RULES, "Mistakes that others made"). Those that a story elsewhere keeps out bear their number
//! there; the rest stand here.

use futures::future::join_all;
use http::StatusCode;
use huika_domain::{Fen, Points};
use huika_store::{StoreError, Tx};

use crate::{
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const PHONE: &str = "13400134101";
const OTHER: &str = "13400134102";
const PIN: &str = "274913";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_1_twenty_gifts_of_all_points_at_once_give_them_once() {
    on_both_engines(async |app| {
        let mut giver = Member::join(app, PHONE).await;
        Member::join(app, OTHER).await;
        giver.set_pin(PIN).await;
        app.give_points(PHONE, 100).await;
        app.set_rule("gifts", r#"{ "allowed": true, "per_day": 5000 }"#).await;
        let tries = (0..20).map(|place| {
            let mut client = giver.client.clone();
            async move {
                let key = format!("at-once-{place}");
                let fields = [
                    ("key", &*key),
                    ("phone", OTHER),
                    ("amount", "100"),
                    ("note", ""),
                    ("pin", PIN),
                ];
                client.post_form("/do/give_points", &fields).await.location().to_owned()
            }
        });
        let answers = join_all(tries).await;
        let given = answers.iter().filter(|to| *to == "/points?done=given").count();
        assert_eq!(given, 1, "{answers:?}");
        assert_eq!(app.home_of(PHONE).await.points, Points::ZERO);
        assert_eq!(app.home_of(OTHER).await.points, Points::new(100));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_3_a_package_costs_what_the_shop_says_whatever_the_form_says_beside_it() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        let page = member.client.get("/top-up").await;
        let package = page
            .body
            .split("id=\"pick-")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let (package, key) = (package.expect("a package").to_owned(), page.field("key"));
        let fields = [
            ("choice", &*package),
            ("amount", "0.01"),
            ("bonus", "4000"),
            ("principal_fen", "1"),
            ("key", &*key),
        ];
        let opened = member.client.post_form("/do/top_up", &fields).await;
        assert!(opened.location().starts_with("/top-up/T"), "{}", opened.location());
        let (principal, bonus): (i64, i64) = app
            .query(|tx| {
                let text = "SELECT principal_fen, bonus_fen FROM top_up";
                let found = tx.one(text, &[], |row| Ok((row.get("principal_fen")?, row.get("bonus_fen")?)))?;
                Ok::<_, StoreError>(found.unwrap_or_default())
            })
            .await;
        assert_eq!(
            principal.to_string(),
            package,
            "a package is named by what is paid for it"
        );
        assert_ne!(bonus, 4_000_00);
        let unknown = [("choice", "777777"), ("amount", ""), ("key", "another-form-1")];
        let refused = member.client.post_form("/do/top_up", &unknown).await;
        assert!(refused.location().contains("error="), "{}", refused.location());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_11_what_many_were_given_stands_on_every_statement_and_adds_up_there() {
    on_both_engines(async |app| {
        let mut members = Vec::new();
        for phone in [PHONE, OTHER] {
            members.push(Member::join(app, phone).await);
            app.give_points(phone, 30).await;
        }
        for mut member in members {
            let statement = member.client.get("/statement").await.body;
            assert!(statement.contains("+30"), "{statement}");
            let home = app.home_of(&member.phone).await;
            let summed: i64 = home.recent.iter().map(|movement| movement.points.get()).sum();
            assert_eq!((summed, home.points), (30, home.recent[0].points_after));
        }
    })
    .await;
}

/// Renames the table of balances, so that no page can read one; patiently, as somebody may be reading it.
async fn rename(app: &TestApp, sql: &'static str) {
    for _ in 0..100 {
        let done = app
            .state
            .store
            .write(move |tx: &mut Tx<'_>| -> Result<u64, StoreError> { tx.exec(sql, &[]) })
            .await;
        match done {
            Ok(_) => return,
            Err(StoreError::Busy | StoreError::Conflict) => {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
    panic!("{sql}: the table is never free");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_13_a_balance_that_cannot_be_read_is_never_shown_as_nothing() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let before = member.balance(app).await.display();
        rename(app, "ALTER TABLE wallet RENAME TO wallet_away").await;
        // A statement reads entries, and says what they add up to.
        for path in ["/", "/top-up", "/points"] {
            let page = member.client.get(path).await;
            assert!(
                !page.body.contains("¥0.00") && !page.status.is_client_error(),
                "{path}: {} {}",
                page.status,
                page.body
            );
        }
        let page = member.client.get("/").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.body);
        rename(app, "ALTER TABLE wallet_away RENAME TO wallet").await;
        let page = member.client.get("/").await;
        assert!(page.body.contains(&before), "{}", page.body);
        // What a phone shows without a connection says nothing about money.
        let offline = app.client().get("/code/offline").await;
        assert_eq!(offline.status, StatusCode::OK);
        assert!(!offline.body.contains('¥'), "{}", offline.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_10_a_list_finds_nobody_by_a_pattern() {
    on_both_engines(async |app| {
        Member::join(app, PHONE).await;
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        for pattern in ["%25", "_", "1340013%25", "%251"] {
            let found = boss.client.get(&format!("/office/search?q={pattern}")).await;
            assert_eq!(found.status, StatusCode::OK, "{pattern}");
            assert!(!found.body.contains("134****4101"), "{pattern}: {}", found.body);
        }
        assert_eq!(app.home_of(PHONE).await.balance, Fen::ZERO);
    })
    .await;
}

/// The numbers in a test's name: `mistake_9_…`, or `mistakes_3_4_5_and_6_…`.
fn numbers(name: &str) -> impl Iterator<Item = u32> + '_ {
    let rest = name
        .strip_prefix("mistakes_")
        .or_else(|| name.strip_prefix("mistake_"))
        .unwrap_or_default();
    rest.split('_')
        .filter(|word| *word != "and")
        .map_while(|word| word.parse().ok())
}

#[test]
fn every_mistake_of_the_rules_has_a_story_with_its_number() {
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/http"
    ))];
    let mut told = std::collections::BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).expect("the stories") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("a story");
                let names = text.lines().filter_map(|line| line.strip_prefix("async fn "));
                told.extend(names.flat_map(|name| numbers(name).collect::<Vec<_>>()));
            }
        }
    }
    assert_eq!(told.into_iter().collect::<Vec<_>>(), (1..=15).collect::<Vec<u32>>());
}
