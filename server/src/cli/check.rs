//! `huika check`: proves the books, on a live database or on a copy.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use huika_store::books::{self, Finding, Proof};

use super::Failure;
use super::output::say;
use super::progress::Shown;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::web::context_without_secret;

pub fn run(config: &Config, json: bool, every: Option<Duration>) -> Result<ExitCode, Failure> {
    let context = context_without_secret(config, Arc::new(SystemClock))?;
    let (shown, progress) = Shown::of("huika check", every);
    let proof = books::check(config.store.url.expose(), &context, &progress)?;
    drop(shown);
    if json {
        say(&(serde_json::to_string(&proof)? + "\n"))?;
    } else {
        say(&in_words(&proof))?;
    }
    Ok(if proof.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

pub(super) fn in_words(proof: &Proof) -> String {
    let Proof {
        entries,
        postings,
        members,
        late,
        seal,
        differences,
        findings,
        ..
    } = proof;
    let mut lines = vec![format!("{entries} entries, {postings} postings, {members} members")];
    if proof.holds() {
        lines.push("the books are right: postings, balances, lots and statements agree".to_owned());
    } else {
        lines.push(format!("the books are WRONG: {differences} differences"));
    }
    if *late > 0 {
        lines.push(format!(
            "{late} entries came late, after the day of their time was sealed, and stand on the day that was open then"
        ));
    }
    if let Some(seal) = seal {
        lines.push(format!("sealed up to {}: {}", seal.day, seal.hash));
    }
    lines.extend(findings.iter().map(
        |Finding {
             what,
             row,
             expected,
             found,
         }| { format!("  {row}: {what}: expected {expected}, found {found}") },
    ));
    let named = i64::try_from(findings.len()).unwrap_or(i64::MAX);
    if *differences > named {
        lines.push(format!("  and {} more", differences - named));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use huika_domain::{BusinessDay, Millis};
    use huika_store::books::Seal;

    use super::*;

    fn proof(findings: Vec<Finding>) -> Proof {
        let differences = i64::try_from(findings.len()).unwrap();
        Proof {
            at: Millis::new(0),
            entries: 3,
            postings: 9,
            members: 2,
            late: 0,
            seal: None,
            differences,
            findings,
        }
    }

    #[test]
    fn a_difference_is_said_with_its_row() {
        let finding = Finding {
            what: "entry-not-zero",
            row: "entry 7 (money)".into(),
            expected: "0".into(),
            found: "5".into(),
        };
        let words = in_words(&proof(vec![finding]));
        assert!(
            words.contains("WRONG: 1") && words.contains("entry 7 (money): entry-not-zero: expected 0, found 5"),
            "{words}"
        );
        assert!(in_words(&proof(Vec::new())).contains("are right"));
    }

    #[test]
    fn the_newest_seal_is_said_so_that_it_can_be_kept_elsewhere() {
        let seal = Seal {
            day: BusinessDay::parse("2026-11-21").unwrap(),
            entries: 3,
            hash: "c0ffee".into(),
        };
        let words = in_words(&Proof {
            seal: Some(seal),
            ..proof(Vec::new())
        });
        assert!(words.contains("sealed up to 2026-11-21: c0ffee"), "{words}");
    }
}
