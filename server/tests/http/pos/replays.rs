//! Codes that come again.

use http::StatusCode;
use huika_domain::{Payload, Prefix, Step, code8, message_for};
use huika_store::{
    StoreError, Tx,
    card::{By, CardAction, change_card},
    db::secret::hmac_sha256,
    member::{Shown, give_code_key, session},
};
use serde_json::json;

use crate::{people::Member, test_app::on_both_engines};

use super::{PHONE, Till};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn mistake_9_a_thousand_replays_at_four_tills_open_one_session_a_step_and_none_after_a_loss_report() {
    /// Codes of steps further away than twenty would be guesses, which lock the handle; a slow machine may need a step or two from
    /// making a code to reading it.
    const AROUND: i64 = 17;
    const LANES: usize = 4;
    on_both_engines(async |app| {
        let member = Member::join(app, PHONE).await;
        let token = member.client.cookie("huika").unwrap().to_owned();
        let given = app.state.store.write(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
            let device = session(tx, &token)?.expect("signed in").device;
            give_code_key(tx, device)
        });
        let given = given.await.unwrap().expect("an open device");
        let code_of = |step: i64| {
            let mac = hmac_sha256(&given.key, &message_for(Step::new(step)));
            Payload::new(Prefix::default(), given.handle, code8(&mac)).compose()
        };
        // Each lane is four tills that take turns; one that asks more often than it may is told so, and waits.
        let mut lanes = Vec::new();
        for lane in ["A", "B", "C", "D"] {
            let mut tills = Vec::new();
            for till in 0..4_u8 {
                tills.push(Till::of_store(app, 1, format!("{lane}{till}").leak()).await);
            }
            lanes.push(tills);
        }
        let first = Step::at(app.state.clock.now()).get();
        let offsets: Vec<i64> = (0..250).map(|n| n % (2 * AROUND) - AROUND).collect();
        let replays = lanes.iter_mut().map(async |tills| {
            let mut opened = Vec::new();
            for (n, offset) in offsets.iter().enumerate() {
                let step = Step::at(app.state.clock.now()).get() + offset;
                let body = json!({ "code": code_of(step) });
                let (status, answer) = tills[n % 4].scan_patiently(body).await;
                match answer["code"].as_str() {
                    None if status == StatusCode::CREATED => opened.push((step, answer["session"].to_string())),
                    Some("used" | "out-of-time") => {}
                    _ => panic!("{status} {answer}"),
                }
            }
            opened
        });
        let mut opened: Vec<(i64, String)> = futures::future::join_all(replays).await.concat();
        let last = Step::at(app.state.clock.now()).get();
        assert_eq!(lanes.len(), LANES);
        opened.sort_unstable();
        // The same till may have asked twice within its fifteen seconds: that is one session.
        opened.dedup();
        let all = opened.len();
        opened.dedup_by_key(|(step, _)| *step);
        assert_eq!(opened.len(), all, "a step opened more than one session: {opened:?}");
        assert!(opened.iter().any(|(step, _)| *step >= first), "{opened:?}");
        assert!(
            opened.iter().all(|(step, _)| (first - 1..=last).contains(step)),
            "{opened:?}"
        );

        let id = app.member_of(PHONE).await;
        let lost = app
            .state
            .store
            .write(move |tx: &mut Tx<'_>| change_card(tx, id, CardAction::Lose, &By::Member(Shown::session())));
        lost.await.unwrap();
        let now = Step::at(app.state.clock.now()).get();
        for (n, step) in (now - 2..now + 3).enumerate() {
            for tills in &mut lanes {
                let (_, refused) = tills[n % 4].scan_patiently(json!({ "code": code_of(step) })).await;
                assert_eq!(refused["code"], "unknown-code", "{refused}");
            }
        }
    })
    .await;
}
