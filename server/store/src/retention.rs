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

const KEPT: [Kept; 14] = [
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
    // A sale that was made, given up, or set aside and never taken up again.
    Kept {
        table: "parked_sale",
        since: "changed_at",
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
    // What a member answered to a till stands with the sale for as long as somebody may dispute it.
    Kept {
        table: "approval",
        since: "asked_at",
        days: |rule| rule.approvals_days,
        only_if: "status <> 'waiting'",
    },
    // Whoever sent a table of goods looks at it at once.
    Kept {
        table: "goods_import",
        since: "made_at",
        days: |_| 7,
        only_if: "1 = 1",
    },
    // Counted for a day; that somebody took a copy is no secret from them for a while.
    Kept {
        table: "data_copy",
        since: "asked_at",
        days: |_| 30,
        only_if: "1 = 1",
    },
    Kept {
        table: "outbox",
        since: "expires_at",
        days: |rule| rule.messages_days,
        only_if: "due_at IS NULL",
    },
    // A limit looks at one day; who did what stands in the books.
    Kept {
        table: "right_use",
        since: "at",
        days: |_| 90,
        only_if: "1 = 1",
    },
    // Whoever closes an account and opens it again within two years brings no friend's reward twice.
    Kept {
        table: "referral_phone",
        since: "at",
        days: |_| 730,
        only_if: "1 = 1",
    },
    // Who took what out of the books stands among the acts of staff; this is how it went.
    Kept {
        table: "export",
        since: "asked_at",
        days: |_| 90,
        only_if: "expires_at IS NULL AND state NOT IN ('waiting', 'running')",
    },
    // What a campaign would have done to a month that nobody asks about any more.
    Kept {
        table: "campaign_replay",
        since: "asked_at",
        days: |_| 90,
        only_if: "state NOT IN ('waiting', 'running')",
    },
];

/// Forgets up to `limit` rows of each table whose time is over, oldest first, and answers how many; call it again until
/// it answers 0. The newest row of each stays: SQLite gives its number again when it is gone, and what was kept about the old row
/// would be taken for the new one's.
pub fn forget_old(tx: &mut Tx<'_>, limit: i64) -> Result<u64, StoreError> {
    let mut forgotten = forget_bill_files(tx, limit)? + forget_guesses(tx, limit)? + forget_exports(tx, limit)?;
    forgotten += lease::forget_probes(tx, tx.now().minus_secs(DAY_SECS))?;
    let rules = tx.rules().retention;
    forgotten += forget_sessions(tx, rules.devices_days, limit)?;
    forgotten += forget_numbers(tx, rules.code_sends_days)?;
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

/// Forgets browsers that are signed out, the longest over first, with the steps of their codes. For some time their owner learns there
/// why they were signed out; after that they are strangers.
fn forget_sessions(tx: &mut Tx<'_>, days: i64, limit: i64) -> Result<u64, StoreError> {
    let before = tx.now().minus_secs(days * DAY_SECS);
    let over = tx.all(
        "SELECT id, handle FROM device WHERE COALESCE(ended_at, expires_at) < ?1 AND id < (SELECT MAX(id) FROM device) \
         ORDER BY COALESCE(ended_at, expires_at) LIMIT ?2",
        params![before, limit],
        |row| Ok((row.get::<i64>("id")?, row.get::<i64>("handle")?)),
    )?;
    for (id, handle) in &over {
        tx.exec("DELETE FROM code_use WHERE handle = ?1", params![handle])?;
        tx.exec("DELETE FROM device WHERE id = ?1", params![id])?;
    }
    let staff = tx.exec(
        "DELETE FROM staff_session WHERE token_hash IN (SELECT token_hash FROM staff_session \
         WHERE COALESCE(ended_at, expires_at) < ?1 ORDER BY COALESCE(ended_at, expires_at) LIMIT ?2)",
        params![before, limit],
    )?;
    Ok(u64::try_from(over.len()).unwrap_or(u64::MAX).saturating_add(staff))
}

/// The newest row of a table keeps its number, but not the phone of whoever asked last, who may be a stranger.
fn forget_numbers(tx: &mut Tx<'_>, sends_days: i64) -> Result<u64, StoreError> {
    let now = tx.now();
    let codes = tx.exec(
        "UPDATE one_time_code SET phone = '' WHERE id = (SELECT MAX(id) FROM one_time_code) AND sent_at < ?1 AND phone <> ''",
        params![now.minus_secs(DAY_SECS)],
    )?;
    let sends = tx.exec(
        "UPDATE code_send SET phone = '', prefix = '' WHERE id = (SELECT MAX(id) FROM code_send) AND sent_at < ?1 AND phone <> ''",
        params![now.minus_secs(sends_days * DAY_SECS)],
    )?;
    Ok(codes + sends)
}

/// For how many days rows of a table are kept that lose their use with age; `None` for what is kept otherwise.
#[must_use]
pub fn days_of(table: &str, rule: &RetentionRule) -> Option<i64> {
    let by_number = KEPT
        .iter()
        .find(|kept| kept.table == table)
        .map(|kept| (kept.days)(rule));
    by_number.or(match table {
        "device" | "code_use" | "staff_session" => Some(rule.devices_days),
        "bill_file" => Some(rule.bills_days),
        _ => None,
    })
}
