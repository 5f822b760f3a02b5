//! Works campaigns through the sales of the last month, as ordered on their pages, one at a time on each server.

use huika_store::campaign::{
    Replay, ReplayFigures, ReplayJob, claim_replay, fail_replay, finish_replay, note_replay_progress, replay_more,
    replays_waiting, restart_replay, terms_of,
};
use huika_store::{StoreError, Tx};

use super::JobError;
use crate::web::AppState;

/// Sales that are read at once: a moment's work, after which a server that stops notices.
const AT_ONCE: i64 = 5_000;

/// How a replay ended.
enum Ended {
    Done(Box<ReplayFigures>),
    /// Another server has it by now.
    Lost,
    Stopping,
}

/// Works through the replay that has waited longest; answers how many were made.
pub async fn run(state: AppState) -> Result<usize, JobError> {
    if state.store.read(replays_waiting).await? == 0 {
        return Ok(0);
    }
    let server = state.server_id.clone();
    let claimed = state
        .store
        .write(move |tx: &mut Tx<'_>| claim_replay(tx, &server))
        .await?;
    let Some(job) = claimed else { return Ok(0) };
    let (id, of_state) = (job.id, state.clone());
    let ended = tokio::task::spawn_blocking(move || work(&of_state, &job)).await;
    let server = state.server_id.clone();
    let why = match ended {
        Ok(Ok(Ended::Done(figures))) => {
            state
                .store
                .write(move |tx: &mut Tx<'_>| finish_replay(tx, id, &server, &figures))
                .await?;
            return Ok(1);
        }
        Ok(Ok(Ended::Lost)) => return Ok(0),
        Ok(Ok(Ended::Stopping)) => {
            state
                .store
                .write(move |tx: &mut Tx<'_>| restart_replay(tx, id, &server))
                .await?;
            return Ok(0);
        }
        Ok(Err(error)) => error.to_string(),
        Err(panicked) => panicked.to_string(),
    };
    tracing::error!(replay = id, why, "a replay could not be made");
    state
        .store
        .write(move |tx: &mut Tx<'_>| fail_replay(tx, id, &server, &why))
        .await?;
    Ok(0)
}

fn work(state: &AppState, job: &ReplayJob) -> Result<Ended, StoreError> {
    let (campaign, version) = (job.campaign, job.version);
    let mut replay = state.store.scan(|tx: &mut Tx<'_>| {
        let terms = terms_of(tx, campaign, version)?;
        let terms = terms.ok_or_else(|| StoreError::Decode("a replay of a version that is not there".into()))?;
        Ok::<_, StoreError>(Replay::new(tx, campaign, &terms))
    })?;
    loop {
        let more = state
            .store
            .scan(|tx: &mut Tx<'_>| replay_more(tx, &mut replay, AT_ONCE))?;
        if *state.stopping.borrow() {
            return Ok(Ended::Stopping);
        }
        let (id, server, done) = (job.id, state.server_id.clone(), replay.figures.sales);
        let is_ours = state
            .store
            .write_blocking(move |tx: &mut Tx<'_>| note_replay_progress(tx, id, &server, done))?;
        if !is_ours {
            return Ok(Ended::Lost);
        }
        if !more {
            return Ok(Ended::Done(Box::new(replay.figures)));
        }
    }
}
