//! How much memory this process has (Linux; proc(5)).

/// What is resident now, in megabytes.
pub fn resident_mb() -> f64 {
    of_status("VmRSS:")
}

/// The most that was resident since [`forget_peak`].
pub fn peak_mb() -> f64 {
    of_status("VmHWM:")
}

/// Begins to look for a peak from now on.
pub fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux lets a process forget its own peak");
}

fn of_status(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the system tells");
    let line = status
        .lines()
        .find(|line| line.starts_with(name))
        .expect("the line is there");
    let kb: f64 = line
        .split_whitespace()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .expect("a number");
    kb * 1024.0 / 1_000_000.0
}
