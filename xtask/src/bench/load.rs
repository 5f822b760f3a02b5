//! A load generator as plain as can be: some threads, a kept connection each, the next request when the last one was
//! answered. It knows just the HTTP that the server answers with.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow, bail};

/// What came of a run.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    pub requests_per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
}

/// Sends the request over and over on `connections` connections for `lasting`, after a tenth of that to warm up.
/// Every answer must have the status 200.
pub fn run(port: u16, request: &str, connections: usize, lasting: Duration) -> Result<Load> {
    let workers: Vec<_> = (0..connections)
        .map(|_| {
            let request = request.as_bytes().to_vec();
            thread::spawn(move || work(port, &request, lasting))
        })
        .collect();
    let mut times = Vec::new();
    for worker in workers {
        times.append(&mut worker.join().map_err(|_| anyhow!("a load thread panicked"))??);
    }
    times.sort_unstable();
    let at = |per_mille: usize| times.get(times.len() * per_mille / 1000).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a run sends far fewer than 2^52 requests")]
    let requests_per_second = times.len() as f64 / lasting.as_secs_f64();
    Ok(Load {
        requests_per_second,
        p50: at(500),
        p99: at(990),
    })
}

fn work(port: u16, request: &[u8], lasting: Duration) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(port)?;
    let warm = Instant::now();
    while warm.elapsed() < lasting / 10 {
        connection.ask(request)?;
    }
    let mut times = Vec::new();
    let start = Instant::now();
    while start.elapsed() < lasting {
        let asked = Instant::now();
        connection.ask(request)?;
        times.push(asked.elapsed());
    }
    Ok(times)
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("the server takes no connection")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Self {
            stream,
            buffer: vec![0; 1 << 20],
        })
    }

    /// One request and its whole answer.
    fn ask(&mut self, request: &[u8]) -> Result<()> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..])?;
            if read == 0 {
                bail!(
                    "the server closed the connection, or the answer is larger than {} bytes",
                    self.buffer.len()
                );
            }
            filled += read;
            if is_whole(&self.buffer[..filled])? {
                return Ok(());
            }
        }
    }
}

/// Whether the answer is complete: by its `content-length`, or to the last chunk.
fn is_whole(answer: &[u8]) -> Result<bool> {
    let Some(head) = answer
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .map(|at| at + 4)
    else {
        return Ok(false);
    };
    let text = String::from_utf8_lossy(&answer[..head]);
    if text.split_whitespace().nth(1) != Some("200") {
        bail!("the server answered {:?}", text.lines().next().unwrap_or_default());
    }
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())
            .flatten()
    });
    Ok(length.map_or_else(
        || answer.ends_with(b"\r\n0\r\n\r\n"),
        |length| answer.len() - head >= length,
    ))
}

#[cfg(test)]
mod tests {
    use super::is_whole;

    #[test]
    fn an_answer_is_whole_when_its_body_has_the_announced_length() {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
        assert!(!is_whole(&head.as_bytes()[..20]).unwrap());
        assert!(!is_whole(format!("{head}ab").as_bytes()).unwrap());
        assert!(is_whole(format!("{head}abc").as_bytes()).unwrap());
    }

    #[test]
    fn a_chunked_answer_is_whole_after_its_last_chunk() {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n";
        assert!(!is_whole(head.as_bytes()).unwrap());
        assert!(is_whole(format!("{head}0\r\n\r\n").as_bytes()).unwrap());
    }

    #[test]
    fn an_error_ends_the_run() {
        assert!(is_whole(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n").is_err());
    }
}
