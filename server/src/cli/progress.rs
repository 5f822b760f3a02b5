//! How far a long command is, on standard error: on a terminal one line that is written anew, in a log one line a minute. A command that
//! is done before says nothing.

use std::io::{self, IsTerminal as _, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use huika_store::{Progress, Reached};

/// How often the line on a terminal is written anew.
const ON_TERMINAL: Duration = Duration::from_millis(250);

/// How often a log hears of it.
const IN_LOG: Duration = Duration::from_mins(1);

/// Before this much has been done an estimate would be a guess.
const ESTIMATE_AFTER: Duration = Duration::from_secs(2);

/// Where the lines go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Terminal,
    Log,
}

/// Shows it until the command is done.
pub struct Shown {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Shown {
    /// Begins to look at the progress of a command. Of a log `every` can ask for another pace.
    pub fn of(command: &'static str, every: Option<Duration>) -> (Self, Progress) {
        let progress = Progress::default();
        let place = if io::stderr().is_terminal() {
            Place::Terminal
        } else {
            Place::Log
        };
        let every = match place {
            Place::Terminal => ON_TERMINAL,
            Place::Log => every.unwrap_or(IN_LOG),
        };
        let (stop, stopped) = mpsc::channel();
        let seen = progress.clone();
        let thread = std::thread::spawn(move || {
            let mut lines = Lines::new(command, place);
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                // Nobody needs it more than what the command itself does.
                let _unheard = lines.write(&mut io::stderr().lock(), seen.reached(), Instant::now());
            }
            let _unheard = lines.close(&mut io::stderr().lock());
        });
        let shown = Self {
            stop: Some(stop),
            thread: Some(thread),
        };
        (shown, progress)
    }
}

impl Drop for Shown {
    /// The line on the terminal is gone before the command says what came of it.
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

/// What was written, and since when the part of the work that is being done is known.
struct Lines {
    command: &'static str,
    place: Place,
    since: Option<(Reached, Instant)>,
    is_dirty: bool,
}

impl Lines {
    fn new(command: &'static str, place: Place) -> Self {
        Self {
            command,
            place,
            since: None,
            is_dirty: false,
        }
    }

    fn write(&mut self, out: &mut impl Write, reached: Option<Reached>, now: Instant) -> io::Result<()> {
        let Some(reached) = reached else { return Ok(()) };
        let (first, begun) = match self.since {
            Some((first, begun)) if first.part == reached.part => (first, begun),
            _ => {
                self.since = Some((reached, now));
                (reached, now)
            }
        };
        let line = in_words(reached, left(first, reached, now.duration_since(begun)));
        match self.place {
            Place::Terminal => write!(out, "\r{}: {line}\x1b[K", self.command)?,
            Place::Log => writeln!(out, "{}: {line}", self.command)?,
        }
        self.is_dirty = self.place == Place::Terminal;
        out.flush()
    }

    /// Leaves a terminal as it was.
    fn close(&self, out: &mut impl Write) -> io::Result<()> {
        if self.is_dirty {
            write!(out, "\r\x1b[K")?;
            out.flush()?;
        }
        Ok(())
    }
}

/// How long the rest takes if it goes on as fast as since the first look.
fn left(first: Reached, now: Reached, took: Duration) -> Option<Duration> {
    let (done, rest) = (now.done.saturating_sub(first.done), now.total.saturating_sub(now.done));
    if done == 0 || took < ESTIMATE_AFTER {
        return None;
    }
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    Some(Duration::from_millis(millis.saturating_mul(rest) / done))
}

fn in_words(reached: Reached, left: Option<Duration>) -> String {
    let Reached {
        what,
        unit,
        done,
        total,
        ..
    } = reached;
    let part = done.saturating_mul(100).checked_div(total).unwrap_or(0).min(100);
    let how_long = match left.map(|left| left.as_secs()) {
        None => String::new(),
        Some(..=59) => ", less than a minute left".to_owned(),
        Some(secs @ ..=5399) => format!(", about {} min left", secs.div_ceil(60)),
        Some(secs) => format!(", about {} h left", (secs + 1800) / 3600),
    };
    format!(
        "{what}, {} of {} {unit} ({part} %){how_long}",
        grouped(done),
        grouped(total)
    )
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn reached(part: u64, done: u64) -> Reached {
        Reached {
            part,
            what: "proving the books",
            unit: "rows",
            done,
            total: 5_000_000,
        }
    }

    /// Looks once a minute and answers what was written.
    fn written(place: Place, looks: &[Reached]) -> String {
        let (mut lines, mut out) = (Lines::new("huika check", place), Vec::new());
        let begin = Instant::now();
        for (minute, look) in (0..).zip(looks) {
            lines
                .write(&mut out, Some(*look), begin + Duration::from_mins(minute))
                .unwrap();
        }
        lines.close(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_log_hears_rows_of_rows_and_how_long_the_rest_takes() {
        let text = written(Place::Log, &[reached(1, 500_000), reached(1, 1_000_000)]);
        assert_eq!(
            text,
            "huika check: proving the books, 500,000 of 5,000,000 rows (10 %)\n\
             huika check: proving the books, 1,000,000 of 5,000,000 rows (20 %), about 8 min left\n"
        );
    }

    #[test]
    fn a_terminal_has_one_line_that_is_gone_in_the_end() {
        let text = written(Place::Terminal, &[reached(1, 1), reached(1, 4_999_999)]);
        let lines: Vec<&str> = text.split('\r').collect();
        assert_eq!(lines.len(), 4, "{text:?}");
        assert!(
            !text.contains('\n') && lines[1..].iter().all(|line| line.ends_with("\x1b[K")),
            "{text:?}"
        );
        assert!(lines[2].contains("(99 %), less than a minute left"), "{text:?}");
        assert_eq!(lines[3], "\x1b[K", "nothing of it is left");
    }

    #[test]
    fn each_part_of_the_work_has_an_estimate_of_its_own() {
        let text = written(
            Place::Log,
            &[reached(1, 0), reached(1, 4_000_000), reached(2, 10), reached(2, 20)],
        );
        let last: Vec<&str> = text.lines().skip(2).collect();
        assert!(!last[0].contains("left"), "{text}");
        assert!(last[1].ends_with("about 8333 h left"), "{text}");
    }

    #[test]
    fn work_of_which_nothing_is_known_is_not_spoken_of() {
        let (mut lines, mut out) = (Lines::new("huika check", Place::Terminal), Vec::new());
        lines.write(&mut out, None, Instant::now()).unwrap();
        lines.close(&mut out).unwrap();
        assert!(out.is_empty(), "{out:?}");
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(51_000_000), "51,000,000");
    }
}
