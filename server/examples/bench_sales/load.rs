//! Connections that are kept, each with one request under way at a time.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

/// What came of a run.
pub struct Load {
    /// Answers a second.
    pub rate: f64,
    /// What the slowest hundredth waited.
    pub p99: Duration,
}

/// Sends the requests 0, 1, 2 … over so many connections for so long; every answer must be a success. The requests are
/// written down before the clock starts, as many as a loop without work could send.
pub async fn run(address: SocketAddr, connections: usize, time: Duration, request: impl Fn(usize) -> String) -> Load {
    let plenty = super::PLENTY_A_SECOND * usize::try_from(time.as_secs()).unwrap_or(60).max(1);
    let requests: Arc<Vec<String>> = Arc::new((0..plenty).map(request).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    let started = Instant::now();
    for _ in 0..connections {
        clients.spawn(client(
            address,
            Arc::clone(&requests),
            Arc::clone(&next),
            started + time,
        ));
    }
    let mut times: Vec<Duration> = clients.join_all().await.into_iter().flatten().collect();
    let took = started.elapsed();
    times.sort_unstable();
    Load {
        rate: times.len() as f64 / took.as_secs_f64(),
        p99: times.get(times.len() * 99 / 100).copied().unwrap_or_default(),
    }
}

async fn client(
    address: SocketAddr,
    requests: Arc<Vec<String>>,
    next: Arc<AtomicUsize>,
    until: Instant,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).await.expect("the server takes connections");
    stream.set_nodelay(true).expect("a setting of TCP");
    let mut buffer = vec![0; 16 * 1024];
    let mut times = Vec::with_capacity(4096);
    while Instant::now() < until {
        let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) else {
            break;
        };
        let asked = Instant::now();
        stream.write_all(request.as_bytes()).await.expect("the server reads");
        answer(&mut stream, &mut buffer).await;
        times.push(asked.elapsed());
    }
    times
}

/// Reads one whole answer, which must be a success with its length said.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await.expect("the server answers");
        assert!(read > 0, "the server closed the connection");
        filled += read;
        let Some(head) = buffer[..filled].windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            continue;
        };
        let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        assert!(
            text.starts_with("http/1.1 20"),
            "{}",
            String::from_utf8_lossy(&buffer[..filled])
        );
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .and_then(|length| length.trim().parse::<usize>().ok())
            .expect("the answer says its length");
        if filled >= head + 4 + length {
            return;
        }
    }
}
