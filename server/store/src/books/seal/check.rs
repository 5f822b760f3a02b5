//! Holding sealed days against their rows, a bounded number of entries at a time.

use std::collections::BTreeMap;

use super::{
    form::{Form, chained},
    rows::{MARK, SealedEntry, read_entries},
    sums,
    totals::{self, Totals},
};
use crate::{Progress, StoreError, Tx, books::Proof, ledger::day_of, params};

/// Entries looked at together.
const CHUNK: i64 = 1000;

/// Names every row of a sealed day that is not as it was.
pub(in crate::books) fn seals_fit(tx: &mut Tx<'_>, proof: &mut Proof, progress: &Progress) -> Result<(), StoreError> {
    let days = tx.all(
        "SELECT business_day, form, hash, previous FROM day_seal WHERE sealed_at IS NOT NULL ORDER BY business_day",
        params![],
        |row| {
            let day = (row.get::<i64>("business_day")?, Form(row.get("form")?));
            Ok((day, row.get::<Vec<u8>>("hash")?, row.get::<Vec<u8>>("previous")?))
        },
    )?;
    let mut before: Vec<u8> = Vec::new();
    for (day, hash, previous) in &days {
        let name = format!("day {}", day_of(day.0)?);
        if *previous != before {
            proof.note(
                "seal-chain-broken",
                name.clone(),
                hex::encode(&before),
                hex::encode(previous),
            );
        }
        let named_before = proof.differences;
        let found = check_day(tx, proof, *day, previous, progress)?;
        // When its rows are named already, that the day's hash differs says nothing new.
        if found != *hash && proof.differences == named_before {
            proof.note("seal-hash", name, hex::encode(hash), hex::encode(found));
        }
        before.clone_from(hash);
    }
    entries_outside_of_seals(tx, proof, days.last().map_or(0, |(day, ..)| day.0))
}

/// Compares a day's rows with their marks and answers the hash that the rows lead to.
fn check_day(
    tx: &mut Tx<'_>,
    proof: &mut Proof,
    sealed: (i64, Form),
    previous: &[u8],
    progress: &Progress,
) -> Result<Vec<u8>, StoreError> {
    let (day, _) = sealed;
    let begins = tx.context().zone.start_of(day_of(day)?);
    let (mut hash, mut after) = (previous.to_vec(), 0_i64);
    let mut moved = Totals::new();
    let named_before = proof.differences;
    loop {
        let seals = tx.all(
            "SELECT entry_id, marks FROM entry_seal WHERE business_day = ?1 AND entry_id > ?2 ORDER BY entry_id LIMIT ?3",
            params![day, after, CHUNK],
            |row| Ok((row.get::<i64>("entry_id")?, row.get::<Vec<u8>>("marks")?)),
        )?;
        let is_last = (seals.len() as i64) < CHUNK;
        let up_to = if is_last {
            i64::MAX
        } else {
            seals.last().map_or(i64::MAX, |(id, _)| *id)
        };
        let mut marks: BTreeMap<i64, Vec<u8>> = seals.into_iter().collect();
        let mut from = after;
        loop {
            let entries = read_entries(tx, sealed, from, up_to, CHUNK)?;
            totals::count(&mut moved, &entries)?;
            for entry in &entries {
                progress.advance(entry.rows.len() as u64);
                proof.late += i64::from(entry.at < begins);
                for row in &entry.rows {
                    hash = chained(&hash, row);
                }
                match marks.remove(&entry.id) {
                    Some(marks) => check_entry(proof, entry, &marks),
                    None => proof.note(
                        "entry-added",
                        format!("entry {}", entry.id),
                        "not in this sealed day",
                        "there",
                    ),
                }
            }
            match entries.last() {
                Some(last) if entries.len() as i64 == CHUNK => from = last.id,
                _ => break,
            }
        }
        for id in marks.keys() {
            proof.note(
                "entry-removed",
                format!("entry {id}"),
                "as it was sealed",
                "not in its day",
            );
        }
        if is_last {
            // Where a row was changed, that the totals differ from it says nothing new.
            if proof.differences == named_before {
                totals::check(tx, proof, day, moved)?;
                sums::check(tx, proof, day)?;
            }
            return Ok(hash);
        }
        after = up_to;
    }
}

fn check_entry(proof: &mut Proof, entry: &SealedEntry, marks: &[u8]) {
    let kept: Vec<&[u8]> = marks.chunks(MARK).collect();
    let id = entry.id;
    let fits = |index: usize, row: usize| kept.get(index).is_some_and(|mark| entry.rows[row].starts_with(mark));
    if !fits(0, 0) {
        proof.note("entry-changed", format!("entry {id}"), "as it was sealed", "changed");
    }
    for (row, line) in entry.lines.iter().enumerate() {
        let at = || format!("posting {id}/{line}");
        match usize::try_from(*line)
            .ok()
            .filter(|index| *index >= 1 && *index < kept.len())
        {
            None => proof.note("posting-added", at(), "not there when it was sealed", "there"),
            Some(index) if !fits(index, row + 1) => {
                proof.note("posting-changed", at(), "as it was sealed", "changed");
            }
            Some(_) => {}
        }
    }
    for line in 1..kept.len() as i64 {
        if !entry.lines.contains(&line) {
            proof.note(
                "posting-removed",
                format!("posting {id}/{line}"),
                "as it was sealed",
                "none",
            );
        }
    }
}

/// An entry that is dated before the newest sealed day and belongs to no sealed day was put in afterwards.
fn entries_outside_of_seals(tx: &mut Tx<'_>, proof: &mut Proof, newest: i64) -> Result<(), StoreError> {
    tx.each(
        "SELECT e.id FROM entry e LEFT JOIN day_seal d ON d.business_day = e.business_day \
         WHERE e.business_day < ?1 AND d.business_day IS NULL ORDER BY e.id",
        params![newest],
        |row| {
            let at = format!("entry {}", row.get::<i64>("id")?);
            proof.note("entry-added", at, "no entry on a day that was passed over", "there");
            Ok(())
        },
    )
}
