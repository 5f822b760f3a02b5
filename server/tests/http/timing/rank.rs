//! Whether two sets of times come from the same clockwork: the Mann–Whitney statistic, told as the probability that one of the first
//! is shorter than one of the second.

use std::time::Duration;

/// How two sets compare.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// One half when neither is faster; 0 or 1 when the sets do not even overlap.
    pub superiority: f64,
    /// How far from one half it may be.
    pub bound: f64,
}

/// Standard errors of the statistic that chance is allowed: with as many, one run in two million fails by chance alone. With
/// 1,000 samples of each the bound is 0.5 ± 0.066, which a shift by a fourth of a standard deviation breaks.
const ALLOWED: f64 = 5.0;

impl Comparison {
    pub fn is_alike(self) -> bool {
        (self.superiority - 0.5).abs() <= self.bound
    }
}

/// Compares by rank, so that a few very slow ones, which every machine has, weigh no more than any other.
pub fn compare(first: &[Duration], second: &[Duration]) -> Comparison {
    let mut sorted = second.to_vec();
    sorted.sort();
    let below = |time: Duration| sorted.partition_point(|other| *other < time);
    let up_to = |time: Duration| sorted.partition_point(|other| *other <= time);
    // Twice the number of pairs in which the first is the shorter one; a tie counts once.
    let twice: usize = first
        .iter()
        .map(|time| (sorted.len() - up_to(*time)) + (sorted.len() - below(*time)))
        .sum();
    let (m, n) = (first.len() as f64, second.len() as f64);
    Comparison {
        superiority: twice as f64 / (2.0 * m * n),
        bound: ALLOWED * ((m + n + 1.0) / (12.0 * m * n)).sqrt(),
    }
}

/// A thousand times around a millisecond, some of them ten times as long: what a busy machine shows. `later` is added to each.
fn times(seed: u64, later: Duration) -> Vec<Duration> {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 40
    };
    (0..1000)
        .map(|_| {
            let spread: u64 = (0..4).map(|_| next() % 100).sum();
            let slow = if next() % 20 == 0 { 10_000 } else { 0 };
            Duration::from_micros(900 + spread + slow) + later
        })
        .collect()
}

#[test]
fn the_same_clockwork_is_alike_however_busy_the_machine_is() {
    for seed in 0..200 {
        let outcome = compare(&times(seed, Duration::ZERO), &times(seed + 1000, Duration::ZERO));
        assert!(outcome.is_alike(), "seed {seed}: {outcome:?}");
    }
}

#[test]
fn a_planted_delay_is_found_in_either() {
    // The spread of these times is about 57 µs.
    let planted = Duration::from_micros(25);
    for seed in 0..200 {
        let (plain, delayed) = (times(seed, Duration::ZERO), times(seed + 1000, planted));
        for outcome in [compare(&plain, &delayed), compare(&delayed, &plain)] {
            assert!(!outcome.is_alike(), "seed {seed}: {outcome:?}");
        }
    }
}

#[test]
fn sets_that_do_not_overlap_are_wholly_apart_and_equal_ones_are_not_apart_at_all() {
    let (fast, slow) = ([Duration::from_micros(1); 50], [Duration::from_micros(2); 50]);
    assert!((compare(&fast, &slow).superiority - 1.0).abs() < f64::EPSILON);
    assert!((compare(&slow, &fast).superiority).abs() < f64::EPSILON);
    assert!((compare(&fast, &fast).superiority - 0.5).abs() < f64::EPSILON);
}
