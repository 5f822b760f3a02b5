//! Shifts whose business day has ended and that nobody has closed: they end as not counted, where the store's rule says so.

use huika_domain::ShiftId;
use huika_store::{
    Store, Tx,
    shift::{close_overdue, left_open},
};

use super::{JobError, nightly::is_of_one_member};
use crate::{clock::Doubt, web::AppState};

/// Shifts that are closed in one transaction, so that no sale waits for it.
const SHIFTS_AT_ONCE: i64 = 20;

/// Closes them; answers how many.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    // Whoever does not know what time it is ends nobody's day.
    if state.time.look().await?.is_some_and(Doubt::is_of_clock) {
        return Ok(0);
    }
    close_all(&state.store).await
}

/// One whose rows are wrong stays open until the next run, and is in nobody's way.
async fn close_all(store: &Store) -> Result<usize, JobError> {
    let (mut closed, mut after) = (0, Some(0));
    while let Some(from) = after {
        let step = store.write(move |tx: &mut Tx<'_>| close_overdue(tx, from, SHIFTS_AT_ONCE));
        let (more, next) = match step.await {
            Ok(step) => step,
            Err(error) if is_of_one_member(&error) => one_by_one(store, from).await?,
            Err(error) => return Err(error.into()),
        };
        closed += usize::try_from(more)?;
        after = next;
    }
    Ok(closed)
}

/// The same shifts, each in a transaction of its own.
async fn one_by_one(store: &Store, from: i64) -> Result<(u64, Option<i64>), JobError> {
    let (open, next): (Vec<ShiftId>, _) = store
        .read(move |tx: &mut Tx<'_>| left_open(tx, from, SHIFTS_AT_ONCE))
        .await?;
    let mut closed = 0;
    for shift in &open {
        let before = shift.get() - 1;
        match store.write(move |tx: &mut Tx<'_>| close_overdue(tx, before, 1)).await {
            Ok((more, _)) => closed += more,
            Err(error) if is_of_one_member(&error) => {
                tracing::error!(%shift, %error, "a shift could not be closed");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok((closed, next))
}

#[cfg(test)]
mod tests {
    use huika_store::testing::{NOON, SetClock, context};
    use huika_store::{StoreConfig, StoreError, demo, params};

    use super::*;

    /// One that has its slip already cannot get another one.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_shift_whose_rows_are_wrong_keeps_no_other_one_open() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("shop.db").display());
        let opened = tokio::task::spawn_blocking(move || {
            let store = Store::open(StoreConfig::new(&url, context(SetClock::at(NOON), 1)))?;
            demo::seed(&store)?;
            Ok::<_, StoreError>(store)
        });
        let store = opened.await.unwrap().unwrap();
        close_all(&store).await.unwrap();
        let wrong: i64 = store
            .write(|tx: &mut Tx<'_>| -> Result<_, StoreError> {
                let mut shifts = Vec::new();
                for till in ["a", "b", "c"] {
                    shifts.push(tx.insert(
                        "INSERT INTO shift (store_id, till, operator_id, automatic, business_day, opened_at, carried_fen) \
                         VALUES (1, ?1, 1, 1, 20200101, 1, 0)",
                        params![till],
                        |id| id,
                    )?);
                }
                tx.exec(
                    "INSERT INTO z_slip (shift_id, store_id, till, number, at, business_day, expected_fen, body) \
                     VALUES (?1, 1, 'b', 1, 1, 20200101, 0, '{}')",
                    params![shifts[1]],
                )?;
                Ok(shifts[1])
            })
            .await
            .unwrap();
        assert_eq!(close_all(&store).await.unwrap(), 2);
        let (left, _) = store.read(|tx: &mut Tx<'_>| left_open(tx, 0, 100)).await.unwrap();
        assert_eq!(left, [ShiftId::new(wrong)]);
    }
}
