//! What is kept for a time only, so that the database grows with the books and with nothing else.

use huika_domain::settings::RetentionRule;

use crate::{
    StoreError, Tx,
    db::{guess::forget_guesses, lease},
    params,
    reconciliation::forget_bill_files,
    report::forget_exports,
};

/// A table whose rows lose their use with age. Their ids grow with time, so the oldest stand at its beginning and no
/// index by time is needed.
struct Kept {
    table: &'static str,
    /// The column with a row's instant.
    since: &'static str,
    days: fn(&RetentionRule) -> i64,
    /// What must hold besides its age.
    only_if: &'static str,
}

const DAY_SECS: i64 = 24 * 3600;

const KEPT: [Kept; 7] = [
    // Every promise about a key is kept for seven days.
    Kept {
        table: "request",
        since: "at",
        days: |rule| rule.answers_days,
        only_if: "1 = 1",
    },
    // A session lasts minutes; an approval of it is looked up as long.
    Kept {
        table: "till_session",
        since: "opened_at",
        days: |rule| rule.till_sessions_days,
        only_if: "1 = 1",
    },
    // The longest limit on sending looks back one day.
    Kept {
        table: "code_send",
        since: "sent_at",
        days: |rule| rule.code_sends_days,
        only_if: "1 = 1",
    },
    // Codes live for minutes; the last one's time is looked at for the gap before the next.
    Kept {
        table: "one_time_code",
        since: "sent_at",
        days: |_| 1,
        only_if: "1 = 1",
    },
    // The second tap on a button comes within seconds.
    Kept {
        table: "sent_form",
        since: "at",
        days: |_| 1,
        only_if: "1 = 1",
    },
    Kept {
        table: "outbox",
        since: "expires_at",
        days: |rule| rule.messages_days,
        only_if: "due_at IS NULL",
    },
    // Who took what out of the books stands among the acts of staff; this is how it went.
    Kept {
        table: "export",
        since: "asked_at",
        days: |_| 90,
        only_if: "expires_at IS NULL AND state NOT IN ('waiting', 'running')",
    },
];

/// Forgets up to `limit` rows of each table whose time is over, oldest first, and answers how many; call it again until
/// it answers 0. The newest row of each stays: SQLite gives its number again when it is gone, and what was kept about the old row
/// would be taken for the new one's.
pub fn forget_old(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let mut forgotten = forget_bill_files(tx, limit)? + forget_guesses(tx, limit)? + forget_exports(tx, limit)?;
    forgotten += lease::forget_probes(tx, tx.now().minus_secs(DAY_SECS))?;
    let rules = tx.rules().retention;
    for kept in KEPT {
        let Kept {
            table, since, only_if, ..
        } = kept;
        forgotten += tx.exec(
            &format!(
                "DELETE FROM {table} WHERE id IN (SELECT oldest.id FROM \
                 (SELECT * FROM {table} ORDER BY id LIMIT ?2) oldest WHERE {since} < ?1 AND {only_if} \
                 AND oldest.id < (SELECT MAX(id) FROM {table}))"
            ),
            params![tx.now().minus_secs((kept.days)(&rules) * DAY_SECS), limit],
        )?;
    }
    Ok(forgotten)
}
