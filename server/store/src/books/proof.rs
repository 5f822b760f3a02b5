//! The proof. It reads everything once, row by row, and names each row that does not fit.

mod budgets;
mod codes;
mod coupons;
mod held;
mod lots;
mod merges;
mod outcome;
mod shifts;
mod sold;

use huika_domain::Millis;

pub use outcome::{Finding, Proof};

use super::seal::{newest_seal, seals_fit};
use crate::{Progress, StoreError, Tx, ledger::Account, params, tier::NOT_POSTINGS};

/// Checks, on one consistent state: everything can be read; every entry adds up to zero per commodity; every balance is the sum of its postings;
/// every lot holds what its postings left of what was granted; balances are the sums of lots; what is set aside is what open holds set aside; sales come to what paid them, and their lines, tenders and returns to them; every coupon is used as often as its state says; every drawer has what its shifts moved, and no day that was closed has changed; every statement runs on to its balance; what counts
/// towards tiers is what was posted; nothing
/// is filed twice; no posting is without its entry; and no row of a sealed day is other than it was.
pub fn prove(tx: &mut Tx<'_>) -> Result<Proof, StoreError> {
    prove_and_tell(tx, &Progress::default())
}

/// [`prove`], telling how far it is. Each row counts as often as it is read.
pub fn prove_and_tell(tx: &mut Tx<'_>, progress: &Progress) -> Result<Proof, StoreError> {
    let mut proof = Proof {
        at: tx.now(),
        entries: 0,
        postings: 0,
        members: 0,
        late: 0,
        seal: None,
        differences: 0,
        findings: Vec::new(),
    };
    // Tables that the sums do not read are part of the books too.
    tx.damage(&mut |row, what| proof.note("unreadable", row, "readable", what))?;
    match everything_fits(tx, &mut proof, progress) {
        // What is damaged was named; the rest of it cannot be proved.
        Err(StoreError::Storage(what) | StoreError::Internal(what)) if !proof.holds() => {
            proof.note("unreadable", "the proof".into(), "readable", what);
            Ok(proof)
        }
        Err(error) => Err(error),
        Ok(()) => Ok(proof),
    }
}

fn everything_fits(tx: &mut Tx<'_>, proof: &mut Proof, progress: &Progress) -> Result<(), StoreError> {
    proof.seal = newest_seal(tx)?;
    proof.entries = tx.value("SELECT COUNT(*) FROM entry", params![])?;
    proof.postings = tx.value("SELECT COUNT(*) FROM posting", params![])?;
    let mut pace = Pace::begin(progress, proof);
    entries_add_up(tx, proof)?;
    pace.read(Read::Postings);
    postings_have_entries(tx, proof)?;
    pace.read(Read::Both);
    references_are_unique(tx, proof)?;
    pace.read(Read::Entries);
    balances_are_postings(tx, proof)?;
    pace.read(Read::Postings);
    lots::fit(tx, proof)?;
    pace.read(Read::Postings);
    held::fit(tx, proof)?;
    coupons::fit(tx, proof)?;
    shifts::fit(tx, proof)?;
    budgets::fit(tx, proof)?;
    sold::fit(tx, proof)?;
    codes::fit(tx, proof)?;
    merges::fit(tx, proof)?;
    statements_run_on(tx, proof, progress)?;
    pace.read(Read::Postings);
    days_are_postings(tx, proof)?;
    pace.read(Read::Both);
    seals_fit(tx, proof, progress)?;
    pace.read(Read::Both);
    Ok(())
}

/// Which of the large tables a part of the proof reads once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    Entries,
    Postings,
    Both,
}

/// The parts of a proof that take long. Most of them are one statement, of which nothing is heard until it ends.
const READS: [Read; 8] = [
    Read::Postings,
    Read::Both,
    Read::Entries,
    Read::Postings,
    Read::Postings,
    Read::Postings,
    Read::Both,
    Read::Both,
];

/// How far a proof is.
struct Pace<'a> {
    progress: &'a Progress,
    entries: u64,
    postings: u64,
    done: u64,
}

impl<'a> Pace<'a> {
    fn begin(progress: &'a Progress, proof: &Proof) -> Self {
        let pace = Self {
            progress,
            entries: proof.entries.unsigned_abs(),
            postings: proof.postings.unsigned_abs(),
            done: 0,
        };
        let total = READS.into_iter().map(|read| pace.rows(read)).sum();
        progress.begin("proving the books", "rows", total);
        pace
    }

    fn rows(&self, read: Read) -> u64 {
        match read {
            Read::Entries => self.entries,
            Read::Postings => self.postings,
            Read::Both => self.entries + self.postings,
        }
    }

    /// A part is over, whatever it said itself of how far it was.
    fn read(&mut self, read: Read) {
        self.done += self.rows(read);
        self.progress.reach(self.done);
    }
}

fn entries_add_up(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        // In the order of the table, so that nothing is sorted.
        "SELECT entry_id, CAST(SUM(CASE commodity WHEN 1 THEN amount ELSE 0 END) AS BIGINT) AS money, \
         CAST(SUM(CASE commodity WHEN 2 THEN amount ELSE 0 END) AS BIGINT) AS points FROM posting GROUP BY entry_id \
         HAVING SUM(CASE commodity WHEN 1 THEN amount ELSE 0 END) <> 0 \
         OR SUM(CASE commodity WHEN 2 THEN amount ELSE 0 END) <> 0 ORDER BY entry_id",
        params![],
        |row| {
            for commodity in ["money", "points"] {
                let sum: i64 = row.get(commodity)?;
                if sum != 0 {
                    let at = format!("entry {} ({commodity})", row.get::<i64>("entry_id")?);
                    proof.note("entry-not-zero", at, 0, sum);
                }
            }
            Ok(())
        },
    )
}

fn postings_have_entries(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT p.entry_id, p.line FROM posting p LEFT JOIN entry e ON e.id = p.entry_id \
         WHERE e.id IS NULL OR (p.member_id IS NOT NULL AND (e.member_id IS NULL OR p.member_id <> e.member_id)) ORDER BY p.entry_id, p.line",
        params![],
        |row| {
            let at = format!("posting {}/{}", row.get::<i64>("entry_id")?, row.get::<i64>("line")?);
            proof.note("posting-without-entry", at, "an entry of the same member", "none");
            Ok(())
        },
    )?;
    tx.each(
        "SELECT e.id FROM entry e LEFT JOIN posting p ON p.entry_id = e.id AND p.line = 1 WHERE p.line IS NULL ORDER BY e.id",
        params![],
        |row| {
            proof.note("entry-without-postings", format!("entry {}", row.get::<i64>("id")?), "postings", "none");
            Ok(())
        },
    )
}

/// What counts towards tiers is what was sold, returned, topped up and paid back, day by day.
fn days_are_postings(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(NOT_POSTINGS, params![], |row| {
        let at = format!(
            "day {} of member {}",
            row.get::<i64>("day")?,
            row.get::<i64>("member_id")?
        );
        let off: [i64; 3] = [row.get("net")?, row.get("topped_up")?, row.get("earned")?];
        proof.note(
            "day-not-postings",
            at,
            "0 off in money, top-ups and points",
            format!("{off:?} off"),
        );
        Ok(())
    })
}

fn references_are_unique(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    tx.each(
        "SELECT reference, COUNT(*) AS count FROM entry GROUP BY reference HAVING COUNT(*) > 1 ORDER BY reference",
        params![],
        |row| {
            proof.note(
                "reference-twice",
                format!("reference {}", row.get::<String>("reference")?),
                1,
                row.get::<i64>("count")?,
            );
            Ok(())
        },
    )
}

/// Columns of the wallet in the order of [`Account::OF_MEMBER`].
const WALLET_COLUMNS: [&str; 7] = [
    "principal_fen",
    "bonus_fen",
    "points",
    "shortfall",
    "held_principal_fen",
    "held_bonus_fen",
    "held_points",
];

fn balances_are_postings(tx: &mut Tx<'_>, proof: &mut Proof) -> Result<(), StoreError> {
    proof.members = tx.value("SELECT COUNT(*) FROM wallet", params![])?;
    for (account, column) in Account::OF_MEMBER.into_iter().zip(WALLET_COLUMNS) {
        // The column names are ours, from the list above.
        let text = format!(
            "SELECT w.member_id, w.{column} AS balance, CAST(COALESCE(p.total, 0) AS BIGINT) AS total FROM wallet w LEFT JOIN \
             (SELECT member_id, SUM(amount) AS total FROM posting WHERE account = ?1 GROUP BY member_id) p \
             ON p.member_id = w.member_id WHERE w.{column} <> COALESCE(p.total, 0) ORDER BY w.member_id"
        );
        tx.each(&text, params![account], |row| {
            let at = format!("wallet of member {}, {column}", row.get::<i64>("member_id")?);
            proof.note(
                "balance-not-postings",
                at,
                row.get::<i64>("total")?,
                row.get::<i64>("balance")?,
            );
            Ok(())
        })?;
    }
    tx.each(
        "SELECT DISTINCT p.member_id FROM posting p LEFT JOIN wallet w ON w.member_id = p.member_id \
         WHERE p.member_id IS NOT NULL AND w.member_id IS NULL",
        params![],
        |row| {
            proof.note(
                "postings-without-wallet",
                format!("member {}", row.get::<i64>("member_id")?),
                "a wallet",
                "none",
            );
            Ok(())
        },
    )
}

/// What an entry says of itself: changes of principal, bonus and points, money and points after it.
struct Said {
    entry: i64,
    changes: [i64; 3],
    money_after: i64,
    points_after: i64,
}

/// Walks each member's entries in order with one running sum per account.
fn statements_run_on(tx: &mut Tx<'_>, proof: &mut Proof, progress: &Progress) -> Result<(), StoreError> {
    let mut member = 0_i64;
    let mut running = [0_i64; 8];
    let mut opening = running;
    let mut last: Option<Said> = None;
    tx.each(
        "SELECT p.member_id, p.entry_id, p.line, p.account, p.amount, p.balance_after, e.money_after, e.points_after, \
         e.principal_change, e.bonus_change, e.points_change FROM posting p JOIN entry e ON e.id = p.entry_id WHERE p.member_id IS NOT NULL \
         ORDER BY p.member_id, p.entry_id, p.line",
        params![],
        |row| {
            progress.advance(1);
            let (owner, entry, line): (i64, i64, i64) = (row.get("member_id")?, row.get("entry_id")?, row.get("line")?);
            if let Some(before) = last.take_if(|before| before.entry != entry) {
                close_entry(proof, &before, &opening, &running);
                opening = running;
            }
            if owner != member {
                (member, running, opening) = (owner, [0; 8], [0; 8]);
            }
            let account: i64 = row.get("account")?;
            if let Some(sum) = usize::try_from(account)
                .ok()
                .and_then(|account| running.get_mut(account))
            {
                *sum = sum.saturating_add(row.get("amount")?);
                let after: i64 = row.get::<Option<i64>>("balance_after")?.unwrap_or(i64::MIN);
                if after != *sum {
                    proof.note("running-balance", format!("posting {entry}/{line}"), *sum, after);
                }
            }
            last = Some(Said {
                entry,
                changes: [row.get("principal_change")?, row.get("bonus_change")?, row.get("points_change")?],
                money_after: row.get::<Option<i64>>("money_after")?.unwrap_or(i64::MIN),
                points_after: row.get::<Option<i64>>("points_after")?.unwrap_or(i64::MIN),
            });
            Ok(())
        },
    )?;
    if let Some(last) = last {
        close_entry(proof, &last, &opening, &running);
    }
    Ok(())
}

/// The balances that an entry names must be those that its postings lead to, and its changes the way there.
fn close_entry(proof: &mut Proof, said: &Said, opening: &[i64; 8], running: &[i64; 8]) {
    let entry = said.entry;
    for (account, change) in (1..).zip(said.changes) {
        let posted = running[account].saturating_sub(opening[account]);
        if change != posted {
            let at = format!("entry {entry}, account {account}");
            proof.note("statement-change", at, posted, change);
        }
    }
    let (money, points) = (running[1].saturating_add(running[2]), running[3]);
    if said.money_after != money {
        proof.note("statement-balance", format!("entry {entry}"), money, said.money_after);
    }
    if said.points_after != points {
        proof.note("statement-points", format!("entry {entry}"), points, said.points_after);
    }
}

/// Keeps the outcome, so that office and statement can say when the books were last proved.
pub fn note_proof(tx: &mut Tx<'_>, proof: &Proof) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO proof (at, entries, postings, differences, took_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            proof.at,
            proof.entries,
            proof.postings,
            proof.differences,
            tx.now().get() - proof.at.get()
        ],
    )?;
    Ok(())
}

/// When the books were last proved, and whether they held.
pub fn last_proof(tx: &mut Tx<'_>) -> Result<Option<(Millis, bool)>, StoreError> {
    tx.one(
        "SELECT at, differences FROM proof ORDER BY id DESC LIMIT 1",
        params![],
        |row| Ok((row.get("at")?, row.get::<i64>("differences")? == 0)),
    )
}
