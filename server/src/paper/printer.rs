//! One slip, one connection: many printers take one at a time, and writing into a socket is not printing.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use huika_app::context::{Later, PaperSlip, PrintProblem, Printing};
use huika_domain::settings::TillPrinter;
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Mutex, time::timeout};

use super::escpos::{DRAWER, bytes};

/// A printer in the same shop answers at once, or is off.
const CONNECT: Duration = Duration::from_secs(2);
/// Out of paper, it takes nothing.
const WRITE: Duration = Duration::from_secs(5);
/// Printers whose turns are remembered.
const REMEMBERED: usize = 1_000;

/// The printers of all tills, each with a queue of its own, so that one that hangs holds up nobody else.
#[derive(Debug, Default)]
pub struct Printers(std::sync::Mutex<HashMap<String, Arc<Mutex<()>>>>);

impl Printers {
    fn turn(&self, address: &str) -> Arc<Mutex<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= REMEMBERED {
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        Arc::clone(turns.entry(address.to_owned()).or_default())
    }
}

impl Printing for Printers {
    fn print<'a>(&'a self, printer: &'a TillPrinter, slip: &'a PaperSlip) -> Later<'a, Result<(), PrintProblem>> {
        Box::pin(async move {
            let turn = self.turn(&printer.address);
            let _mine = turn.lock().await;
            let job = bytes(slip, usize::from(printer.columns));
            send(&printer.address, &job).await
        })
    }

    fn open_drawer<'a>(&'a self, printer: &'a TillPrinter) -> Later<'a, Result<(), PrintProblem>> {
        Box::pin(async move {
            let turn = self.turn(&printer.address);
            let _mine = turn.lock().await;
            send(&printer.address, &DRAWER).await
        })
    }
}

/// Before the first byte another try is safe; after it nobody knows what is on the paper.
async fn send(address: &str, job: &[u8]) -> Result<(), PrintProblem> {
    let connected = timeout(CONNECT, TcpStream::connect(address)).await;
    let mut printer = match connected {
        Ok(Ok(printer)) => printer,
        Ok(Err(error)) => {
            tracing::warn!(address, %error, "a slip printer cannot be reached");
            return Err(PrintProblem::Unreachable);
        }
        Err(_) => {
            tracing::warn!(address, "a slip printer does not answer");
            return Err(PrintProblem::Unreachable);
        }
    };
    let written = timeout(WRITE, async {
        printer.write_all(job).await?;
        printer.shutdown().await
    });
    match written.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::warn!(address, %error, "a slip broke off");
            Err(PrintProblem::Unclear)
        }
        Err(_) => {
            tracing::warn!(address, "a slip printer takes no more");
            Err(PrintProblem::Unclear)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{io::AsyncReadExt, net::TcpListener};

    #[tokio::test]
    async fn a_drawer_is_opened_by_one_whole_command_and_nothing_else() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let printer = TillPrinter {
            address: listener.local_addr().expect("an address").to_string(),
            ..TillPrinter::default()
        };
        let heard = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a job");
            let mut heard = Vec::new();
            stream.read_to_end(&mut heard).await.expect("bytes");
            heard
        });
        assert_eq!(Printers::default().open_drawer(&printer).await, Ok(()));
        assert_eq!(heard.await.expect("a task"), [0x1B, 0x70, 0, 25, 250]);
    }

    #[tokio::test]
    async fn a_printer_gets_the_whole_slip_and_one_that_is_off_is_said_to_be() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let mut printer = TillPrinter {
            address: listener.local_addr().expect("an address").to_string(),
            ..TillPrinter::default()
        };
        let paper = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a job");
            let mut paper = Vec::new();
            stream.read_to_end(&mut paper).await.expect("bytes");
            paper
        });
        let slip = PaperSlip {
            heading: "会卡".to_owned(),
            ..PaperSlip::default()
        };
        let printers = Printers::default();
        assert_eq!(printers.print(&printer, &slip).await, Ok(()));
        assert_eq!(paper.await.expect("a task"), bytes(&slip, 48));
        printer.address = "127.0.0.1:1".to_owned();
        assert_eq!(printers.print(&printer, &slip).await, Err(PrintProblem::Unreachable));
    }
}
