//! `huika restore`: a backup into empty books of either engine, proved before anybody uses them.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use huika_domain::ShopZone;
use huika_store::settings::InForce;
use huika_store::{
    Context,
    db::secret::{Secret, SystemRng},
};

use super::Failure;
use super::output::say;
use super::progress::Shown;
use crate::{clock::SystemClock, config::Config, lock};

pub fn run(config: &Config, source: &Path, every: Option<Duration>) -> Result<ExitCode, Failure> {
    let _lock = lock::take(config)?;
    // The proof opens no seal, so the installation's secret need not be there yet.
    let context = Context {
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
        secret: Secret::new(&[0; 32]),
        zone: ShopZone::parse(&config.shop.time_zone)?,
        rules: InForce::of(config.rules.rules.clone()),
    };
    let (shown, progress) = Shown::of("huika restore", every);
    let proof = huika_store::books::backup::restore(source, config.store.url.expose(), &context, &progress)?;
    drop(shown);
    say(&super::check::in_words(&proof))?;
    Ok(if proof.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
