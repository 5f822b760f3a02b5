//! How many tests passed and failed, read from what the test runners print.

use std::ops::Add;

use serde_json::Value;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Count {
    /// A step that is one test: a formatter, a linter.
    pub const PASSED: Self = Self { passed: 1, failed: 0 };
    pub const FAILED: Self = Self { passed: 0, failed: 1 };

    /// `test result: ok. 5 passed; 0 failed; …`, as the Rust test harness closes, with or without colours.
    pub fn of_rust_line(line: &str) -> Option<Self> {
        let line = without_colours(line);
        let words: Vec<&str> = line.strip_prefix("test result: ")?.split_whitespace().collect();
        let before = |name: &str| {
            let at = words.iter().position(|word| word.trim_end_matches(';') == name)?;
            words.get(at.checked_sub(1)?)?.parse().ok()
        };
        Some(Self {
            passed: before("passed")?,
            failed: before("failed")?,
        })
    }

    /// `# pass 5` or `# fail 0`, as Node's test runner closes (`ℹ pass 5` where it writes for people).
    pub fn of_node_line(line: &str) -> Option<Self> {
        let line = without_colours(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["#" | "ℹ", "pass", number] => Some(Self {
                passed: number.parse().ok()?,
                failed: 0,
            }),
            ["#" | "ℹ", "fail", number] => Some(Self {
                passed: 0,
                failed: number.parse().ok()?,
            }),
            _ => None,
        }
    }

    /// Playwright's JSON report. A flaky test passed in the end, and a skipped one counts for nothing.
    pub fn of_playwright(report: &str) -> Option<Self> {
        let report: Value = serde_json::from_str(report).ok()?;
        let stats = report.get("stats")?;
        let number = |name: &str| stats.get(name).and_then(Value::as_u64);
        Some(Self {
            passed: number("expected")? + number("flaky")?,
            failed: number("unexpected")?,
        })
    }

    /// A runner that failed without a failed test (it did not compile, it crashed) is a failure too, and so is one that
    /// ran nothing.
    pub fn believing(self, success: bool) -> Self {
        if (success && self != Self::default()) || self.failed > 0 {
            self
        } else {
            self + Self::FAILED
        }
    }
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

fn without_colours(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut inside = false;
    for c in line.chars() {
        match (inside, c) {
            (false, '\u{1b}') => inside = true,
            (false, _) => out.push(c),
            (true, c) if c.is_ascii_alphabetic() => inside = false,
            (true, _) => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn the_rust_harness_is_read_with_and_without_colours() {
        let five_and_two = Some(Count { passed: 5, failed: 2 });
        let plain = "test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(Count::of_rust_line(plain), five_and_two);
        let coloured = "test result: \u{1b}[31mFAILED\u{1b}[m. 5 passed; 2 failed; 0 ignored; 0 measured";
        assert_eq!(Count::of_rust_line(coloured), five_and_two);
        assert_eq!(Count::of_rust_line("test result of something else"), None);
        assert_eq!(Count::of_rust_line("running 5 tests"), None);
    }

    #[test]
    fn nodes_runner_is_read_in_both_of_its_styles() {
        assert_eq!(Count::of_node_line("# pass 12"), Some(Count { passed: 12, failed: 0 }));
        assert_eq!(Count::of_node_line("ℹ fail 1"), Some(Count { passed: 0, failed: 1 }));
        assert_eq!(Count::of_node_line("# tests 13"), None);
    }

    #[test]
    fn a_flaky_browser_test_passed_and_a_skipped_one_counts_for_nothing() {
        let report = r#"{"stats":{"expected":3,"skipped":4,"unexpected":1,"flaky":1}}"#;
        assert_eq!(Count::of_playwright(report), Some(Count { passed: 4, failed: 1 }));
        assert_eq!(Count::of_playwright("no report"), None);
    }

    #[test]
    fn a_runner_that_crashed_or_ran_nothing_is_a_failure() {
        assert_eq!(Count::default().believing(true), Count::FAILED);
        assert_eq!(
            Count { passed: 5, failed: 0 }.believing(false),
            Count { passed: 5, failed: 1 }
        );
        assert_eq!(
            Count { passed: 5, failed: 1 }.believing(false),
            Count { passed: 5, failed: 1 }
        );
        assert_eq!(
            Count { passed: 5, failed: 0 }.believing(true),
            Count { passed: 5, failed: 0 }
        );
    }
}
