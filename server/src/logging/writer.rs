//! Where log lines go: into a bounded queue, from which one thread writes them. Whoever has something to log neither fails nor waits,
//! whether standard error is closed, on a full disk, or a pipe that nobody reads. Lines that could not be written are counted.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// Lines that may wait: some seconds of a busy server.
const WAITING_LINES: usize = 8192;
/// How long the end of the program waits for the last lines.
const LAST_WORDS: Duration = Duration::from_secs(1);

static LOST: AtomicU64 = AtomicU64::new(0);

/// Log lines of this process that could not be written.
pub fn lines_lost() -> u64 {
    LOST.load(Ordering::Relaxed)
}

enum Message {
    Line(Vec<u8>),
    /// Everything before it was written.
    Reached(SyncSender<()>),
}

/// The queue and its thread.
pub struct Log {
    lines: Lines,
}

impl Log {
    /// Starts to write into `target`.
    pub(super) fn start(target: Box<dyn Write + Send>) -> Self {
        let (queue, waiting) = sync_channel(WAITING_LINES);
        let thread = std::thread::Builder::new()
            .name("huika-log".into())
            .spawn(move || write_all(target, &waiting));
        // Without a thread the queue has no other end, and every line counts as lost.
        drop(thread);
        Self { lines: Lines(queue) }
    }

    /// What the subscriber writes to.
    pub(super) fn lines(&self) -> Lines {
        self.lines.clone()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let (reached, end) = sync_channel(1);
        if self.lines.0.try_send(Message::Reached(reached)).is_ok() {
            // Whoever does not read by now will not.
            let _in_time = end.recv_timeout(LAST_WORDS);
        }
    }
}

/// Takes lines; each is one call of `write`.
#[derive(Clone)]
pub(super) struct Lines(SyncSender<Message>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(Message::Line(line.to_owned())).is_err() {
            LOST.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn write_all(mut target: Box<dyn Write + Send>, waiting: &Receiver<Message>) {
    // How many had been lost when that was last said.
    let mut said = LOST.load(Ordering::Relaxed);
    for message in waiting {
        match message {
            Message::Line(line) => {
                if target.write_all(&line).and_then(|()| target.flush()).is_err() {
                    LOST.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                let lost = LOST.load(Ordering::Relaxed);
                if lost > said {
                    tracing::warn!(lost_lines = lost - said, "log lines could not be written");
                    said = lost;
                }
            }
            // Whoever waited may have gone.
            Message::Reached(reached) => drop(reached.try_send(())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Instant;

    use super::*;

    /// A pipe that nobody reads: writing does not come back.
    struct Stuck(Receiver<()>);

    impl Write for Stuck {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            let _never = self.0.recv();
            Ok(0)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_cannot_be_written_fails_nobody_and_counts_what_it_lost() {
        let before = lines_lost();
        let log = Log::start(Box::new(Full));
        for _ in 0..10 {
            log.lines().write_all(b"a line\n").unwrap();
        }
        drop(log);
        assert!(lines_lost() >= before + 10);
    }

    #[test]
    fn a_log_that_nobody_reads_makes_nobody_wait() {
        let (_held, never) = sync_channel(1);
        let log = Log::start(Box::new(Stuck(never)));
        let (before, began) = (lines_lost(), Instant::now());
        for _ in 0..WAITING_LINES + 100 {
            log.lines().write_all(b"a line\n").unwrap();
        }
        assert!(lines_lost() > before);
        drop(log);
        assert!(began.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn what_was_said_last_is_written_before_the_end() {
        let kept = Kept::default();
        let log = Log::start(Box::new(kept.clone()));
        for _ in 0..100 {
            log.lines().write_all(b"a line\n").unwrap();
        }
        drop(log);
        assert_eq!(kept.0.lock().unwrap().len(), 700);
    }
}
