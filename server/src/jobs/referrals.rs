//! What members get for friends whom they brought, and what they lose of it: each in a transaction of its own.

use huika_store::{
    Tx,
    referral::{referrals_due, settle_referrals},
};

use super::{JobError, nightly::is_of_one_member};
use crate::web::AppState;

/// Referrals that are looked at in one run.
const AT_ONCE: i64 = 100;

/// Settles what is due; answers how many. One whose rows are wrong is passed over until the next run.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    let due = state.store.read(|tx: &mut Tx<'_>| referrals_due(tx, AT_ONCE)).await?;
    let mut settled = 0;
    for friend in due {
        match state
            .store
            .write(move |tx: &mut Tx<'_>| settle_referrals(tx, friend))
            .await
        {
            Ok(done) => settled += usize::from(done),
            Err(error) if is_of_one_member(&error) => {
                tracing::error!(%friend, %error, "a referral could not be settled");
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(settled)
}
