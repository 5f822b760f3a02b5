//! Once in a business day: what is over expires, birthdays get their coupons, tiers whose period is over are looked at, cards' fees that are due are charged, accounts whose time has come are closed, days that are over
//! are sealed, what was kept for a time is forgotten, and then the books are proved; office and statement show when that was.
//!
//! Each of them is done also when another fails: books that are wrong somewhere need their proof most.

use huika_domain::{BusinessDay, MemberId};
use huika_store::{
    Store, StoreError, Tx,
    books::{last_proof, note_proof, prove, seal_days},
    card::charge_periodic_fees,
    coupon::{expire_coupons, give_birthday_coupons},
    db::{lease, turns},
    member::{close_due, due_closings},
    points::expiry::{due, expire, expire_member},
    retention::forget_old,
    tier::{TierCursor, end_tiers_by_hand, review_tier, settle_tier_notices, tiers_to_review},
};

use super::JobError;
use crate::web::AppState;

/// Members whose points expire in one transaction: few, so that a sale waits for none of them.
const MEMBERS_AT_ONCE: i64 = 50;
/// Members whose rows are wrong and who are passed over; with more of them something else is wrong.
const PASSED_OVER: usize = 500;
/// Entries that are sealed in one transaction.
const ENTRIES_AT_ONCE: i64 = 200;
/// Rows of each kind that are forgotten in one transaction.
const ROWS_AT_ONCE: i64 = 1000;
const LEASE: &str = "proof";
/// Longer than the proof of a large chain takes.
const LEASE_SECS: i64 = 30 * 60;
/// A proof that is no older will do when the night's work has to be tried again.
const PROOF_LASTS_SECS: i64 = 3600;

/// Does the night's work unless that was done today; answers how often it was done.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    let done_at = state.store.read(|tx: &mut Tx<'_>| lease::last_done(tx, LEASE)).await?;
    let zone = &state.portal.shop.zone;
    let now = state.clock.now();
    let (today, hour) = (zone.business_day(now), zone.local(now).hour);
    let begins = state.store.rules().nightly.hour;
    let is_due = |done_at: Option<_>| is_due(done_at.map(|at| zone.business_day(at)), today, hour >= begins);
    if !is_due(done_at) {
        return Ok(0);
    }
    // Points that expire too early and a day that is sealed before it is over are so for good.
    if let Some(doubt) = state.time.look().await?.filter(|doubt| doubt.is_of_clock()) {
        tracing::warn!(?doubt, "the night's work waits until it is known what time it is");
        return Ok(0);
    }
    let holder = state.server_id.clone();
    let taken = state
        .store
        .write(move |tx: &mut Tx<'_>| lease::take(tx, LEASE, &holder, LEASE_SECS))
        .await?;
    // Another server may have done it between the two looks.
    if taken.is_none_or(|done_at| !is_due(Some(done_at).filter(|at| at.get() > 0))) {
        return Ok(0);
    }
    work(&state.store).await?;
    let holder = state.server_id.clone();
    state
        .store
        .write(move |tx: &mut Tx<'_>| lease::finish(tx, LEASE, &holder))
        .await?;
    Ok(1)
}

/// New books are proved at once, so that there is something to show. That somebody proved the books by hand does not count: the rest
/// of the work would be left undone.
fn is_due(done_on: Option<BusinessDay>, today: BusinessDay, has_begun: bool) -> bool {
    // One that was done in the future was done by a clock that was ahead.
    done_on.is_none_or(|day| day != today && has_begun)
}

/// All that is to be done; answers the first failure, after everything was tried.
async fn work(store: &Store) -> Result<(), JobError> {
    let outcomes = [
        ("lapse", expire_all(store).await),
        ("tiers", review_tiers(store).await),
        ("coupons", expire_coupons_all(store).await),
        ("birthdays", celebrate_all(store).await),
        ("fees", charge_all(store).await),
        // Before the days are sealed, whose entries these are.
        ("close", close_all(store).await),
        ("seal", seal_all(store).await),
        ("forget", forget_all(store).await),
        ("prove", prove_all(store).await),
    ];
    let mut first = Ok(());
    for (step, outcome) in outcomes {
        if let Err(error) = outcome {
            tracing::error!(step, %error, "a step of the night's work failed");
            first = first.and(Err(error));
        }
    }
    first
}

/// A member whose rows are wrong is passed over, so that everybody else's points expire; the proof says what is wrong.
async fn expire_all(store: &Store) -> Result<(), JobError> {
    let mut passed_over: Vec<MemberId> = Vec::new();
    loop {
        let but_not = passed_over.clone();
        match store
            .write(move |tx: &mut Tx<'_>| expire(tx, MEMBERS_AT_ONCE, &but_not))
            .await
        {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if is_of_one_member(&error) && passed_over.len() < PASSED_OVER => {
                expire_one_by_one(store, &mut passed_over).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn expire_one_by_one(store: &Store, passed_over: &mut Vec<MemberId>) -> Result<(), JobError> {
    let but_not = passed_over.clone();
    let members = store
        .read(move |tx: &mut Tx<'_>| due(tx, MEMBERS_AT_ONCE, &but_not))
        .await?;
    for member in members {
        match store.write(move |tx: &mut Tx<'_>| expire_member(tx, member)).await {
            Ok(_) => {}
            Err(error) if is_of_one_member(&error) => {
                tracing::error!(%member, %error, "what is over could not lapse for one member");
                passed_over.push(member);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether an error comes from rows, and not from the database as a whole.
pub(super) fn is_of_one_member(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Constraint(_) | StoreError::Decode(_) | StoreError::Internal(_) | StoreError::Text
    )
}

/// Accounts whose time to be closed has come. One that somebody has to decide about first, or whose rows are wrong, waits for the next night
/// and is in nobody's way.
async fn close_all(store: &Store) -> Result<(), JobError> {
    let mut passed_over: Vec<MemberId> = Vec::new();
    let mut last = Ok(());
    loop {
        let but_not = passed_over.clone();
        let due = store
            .read(move |tx: &mut Tx<'_>| due_closings(tx, MEMBERS_AT_ONCE, &but_not))
            .await?;
        if due.is_empty() || passed_over.len() >= PASSED_OVER {
            return last;
        }
        for member in due {
            match store.write(move |tx: &mut Tx<'_>| close_due(tx, member)).await {
                Ok(true) => tracing::info!(%member, "an account was closed"),
                Ok(false) => passed_over.push(member),
                Err(error) if is_of_one_member(&error) => {
                    tracing::error!(%member, %error, "an account could not be closed");
                    passed_over.push(member);
                    last = Err(error.into());
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Whose tier will end is told, and whose has ended goes down a step or keeps it. A member whose rows are wrong is in nobody's way.
async fn review_tiers(store: &Store) -> Result<(), JobError> {
    while store
        .write(|tx: &mut Tx<'_>| settle_tier_notices(tx, ROWS_AT_ONCE))
        .await?
        > 0
    {}
    while store
        .write(|tx: &mut Tx<'_>| end_tiers_by_hand(tx, MEMBERS_AT_ONCE))
        .await?
        > 0
    {}
    let (mut after, mut last) = (TierCursor::default(), Ok(()));
    loop {
        let page = store
            .read(move |tx: &mut Tx<'_>| tiers_to_review(tx, after, MEMBERS_AT_ONCE))
            .await?;
        let Some((_, end)) = page.last() else { return last };
        after = *end;
        for (member, _) in page {
            match store.write(move |tx: &mut Tx<'_>| review_tier(tx, member)).await {
                Ok(()) => {}
                Err(error) if is_of_one_member(&error) => {
                    tracing::error!(%member, %error, "a member's tier could not be looked at");
                    last = Err(error.into());
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

async fn charge_all(store: &Store) -> Result<(), JobError> {
    while store
        .write(|tx: &mut Tx<'_>| charge_periodic_fees(tx, MEMBERS_AT_ONCE))
        .await?
        > 0
    {}
    Ok(())
}

async fn expire_coupons_all(store: &Store) -> Result<(), JobError> {
    while store.write(|tx: &mut Tx<'_>| expire_coupons(tx, ROWS_AT_ONCE)).await? > 0 {}
    Ok(())
}

/// Coupons for birthdays, some members at a time.
async fn celebrate_all(store: &Store) -> Result<(), JobError> {
    let mut after = MemberId::new(0);
    while let Some(last) = store
        .write(move |tx: &mut Tx<'_>| give_birthday_coupons(tx, after, MEMBERS_AT_ONCE))
        .await?
    {
        after = last;
    }
    Ok(())
}

async fn seal_all(store: &Store) -> Result<(), JobError> {
    while store.write(|tx: &mut Tx<'_>| seal_days(tx, ENTRIES_AT_ONCE)).await? {}
    Ok(())
}

async fn forget_all(store: &Store) -> Result<(), JobError> {
    while store.write(|tx: &mut Tx<'_>| forget_old(tx, ROWS_AT_ONCE)).await? > 0 {}
    Ok(())
}

async fn prove_all(store: &Store) -> Result<(), JobError> {
    let last = store.read(last_proof).await?;
    if last.is_some_and(|(at, _)| store.now() < at.plus_secs(PROOF_LASTS_SECS)) {
        return Ok(());
    }
    let books = store.clone();
    let proof = turns::proving(move || books.scan(prove)).await??;
    if proof.holds() {
        tracing::info!(
            entries = proof.entries,
            postings = proof.postings,
            "the books are right"
        );
    } else {
        tracing::error!(differences = proof.differences, first = ?proof.findings.first(), "the books are wrong");
    }
    store.write(move |tx: &mut Tx<'_>| note_proof(tx, &proof)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use huika_store::testing::{NOON, SetClock, context};
    use huika_store::{StoreConfig, demo, params};

    use super::*;

    /// A wallet that holds less than its lots refuses what would make it negative.
    #[tokio::test(flavor = "multi_thread")]
    async fn one_member_whose_rows_are_wrong_is_in_nobodys_way() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("shop.db").display());
        let clock = SetClock::at(NOON);
        let of_shop = clock.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let store = Store::open(StoreConfig::new(&url, context(of_shop, 1)))?;
            demo::seed(&store)?;
            Ok::<_, StoreError>(store)
        });
        let store = opened.await.unwrap().unwrap();
        clock.advance_secs(500 * 86_400);
        let wrong: MemberId = store
            .write(|tx: &mut Tx<'_>| -> Result<_, StoreError> {
                let member = due(tx, 1, &[])?[0];
                tx.exec(
                    "UPDATE wallet SET points = 0, bonus_fen = 0 WHERE member_id = ?1",
                    params![member],
                )?;
                Ok(member)
            })
            .await
            .unwrap();
        work(&store).await.unwrap();
        let left = store.read(|tx: &mut Tx<'_>| due(tx, 100, &[])).await.unwrap();
        assert_eq!(left, [wrong]);
        let (_, holds) = store.read(last_proof).await.unwrap().unwrap();
        assert!(!holds, "and the proof says so");
    }

    #[test]
    fn the_work_is_done_once_a_day_in_the_morning_and_for_new_books_at_once() {
        let today = BusinessDay::parse("2026-11-22").unwrap();
        assert!(is_due(None, today, false));
        assert!(is_due(Some(today.pred()), today, true));
        assert!(!is_due(Some(today.pred()), today, false));
        assert!(!is_due(Some(today), today, true));
        assert!(is_due(Some(today.plus_days(40)), today, true), "a clock was ahead");
    }

    /// One that somebody has to decide about first is in nobody's way.
    #[tokio::test(flavor = "multi_thread")]
    async fn accounts_whose_time_has_come_are_closed_and_the_books_hold() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("shop.db").display());
        let clock = SetClock::at(NOON);
        let of_shop = clock.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let store = Store::open(StoreConfig::new(&url, context(of_shop, 1)))?;
            demo::seed(&store)?;
            Ok::<_, StoreError>(store)
        });
        let store = opened.await.unwrap().unwrap();
        let asked: u64 = store
            .write(|tx: &mut Tx<'_>| -> Result<_, StoreError> {
                tx.exec(
                    "INSERT INTO closing (member_id, state, asked_at, due_at, given_up_fen, status_before) \
                     SELECT id, 'waiting', 1, 1, CASE WHEN id = (SELECT MIN(id) FROM member) THEN 0 ELSE 100000000 END, 'active' \
                     FROM member ORDER BY id LIMIT 3",
                    params![],
                )
            })
            .await
            .unwrap();
        assert_eq!(asked, 3);
        work(&store).await.unwrap();
        let (left, holds) = store
            .read(|tx: &mut Tx<'_>| Ok::<_, StoreError>((due_closings(tx, 100, &[])?.len(), last_proof(tx)?)))
            .await
            .unwrap();
        assert!(left < 3, "who gave up what they had is closed: {left} wait");
        assert!(holds.unwrap().1);
    }
}
