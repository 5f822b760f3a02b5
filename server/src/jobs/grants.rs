//! Grants to many, carried on a few members at a time.

use huika_store::{
    Store, StoreError, Tx,
    adjustment::grant::{has_open_grant, pass_over_next, run_grants},
};

use super::{JobError, nightly::is_of_one_member};
use crate::web::AppState;

/// Members that are granted something in one transaction: few, so that a sale waits for none of them.
const MEMBERS_AT_ONCE: i64 = 50;

/// Transactions of one run, so that a server that stops does not wait for a million members.
const STEPS: usize = 100;

/// Carries the oldest open grant on; answers how many members were looked at.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    carry_on(&state.store).await
}

async fn carry_on(store: &Store) -> Result<usize, JobError> {
    let mut looked_at = 0;
    for _ in 0..STEPS {
        if !store.read(has_open_grant).await? {
            break;
        }
        let step = store.write(|tx: &mut Tx<'_>| run_grants(tx, MEMBERS_AT_ONCE)).await;
        looked_at += usize::try_from(match step {
            Err(error) if is_of_one_member(&error) => one_by_one(store).await?,
            step => step?,
        })?;
    }
    Ok(looked_at)
}

/// A member whose rows are wrong is passed over, so that everybody after them gets what they should; the proof says what is wrong.
async fn one_by_one(store: &Store) -> Result<u64, StoreError> {
    let mut looked_at = 0;
    for _ in 0..MEMBERS_AT_ONCE {
        match store.write(|tx: &mut Tx<'_>| run_grants(tx, 1)).await {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) if is_of_one_member(&error) => {
                let member = store.write(pass_over_next).await?;
                tracing::error!(?member, %error, "a grant could not be given to one member, who was passed over");
            }
            Err(error) => return Err(error),
        }
        looked_at += 1;
    }
    Ok(looked_at)
}

#[cfg(test)]
mod tests {
    use huika_domain::{Fen, MemberId, Reason};
    use huika_store::adjustment::grant::{Granted, OpenGrant, Takers, grant_state, open_grant};
    use huika_store::testing::{NOON, SetClock, context};
    use huika_store::{StoreConfig, demo, params};

    use super::*;

    /// A wallet whose balance would overflow refuses the entry.
    #[tokio::test(flavor = "multi_thread")]
    async fn one_member_whose_rows_are_wrong_does_not_end_a_grant_for_those_after_them() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("shop.db").display());
        let opened = tokio::task::spawn_blocking(move || {
            let store = Store::open(StoreConfig::new(&url, context(SetClock::at(NOON), 1)))?;
            demo::seed(&store)?;
            Ok::<_, StoreError>(store)
        });
        let store = opened.await.unwrap().unwrap();
        let active = "SELECT id FROM member WHERE status = 'active' ORDER BY id";
        let members: Vec<MemberId> = store
            .read(move |tx: &mut Tx<'_>| tx.all(active, params![], |row| row.get("id")))
            .await
            .unwrap();
        let wrong = members[1];
        store
            .write(move |tx: &mut Tx<'_>| -> Result<_, StoreError> {
                tx.exec(
                    "UPDATE wallet SET bonus_fen = 9223372036854775800 WHERE member_id = ?1",
                    params![wrong],
                )
            })
            .await
            .unwrap();
        let grant = OpenGrant {
            granted: Granted::Bonus(Fen::new(10_00)),
            expires_at: None,
            takers: Takers::Everybody,
            reason: Reason::parse("开业一周年").unwrap(),
            operator: huika_domain::OperatorId::new(3),
            key: "g1".into(),
        };
        let number = store
            .write(move |tx: &mut Tx<'_>| open_grant(tx, &grant))
            .await
            .unwrap()
            .number;
        carry_on(&store).await.unwrap();
        let state = store
            .read(move |tx: &mut Tx<'_>| grant_state(tx, &number))
            .await
            .unwrap()
            .unwrap();
        assert!(state.done);
        assert_eq!(state.granted, i64::try_from(members.len()).unwrap() - 1, "all but one");
    }
}
