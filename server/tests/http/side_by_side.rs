//! Requests of several people at the same time stay apart.

use std::time::Duration;

use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

const FIRST: &str = "13500135001";
const SECOND: &str = "13500135002";

async fn name_of(app: &TestApp, phone: &str) -> String {
    let member = app.member_of(phone).await;
    let found = app.query(move |tx| {
        let member = [huika_store::Value::Int(member.get())];
        tx.one("SELECT name FROM member WHERE id = ?1", &member, |row| row.get("name"))
    });
    found.await.expect("the member exists")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_acts_for_its_sender_while_another_members_page_is_rendered() {
    on_both_engines(async |app| {
        let (mut first, second) = (Member::join(app, FIRST).await, Member::join(app, SECOND).await);
        first.client.post_form("/do/set_name", &[("name", "first")]).await;
        let mut readers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let mut client = first.client.clone();
            readers.spawn(async move {
                loop {
                    client.get("/").await;
                }
            });
        }
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let mut client = second.client.clone();
            writers.spawn(async move {
                for number in 0..40 {
                    let name = format!("second {number}");
                    client.post_form("/do/set_name", &[("name", &name)]).await;
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            });
        }
        writers.join_all().await;
        readers.shutdown().await;
        assert_eq!(name_of(app, FIRST).await, "first");
        assert!(name_of(app, SECOND).await.starts_with("second "));
    })
    .await;
}
