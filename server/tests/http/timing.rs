//! Whether a phone is a member's cannot be told from an answer, nor from how long it takes.
//!
//! Known and unknown phones are asked about in turns, so that whatever else the machine does hits both alike, and their times are
//! compared by rank (`rank.rs`). `cargo xtask soak timing` takes 1,000 samples of each; the usual run takes fewer, with the wider
//! bound that fewer samples allow.

mod rank;

use std::time::{Duration, Instant};

use huika_domain::Phone;
use huika_store::{
    StoreError, Tx,
    member::{EnterMember, ProfileValues, enter_member},
    staff::Place,
};

use crate::{
    client::{Answer, Client},
    test_app::TestApp,
};

/// Samples of each kind.
fn samples() -> usize {
    std::env::var("HUIKA_TIMING_SAMPLES").map_or(120, |text| text.parse().expect("a number of samples"))
}

/// Limits on sending and guessing that are out of the way of this many phones from one address.
const WIDE: [(&str, &str); 5] = [
    ("HUIKA_RULES_SMS_PER_ADDRESS_HOUR", "1000000"),
    ("HUIKA_RULES_SMS_PER_NETWORK_HOUR", "1000000"),
    ("HUIKA_RULES_SMS_PER_PREFIX_HOUR", "1000000"),
    ("HUIKA_RULES_SMS_DAILY_BUDGET", "1000000"),
    ("HUIKA_RULES_CODE_TRIES_PER_ADDRESS", "1000000"),
];

/// One phone that is asked about.
struct Asked {
    phone: String,
    client: Client,
    code: String,
}

/// Phones of members and of nobody, in pairs.
struct Phones {
    pairs: Vec<[Asked; 2]>,
}

impl Phones {
    /// Half of them are members, who have signed in before.
    async fn meet(app: &TestApp) -> Self {
        let (count, browser) = (samples(), app.client());
        let asked = |prefix: u32, number: usize| Asked {
            phone: format!("{prefix}{number:08}"),
            client: browser.clone(),
            code: String::new(),
        };
        for first in (0..count).step_by(100) {
            let known = app.state.store.write(move |tx: &mut Tx<'_>| -> Result<(), StoreError> {
                for number in first..count.min(first + 100) {
                    let request = EnterMember {
                        phone: Phone::parse(&format!("155{number:08}")).expect("a phone"),
                        name: None,
                        birthday: None,
                        profile: ProfileValues::default(),
                        document: None,
                        guardian: None,
                        place: Place {
                            store: huika_domain::StoreId::new(1),
                            till: "1".into(),
                            operator: None,
                        },
                    };
                    enter_member(tx, &request).map_err(|e| StoreError::Internal(e.to_string()))?;
                }
                Ok(())
            });
            known.await.expect("members are entered");
        }
        app.arrange("UPDATE member SET claimed_at = joined_at").await;
        let pairs = (0..count).map(|number| [asked(155, number), asked(156, number)]);
        Self { pairs: pairs.collect() }
    }

    /// Does the same with every phone, members and others in turns, and compares answers and times.
    async fn alike(&mut self, what: &str, ask: impl AsyncFn(&mut Asked) -> Answer) {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        let mut answers: [Option<String>; 2] = [None, None];
        for (turn, pair) in self.pairs.iter_mut().enumerate() {
            // Who comes first changes with every turn.
            for place in [turn % 2, 1 - turn % 2] {
                let start = Instant::now();
                let answer = ask(&mut pair[place]).await;
                let took = start.elapsed();
                if place == 0 {
                    known.push(took);
                } else {
                    unknown.push(took);
                }
                let before = answers[place].get_or_insert_with(|| as_bytes(&answer)).clone();
                assert_eq!(before, as_bytes(&answer), "{what}: always the same answer");
            }
        }
        assert_eq!(answers[0], answers[1], "{what}: the same answer to both");
        // The first few find caches and connections cold.
        let warm = known.len() / 20;
        let outcome = rank::compare(&known[warm..], &unknown[warm..]);
        println!(
            "{what}: {} of each, median {:?} known and {:?} unknown, superiority {:.4}, bound 0.5 ± {:.4}",
            known.len(),
            median(&known),
            median(&unknown),
            outcome.superiority,
            outcome.bound
        );
        assert!(
            outcome.is_alike(),
            "{what}: the time tells members from others: {outcome:?}"
        );
    }
}

/// Everything that a stranger sees of an answer but what is random in each: the sealed cookie by its length only, the nonce, the id
/// and the time not at all.
fn as_bytes(answer: &Answer) -> String {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id", "content-security-policy"].contains(&name.as_str()))
        .map(|(name, value)| match name.as_str() {
            "set-cookie" | "location" => {
                let text = value.to_str().unwrap_or_default();
                let (first, rest) = text.split_once(['=', '?']).unwrap_or((text, ""));
                let words = rest.split([';', '&']).map(|part| match part.split_once('=') {
                    // A word or a number stays; what is sealed is random.
                    Some((name, value)) if value.len() > 40 => format!("{name}={}", value.len()),
                    None if part.len() > 40 => part.len().to_string(),
                    _ => part.to_owned(),
                });
                format!("{name}: {first} {}", words.collect::<Vec<_>>().join(" "))
            }
            _ => format!("{name}: {value:?}"),
        })
        .collect();
    headers.sort();
    format!("{}\n{}\n{}", answer.status, headers.join("\n"), answer.body)
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[sorted.len() / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_difference_in_time_or_answer_tells_members_from_others() {
    let app = TestApp::with(&WIDE).await;
    let mut phones = Phones::meet(&app).await;
    let send = async |asked: &mut Asked| {
        let phone = asked.phone.clone();
        asked.client.post_form("/do/send_code", &[("phone", &phone)]).await
    };
    phones.alike("a code is asked for", send).await;
    phones.alike("a second one is asked for at once", send).await;
    for asked in phones.pairs.iter_mut().flatten() {
        asked.code = app.sms_code(&asked.phone).await;
    }
    let wrong = async |asked: &mut Asked| {
        let code = if asked.code == "000000" { "000001" } else { "000000" };
        asked.client.post_form("/do/enter_code", &[("code", code)]).await
    };
    phones.alike("a wrong code is entered", wrong).await;
    let right = async |asked: &mut Asked| {
        let code = asked.code.clone();
        asked.client.post_form("/do/enter_code", &[("code", &code)]).await
    };
    phones.alike("the right code is entered", right).await;
    let spent = async |asked: &mut Asked| {
        let code = asked.code.clone();
        asked.client.post_form("/do/enter_code", &[("code", &code)]).await
    };
    phones.alike("a used code is entered again", spent).await;
    app.books_hold().await;
}
