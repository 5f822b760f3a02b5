//! Sessions that end while something is still under way on their behalf.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use huika_store::member::{session, sign_out};
use huika_store::staff::end_staff_session;
use huika_store::{StoreError, Tx};

use crate::client::Answer;
use crate::people::{Cashier, Member};
use crate::test_app::TestApp;

const PHONE: &str = "13800138620";

/// Sends a form while the one writer ends a session: the form was taken in before that and is carried out after it. On SQLite alone, because
/// what the check asks is the same on both engines, and only there one writer does one thing after the other.
async fn sent_while<F>(
    app: &TestApp,
    end: fn(&mut Tx<'_>, &str) -> Result<(), StoreError>,
    token: String,
    form: F,
) -> Answer
where
    F: Future<Output = Answer>,
{
    let (begun, may_end) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let (told, allowed) = (Arc::clone(&begun), Arc::clone(&may_end));
    let store = app.state.store.clone();
    let ending = tokio::spawn(async move {
        let ended = store.write(move |tx: &mut Tx<'_>| {
            told.store(true, Ordering::SeqCst);
            while !allowed.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(2));
            }
            end(tx, &token)
        });
        ended.await.unwrap();
    });
    app.until("the writer is at work", async || begun.load(Ordering::SeqCst))
        .await;
    let release = async {
        // Long enough for the form to be waiting. Were it not, it would be refused by its first look at the session.
        tokio::time::sleep(Duration::from_millis(400)).await;
        may_end.store(true, Ordering::SeqCst);
    };
    let (answer, ()) = tokio::join!(form, release);
    ending.await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_does_nothing_for_an_operator_or_a_member_whose_session_ended_while_it_waited() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, PHONE).await;
    let mut cashier = Cashier::sign_in(&app).await;
    let digits = member.code(&app).await;

    let token = cashier.client.cookie("huika-staff").expect("is signed in").to_owned();
    let fields = [("scanned", digits.as_str())];
    let scan = cashier.client.post_form("/do/scan", &fields);
    let answer = sent_while(&app, end_staff_session, token, scan).await;
    assert!(answer.location().contains("error=signed-out"), "{}", answer.location());
    let opened: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM till_session", &[])).await;
    assert_eq!(opened, 0, "nobody was scanned");

    let end = |tx: &mut Tx<'_>, token: &str| match session(tx, token)? {
        Some(open) => sign_out(tx, open.device),
        None => Ok(()),
    };
    let key = member.client.get("/top-up").await.field("key");
    let token = member.client.cookie("huika").expect("is signed in").to_owned();
    let fields = [("choice", "amount"), ("amount", "100"), ("key", &key)];
    let answer = sent_while(&app, end, token, member.client.post_form("/do/top_up", &fields)).await;
    assert!(answer.location().contains("signed-out"), "{}", answer.location());
    let opened: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM top_up", &[])).await;
    assert_eq!(opened, 0, "no order was opened");
    app.books_hold().await;
}
