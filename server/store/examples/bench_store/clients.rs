//! Clients that each wait for their answer before they ask for the next thing.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Runs `job` by so many clients for so long. A job is told how many came before it. Answers jobs a second, and the time
/// of the slowest hundredth.
pub fn measure<F>(clients: usize, time: Duration, job: impl Fn(usize) -> F + Send + Sync + 'static) -> (f64, Duration)
where
    F: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let (job, count) = (Arc::new(job), Arc::new(AtomicUsize::new(0)));
    let started = Instant::now();
    let mut times = runtime.block_on(async {
        let tasks: Vec<_> = (0..clients)
            .map(|_| tokio::spawn(client(Arc::clone(&job), Arc::clone(&count), started + time)))
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.expect("a client does not panic"));
        }
        times
    });
    let took = started.elapsed();
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    (times.len() as f64 / took.as_secs_f64(), p99)
}

async fn client<J, F>(job: Arc<J>, count: Arc<AtomicUsize>, until: Instant) -> Vec<Duration>
where
    J: Fn(usize) -> F,
    F: Future<Output = ()>,
{
    let mut times = Vec::with_capacity(4096);
    while Instant::now() < until {
        let asked = Instant::now();
        job(count.fetch_add(1, Ordering::Relaxed)).await;
        times.push(asked.elapsed());
    }
    times
}
